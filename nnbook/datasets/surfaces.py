"""Points with a number to predict, or a hidden coordinate to find: made sets for regression and for representation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._extras import require
from .drawing import both_parts
from .records import Regression, Split


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Pieces(Split):
    """Regression by pieces, with the truth: which piece each point lies in, and the line that holds there.

    `piece_train` and `piece_test`, (N,) int64, number the pieces. Piece k is where `centers[k]` is the nearest of the
    `centers` (K, 2); y is x @ `weights[k]` + `biases[k]` there, with `weights` (K, 2) and `biases` (K,).
    """

    piece_train: np.ndarray
    piece_test: np.ndarray
    centers: np.ndarray
    weights: np.ndarray
    biases: np.ndarray


def voronoi_linear(
    pieces: int = 4, n_train: int = 600, n_test: int = 2000, noise: float = 0.05, world: int = 7, seed: int = 0
) -> Pieces:
    """A square cut into pieces with a linear function in each: x (N, 2) from -1 to 1; y (N, 1), no unit, with jumps.

    Each piece is the places that are nearest to its center (a Voronoi cell). Centers are uniform in the square, weights
    and biases Gaussian with standard deviation 1.5; `world` draws them and `seed` the points, so that one world can be
    sampled often. `noise` is the standard deviation of a Gaussian added to y. Made for experts that share out the
    square between them.
    """
    if pieces < 1 or n_train < 1 or n_test < 1 or noise < 0:
        raise ValueError(
            f"voronoi_linear(pieces={pieces}, n_train={n_train}, n_test={n_test}, noise={noise}): there must be a "
            f"piece, and a point in each part, and the noise must not be negative."
        )
    rng = np.random.default_rng(world)
    centers = rng.uniform(-1, 1, (pieces, 2))
    weights, biases = rng.normal(0, 1.5, (pieces, 2)), rng.normal(0, 1.5, pieces)

    def draw(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
        x = rng.uniform(-1, 1, (n, 2)).astype(np.float32)
        piece = _nearest(x, centers)
        y = (x * weights[piece]).sum(axis=1) + biases[piece] + noise * rng.standard_normal(n)
        return x, y[:, None].astype(np.float32)

    x, y, x_test, y_test = both_parts(draw, n_train, n_test, seed)
    return Pieces(
        x, y, x_test, y_test, piece_train=_nearest(x, centers), piece_test=_nearest(x_test, centers),
        centers=centers, weights=weights, biases=biases,
    )  # fmt: skip


def _nearest(x: np.ndarray, centers: np.ndarray) -> np.ndarray:
    """(N, 2) points -> (N,) the number of the center that is nearest to each."""
    return ((x[:, None] - centers) ** 2).sum(axis=2).argmin(axis=1)


def friedman1(n: int = 500, noise: float = 1.0, seed: int = 0) -> Regression:
    """Ten numbers of which five matter: x (n, 10) uniform from 0 to 1; y (n, 1), no unit, about 0 to 30.

    y = 10 sin(pi x1 x2) + 20 (x3 - 0.5)^2 + 10 x4 + 5 x5, and `noise` the standard deviation of a Gaussian added to it.
    Source of the function: Friedman, "Multivariate adaptive regression splines" (1991). Made by scikit-learn's
    make_friedman1.
    """
    _check_points("friedman1", n, noise)
    make = require("sklearn.datasets", "data", "datasets.friedman1").make_friedman1
    x, y = make(n, noise=noise, random_state=seed)
    return _regression(x, y, tuple(f"x{i + 1}" for i in range(10)), "y")


def swiss_roll(n: int = 1000, noise: float = 0.0, seed: int = 0) -> Regression:
    """A sheet rolled up in space: x (n, 3), no unit; y (n, 1), the angle in the roll, from 1.5 pi to 4.5 pi.

    Points that are near in space can be far apart on the sheet, so a linear map to two numbers (PCA) cannot unroll it.
    `noise` is the standard deviation of a Gaussian added to x. Made by scikit-learn's make_swiss_roll; known from
    Tenenbaum, de Silva and Langford (2000).
    """
    _check_points("swiss_roll", n, noise)
    make = require("sklearn.datasets", "data", "datasets.swiss_roll").make_swiss_roll
    x, y = make(n, noise=noise, random_state=seed)
    return _regression(x, y, ("x1", "x2", "x3"), "angle (radians)")


def _regression(x: np.ndarray, y: np.ndarray, features: tuple[str, ...], target: str) -> Regression:
    return Regression(x.astype(np.float32), y[:, None].astype(np.float32), features, (target,))


def _check_points(name: str, n: int, noise: float) -> None:
    if n < 1 or noise < 0:
        raise ValueError(f"{name}(n={n}, noise={noise}): n must be at least 1, and the noise must not be negative.")
