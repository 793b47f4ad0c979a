"""The architectures: one line a model, small enough for a gradient check. One file a family."""

from __future__ import annotations

from tests.examples.zoo.feedforward import FEEDFORWARD
from tests.examples.zoo.generative import GENERATIVE
from tests.examples.zoo.recurrent import RECURRENT
from tests.examples.zoo.residual import RESIDUAL
from tests.examples.zoo.transformers import TRANSFORMERS
from tests.examples.zoo.vision import VISION

ZOO = [*FEEDFORWARD, *VISION, *RESIDUAL, *RECURRENT, *TRANSFORMERS, *GENERATIVE]
