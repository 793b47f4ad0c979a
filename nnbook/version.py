"""Versions of what PyTorch would be built with: nothing."""

from __future__ import annotations

cuda: str | None = None
hip: str | None = None
