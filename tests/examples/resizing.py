"""Layers that resize or rearrange images."""

from __future__ import annotations

from tests.examples._form import Example

RESIZING: list[Example] = []
