"""README, CITATION.cff, the licenses: what they say is so."""

import importlib
import importlib.metadata
import re
import subprocess
import sys
from urllib.parse import unquote

import pytest
import yaml

from tests.project import PROJECT, ROOT

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def links(document):
    """The files that a Markdown document links to or shows."""
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", (ROOT / document).read_text(encoding="utf-8"))
    return [unquote(target) for target in targets if not target.startswith(("http:", "https:", "mailto:"))]


@pytest.mark.parametrize(("document", "target"), [(d, t) for d in DOCUMENTS for t in links(d)])
def test_linked_files_exist(document, target):
    assert (ROOT / target).is_file()


def test_the_readme_opens_with_a_picture_and_the_two_commands():
    opening = README[: README.index("\n## ")]
    assert opening.index("![") < opening.index("make book") < opening.index("make test")


def test_the_readme_lists_every_chapter():
    chapters = {p.relative_to(ROOT).as_posix() for p in (ROOT / "book").rglob("*.ipynb") if p.parent.name != "start"}
    assert {target for target in links("README.md") if target.endswith(".ipynb")} == chapters


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_commands_that_documents_name_exist(document):
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)[1].split()
    text = (ROOT / document).read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)(?:^|`)make (\w+)", text)) <= set(targets)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_extras_that_documents_name_exist(document):
    named = re.findall(r"\.\[([a-z,]+)\]", (ROOT / document).read_text(encoding="utf-8"))
    assert {extra for names in named for extra in names.split(",")} <= set(PROJECT["optional-dependencies"])


def test_the_readme_code_runs():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.S)
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert result.returncode == 0, result.stderr


def test_the_documents_name_the_version():
    assert CITATION["version"] == PROJECT["version"]
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_package_knows_its_version():
    assert PROJECT["version"] == importlib.metadata.version("nnbook"), "the installed package is stale: make install"
    nnbook = importlib.import_module("nnbook")  # here, so that a broken package does not hide the other tests
    assert nnbook.__version__ == PROJECT["version"]


def test_the_citation_follows_the_schema():
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.citation-file-format",
        "CITATION.cff",
    ]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_the_citation_agrees_with_pyproject():
    assert CITATION["repository-code"] == PROJECT["urls"]["Repository"]
    assert CITATION["license"][0] == PROJECT["license"]
    assert [author["name"] for author in CITATION["authors"]] == [author["name"] for author in PROJECT["authors"]]


def test_the_licenses_are_whole():
    code = (ROOT / "LICENSE").read_text(encoding="utf-8")
    text = (ROOT / "LICENSE-text").read_text(encoding="utf-8")
    assert PROJECT["license"] == "BSD-3-Clause"
    assert code.startswith("BSD 3-Clause License")
    assert "Neither the name of the copyright holder" in code
    assert text.startswith("Attribution 4.0 International")
    assert re.findall(r"^Section (\d) --", text, re.M) == list("12345678")
