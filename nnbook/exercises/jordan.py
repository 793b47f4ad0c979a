"""Exercises of the chapter on Jordan networks."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from . import Exercise, Mistake
from ._functions import sigmoid

_rng = np.random.default_rng(1986)


# ---------------------------------------------------------------------- 1: the state units
def _states(y, mu):
    s = np.zeros_like(y)
    for t in range(1, len(y)):
        s[t] = mu * s[t - 1] + y[t - 1]
    return s


def _too_early(y, mu):
    s = _states(y, mu)
    return mu * s + y


def _last_only(y, mu):
    return np.concatenate([np.zeros_like(y[:1]), y[:-1]])


def _all_kept(y, mu):
    return _states(y, 1.0)


def _mean(y, mu):
    return (1 - mu) * _states(y, mu)


def _decayed_twice(y, mu):
    return mu * _states(y, mu)


def _only_decay(y, mu):
    s = np.zeros_like(y)
    for t in range(1, len(y)):
        s[t] = mu * (y[t - 1] + s[t - 1])
    return s


def _output_decays(y, mu):
    return np.cumsum(mu * _last_only(y, mu), axis=0)


def _off_by_one(y, mu):
    s = np.zeros_like(y)
    for t in range(1, len(y)):
        s[t] = mu * s[t - 1] + y[t]
    return s


def _final(y, mu):
    return _too_early(y, mu)[-1]


STATES = Exercise(
    "jordan.states",
    _states,
    inputs=((_rng.random((4, 1)), 0.5), (_rng.random((6, 3)), 0.8), (np.eye(5), 0.3)),
    mistakes=(
        Mistake(_too_early, "The state of a step does not know its output yet: row t holds outputs up to t - 1."),
        Mistake(_last_only, "That is the state for mu = 0. The old state, times mu, is added."),
        Mistake(_all_kept, "Nothing decays: the old state is multiplied by mu."),
        Mistake(_mean, "It is a sum, not a mean: the output is added as it is, not times 1 - mu."),
        Mistake(_only_decay, "Only the old state is multiplied by mu; the last output is added whole."),
        Mistake(_output_decays, "mu stands at the wrong term: the old state is multiplied by it, the output is not."),
        Mistake(_off_by_one, "At step t the output of step t - 1 is added: y[t - 1], not y[t]."),
        Mistake(_final, "Return the states of all steps (T, K), not the last one alone."),
    ),
)


# ---------------------------------------------------------------------- 2: what a network without decay can say
def _can_say(word):
    after: dict[str, str] = {}
    return all(after.setdefault(a, b) == b for a, b in pairwise(word))


def _all_different(word):
    return len(set(word)) == len(word)


def _no_neighbors(word):
    return all(a != b for a, b in pairwise(word))


def _one_before(word):
    before: dict[str, str] = {}
    return all(before.setdefault(b, a) == a for a, b in pairwise(word))


def _no_pair_twice(word):
    pairs = list(pairwise(word))
    return len(set(pairs)) == len(pairs)


CAN_SAY = Exercise(
    "jordan.can_say",
    _can_say,
    inputs=tuple((word,) for word in ("set", "see", "ttt", "banana", "tests", "abcabc", "esse", "abcb", "cbab")),
    mistakes=(
        Mistake(
            _all_different,
            "A letter may come again, if the same one always follows, as in abcabc. Nothing follows the last.",
        ),
        Mistake(_no_neighbors, "Doubled letters are not the question: after ttt another t may follow for ever."),
        Mistake(_one_before, "What matters is what comes after a letter, not what comes before it."),
        Mistake(_no_pair_twice, "A pair may come twice. What may not be is one letter with two different followers."),
    ),
)


# ---------------------------------------------------------------------- 3: what becomes of a disturbance
def _jacobian(U, V, h, y, mu):
    return mu * np.eye(len(y)) + (y * (1 - y))[:, None] * V @ ((1 - h**2)[:, None] * U)


def _no_decay(U, V, h, y, mu):
    return _jacobian(U, V, h, y, 0.0)


def _no_output_slope(U, V, h, y, mu):
    return mu * np.eye(len(y)) + V @ ((1 - h**2)[:, None] * U)


def _no_hidden_slope(U, V, h, y, mu):
    return mu * np.eye(len(y)) + (y * (1 - y))[:, None] * V @ U


def _other_axis(U, V, h, y, mu):
    return mu * np.eye(len(y)) + V @ ((1 - h**2)[:, None] * U) * (y * (1 - y))


def _everywhere(U, V, h, y, mu):
    return mu + _jacobian(U, V, h, y, 0.0)


def _only_network(U, V, h, y, mu):
    return mu * _jacobian(U, V, h, y, 1.0)


def _hidden_as_sigmoid(U, V, h, y, mu):
    return mu * np.eye(len(y)) + (y * (1 - y))[:, None] * V @ ((h * (1 - h))[:, None] * U)


def _output_as_tanh(U, V, h, y, mu):
    return mu * np.eye(len(y)) + (1 - y**2)[:, None] * V @ ((1 - h**2)[:, None] * U)


def _place(hidden, outputs, mu):
    U, V = _rng.normal(size=(hidden, outputs)), _rng.normal(size=(outputs, hidden))
    return U, V, np.tanh(_rng.normal(size=hidden)), sigmoid(_rng.normal(size=outputs)), mu


JACOBIAN = Exercise(
    "jordan.jacobian",
    _jacobian,
    inputs=(_place(3, 2, 0.5), _place(5, 3, 0.2), _place(4, 2, 0.9)),
    mistakes=(
        Mistake(_no_decay, "The old state reaches the new one directly, too: mu times the identity is missing."),
        Mistake(_no_output_slope, "The output is a sigmoid: its slope y * (1 - y) is missing."),
        Mistake(_no_hidden_slope, "The hidden units are tanh: their slope 1 - h ** 2 is missing."),
        Mistake(_other_axis, "The slope of output k multiplies row k, not column k: (y * (1 - y))[:, None]."),
        Mistake(_everywhere, "A number added to a matrix is added to every entry: mu stands on the diagonal alone."),
        Mistake(_only_network, "mu multiplies the old state alone, not what comes through the network."),
        Mistake(_hidden_as_sigmoid, "The hidden units are tanh: their slope is 1 - h ** 2, not h * (1 - h)."),
        Mistake(_output_as_tanh, "The outputs are sigmoids: their slope is y * (1 - y), not 1 - y ** 2."),
    ),
)

# ---------------------------------------------------------------------- 4: five in a row
_NOT_ALL = "The network that sees only its last output gets about 0.7. Raise mu; train for hundreds of steps."
_NEARLY = "Nearly. After four equal letters the state must differ from that after five: raise mu, or train longer."
_NO_SHARE = "A share of right letters lies between 0 and 1."


def _examine_share(answer: Any) -> str | None:
    share = float(answer)
    if not 0 <= share <= 1:
        return f"not {share:g}.\n  Hint: {_NO_SHARE}"
    if share < 0.8:
        return f"{share:.2f} is not all.\n  Hint: {_NOT_ALL}"
    return f"{share:.2f} is not all.\n  Hint: {_NEARLY}" if share < 0.999 else None


COUNT = Exercise(
    "jordan.count",
    1.0,
    mistakes=(Mistake(0.71, _NOT_ALL), Mistake(0.92, _NEARLY), Mistake(24.0, _NO_SHARE)),
    explanation="With slow decay the state counts, coarsely: it grows by less with each equal letter.",
    examine=_examine_share,
)

EXERCISES = (STATES, CAN_SAY, JACOBIAN, COUNT)

QUIZ = {
    "What do the state units of a Jordan network hold?": {
        "Its last hidden units.": (False, "That is an Elman network, the next chapter."),
        "A decaying sum of what it has said.": (True, "The last output whole, older ones times mu, mu squared ..."),
        "The plan.": (False, "The plan is the input. It stays as it is through a whole sequence."),
    },
    "Why does teacher forcing make training simple?": {
        "The state of each step is known beforehand, so each step is an ordinary network with a target.": (
            True,
            "No gradient has to go back through time.",
        ),
        "It makes the network smaller.": (False, "The network is the same. What it reads in training is another."),
        "It removes the need for targets.": (False, "It needs them twice: to compare with, and to feed back."),
    },
    "A network trained with a teacher has a small error at each step. What about its error when it runs alone?": {
        "It is the same.": (False, "Alone it reads its own outputs, which it has not met in training."),
        "It can be much larger.": (True, "Small errors lead to states that it never saw, and there it errs more."),
        "It is smaller, since there is no teacher to contradict it.": (False, "Nothing brings it back to the truth."),
    },
    "A cycle is an attractor. What does that promise?": {
        "The network says the right sequence from every state.": (False, "Only from states near enough."),
        "After a small push the network comes back to the cycle.": (True, "Perhaps ahead of time or late, but on it."),
        "The network never errs.": (False, "It may be an attractor of wrong outputs, too."),
    },
    "Why can the state units not replace a memory in hidden units?": {
        "They know only what was said, not what was read or worked out.": (
            True,
            "What is to be remembered must be said, or it is lost.",
        ),
        "They are too few.": (False, "Even many of them hold nothing but past outputs."),
        "They cannot be trained.": (False, "They need not be. What they hold is fixed, and that is the reason."),
    },
}  # fmt: skip
