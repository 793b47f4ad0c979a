"""Spelling is checked wherever there is prose, the cells of notebooks included, and not where there are pictures."""

import subprocess
import tomllib

import nbformat
import pytest

from tests.project import ROOT
from tools import spelling

# Written in two pieces, because this file is checked, too.
WRONG, BRITISH = "te" + "h", "col" + "our"


@pytest.fixture
def repository(tmp_path):
    """A small one with a mistake in each kind of place."""
    text = nbformat.v4.new_markdown_cell(f"# Title\n\nThis is {WRONG} text.")
    code = nbformat.v4.new_code_cell(f"x = 1\n# a {BRITISH}")
    code.outputs = [nbformat.v4.new_output("stream", text=WRONG)]
    nbformat.write(nbformat.v4.new_notebook(cells=[text, code]), tmp_path / "chapter.ipynb")
    (tmp_path / "README.md").write_text(f"Fine.\n{WRONG.title()} rest.\n", encoding="utf-8")
    (tmp_path / "picture.svg").write_text(WRONG, encoding="utf-8")
    (tmp_path / "names.lock").write_text(WRONG, encoding="utf-8")
    (tmp_path / ".gitignore").write_text("ignored.md\n", encoding="utf-8")
    (tmp_path / "ignored.md").write_text(WRONG, encoding="utf-8")
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    return tmp_path


def test_mistakes_are_found_in_text_and_in_the_sources_of_notebooks(repository):
    assert sorted(spelling.mistakes(repository)) == [
        f"README.md:2: {WRONG.title()} ==> The",
        f"chapter.ipynb (cell 1, line 3): {WRONG} ==> the",
        f"chapter.ipynb (cell 2, line 2): {BRITISH} ==> color",
    ]


def test_a_codespell_that_fails_is_no_clean_bill(repository, monkeypatch):
    monkeypatch.setattr(spelling, "ROOT", repository)  # without the pyproject.toml that has its settings
    with pytest.raises(SystemExit, match="codespell failed"):
        spelling.mistakes(repository)


def test_every_exception_is_needed():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["codespell"]
    listed = {word.strip() for word in settings["ignore-words-list"].split(",") if word.strip()}
    command = ["git", "grep", "-hiwoE", "|".join(listed), "--", "*.py", "*.md", "*.bib"]
    text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    assert {word.lower() for word in text.split()} == listed
