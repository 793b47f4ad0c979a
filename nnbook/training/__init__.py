"""Training and judging a model, on nnbook's engine or on PyTorch: `fit`, `evaluate`, checkpoints, metrics."""

from __future__ import annotations

from . import metrics
from .checkpoint import Checkpoint
from .checks import DivergedError
from .history import History
from .loop import evaluate, fit
from .step import Step
from .stopping import EarlyStopping

__all__ = ["Checkpoint", "DivergedError", "EarlyStopping", "History", "Step", "evaluate", "fit", "metrics"]
