"""Exercises of the chapter on dropout."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake
from ._accuracy import NO_SHARE, accuracy_between

_rng = np.random.default_rng(2014)


# ---------------------------------------------------------------------- 1: dropout from uniform numbers
def _drop(h, u, p):
    return np.where(u >= p, h / (1 - p), 0.0)


DROP = Exercise(
    "dropout.drop",
    _drop,
    inputs=(
        (np.array([1.0, 2.0, -3.0]), np.array([0.1, 0.6, 0.9]), 0.5),
        (np.array([1.0, 2.0, -3.0]), np.array([0.1, 0.6, 0.9]), 0.0),
        (_rng.normal(size=(2, 5)), _rng.random((2, 5)), 0.2),
    ),
    mistakes=(
        Mistake(
            lambda h, u, p: np.where(u >= p, h, 0.0),
            "The mean has become smaller: units that stay are to be divided by 1 - p.",
        ),
        Mistake(
            lambda h, u, p: np.where(u < p, h / (1 - p), 0.0),
            "You keep a share p of the units. A share p is to be dropped.",
        ),
        Mistake(
            lambda h, u, p: np.where(u >= p, h / p, 0.0) if p else np.copysign(np.inf, h),
            "Divide by the share that stays, 1 - p, not by p.",
        ),
        Mistake(
            lambda h, u, p: np.where(u < 1 - p, h / (1 - p), 0.0),
            "The share is right, the units are not: drop those whose number is below p.",
        ),
        Mistake(
            lambda h, u, p: np.where(u >= p, h * (1 - p), 0.0),
            "Fewer units are left, so those must become larger: divide by 1 - p.",
        ),
    ),
)

# ---------------------------------------------------------------------- 2: how many networks
COUNT = Exercise(
    "dropout.count",
    1024,
    mistakes=(
        Mistake(100, "Each unit is there or not, whatever the others are: the choices multiply."),
        Mistake(20, "Each unit is there or not: twice as many networks with every unit."),
        Mistake(2**15, "Only hidden units are dropped here; inputs stay."),
        Mistake(2**16, "Only hidden units are dropped here; inputs and the output stay."),
        Mistake(1023, "The network without any hidden unit counts, too."),
        Mistake(32, "That is one layer. Each choice there goes with each choice in the other layer."),
        Mistake(64, "Each choice in one layer goes with each choice in the other: the numbers multiply."),
        Mistake(2**11, "Only hidden units are dropped here; the output stays."),
        Mistake(10, "That is the number of units. Count the choices of who is there."),
    ),
    explanation="One of them, in which all units are gone, answers the same for every input.",
)


# ---------------------------------------------------------------------- 3: the noise that dropout adds
def _noise(h, w, p):
    return float(np.sqrt(p / (1 - p) * np.sum((w * h) ** 2)))


NOISE = Exercise(
    "dropout.noise",
    _noise,
    inputs=(
        (np.array([1.0, 1.0]), np.array([1.0, 2.0]), 0.5),
        (np.array([0.5, 0.0, 2.0]), np.array([1.0, 5.0, -1.0]), 0.2),
        (_rng.random(6), _rng.normal(size=6), 0.7),
    ),
    mistakes=(
        Mistake(
            lambda h, w, p: float(p / (1 - p) * np.sum((w * h) ** 2)),
            "That is the variance. Asked is the standard deviation.",
        ),
        Mistake(
            lambda h, w, p: float(np.sqrt(p / (1 - p)) * np.abs(np.sum(w * h))),
            "The units fail independently: add their variances, squares one by one.",
        ),
        Mistake(
            lambda h, w, p: float(np.sqrt(p / (1 - p)) * np.sum(np.abs(w * h))),
            "Standard deviations do not add up, variances do: add the squares, then take the root.",
        ),
        Mistake(
            lambda h, w, p: float(np.sqrt(p / (1 - p) * np.sum(h**2))),
            "Each unit is multiplied by its weight, and its variance by the square of the weight.",
        ),
        Mistake(
            lambda h, w, p: float(np.sqrt(p / (1 - p) * np.mean((w * h) ** 2))),
            "The score is a sum over the units, so its variance is a sum, too, not a mean.",
        ),
        Mistake(
            lambda h, w, p: float(np.sqrt(p * (1 - p) * np.sum((w * h) ** 2))),
            "Units that stay are divided by 1 - p, and their variance by its square.",
        ),
        Mistake(
            lambda h, w, p: float(np.sqrt((1 - p) / p * np.sum((w * h) ** 2))),
            "p is the share that is dropped: with p = 0 there is no noise.",
        ),
    ),
)


# ---------------------------------------------------------------------- 4: many passes
def _verdict(probabilities):
    mean = probabilities.mean(axis=0)
    best = int(mean.argmax())
    return best, float(probabilities[:, best].std())


VERDICT = Exercise(
    "dropout.verdict",
    _verdict,
    inputs=(
        (np.array([[0.7, 0.2, 0.1], [0.1, 0.5, 0.4], [0.2, 0.6, 0.2]]),),
        (np.array([[0.9, 0.1], [0.4, 0.6], [0.45, 0.55]]),),
        (_rng.dirichlet(np.ones(4), size=6),),
    ),
    mistakes=(
        Mistake(
            lambda p: (int(np.bincount(p.argmax(axis=1)).argmax()), _verdict(p)[1]),
            "That is a vote. Take the mean of the probabilities first, then its largest class.",
        ),
        Mistake(
            lambda p: (_verdict(p)[0], float(p.mean(axis=0).std())),
            "That is the spread over classes. Asked is how one class's probability varies from pass to pass.",
        ),
        Mistake(
            lambda p: (_verdict(p)[0], float(p.std())),
            "p.std() mixes classes and passes. Take the column of the winning class.",
        ),
        Mistake(
            lambda p: (_verdict(p)[0], _verdict(p)[1] ** 2),
            "That is the variance. Asked is the standard deviation.",
        ),
        Mistake(
            lambda p: (_verdict(p)[0], float(p[:, _verdict(p)[0]].std(ddof=1))),
            "Divide by the number of passes, as p.std() does, not by one less.",
        ),
        Mistake(
            lambda p: (float(p.mean(axis=0).max()), _verdict(p)[1]),
            "The first number is the class itself, from argmax, not its probability.",
        ),
        Mistake(
            lambda p: (_verdict(p)[0], float(p.max(axis=1).std())),
            "Each pass has its own favorite. Follow the one class that wins on average.",
        ),
    ),
)

# ---------------------------------------------------------------------- 5: learn from noisy labels
_LOW = "Not above 0.82 yet. Try a higher rate, more units with it, or stop early as well."
_HIGH = "More than 0.95 from 150 noisy labels? Check that no test image was used in training."

NOISY = Exercise(
    "dropout.noisy",
    0.85,
    mistakes=(Mistake(0.74, _LOW), Mistake(85, NO_SHARE), Mistake(0.99, _HIGH)),
    examine=accuracy_between(0.82, 0.95, low=_LOW, high=_HIGH),
    explanation="Compare it with softmax regression and with the best of the chapter before.",
)

EXERCISES = (DROP, COUNT, NOISE, VERDICT, NOISY)

QUIZ = {
    "Your network gives another answer each time for the same image. What is the first suspect?": {
        "It is still in training mode.": (True, "Call eval(): dropout is for training."),
        "The weights change from call to call.": (False, "Only a step of the optimizer changes them."),
        "The image is a hard one.": (False, "Hard or not, a network in eval mode repeats itself."),
    },
    "Why are the units that stay divided by 1 - p?": {
        "So that the next layer's scores have the same mean with and without dropout.": (
            True, "Then nothing needs to change when dropout is switched off."),
        "To make the gradients smaller.": (False, "They become larger, as the units do."),
        "To keep the variance.": (False, "The variance grows; only the mean stays."),
    },
    "A network of 16 hidden units fits its clean data fairly well. What will dropout of 0.5 do?": {
        "Most likely harm.": (True, "Eight units are left at a time: ours underfitted."),
        "Help, as it always does.": (False, "It helps against overfitting; this network has little to spare."),
        "Nothing.": (False, "Half of the units are gone in each step."),
    },
    "Over 30 passes with dropout the answer hardly varies. Is it right?": {
        "Not necessarily.": (True, "On digits turned by 90 degrees our passes agreed, and nearly all were wrong."),
        "Yes: agreement means knowledge.": (False, "The passes share their weights, and so their errors."),
        "No: agreement means overfitting.": (False, "On clear images they agree, and are right."),
    },
    "What do the thinned networks of one training run have in common?": {
        "Their weights.": (True, "They are one network, of which parts are missing."),
        "Nothing: each is trained from the start.": (False, "That would be a committee, at the full price."),
        "Their masks.": (False, "The masks are what differs."),
    },
}  # fmt: skip
