"""Exercises of the chapter on bidirectional recurrent networks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(1997)


# ---------------------------------------------------------------------- 1: two passes with one unit
def _states(x, a):
    h, found = 0.0, []
    for x_t in x:
        h = a * h + x_t
        found.append(h)
    return np.array(found)


def _passes(x, a):
    return np.stack([_states(x, a), _states(x[::-1], a)[::-1]], axis=1)


def _not_turned_back(x, a):
    return np.stack([_states(x, a), _states(x[::-1], a)], axis=1)


def _turned_states(x, a):
    return np.stack([_states(x, a), _states(x, a)[::-1]], axis=1)


def _without_own(x, a):
    return np.stack([_states(x, a), _states(x[::-1], a)[::-1] - x], axis=1)


def _no_memory(x, a):
    shifted = np.concatenate([[0.0], x[:-1]]), np.concatenate([x[1:], [0.0]])
    return np.stack([x + a * each for each in shifted], axis=1)


def _one_chain(x, a):
    onward = _states(x, a)
    return np.stack([onward, _states(onward[::-1], a)[::-1]], axis=1)


def _continued(x, a):
    both = _states(np.concatenate([x, x[::-1]]), a)
    return np.stack([both[: len(x)], both[len(x) :][::-1]], axis=1)


PASSES = Exercise(
    "bidirectional_rnn.passes",
    _passes,
    inputs=tuple((_rng.normal(size=n), a) for n, a in ((4, 0.5), (7, 0.9), (5, -0.3))),
    mistakes=(
        Mistake(
            _not_turned_back,
            "The states of the second pass come in the order in which it reads, from the last character "
            "on. Turn them round once more, so that row t is about character t.",
        ),
        Mistake(
            _turned_states, "The second pass must read the turned sequence. Turned states of the first are not it."
        ),
        Mistake(lambda x, a: _passes(x, a)[:, ::-1], "The forward states come first: the first column is theirs."),
        Mistake(_without_own, "Both passes read the element at t itself, before their state at t is used."),
        Mistake(_no_memory, "A state is made from the state beside it, not from the input beside it."),
        Mistake(_one_chain, "The second pass reads x, not the states of the first. The two chains do not meet."),
        Mistake(_continued, "The second pass starts from 0, not from the last state of the first."),
    ),
)

# ---------------------------------------------------------------------- 2: equally many parameters
UNITS = Exercise(
    "bidirectional_rnn.units",
    42,
    mistakes=(
        Mistake(64, "Then it has about twice as many: there are two passes."),
        Mistake(32, "That is too few, 3,720 against 5,768: each matrix U shrinks with the square of its units."),
        Mistake(45, "That is 6,398 parameters, 630 too many. W, the biases and the readout shrink more slowly than U."),
        Mistake(43, "That is 5,942 parameters, 174 too many. One unit less comes closer."),
        Mistake(40, "That is 5,288 parameters, 480 too few. The chapter's network has so many; more fit here."),
        Mistake(41, "That is 5,502 parameters, 266 too few. One unit more comes closer."),
        Mistake(
            44,
            "That is 6,168 parameters, 400 too many: does your readout see the states of both directions, 2 n of them?",
        ),
    ),
    tolerance=1e-3,
    explanation="2 * 42 * (16 + 42 + 2) + 8 * (84 + 1) = 5,720, and 64 * (16 + 64 + 2) + 8 * 65 = 5,768.",
)


# ---------------------------------------------------------------------- 3: does it look ahead?
def _ahead(f: Callable[[np.ndarray], np.ndarray], x: np.ndarray) -> bool:
    answers = f(x)
    return any(_moves(f, x, answers, t) for t in range(len(x) - 1))


def _moves(f, x, answers, t):
    changed = x.copy()
    changed[t + 1 :] += np.arange(1, len(x) - t)
    return not np.allclose(f(changed)[: t + 1], answers[: t + 1])


def _all_changed(f, x):
    return not np.allclose(f(x + np.arange(1, len(x) + 1)), f(x))


def _whole_output(f, x):
    changed = x.copy()
    changed[len(x) // 2 :] += 1.0
    return not np.allclose(f(changed), f(x))


def _earlier_inputs(f, x):
    changed = x.copy()
    changed[: len(x) // 2] += np.arange(1, len(x) // 2 + 1)
    return not np.allclose(f(changed)[len(x) // 2 :], f(x)[len(x) // 2 :])


def _only_last(f, x):
    changed = x.copy()
    changed[-1] += 1.0
    return not np.allclose(f(changed)[:-1], f(x)[:-1])


def _only_first_answer(f, x):
    return _moves(f, x, f(x), 0)


def _only_middle(f, x):
    return _moves(f, x, f(x), len(x) // 2)


def _opposite(f, x):
    return not _ahead(f, x)


def running_sum(x: np.ndarray) -> np.ndarray:
    """(T,) -> (T,): the sum of all so far."""
    return np.cumsum(x)


def less_the_mean(x: np.ndarray) -> np.ndarray:
    """(T,) -> (T,): each less the mean of all, those to come included."""
    return x - x.mean()


def doubled(x: np.ndarray) -> np.ndarray:
    """(T,) -> (T,): each times two."""
    return 2 * x


def sum_from_here(x: np.ndarray) -> np.ndarray:
    """(T,) -> (T,): the sum from each to the last."""
    return np.cumsum(x[::-1])[::-1]


def largest_so_far(x: np.ndarray) -> np.ndarray:
    """(T,) -> (T,): the largest of all so far."""
    return np.maximum.accumulate(x)


def early_ones_shifted(x: np.ndarray) -> np.ndarray:
    """(T,) -> (T,): the first third is replaced by what stands two places later, the rest stays."""
    third = len(x) // 3
    return np.concatenate([x[2 : third + 2], x[third:]])


def late_ones_shifted(x: np.ndarray) -> np.ndarray:
    """(T,) -> (T,): of the last three each but the very last is replaced by the element after."""
    return np.concatenate([x[:-3], x[-3:][1:], x[-1:]])


_FUNCTIONS = (
    running_sum, less_the_mean, doubled, sum_from_here, largest_so_far, early_ones_shifted, late_ones_shifted,
)  # fmt: skip
AHEAD = Exercise(
    "bidirectional_rnn.ahead",
    _ahead,
    inputs=tuple((f, _rng.normal(size=9)) for f in _FUNCTIONS),
    mistakes=(
        Mistake(_all_changed, "Change only the inputs after t. If all are changed, every answer may move."),
        Mistake(
            _whole_output, "Compare only the answers up to t. Those after it may move: their own inputs were changed."
        ),
        Mistake(
            _earlier_inputs, "That is whether it looks back. Change the later inputs, and compare the earlier ones."
        ),
        Mistake(
            _only_last,
            "Some look ahead only early, or by two. For each t change all inputs after t, compare all answers up to t.",
        ),
        Mistake(_only_first_answer, "The first answer may be innocent. Try every t but the last, not only the first."),
        Mistake(
            _only_middle, "One t is not enough: a function may look ahead at other places. Try every t but the last."
        ),
        Mistake(_opposite, "It is the other way round: True means that it looks ahead."),
    ),
)


# ---------------------------------------------------------------------- 4: stitch
def _stitch(answers, margin):
    end = answers.shape[1] - margin
    return np.concatenate([answers[0, :margin], answers[:, margin:end].ravel(), answers[-1, end:]])


def _no_ends(answers, margin):
    return answers[:, margin : answers.shape[1] - margin].ravel()


def _no_end(answers, margin):
    end = answers.shape[1] - margin
    return np.concatenate([answers[0, :margin], answers[:, margin:end].ravel()])


def _laid_on(answers, margin):
    step = answers.shape[1] - 2 * margin
    return np.concatenate([answers[:, :step].ravel(), answers[-1, step:]])


def _ends_kept(answers, margin):
    step = answers.shape[1] - 2 * margin
    return np.concatenate([answers[0, :-step], answers[:, -step:].ravel()])


def _joined(answers, margin):
    return answers.ravel()


def _one_margin(answers, margin):
    half = margin // 2
    end = answers.shape[1] - half
    return np.concatenate([answers[0, :half], answers[:, half:end].ravel(), answers[-1, end:]])


STITCH = Exercise(
    "bidirectional_rnn.stitch",
    _stitch,
    inputs=tuple((_rng.normal(size=shape).round(2), m) for shape, m in (((3, 8), 2), ((4, 10), 3), ((2, 6), 0))),
    mistakes=(
        Mistake(_no_ends, "The text's own first and last characters have no answer: add the outer ends."),
        Mistake(_no_end, "The last `margin` characters of the text have no answer: keep the end of the last piece."),
        Mistake(
            _laid_on, "That keeps the start of each piece, where the forward pass has read nothing. Keep the middle."
        ),
        Mistake(
            _ends_kept, "That keeps the end of each piece, where the backward pass has read nothing. Keep the middle."
        ),
        Mistake(
            lambda a, m: np.concatenate([a[0, :m], a[:, m:-m].ravel(), a[-1, -m:]]),
            "A slice that ends at -margin is empty for a margin of 0. Count its end from the length of a piece.",
        ),
        Mistake(_joined, "The pieces overlap: put together as they are, they make more answers than characters."),
        Mistake(_one_margin, "Drop `margin` on each side, not half of it: neighbors overlap by twice the margin."),
    ),
)

EXERCISES = (PASSES, UNITS, AHEAD, STITCH)

QUIZ = {
    "What does the answer at step t of a bidirectional network depend on?": {
        "On the steps up to t and those after it, each in a state of its own.": (True, "One state from each end."),
        "On the steps t - 1, t and t + 1.": (False, "Each state carries on what was read before it, however far."),
        "On the last state of the forward pass, handed to the backward pass.": (
            False,
            "The passes do not feed each other. Both read the inputs.",
        ),
    },
    "Which of these tasks may a bidirectional network do?": {
        "Foretell tomorrow's load of a power grid, hour by hour, as the hours come.": (
            False,
            "When the answer is due, what it would read has not happened.",
        ),
        "Find the names in letters that are there as a whole.": (True, "The future is known, and is not the answer."),
        "Foretell each next character of a text from the others.": (False, "Each answer is the next input."),
    },
    "A network foretells 99 % of all next characters. What do you do first?": {
        "Publish it.": (False, "Text is not that regular. Such a number asks for a suspicion, not for applause."),
        "Change later inputs, and see whether earlier answers move.": (True, "If they do, it has seen the answers."),
        "Train it longer, for the last percent.": (False, "A network that copies learns nothing by that."),
    },
    "Why are errors frequent where a text was cut into pieces?": {
        "One of the passes has just begun, and knows little.": (True, "Keep only the middle of overlapping pieces."),
        "The network was not trained on borders.": (False, "It was: every piece of the training has two."),
        "The gradients vanish there.": (False, "In use there are no gradients."),
    },
    "The best possible answer with the future known is": {
        "always better than without.": (False, "Where the future tells nothing about the answer, it stays the same."),
        "never worse than without.": (True, "One may always ignore what one knows."),
        "sometimes worse, since there is more noise.": (
            False,
            "A trained network may become worse by that. The best possible answer cannot.",
        ),
    },
}  # fmt: skip
