"""requirements.lock is exact, complete, portable, and within what pyproject.toml allows."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project import PROJECT, ROOT, pins
from tools import lock

REQUIREMENTS = [
    Requirement(text)
    for group in [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    for text in group
]


def test_every_line_is_an_exact_pin_without_address_or_local_version():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    body = [line for line in lines if not line.startswith("#")]
    odd = [line for line in body if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line)]
    assert not odd
    names = [line.partition("==")[0] for line in body]
    assert names == sorted(set(names))
    assert "://" not in "\n".join(lines)


def test_torch_is_the_agreed_version():
    assert pins()["torch"] == "2.13.0"


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_the_lock_satisfies_pyproject(requirement):
    assert requirement.specifier.contains(pins()[canonicalize_name(requirement.name)])


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_pyproject_has_lower_bounds_only(requirement):
    operators = {specifier.operator for specifier in requirement.specifier}
    # Jupyter Book 2 is another program under the same name.
    assert operators == ({">=", "<"} if requirement.name == "jupyter-book" else {">="})


@pytest.mark.lock
def test_the_lock_is_what_is_installed_and_needed():
    written = [f"{name}=={version}" for name, version in pins().items()]
    assert written == lock.pins(), "the lock is stale: make lock"


def test_the_lock_follows_requirements_of_requirements():
    assert {"numpy", "jinja2", "pyzmq", "sphinx"} <= {pin.partition("==")[0] for pin in lock.pins()}


def test_a_requirement_for_another_system_or_extra_is_not_needed(monkeypatch):
    listed = ["numpy", "colorama; sys_platform == 'nowhere'", "torch; extra == 'torch'"]
    monkeypatch.setattr(lock, "requires", lambda package: listed)
    assert [r.name for r in lock.needed("any")] == ["numpy"]
    assert [r.name for r in lock.needed("any", frozenset({"torch"}))] == ["numpy", "torch"]
