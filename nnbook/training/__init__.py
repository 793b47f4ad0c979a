"""Training and judging a model, on nnbook's engine or on PyTorch: `fit`, `evaluate`, `History`, `metrics`."""

from __future__ import annotations

from . import metrics
from .checks import DivergedError
from .history import History
from .loop import evaluate, fit

__all__ = ["DivergedError", "History", "evaluate", "fit", "metrics"]
