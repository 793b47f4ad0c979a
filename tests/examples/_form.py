"""How an example is written: code that runs on either engine, and sample inputs.

The code of an example runs on either engine: `torch`, `nn`, `F` and `optim` mean nnbook or PyTorch, and the names of
its inputs are tensors. Floating point inputs require gradients, unless they are `fixed`. Statements may come before the
expression that is the result, separated by "; ". In a block every line is an example, and `{a|b}` makes one for a and
one for b.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np

from tests.support import rng_for

Array = np.ndarray[Any, Any]


# ---------------------------------------------------------------------- sample inputs
@dataclass(frozen=True)
class Sample:
    """How an input is drawn; `fixed` ones get no gradient."""

    draw: Callable[[np.random.Generator], Any]
    fixed: bool = False


def normal(*shape: int) -> Sample:
    return Sample(lambda rng: rng.normal(size=shape))


def uniform(low: float, high: float, *shape: int) -> Sample:
    return Sample(lambda rng: rng.uniform(low, high, shape))


def positive(*shape: int) -> Sample:
    return uniform(0.2, 3.0, *shape)


def apart(*shape: int) -> Sample:
    """Numbers that are well apart from each other and from where functions have corners: 0, 0.5, 1, 3, 6."""
    n = int(np.prod(shape))
    return Sample(lambda rng: ((rng.permutation(n) - n // 2) * 0.29 + 0.083).reshape(shape))


def integers(low: int, high: int, *shape: int) -> Sample:
    return Sample(lambda rng: rng.integers(low, high, shape))


def booleans(*shape: int) -> Sample:
    return Sample(lambda rng: rng.random(shape) < 0.5)


def shares(*shape: int) -> Sample:
    """Probabilities of the classes along axis 1."""
    return fixed(Sample(lambda rng: rng.dirichlet(np.ones(shape[1]), (shape[0], *shape[2:])).swapaxes(1, -1)))


def values(*numbers: Any) -> Sample:
    return Sample(lambda rng: np.array(numbers))


def fixed(sample: Sample) -> Sample:
    return replace(sample, fixed=True)


# ---------------------------------------------------------------------- examples
@dataclass(frozen=True)
class Example:
    """Code that runs on both engines, and its inputs."""

    code: str
    inputs: dict[str, Sample] = field(default_factory=dict)
    layer: str = ""  # the expression that builds the module `layer`, if there is one
    random: bool = False  # the values differ from PyTorch's: shapes, types and determinism are compared
    by_rule: bool = False  # its gradient is not the derivative, on purpose: compared with PyTorch's alone
    deep: bool = False  # a whole network of layers that are examples themselves: see `networks`
    drops: bool = False  # random while training: values are compared in eval mode

    def __str__(self) -> str:
        shapes = ",".join("x".join(map(str, a.shape)) or "()" for a in self.arrays().values())
        return f"{self.layer + ' | ' if self.layer else ''}{self.code} [{shapes}]"

    def arrays(self) -> dict[str, Array]:
        """The inputs: the same for every engine and every run."""
        rng = rng_for(self.layer + self.code)
        return {name: np.asarray(sample.draw(rng)) for name, sample in self.inputs.items()}

    def differentiable(self) -> list[str]:
        """The names of the inputs that get a gradient."""
        return [name for name, a in self.arrays().items() if a.dtype.kind == "f" and not self.inputs[name].fixed]


def lines(block: str) -> list[str]:
    """The lines of a block, those with `{a|b}` once for every combination."""
    found: list[str] = []
    for line in filter(None, map(str.strip, block.splitlines())):
        pieces = re.split(r"\{([^{}]*\|[^{}]*)\}", line)  # text, choices, text, choices, ..., text
        choices = [[part] if i % 2 == 0 else part.split("|") for i, part in enumerate(pieces)]
        found += ["".join(combination) for combination in product(*choices)]
    return found


def calls(block: str, **inputs: Sample) -> list[Example]:
    """Expressions of the inputs."""
    return [Example(code, inputs) for code in lines(block)]


def layers(block: str, forward: str = "", **inputs: Sample) -> list[Example]:
    """Modules, called with the inputs, or as `forward` says."""
    return [Example(forward or f"layer({', '.join(inputs)})", inputs, layer=build) for build in lines(block)]


def networks(block: str, forward: str = "", **inputs: Sample) -> list[Example]:
    """Whole networks. In float64 all their numbers and gradients are compared with PyTorch's, which says more.

    Left out are float32, in which a deep network has no five digits to compare, and the finite differences, which jump
    at the corners of thousands of units; both are done for each layer.
    """
    return [replace(example, deep=True) for example in layers(block, forward, **inputs)]


def drawn(block: str, **inputs: Sample) -> list[Example]:
    """Expressions with random results."""
    return [replace(example, random=True) for example in calls(block, **inputs)]


M, CUBE, VECTOR, NUMBER = normal(3, 4), normal(2, 3, 4), normal(4), normal()
APART, CUBE_APART, POSITIVE = apart(3, 4), apart(2, 3, 4), positive(3, 4)
