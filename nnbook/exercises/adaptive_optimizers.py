"""Exercises of the chapter on adaptive optimizers."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(2015)


# ---------------------------------------------------------------------- 1: AdaGrad
def _adagrad(w, s, g, rate):
    s = s + g**2
    return w - rate * g / (np.sqrt(s) + 1e-10), s


def _old_sum(w, s, g, rate):
    return w - rate * g / (np.sqrt(s) + 1e-10), s + g**2


def _no_root(w, s, g, rate):
    s = s + g**2
    return w - rate * g / (s + 1e-10), s


def _one_for_all(w, s, g, rate):
    s = s + (g**2).sum()
    return w - rate * g / (np.sqrt(s) + 1e-10), s


def _uphill(w, s, g, rate):
    s = s + g**2
    return w + rate * g / (np.sqrt(s) + 1e-10), s


def _adagrad_inputs():
    for d in (1, 3, 5):
        yield _rng.normal(size=d), _rng.uniform(0.5, 4, d), _rng.normal(size=d), 0.1


ADAGRAD = Exercise(
    "adaptive_optimizers.adagrad",
    _adagrad,
    inputs=tuple(_adagrad_inputs()),
    mistakes=(
        Mistake(_old_sum, "First add the square of the new gradient, then divide."),
        Mistake(_no_root, "Divide by the root of the sum of squares, or the step has the wrong unit."),
        Mistake(_one_for_all, "Each weight has a sum of its own: the squares are not added over the weights."),
        Mistake(_uphill, "You step uphill: subtract."),
        Mistake(
            lambda w, s, g, rate: (_adagrad(w, s, g, rate)[0], np.sqrt(s + g**2)),
            "Return the sum itself. The root is taken for the step only.",
        ),
        Mistake(lambda w, s, g, rate: (w - rate * g / (np.sqrt(s + g) + 1e-10), s + g), "Add the square of g."),
    ),
)


# ---------------------------------------------------------------------- 2: Adam
def _adam(w, m, v, g, t, rate):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    step = (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return w - rate * step, m, v


def _uncorrected(w, m, v, g, t, rate):
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    return w - rate * m / (np.sqrt(v) + 1e-8), m, v


def _corrected_kept(w, m, v, g, t, rate):
    m, v = (0.9 * m + 0.1 * g) / (1 - 0.9**t), (0.999 * v + 0.001 * g**2) / (1 - 0.999**t)
    return w - rate * m / (np.sqrt(v) + 1e-8), m, v


def _swapped(w, m, v, g, t, rate):
    m, v = 0.1 * m + 0.9 * g, 0.001 * v + 0.999 * g**2
    return w - rate * (m / (1 - 0.1**t)) / (np.sqrt(v / (1 - 0.001**t)) + 1e-8), m, v


def _gradient_itself(w, m, v, g, t, rate):
    _, m, v = _adam(w, m, v, g, t, rate)
    return w - rate * g / (np.sqrt(v / (1 - 0.999**t)) + 1e-8), m, v


def _from_zero(w, m, v, g, t, rate):
    return _adam(w, m, v, g, t + 1, rate)


def _no_root_of_v(w, m, v, g, t, rate):
    _, m, v = _adam(w, m, v, g, t, rate)
    return w - rate * (m / (1 - 0.9**t)) / (v / (1 - 0.999**t) + 1e-8), m, v


def _old_means(w, m, v, g, t, rate):
    step = (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return (w - rate * step, *_adam(w, m, v, g, t, rate)[1:])


def _adam_inputs():
    yield _rng.normal(size=3), np.zeros(3), np.zeros(3), _rng.normal(size=3), 1, 0.01
    for t in (2, 10, 1000):
        yield _rng.normal(size=2), _rng.normal(size=2), _rng.uniform(0.1, 1, 2), _rng.normal(size=2), t, 0.01


ADAM = Exercise(
    "adaptive_optimizers.adam",
    _adam,
    inputs=tuple(_adam_inputs()),
    mistakes=(
        Mistake(_uncorrected, "The bias correction is missing: divide m by 1 - 0.9^t and v by 1 - 0.999^t."),
        Mistake(_corrected_kept, "Correct for the step only. The means that are kept stay as they are."),
        Mistake(_swapped, "The old mean gets 0.9 (0.999), the new gradient 0.1 (0.001)."),
        Mistake(_gradient_itself, "The step goes along the mean m, not along the last gradient."),
        Mistake(_from_zero, "The first step is t = 1."),
        Mistake(lambda w, m, v, g, t, rate: _adam(w, m, v, g, 1, rate), "Beta to the power t: the correction fades."),
        Mistake(lambda w, m, v, g, t, rate: _adam(w, m, v, g, t, -rate), "You step uphill: subtract."),
        Mistake(_no_root_of_v, "Divide by the root of the corrected v."),
        Mistake(_old_means, "Update m and v first: the step is made with the new means."),
    ),
)

# ---------------------------------------------------------------------- 3: the first step
FIRST_STEP = Exercise(
    "adaptive_optimizers.first_step",
    0.001,
    mistakes=(
        Mistake(0.25, "That is the rate times the gradient, as in SGD. Adam divides by the gradient's size."),
        Mistake(0.025, "m is a tenth of the gradient, but it is corrected, and divided by the root of v."),
        Mistake(0.00316, "Without bias correction it would be this, 0.1 / sqrt(0.001) times the rate."),
        Mistake(-0.001, "The distance is asked for, a positive number."),
        Mistake(0.0001, "The factor 0.1 in m is taken out by the bias correction."),
    ),
    tolerance=1e-5,
    explanation="m is 0.1 g / 0.1 = g, the root of v is |g|: the first step is the rate, whatever g is.",
)


# ---------------------------------------------------------------------- 4: a schedule
def _schedule(t, total, warm, peak):
    if t < warm:
        return peak * (t + 1) / warm
    return peak * (1 + np.cos(np.pi * (t - warm) / (total - warm))) / 2


def _no_warmup(t, total, warm, peak):
    return peak * (1 + np.cos(np.pi * t / total)) / 2


def _late_cosine(t, total, warm, peak):
    if t < warm:
        return peak * (t + 1) / warm
    return peak * (1 + np.cos(np.pi * t / total)) / 2


def _starts_at_zero(t, total, warm, peak):
    return peak * t / warm if t < warm else _schedule(t, total, warm, peak)


def _straight(t, total, warm, peak):
    return _schedule(t, total, warm, peak) if t < warm else peak * (1 - (t - warm) / (total - warm))


def _without_pi(t, total, warm, peak):
    return _schedule(t, total, warm, peak) if t < warm else peak * (1 + np.cos((t - warm) / (total - warm))) / 2


def _by_total(t, total, warm, peak):
    return _schedule(t, total, warm, peak) if t < warm else peak * (1 + np.cos(np.pi * (t - warm) / total)) / 2


SCHEDULE = Exercise(
    "adaptive_optimizers.schedule",
    _schedule,
    inputs=((0, 100, 10, 1.0), (4, 100, 10, 1.0), (10, 100, 10, 1.0), (55, 100, 10, 0.1), (80, 100, 10, 0.1)),
    mistakes=(
        Mistake(_no_warmup, "The first `warm` steps rise on a straight line."),
        Mistake(_late_cosine, "The cosine begins where the warm-up ends: count from there."),
        Mistake(_starts_at_zero, "Step 0 has the rate peak / warm: a rate of 0 would waste it."),
        Mistake(
            lambda t, total, warm, peak: peak * (t + 1) / warm if t <= warm else _schedule(t, total, warm, peak),
            "Step number `warm` is the first of the cosine: t < warm, not t <= warm.",
        ),
        Mistake(_without_pi, "The angle goes from 0 to pi: multiply by np.pi."),
        Mistake(_by_total, "The cosine has total - warm steps, so divide by that."),
        Mistake(
            lambda t, total, warm, peak: _schedule(t, total, warm, peak) * (1 if t < warm else 2),
            "1 + cos begins at 2: take half of it.",
        ),
        Mistake(_straight, "After the warm-up the rate falls like half a cosine, not on a line."),
    ),
)


# ---------------------------------------------------------------------- 5: memory for a rare large gradient
_SMALL = 50  # of every 51 gradients, all but one are -1; the other is 60, so that the mean is positive
_HINTS = {
    "range": "Both numbers are from 0 to below 1.",
    "forgets": "The rare gradient of 60 is divided by its own size and then forgotten. v must remember longer.",
    "short": "A mean of ten gradients does not reach from one rare gradient to the next. Let v remember longer.",
}


def _examine_betas(answer: Any) -> str | None:
    beta1, beta2 = (float(part) for part in answer)
    if not (0 <= beta1 < 1 and 0 <= beta2 < 1):
        return f"beta1 {beta1:g} and beta2 {beta2:g}.\n  Hint: {_HINTS['range']}"
    x = m = v = 0.0
    late = []
    for t in range(1, 20_001):
        g = 60.0 if t % (_SMALL + 1) == 1 else -1.0
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
        corrected = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + 1e-8)
        x = min(1.0, max(-1.0, x - 0.5 / np.sqrt(t) * corrected))
        late.append(x)
    place = float(np.mean(late[-1000:]))
    if place < -0.9:
        return None
    return f"the weight ends at {place:.2f}, not below -0.9.\n  Hint: {_HINTS['short' if beta1 > 0.5 else 'forgets']}"


BETAS = Exercise(
    "adaptive_optimizers.betas",
    (0.9, 0.999),
    mistakes=(
        Mistake((0.0, 0.5), _HINTS["forgets"]),
        Mistake((0.9, 1.0), _HINTS["range"]),
        Mistake((0.9, 0.5), _HINTS["short"]),
    ),
    examine=_examine_betas,
    explanation="One memory reaches from one rare gradient to the next: v goes on dividing by it, or m keeps it.",
)

EXERCISES = (ADAGRAD, ADAM, FIRST_STEP, SCHEDULE, BETAS)

QUIZ = {
    "You multiply the loss by 1,000. What happens to Adam's steps?": {
        "They become 1,000 times as long.": (False, "So it is with SGD. Adam divides by the gradients' size."),
        "Nearly nothing.": (True, "m and the root of v both grow by 1,000, and their ratio stays."),
        "They become shorter.": (False, "The ratio of m and the root of v does not change."),
    },
    "Why does AdaGrad slow down in a long training?": {
        "Its sum of squares never forgets.": (True, "It can only grow, so the rate of every weight only falls."),
        "The gradients vanish.": (False, "They may, but AdaGrad slows down even if they do not."),
        "Its momentum is used up.": (False, "AdaGrad has none."),
    },
    "What would Adam's first steps be without bias correction?": {
        "Too short, because m starts at 0.": (False, "v starts at 0, too, and under the root it weighs more."),
        "Too long, several times the rate.": (True, "m is 0.1 g, the root of v only 0.03 |g|: more than 3 rates."),
        "The same.": (False, "The two corrections differ, and do not cancel."),
    },
    "A valley lies diagonally across two weights. Does a rate for each weight help?": {
        "As much as in a valley along a weight.": (False, "Both weights then have gradients of the same size."),
        "Hardly.": (True, "Stretching the axes cannot turn the valley."),
        "More than elsewhere.": (False, "Both weights get the same rate, which is as if there were one."),
    },
    "Optimizer A reaches half of the loss of B, both at their default rates. What do you know?": {
        "That A is better.": (False, "Perhaps A's default rate suits this task, and B's does not."),
        "That A's default suits this task better.": (True, "Tune both rates before you compare."),
        "That B has a bug.": (False, "A rate off by ten looks just like this."),
    },
}
