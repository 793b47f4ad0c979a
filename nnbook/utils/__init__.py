"""What surrounds a network: data in batches."""

from . import data

__all__ = ["data"]
