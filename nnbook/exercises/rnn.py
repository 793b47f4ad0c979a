"""Exercises of the chapter on recurrence."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(1990)


# ---------------------------------------------------------------------- 1: all states of a sequence
def _states(x, W, U, b):
    h, found = np.zeros(len(b)), []
    for x_t in x:
        h = np.tanh(W @ x_t + U @ h + b)
        found.append(h)
    return np.array(found)


def _no_memory(x, W, U, b):
    return np.tanh(x @ W.T + b)


def _without_tanh(x, W, U, b):
    h, found = np.zeros(len(b)), []
    for x_t in x:
        h = W @ x_t + U @ h + b
        found.append(h)
    return np.array(found)


def _last_only(x, W, U, b):
    return _states(x, W, U, b)[-1]


def _turned(x, W, U, b):
    return _states(x, W, U.T, b)


def _bias_lost(x, W, U, b):
    return _states(x, W, U, 0 * b)


def _sequence(steps, features, units):
    draws = _rng.normal(size=(steps, features)), _rng.normal(size=(units, features))
    return *draws, _rng.normal(size=(units, units)), _rng.normal(size=units)


STATES = Exercise(
    "rnn.states",
    _states,
    inputs=tuple(_sequence(*sizes) for sizes in ((2, 1, 2), (5, 3, 4), (12, 2, 3))),
    mistakes=(
        Mistake(_no_memory, "The state before is not used: U @ h is missing, or h is set to zero at every step."),
        Mistake(_without_tanh, "The sum must go through tanh before it becomes the next state."),
        Mistake(_last_only, "Return the states of all steps, (T, H), not the last one alone."),
        Mistake(_turned, "U is used the wrong way around: U @ h, or h @ U.T."),
        Mistake(_bias_lost, "The bias b is missing."),
        Mistake(
            lambda x, W, U, b: np.vstack([np.zeros(len(b)), _states(x, W, U, b)]),
            "The zeros from which it starts are no step: return T states, without them.",
        ),
        Mistake(
            lambda x, W, U, b: np.vstack([np.zeros(len(b)), _states(x, W, U, b)[:-1]]),
            "Everything comes a step late: keep the state after it was computed, not before.",
        ),
    ),
)

# ---------------------------------------------------------------------- 2: a latch
_LATCH_INPUTS = [np.eye(60)[k] for k in (0, 3, 30)] + [np.zeros(60), np.array([0, 1, 1, 0] * 15)]
_LATCH_FORM = "Give three numbers: w, u and b."
_LATCH_EARLY = "With no 1 so far the unit says yes. The bias must hold the state below zero."
_LATCH_DEAF = "A 1 does not lift the state above zero. w must overcome the bias and the state below zero together."
_LATCH_FORGETS = (
    "The unit forgets: after a 1 the zeros that follow bring it back. The state must keep itself up, so u must be "
    "larger than the bias is strong, and larger than 1."
)


def _examine_latch(answer: Any) -> str | None:
    try:
        w, u, b = (float(part) for part in answer)
    except (TypeError, ValueError):
        return _LATCH_FORM
    for bits in _LATCH_INPUTS:
        h, seen = 0.0, False
        for t, bit in enumerate(bits):
            h, before = np.tanh(w * bit + u * h + b), seen
            seen = seen or bit == 1
            if (h > 0) != seen:
                hint = _LATCH_EARLY if not seen else _LATCH_FORGETS if before else _LATCH_DEAF
                read = f"{t + 1} {'bits' if t else 'bit'}"
                return f"after {read}, {int(bits[: t + 1].sum())} of them 1, the state is {h:.2f}. {hint}"
    return None


LATCH = Exercise(
    "rnn.latch",
    (8.0, 4.0, -2.0),
    mistakes=(
        Mistake((8.0, 0.5, -1.0), _LATCH_FORGETS),
        Mistake((2.0, 4.0, -2.0), _LATCH_DEAF),
        Mistake((8.0, 4.0, 0.5), _LATCH_EARLY),
        Mistake((8.0, 4.0), _LATCH_FORM),
    ),
    explanation="Two places where the state stays by itself, one below and one above zero; a 1 carries it across.",
    examine=_examine_latch,
)


# ---------------------------------------------------------------------- 3: back through time, one unit
def _slope(x, w, u):
    h = [0.0]
    for x_t in x:
        h.append(np.tanh(w * x_t + u * h[-1]))
    delta, total = 1.0, 0.0
    for t in range(len(x), 0, -1):
        alpha = delta * (1 - h[t] ** 2)
        total += alpha * h[t - 1]
        delta = alpha * u
    return total


def _chain(x, w, u, slope=True, back=None, last=False, shift=1, by=None):
    h = [0.0]
    for x_t in x:
        h.append(np.tanh(w * x_t + u * h[-1]))
    delta, total = 1.0, 0.0
    for t in range(len(x), 0, -1):
        alpha = delta * ((1 - h[t] ** 2) if slope else 1)
        total += alpha * (h[t - shift] if by is None else by[t - 1])
        delta = 0.0 if last else alpha * (u if back is None else back)
    return total


SLOPE = Exercise(
    "rnn.slope",
    _slope,
    inputs=tuple((_rng.normal(size=steps), 0.7, u) for steps, u in ((2, 0.9), (5, -0.6), (20, 1.3))),
    mistakes=(
        Mistake(
            lambda x, w, u: _chain(x, w, u, last=True),
            "That is the share of the last step alone. h before it depends on u as well: go on back to the first step.",
        ),
        Mistake(lambda x, w, u: _chain(x, w, u, slope=False), "The slope of tanh, 1 - h**2, is missing at each step."),
        Mistake(
            lambda x, w, u: _chain(x, w, u, back=1),
            "From one step to the one before, the gradient is multiplied by u.",
        ),
        Mistake(
            lambda x, w, u: _chain(x, w, u, shift=0), "u is multiplied by the state before, h at t - 1, not by h at t."
        ),
        Mistake(
            lambda x, w, u: _chain(x, w, u, by=x),
            "That is the slope by w, which multiplies x. u multiplies the state before.",
        ),
        Mistake(
            lambda x, w, u: _chain(x, w, u, back=w),
            "From one state to the one before leads u. w leads to the input.",
        ),
    ),
)


# ---------------------------------------------------------------------- 4: clipping
def _norm(gradients):
    return np.sqrt(sum((g**2).sum() for g in gradients))


def _clipped(gradients, limit):
    factor = min(1.0, limit / _norm(gradients))
    return [g * factor for g in gradients]


def _gradients(*scales):
    return [scale * _rng.normal(size=shape) for scale, shape in zip(scales, ((3, 2), (3, 3), (3,)), strict=True)]


CLIP = Exercise(
    "rnn.clip",
    _clipped,
    inputs=((_gradients(9, 4, 1), 1.0), (_gradients(0.01, 0.02, 0.01), 1.0), (_gradients(1, 30, 0.1), 5.0)),
    mistakes=(
        Mistake(
            lambda g, limit: [a * limit / _norm(g) for a in g],
            "A gradient that is short enough stays as it is: the factor is never above 1.",
        ),
        Mistake(
            lambda g, limit: [a * min(1, limit / np.sqrt((a**2).sum())) for a in g],
            "Each array was clipped by itself, which turns the step. There is one length for all numbers together.",
        ),
        Mistake(
            lambda g, limit: [np.clip(a, -limit, limit) for a in g],
            "Every number was cut by itself, which turns the step. Multiply all of them by one factor.",
        ),
        Mistake(lambda g, limit: [a * min(1, limit / _norm(g) ** 2) for a in g], "The length is the root of the sum."),
        Mistake(
            lambda g, limit: [a * min(1, limit / sum(np.abs(b).sum() for b in g)) for a in g],
            "The length is the root of the sum of squares, not the sum of sizes.",
        ),
        Mistake(
            lambda g, limit: [a * min(1, limit / max(np.abs(b).max() for b in g)) for a in g],
            "The length of all numbers together counts, not the largest of them.",
        ),
        Mistake(
            lambda g, limit: [a / _norm(g) for a in g],
            "That makes the length 1 in any case. It should be `limit` at most.",
        ),
    ),
)

# ---------------------------------------------------------------------- 5: half of it after 100 steps
HALF = Exercise(
    "rnn.half",
    0.5**0.01,
    mistakes=(
        Mistake(0.5, "Then half is left after one step. The hundredth power must be one half."),
        Mistake(1 - 0.5 / 100, "Factors multiply, so shares do not add up: take the hundredth root of one half."),
        Mistake(2**0.01, "That doubles the gradient in 100 steps."),
        Mistake(0.5**0.1, "That is the factor for 10 steps."),
    ),
    tolerance=1e-4,
    explanation="0.9931: between vanishing and exploding there is hardly any room.",
)

EXERCISES = (STATES, LATCH, SLOPE, CLIP, HALF)

QUIZ = {
    "A recurrent layer has 2 inputs and 8 hidden units. How does its number of weights change from 10 steps to 1000?": {
        "It grows a hundredfold.": (False, "Every step uses the same matrices."),
        "It does not change.": (True, "The weights are shared in time. Only the work and the memory grow with T."),
        "It grows, but less.": (False, "Nothing is added for a step: the same weights are used again."),
    },
    "Backpropagation through time is": {
        "a rule of its own, made for recurrent networks.": (
            False,
            "Nothing new is needed: the unrolled network is an ordinary deep one.",
        ),
        "backpropagation in the unrolled network, with the gradients of the shared weights added up.": (
            True,
            "Each step contributes its share for the same matrices.",
        ),
        "running the sequence from its end to its beginning.": (
            False,
            "The inputs are read forwards. Only the gradients travel back.",
        ),
    },
    "The spectral radius of U is 0.9, and the units are tanh. What is to be expected of gradients 100 steps back?": {
        "They are about 0.9 of what they were.": (False, "0.9 is the factor of each step, not of all."),
        "They are below a ten-thousandth or so.": (True, "0.9 to the power 100 is 0.00003, and tanh shrinks further."),
        "They may have exploded.": (False, "They may grow for a few steps. Over a hundred the radius decides."),
    },
    "What does clipping the norm of the gradient do against vanishing gradients?": {
        "It lifts them to the limit.": (False, "It only shortens what is too long."),
        "Nothing.": (True, "It is a remedy for explosions. What has vanished does not come back."),
        "It makes them vanish sooner.": (False, "Short gradients are left as they are."),
    },
    "nn.RNN(1, 8) gets a batch of 32 sequences of 100 steps, of shape (32, 100, 1). What happens?": {
        "An error: the shape is wrong.": (False, "The axis of the features fits, so nothing complains."),
        "It reads 100 sequences of 32 steps.": (
            True,
            "Without batch_first=True axis 0 is time: the state runs from example to example.",
        ),
        "It finds out which axis is time.": (False, "No layer can see that in the numbers."),
    },
}  # fmt: skip
