"""environment.yml, for conda and Binder, is the environment that `make install` makes."""

import re

import yaml

from tests.project import PROJECT, ROOT

ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA = [entry for entry in ENVIRONMENT["dependencies"] if isinstance(entry, str)]
(PIP,) = [entry["pip"] for entry in ENVIRONMENT["dependencies"] if isinstance(entry, dict)]


def test_conda_brings_python_and_pip_alone():
    assert CONDA == ["python=3.11", "pip"]
    assert PROJECT["requires-python"] == ">=3.11"


def test_the_lock_stands_for_every_other_version():
    assert PIP.count("-r requirements.lock") == 1
    named = [line for line in PIP if not line.startswith("-")]
    assert not named, "versions belong into requirements.lock"


def test_the_package_is_editable_with_extras_that_exist():
    (editable,) = [line for line in PIP if line.startswith("-e")]
    extras = re.fullmatch(r"-e \.\[([a-z,]+)\]", editable)[1].split(",")
    assert set(extras) <= set(PROJECT["optional-dependencies"])
    assert {"torch", "data", "book"} <= set(extras)


def test_torch_comes_from_the_index_that_the_workflows_and_the_readme_name():
    (index,) = [line.split()[1] for line in PIP if line.startswith("--extra-index-url")]
    for path in [*(ROOT / ".github/workflows").glob("*.yml"), ROOT / "README.md"]:
        assert index in path.read_text(encoding="utf-8"), path.name
