"""Exercises of the chapter on PyTorch."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from .. import manual_seed, nn, randn, tensor
from . import UNANSWERED, Exercise, Mistake

_rng = np.random.default_rng(2016)

# ---------------------------------------------------------------------- 1: two slopes
SLOPES = Exercise(
    "from_nnbook_to_pytorch.slopes",
    (6.0, 2.0),
    mistakes=(
        Mistake((3.0, 1.0), "The square has a slope, too: 2 z, with z = w x + b = 1."),
        Mistake((2.0, 6.0), "These are the right numbers in the other order: w first, then b."),
        Mistake((6.0, 1.0), "The slope of the square, 2 z = 2, belongs to b, too."),
        Mistake((12.0, 2.0), "2 z counts once: 2 times x, with z = 1."),
        Mistake((4.0, 2.0), "The slope for w is multiplied by x, which is 3, not by w."),
        Mistake((12.0, 4.0), "That is what .grad holds after two calls of backward: the gradients add up."),
    ),
)


# ---------------------------------------------------------------------- 2: the optimizer's step
def _stepped(p, v, g, lr, momentum):
    v = momentum * v + g
    return p - lr * v, v


def _averaged(p, v, g, lr, momentum):
    v = momentum * v + (1 - momentum) * g
    return p - lr * v, v


def _scaled(p, v, g, lr, momentum):
    v = momentum * v - lr * g
    return p + v, v


_STATES = [
    (np.array([1.0, -2.0]), np.zeros(2), np.array([0.5, 1.0]), 0.1, 0.9),
    (np.array([1.0]), np.array([2.0]), np.array([-1.0]), 0.5, 0.0),
    *((*_rng.normal(size=(3, 2, 3)), 0.01, 0.8) for _ in range(2)),
]
STEPPED = Exercise(
    "from_nnbook_to_pytorch.stepped",
    _stepped,
    inputs=_STATES,
    mistakes=(
        Mistake(_averaged, "PyTorch adds the whole gradient: v = momentum * v + g, with no factor 1 - momentum."),
        Mistake(_scaled, "The learning rate belongs to the step, not into v: p - lr * v."),
        Mistake(lambda p, v, g, lr, m: (p + lr * (m * v + g), m * v + g), "Go down: subtract, do not add."),
        Mistake(
            lambda p, v, g, lr, m: (p - lr * m * (v + g), m * (v + g)),
            "momentum multiplies the old velocity only: multiply first, then add g.",
        ),
        Mistake(lambda p, v, g, lr, m: (p - lr * v, m * v + g), "You stepped along the old v: renew it first."),
        Mistake(lambda p, v, g, lr, m: (p - lr * g, m * v + g), "You stepped along g: the step goes along the new v."),
    ),
)


# ---------------------------------------------------------------------- 3: counting
def _count(sizes):
    return sum((a + 1) * b for a, b in pairwise(sizes))


def _no_bias(sizes):
    return sum(a * b for a, b in pairwise(sizes))


def _ends_only(sizes):
    return (sizes[0] + 1) * sizes[-1]


COUNT = Exercise(
    "from_nnbook_to_pytorch.count",
    _count,
    inputs=(([64, 10],), ([64, 32, 10],), ([2, 1],), ([5, 4, 3, 2],), ([784, 128, 64, 10],)),
    mistakes=(
        Mistake(_no_bias, "The biases are missing: one for each output of a layer."),
        Mistake(lambda s: _no_bias(s) + sum(s[:-1]), "A bias for each output of a layer, not for each input."),
        Mistake(
            lambda s: _no_bias(s) + len(s) - 1,
            "A layer has a bias for each of its outputs, not one for all of them.",
        ),
        Mistake(lambda s: sum(s), "A layer from a to b numbers has a weight for each pair: a times b."),
        Mistake(_ends_only, "Every layer counts, those in the middle, too."),
    ),
)


# ---------------------------------------------------------------------- 4: gradients that add up
def _drifted(n, lr, g):
    return lr * g * n * (n + 1) / 2


DRIFTED = Exercise(
    "from_nnbook_to_pytorch.drifted",
    _drifted,
    inputs=((1, 0.1, 1.0), (2, 0.1, 1.0), (10, 0.5, -2.0), (50, 0.01, 3.0)),
    mistakes=(
        Mistake(lambda n, lr, g: lr * g * n, "That is the way with zero_grad. Without it step k goes along k g."),
        Mistake(lambda n, lr, g: lr * g * n**2, "Not every step is the longest: add 1 + 2 + ... + n."),
        Mistake(lambda n, lr, g: lr * g * n * (n - 1) / 2, "The first step goes along g already, not along 0."),
        Mistake(lambda n, lr, g: lr * g * 2**n, "The gradients add up, they do not double: g, 2 g, 3 g ..."),
    ),
)


# ---------------------------------------------------------------------- 5: weights from elsewhere
def _translated(W, b):
    return W.T, b.reshape(-1)


TRANSLATED = Exercise(
    "from_nnbook_to_pytorch.translated",
    _translated,
    inputs=tuple((_rng.normal(size=(d, k)), _rng.normal(size=(1, k))) for d, k in ((3, 2), (2, 2), (4, 1), (1, 3))),
    mistakes=(
        Mistake(lambda W, b: (W, b.reshape(-1)), "Linear keeps (outputs, inputs): transpose. A square W hides it."),
        Mistake(lambda W, b: (W.T, b), "A bias of Linear has one axis: (K,), not (1, K)."),
        Mistake(lambda W, b: (W.reshape(W.shape[::-1]), b.reshape(-1)), "reshape keeps the order in memory: use W.T."),
        Mistake(lambda W, b: (b.reshape(-1), W.T), "The weight comes first, then the bias."),
    ),
)


# ---------------------------------------------------------------------- 6: a module of one's own
_MOST = 1000
_PARTS = "Register layers as attributes of the module, in __init__, so that parameters() finds them."
_SHAPE = "For 5 images of shape (5, 64) the scores must have the shape (5, 10)."
_SMALL = f"It must have at most {_MOST} weights and biases; a smaller layer in the middle saves many."
_TWO = "It needs two layers of weights at least: four tensors of parameters."
_CLASS = "Make the model: return Net(), not Net."
_FUNCTION = "Put it into a function, def build(nn): return ..., and pass build."
_RETURN = "Does forward lack a return?"
_BETWEEN = "Two layers with nothing between them compute no more than one: put an activation there, such as nn.ReLU()."
_SOFTMAX = "cross_entropy takes scores and has the softmax inside: leave out the one at the end."


def _narrow(nn: Any) -> Any:
    return nn.Sequential(nn.Linear(64, 10), nn.Tanh(), nn.Linear(10, 10))


class _Hidden(nn.Module):
    """Keeps its layers where nobody looks."""

    def forward(self, x: Any) -> Any:
        """Layers in a list, made anew."""
        return [nn.Linear(64, 8), nn.Linear(8, 10)][1]([nn.Linear(64, 8)][0](x))


def _examine_module(build: Any) -> str | None:
    """What is wrong with a function that makes a small network, or None."""
    if isinstance(build, nn.Module):
        return f"a function of nn is expected, got a model.\n  Hint: {_FUNCTION}"
    if not callable(build):
        return f"a function of nn is expected, got {build!r:.40}: pass its name without calling it."
    manual_seed(0)
    model = build(nn)
    if model is None or model is Ellipsis:
        return UNANSWERED
    if isinstance(model, type):
        return f"a model is expected, got the class {model.__name__}.\n  Hint: {_CLASS}"
    scores = model(randn(5, 64))
    if scores is None:
        return f"the model returns nothing.\n  Hint: {_RETURN}"
    if tuple(scores.shape) != (5, 10):
        return f"the scores have the shape {tuple(scores.shape)}.\n  Hint: {_SHAPE}"
    parameters = list(model.parameters())
    if not parameters:
        return f"the model has no parameters to train.\n  Hint: {_PARTS}"
    if len(parameters) < 4:
        return f"the model has {len(parameters)} tensors of parameters.\n  Hint: {_TWO}"
    count = sum(p.numel() for p in parameters)
    if count > _MOST:
        return f"the model has {count:,} parameters.\n  Hint: {_SMALL}"
    return _examine_scores(model)


def _examine_scores(model: Any) -> str | None:
    """What is wrong with what a model computes: a softmax at its end, or nothing between its layers."""
    images, more = randn(2, 5, 64).detach().numpy()
    zero = np.zeros_like(images)
    one, other, none, both = (model(tensor(x)).detach().numpy() for x in (images, more, zero, images + more))
    if np.allclose(one.sum(axis=1), 1, atol=1e-5) and np.allclose(other.sum(axis=1), 1, atol=1e-5):
        return f"the scores of each image add up to 1.\n  Hint: {_SOFTMAX}"
    if np.allclose(one + other - none, both, atol=1e-4):
        return f"the scores are weighted sums of the pixels, as those of one layer are.\n  Hint: {_BETWEEN}"
    return None


MODULE = Exercise(
    "from_nnbook_to_pytorch.module",
    _narrow,
    examine=_examine_module,
    mistakes=(
        Mistake(lambda nn: nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)), _SMALL),
        Mistake(lambda nn: nn.Linear(64, 10), _TWO),
        Mistake(lambda nn: nn.Sequential(nn.Linear(64, 8), nn.Tanh(), nn.Linear(8, 1)), _SHAPE),
        Mistake(lambda nn: _Hidden(), _PARTS),
        Mistake(lambda nn: _Hidden, _CLASS),
        Mistake(lambda nn: nn.Sequential(nn.Linear(64, 12), nn.Linear(12, 10)), _BETWEEN),
        Mistake(lambda nn: nn.Sequential(_narrow(nn), nn.Softmax(dim=1)), _SOFTMAX),
        Mistake(_narrow(nn), _FUNCTION),
    ),
    explanation="Give it torch.nn, and it is a PyTorch model.",
)

EXERCISES = (SLOPES, STEPPED, COUNT, DRIFTED, TRANSLATED, MODULE)

QUIZ = {
    "What does loss.backward() change?": {
        "The weights, by a small step.": (False, "That is optimizer.step(). backward only computes."),
        "The .grad of every parameter that the loss depends on.": (
            True,
            "It adds the gradient to what is there already.",
        ),
        "The loss.": (False, "The loss is computed from weights, and those have not moved yet."),
    },
    "You call backward twice without zero_grad in between, on the same batch. What is in .grad?": {
        "The gradient.": (False, "It would be if the second call replaced the first; it adds."),
        "Twice the gradient.": (True, "Gradients add up until zero_grad clears them."),
        "Zero.": (False, "Nothing has cleared them."),
    },
    "You give both engines the same seed and the same program. Do the losses agree?": {
        "Yes, to the last digit.": (False, "The engines draw random numbers in different ways."),
        "No: the first weights differ.": (True, "Copy the state_dict from one to the other, and they agree."),
        "Only in float64.": (False, "More digits do not make different random numbers equal."),
    },
    "What does cross_entropy expect?": {
        "Scores and the numbers of the right classes.": (True, "The softmax is inside, in its stable form."),
        "Probabilities and the numbers of the right classes.": (
            False,
            "It would take a softmax of them again, and the loss could not fall below 1.46 with ten classes.",
        ),
        "Logarithms of probabilities.": (False, "That is nll_loss, which leaves the softmax to you."),
    },
    "A model was trained here. How do you get it onto a GPU?": {
        "model.to('cuda')": (False, "nnbook computes on the processor; it says so and names the way out."),
        "Copy its state_dict into its twin from on_torch, and move that.": (
            True,
            "The twin is an ordinary torch.nn.Module.",
        ),
        "Train it again there: weights cannot be moved.": (False, "A state_dict is a dictionary of arrays."),
    },
}
