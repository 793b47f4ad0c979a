"""A headless Chromium for the tests that need a real browser: Debian's package `chromium`, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, NoReturn

import pytest

from tools.chromium import CHROMIUM, FLAGS

ROOT = Path(__file__).resolve().parents[1]


def require_chromium() -> str:
    """The path of Chromium. Without it the test is skipped, or fails where NNBOOK_REQUIRE_BROWSER=1 is set."""
    path = shutil.which(CHROMIUM)
    if path is None:
        _without(f"no browser at {CHROMIUM}: install Debian's package `chromium` (apt-get install chromium)")
    if find_spec("playwright") is None:
        _without("the Python package `playwright` is missing: pip install playwright")
    return path


def require_npm(package: str) -> str:
    """The path of Node, which runs `package` from tools/node_modules. Without them it is as without Chromium."""
    node = shutil.which("node")
    if node is None:
        _without("Node is missing: install Debian's packages `nodejs` and `npm`")
    if not (ROOT / "tools" / "node_modules" / package).is_dir():
        _without(f"npm's package `{package}` is missing: npm ci --prefix tools")
    return node


def _without(missing: str) -> NoReturn:
    if os.environ.get("NNBOOK_REQUIRE_BROWSER") == "1":
        pytest.fail(f"NNBOOK_REQUIRE_BROWSER=1, but {missing}")
    pytest.skip(missing)


@contextmanager
def chromium() -> Iterator[Any]:
    """A running browser (playwright's Browser), closed at the end of the block.

    Close it before anything else in the process uses asyncio: Playwright keeps an event loop in the main thread.
    """
    path = require_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests of a module (`from tests.browser import browser  # noqa: F401`)."""
    with chromium() as running:
        yield running


@dataclass
class Visit:
    """A page, its `errors` (on the console and uncaught) and its `requests` (every address that it asked for)."""

    page: Any
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def foreign(self, *own: str) -> list[str]:
        """The requests that went elsewhere (`own`: prefixes that are allowed besides file:, data: and blob:)."""
        return [url for url in self.requests if not url.startswith(("file:", "data:", "blob:", *own))]


@contextmanager
def chromium_page(
    browser: Any = None,
    *,
    width: int = 1280,
    height: int = 900,
    touch: bool = False,
    color_scheme: Literal["light", "dark"] = "light",
    reduced_motion: bool = False,
    java_script: bool = True,
) -> Iterator[Visit]:
    """A fresh page (no cookies, no cache) in `browser`, or in a browser of its own if none is given."""
    if browser is None:
        with (
            chromium() as own,
            chromium_page(
                own,
                width=width,
                height=height,
                touch=touch,
                color_scheme=color_scheme,
                reduced_motion=reduced_motion,
                java_script=java_script,
            ) as visit,
        ):
            yield visit
        return
    context = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=touch,
        is_mobile=touch,
        color_scheme=color_scheme,
        reduced_motion="reduce" if reduced_motion else "no-preference",
        java_script_enabled=java_script,
    )
    visit = Visit(context.new_page())
    visit.page.on("console", lambda m: visit.errors.append(m.text) if m.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    try:
        yield visit
    finally:
        context.close()


@cache
def _axe() -> str:
    """The accessibility checker's script: npm's axe-core where it is installed, else axe-core-python's copy."""
    newest = ROOT / "tools" / "node_modules" / "axe-core" / "axe.min.js"
    if newest.exists():
        return newest.read_text("utf8")
    spec = find_spec("axe_core_python")
    if spec is None or not spec.submodule_search_locations:
        pytest.fail("axe-core is missing: `npm ci` in tools/, or pip install axe-core-python")
    return (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text("utf8")


def axe(page: Any, within: str | None = None, skip: Sequence[str] = (), only: Sequence[str] = ()) -> list[str]:
    """What axe-core finds wrong on the page (or inside the element `within`), one line a finding.

    `skip` names rules that are left out, such as color-contrast where it was checked before; `only`, those to check.
    """
    page.evaluate(_axe())
    options: dict[str, Any] = {"rules": {rule: {"enabled": False} for rule in skip}}
    options |= {"resultTypes": ["violations"], "selectors": False}  # the findings are told by their HTML
    if only:
        options["runOnly"] = list(only)
    found = page.evaluate("([within, options]) => axe.run(within || document, options)", [within, options])[
        "violations"
    ]
    return [f"{v['impact']} {v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]
