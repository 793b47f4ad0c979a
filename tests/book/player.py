"""Moving the first interactive figure of a page by keyboard and by mouse, as a reader does."""

from __future__ import annotations

from typing import Any

PLAYER = ".nnp"
SLIDER = f"{PLAYER} input[type=range]"


def places(page: Any) -> int:
    """How many places the figure's first slider has; 3, of those that can be chosen, where it has words instead."""
    slider = page.locator(SLIDER).first
    return 1 + int(slider.get_attribute("max")) if slider.count() else 3


def plays(page: Any) -> list[str]:
    """Move the page's first figure; the alt texts on the way, each of a picture that was drawn."""
    page.set_default_timeout(10_000)
    told = _slides(page) if page.locator(SLIDER).count() else _chooses(page)
    page.wait_for_function("document.querySelector('.nnp img').complete")
    page.set_default_timeout(30_000)  # Playwright's own
    assert all(drawn for _, drawn in told)
    return [alt for alt, _ in told]


def _frame(page: Any) -> tuple[str, bool]:
    """What the figure shows in words, and whether there is a picture."""
    alt, drawn = page.evaluate(
        """() => {
          const figure = document.querySelector(".nnp"), picture = figure.querySelector("img");
          return [picture.alt, picture.src.length > 1000 && picture.naturalWidth > 0];
        }"""
    )
    return alt, drawn


def _slides(page: Any) -> list[tuple[str, bool]]:
    slider = page.locator(SLIDER).first
    slider.scroll_into_view_if_needed()
    told = [_frame(page)]
    slider.focus()
    for key in ("End", "ArrowLeft"):
        page.keyboard.press(key)
        told.append(_frame(page))
    box = slider.bounding_box()
    page.mouse.click(box["x"] + 2, box["y"] + box["height"] / 2)
    return [*told, _frame(page)]


def _chooses(page: Any) -> list[tuple[str, bool]]:
    """The same for a figure that has words to choose from, and no slider."""
    words = page.locator(PLAYER).first.locator("input[type=radio], select").first
    told = [_frame(page)]
    words.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
        told.append(_frame(page))
    return told
