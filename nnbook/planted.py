"""Seven programs that train the same network to read digits. One is right; each of the others has one wrong line.

No program raises an error, and every loss is a plausible number. The chapter on gradient checking asks for the wrong
lines: `PROGRAMS` has the programs by letter, `listing` what a reader sees of one.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator

import numpy as np

from ._graph import Array

__all__ = ["PROGRAMS", "Program", "listing"]

METHODS = ("start", "draw", "prepare", "batches", "forward", "loss", "backward", "step", "train", "answer")


class Program:
    """64 pixels -> 32 tanh units -> 10 digits, gradients by hand, training and answers."""

    def __init__(self, seed: int = 0):
        self.rng = np.random.default_rng(seed)
        self.start()

    def start(self) -> None:
        """First weights, and room for the gradients."""
        W1, W2 = self.draw(32, 64), self.draw(10, 32)
        self.parameters = [W1, np.zeros(32), W2, np.zeros(10)]
        self.gradients = [np.zeros_like(p) for p in self.parameters]

    def draw(self, outputs: int, inputs: int) -> Array:
        """Random weights (outputs, inputs), small enough for the number of inputs."""
        return self.rng.normal(size=(outputs, inputs)) / np.sqrt(inputs)

    def prepare(self, images: Array) -> Array:
        """Pixels around 0."""
        return (images - 0.3) / 0.4

    def batches(self, x: Array, y: Array) -> Iterator[tuple[Array, Array]]:
        """All examples once, mixed, 32 at a time."""
        order = self.rng.permutation(len(y))
        x, y = x[order], y[order]
        for first in range(0, len(y), 32):
            yield x[first : first + 32], y[first : first + 32]

    def forward(self, x: Array) -> tuple[Array, Array]:
        """Hidden values (N, 32) and scores (N, 10) of images (N, 64)."""
        W1, b1, W2, b2 = self.parameters
        h = np.tanh(x @ W1.T + b1)
        return h, h @ W2.T + b2

    def loss(self, x: Array, y: Array) -> float:
        """The cross-entropy."""
        z = self.forward(x)[1]
        z = z - z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        return -log_p[np.arange(len(y)), y].mean()

    def backward(self, x: Array, y: Array) -> None:
        """Write the gradients of the loss."""
        h, z = self.forward(x)
        e = np.exp(z - z.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        dz = (p - np.eye(10)[y]) / len(y)
        dh = dz @ self.parameters[2]
        da = dh * (1 - h * h)
        found = da.T @ x, da.sum(axis=0), dz.T @ h, dz.sum(axis=0)
        for g, new in zip(self.gradients, found):
            g[...] = new

    def step(self, rate: float) -> None:
        """Move every weight against its gradient."""
        for p, g in zip(self.parameters, self.gradients):
            p -= rate * g

    def train(self, images: Array, y: Array, passes: int, rate: float = 0.1) -> None:
        """So many passes over the training images."""
        x = self.prepare(images)
        for _ in range(passes):
            for rows, labels in self.batches(x, y):
                self.backward(rows, labels)
                self.step(rate)

    def answer(self, images: Array) -> Array:
        """The digit that each image (N, 64) shows."""
        x = self.prepare(images)
        return self.forward(x)[1].argmax(axis=1)


class _LabelsApart(Program):
    def batches(self, x: Array, y: Array) -> Iterator[tuple[Array, Array]]:
        order = self.rng.permutation(len(y))
        x, y = x[order], self.rng.permutation(y)
        for first in range(0, len(y), 32):
            yield x[first : first + 32], y[first : first + 32]


class _AnswersUnprepared(Program):
    def answer(self, images: Array) -> Array:
        x = images
        return self.forward(x)[1].argmax(axis=1)


class _NoSlope(Program):
    def backward(self, x: Array, y: Array) -> None:
        h, z = self.forward(x)
        e = np.exp(z - z.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        dz = (p - np.eye(10)[y]) / len(y)
        dh = dz @ self.parameters[2]
        da = dh * (1 - h)
        found = da.T @ x, da.sum(axis=0), dz.T @ h, dz.sum(axis=0)
        for g, new in zip(self.gradients, found):
            g[...] = new


class _NeverCleared(Program):
    def backward(self, x: Array, y: Array) -> None:
        h, z = self.forward(x)
        e = np.exp(z - z.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        dz = (p - np.eye(10)[y]) / len(y)
        dh = dz @ self.parameters[2]
        da = dh * (1 - h * h)
        found = da.T @ x, da.sum(axis=0), dz.T @ h, dz.sum(axis=0)
        for g, new in zip(self.gradients, found):
            g += new


class _AllAlike(Program):
    def draw(self, outputs: int, inputs: int) -> Array:
        return np.ones((outputs, inputs)) / inputs


class _TooLarge(Program):
    def draw(self, outputs: int, inputs: int) -> Array:
        return self.rng.normal(size=(outputs, inputs))


PROGRAMS: dict[str, type[Program]] = {
    "A": _LabelsApart,
    "B": _AnswersUnprepared,
    "C": _NoSlope,
    "D": _NeverCleared,
    "E": Program,
    "F": _AllAlike,
    "G": _TooLarge,
}


def listing(letter: str) -> str:
    """The code of a program with numbered lines; KeyError for a letter that none has."""
    if letter not in PROGRAMS:
        raise KeyError(f"the planted programs are called {', '.join(PROGRAMS)}, and none is {letter!r}")
    methods = (textwrap.dedent(inspect.getsource(getattr(PROGRAMS[letter], name))).rstrip() for name in METHODS)
    lines = [line for line in "\n".join(methods).splitlines() if '"""' not in line]
    return "\n".join(f"{number:2}  {_without_types(line)}" for number, line in enumerate(lines, 1))


def _without_types(line: str) -> str:
    """A line without the annotations, which say little here and take room."""
    if not line.startswith("def "):
        return line
    names = [part.partition(":")[0] + part.partition("=")[1] + part.partition("=")[2] for part in _arguments(line)]
    return f"{line.partition('(')[0]}({', '.join(name.replace('= ', '=') for name in names)}):"


def _arguments(line: str) -> list[str]:
    return line.partition("(")[2].partition(") ->")[0].split(", ")
