"""Embedding."""

from __future__ import annotations

from tests.examples._form import Example

EMBEDDING: list[Example] = []
