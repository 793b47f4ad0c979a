"""Means over rows of values that come as means over batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Means:
    """Add what was measured on a batch of so many rows; `result` has the means over all rows."""

    def __init__(self) -> None:
        self.rows, self.sums = 0, dict[str, float]()

    def add(self, rows: int, values: dict[str, Any]) -> None:
        """Values that are means over these rows."""
        self.rows += rows
        for name, value in values.items():
            self.sums[name] = self.sums.get(name, 0.0) + rows * float(value)

    def result(self, total: Callable[[list[Any]], list[Any]] = list) -> dict[str, float]:
        """The means; `total` adds up what several processes have."""
        rows, *sums = total([self.rows, *self.sums.values()])
        return {name: value / rows for name, value in zip(self.sums, sums)}

    def state_dict(self, total: Callable[[list[Any]], list[Any]] = list) -> dict[str, Any]:
        """All that a run which goes on must know; `total` adds up what several processes have."""
        rows, *sums = total([self.rows, *self.sums.values()])
        return {"rows": rows, "sums": dict(zip(self.sums, sums))}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a state of `state_dict`."""
        self.rows, self.sums = state["rows"], dict(state["sums"])
