"""Exercises of the chapter on capsules."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake
from ._accuracy import NO_SHARE, accuracy_between
from ._functions import softmax

_rng = np.random.default_rng(2017)


# ---------------------------------------------------------------------- 1: the squash
def _squash(s):
    s = np.asarray(s, float)
    square = (s**2).sum(-1, keepdims=True)
    return s * np.sqrt(square) / (1 + square)


SQUASH = Exercise(
    "capsules.squash",
    _squash,
    inputs=((_rng.normal(size=(4, 3)),), (3 * _rng.normal(size=(2, 5)),), (0.1 * _rng.normal(size=(3, 2)),)),
    mistakes=(
        Mistake(
            lambda s: _squash(s) * np.linalg.norm(s, axis=-1, keepdims=True),
            "That is s |s|^2 / (1 + |s|^2). Divide s by its length first, so that only its direction is left.",
        ),
        Mistake(
            lambda s: np.asarray(s) / np.linalg.norm(s, axis=-1, keepdims=True),
            "That is the direction, of length 1. Multiply it by |s|^2 / (1 + |s|^2).",
        ),
        Mistake(
            lambda s: (np.asarray(s) ** 2).sum(-1) / (1 + (np.asarray(s) ** 2).sum(-1)),
            "These are the lengths. Multiply the directions by them: the result has the shape of s.",
        ),
        Mistake(
            lambda s: np.asarray(s) / (1 + (np.asarray(s) ** 2).sum(-1, keepdims=True)),
            "That is s / (1 + |s|^2): long vectors come out short. Multiply by the length once more.",
        ),
        Mistake(
            lambda s: np.asarray(s) / (1 + np.linalg.norm(s, axis=-1, keepdims=True)),
            "That is s / (1 + |s|), which is below 1, too, but does not push short vectors towards 0.",
        ),
        Mistake(
            lambda s: np.asarray(s) * np.abs(s) / (1 + np.asarray(s) ** 2),
            "You squash each number by itself, and the direction changes. The length is that of a whole vector.",
        ),
        Mistake(
            lambda s: np.asarray(s) * np.linalg.norm(s) / (1 + np.sum(np.asarray(s) ** 2)),
            "You take one length for all rows. Sum the squares over the last axis, with keepdims=True.",
        ),
        Mistake(
            lambda s: np.asarray(s) ** 2 / (1 + np.asarray(s) ** 2),
            "You squash each number by itself, and its sign is gone. The length is that of a whole vector.",
        ),
        Mistake(
            lambda s: _squash(np.asarray(s).T).T,
            "You take the lengths of the columns. A vector is a row: sum over axis 1.",
        ),
    ),
    explanation="A vector of length 0.1 becomes one of length 0.01, a vector of length 10 one of 0.99.",
)


# ---------------------------------------------------------------------- 2: the coefficients of a round
def _routed(votes, rounds, *, axis=1, add=True, shrink=_squash, agree=True):
    votes = np.asarray(votes, float)
    b = np.zeros(votes.shape[:2])
    for _ in range(rounds - 1):
        v = shrink((softmax(b, axis)[:, :, None] * votes).sum(0))
        agreement = (votes * v).sum(2) if agree else np.linalg.norm(votes - v, axis=2)
        b = agreement + (b if add else 0)
    return softmax(b, axis)


ROUTED = Exercise(
    "capsules.routed",
    _routed,
    inputs=(
        (_rng.normal(size=(3, 2, 2)), 1),
        (_rng.normal(size=(3, 2, 2)), 2),
        (_rng.normal(size=(4, 3, 2)), 3),
        (2 * _rng.normal(size=(5, 2, 4)), 4),
    ),
    mistakes=(
        Mistake(
            lambda votes, rounds: _routed(votes, rounds, axis=0),
            "Your columns sum to 1: each parent chooses among its children. Here each child shares itself out: axis 1.",
        ),
        Mistake(
            lambda votes, rounds: _routed(votes, rounds, add=False),
            "The agreements of all rounds are added up; you keep only those of the last.",
        ),
        Mistake(
            lambda votes, rounds: _routed(votes, rounds, shrink=lambda s: s),
            "The squash is missing: the agreement is with the parent's vector as it is put out.",
        ),
        Mistake(
            lambda votes, rounds: _routed(votes, rounds + 1),
            "One update too many: in round 1 the coefficients are still uniform, so there are rounds - 1 updates.",
        ),
        Mistake(
            lambda votes, rounds: _routed(votes, max(1, rounds - 1)),
            "One update too few: in round 2 the agreements of round 1 count already.",
        ),
        Mistake(
            lambda votes, rounds: _routed(votes, 1),
            "These are uniform. Add to each b the product of vote and parent, after each round but the last.",
        ),
        Mistake(
            lambda votes, rounds: _routed(votes, rounds, agree=False),
            "That rewards distance. The agreement is the scalar product of the vote and the parent's vector.",
        ),
        Mistake(
            lambda votes, rounds: np.log(_routed(votes, rounds)),
            "These are logarithms. Return the softmax itself.",
        ),
        Mistake(
            lambda votes, rounds: _routed(votes, rounds).T,
            "This is transposed: a row for each child, a column for each parent.",
        ),
    ),
    explanation="Children whose votes agree go more and more to one parent, round by round.",
)


# ---------------------------------------------------------------------- 3: the margin loss
def _margin(lengths, labels, *, half=0.5, high=0.9, low=0.1, power=2, total=np.mean, whole=np.sum):
    lengths = np.asarray(lengths, float)
    right = np.eye(lengths.shape[1])[np.asarray(labels)]
    parts = right * np.maximum(high - lengths, 0) ** power
    parts = parts + half * (1 - right) * np.maximum(lengths - low, 0) ** power
    return float(total(whole(parts, axis=1)))


def _above(lengths, labels):
    """What the right classes would pay if they had to be short."""
    own = np.asarray(lengths)[np.arange(len(labels)), labels]
    return 0.5 * float((np.maximum(own - 0.1, 0) ** 2).mean())


MARGIN = Exercise(
    "capsules.margin",
    _margin,
    inputs=tuple((_rng.uniform(size=(n, k)), _rng.integers(0, k, size=n)) for n, k in ((4, 3), (6, 10), (3, 5))),
    mistakes=(
        Mistake(lambda lengths, labels: _margin(lengths, labels, half=1), "The other classes count half."),
        Mistake(
            lambda lengths, labels: _margin(lengths, labels, half=0),
            "Only the right class counts in your loss. Then all lengths could grow to 1.",
        ),
        Mistake(lambda lengths, labels: _margin(lengths, labels, power=1), "The amounts are squared."),
        Mistake(
            lambda lengths, labels: _margin(lengths, labels, total=np.sum),
            "That is the sum over the examples; take their mean.",
        ),
        Mistake(
            lambda lengths, labels: _margin(lengths, labels, whole=np.mean),
            "You take the mean over the classes, too. Sum over them.",
        ),
        Mistake(
            lambda lengths, labels: _margin(lengths, labels, high=1, low=0),
            "The margins are missing: the right class needs 0.9, the others 0.1, and nothing beyond.",
        ),
        Mistake(
            lambda lengths, labels: _margin(1 - np.asarray(lengths), labels),
            "The right class is punished when it is long. It should be long, and the others short.",
        ),
        Mistake(
            lambda lengths, labels: _margin(lengths, labels) + _above(lengths, labels),
            "The right class is punished for its length, too: 1 - t is missing.",
        ),
        Mistake(
            lambda lengths, labels: 0.5 * _margin(lengths, labels, half=1),
            "You halve both parts. The right class counts in full.",
        ),
        Mistake(
            lambda lengths, labels: [_margin(row[None], [k]) for row, k in zip(lengths, labels, strict=True)],
            "That is one loss for each image. Return their mean.",
        ),
    ),
    explanation="Each class is judged alone, so two digits in one image can both have long vectors.",
)


# ---------------------------------------------------------------------- 4: what chance does to a test error
DOUBT = Exercise(
    "capsules.doubt",
    lambda error, images: float(np.sqrt(error * (1 - error) / images)),
    inputs=((0.0025, 10000), (0.3, 1000), (0.05, 500)),
    mistakes=(
        Mistake(lambda error, images: error * (1 - error) / images, "That is the variance. Take the root."),
        Mistake(lambda error, images: np.sqrt(error * (1 - error)), "That is for one image. Divide by their number."),
        Mistake(
            lambda error, images: np.sqrt(error * (1 - error)) / images,
            "The number of images stands below the root, too.",
        ),
        Mistake(lambda error, images: np.sqrt(error / images), "1 - error is missing: it matters for large errors."),
        Mistake(
            lambda error, images: np.sqrt(error * (1 - error) * images),
            "That is the standard error of the number of wrong answers. Divide it by the number of images.",
        ),
        Mistake(
            lambda error, images: 100 * np.sqrt(error * (1 - error) / images),
            "That is in percent. Return a share, as the error is one.",
        ),
        Mistake(
            lambda error, images: 1.96 * np.sqrt(error * (1 - error) / images),
            "That is half the width of a 95 % interval. Leave out the 1.96: one standard error is asked for.",
        ),
    ),
    explanation="At 0.25 % of 10,000 images it is 0.05 points: as much as the table's rows differ.",
)


# ---------------------------------------------------------------------- 5: capsules and affine digits
LOW = "Not yet. Was it trained on translated digits? Try data=askew."
HIGH = "Did the network see test images in training?"
GUESSED = "That is no more than guessing. Was the network trained?"
TWO = "shares(...) gives two: of translated digits, and of affine ones. Take the second, [1]."
NETWORK = "That is a network. Put in its share of affine digits, shares(...)[1]."
_in_range = accuracy_between(0.75, 0.95, low=LOW, high=HIGH)


def _examine(reached):
    if callable(reached):
        return f"a share is expected.\n  Hint: {NETWORK}"
    if np.size(reached) == 2:
        return f"one share is expected.\n  Hint: {TWO}"
    if 0 <= float(reached) < 0.2:
        return f"{float(reached):.2f} is not there yet.\n  Hint: {GUESSED}"
    return _in_range(reached)


BOTH = Exercise(
    "capsules.both",
    0.8,
    mistakes=(
        Mistake(0.71, LOW),
        Mistake(0.99, HIGH),
        Mistake(83.0, NO_SHARE),
        Mistake(0.1, GUESSED),
        Mistake([0.87, 0.8], TWO),
        Mistake(len, NETWORK),  # anything that can be called, as a network can
    ),
    examine=_examine,
    explanation="What a network is shown counts for more here than what it is made of: shown affine digits, the "
    "capsules with one round read 0.79 and the plain network 0.78, and the lead is gone.",
)

EXERCISES = (SQUASH, ROUTED, MARGIN, DOUBT, BOTH)

QUIZ = {
    "What do length and direction of a capsule's vector stand for?": {
        "Length: how surely the thing is there. Direction: how it lies.": (
            True,
            "So the squash changes the length alone.",
        ),
        "Length: how large the thing is. Direction: where it is.": (False, "Size is a part of the pose, too."),
        "Length: how it lies. Direction: which class it is.": (False, "The class is told by which capsule is long."),
    },
    "In routing, what sums to 1?": {
        "The coefficients of one child over all parents.": (True, "A part belongs to one whole."),
        "The coefficients of one parent over all children.": (False, "That is attention, turned around."),
        "The lengths of all classes.": (False, "They are judged one by one, and may all be long or all be short."),
    },
    "What did three rounds of routing bring in our experiment, compared with one?": {
        "No more affine digits read.": (True, "As Gu and Tresp found on larger images."),
        "About six points.": (False, "That is what capsules gained on the plain CNN, with one round already."),
        "It would not learn with one.": (False, "With one round it learned as well, and faster."),
    },
    "What do many more rounds do to a trained network?": {
        "Coefficients go towards 0 or 1, and fewer digits are read.": (
            True,
            "Agreement with itself is a loop that runs away.",
        ),
        "The coefficients settle after three.": (False, "Their entropy goes on falling."),
        "More digits are read.": (False, "In our figure the share falls."),
    },
    "Single numbers of a capsule's vector: do they have a meaning?": {
        "In our network not: position is spread over the vector.": (
            True,
            "And an ordinary hidden layer tells the position as well.",
        ),
        "Yes, one is the position to the right.": (False, "The best single number explained about half."),
        "The vector as a whole does not tell the position, either.": (False, "It explained about four fifths."),
    },
    "A network with tiny weights behind a squash does not learn. Why?": {
        "For short vectors the squash is nearly flat.": (True, "Its slope is about twice the length."),
        "The margin loss is 0.": (False, "For the right class it is 0.81, as high as it gets."),
        "Routing has no gradient.": (False, "It happens with one round, too, where all coefficients are constant."),
    },
}
