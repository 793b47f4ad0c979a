"""Exercises of the chapter on training data."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake
from ._accuracy import NO_SHARE, accuracy_between

_rng = np.random.default_rng(1998)


# ---------------------------------------------------------------------- 1: both parts, by the numbers of one
def _standardized(train, test):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation = np.where(deviation == 0, 1, deviation)
    return (train - mean) / deviation, (test - mean) / deviation


def _unguarded(train, test):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    with np.errstate(all="ignore"):
        return (train - mean) / deviation, (test - mean) / deviation


def _each_its_own(train, test):
    return _standardized(train, train)[0], _standardized(test, test)[0]


def _all_together(train, test):
    both = np.concatenate([train, test])
    return _standardized(both, train)[1], _standardized(both, test)[1]


def _by(spread):
    def scaled(train, test):
        divisor = spread(train)
        divisor = np.where(divisor == 0, 1, divisor)
        return (train - train.mean(axis=0)) / divisor, (test - train.mean(axis=0)) / divisor

    return scaled


_constant = np.column_stack([_rng.normal(5, 3, 6), np.full(6, 2.0), _rng.normal(size=6)])
STANDARDIZED = Exercise(
    "training_data.standardized",
    _standardized,
    inputs=(
        (np.array([[1.0, 10.0], [3.0, 30.0]]), np.array([[2.0, 50.0]])),
        (_rng.normal(100, 20, (8, 3)), _rng.normal(120, 20, (4, 3))),
        (_constant, _constant[:2] + 1),
    ),
    mistakes=(
        Mistake(_each_its_own, "The test part must be moved by the mean and deviation of the training part."),
        Mistake(_all_together, "Mean and deviation come from the training part alone, not from both parts."),
        Mistake(_unguarded, "A column that is constant has the deviation 0: divide it by 1."),
        Mistake(
            lambda train, test: tuple((x - train.min(0)) / np.maximum(np.ptp(train, 0), 1e-300) for x in (train, test)),
            "That is min-max scaling. Subtract the mean, divide by the standard deviation.",
        ),
        Mistake(
            lambda train, test: tuple((x - train.mean()) / train.std() for x in (train, test)),
            "One mean and one deviation for each column: axis=0.",
        ),
        Mistake(
            lambda train, test: tuple(_standardized(x.T, x.T)[0].T for x in (train, test)),
            "That is one mean for each row, an example; a column is a feature: axis=0.",
        ),
        Mistake(_by(lambda x: x.std(axis=0, ddof=1)), "Divide the squares by N, as std does by itself: no ddof."),
        Mistake(_by(lambda x: x.var(axis=0)), "Divided by the variance: the deviation is its root."),
        Mistake(
            _by(lambda x: x.std(axis=0) + 1e-8),
            "A tiny number in place of a deviation of 0 makes new values huge: divide such columns by 1.",
        ),
    ),
)


# ---------------------------------------------------------------------- 2: months on a circle
def _on_circle(months):
    angle = 2 * np.pi * months / 12
    return np.column_stack([np.sin(angle), np.cos(angle)])


def _in_circle_of(period, swap=False):
    def place(months):
        angle = 2 * np.pi * months / period
        return np.column_stack([np.cos(angle), np.sin(angle)] if swap else [np.sin(angle), np.cos(angle)])

    return place


CIRCLE = Exercise(
    "training_data.circle",
    _on_circle,
    inputs=((np.arange(12),), (np.array([0.0, 3.0, 6.0, 9.0]),), (np.array([11, 0, 1]),)),
    mistakes=(
        Mistake(_in_circle_of(11), "From January to the next January it is 12 steps, not 11."),
        Mistake(_in_circle_of(12, swap=True), "The sine comes first."),
        Mistake(_in_circle_of(12 * 2 * np.pi), "One year is a full turn, 2 pi: the factor is missing."),
        Mistake(
            lambda months: _on_circle(months)[:, :1], "The sine alone takes March and May for the same: add cosine."
        ),
        Mistake(_in_circle_of(24), "That is half a turn in a year: 2 pi m, divided by 12."),
        Mistake(_in_circle_of(24 * np.pi / 360), "NumPy's sine takes radians, not degrees: a full turn is 2 pi."),
        Mistake(lambda months: _on_circle(months + 1), "January is 0 here: nothing needs to be added."),
        Mistake(lambda months: _on_circle(months).T, "A row for each month, (N, 2): yours are the columns."),
    ),
)


# ---------------------------------------------------------------------- 3: weights of classes
def _weights(y):
    counts = np.bincount(y)
    return len(y) / (len(counts) * counts)


CLASS_WEIGHTS = Exercise(
    "training_data.class_weights",
    _weights,
    inputs=(
        (np.array([0, 0, 0, 1]),),
        (np.array([0, 1, 2, 2, 2, 1]),),
        (np.concatenate([np.arange(4), _rng.integers(0, 4, 30)]),),
    ),
    mistakes=(
        Mistake(lambda y: np.bincount(y) / len(y), "Upside down: the rare class must get the large weight."),
        Mistake(lambda y: len(y) / np.bincount(y), "Divide by the number of classes, too: balanced classes weigh 1."),
        Mistake(lambda y: _weights(y)[y], "One weight for each class, (K,): yours are one for each example."),
        Mistake(lambda y: len(y) / (y.max() * np.bincount(y)), "Labels begin with 0: there are y.max() + 1 classes."),
        Mistake(lambda y: 1 - np.bincount(y) / len(y), "Divide by the counts; do not subtract the shares from 1."),
        Mistake(lambda y: 1 / np.bincount(y), "The weights should average 1 over the examples: times N / K."),
        Mistake(
            lambda y: _weights(y) / _weights(y).sum(),
            "They need not add up to 1: the mean over the examples must be 1.",
        ),
    ),
)


# ---------------------------------------------------------------------- 4: the scaler melts into the first layer
def _folded(W, b, mean, deviation):
    return W / deviation, b - W @ (mean / deviation)


FOLDED = Exercise(
    "training_data.folded",
    _folded,
    inputs=(
        (np.array([[2.0, 4.0]]), np.array([1.0]), np.array([10.0, 3.0]), np.array([2.0, 8.0])),
        (_rng.normal(size=(3, 4)), _rng.normal(size=3), _rng.normal(size=4), _rng.uniform(0.5, 9, 4)),
        (_rng.normal(size=(5, 2)), np.zeros(5), np.array([700.0, 0.3]), np.array([300.0, 0.1])),
    ),
    mistakes=(
        Mistake(lambda W, b, m, s: (W / s, b - W @ m), "The mean is divided by the deviation as well."),
        Mistake(lambda W, b, m, s: (W / s, b), "What the mean contributes goes into the bias."),
        Mistake(
            lambda W, b, m, s: (W * s, b - W @ (m * s)), "Divide by the deviation: a large unit needs small weights."
        ),
        Mistake(lambda W, b, m, s: (W / s, b + W @ (m / s)), "The mean is subtracted: so is its share of the bias."),
    ),
)


# ---------------------------------------------------------------------- 5: more from the same images
_FEW = "Below 0.92. More moved copies, more passes and more units all help; so does a copy in every pass."
_LEAK = "Nearly all right? Check that no original of the test images was among those you moved for training."

MOVED = Exercise(
    "training_data.moved",
    0.95,
    mistakes=(Mistake(0.86, _FEW), Mistake(95, NO_SHARE), Mistake(0.999, _LEAK)),
    examine=accuracy_between(0.92, 0.997, low=_FEW, high=_LEAK, digits=3),
    explanation="The same 1,437 digits, and far more learned from them.",
)

EXERCISES = (STANDARDIZED, CIRCLE, CLASS_WEIGHTS, FOLDED, MOVED)

QUIZ = {
    "Which rows may a scaler look at to find its means and deviations?": {
        "The training rows alone.": (True, "Whatever is computed from data is learned, and learning is for training."),
        "All rows, because no label is used.": (
            False,
            "It often does little harm, but nobody can tell beforehand; new rows will not be there either.",
        ),
        "In the test part, the test rows.": (False, "Then a wine's numbers change with the company it is tested in."),
    },
    "A column holds the postal district, 1 to 40. How does it enter a network?": {
        "As it is, standardized.": (False, "Then district 20 lies between 10 and 30, which means nothing."),
        "One-hot, 40 columns of 0 and 1.": (True, "Each district gets weights of its own and no order is invented."),
        "As a sine and a cosine.": (False, "That is for what comes round again, such as hours and months."),
    },
    "A random forest was as good on raw columns as on scaled ones. Why?": {
        "It has more parameters.": (False, "Their number is not what matters here."),
        "It compares each column with thresholds of its own.": (True, "A threshold moves along with the unit."),
        "It standardizes inside.": (False, "It never needs to: only the order within a column counts."),
    },
    "One example in 100 is ill; a test that always says 'well' is right 99 times. What do you report?": {
        "The accuracy, 0.99.": (False, "It says nothing about the ill, for whom the test was made."),
        "Recall and false alarms.": (True, "One number for the ill and one for the well; here 0 and 0."),
        "The loss on the training part.": (False, "It is not about new examples, and nobody can read it."),
    },
    "Weights for the rare class raised recall, and false alarms too. What has changed?": {
        "Mostly where the line is drawn.": (True, "Another threshold takes the old network to nearly the same place."),
        "The network has learned new features.": (False, "Its ranking of the examples was hardly better."),
        "The data are balanced now.": (False, "They are the same: only their voices have another weight."),
    },
    "Which change of a picture is *no* augmentation for handwritten digits?": {
        "A shift by two pixels.": (False, "A moved 3 is a 3."),
        "A turn by 180 degrees.": (True, "A 6 becomes a 9, and the label is then wrong."),
        "A little noise.": (False, "A noisy 3 is a 3, as long as one can read it."),
    },
}
