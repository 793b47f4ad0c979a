"""Exercises of the chapter on adversarial networks."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake
from ._functions import sigmoid

_rng = np.random.default_rng(2014)


# ---------------------------------------------------------------------- 1: the best discriminator
def _best(p, q):
    return p / (p + q)


def _densities(n):
    return _rng.random(n) + 0.1, _rng.random(n) + 0.1


BEST = Exercise(
    "gan.best",
    _best,
    inputs=(_densities(3), _densities(5), (np.array([0.2, 0.4]), np.array([0.2, 1.2]))),
    mistakes=(
        Mistake(lambda p, q: q / (p + q), "That is the chance that the example is made. Asked is that it is real."),
        Mistake(lambda p, q: p / q, "The quotient of the densities is the odds. A chance is p / (p + q)."),
        Mistake(lambda p, q: np.log(p / q), "That is the score s, before the sigmoid: apply the sigmoid to it."),
        Mistake(lambda p, q: p / (p + q) / 2, "Both kinds are shown equally often: the 1/2 cancels from p/2 and q/2."),
        Mistake(lambda p, q: (p > q).astype(float), "That is a verdict. Where p and q overlap, a chance is asked for."),
        Mistake(lambda p, q: p, "A density is no chance. How often is an example at this place a real one?"),
        Mistake(lambda p, q: p / (p + q).sum(), "Each place has its own p + q: no sum over the places."),
        Mistake(lambda p, q: sigmoid(p - q), "The score is the difference of the logarithms, log p - log q."),
        Mistake(lambda p, q: sigmoid(p / q), "The score is the logarithm of p / q: take it before the sigmoid."),
        Mistake(lambda p, q: np.log(p / (p + q)), "That is log D. Asked is D itself, from 0 to 1."),
        Mistake(lambda p, q: 2 * p / (p + q), "A chance of more than 1? The 1/2 belongs to p and to q: it cancels."),
        Mistake(
            lambda p, q: _best(p / p.sum(), q / q.sum()),
            "Densities at a few places need not add up to 1: take p and q as they are.",
        ),
    ),
)


# ---------------------------------------------------------------------- 2: how hard the generator is pulled
def _pulls(s):
    return np.stack([-sigmoid(s), sigmoid(s) - 1])


def _minimax_at_d(s):
    return np.stack([-1 / (1 - sigmoid(s)), -1 / sigmoid(s)])


PULLS = Exercise(
    "gan.pulls",
    _pulls,
    inputs=((np.array([-5.0, 0.5, 3.0]),), (_rng.normal(size=4) - 2,), (np.array([-8.0, -1.0]),)),
    mistakes=(
        Mistake(lambda s: -_pulls(s), "Both losses fall when the score rises: both derivatives are negative."),
        Mistake(lambda s: _pulls(s)[::-1], "The rows are exchanged: the minimax loss comes first."),
        Mistake(_minimax_at_d, "These are derivatives by D. Multiply by dD/ds = D (1 - D): by the score is asked."),
        Mistake(lambda s: _pulls(s) / len(s), "The derivative for each example, not of the mean: no division by N."),
        Mistake(lambda s: _pulls(s).T, "The shape is (2, N): a row for each loss, a column for each example."),
        Mistake(
            lambda s: np.stack([sigmoid(s), sigmoid(s) - 1]),
            "The minimax loss log(1 - D) falls as the score rises: its derivative is negative, too.",
        ),
        Mistake(
            lambda s: np.stack([-sigmoid(s), 1 - sigmoid(s)]),
            "The loss -log D falls as the score rises: its derivative is negative.",
        ),
        Mistake(
            lambda s: np.outer([-1, 1], sigmoid(s) * (1 - sigmoid(s))),
            "D (1 - D) is the derivative of D itself. Multiply it by the derivative of the logarithm.",
        ),
        Mistake(
            lambda s: np.stack([-sigmoid(s)] * 2),
            "The second loss is no mirror of the first: the derivative of -log D is -(1 - D).",
        ),
        Mistake(lambda s: _pulls(s).mean(axis=1), "A derivative for each example: no mean over them."),
        Mistake(
            lambda s: np.stack([np.log(1 - sigmoid(s)), -np.log(sigmoid(s))]),
            "These are the losses. Their derivatives by the score are asked for.",
        ),
    ),
)


# ---------------------------------------------------------------------- 3: modes and good points
def _distances(x, centers, order=2):
    return np.linalg.norm(x[:, None] - centers, ord=order, axis=2)


def _kept(x, centers, radius, share, nearest=True, of_good=False, order=2):
    d = _distances(x, centers, order)
    near = d < radius
    if not nearest:
        near = np.arange(len(centers)) == d.argmin(axis=1)[:, None]
    counts = near.sum(axis=0)
    total = counts.sum() if of_good else len(x)
    return np.array([(counts > share * total).sum(), (d.min(axis=1) < radius).mean()])


def _any_point(x, centers, radius, share):
    return np.array([(_distances(x, centers) < radius).any(axis=0).sum(), _kept(x, centers, radius, share)[1]])


_CENTERS = np.array([[2.0, 0.0], [0.0, 2.0], [-2.0, 0.0], [0.0, -2.0]])


def _made(counts, lost):
    """So many points near each center, the first with |x| + |y| above 0.3, and so many that are too far.

    Those lie 0.4 from a center along an axis, or 0.35 on a diagonal with each coordinate below 0.3.
    """
    near = np.repeat(_CENTERS, counts, axis=0) + 0.05 * _rng.normal(size=(sum(counts), 2))
    near[:5] = _CENTERS[0] + 0.19
    far = _CENTERS[_rng.integers(0, 4, size=lost)]
    far[::2] += 0.25
    far[1::2] *= 0.8
    return np.concatenate([near, far]), _CENTERS, 0.3, 0.1


KEPT = Exercise(
    "gan.kept",
    _kept,
    inputs=(_made((20, 1, 0, 9), 50), _made((30, 30, 10, 22), 8), _made((5, 6, 0, 40), 10)),
    mistakes=(
        Mistake(_any_point, "A single point keeps no mode: more than `share` of all points must lie within `radius`."),
        Mistake(
            lambda x, c, r, s: _kept(x, c, r, s, nearest=False),
            "A point that is far from every center counts for none: look at the distance, not at which is nearest.",
        ),
        Mistake(lambda x, c, r, s: _kept(x, c, r, s, of_good=True), "The share is one of all points, far ones too."),
        Mistake(
            lambda x, c, r, s: _kept(x, c, r, s) * [1, len(x)], "The second number is a share: divide by how many."
        ),
        Mistake(lambda x, c, r, s: _kept(x, c, r, s)[::-1], "The modes come first, then the share of good points."),
        Mistake(lambda x, c, r, s: _kept(x, c, r, s) / [len(c), 1], "The modes are counted, not a share of them."),
        Mistake(
            lambda x, c, r, s: np.array([_kept(x, c, r, s)[0], (_distances(x, c) < r).mean()]),
            "Good is a point that lies near one center: take each point's smallest distance first.",
        ),
        Mistake(
            lambda x, c, r, s: _kept(x, c, r**0.5, s),
            "Distances are roots: the sum of squares is to be compared with radius ** 2.",
        ),
        Mistake(lambda x, c, r, s: _kept(x, c, r**2, s), "A distance is compared with the radius, not its square."),
        Mistake(lambda x, c, r, s: _kept(x, c, r, s, order=1), "Not |dx| + |dy|: the distance is what a ruler shows."),
        Mistake(lambda x, c, r, s: _kept(x, c, r, s, order=np.inf), "Both differences count, not only the larger."),
        Mistake(lambda x, c, r, s: _kept(x, c, r, s - 1e-9), "More than `share`: a center with the share is not kept."),
        Mistake(lambda x, c, r, s: abs(_kept(x, c, r, s) - [0, 1]), "Asked are the good points, not the others."),
    ),
)


# ---------------------------------------------------------------------- 4: look ahead
def _ahead(a, b, rate):
    seen_a, seen_b = a - rate * b, b + rate * a
    return np.array([a - rate * seen_b, b + rate * seen_a])


def _in_turn(a, b, rate):
    a = a - rate * b
    return np.array([a, b + rate * a])


def _seen_in_turn(a, b, rate):
    seen_a, seen_b = _in_turn(a, b, rate)
    return np.array([a - rate * seen_b, b + rate * seen_a])


AHEAD = Exercise(
    "gan.ahead",
    _ahead,
    inputs=((1.0, 1.0, 0.1), (2.0, -1.0, 0.5), (-0.5, 3.0, 0.2)),
    mistakes=(
        Mistake(lambda a, b, r: np.array([a - r * b, b + r * a]), "That is the plain step, which drifts outwards."),
        Mistake(_in_turn, "Here b moves after a has moved. Both look ahead from the same place, then both move."),
        Mistake(
            lambda a, b, r: np.array([*_look(a, b, r, r)]),
            "The second step starts where the first one started, not where the look ahead ended.",
        ),
        Mistake(lambda a, b, r: np.array([a + r * (b + r * a), b - r * (a - r * b)]), "a goes down, b goes up."),
        Mistake(
            lambda a, b, r: np.array([a - r * (b - r * a), b + r * (a + r * b)]),
            "In the look ahead, too, a goes down its slope b, and b goes up its slope a.",
        ),
        Mistake(
            lambda a, b, r: np.array([a - r * (b + r * a / 2), b + r * (a - r * b / 2)]),
            "The look ahead is a whole step, not half of one.",
        ),
        Mistake(lambda a, b, r: _ahead(a, b, r)[::-1], "a comes first, then b."),
        Mistake(_seen_in_turn, "In the look ahead both move at once: b sees the old a, not the new one."),
        Mistake(
            lambda a, b, r: np.array([a - r * (b + r * a), b - r * (a - r * b)]), "b wants a * b large: it goes up."
        ),
        Mistake(
            lambda a, b, r: np.array([a - r * (b + a), b + r * (a - b)]), "The look ahead is a step with `rate`, too."
        ),
        Mistake(
            lambda a, b, r: np.array([a - r * (a - r * b), b + r * (b + r * a)]),
            "The slope of a * b for a is b, and that for b is a.",
        ),
    ),
)


def _look(a, b, first, second):
    a, b = a - first * b, b + first * a
    return a - second * b, b + second * a


# ---------------------------------------------------------------------- 5: how far the earth is moved
def _earth(x, y):
    return np.abs(np.sort(x) - np.sort(y)).mean()


def _samples(n, shift):
    return _rng.normal(size=n), 2 * _rng.normal(size=n) + shift


EARTH = Exercise(
    "gan.earth",
    _earth,
    inputs=(_samples(4, 1.0), _samples(7, -0.5), (np.array([0.0, 3.0, 1.0]), np.array([1.0, 0.0, 2.0]))),
    mistakes=(
        Mistake(
            lambda x, y: np.abs(x - y).mean(), "Whom to pair with whom? On a line: the smallest with the smallest."
        ),
        Mistake(lambda x, y: abs(x.mean() - y.mean()), "Two samples with one mean can be far apart: pair the points."),
        Mistake(lambda x, y: np.abs(np.sort(x) - np.sort(y)).sum(), "Each of n points is 1/n of the earth: a mean."),
        Mistake(lambda x, y: ((np.sort(x) - np.sort(y)) ** 2).mean(), "The distance itself, not its square."),
        Mistake(
            lambda x, y: np.sqrt(((np.sort(x) - np.sort(y)) ** 2).mean()),
            "That is another distance, with squares. Take the mean of the absolute differences.",
        ),
        Mistake(lambda x, y: np.abs(np.sort(x) - np.sort(y)).max(), "The mean way, not the longest."),
        Mistake(lambda x, y: (np.sort(x) - np.sort(y)).mean(), "Ways to the left count, too: absolute differences."),
        Mistake(lambda x, y: np.abs(np.sort(x) - np.sort(y)[::-1]).mean(), "Sort both in the same direction."),
        Mistake(lambda x, y: np.abs(np.sort(x) - y).mean(), "Sort both samples."),
        Mistake(lambda x, y: np.median(np.abs(np.sort(x) - np.sort(y))), "The mean of the ways, not their median."),
        Mistake(
            lambda x, y: np.abs(x[:, None] - y).min(axis=1).mean(),
            "Several go to the same number so. Each must go to another one.",
        ),
        Mistake(lambda x, y: np.abs(x[:, None] - y).mean(), "Each number is carried to one other, not to all."),
    ),
)

EXERCISES = (BEST, PULLS, KEPT, AHEAD, EARTH)

QUIZ = {
    "What does the best discriminator answer where real and made examples are equally frequent?": {
        "One half.": (True, "D = p / (p + q), and p = q there."),
        "Zero: it rejects what could be made.": (False, "Then it would be wrong in half of the cases."),
        "It depends on the generator's noise.": (False, "Only the two densities at that place count."),
    },
    "Why is the generator trained with -log D rather than log(1 - D)?": {
        "The best generator is another one.": (False, "Both want D to be large on what is made."),
        "Where the discriminator is sure, log(1 - D) has next to no slope.": (
            True,
            "Its derivative by the score is -D, the other one's -(1 - D).",
        ),
        "It needs no discriminator.": (False, "Both need one."),
    },
    "All made points are good, but four of eight modes are missing. What would have shown it?": {
        "The share of good points.": (False, "It is high. It says nothing of what is missing."),
        "The discriminator's loss.": (
            False,
            "In a game losses say who is ahead at the moment, not how good either is.",
        ),
        "A count of the modes, or a comparison with fresh real examples.": (
            True,
            "Quality and variety are two questions, and one number rarely answers both.",
        ),
    },
    "Two players on a * b take gradient steps at the same time. What happens?": {
        "They settle at 0.": (False, "There they would rest, but no step brings them nearer."),
        "They circle outwards: each step makes the squared distance 1 + rate^2 times as large.": (
            True,
            "The slopes stand at a right angle to the way to the resting point.",
        ),
        "They circle at a constant distance.": (False, "Only for endlessly small steps."),
    },
    "A generator copies training points. Which measure notices?": {
        "The count of modes.": (False, "Copies have them all."),
        "The share of good points.": (False, "Copies are as good as the data."),
        "The distance to the nearest training point, beside that of new real points.": (
            True,
            "New real points lie a little way off; copies do not.",
        ),
    },
}
