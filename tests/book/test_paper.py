"""A page that a reader prints: black on white in both themes, nothing to click, nothing cut off."""

import pytest

from tests.browser import browser, chromium_page  # noqa: F401

PRINTED = [(f"book/{page}", theme) for page in ("neuron/perceptron", "reference/zoo") for theme in ("light", "dark")]
PRINTED += [("book/index", "light"), ("book/start/how-to-use", "dark")]  # a map and cards, and tabs
A4 = 680  # px between margins of 15 mm

# What would be on the paper: controls, texts with too little contrast or on dark ground, and what its edge cuts off.
LOOK = """() => {
  const article = document.querySelector("article");
  const drawn = e =>
    e.checkVisibility({opacityProperty: true}) && [...e.getClientRects()].some(r => r.width > 2 && r.height > 2);
  const name = element => `${element.localName}.${element.className}: ${element.textContent.trim().slice(0, 40)}`;
  const rgb = color => color.match(/[\\d.]+/g).map(Number);
  const light = color => {
    const [r, g, b] = rgb(color).map(v => (v / 255 <= 0.04045 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor, alpha = rgb(color)[3] ?? 1;
      if (alpha > 0.5) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const controls = `header, nav:not(#jb-print-toc nav), footer, dialog, button, input, .bd-sidebar-primary,
    .bd-sidebar-secondary, .headerlink, .skip-link, .tag_solution, .tag_setup`;
  const texts = [...article.querySelectorAll("*")].filter(
    e => [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim()) && drawn(e)
  );
  const pale = texts.filter(e => {
    const paper = light(ground(e)), ink = light(getComputedStyle(e).color);
    return paper < 0.7 || (paper + 0.05) / (ink + 0.05) < 4.5;
  });
  const hides = ({overflowX, display}) => overflowX !== "visible" && display !== "inline";
  const cut = [...article.querySelectorAll("*:not(svg *, .katex-mathml *)")].filter(e => drawn(e) && (
    e.getBoundingClientRect().right > innerWidth + 1 ||
    (hides(getComputedStyle(e)) && e.scrollWidth > e.clientWidth + 1)
  ));
  return {
    paper: light(ground(article)),
    texts: texts.length,
    controls: [...document.querySelectorAll(controls)].filter(drawn).map(name),
    pale: pale.map(name),
    cut: cut.map(name),
  };
}"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("page", "theme"), PRINTED)
def test_a_page_on_paper(built, browser, page, theme):  # noqa: F811
    with chromium_page(browser, color_scheme=theme, width=A4) as visit:
        visit.page.goto((built / f"{page}.html").as_uri())
        chosen = "document.documentElement.dataset.theme"
        assert visit.page.evaluate(chosen) == theme
        visit.page.emulate_media(media="print")
        visit.page.wait_for_function(f"{chosen} === 'light'")
        seen = visit.page.evaluate(LOOK)
        assert seen["paper"] == 1
        assert seen["texts"] > 30
        assert {fault: found for fault in ("controls", "pale", "cut") if (found := seen[fault])} == {}
        visit.page.emulate_media(media="screen")
        visit.page.wait_for_function(f"{chosen} === '{theme}'")
