"""What surrounds a network: data in batches."""

from .._missing import names_what_is_missing
from . import data

__getattr__ = names_what_is_missing(__name__)

__all__ = ["data"]
