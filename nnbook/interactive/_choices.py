"""The controls of an interactive figure: what can be chosen, how each value is written, and where it starts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise, product, starmap
from typing import Any

RESERVED = "alt, format, interval, live, play and start are explore's own arguments"


@dataclass(frozen=True)
class Choice:
    """One control: an argument's name, its values, their texts, whether it is a slider, the first value's index."""

    name: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    is_range: bool
    start: int = 0

    @property
    def label(self) -> str:
        """The name as a reader sees it."""
        return self.name.replace("_", " ")

    def __str__(self) -> str:
        if self.is_range:
            return f"{self.label} {self.texts[0]} to {self.texts[-1]} ({len(self.values)} values)"
        return f"{self.label} {' / '.join(self.texts)}"


def read_choices(choices: Mapping[str, Any], start: Mapping[str, Any] | None = None) -> list[Choice]:
    """The controls that the keyword arguments of `explore` ask for.

    A sequence of rising or falling numbers becomes a slider, anything else a choice among words; a dictionary gives the
    words for its values. `start` names the value that each control begins with (the first by default).
    """
    if not choices:
        raise ValueError(f"explore() needs something to choose, such as rate=[0.1, 0.2, 0.4] ({RESERVED})")
    start = {} if start is None else start
    if not isinstance(start, Mapping):
        raise TypeError(f"explore(start=...) got a {type(start).__name__}: expected {{{next(iter(choices))!r}: value}}")
    unknown = ", ".join(str(name) for name in start if name not in choices)
    if unknown:
        raise ValueError(f"explore(start=...) names {unknown}, which is none of the choices {', '.join(choices)}")
    return [_read(name, values, start) for name, values in choices.items()]


def count(choices: Iterable[Choice]) -> int:
    """How many combinations there are."""
    return math.prod(len(choice.values) for choice in choices)


def combinations(choices: Iterable[Choice]) -> list[dict[str, Any]]:
    """The keyword arguments of every frame, the last choice changing fastest."""
    names, values = zip(*((c.name, c.values) for c in choices))
    return list(starmap(lambda *chosen: dict(zip(names, chosen)), product(*values)))


def _read(name: str, given: Any, start: Mapping[str, Any]) -> Choice:
    if isinstance(given, Mapping):
        texts, values = tuple(map(str, given)), tuple(given.values())
    else:
        values = _listed(name, given)
        texts = _texts(name, values)
    if len(values) < 2:
        count = "no value" if not values else "one value"
        raise ValueError(f"explore({name}=...) has {count}: a choice needs two or more values")
    if not all(text.strip() for text in texts):
        raise ValueError(f"explore({name}=...) offers a value without words: each needs a text that can be chosen")
    if len(set(texts)) < len(texts):
        twice = next(text for text in texts if texts.count(text) > 1)
        raise ValueError(f"explore({name}=...) offers {twice} twice: each value may appear once")
    is_range = not isinstance(given, Mapping) and _is_monotonic(values)
    return Choice(name, values, texts, is_range, _start(name, values, texts, start))


def _listed(name: str, given: Any) -> tuple[Any, ...]:
    kind, axes = type(given).__name__, getattr(given, "ndim", 1)
    if isinstance(given, (str, bytes, set, frozenset)) or not isinstance(given, Iterable):
        why = "the order of a set changes from run to run" if isinstance(given, (set, frozenset)) else "expected a list"
        raise TypeError(f"explore({name}={given!r}) got a {kind}: {why}; write {name}=[...] with the values in order")
    if axes != 1:
        raise ValueError(f"explore({name}=...) got an array of {axes} axes: expected one axis of values")
    return tuple(map(_plain, given))


def _plain(value: Any) -> Any:
    """A Python number for NumPy's and for a tensor of one."""
    return value.item() if getattr(value, "ndim", None) == 0 and hasattr(value, "item") else value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_monotonic(values: tuple[Any, ...]) -> bool:
    if not all(map(_is_number, values)):
        return False
    steps = [b > a for a, b in pairwise(values)]
    return all(steps) or not any(steps)


def _texts(name: str, values: tuple[Any, ...]) -> tuple[str, ...]:
    numbers = [v for v in values if _is_number(v)]
    for number in numbers:
        if not math.isfinite(number):
            raise ValueError(f"explore({name}=...) offers {number}: every number must be finite")
    digits = next((d for d in range(3, 17) if len({f"{v:.{d}g}" for v in numbers}) == len(set(numbers))), 17)
    return tuple(_text(name, value, digits) for value in values)


def _text(name: str, value: Any, digits: int) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        text = str(value) if isinstance(value, int) else _decimal(value, digits)
        return text.replace("-", "−")  # a minus sign, which a screen reader speaks
    if isinstance(value, str):
        return value
    if isinstance(value, Callable) and hasattr(value, "__name__"):  # type: ignore[arg-type]
        return str(value.__name__)
    raise TypeError(
        f"explore({name}=...) offers a {type(value).__name__}, which has no short text: "
        f'give a dictionary, {name}={{"its name": value, ...}}'
    )


def _decimal(value: float, digits: int) -> str:
    """A number with so many digits; thousands in full, where `g` alone would write 2e+03."""
    if 1000 <= abs(value) < 1e6:
        digits = max(digits, len(f"{abs(value):.0f}"))
    return f"{value:.{digits}g}"


def _start(name: str, values: tuple[Any, ...], texts: tuple[str, ...], start: Mapping[str, Any]) -> int:
    if name not in start:
        return 0
    wanted = _plain(start[name])
    for index, (value, text) in enumerate(zip(values, texts)):
        if value is start[name] or (isinstance(wanted, str) and wanted == text):
            return index
        if _is_number(value) and _is_number(wanted) and math.isclose(value, wanted, rel_tol=1e-6, abs_tol=1e-12):
            return index  # within float32: 0.1 finds the 0.1 of such an array
    raise ValueError(f"explore(start={{{name!r}: {wanted!r}}}): the choice {name} has {', '.join(texts)}")
