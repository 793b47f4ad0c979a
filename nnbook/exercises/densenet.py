"""Exercises of the chapter on DenseNet."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake
from ._whole import whole_numbers

_rng = np.random.default_rng(2017)


# ---------------------------------------------------------------------- 1: maps at the end
def _maps(layers, growth, start=None, halve=lambda maps: maps // 2):
    maps = 2 * growth if start is None else start
    for number, count in enumerate(layers, 1):
        maps += count * growth
        if number < len(layers):
            maps = halve(maps)
    return maps


MAPS = Exercise(
    "densenet.maps",
    _maps,
    inputs=(((6, 12, 24, 16), 32), ((16, 16, 16), 12), ((3, 5), 7), ((8,), 4)),
    mistakes=(
        Mistake(
            lambda layers, growth: _maps(layers, growth, halve=lambda maps: maps),
            "Between two blocks a transition halves the number of maps.",
        ),
        Mistake(
            lambda layers, growth: _maps(layers, growth) // 2,
            "Behind the last block there is no transition: nothing is halved there.",
        ),
        Mistake(
            lambda layers, growth: _maps(layers, growth, start=0),
            "The first convolution has made 2 growth maps before the first block begins. They are handed on, too.",
        ),
        Mistake(
            lambda layers, growth: _maps(layers, growth, start=growth),
            "2 growth maps come into the first block: the first convolution makes them, and nothing halves them.",
        ),
        Mistake(
            lambda layers, growth: layers[-1] * growth,
            "That is what the last block adds. What came into it is handed on as well.",
        ),
        Mistake(
            lambda layers, growth: sum(layers) * growth,
            "You added up what the layers make. Begin with the 2 growth maps of the first convolution, and let each "
            "transition halve what it gets.",
        ),
        Mistake(
            lambda layers, growth: _maps(layers, growth, halve=lambda maps: maps / 2),
            "A transition hands on whole maps: half of an odd number is rounded down, //.",
        ),
        Mistake(
            lambda layers, growth: _maps(layers, growth, halve=lambda maps: -(-maps // 2)),
            "Half of an odd number is rounded down, neither up nor to the nearest even number.",
        ),
    ),
    explanation="1,024 for DenseNet-121: its classifier has a million of the 8 million parameters.",
)


# ---------------------------------------------------------------------- 2: what the number in the name counts
def _depth(layers):
    return 2 * sum(layers) + len(layers) + 1


DEPTH = Exercise(
    "densenet.depth",
    _depth,
    inputs=(((6, 12, 24, 16),), ((16, 16, 16),), ((8,),)),
    mistakes=(
        Mistake(sum, "A layer of a block has two convolutions; and there are layers outside of the blocks."),
        Mistake(lambda layers: 2 * sum(layers), "What stands before, between and behind the blocks counts, too."),
        Mistake(
            lambda layers: sum(layers) + len(layers) + 1, "A layer of a block has two convolutions, 1 by 1 and 3 by 3."
        ),
        Mistake(
            lambda layers: _depth(layers) - 1,
            "One is missing. First convolution, blocks, the convolutions of the transitions, classifier.",
        ),
        Mistake(lambda layers: _depth(layers) + 1, "There is a transition between two blocks, none behind the last."),
        Mistake(lambda layers: 2 * sum(layers) + 2, "Each transition has a convolution, too."),
        Mistake(
            lambda layers: 4 * sum(layers) + 2 * len(layers) + 1,
            "Normalizations have weights, too, but by custom only convolutions and linear layers are counted.",
        ),
    ),
    explanation="(6, 12, 24, 16) makes 121, (16, 16, 16) makes 100.",
)


# ---------------------------------------------------------------------- 3: does the bottleneck pay?
def _direct_and_bottleneck(inputs, growth):
    return 9 * inputs * growth, 4 * inputs * growth + 36 * growth**2


BOTTLENECK = Exercise(
    "densenet.bottleneck",
    _direct_and_bottleneck,
    inputs=((64, 32), (1024, 32), (24, 12), (7, 5)),
    mistakes=(
        Mistake(
            lambda inputs, growth: _direct_and_bottleneck(inputs, growth)[::-1],
            "First the single convolution, then the two with the bottleneck.",
        ),
        Mistake(
            lambda inputs, growth: (9 * inputs * growth, 4 * inputs * growth),
            "That is the 1 by 1 alone. Behind it 4 growth maps go into a convolution of 3 by 3.",
        ),
        Mistake(
            lambda inputs, growth: (9 * inputs * growth, 4 * inputs * growth + 4 * growth**2),
            "The second convolution is 3 by 3: nine weights for each pair of maps.",
        ),
        Mistake(
            lambda inputs, growth: (9 * inputs * growth, inputs * growth + 9 * growth**2),
            "The 1 by 1 makes 4 growth maps, not growth.",
        ),
        Mistake(
            lambda inputs, growth: (inputs * growth, 4 * inputs * growth + 36 * growth**2),
            "The single convolution is 3 by 3: nine weights for each pair of maps.",
        ),
        Mistake(
            lambda inputs, growth: (9 * inputs * growth, 36 * inputs * growth + 36 * growth**2),
            "The first of the two convolutions is 1 by 1: one weight for each pair of maps.",
        ),
        Mistake(
            lambda inputs, growth: (9 * inputs * growth, 4 * inputs * growth * 36 * growth**2),
            "Two layers one after the other: their weights add up.",
        ),
    ),
    explanation="The bottleneck is cheaper from 7.2 growth input maps on. With 64 and growth 32 it is twice as dear.",
)


# ---------------------------------------------------------------------- 4: the way back through a dense block
def _backward(W, g):
    g = np.array(g, dtype=float)
    for layer in reversed(range(len(W))):
        g[: layer + 1] += g[layer + 1] * W[layer, : layer + 1]
    return g


def _from_the_front(W, g):
    g = np.array(g, dtype=float)
    for layer in range(len(W)):
        g[: layer + 1] += g[layer + 1] * W[layer, : layer + 1]
    return g


def _chain(W, g):
    g = np.array(g, dtype=float)
    for layer in reversed(range(len(W))):
        g[layer] += g[layer + 1] * W[layer, layer]
    return g


def _without_direct(W, g):
    ends = np.zeros(len(g))
    ends[-1] = g[-1]
    return _backward(W, ends)


def _block(layers):
    return np.tril(_rng.normal(size=(layers, layers))), _rng.normal(size=layers + 1)


BACKWARD = Exercise(
    "densenet.backward",
    _backward,
    inputs=((np.array([[2.0, 0.0], [3.0, 5.0]]), np.array([1.0, 10.0, 100.0])), _block(4), _block(7)),
    mistakes=(
        Mistake(lambda W, g: np.array(g), "That is what comes directly. The layers in between have read it, too."),
        Mistake(
            _from_the_front,
            "Begin at the end: what goes back through a layer is its whole gradient, which must be complete first.",
        ),
        Mistake(_chain, "Each layer read all before it, not only its neighbor. A reader has a row of W, not a column."),
        Mistake(
            _without_direct,
            "What is behind the block reads every x directly, not the last one alone: begin with all of g.",
        ),
        Mistake(lambda W, g: _backward(np.tril(W, -1), g), "Row l of W reads x_0 up to x_l, that one included."),
        Mistake(lambda W, g: _backward(W != 0, g), "What goes back through a read is multiplied by its weight in W."),
        Mistake(lambda W, g: _backward(W, g)[:-1], "x_L has a gradient, too: one number more than W has rows."),
        Mistake(lambda W, g: _backward(W, g)[::-1], "The order is that of the way forward: x_0 stands first."),
        Mistake(
            lambda W, g: _backward(W, g) - g,
            "That is what comes through the layers. What comes directly, g itself, is to be added.",
        ),
        Mistake(
            lambda W, g: _backward(W, g)[0],
            "A number for each x is asked for, from x_0 to the last; that is the one for x_0.",
        ),
    ),
)

# ---------------------------------------------------------------------- 5: on a budget
DEEP, WIDE, MOST = 30, 60, 20_000
SHALLOW = f"Fewer than {DEEP} layers. Exercise 2 counts them: each layer of a block brings two."
FEW = f"Fewer than {WIDE} maps reach the classifier. Which blocks give maps that are not halved later?"
HEAVY = f"More than {MOST:,} parameters. What grows with the square of the growth rate?"
SHAPE = "A pair is asked for: a list with the layers of each block, and the growth rate, all whole numbers from 1."


def _parameters(layers: list[int], growth: int) -> int:
    """Those of `DenseNet(layers, classes=10, channels=1, growth=growth, small=True)`."""
    maps, found = 2 * growth, 9 * 2 * growth
    for number, count in enumerate(layers, 1):
        for _ in range(count):
            found += 2 * maps + 4 * growth * maps + 8 * growth + 36 * growth**2
            maps += growth
        if number < len(layers):
            found += 2 * maps + maps * (maps // 2)
            maps //= 2
    return found + 2 * maps + 10 * maps + 10


def _examine(answer: Any) -> str | None:
    try:
        layers, growth = answer
        layers = [*getattr(layers, "tolist", lambda: layers)()]
        numbers = whole_numbers([*layers, getattr(growth, "item", lambda: growth)()])
    except (TypeError, ValueError):
        numbers = None
    if numbers is None or len(numbers) < 2:
        return f"that does not describe a network.\n  Hint: {SHAPE}"
    *layers, growth = numbers
    deep, wide, weights = _depth(layers), _maps(layers, growth), _parameters(layers, growth)
    told = f"{deep} layers, {wide} maps at the classifier, {weights:,} parameters."
    for fails, hint in ((deep < DEEP, SHALLOW), (wide < WIDE, FEW), (weights > MOST, HEAVY)):
        if fails:
            return f"{told}\n  Hint: {hint}"
    return None


BUDGET = Exercise(
    "densenet.budget",
    ([2, 13], 4),
    mistakes=(
        Mistake(([3, 3], 8), SHALLOW),
        Mistake(([8, 8], 3), FEW),
        Mistake(([16, 16, 16], 12), HEAVY),
        Mistake(([4, 0], 4), SHAPE),
    ),
    examine=_examine,
    explanation="One block of 58 layers with growth 1 has the fewest, 13,914; but without a transition all its layers "
    "work on maps of the full size.",
)

EXERCISES = (MAPS, DEPTH, BOTTLENECK, BACKWARD, BUDGET)

QUIZ = {
    "A dense block gets 24 maps; its growth rate is 12. How many maps does its tenth layer read?": {
        "132": (True, "24 and what nine layers have added: 24 + 9 times 12."),
        "24": (False, "That is what the first layer reads. Nine layers have added theirs since."),
        "120": (False, "The maps that came into the block are read, too."),
        "144": (False, "Before the tenth layer there are nine."),
    },
    "All kernels with which a layer reads earlier outputs are the same. What does it compute?": {
        "What it would compute of their sum.": (
            True,
            "Convolution is linear. So addition is the special case of concatenation in which kernels are shared.",
        ),
        "Nothing of use.": (False, "A residual network does it all the time: it reads a sum."),
        "Their mean, whatever the kernels are.": (False, "The kernels are applied to the sum, not to the mean."),
    },
    "A heat map of a trained DenseNet's weights is brighter for layers with few inputs. What follows?": {
        "Nothing yet: look at the same network before training.": (
            True,
            "First weights are larger where there are fewer inputs. Ours showed that slope before the first step.",
        ),
        "The network has learned to prefer these reads.": (False, "Then the map before training should be flat."),
        "These reads can be cut without loss.": (False, "Whether a read is needed shows when it is cut, or left out."),
    },
    "Cutting far reads after training costs much accuracy. Does the architecture need them?": {
        "Not necessarily: train a network without them.": (
            True,
            "The norms behind a cut still expect the whole network. Ours, trained without far reads, lost far less.",
        ),
        "Yes, that is what the cut has shown.": (False, "It has shown that this network uses them."),
        "No, weights of zero do nothing.": (False, "They do: what a layer was trained to expect is missing."),
    },
    "DenseNet-121 has a third of ResNet-50's parameters. How many numbers must training keep?": {
        "About as many.": (
            True,
            "Every layer normalizes all maps before it, and in a plain program each time anew. Exactly what it keeps "
            "depends on the program.",
        ),
        "A third as many.": (False, "Parameters say little about the outputs that have to be kept."),
        "None: it needs no way back.": (False, "It is trained like any other network."),
    },
}
