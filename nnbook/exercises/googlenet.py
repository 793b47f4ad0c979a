"""Exercises of the chapter on GoogLeNet."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake
from ._whole import whole_numbers


# ---------------------------------------------------------------------- 1: with and without a squeeze
def _squeeze(inputs, squeezed, maps, side):
    return side**2 * inputs * maps, inputs * squeezed + side**2 * squeezed * maps


SQUEEZE = Exercise(
    "googlenet.squeeze",
    _squeeze,
    inputs=((192, 16, 32, 5), (192, 96, 128, 3), (8, 4, 6, 7)),
    mistakes=(
        Mistake(lambda c, r, d, k: _squeeze(c, r, d, k)[::-1], "First the window alone, then the one behind a 1 by 1."),
        Mistake(lambda c, r, d, k: (k**2 * c * d, k**2 * r * d), "The layer of 1 by 1 has weights, too."),
        Mistake(
            lambda c, r, d, k: (k**2 * c * d, c * r + k**2 * c * d),
            "Behind the 1 by 1 the window meets `squeezed` maps, not `inputs`.",
        ),
        Mistake(
            lambda c, r, d, k: (k * c * d, c * r + k * r * d),
            "A window is a square: its side times its side.",
        ),
        Mistake(
            lambda c, r, d, k: (k**2 * c * d + d, c * r + r + k**2 * r * d + d),
            "Biases are not to be counted here.",
        ),
        Mistake(
            lambda c, r, d, k: (k**2 * c * d, k**2 * c * r + k**2 * r * d),
            "The first of the two layers has windows of 1 by 1: one weight for each pair of maps.",
        ),
        Mistake(
            lambda c, r, d, k: (k**2 * c * d, c * r * k**2 * r * d),
            "The weights of two layers add up.",
        ),
        Mistake(
            lambda c, r, d, k: (k**2 * d, r + k**2 * d),
            "Each map that comes out has a kernel for each map that goes in.",
        ),
        Mistake(
            lambda c, r, d, k: (k**2 * c * d, c * r + k * r * d),
            "The window behind the 1 by 1 is a square, too: its side times its side.",
        ),
        Mistake(
            lambda c, r, d, k: (k**2 * c * d, c * r + r * d),
            "The second of the two layers is the window itself, with side times side weights for each pair of maps.",
        ),
        Mistake(
            lambda c, r, d, k: _squeeze(c, d, r, k),
            "The 1 by 1 goes to `squeezed` maps, the window from there to `maps`: here they are swapped.",
        ),
        Mistake(lambda c, r, d, k: sum(_squeeze(c, r, d, k)), "Return the two numbers side by side, not their sum."),
    ),
    explanation="In module 3a the 5 by 5 falls from 153,600 weights to 15,872.",
)


# ---------------------------------------------------------------------- 2: a whole module
def _module(inputs, sizes):
    one, reduce3, three, reduce5, five, pooled = sizes
    weights = inputs * (one + reduce3 + reduce5 + pooled) + 9 * reduce3 * three + 25 * reduce5 * five
    return one + three + five + pooled, weights + sum(sizes)


MODULE = Exercise(
    "googlenet.module",
    _module,
    inputs=((192, (64, 96, 128, 16, 32, 32)), (256, (128, 128, 192, 32, 96, 64)), (10, (1, 2, 3, 4, 5, 6))),
    mistakes=(
        Mistake(
            lambda c, s: (sum(s), _module(c, s)[1]), "The squeezed maps stay inside: they are not among those joined."
        ),
        Mistake(
            lambda c, s: (_module(c, s)[0], _module(c, s)[1] - sum(s)),
            "Each of the six layers has a bias for each map that it puts out.",
        ),
        Mistake(
            lambda c, s: (_module(c, s)[0], _module(c, s)[1] - s[1] - s[3]),
            "The two layers that squeeze have biases, too.",
        ),
        Mistake(
            lambda c, s: (_module(c, s)[0], _module(c, s)[1] - c * s[5] - s[5]),
            "The pooling has no weights, but the 1 by 1 behind it has.",
        ),
        Mistake(
            lambda c, s: (s[0] + s[2] + s[4] + c, _module(c, s)[1]),
            "Behind the pooling stands a 1 by 1, so that path hands on `pooled` maps, not all its inputs.",
        ),
        Mistake(
            lambda c, s: (_module(c, s)[0], _module(c, s)[1] - 16 * s[3] * s[4]),
            "The third path ends with 5 by 5, that is 25 weights for each pair of maps.",
        ),
        Mistake(
            lambda c, s: (_module(c, s)[0], c * (s[0] + 9 * s[2] + 25 * s[4] + s[5]) + s[0] + s[2] + s[4] + s[5]),
            "That is the module without squeezing: the windows meet the squeezed maps alone.",
        ),
        Mistake(lambda c, s: _module(c, s)[::-1], "First the maps, then the parameters."),
        Mistake(
            lambda c, s: (_module(c, s)[0], _module(c, s)[1] - 6 * s[1] * s[2] - 20 * s[3] * s[4]),
            "Windows are squares: 9 weights for each pair of maps at 3 by 3, 25 at 5 by 5.",
        ),
        Mistake(
            lambda c, s: (_module(c, s)[0], _module(c, s)[1] - c * (s[1] + s[3])),
            "The two layers that squeeze have weights, too: one for each pair of maps.",
        ),
        Mistake(
            lambda c, s: _module(c, (s[0], s[2], s[1], s[4], s[3], s[5])),
            "On the second and third path the squeezed maps come first in `sizes`, the window's maps second.",
        ),
        Mistake(
            lambda c, s: (_module(c, s)[0] - s[5], _module(c, s)[1]), "The path behind the pooling is joined as well."
        ),
    ),
    explanation="The joined maps are the next module's inputs: 256 behind 3a, 480 behind 3b.",
)


# ---------------------------------------------------------------------- 3: where the score comes from
def _evidence(features, weights, label):
    return np.einsum("c,chw->hw", np.asarray(weights)[label], np.asarray(features))


_FEATURES, _WEIGHTS = np.arange(24.0).reshape(4, 2, 3) % 7, np.arange(12.0).reshape(3, 4) % 5 - 2
_SQUARE, _MORE = np.arange(27.0).reshape(3, 3, 3) % 4, np.arange(9.0).reshape(3, 3) % 4 - 1

EVIDENCE = Exercise(
    "googlenet.evidence",
    _evidence,
    inputs=((_FEATURES, _WEIGHTS, 1), (_FEATURES, _WEIGHTS, 2), (_SQUARE, _MORE, 0)),
    mistakes=(
        Mistake(
            lambda x, w, k: _evidence(x, w, k).mean(),
            "That is the score. Asked for is the map whose mean it is: do not average over the places.",
        ),
        Mistake(lambda x, w, k: np.asarray(x).sum(0), "Each map counts with its weight for this class."),
        Mistake(
            lambda x, w, k: np.asarray(x)[k], "That is one map of the network. A class has a weight for each of them."
        ),
        Mistake(lambda x, w, k: np.einsum("kc,chw->khw", w, x), "That has all classes. Asked for is one of them."),
        Mistake(lambda x, w, k: _evidence(x, w, k) / len(x), "Add the maps up with their weights; do not divide by C."),
        Mistake(
            lambda x, w, k: np.asarray(w)[k][:, None, None] * np.asarray(x),
            "These are the C weighted maps. Add them up.",
        ),
        Mistake(
            lambda x, w, k: np.maximum(_evidence(x, w, k), 0),
            "Evidence against a class counts, too: the mean of the map must be the score.",
        ),
        Mistake(
            lambda x, w, k: _evidence(x, w, k - 1), "Labels count from 0: class `label` has the row `weights[label]`."
        ),
        Mistake(lambda x, w, k: _evidence(x, w, k).sum(), "Add up over the maps alone, not over the places."),
        Mistake(lambda x, w, k: _evidence(x, w, k).T, "Rows stay rows: the map has the shape (H, W)."),
    ),
    explanation="Its mean is the class's score, so it shows where in the image the score comes from.",
)


# ---------------------------------------------------------------------- 4: when squeezing pays
WIDEST = Exercise(
    "googlenet.widest",
    lambda inputs, maps, side: side**2 * inputs * maps // (inputs + side**2 * maps),
    inputs=((192, 32, 5), (192, 128, 3), (512, 64, 5), (10, 10, 1)),
    mistakes=(
        Mistake(
            lambda c, d, k: k**2 * c * d / (c + k**2 * d), "A number of maps is whole: the largest that is not above."
        ),
        Mistake(
            lambda c, d, k: -(-(k**2) * c * d // (c + k**2 * d)),
            "One map less: rounded up, the squeezed path has more weights than the window.",
        ),
        Mistake(
            lambda c, d, k: -(-(k**2) * c * d // (c + k**2 * d)) - 1,
            "As many weights as the window alone are allowed: no more, not fewer.",
        ),
        Mistake(lambda c, d, k: c, "With as many maps as inputs nothing is squeezed, and the 1 by 1 comes on top."),
        Mistake(
            lambda c, d, k: k * c * d // (c + k * d), "A window is a square: its side times its side."
        ),
        Mistake(
            lambda c, d, k: c * d // (c + d), "The window has side times side weights for each pair of maps."
        ),
        Mistake(
            lambda c, d, k: k**2 * c * d // (k**2 * c + d),
            "The 1 by 1 goes from `inputs` to R maps, the window from R to `maps`: which of them has the side squared?",
        ),
    ),
    explanation="From 10 to 10 maps a window of 1 by 1 pays from 5 maps down; a 5 by 5 from 192 to 32 up to 154.",
)  # fmt: skip


# ---------------------------------------------------------------------- 5: a module on a budget
OUT, EACH, MOST = 256, 32, 60_000_000
FEW = f"Fewer than {OUT} maps. Which path gives a map for the fewest multiply-adds?"
THIN = f"Each of the four paths must give at least {EACH} maps."
DEAR = f"More than {MOST:,} multiply-adds. Look at what the windows meet: squeeze harder."
SHAPE = "Six whole numbers are asked for, each at least 1: one, reduce3, three, reduce5, five, pooled."


def _examine(answer: Any) -> str | None:
    widths = whole_numbers(answer)
    if widths is None or len(widths) != 6:
        return f"that does not describe a module.\n  Hint: {SHAPE}"
    maps, parameters = _module(192, widths)
    work = 28**2 * (parameters - sum(widths))
    told = f"{maps} maps for {work:,} multiply-adds."
    if min(widths[0], widths[2], widths[4], widths[5]) < EACH:
        return f"{told}\n  Hint: {THIN}"
    if maps < OUT:
        return f"{told}\n  Hint: {FEW}"
    return f"{told}\n  Hint: {DEAR}" if work > MOST else None


BUDGET = Exercise(
    "googlenet.budget",
    [128, 32, 64, 8, 32, 32],
    mistakes=(
        Mistake([64, 96, 128, 16, 32, 32], DEAR),
        Mistake([64, 32, 64, 8, 32, 32], FEW),
        Mistake([192, 32, 64, 8, 16, 32], THIN),
        Mistake([128, 32, 64, 8, 32], SHAPE),
    ),
    examine=_examine,
    explanation="Many maps from the 1 by 1 alone are cheapest, but they have seen no neighbors. Whether that is good "
    "no count of multiply-adds can say.",
)

EXERCISES = (SQUEEZE, MODULE, EVIDENCE, WIDEST, BUDGET)

QUIZ = {
    "What does a convolution of 1 by 1 do?": {
        "The same linear layer at every place, across the maps.": (True, "Neighbors play no part in it."),
        "Nothing: a window of one pixel sees nothing.": (False, "It sees all maps at its place, and mixes them."),
        "It averages each map.": (False, "That is global average pooling, which mixes places, not maps."),
    },
    "In an inception module the 5 by 5 stands behind a 1 by 1 with few maps. What for?": {
        "Its weights and its work shrink with the maps that it meets.": (
            True,
            "In module 3a the path has a tenth of the weights.",
        ),
        "It sees more of the image.": (False, "A 1 by 1 widens no field."),
        "Otherwise the maps of the paths could not be joined.": (
            False,
            "Joining needs equal sides, which padding gives, not equal numbers of maps.",
        ),
    },
    "Digits in the middle are learned, and shifted ones are tested. Which head forgives the shift?": {
        "The mean over all places, before the last linear layer.": (
            True,
            "As far as the layers before it move their maps along with the image.",
        ),
        "The linear layer on all places: it has a weight for each.": (
            False,
            "It has never seen the places where the digit is now.",
        ),
        "Both, since convolutions are shared.": (False, "The convolutions are, the weights of that linear layer not."),
    },
    "What did extra heads do in our deep networks without batch norm?": {
        "They brought larger gradients to the first layer, and with a small rate got it going.": (
            True,
            "So did better first weights. Batch norm did more, and with it the heads brought nothing in our few steps.",
        ),
        "They made the network learn as well as with batch norm.": (False, "Batch norm was far ahead of it."),
        "Nothing at all.": (False, "The first layer's gradient grew, by powers of ten where it had been smallest."),
    },
    "Four paths against 3 by 3 alone, at equal parameters: what did our digits say?": {
        "After as many steps a percent or two more, but in twice the time.": (
            True,
            "Given the same time, 3 by 3 alone takes twice the steps, and nothing was left of the lead.",
        ),
        "Four paths read far better.": (False, "Look at the marks of the seeds again."),
        "1 by 1 alone read best, since it has most maps.": (False, "It sees too little of its neighbors."),
    },
}
