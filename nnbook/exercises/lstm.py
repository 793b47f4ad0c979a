"""Exercises of the chapter on long short-term memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake
from ._functions import sigmoid

_rng = np.random.default_rng(1997)


# ---------------------------------------------------------------------- 1: one step
def _open(a):
    return sigmoid(a[0]), sigmoid(a[1]), np.tanh(a[2]), sigmoid(a[3])


def _step(a, c):
    i, f, g, o = _open(a)
    new = f * c + i * g
    return new, o * np.tanh(new)


def _old_cell(a, c):
    return _step(a, c)[0], _open(a)[3] * np.tanh(c)


def _with(cell, bounded=np.tanh, gates=_open):
    """A wrong step: `cell` makes the new cell of i, f, g and the old one, `bounded` is at the output."""

    def step(a, c):
        i, f, g, o = gates(a)
        new = cell(i, f, g, c)
        return new, o * bounded(new)

    return step


def _right(i, f, g, c):
    return f * c + i * g


STEP = Exercise(
    "lstm.step",
    _step,
    inputs=tuple((_rng.normal(size=(4, h)) * 2, _rng.normal(size=h)) for h in (1, 3, 8)),
    mistakes=(
        Mistake(
            _with(lambda i, f, g, c: i * c + f * g),
            "f multiplies the old cell, and i what is new. The rows are i, f, g, o.",
        ),
        Mistake(_with(_right, gates=sigmoid), "The candidate g, row 2, is a tanh. Only the three gates are sigmoids."),
        Mistake(
            _with(_right, lambda cell: cell), "The cell goes through tanh before the output gate: h = o * tanh(c)."
        ),
        Mistake(_old_cell, "The output reads the new cell, not the one before."),
        Mistake(lambda a, c: _step(a, c)[::-1], "Return the cell first, and then the hidden state."),
        Mistake(_with(lambda i, f, g, c: f * c + g), "The input gate is missing: i multiplies what is new."),
        Mistake(_with(lambda i, f, g, c: c + i * g), "The forget gate is missing: f multiplies the old cell."),
        Mistake(_with(lambda i, f, g, c: f * (c + i * g)), "f multiplies the old cell alone, not what is added."),
        Mistake(lambda a, c: (_step(a, c)[0], np.tanh(_step(a, c)[0])), "The output gate is missing: h = o * tanh(c)."),
        Mistake(
            lambda a, c: (np.tanh(_step(a, c)[0]), _step(a, c)[1]),
            "The cell itself is not bounded by tanh. Only what it shows is.",
        ),
        Mistake(_with(_right, sigmoid), "The new cell goes through tanh on its way out, not through a sigmoid."),
        Mistake(
            _with(_right, gates=lambda a: _open(a[[0, 1, 3, 2]])),
            "The rows are i, f, g, o: the candidate is row 2, and the output gate row 3.",
        ),
        Mistake(_with(_right, gates=lambda a: (*_open(a)[:2], a[2], _open(a)[3])), "The candidate is tanh of row 2."),
        Mistake(
            _with(_right, gates=lambda a: (a[0], a[1], np.tanh(a[2]), a[3])),
            "`a` holds sums. Three of them become gates by a sigmoid.",
        ),
    ),
)


# ---------------------------------------------------------------------- 2: a bias for a lag
def _bias(steps, share):
    f = share ** (1 / steps)
    return np.log(f / (1 - f))


BIAS = Exercise(
    "lstm.bias",
    _bias,
    inputs=((10, 0.5), (100, 0.5), (1000, 0.9), (1, 0.25)),
    mistakes=(
        Mistake(lambda steps, share: share ** (1 / steps), "That is the gate. The bias is where the sigmoid gives it."),
        Mistake(
            lambda steps, share: np.log(share / (1 - share)),
            "That gate lets the share through in one step. It acts at every one of the steps, so take a root first.",
        ),
        Mistake(
            lambda steps, share: np.log((1 - share ** (1 / steps)) / share ** (1 / steps)),
            "The sign is turned: a large bias opens the gate. If f = 1 / (1 + exp(-b)), then b = ln(f / (1 - f)).",
        ),
        Mistake(
            lambda steps, share: np.log((1 - (1 - share) / steps) / ((1 - share) / steps)),
            "What is lost is not the same at every step: factors multiply, so the gate is a root, not a quotient.",
        ),
        Mistake(lambda steps, share: _bias(steps, 1 - share), "`share` is what is left, not what is lost."),
        Mistake(lambda steps, share: np.log(share) / steps, "That is ln f. Solve f = 1 / (1 + exp(-b)) for b."),
        Mistake(lambda steps, share: np.exp(_bias(steps, share)), "f / (1 - f) is exp(b). A logarithm is missing."),
    ),
)

# ---------------------------------------------------------------------- 3: counting by hand
_COUNT_FORM = "Give a list of four rows, for i, f, g and o; in each the weights of tick and of reset, and the bias."
_COUNT_KEEPS = "The reset does not empty the cell. A reset must close the forget gate, by a large negative weight."
_COUNT_LOSES = "The cell loses what it counted. Without a reset the forget gate must be 1, so give it a large bias."
_COUNT_ALWAYS = "The cell grows without a tick. Where tick is 0 the input gate must be 0: a negative bias."
_COUNT_SIZE = "A tick must add 1: input gate 1 and candidate 1."


def _ticks(rng: np.random.Generator) -> np.ndarray:
    tick, reset = rng.random(60) < 0.5, rng.random(60) < 0.15
    return np.stack([tick & ~reset, reset], 1).astype(float)


_COUNT_INPUTS = [np.eye(2)[[0, 0, 0]], np.array([[1, 0], [0, 0], [0, 0], [1, 0]], float), *(_ticks(_rng),) * 2]


def _examine_count(answer: Any) -> str | None:
    try:
        rows = np.asarray(answer, float)
    except (TypeError, ValueError):
        return _COUNT_FORM
    if rows.shape != (4, 3):
        return _COUNT_FORM
    for stream in _COUNT_INPUTS:
        c, count = 0.0, 0
        for t, (tick, reset) in enumerate(stream):
            i, f, g, _ = _open(rows @ [tick, reset, 1.0])
            before, c = c, f * c + i * g
            count = 0 if reset else count + int(tick)
            if abs(c - count) > 0.05:
                lost = not reset and f < 0.999 and before > 0.5
                grown = _COUNT_LOSES if lost else _COUNT_SIZE if tick else _COUNT_ALWAYS
                hint = _COUNT_KEEPS if reset and f > 0.01 else grown
                return f"after {t + 1} steps the count is {count}, and the cell holds {c:.2f}. {hint}"
    return None


_COUNTER = ((20.0, 0.0, -10.0), (0.0, -20.0, 10.0), (0.0, 0.0, 10.0), (0.0, 0.0, 10.0))
COUNT = Exercise(
    "lstm.count",
    _COUNTER,
    mistakes=(
        Mistake((_COUNTER[0], (0.0, 0.0, 10.0), *_COUNTER[2:]), _COUNT_KEEPS),
        Mistake((_COUNTER[0], (0.0, -20.0, 1.0), *_COUNTER[2:]), _COUNT_LOSES),
        Mistake(((0.0, 0.0, 10.0), *_COUNTER[1:]), _COUNT_ALWAYS),
        Mistake((*_COUNTER[:2], (1.0, 0.0, 0.0), _COUNTER[3]), _COUNT_SIZE),
        Mistake(_COUNTER[:3], _COUNT_FORM),
    ),
    explanation="The cell is a counter, and the forget gate its reset button.",
    examine=_examine_count,
)


# ---------------------------------------------------------------------- 4: one step back
def _back(delta, gamma, c_before, c, gates):
    i, f, g, o = gates
    gamma = gamma + delta * o * (1 - np.tanh(c) ** 2)
    alpha = [gamma * g * i * (1 - i), gamma * c_before * f * (1 - f), gamma * i * (1 - g**2)]
    return np.array([*alpha, delta * np.tanh(c) * o * (1 - o)])


def _no_output_path(delta, gamma, c_before, c, gates):
    return _back(delta, gamma - delta * gates[3] * (1 - np.tanh(c) ** 2), c_before, c, gates)


def _no_carousel(delta, gamma, c_before, c, gates):
    return _back(delta, 0 * gamma, c_before, c, gates)


def _new_cell(delta, gamma, c_before, c, gates):
    return _back(delta, gamma, c, c, gates)


def _no_slopes(delta, gamma, c_before, c, gates):
    i, _, g, o = gates
    gamma = gamma + delta * o * (1 - np.tanh(c) ** 2)
    return np.array([gamma * g, gamma * c_before, gamma * i, delta * np.tanh(c)])


def _instead(k, wrong):
    """A wrong answer whose row k is `wrong` of delta, gamma with what comes from the output, c and the gates."""

    def back(delta, gamma, c_before, c, gates):
        rows = _back(delta, gamma, c_before, c, gates)
        rows[k] = wrong(delta, gamma + delta * gates[3] * (1 - np.tanh(c) ** 2), c, *gates)
        return rows

    return back


def _moment(cells):
    a, c_before = _rng.normal(size=(4, cells)), _rng.normal(size=cells)
    gates = np.array(_open(a))
    c = gates[1] * c_before + gates[0] * gates[2]
    return _rng.normal(size=cells), _rng.normal(size=cells), c_before, c, gates


BACK = Exercise(
    "lstm.back",
    _back,
    inputs=(_moment(1), _moment(3), _moment(6)),
    mistakes=(
        Mistake(_no_output_path, "The output reads the cell, too: add delta * o * (1 - tanh(c)**2) to gamma first."),
        Mistake(_no_carousel, "The gradient gamma that comes from the next step is not used."),
        Mistake(_new_cell, "The forget gate multiplies the cell before the step, c_before."),
        Mistake(_no_slopes, "The slopes of sigmoid, s (1 - s), and of tanh, 1 - g**2, are missing."),
        Mistake(
            _instead(3, lambda d, gamma, c, i, f, g, o: gamma * np.tanh(c) * o * (1 - o)),
            "The output gate acts on h, not on the cell: its row has delta, not gamma.",
        ),
        Mistake(
            _instead(3, lambda d, gamma, c, i, f, g, o: d * c * o * (1 - o)),
            "The output gate multiplies tanh(c), so tanh(c) is in its row, not c.",
        ),
        Mistake(
            _instead(2, lambda d, gamma, c, i, f, g, o: gamma * i * g * (1 - g)),
            "The candidate is a tanh, with slope 1 - g**2. Only the gates have s (1 - s).",
        ),
        Mistake(
            _instead(2, lambda d, gamma, c, i, f, g, o: gamma * i * (1 - np.tanh(g) ** 2)),
            "g is the tanh already: its slope is 1 - g**2, without another tanh.",
        ),
        Mistake(
            lambda d, gamma, b, c, gates: _back(d, gamma + d * (1 - gates[3]) * (1 - np.tanh(c) ** 2), b, c, gates),
            "On the way from h to the cell lies the output gate, too: delta * o * (1 - tanh(c)**2).",
        ),
        Mistake(
            lambda d, gamma, b, c, gates: _back(d, gates[1] * gamma, b, c, gates),
            "gamma has come through a forget gate already, that of the step after. Add it as it is.",
        ),
    ),
)

# ---------------------------------------------------------------------- 5: equally many parameters
SIZE = Exercise(
    "lstm.size",
    31,
    mistakes=(
        Mistake(
            32, "Half of 64 gives 4,608 parameters, 256 too many. One cell less comes closer, if biases are counted."
        ),
        Mistake(16, "With a quarter of the units each matrix U of a gate is a sixteenth, not a quarter."),
        Mistake(64, "An LSTM of equal width has four times the parameters: one W, U and b for each of i, f, g and o."),
        Mistake(33, "That is 4,884 parameters, 532 too many."),
        Mistake(30, "That is 4,080 parameters, 272 too few. One cell more comes closer."),
    ),
    tolerance=1e-3,
    explanation="4 * 31 * (2 + 31 + 2) = 4,340, and 64 * (2 + 64 + 2) = 4,352.",
)

EXERCISES = (STEP, BIAS, COUNT, BACK, SIZE)

QUIZ = {
    "What does the forget gate do when it is 1?": {
        "It empties the cell.": (False, "The name misleads: it says how much is kept. At 0 it empties."),
        "It keeps the cell as it is.": (True, "The old value is multiplied by 1, and so is its gradient."),
        "It stops new input.": (False, "That is the input gate at 0."),
    },
    "Why does a gradient survive in a cell and not in a plain recurrent unit?": {
        "tanh is left out of the network.": (False, "It is still there, at the candidate and at the output."),
        "From one cell to the next there is a way that multiplies it by the forget gate alone.": (
            True,
            "No matrix and no slope of tanh lies on that way, and the network can learn to hold the gate near 1.",
        ),
        "LSTM layers clip their gradients.": (False, "Clipping shortens what is too long. It brings nothing back."),
    },
    "A forget gate stands at 0.9 for 50 steps. How much of a gradient is left in the cell?": {
        "90 %": (False, "That is after one step."),
        "half of it": (False, "After 7 steps, nearly."),
        "about half a percent": (True, "0.9 to the power of 50 is 0.005. Near 1 is not near enough: 0.99 leaves 60 %."),
    },
    "You make nn.LSTM(10, 32). Where do its forget gates stand before training?": {
        "near 0.5": (True, "Its biases are small random numbers, and sigmoid(0) is one half. Set the bias yourself."),
        "near 1": (False, "That would be wise for long lags, but the layer starts with biases about 0."),
        "at 0": (False, "A sigmoid of about 0 is one half."),
    },
    "Which part of the cell of 1997 was missing?": {
        "The forget gate.": (True, "It came in 2000. Before, a cell could not be emptied, and grew on long streams."),
        "The input gate.": (False, "It was there from the start, to keep distractions out."),
        "The carousel.": (False, "That is the heart of the paper: a unit that feeds on itself with a weight of 1."),
    },
}  # fmt: skip
