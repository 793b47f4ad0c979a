"""Schedules: how the learning rate changes from epoch to epoch (or from step to step).

    scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=30)
    for epoch in range(100):
        train(...)
        scheduler.step()

`scheduler.get_last_lr()` tells the rates, one for each group of parameters; `state_dict()` is what a checkpoint keeps.
"""

from .combined import ChainedScheduler, SequentialLR
from .cosine import CosineAnnealingLR, CosineAnnealingWarmRestarts
from .cycle import CyclicLR, OneCycleLR
from .factor import (
    ConstantLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)
from .plateau import ReduceLROnPlateau
from .scheduler import LRScheduler

_LRScheduler = LRScheduler  # its name before PyTorch 2.0

__all__ = [
    "StepLR",
    "MultiStepLR",
    "ExponentialLR",
    "ConstantLR",
    "LinearLR",
    "PolynomialLR",
    "LambdaLR",
    "MultiplicativeLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "OneCycleLR",
    "CyclicLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "ChainedScheduler",
    "LRScheduler",
]
