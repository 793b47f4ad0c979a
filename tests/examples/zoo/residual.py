"""Networks with paths around their layers, and the vision transformer."""

from __future__ import annotations

from tests.examples._form import Example

RESIDUAL: list[Example] = []
