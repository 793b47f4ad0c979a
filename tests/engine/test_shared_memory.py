"""Random programs of views, writes and operations: PyTorch's values and gradients, and never a wrong number."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import torch

import nnbook
from tests.support import rng_for

VIEWS = """{t}[0]; {t}[1:]; {t}.view(-1); {t}.T; {t}[..., 0]; {t}[..., 1:]; {t}.unsqueeze(0)
{t}.detach()
{t}.select(0, 1); {t}.reshape(-1); {t}.flatten(); {t}.diagonal(); {t}[0, 1]; {t}.squeeze(0); {t}.narrow(0, 0, 1)"""
OPERATIONS = """{t} * 2; {t} + 1; {t}.exp(); {t} * {t}; {t}.tanh(); {t}.sum(); {t}.clone(); {t}[[0]]
{t} * {u}; {t} + {u}; {t}.relu(); {t}.mean(); {t} / 2; {t}.max()"""
WRITES = """{t}.mul_(2); {t}.add_(1); {t}.zero_(); {t}.tanh_(); {t}[0] = 0.5; {t}[..., 0] = {u}.sum(); {t}.copy_({u})
{t} += {u}; {t}.mul_({u}); {t}[1:] *= 2; {t}.fill_(3.0); {t}[{t} > 0.5] = 0.1; {t}.relu_(); {t}.exp_()
{t}[0] = {t}[1] * 2; {t}.unsqueeze_(0); {t}.mul_({t})"""
VIEWS_, OPERATIONS_, WRITES_ = (
    [code for line in block.splitlines() for code in line.split("; ")] for block in (VIEWS, OPERATIONS, WRITES)
)
START = np.array([[0.3, -0.7, 1.1], [0.9, 0.2, -0.4]])
DIRECTION = np.array([[0.7, -1.3, 0.4], [1.1, 0.2, -0.6]])
# Where PyTorch refuses what nnbook can do: nnbook's gradient is then compared with finite differences.
STRICTER = ("single memory location", "a view of a leaf", "modified by an inplace operation")


def pick(choose: np.random.Generator, words: list[str]) -> str:
    return words[int(choose.integers(len(words)))]


def program(choose: np.random.Generator) -> tuple[list[str], list[str]]:
    """Lines of code, and the names of the tensors that they make."""
    lines = ["a = leaf * 1", "b = torch.zeros(2, 3, dtype=torch.float64)", "c = other + 0"]
    names = ["a", "b", "c", "leaf"]
    for i in range(int(choose.integers(3, 10))):
        t, u, kind = pick(choose, names), pick(choose, names), choose.random()
        if kind < 0.6:
            code = pick(choose, VIEWS_ if kind < 0.35 else OPERATIONS_)
            lines.append(f"x{i} = {code.format(t=t, u=u)}")
            names.append(f"x{i}")
        elif kind < 0.9:
            lines.append(pick(choose, WRITES_).format(t=t, u=u))
        else:
            outside = [w for w in WRITES_ if "unsqueeze" not in w]
            lines.append(f"with torch.no_grad(): {pick(choose, outside).format(t=t, u=u)}")
    return lines, names


class Outcome:
    """What a program gave: the lines that failed, the tensors, the error of backward, the gradients."""

    def __init__(self, engine: Any, lines: list[str], names: list[str], shift: float = 0.0):
        leaf, other = START + shift * DIRECTION, START[::-1].copy()
        scope = {"torch": engine, "leaf": engine.tensor(leaf, requires_grad=True)}
        scope["other"] = engine.tensor(other, requires_grad=True)
        self.failed: list[int] = []
        self.errors = ""
        for i, line in enumerate(lines):
            try:
                exec(line, scope)
            except (RuntimeError, IndexError, ValueError, TypeError, NameError) as error:
                self.failed.append(i)
                self.errors += str(error)
        tensors = [scope[name] for name in names if name in scope]
        self.values = [(np.array(t.detach().numpy()), t.requires_grad) for t in tensors]
        loss = sum((t * (k + 1)).sum() for k, t in enumerate(tensors))
        self.loss, self.refused = float(loss.detach()), ""
        try:
            loss.backward()
        except RuntimeError as error:
            self.refused = str(error)
        self.gradients = [scope[name].grad for name in ("leaf", "other")]


def same_gradients(ours: Outcome, theirs: Outcome) -> bool:
    return all(
        (a is None) == (b is None) and (a is None or np.allclose(a.numpy(), b.numpy(), equal_nan=True))
        for a, b in zip(ours.gradients, theirs.gradients, strict=True)
    )


@pytest.mark.parametrize("block", range(8))
def test_random_programs(block):
    compared = 0
    for seed in range(block * 60, block * 60 + 60):
        lines, names = program(rng_for(f"program {seed}"))
        text = "\n".join(lines)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # PyTorch's, about .T of tensors that are no matrices
            ours, theirs = Outcome(nnbook, lines, names), Outcome(torch, lines, names)
        if any(words in theirs.errors for words in STRICTER[:2]):
            continue
        assert ours.failed == theirs.failed, f"{text}\n{ours.errors}\n{theirs.errors}"
        for (a, tracked), (b, expected) in zip(ours.values, theirs.values, strict=True):
            assert np.allclose(a, b, equal_nan=True), text
            assert tracked == expected, text
        if not theirs.refused:
            assert not ours.refused, f"{text}\n{ours.refused}"
            assert same_gradients(ours, theirs), f"{text}\n{ours.gradients}\n{theirs.gradients}"
            compared += 1
        elif not ours.refused and "no_grad" not in text and "detach" not in text:
            assert STRICTER[2] in theirs.refused, theirs.refused
            up, down = (Outcome(nnbook, lines, names, step).loss for step in (1e-6, -1e-6))
            slope = float((ours.gradients[0].numpy() * DIRECTION).sum())
            assert np.isclose((up - down) / 2e-6, slope, rtol=1e-4, atol=1e-4), text
    assert compared > 25
