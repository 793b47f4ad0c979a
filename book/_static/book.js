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

// Paper is white: while the page is printed, it has the light theme.
(() => {
  const root = document.documentElement, paper = matchMedia("print");
  let theme = null;
  const print = () => {
    theme ??= root.dataset.theme;
    root.dataset.theme = "light";
  };
  const read = () => {
    if (theme !== null) root.dataset.theme = theme;
    theme = null;
  };
  paper.addEventListener("change", () => (paper.matches ? print() : read()));
  addEventListener("beforeprint", print);
  addEventListener("afterprint", read);
})();

// Heavy data of a figure come in a file of their own (see tools/lean_pages.py): put them into their place, and run the
// figure's script, which stands after it and has found nothing before.
function bring(name, text) {
  for (const place of document.querySelectorAll(`template[data-brought="${name}"]`)) {
    const data = document.createElement("script");
    data.type = "application/json";
    data.textContent = text;
    const figure = place.parentElement;
    place.replaceWith(data);
    const script = figure.nextElementSibling, again = document.createElement("script");
    again.textContent = script.textContent;
    script.replaceWith(again);
  }
}
