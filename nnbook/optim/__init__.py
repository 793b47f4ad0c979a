"""Optimizers, from simple to clever, and schedules of their learning rates."""

from .._missing import names_what_is_missing
from . import lr_scheduler
from .adadelta import Adadelta
from .adagrad import Adagrad
from .adam import Adam, Adamax, AdamW, NAdam
from .optimizer import Optimizer
from .rmsprop import RMSprop
from .rprop import Rprop
from .sgd import SGD

__getattr__ = names_what_is_missing(__name__)

__all__ = [
    "SGD",
    "Adagrad",
    "RMSprop",
    "Adadelta",
    "Adam",
    "AdamW",
    "NAdam",
    "Adamax",
    "Rprop",
    "Optimizer",
    "lr_scheduler",
]
