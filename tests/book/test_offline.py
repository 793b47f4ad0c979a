"""The zip for reading offline, and the pages that offer it and the PDF where they are published."""

import os
import shutil
import zipfile
from urllib.parse import urlsplit

import pytest

from tests.book import START
from tests.book.site import Page, dead_links
from tests.browser import chromium, chromium_page, require_chromium
from tools import offline, publish
from tools.repository import upstream_url


@pytest.fixture(scope="module")
def packed(built, tmp_path_factory):
    """The archive."""
    target = tmp_path_factory.mktemp("zip") / "new" / "nnbook-book.zip"
    offline.write(built, target)
    return target


@pytest.fixture(scope="module")
def unpacked(packed, tmp_path_factory):
    """Its one folder, unpacked elsewhere, in a path that has to be quoted."""
    folder = tmp_path_factory.mktemp("a reader's disk")
    zipfile.ZipFile(packed).extractall(folder)
    assert [path.name for path in folder.iterdir()] == ["nnbook-book"]
    return folder / "nnbook-book"


def pages(site):
    found = [path for path in site.resolve().rglob("*.html") if "_static" not in path.parts]
    return {path: Page(path.read_text(encoding="utf-8")) for path in found}


def test_it_holds_the_site_and_a_note(built, packed, monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "")
    names = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    kept = {name for name in names if not name.startswith(".")}
    archive = zipfile.ZipFile(packed)
    assert archive.testzip() is None
    assert {name.removeprefix("nnbook-book/") for name in archive.namelist()} == kept | {"README.txt"}
    note = archive.read("nnbook-book/README.txt").decode()
    assert note.startswith("Open index.html with a browser.")
    assert note.rstrip().endswith(upstream_url())


def test_the_same_pages_give_the_same_bytes(tmp_path):
    for folder, year in [("a", 1), ("b", 20)]:
        (tmp_path / folder).mkdir()
        for name in ["index.html", "A.css"]:
            path = tmp_path / folder / name
            path.write_text("text", encoding="utf-8")
            path.chmod(0o600 + year)
            os.utime(path, (year * 31_536_000,) * 2)
        offline.write(tmp_path / folder, tmp_path / f"{folder}.zip")
    (tmp_path / "b" / "nnbook.pdf").touch()  # left by an earlier `make site`
    offline.write(tmp_path / "b", tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    names = zipfile.ZipFile(tmp_path / "a.zip").namelist()
    assert names == sorted(names)


def test_every_link_is_relative_and_leads_somewhere(unpacked):
    read = pages(unpacked)
    assert len(read) > 10
    assert dead_links(read) == []
    local = [(path.name, link) for path, page in read.items() for link in page.links if not urlsplit(link).scheme]
    assert [(name, link) for name, link in local if link.startswith("/")] == []
    assert {urlsplit(link).scheme for page in read.values() for link in page.links} <= {"", "data", "https", "http"}


@pytest.mark.browser
def test_it_opens_from_the_disk(unpacked):
    require_chromium()
    with chromium() as browser, chromium_page(browser) as visit:
        visit.page.goto((unpacked / "index.html").as_uri())
        visit.page.wait_for_url("**/nnbook-book/book/index.html")
        visit.page.locator("article h1").wait_for()
        assert visit.errors == []
        assert visit.foreign() == []


def test_a_book_that_was_not_built_is_an_error(tmp_path):
    with pytest.raises(SystemExit, match=r"holds no built book: \S+index.html is missing. Remedy: make book"):
        offline.write(tmp_path, tmp_path / "x.zip")


# ---------------------------------------------------------------------- published
@pytest.fixture
def published(built, tmp_path):
    """A page of the site with a PDF and a zip, published twice."""
    site, made = tmp_path / "html", tmp_path / "made"
    shutil.copytree(built / "book" / START.name, site / "book" / START.name)
    made.mkdir()
    for name in publish.OFFERED:
        (made / name).write_text(name, encoding="utf-8")
    publish.publish(site, made)
    publish.publish(site, made)
    return site


def test_where_both_are_published_the_pages_lead_to_them(published):
    page = published / "book" / START.name / "how-to-use.html"
    links = Page(page.read_text(encoding="utf-8")).links
    for name in publish.OFFERED:
        assert links.count(f"../../{name}") == 1
        assert (page.parent / f"../../{name}").read_text(encoding="utf-8") == name


def test_without_them_no_page_leads_to_them(parsed):
    links = [link for page in parsed.values() for link in page.links]
    assert [link for link in links if link.endswith(tuple(publish.OFFERED))] == []


def test_what_was_not_made_cannot_be_published(tmp_path):
    (tmp_path / "nnbook.pdf").touch()
    site = tmp_path / "html"
    site.mkdir()
    with pytest.raises(SystemExit, match=r"There is no \S+nnbook-book.zip to publish. Remedy: make zip"):
        publish.publish(site, tmp_path)


def test_a_book_that_does_not_name_them_is_an_error(tmp_path):
    site = tmp_path / "html"
    site.mkdir()
    (site / "a.html").write_text("<p>nothing</p>", encoding="utf-8")
    for name in publish.OFFERED:
        (tmp_path / name).touch()
    with pytest.raises(SystemExit, match=r"No page of \S+ names nnbook.pdf or nnbook-book.zip as code"):
        publish.publish(site, tmp_path)
