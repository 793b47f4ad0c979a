"""The commands: what they run, when they make the environment first, and what they say when they cannot."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.project import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.M)[1].split()
NEED_ENVIRONMENT = ["book", "pdf", "zip", "site", "test", "lab", "refresh", "lint", "pytest", "bench", "lock"]


def make(folder, *arguments):
    """Run make in `folder`, with nothing of the options of a make that may be running these tests."""
    environment = {
        name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}
    }
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture
def clone(tmp_path):
    """A folder as after a clone: the commands, the lock, no environment."""
    (tmp_path / "book").mkdir()
    for name in ["Makefile", "requirements.lock"]:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.fixture
def installed(clone):
    """The same after `make install`."""
    (clone / ".venv").mkdir()
    (clone / ".venv/installed").touch()
    os.utime(clone / "requirements.lock", (1, 1))
    return clone


def test_help_lists_every_command():
    listed = re.findall(r"^  make ([\w-]+) +\S", make(ROOT).stdout, re.M)
    assert sorted(listed) == sorted(TARGETS)
    assert {"install", "book", "serve", "test", "lab", "refresh", "lint", "bench", "clean", "help"} <= set(listed)


@pytest.mark.parametrize("target", NEED_ENVIRONMENT)
def test_a_command_makes_a_missing_environment_first(clone, target):
    result = make(clone, "-n", target)
    assert result.returncode == 0, result.stderr
    assert "-m venv .venv" in result.stdout
    assert result.stdout.index("-m venv .venv") < result.stdout.rindex(".venv/bin/")


@pytest.mark.parametrize("target", NEED_ENVIRONMENT)
def test_a_command_leaves_a_current_environment_alone(installed, target):
    assert "-m venv .venv" not in make(installed, "-n", target).stdout


def test_a_newer_lock_is_installed(installed):
    os.utime(installed / "requirements.lock")
    os.utime(installed / ".venv/installed", (1, 1))
    assert "pip install --quiet --upgrade -r requirements.lock" in make(installed, "-n", "test").stdout


def test_install_takes_the_lock_then_the_package_with_all_extras(clone):
    commands = make(clone, "-n", "install").stdout
    extras = re.search(r'--editable "\.\[([a-z,]+)\]"', commands)[1]
    assert extras == "torch,data,train,book,docs,test,dev"
    assert commands.index("-r requirements.lock") < commands.index("--editable")


def test_install_of_the_newest_does_not_read_the_lock(clone):
    assert "-r requirements.lock" not in make(clone, "-n", "install", "NEWEST=1").stdout


def test_npm_packages_are_installed_where_they_are_locked(clone):
    assert "npm ci" not in make(clone, "-n", "install").stdout
    (clone / "tools").mkdir()
    (clone / "tools/package-lock.json").write_text("{}", encoding="utf-8")
    assert "npm ci --prefix tools" in make(clone, "-n", "install").stdout


@pytest.fixture
def old_python(tmp_path):
    """A program that answers as Python 3.10 would."""
    program = tmp_path / "old-python"
    code = "import sys; sys.version_info = (3, 10, 0); exec(sys.argv[1])"
    program.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{code}' \"$2\"\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def test_a_python_that_is_too_old_is_named_with_the_remedy(clone, old_python):
    result = make(clone, "install", f"PYTHON={old_python}")
    assert result.returncode != 0
    assert f"nnbook needs Python 3.11 or newer with venv, and {old_python} is not that." in result.stdout
    assert "apt install python3-venv" in result.stdout
    assert not (clone / ".venv").exists()


def test_a_missing_python_is_named_with_the_remedy(clone):
    result = make(clone, "install", "PYTHON=no-such-python")
    assert result.returncode != 0
    assert "no-such-python is not that" in result.stdout


def test_the_last_command_of_make_test_is_one_pytest_over_tests_and_book(installed):
    commands = make(installed, "-n", "test").stdout.splitlines()
    assert [command.split()[0] for command in commands] == [
        ".venv/bin/ruff",
        ".venv/bin/ruff",
        ".venv/bin/mypy",
        ".venv/bin/python",
        ".venv/bin/python",
    ]
    assert commands[-2].endswith(" tools/spelling.py")
    assert " -m pytest tests book " in commands[-1]
    assert {"--cov=nnbook", "--nbval", "--nbval-current-env"} <= set(commands[-1].split())


def test_book_prints_the_file_to_open(installed):
    commands = make(installed, "-n", "book").stdout
    assert "jupyter-book build -W -n --keep-going --all ." in commands
    assert f"Open {installed}/_build/html/index.html" in commands


def test_the_pdf_and_the_zip_are_made_of_a_fresh_book_and_then_published(installed):
    commands = make(installed, "-n", "site").stdout
    ran = re.findall(r"jupyter-book build|tools/\w+\.py .*", commands)
    assert ran == [
        "jupyter-book build",
        "tools/pdf.py _build/html _build/nnbook.pdf",
        "tools/offline.py _build/html _build/nnbook-book.zip",
        "tools/publish.py _build/html _build",
    ]


def test_serve_listens_to_this_machine_alone_and_builds_a_missing_book(installed):
    commands = make(installed, "-n", "serve", "PORT=8123").stdout
    assert "http.server --bind 127.0.0.1 --directory _build/html 8123" in commands
    assert "jupyter-book build" in commands


def test_refresh_takes_one_chapter_or_all(installed):
    for chapter in ["neuron/perceptron", "vision/lenet"]:
        (installed / "book" / chapter).parent.mkdir()
        (installed / f"book/{chapter}.ipynb").touch()
    one = make(installed, "-n", "refresh", "CHAPTER=vision/lenet").stdout
    every = make(installed, "-n", "refresh").stdout
    assert one.strip() == ".venv/bin/python tools/refresh.py book/vision/lenet.ipynb"
    timed = make(installed, "-n", "refresh", "CHAPTER=vision/lenet", "MEASURE=1").stdout
    assert timed.strip() == ".venv/bin/python tools/refresh.py --measure book/vision/lenet.ipynb"
    assert every.strip().endswith("book/neuron/perceptron.ipynb book/vision/lenet.ipynb")


def test_clean_removes_what_was_built_and_keeps_the_rest(installed):
    gone = ["_build/html/index.html", "nnbook/__pycache__/x.pyc", "book/.ipynb_checkpoints/x.ipynb", ".ruff_cache/x"]
    kept = ["nnbook/x.py", "tools/node_modules/__pycache__/x", ".venv/lib/__pycache__/x.pyc"]
    for name in gone + kept:
        (installed / name).parent.mkdir(parents=True, exist_ok=True)
        (installed / name).touch()
    assert make(installed, "clean").returncode == 0
    assert [name for name in gone if (installed / name).exists()] == []
    assert [name for name in kept if not (installed / name).exists()] == []


def test_the_tools_that_commands_run_exist():
    missing = [name for name in re.findall(r"tools/\w+\.py", MAKEFILE) if not (ROOT / name).exists()]
    assert missing == []
