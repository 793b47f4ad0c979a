// A formula wider than the page scrolls inside itself: let the keyboard reach it, but only then.
(() => {
  const mark = () => {
    for (const formula of document.querySelectorAll(".katex-display, .cell_output")) {
      if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
      else formula.removeAttribute("tabindex");
    }
  };
  addEventListener("load", mark);
  addEventListener("resize", mark);
})();
