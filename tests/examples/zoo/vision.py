"""Convolutional networks up to GoogLeNet, and capsules."""

from __future__ import annotations

from tests.examples._form import layers, normal

VISION = [
    *layers("models.lenet.{LeNet5|LeNet5_1998}()", x=normal(2, 1, 32, 32)),
]
