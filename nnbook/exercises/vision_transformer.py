"""Exercises of the chapter on vision transformers."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake
from ._whole import whole_numbers


# ---------------------------------------------------------------------- 1: how many tokens
def _tokens(side, patch, width):
    length = (side // patch) ** 2 + 1
    return length, 3 * patch**2 * width + width + width + length * width


def _but(answer, change):
    """A wrong answer: what `change` makes of the two right numbers and of the inputs."""
    return lambda *inputs: change(*answer(*inputs), *inputs)


TOKENS = Exercise(
    "vision_transformer.tokens",
    _tokens,
    inputs=((224, 16, 768), (224, 32, 768), (96, 8, 192), (64, 64, 10)),
    mistakes=(
        Mistake(_but(_tokens, lambda t, n, s, p, w: (t - 1, n)), "The class token is one of the tokens."),
        Mistake(
            _but(_tokens, lambda t, n, s, p, w: (s // p + 1, n)),
            "The grid has as many rows as columns: that is one row of it.",
        ),
        Mistake(
            _but(_tokens, lambda t, n, s, p, w: (t, n - w)),
            "Some width of numbers is missing: the bias of the embedding, the class token itself, or its place.",
        ),
        Mistake(
            _but(_tokens, lambda t, n, s, p, w: (t, n - 2 * w)),
            "Twice a width of numbers is missing: the embedding has a bias, and the class token is learned, too.",
        ),
        Mistake(_but(_tokens, lambda t, n, s, p, w: (t, n - t * w)), "Each place has a learned vector, too."),
        Mistake(
            _but(_tokens, lambda t, n, s, p, w: (t, n - t * w - w)),
            "That is the embedding alone. The class token and the positions are learned, too.",
        ),
        Mistake(
            _but(_tokens, lambda t, n, s, p, w: (t - 1, n - 2 * w)),
            "Those are the patches alone. The class token is a token, is learned, and has a place.",
        ),
        Mistake(
            _but(_tokens, lambda t, n, s, p, w: (t, n - 2 * p**2 * w)),
            "A color image has three channels, and a patch all of them.",
        ),
        Mistake(
            _but(_tokens, lambda t, n, s, p, w: (t, n + 3 * p**2 * w * (t - 2))),
            "All patches go through the same matrix: count it once.",
        ),
        Mistake(_but(_tokens, lambda t, n, s, p, w: (n, t)), "First the tokens, then the numbers."),
        Mistake(
            _but(_tokens, lambda t, n, s, p, w: (t, (3 * p + 2 + t) * w)),
            "A patch is a square: its side times its side, times three.",
        ),
    ),
    explanation="For ViT-B/16 that is 197 tokens and 742,656 numbers, less than 1 % of all: the rest is in the layers.",
)


# ---------------------------------------------------------------------- 2: cut an image into patches
def _patches(images, patch):
    images = np.asarray(images)
    n, channels, height, width = images.shape
    rows, columns = height // patch, width // patch
    pieces = images.reshape(n, channels, rows, patch, columns, patch).transpose(0, 2, 4, 1, 3, 5)
    return pieces.reshape(n, rows * columns, channels * patch**2)


def _cut(order):
    """The same with its axes in another order before the last reshape."""

    def wrong(images, patch):
        images = np.asarray(images)
        n, channels, height, width = images.shape
        shape = (n, channels, height // patch, patch, width // patch, patch)
        return images.reshape(shape).transpose(order).reshape(n, -1, channels * patch**2)

    return wrong


_RNG = np.random.default_rng(0)
_IMAGES = [_RNG.normal(size=shape).round(1) for shape in ((2, 1, 4, 4), (2, 3, 4, 6), (1, 2, 6, 9))]

PATCHES = Exercise(
    "vision_transformer.patches",
    _patches,
    inputs=((_IMAGES[0], 2), (_IMAGES[1], 2), (_IMAGES[2], 3)),
    mistakes=(
        Mistake(
            lambda images, patch: np.asarray(images).reshape(len(images), -1, np.shape(images)[1] * patch**2),
            "A plain reshape cuts the image into pieces of rows. First give rows and columns two axes each.",
        ),
        Mistake(
            _cut((0, 2, 4, 3, 5, 1)),
            "In a convolution's weights the channel comes first: (channel, row, column) within a patch.",
        ),
        Mistake(_cut((0, 4, 2, 1, 3, 5)), "Number the patches row by row, from left to right."),
        Mistake(_cut((0, 2, 4, 1, 5, 3)), "Within a patch rows and columns have changed places."),
        Mistake(
            lambda images, patch: _patches(images, patch).transpose(0, 2, 1),
            "One row for each token: (N, T, C p p), not (N, C p p, T).",
        ),
        Mistake(
            lambda images, patch: _patches(images, patch)[:, ::-1], "The first token is the patch at the top left."
        ),
    ),
    explanation="Times the convolution's weights, as (width, C p p), that is the patch embedding.",
)


# ---------------------------------------------------------------------- 3: what a layer costs
def _work(tokens, width):
    return 12 * tokens * width**2, 2 * tokens**2 * width


WORK = Exercise(
    "vision_transformer.work",
    _work,
    inputs=((197, 768), (50, 768), (785, 192), (4097, 64)),
    mistakes=(
        Mistake(
            _but(_work, lambda a, b, t, w: (a // 3, b)),
            "Those are attention's four matrices. The network of two layers has eight squares of the width more.",
        ),
        Mistake(_but(_work, lambda a, b, t, w: (8 * t * w**2, b)), "Attention has four matrices, too."),
        Mistake(_but(_work, lambda a, b, t, w: (11 * t * w**2, b)), "A fourth matrix mixes the heads."),
        Mistake(_but(_work, lambda a, b, t, w: (a // 2, b)), "The network's hidden layer is four times as wide."),
        Mistake(_but(_work, lambda a, b, t, w: (a, b // 2)), "Scores cost that much, and mixing values as much again."),
        Mistake(_but(_work, lambda a, b, t, w: (a, 2 * t**2)), "One score takes as many multiply-adds as the width."),
        Mistake(
            _but(_work, lambda a, b, t, w: (a, 2 * t * w**2)),
            "Each token is compared with each: the square is that of the tokens.",
        ),
        Mistake(_but(_work, lambda a, b, t, w: (b, a)), "First the linear part, then the quadratic one."),
        Mistake(_but(_work, lambda a, b, t, w: (a // t, b)), "Each of those weights is used once for each token."),
        Mistake(_but(_work, lambda a, b, t, w: (2 * a, 2 * b)), "A multiply-add counts as one here, not as two."),
    ),
    explanation="Both are equal at six times as many tokens as the width; ViT-B/16 has 197 for a width of 768.",
)


# ---------------------------------------------------------------------- 4: how far a head looks
def _distance(weights, patch, scale=True, far=lambda gaps: np.sqrt((gaps**2).sum(axis=2))):
    weights = np.asarray(weights)
    side = round(len(weights) ** 0.5)
    places = np.stack(np.divmod(np.arange(side**2), side), axis=1) * (patch if scale else 1)
    gaps = places[:, None] - places[None]
    return (weights * far(gaps)).sum(axis=1).mean()


def _rows(side, rng):
    scores = rng.normal(size=(side**2, side**2))
    return (np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)).round(3)


DISTANCE = Exercise(
    "vision_transformer.distance",
    _distance,
    inputs=((_rows(2, _RNG), 4), (_rows(3, _RNG), 16), (np.eye(16)[::-1], 2)),
    mistakes=(
        Mistake(
            lambda weights, patch: _distance(weights, patch, scale=False),
            "That is in patches. The patches are several pixels apart.",
        ),
        Mistake(
            lambda weights, patch: _distance(weights, patch, far=lambda gaps: np.abs(gaps).sum(axis=2)),
            "The straight way is asked for: the root of the sum of the squares.",
        ),
        Mistake(
            lambda weights, patch: _distance(weights, patch, far=lambda gaps: (gaps**2).sum(axis=2)),
            "Those are squares of distances: the root is missing.",
        ),
        Mistake(
            lambda weights, patch: _distance(weights, patch) * len(weights),
            "Sum over the places looked at, and then the mean over the places that look.",
        ),
        Mistake(
            lambda weights, patch: _distance(weights, patch) / len(weights),
            "The weights of a row add up to 1 already: divide by the number of rows once.",
        ),
        Mistake(
            lambda weights, patch: _distance(np.full_like(weights, 1 / len(weights)), patch),
            "That is the distance for even weights, whatever the head does.",
        ),
        Mistake(
            lambda weights, patch: _distance(np.eye(len(weights))[np.argmax(weights, axis=1)], patch),
            "That is the distance to the place with the most weight. The others count, too.",
        ),
    ),
    explanation="In the paper's figure 7 there is one such number for each head of each layer.",
)


# ---------------------------------------------------------------------- 5: small patches on a budget
MOST_WORK, LEAST_WEIGHTS = 6_000_000_000, 5_000_000
FORM = "Three numbers are asked for: the side of a patch, the width and the depth."
WHOLE = "They must be whole numbers, each at least 1."
TILES = "224 must be a multiple of the patch's side."
COARSE = "Patches of at most 8 pixels are asked for."
DEAR = "Too much work. The quadratic part is paid in every layer, and grows with the width, not with its square."
LIGHT = "Too few weights: a layer has twelve times the square of the width."


def _examine(answer: Any) -> str | None:
    answer = getattr(answer, "tolist", lambda: answer)()  # an array will do
    if not isinstance(answer, (list, tuple)) or len(answer) != 3:
        return f"that does not describe a network.\n  Hint: {FORM}"
    sizes = whole_numbers(answer)
    if sizes is None:
        return f"that does not describe a network.\n  Hint: {WHOLE}"
    patch, width, depth = sizes
    if patch > 8 or 224 % patch:
        return f"a patch of {patch} pixels.\n  Hint: {COARSE if patch > 8 else TILES}"
    linear, quadratic = _work((224 // patch) ** 2 + 1, width)
    work, weights = depth * (linear + quadratic), depth * 12 * width**2
    told = f"{weights:,} weights and {work:,} multiply-adds."
    if weights < LEAST_WEIGHTS:
        return f"{told}\n  Hint: {LIGHT}"
    return f"{told}\n  Hint: {DEAR}" if work > MOST_WORK else None


BUDGET = Exercise(
    "vision_transformer.budget",
    [8, 384, 3],
    mistakes=(
        Mistake([8, 192, 12], DEAR),
        Mistake([16, 192, 12], COARSE),
        Mistake([5, 384, 3], TILES),
        Mistake([8, 192, 4], LIGHT),
        Mistake([8, 384], FORM),
        Mistake([8, 384, 0], WHOLE),
    ),
    examine=_examine,
    explanation="[8, 646, 1] does the least, 4.7 thousand million, and it is one layer deep: what is cheap on paper "
    "need not be able to learn. With patches of 16 the same weights cost less than a quarter.",
)

EXERCISES = (TOKENS, PATCHES, WORK, DISTANCE, BUDGET)

QUIZ = {
    "A color image of 224 by 224 pixels, patches of 16 by 16: what is a token, before it is embedded?": {
        "768 numbers: 16 by 16 pixels in three channels.": (
            True,
            "There are 196 of them, and the class token makes 197. That the width of ViT-B is 768, too, is chance.",
        ),
        "One pixel with its three channels.": (False, "Those would be 50,176 tokens, and 2.5 thousand million scores."),
        "One of 16 rows of the image.": (False, "A patch is a square, not a stripe."),
    },
    "What does the class token know of an image before the first layer?": {
        "Nothing: it is the same vector for every image.": (
            True,
            "It is learned, and it gathers what it needs by attention.",
        ),
        "The mean of all patches.": (False, "That would be pooling, which can be used instead of it."),
        "The class, in training.": (False, "The class is what is to be read from it."),
    },
    "All patches of an image are put in another order. What does a ViT without positions answer?": {
        "The same as before, to the last digits.": (
            True,
            "Attention takes weighted sums, and a sum has no order; all else works on each token alone.",
        ),
        "Nearly the same, after some training.": (False, "No training is needed: it cannot tell the two apart."),
        "Something else, since patches now have other neighbors.": (
            False,
            "Who stands beside whom is nowhere written.",
        ),
    },
    "Patches of 8 pixels instead of 16, the same image and the same width. What becomes of a layer's work?": {
        "The linear part is four times as large, the quadratic part sixteen times.": (
            True,
            "There are four times as many tokens. The weights of the layers stay as many.",
        ),
        "Both are four times as large.": (False, "Scores are made for pairs of tokens."),
        "It stays: the weights are as many.": (False, "They are used for each token anew."),
    },
    "You have a few hundred labeled images and a single processor. What do you try first?": {
        "Nearest neighbors or softmax regression, and a small CNN; or a network that others have trained on many.": (
            True,
            "In this chapter a ViT of the CNN's size is behind all of these.",
        ),
        "A ViT from random first weights, since the largest networks are of this kind.": (
            False,
            "What they learned from millions of images yours would have to learn from a few hundred.",
        ),
        "A ViT without positions, which has less to learn.": (
            False,
            "It has lost where things are, and that cannot be learned back.",
        ),
    },
}
