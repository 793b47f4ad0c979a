"""Figures: the book's style, pictures that many chapters need, and a module of its own for each chapter's figures.

A function draws one figure and returns it; those that take `ax` draw on given axes instead. `use_style()` sets the
look for figures of your own. Needs matplotlib: pip install "nnbook[book]".
"""
# ruff: noqa: E402 - whoever lacks matplotlib should read first how to get it

from __future__ import annotations

from .._extras import require

require("matplotlib", "book", "nnbook.plots")

from . import (
    activations,
    adaline,
    adaptive_optimizers,
    alexnet,
    artificial_neuron,
    attention,
    autoencoders,
    backpropagation,
    bidirectional_rnn,
    choosing_activations,
    convolution,
    costs,
    descent,
    dropout,
    echo_state,
    elman,
    from_nnbook_to_pytorch,
    gradient_checking,
    gradient_descent,
    gru,
    how_to_use,
    initialization,
    leakage,
    lenet,
    losses,
    lstm,
    mlp,
    model_selection,
    momentum,
    normalization,
    overfitting,
    perceptron,
    rbf,
    resnet,
    rnn,
    scaling,
    self_attention,
    shapes,
    spirals,
    style,
    training_data,
    transformer,
    weight_penalties,
)
from .curves import loss_curves
from .pictures import confusion, images
from .plane import decision_regions, points
from .style import use_style

__all__ = [
    "activations",
    "adaline",
    "adaptive_optimizers",
    "alexnet",
    "artificial_neuron",
    "attention",
    "autoencoders",
    "backpropagation",
    "bidirectional_rnn",
    "choosing_activations",
    "confusion",
    "convolution",
    "costs",
    "decision_regions",
    "descent",
    "dropout",
    "echo_state",
    "elman",
    "from_nnbook_to_pytorch",
    "gradient_checking",
    "gradient_descent",
    "gru",
    "how_to_use",
    "images",
    "initialization",
    "leakage",
    "lenet",
    "loss_curves",
    "losses",
    "lstm",
    "mlp",
    "model_selection",
    "momentum",
    "normalization",
    "overfitting",
    "perceptron",
    "points",
    "rbf",
    "resnet",
    "rnn",
    "scaling",
    "self_attention",
    "shapes",
    "spirals",
    "style",
    "training_data",
    "transformer",
    "use_style",
    "weight_penalties",
]
