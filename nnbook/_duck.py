"""What the training loop and the figures ask of a model or a tensor without knowing which engine it comes from."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np


def engine_of(parameter: object) -> ModuleType:
    """The package whose class `parameter` is: torch for a torch.nn.Parameter, nnbook for one of nnbook's.

    The root of the class's module is looked up among the modules that are already imported, so neither engine is
    imported here. Both offer `no_grad()`, `manual_seed(seed)` and `as_tensor(array)` under that root.
    """
    return sys.modules[type(parameter).__module__.partition(".")[0]]


def to_numpy(value: Any) -> np.ndarray:
    """The values of a tensor of either engine, or of anything that NumPy understands, as an array on the CPU."""
    return value.detach().cpu().numpy() if hasattr(value, "detach") else np.asarray(value)
