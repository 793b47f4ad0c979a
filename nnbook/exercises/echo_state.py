"""Exercises of the chapter on echo state networks."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(2001)


# ---------------------------------------------------------------------- 1: one step
def _step(h, x, U, W, b, a):
    return (1 - a) * h + a * np.tanh(U @ h + W @ x + b)


_moments = tuple(
    (
        np.tanh(_rng.normal(size=h)),
        _rng.normal(size=d),
        _rng.normal(size=(h, h)),
        _rng.normal(size=(h, d)),
        _rng.normal(size=h),
        a,
    )
    for h, d, a in ((1, 1, 0.5), (4, 2, 0.3), (6, 1, 0.8))
)
STEP = Exercise(
    "echo_state.step",
    _step,
    inputs=_moments,
    mistakes=(
        Mistake(
            lambda h, x, U, W, b, a: a * h + (1 - a) * np.tanh(U @ h + W @ x + b),
            "The leak a is the share of the new: the old keeps 1 - a.",
        ),
        Mistake(lambda h, x, U, W, b, a: np.tanh(U @ h + W @ x + b), "The leak is not used: the old keeps 1 - a."),
        Mistake(
            lambda h, x, U, W, b, a: np.tanh((1 - a) * h + a * (U @ h + W @ x + b)),
            "The old state is not bent: only the new part goes through tanh.",
        ),
        Mistake(
            lambda h, x, U, W, b, a: (1 - a) * h + a * (U @ h + W @ x + b), "The tanh is missing around the new part."
        ),
        Mistake(
            lambda h, x, U, W, b, a: (1 - a) * h + a * np.tanh(U.T @ h + W @ x + b),
            "That is the transpose of U. Row k of U holds the weights of the arrows that lead to unit k: U @ h.",
        ),
        Mistake(
            lambda h, x, U, W, b, a: (1 - a) * h + a * np.tanh(U @ h + W @ x), "The bias b is missing inside the tanh."
        ),
        Mistake(
            lambda h, x, U, W, b, a: h + a * np.tanh(U @ h + W @ x + b), "Nothing leaks: the old state keeps 1 - a."
        ),
        Mistake(
            lambda h, x, U, W, b, a: (1 - a) * h + np.tanh(U @ h + W @ x + b),
            "The new part is not weighed: it has the share a.",
        ),
        Mistake(
            lambda h, x, U, W, b, a: (1 - a) * h + np.tanh(a * (U @ h + W @ x + b)),
            "The leak a belongs before the tanh, not inside it.",
        ),
        Mistake(
            lambda h, x, U, W, b, a: (1 - a) * h + a * (np.tanh(U @ h + W @ x) + b),
            "The bias b belongs inside the tanh, with the two products.",
        ),
        Mistake(lambda h, x, U, W, b, a: (1 - a) * h + a * np.tanh(W @ x + b), "U @ h is missing: no recurrence."),
        Mistake(lambda h, x, U, W, b, a: (1 - a) * h + a * np.tanh(U @ h + b), "W @ x is missing: nothing is read."),
        Mistake(
            lambda h, x, U, W, b, a: np.tanh((1 - a) * h + a * np.tanh(U @ h + W @ x + b)),
            "One tanh is enough: the sum of old and new is not bent again.",
        ),
    ),
)


# ---------------------------------------------------------------------- 2: a radius
def _scaled(matrix, radius):
    return matrix * radius / np.abs(np.linalg.eigvals(matrix)).max()


_matrices = (
    (np.array([[0.0, -2.0], [2.0, 0.0]]), 0.9),  # a rotation: eigenvalues 2i and -2i
    (np.array([[-3.0, 1.0], [0.0, 1.0]]), 0.5),  # the largest in size is negative
    (_rng.normal(size=(8, 8)), 1.1),
)
RADIUS = Exercise(
    "echo_state.radius",
    _scaled,
    inputs=_matrices,
    mistakes=(
        Mistake(lambda m, r: m * r, "Divide by the radius that the matrix has, before you multiply by the new one."),
        Mistake(
            lambda m, r: m * r / np.linalg.norm(m, 2),
            "That is the largest singular value. It is at least as large as the spectral radius, mostly larger.",
        ),
        Mistake(
            lambda m, r: m * r / np.linalg.norm(m), "That is the root of the sum of squares, not the spectral radius."
        ),
        Mistake(lambda m, r: m * r / np.abs(m).max(), "That is the largest entry, not the largest eigenvalue."),
        Mistake(
            lambda m, r: m * r / max(np.linalg.eigvals(m).real.max(), 1e-12),
            "That is the largest real part. What counts is the absolute value of each complex number.",
        ),
        Mistake(
            lambda m, r: m * r / np.abs(np.linalg.eigvals(m).real).max().clip(1e-12),
            "The imaginary part counts, too: np.abs of the eigenvalue itself, not of its real part.",
        ),
        Mistake(
            lambda m, r: m * np.abs(np.linalg.eigvals(m)).max() / r,
            "The quotient is turned over: new radius divided by old radius.",
        ),
        Mistake(
            lambda m, r: m * r / np.abs(np.linalg.eigvals(m).max()),
            "Take the absolute values first, then the largest of them: np.abs(eigenvalues).max().",
        ),
        Mistake(lambda m, r: m / np.abs(np.linalg.eigvals(m)).max(), "Its radius is 1 now. Multiply by the new one."),
        Mistake(
            lambda m, r: m * r / np.abs(np.linalg.eigvalsh(m)).max(),
            "eigvalsh is for symmetric matrices, and reads one half of the others. Use eigvals.",
        ),
        Mistake(
            lambda m, r: m * r / np.abs(np.linalg.eigvals(m)).mean(), "The radius is the largest size, not the mean."
        ),
    ),
)


# ---------------------------------------------------------------------- 3: the readout
def _readout(states, y, ridge, washout):
    s, y = states[washout:], y[washout:]
    return np.linalg.solve(s.T @ s + ridge * np.eye(s.shape[1]), s.T @ y)


def _whole(states, y, ridge, washout):
    return _readout(states, y, ridge, 0)


def _no_ridge(states, y, ridge, washout):
    return _readout(states, y, 0.0, washout)


def _first(states, y, ridge, washout):
    return _readout(states[: len(y) - washout], y[: len(y) - washout], ridge, 0)


def _averaged(states, y, ridge, washout):
    return _readout(states, y, ridge * (len(y) - washout), washout)


def _everywhere(states, y, ridge, washout):
    s, y = states[washout:], y[washout:]
    return np.linalg.solve(s.T @ s + ridge, s.T @ y)


def _squared(states, y, ridge, washout):
    return _readout(states, y, ridge**2, washout)


def _targets_only(states, y, ridge, washout):
    return _readout(states[:-washout], y[washout:], ridge, 0)


def _beginning(states, y, ridge, washout):
    return _readout(states[:washout], y[:washout], ridge, 0)


def _with_ones(states, y, ridge, washout):
    return _readout(np.column_stack([np.ones(len(y)), states]), y, ridge, washout)


READOUT = Exercise(
    "echo_state.readout",
    _readout,
    inputs=tuple((_rng.normal(size=(30, k)), _rng.normal(size=30), ridge, 5) for k, ridge in ((2, 0.5), (4, 3.0))),
    mistakes=(
        Mistake(_whole, "The first `washout` rows still know where the state began: leave them out, of both."),
        Mistake(_no_ridge, "The ridge is missing: add it to the diagonal of S.T @ S."),
        Mistake(_first, "You left out the last rows, not the first: states[washout:]."),
        Mistake(_averaged, "S.T @ S is a sum over steps, not a mean, and so the ridge is added as it is."),
        Mistake(_everywhere, "A number added to a matrix is added to every entry. Only the diagonal gets the ridge."),
        Mistake(_squared, "The ridge is the factor of the squared weights already: do not square it."),
        Mistake(_targets_only, "Rows of the states and targets must be of the same steps: cut both at the beginning."),
        Mistake(
            lambda s, y, ridge, washout: _readout(s[washout:], y[:-washout], ridge, 0),
            "You cut the states at the beginning and the targets at the end: the rows must be of the same steps.",
        ),
        Mistake(_beginning, "You kept the washout and left the rest out: states[washout:]."),
        Mistake(_with_ones, "There is no column of ones here: one weight for each unit."),
        Mistake(lambda s, y, ridge, washout: _readout(s, y, -ridge, washout), "The ridge is added, not taken away."),
        Mistake(
            lambda s, y, ridge, washout: s @ _readout(s, y, ridge, washout),
            "Those are the outputs. Return the weights.",
        ),
        Mistake(
            lambda s, y, ridge, washout: _readout(s, y, ridge, washout + 1),
            "One row too many is left out: states[washout:] begins after the first `washout` rows.",
        ),
    ),
)

# ---------------------------------------------------------------------- 4: imitate a system of order ten
_MEAN = "About 1 is what always saying the mean would get: does the state reach the readout at all?"
_LINEAR = "A linear model of the last ten inputs gets 0.57. Weaker inputs and a leak of 1 leave more memory."
_NEAR = "Nearly. Try weaker inputs (scale), a radius near 0.9, a leak of 1, a smaller ridge."
_TOO_GOOD = (
    "That is too good for 100 units. Solve for the readout on the training part, measure on the test part, "
    "and divide by the standard deviation of the test targets."
)


def _examine_narma(answer: Any) -> str | None:
    try:
        error = float(answer.item() if getattr(answer, "size", None) == 1 else answer)
    except (TypeError, ValueError):
        return "give one number."
    if error < 0:
        return f"an error is a number from 0 upwards, not {error:g}."
    if not error < 10:
        return f"{error:g} is not the error of a network that works. Did the state run away? Lower the radius."
    for least, hint in ((0.8, _MEAN), (0.45, _LINEAR), (0.36, _NEAR)):
        if error > least:
            return f"{error:.2f} is not there yet.\n  Hint: {hint}"
    return f"{error:.3f} is suspicious.\n  Hint: {_TOO_GOOD}" if error < 0.08 else None


NARMA = Exercise(
    "echo_state.narma",
    0.27,
    mistakes=(Mistake(1.0, _MEAN), Mistake(0.48, _LINEAR), Mistake(0.4, _NEAR), Mistake(0.01, _TOO_GOOD)),
    explanation="A linear model of the last 50 inputs gets 0.38, one with all products of the last 20 gets 0.15.",
    examine=_examine_narma,
)

EXERCISES = (STEP, RADIUS, READOUT, NARMA)

QUIZ = {
    "Which weights of an echo state network are trained?": {
        "All, but those of the reservoir more slowly.": (False, "Those of the reservoir are drawn once and stay."),
        "Those of the readout alone.": (True, "So training is one linear system of equations, without gradients."),
        "Those of the input and the readout.": (False, "The input weights are random, too, and stay."),
    },
    "What is the echo state property?": {
        "The output repeats the input.": (False, "It may, if it is trained to. The property is about the states."),
        "After some time the state depends on the inputs alone, not on where it began.": (
            True,
            "Two copies that begin differently and read the same come together.",
        ),
        "The spectral radius is below 1.": (False, "That is a rule of thumb for it, neither sufficient nor necessary."),
    },
    "A reservoir of 50 units reads independent random numbers. How many past inputs can a readout give back?": {
        "As many as you like, with less noise.": (False, "No noise is needed for the limit: there are 50 dimensions."),
        "All shares together at most 50.": (True, "And with tanh fewer: memory is traded for bending."),
        "Exactly 50.": (False, "That is the bound. Rounding and tanh keep it lower."),
    },
    "One step ahead the error is tiny, and left alone the network runs away. What does that say?": {
        "The readout was solved wrongly.": (False, "Its error one step ahead says that it was solved well."),
        "Errors are fed back, and the loop of network and output amplifies them.": (
            True,
            "One step ahead says nothing of that. Measure free runs, and choose radius and ridge by them.",
        ),
        "The series cannot be foretold.": (False, "A network with another radius does foretell it."),
    },
    "A window of 18 values with random tanh units beat the reservoir. Why use a reservoir at all?": {
        "It has fewer parameters.": (False, "With equally many units both solve for equally many."),
        "It needs nobody to say how far back one must look.": (
            True,
            "With 10 values the window failed. The state fades by itself, and keeps what is recent.",
        ),
        "It is always better on chaos.": (False, "This chapter's own table says otherwise."),
    },
}  # fmt: skip
