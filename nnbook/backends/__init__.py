"""Switches of PyTorch's libraries: they exist so that programs can set them, and do nothing."""

from . import cuda, cudnn, mps

__all__ = ["cuda", "cudnn", "mps"]
