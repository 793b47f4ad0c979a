"""Attention, from the recurrent encoder and decoder to GPT."""

from __future__ import annotations

from tests.examples._form import Example

TRANSFORMERS: list[Example] = []
