"""The check of the notebooks' metadata, and the notebooks under it."""

import copy
import json

import pytest
import yaml

from tests.project import ROOT
from tools import notebook_metadata
from tools.notebook_metadata import KERNEL, faults

HOME = "/".join(["", "home", "ada"])  # in parts: no tracked file may name a path of a machine
CLEAN = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
    "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# Title"]},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {"tags": ["setup"]},
            "source": ["import nnbook"],
            "execution_count": 1,
            "outputs": [],
        },
    ],
}


def test_a_clean_notebook_has_no_fault():
    assert list(faults(CLEAN)) == []


def spoil(change):
    """A copy of the clean notebook after `change(notebook, code_cell)`."""
    notebook = copy.deepcopy(CLEAN)
    change(notebook, notebook["cells"][1])
    return notebook


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda n, c: n["metadata"].update(widgets={}), "the notebook's metadata holds widgets"),
        (lambda n, c: n["metadata"]["kernelspec"].update(name="venv"), "the kernel is"),
        (lambda n, c: n["metadata"]["language_info"].update(version="3.11.7"), "language_info names more"),
        (lambda n, c: c["metadata"].update(execution={}), "cell 2: its metadata holds execution"),
        (lambda n, c: c.pop("id"), "cell 2: no id"),
        (lambda n, c: c.update(source=["\n"]), "cell 2: it is empty"),
        (lambda n, c: c.update(execution_count=7), "numbered [7], expected 1 to 1"),
        (lambda n, c: c.update(execution_count=None), "numbered [None], expected 1 to 1"),
        (lambda n, c: c.update(source=[f"open({HOME!r})"]), f"a path of a machine: {HOME}"),
        (lambda n, c: c.update(outputs=[{"text": "C:\\Users\\ada"}]), "a path of a machine: C:"),
    ],
)
def test_a_fault_is_named(change, message):
    (fault,) = faults(spoil(change))
    assert message in fault


def test_the_command_prints_faults_and_the_remedy(tmp_path, capsys):
    good, bad = tmp_path / "good.ipynb", tmp_path / "bad.ipynb"
    good.write_text(json.dumps(CLEAN), encoding="utf-8")
    bad.write_text(json.dumps(spoil(lambda n, c: c.pop("id"))), encoding="utf-8")
    assert notebook_metadata.main([str(good)]) == 0
    assert capsys.readouterr().out == ""
    assert notebook_metadata.main([str(good), str(bad)]) == 1
    printed = capsys.readouterr().out
    assert f"{bad}: cell 2: no id" in printed
    assert "make refresh CHAPTER=" in printed


@pytest.mark.parametrize("path", sorted((ROOT / "book").rglob("*.ipynb")), ids=lambda path: path.stem)
def test_the_book_is_clean(path):
    assert list(faults(json.loads(path.read_text(encoding="utf-8")))) == []


def test_the_hooks_run_this_check_and_ruff_as_locked():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (local,) = config["repos"]
    entries = {hook["id"]: hook["entry"] for hook in local["hooks"]}
    assert set(entries) == {"ruff-check", "ruff-format", "notebook-metadata"}
    assert all(entry.startswith(".venv/bin/") for entry in entries.values())
    assert entries["notebook-metadata"].endswith("tools/notebook_metadata.py")
