"""Without Chromium the browser tests are skipped with the remedy, and fail where the browser is required."""

import pytest
from _pytest.outcomes import Failed, Skipped

from tests import browser


@pytest.fixture(autouse=True)
def _no_chromium(monkeypatch, tmp_path):
    monkeypatch.setattr(browser, "CHROMIUM", str(tmp_path / "chromium"))


def test_without_it_a_test_is_skipped_with_the_remedy(monkeypatch):
    monkeypatch.delenv("NNBOOK_REQUIRE_BROWSER", raising=False)
    with pytest.raises(Skipped, match="install Debian's package `chromium`"):
        browser.require_chromium()


def test_where_it_is_required_its_lack_is_a_failure(monkeypatch):
    monkeypatch.setenv("NNBOOK_REQUIRE_BROWSER", "1")
    with pytest.raises(Failed, match=r"NNBOOK_REQUIRE_BROWSER=1, but no browser at .*Debian's package"):
        browser.require_chromium()


def test_a_python_without_playwright_is_told_apart(monkeypatch):
    monkeypatch.delenv("NNBOOK_REQUIRE_BROWSER", raising=False)
    monkeypatch.setattr(browser, "CHROMIUM", "/bin/sh")
    monkeypatch.setattr(browser, "find_spec", lambda name: None)
    with pytest.raises(Skipped, match="pip install playwright"):
        browser.require_chromium()


def test_npm_packages_are_required_in_the_same_way(monkeypatch, tmp_path):
    monkeypatch.delenv("NNBOOK_REQUIRE_BROWSER", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda program: f"/bin/{program}")
    monkeypatch.setattr(browser, "ROOT", tmp_path)
    with pytest.raises(Skipped, match=r"npm's package `axe-core` is missing: npm ci --prefix tools"):
        browser.require_npm("axe-core")
    (tmp_path / "tools" / "node_modules" / "axe-core").mkdir(parents=True)
    assert browser.require_npm("axe-core") == "/bin/node"
    monkeypatch.setattr(browser.shutil, "which", lambda program: None)
    monkeypatch.setenv("NNBOOK_REQUIRE_BROWSER", "1")
    with pytest.raises(Failed, match="NNBOOK_REQUIRE_BROWSER=1, but Node is missing"):
        browser.require_npm("axe-core")
