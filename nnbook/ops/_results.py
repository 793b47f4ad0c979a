"""Functions with several results return them as a named tuple, which prints as PyTorch's does."""

from __future__ import annotations

from collections import namedtuple
from typing import Any


class Result:
    """The printed form: the name of the function, and each result under its own name."""

    function = ""

    def called(self, function: str) -> Any:
        """This result, as that of another function."""
        self.function = function
        return self

    def __repr__(self) -> str:
        lines = ",\n".join(f"{name}={getattr(self, name)!r}" for name in self._fields)  # type: ignore[attr-defined]
        return f"torch.return_types.{self.function}(\n{lines})"


class Extremes(Result, namedtuple("Extremes", ["values", "indices"])):
    """Values along an axis, and where they are."""


class Range(Result, namedtuple("Range", ["min", "max"])):
    """The smallest and the largest."""

    function = "aminmax"


class Eigen(Result, namedtuple("Eigen", ["eigenvalues", "eigenvectors"])):
    """Eigenvalues in ascending order, and the vectors in the columns."""

    function = "linalg_eigh"


class Singular(Result, namedtuple("Singular", ["U", "S", "Vh"])):
    """The three factors of a singular value decomposition."""

    function = "linalg_svd"


class Triangular(Result, namedtuple("Triangular", ["Q", "R"])):
    """An orthogonal and a triangular factor."""

    function = "linalg_qr"


class SignAndLog(Result, namedtuple("SignAndLog", ["sign", "logabsdet"])):
    """The sign of a determinant, and the logarithm of its size."""

    function = "linalg_slogdet"


class Fit(Result, namedtuple("Fit", ["solution", "residuals", "rank", "singular_values"])):
    """The least squares solution, and what belongs to it."""

    function = "linalg_lstsq"
