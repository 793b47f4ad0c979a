"""nnbook/models a second time: a package of the same files, in which `from .. import nn` finds `torch.nn`."""

from pathlib import Path

__path__ = [str(Path(__file__).parents[2] / "models")]
