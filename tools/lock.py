"""Write requirements.lock: an exact pin for all that nnbook with its extras requires, directly or not."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import metadata, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
HEADER = """\
# The whole environment that the book was made and checked with. Written by `make lock` from pyproject.toml's extras.
# torch: elsewhere this pin may bring the CUDA build. environment.yml shows how to ask for the smaller CPU build.
"""


def needed(package: str, extras: frozenset[str] = frozenset()) -> Iterator[Requirement]:
    """What the installed `package` requires on this machine, with these of its extras."""
    for text in requires(package) or []:
        requirement = Requirement(text)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": e}) for e in extras or {""}):
            yield requirement


def pins() -> list[str]:
    """The lines of the lock: all installed packages that nnbook needs, without local versions (torch's `+cpu`)."""
    extras = frozenset(metadata("nnbook").get_all("Provides-Extra") or [])
    queue, seen, names = [("nnbook", extras)], set(), set()
    while queue:
        package, extras = queue.pop()
        if (package, extras) in seen:
            continue
        seen.add((package, extras))
        for requirement in needed(package, extras):
            names.add(canonicalize_name(requirement.name))
            queue.append((canonicalize_name(requirement.name), frozenset(requirement.extras)))
    return [f"{name}=={version(name).partition('+')[0]}" for name in sorted(names - {"nnbook"})]


if __name__ == "__main__":
    LOCK.write_text(HEADER + "\n".join(pins()) + "\n", encoding="utf-8")
    print(f"{LOCK.name}: {len(pins())} packages")
