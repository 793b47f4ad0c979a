"""Networks with a memory."""

from __future__ import annotations

from tests.examples._form import Example

RECURRENT: list[Example] = []
