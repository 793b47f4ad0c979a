"""Exercises of the chapter on gated recurrent units."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake
from ._functions import sigmoid

_rng = np.random.default_rng(2014)


# ---------------------------------------------------------------------- 1: one step
def _step(a, q, h):
    r, z = sigmoid(a[:2] + q[:2])
    return (1 - z) * np.tanh(a[2] + r * q[2]) + z * h


def _turned(a, q, h):
    r, z = sigmoid(a[:2] + q[:2])
    return z * np.tanh(a[2] + r * q[2]) + (1 - z) * h


def _never_reset(a, q, h):
    _, z = sigmoid(a[:2] + q[:2])
    return (1 - z) * np.tanh(a[2] + q[2]) + z * h


def _order(a, q, h):
    z, r = sigmoid(a[:2] + q[:2])
    return (1 - z) * np.tanh(a[2] + r * q[2]) + z * h


def _reset_all(a, q, h):
    r, z = sigmoid(a[:2] + q[:2])
    return (1 - z) * np.tanh(r * (a[2] + q[2])) + z * h


def _by_state(a, q, h):
    r, z = sigmoid(a[:2] + q[:2])
    return (1 - z) * np.tanh(a[2] + r * h) + z * h


def _input_gates(a, q, h):
    r, z = sigmoid(a[:2])
    return (1 - z) * np.tanh(a[2] + r * q[2]) + z * h


def _sigmoid_candidate(a, q, h):
    r, z = sigmoid(a[:2] + q[:2])
    return (1 - z) * sigmoid(a[2] + r * q[2]) + z * h


STEP = Exercise(
    "gru.step",
    _step,
    inputs=tuple((_rng.normal(size=(3, h)), _rng.normal(size=(3, h)), np.tanh(_rng.normal(size=h))) for h in (1, 3, 8)),
    mistakes=(
        Mistake(_turned, "z near 1 keeps the old state: h = (1 - z) * n + z * h."),
        Mistake(_never_reset, "The reset gate is not used. It multiplies q[2] within the candidate."),
        Mistake(_order, "The rows are r, z, n, in this order."),
        Mistake(_reset_all, "r multiplies only what comes from the state, q[2], not what comes from the input."),
        Mistake(_by_state, "r multiplies q[2], not h. The state is in q already, by the matrix product."),
        Mistake(_input_gates, "The gates see the state, too: the argument of each sigmoid is a sum, a + q."),
        Mistake(_sigmoid_candidate, "The candidate is no gate: it is a tanh, between -1 and 1."),
    ),
)


# ---------------------------------------------------------------------- 2: half-life
HALF = Exercise(
    "gru.half",
    lambda z: np.log(0.5) / np.log(z),
    inputs=((0.5,), (0.9,), (0.99,), (0.25,)),
    mistakes=(
        Mistake(lambda z: 1 / (1 - z), "That is the mean age of what is in the state. Solve z ** steps = 1 / 2."),
        Mistake(lambda z: np.log(z) / np.log(0.5), "The quotient is turned over: a larger z must give more steps."),
        Mistake(lambda z: 0.5 / (1 - z), "What is lost is a share of what is left, so the old value falls as a power."),
        Mistake(lambda z: z**0.5, "That is a gate, not a number of steps. Solve z ** steps = 1 / 2 for steps."),
        Mistake(lambda z: np.log(0.5) / np.log(1 - z), "1 - z is the share that is lost in a step. What is kept is z."),
        Mistake(lambda z: np.log(2) / (1 - z), "Nearly so for z near 1. Exact is -log(z) in place of 1 - z."),
        Mistake(lambda z: np.ceil(np.log(0.5) / np.log(z)), "The number of steps need not be whole: do not round it."),
    ),
)

# ---------------------------------------------------------------------- 3: the last marked number, by hand
_HAND_FORM = "Give a list of three rows, for r, z and n; in each the weights of number, mark and h, and the bias."
_HAND_DEAF = (
    "A mark does not replace the state. At a mark z must be near 0: there the sum of the mark's weight and the bias "
    "in z must be far below 0."
)
_HAND_LEAKS = "Without a mark the state must stay. There z must be near 1: a large positive bias in z."
_HAND_MIXES = (
    "What was stored before is mixed into the new value. The candidate must not see the state: no weight of h."
)
_HAND_VALUE = "What is written at a mark is not tanh(number). In n the weight of number is 1, and the bias 0."


def _marks(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.random(60), rng.random(60) < 0.1


_HAND_INPUTS = [_marks(_rng) for _ in range(3)]


def _examine_hand(answer: Any) -> str | None:
    try:
        table = np.asarray(answer, float)
    except (TypeError, ValueError):
        return _HAND_FORM
    if table.shape != (3, 4):
        return _HAND_FORM
    for numbers, marks in _HAND_INPUTS:
        h, wanted, written = 0.0, 0.0, 0
        for t, (number, mark) in enumerate(zip(numbers, marks, strict=True)):
            a, q = table[:, [0, 1, 3]] @ [number, mark, 1.0], table[:, 2] * h
            z, before = sigmoid(a[1] + q[1]), h
            h = float(_step(a, q, h))
            wanted = np.tanh(number) if mark else wanted
            written += int(mark)
            if abs(h - wanted) > 0.01:
                kept = _HAND_LEAKS if not mark else _HAND_DEAF
                wrong = _HAND_MIXES if table[2, 2] and abs(before) > 0.01 else _HAND_VALUE
                hint = wrong if mark and z < 0.01 else kept
                return f"after {t + 1} steps, {written} of them marked, the state is {h:.2f}, not {wanted:.2f}. {hint}"
    return None


_KEEPER = ((0.0, 0.0, 0.0, 0.0), (0.0, -20.0, 0.0, 10.0), (1.0, 0.0, 0.0, 0.0))
HAND = Exercise(
    "gru.hand",
    _KEEPER,
    mistakes=(
        Mistake((_KEEPER[0], (0.0, 0.0, 0.0, 10.0), _KEEPER[2]), _HAND_DEAF),
        Mistake((_KEEPER[0], (0.0, -20.0, 0.0, 1.0), _KEEPER[2]), _HAND_LEAKS),
        Mistake((*_KEEPER[:2], (1.0, 0.0, 1.0, 0.0)), _HAND_MIXES),
        Mistake((*_KEEPER[:2], (1.0, 0.0, 0.0, 0.5)), _HAND_VALUE),
        Mistake(_KEEPER[:2], _HAND_FORM),
    ),
    explanation="The reset gate is not needed: the candidate looks at the input alone.",
    examine=_examine_hand,
)


# ---------------------------------------------------------------------- 4: one step back
def _back(delta, h_before, r, z, n, q):
    to_n = delta * (1 - z) * (1 - n**2)
    return np.array([to_n * q * r * (1 - r), delta * (h_before - n) * z * (1 - z), to_n])


def _all_of_delta(delta, h_before, r, z, n, q):
    to_n = delta * (1 - n**2)
    return np.array([to_n * q * r * (1 - r), delta * (h_before - n) * z * (1 - z), to_n])


def _new_minus_old(delta, h_before, r, z, n, q):
    to_r, to_z, to_n = _back(delta, h_before, r, z, n, q)
    return np.array([to_r, -to_z, to_n])


def _only_state(delta, h_before, r, z, n, q):
    to_r, _, to_n = _back(delta, h_before, r, z, n, q)
    return np.array([to_r, delta * h_before * z * (1 - z), to_n])


def _r_by_state(delta, h_before, r, z, n, q):
    return _back(delta, h_before, r, z, n, h_before) * [[1], [0], [0]] + _back(delta, h_before, r, z, n, q) * [
        [0],
        [1],
        [1],
    ]


def _z_first(delta, h_before, r, z, n, q):
    return _back(delta, h_before, r, z, n, q)[[1, 0, 2]]


def _at_q(delta, h_before, r, z, n, q):
    to_r, to_z, to_n = _back(delta, h_before, r, z, n, q)
    return np.array([to_r, to_z, r * to_n])


def _no_slope_of_gates(delta, h_before, r, z, n, q):
    to_n = delta * (1 - z) * (1 - n**2)
    return np.array([to_n * q, delta * (h_before - n), to_n])


def _no_slope_of_tanh(delta, h_before, r, z, n, q):
    to_n = delta * (1 - z)
    return np.array([to_n * q * r * (1 - r), delta * (h_before - n) * z * (1 - z), to_n])


def _r_from_delta(delta, h_before, r, z, n, q):
    _, to_z, to_n = _back(delta, h_before, r, z, n, q)
    return np.array([delta * q * r * (1 - r), to_z, to_n])


def _moment(units):
    h, q = np.tanh(_rng.normal(size=units)), _rng.normal(size=units)
    r, z = sigmoid(_rng.normal(size=(2, units)))
    return _rng.normal(size=units), h, r, z, np.tanh(_rng.normal(size=units) + r * q), q


BACK = Exercise(
    "gru.back",
    _back,
    inputs=(_moment(1), _moment(3), _moment(6)),
    mistakes=(
        Mistake(_all_of_delta, "Only the share 1 - z of the candidate reaches the state, and so its gradient."),
        Mistake(_new_minus_old, "If z grows, the state moves towards the old one: the factor is h_before - n."),
        Mistake(_only_state, "z multiplies the old state and 1 - z the candidate: both change, so h_before - n."),
        Mistake(_r_by_state, "r multiplies q, the recurrent part of the candidate, not the state itself."),
        Mistake(_z_first, "The rows are those of r, z, n, in this order."),
        Mistake(_at_q, "That last row is the gradient at q. At a, which r does not touch, it is without r."),
        Mistake(
            _no_slope_of_gates, "A gate is a sigmoid of its sum: its slope s * (1 - s) is missing, for r and for z."
        ),
        Mistake(_no_slope_of_tanh, "The candidate is a tanh of its sum: its slope 1 - n ** 2 is missing."),
        Mistake(_r_from_delta, "r acts within the candidate, so its gradient comes through that of n, not from delta."),
    ),
)

# ---------------------------------------------------------------------- 5: equally many parameters
SIZE = Exercise(
    "gru.size",
    37,
    mistakes=(
        Mistake(32, "With as many units a GRU has three quarters of the parameters: three parts, not four."),
        Mistake(42, "That is 5,796 parameters, 1,188 too many: U grows with the square of the width."),
        Mistake(43, "Four thirds of the units is too many: each matrix U grows with the square of the width."),
        Mistake(36, "That is 4,320 parameters, 288 too few. One unit more comes closer."),
        Mistake(38, "That is 4,788 parameters, 180 too many. One unit less comes closer."),
    ),
    tolerance=1e-3,
    explanation="3 * 37 * (2 + 37 + 2) = 4,551, and 4 * 32 * (2 + 32 + 2) = 4,608.",
)

EXERCISES = (STEP, HALF, HAND, BACK, SIZE)

QUIZ = {
    "The update gate z stands at 1. What does the unit do?": {
        "It keeps its state.": (True, "h = (1 - z) n + z h. Beware: in some papers z stands at the other side."),
        "It writes the candidate.": (False, "In PyTorch's form that is z = 0."),
        "It forgets everything.": (False, "That is z = 0 with a candidate that does not look at the state."),
    },
    "What does the reset gate r decide?": {
        "Whether the state is set to zero.": (False, "The state itself is blended by z alone."),
        "How much the candidate sees of the old state.": (True, "With r = 0 it is made from the input alone."),
        "How much of the state is shown as output.": (False, "A GRU shows all of its state. That was the LSTM's o."),
    },
    "You carry GRU weights from another library to PyTorch, all shapes fit, and the answers differ. Why?": {
        "The other library rounds differently.": (False, "That would change the last digits, not the answers."),
        "It may reset before the matrix product, or have the gates in another order.": (
            True,
            "Both are common. Compare one step by hand before you trust the rest.",
        ),
        "GRU weights cannot be carried over.": (False, "They can, if both sides compute the same equations."),
    },
    "Why can a GRU not count as far as an LSTM cell can?": {
        "It has fewer parameters.": (False, "More of them would not help: the reason is in the equation."),
        "Its state is a blend of numbers between -1 and 1, so it stays there.": (
            True,
            "A cell adds, and can grow. A blend of old and new never leaves the range of both.",
        ),
        "Its gradients vanish.": (False, "With z near 1 they do not."),
    },
    "Which of the two should one take, LSTM or GRU?": {
        "LSTM, since it has more gates.": (
            False,
            "On adding the GRU learned faster, and on text it was ahead of the LSTM.",
        ),
        "GRU, since it learns faster.": (False, "Here, on these tasks. Where counting matters it is the weaker one."),
        "The one that does better on the task at hand; try both.": (
            True,
            "Large comparisons found no winner, and neither did this chapter.",
        ),
    },
}  # fmt: skip
