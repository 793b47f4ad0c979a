"""Attention and Transformer layers."""

from __future__ import annotations

from tests.examples._form import Example

ATTENTION: list[Example] = []
