"""Autoencoders and what generates."""

from __future__ import annotations

from tests.examples._form import Example

GENERATIVE: list[Example] = []
