"""Exercises of the chapter on variational autoencoders."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake
from ._functions import sigmoid

_rng = np.random.default_rng(2014)


# ---------------------------------------------------------------------- 1: what a code costs
def _terms(mean, log_variance):
    return 0.5 * (mean**2 + np.exp(log_variance) - 1 - log_variance)


def _divergence(mean, log_variance):
    return _terms(mean, log_variance).sum(axis=1)


def _no_half(mean, log_variance):
    return 2 * _divergence(mean, log_variance)


def _no_one(mean, log_variance):
    return 0.5 * (mean**2 + np.exp(log_variance) - log_variance).sum(axis=1)


def _deviation(mean, log_variance):
    return 0.5 * (mean**2 + np.exp(0.5 * log_variance) - 1 - log_variance).sum(axis=1)


def _not_squared(mean, log_variance):
    return 0.5 * (abs(mean) + np.exp(log_variance) - 1 - log_variance).sum(axis=1)


def _mean_of_units(mean, log_variance):
    return 0.5 * (mean**2 + np.exp(log_variance) - 1 - log_variance).mean(axis=1)


def _all_in_one(mean, log_variance):
    return _divergence(mean, log_variance).sum()


def _other_way(mean, log_variance):
    return 0.5 * ((1 + mean**2) * np.exp(-log_variance) - 1 + log_variance).sum(axis=1)


def _codes(N, H):
    return _rng.normal(size=(N, H)), _rng.normal(size=(N, H)) - 1


DIVERGENCE = Exercise(
    "vae.divergence",
    _divergence,
    inputs=(_codes(3, 1), _codes(2, 4), _codes(5, 2)),
    mistakes=(
        Mistake(_no_half, "The factor 1/2 is missing."),
        Mistake(_no_one, "The -1 is missing: a code that equals the prior, mean 0 and log variance 0, costs nothing."),
        Mistake(_deviation, "exp(log_variance / 2) is the deviation. The formula has the variance, exp(log_variance)."),
        Mistake(_not_squared, "The mean enters as its square."),
        Mistake(_mean_of_units, "The costs of the units add up: a sum over axis 1, not a mean."),
        Mistake(_all_in_one, "One number for each example: sum over the units, axis 1, and not over the examples."),
        Mistake(_other_way, "That is the divergence of the prior from the code. It is not symmetric: turn it around."),
        Mistake(
            _terms,
            "These are the costs of the single units: sum them for each image, over axis 1.",
        ),
        Mistake(
            lambda m, v: _terms(m, v).sum(axis=0),
            "That sums over the images. The units run along axis 1: one number for each image.",
        ),
        Mistake(
            lambda m, v: 0.5 * (m**2 + np.exp(2 * v) - 1 - 2 * v).sum(axis=1),
            "log_variance is the logarithm of the variance, not of the deviation: exp without the factor 2.",
        ),
        Mistake(
            lambda m, v: 0.5 * (m**2 + v**2 - 1 - np.log(v**2)).sum(axis=1),
            "log_variance is the logarithm of the variance: the variance is exp(log_variance), not its square.",
        ),
        Mistake(
            lambda m, v: 0.5 * (m**2 + np.exp(v) - 1 + v).sum(axis=1),
            "The logarithm of the variance is subtracted.",
        ),
    ),
)


# ---------------------------------------------------------------------- 2: a draw that can be differentiated
def _draw(mean, log_variance, noise):
    return mean + np.exp(0.5 * log_variance) * noise


DRAW = Exercise(
    "vae.draw",
    _draw,
    inputs=tuple((*_codes(N, H), _rng.normal(size=(N, H))) for N, H in ((2, 1), (3, 2), (4, 5))),
    mistakes=(
        Mistake(lambda m, v, e: m + np.exp(v) * e, "exp(log_variance) is the variance. Its root scales the noise."),
        Mistake(
            lambda m, v, e: m + v * e, "v is the logarithm of the variance: exp(log_variance / 2) scales the noise."
        ),
        Mistake(lambda m, v, e: m + e, "The noise must have the code's own deviation, exp(log_variance / 2)."),
        Mistake(lambda m, v, e: m + np.sqrt(abs(v)) * e, "The logarithm is to be undone first: exp(log_variance / 2)."),
        Mistake(lambda m, v, e: np.exp(0.5 * v) * (m + e), "Only the noise is scaled. The mean is added as it is."),
        Mistake(
            lambda m, v, e: m + 0.5 * v * e, "Half of the logarithm is that of the deviation: exp(log_variance / 2)."
        ),
        Mistake(lambda m, v, e: m + np.exp(2 * v) * e, "The deviation is the root of the variance, not its square."),
        Mistake(lambda m, v, e: np.exp(0.5 * v) * e, "The mean of the code is missing."),
        Mistake(lambda m, v, e: m + np.exp(0.5 * v), "The deviation scales the noise, and the noise is missing."),
        Mistake(lambda m, v, e: m, "That is the mean. While training, the code is drawn: the noise is missing."),
    ),
)


# ---------------------------------------------------------------------- 3: the bound for each image
def _pixels(logits, x):
    return -(np.logaddexp(0, logits) - x * logits).sum(axis=1)


def _elbo(logits, x, mean, log_variance):
    return _pixels(logits, x) - _divergence(mean, log_variance)


def _mean_of_pixels(logits, x, mean, log_variance):
    return _pixels(logits, x) / x.shape[1] - _divergence(mean, log_variance)


def _plus(logits, x, mean, log_variance):
    return _pixels(logits, x) + _divergence(mean, log_variance)


def _negative(logits, x, mean, log_variance):
    return -_elbo(logits, x, mean, log_variance)


def _pixels_alone(logits, x, mean, log_variance):
    return _pixels(logits, x)


def _ink_alone(logits, x, mean, log_variance):
    return (x * np.log(sigmoid(logits))).sum(axis=1) - _divergence(mean, log_variance)


def _squares(logits, x, mean, log_variance):
    return -((sigmoid(logits) - x) ** 2).sum(axis=1) - _divergence(mean, log_variance)


def _images(N, D, H):
    return _rng.normal(size=(N, D)), (_rng.random((N, D)) < 0.5).astype(float), *_codes(N, H)


ELBO = Exercise(
    "vae.elbo",
    _elbo,
    inputs=(_images(2, 4, 1), _images(3, 6, 2), _images(4, 9, 3)),
    mistakes=(
        Mistake(_mean_of_pixels, "The pixels' log probabilities are summed. As a mean they weigh D times too little."),
        Mistake(_plus, "The divergence is a cost: it is subtracted from the log probability of the pixels."),
        Mistake(_negative, "That is the loss. The bound itself is the negative of it: larger is better."),
        Mistake(_pixels_alone, "The divergence of the code from the prior is missing."),
        Mistake(_ink_alone, "Paper counts as well: where x is 0 the log probability is that of 0, log(1 - p)."),
        Mistake(_squares, "The pixels are yes or no: take their log probabilities, not squared errors."),
        Mistake(
            lambda s, x, m, v: _pixels(-s, x) - _divergence(m, v),
            "Ink and paper are exchanged: a large score says that x is 1, with log probability -log(1 + exp(-s)).",
        ),
        Mistake(
            lambda s, x, m, v: -_pixels(s, x) - _divergence(m, v),
            "Log probabilities are negative: the minus before logaddexp is missing.",
        ),
        Mistake(
            lambda s, x, m, v: -_pixels(-s, x) - _divergence(m, v),
            "A large score says that x is 1, with log probability -log(1 + exp(-s)): look at both signs.",
        ),
        Mistake(
            lambda s, x, m, v: _elbo(s, x, m, v).sum(),
            "One number for each image: sum over axis 1, the pixels and the units, and not over the images.",
        ),
        Mistake(
            lambda s, x, m, v: _elbo(s, x, m, v).mean(),
            "One number for each image: sum over axis 1, and take no mean over the images.",
        ),
    ),
)


# ---------------------------------------------------------------------- 4: a tighter estimate from many draws
def _tighter(log_w):
    top = log_w.max(axis=0)
    return top + np.log(np.exp(log_w - top).mean(axis=0))


def _no_division(log_w):
    return _tighter(log_w) + np.log(len(log_w))


def _mean_of_logs(log_w):
    return log_w.mean(axis=0)


def _best(log_w):
    return log_w.max(axis=0)


def _overflows(log_w):
    with np.errstate(all="ignore"):
        return np.log(np.exp(log_w).mean(axis=0))


def _over_images(log_w):
    top = log_w.max(axis=1, keepdims=True)
    return top[:, 0] + np.log(np.exp(log_w - top).mean(axis=1))


def _no_log(log_w):
    return np.exp(log_w - log_w.max(axis=0)).mean(axis=0)


def _one_top(log_w):
    with np.errstate(all="ignore"):
        return log_w.max() + np.log(np.exp(log_w - log_w.max()).mean(axis=0))


def _weights(K, N):
    # From image to image they differ by more than exp can span.
    return -1000 * np.arange(1, N + 1) + 3 * _rng.normal(size=(K, N))


TIGHTER = Exercise(
    "vae.tighter",
    _tighter,
    inputs=tuple((_weights(*shape),) for shape in ((5, 3), (20, 2), (8, 6))),
    mistakes=(
        Mistake(_no_division, "A mean over the draws, not a sum: divide by K before the logarithm."),
        Mistake(_mean_of_logs, "That is the bound itself, the mean of logarithms. Take the logarithm of the mean."),
        Mistake(_best, "That is the best draw alone. The mean of all weights is asked for, and then its logarithm."),
        Mistake(
            _overflows, "exp(-1000) is 0 in the computer. Subtract the largest of each column first, add it after."
        ),
        Mistake(_over_images, "The draws run along axis 0, the images along axis 1: one number for each image."),
        Mistake(_no_log, "The logarithm is missing, and what was subtracted must be added again."),
        Mistake(_one_top, "Images differ: subtract the largest of each column, not that of the whole array."),
        Mistake(lambda w: _tighter(w) - w.max(axis=0), "What was subtracted before exp is to be added again."),
        Mistake(lambda w: _tighter(w) - 2 * w.max(axis=0), "What was subtracted before exp is to be added, once."),
    ),
)

EXERCISES = (DIVERGENCE, DRAW, ELBO, TIGHTER)

QUIZ = {
    "Why is log p(x) itself not used as the loss?": {
        "It asks for a sum over all codes, which nobody can compute.": (
            True,
            "Most codes explain a given image badly; the encoder says where to look, and a bound results.",
        ),
        "It would be negative.": (False, "Log probabilities are, and one may still maximize them."),
        "It has no gradient.": (False, "It has one. It is only too expensive."),
    },
    "What does the divergence in the loss do?": {
        "It makes copies sharper.": (False, "It works against that: with less room in the code, copies get worse."),
        "It keeps each code's distribution near the prior, so that draws from the prior decode to something.": (
            True,
            "It is the price, in nats, of what the code tells about the image.",
        ),
        "It makes weights small.": (False, "That is weight decay. This is about codes."),
    },
    "Why is the draw written as mean + deviation * noise?": {
        "It is faster to compute.": (False, "It costs the same."),
        "The noise then does not depend on the weights, and the gradient goes through mean and deviation.": (
            True,
            "Gradients that do without this are right on average, too, but vary far more.",
        ),
        "So that codes are independent.": (False, "They are in either way of writing."),
    },
    "All divergences are near 0, and every image is decoded to the same gray cloud. What happened?": {
        "The posterior collapsed: the code says nothing.": (
            True,
            "Then the decoder is left with the mean image. Is the sum over pixels a mean by mistake?",
        ),
        "The network has learned perfectly.": (False, "A code that tells something costs something."),
        "The learning rate was too small.": (False, "Then the divergences would not all have gone to 0."),
    },
    "The bound of one model is larger than that of another. What follows for their log p(x)?": {
        "The first one's is larger.": (False, "A bound may lie far below. The gaps can differ."),
        "Nothing for sure; an estimate from many draws tells more.": (
            True,
            "The gap is the divergence of the encoder's answer from the true posterior.",
        ),
        "They are equal.": (False, "Nothing says so."),
    },
}  # fmt: skip
