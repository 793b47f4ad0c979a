"""NVIDIA's library for networks, which is not used here. Its switches may be set."""

from __future__ import annotations

__all__ = ["is_available", "version"]

benchmark = False
deterministic = False
enabled = True
allow_tf32 = True


def is_available() -> bool:
    """False."""
    return False


def version() -> int | None:
    """None: it is not there."""
    return None
