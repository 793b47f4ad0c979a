"""Small sets that are made, each to show one thing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from .._extras import require
from .records import Examples


def gates() -> dict[str, Examples]:
    """The truth tables of AND, OR, NAND, NOR and XOR by name: x (4, 2) with 0 or 1, y (4,) the output.

    A line separates the ones from the zeros in all of them but XOR (Minsky and Papert, "Perceptrons", 1969).
    """
    x = np.array(list(product((0, 1), repeat=2)))
    both, either = np.logical_and(*x.T), np.logical_or(*x.T)
    outputs = {"AND": both, "OR": either, "NAND": ~both, "NOR": ~either, "XOR": either & ~both}
    return {name: _binary(x, y) for name, y in outputs.items()}


def xor() -> Examples:
    """Exclusive or: x (4, 2) with 0 or 1, y (4,) is 1 where exactly one input is 1. No line separates the classes."""
    return gates()["XOR"]


def symmetry(bits: int = 6) -> Examples:
    """All 2^bits rows of zeros and ones: x (2^bits, bits); y (2^bits,) is 1 where a row reads the same from both ends.

    With 6 bits, 8 of 64 rows are symmetric. Source: Rumelhart, Hinton and Williams ("Learning representations by
    back-propagating errors", 1986), where two hidden units learned it. Rows count upwards in binary.
    """
    if not 2 <= bits <= 16:
        raise ValueError(f"symmetry(bits={bits}): bits must be from 2 to 16 (the set has 2^bits rows).")
    x = np.array(list(product((0, 1), repeat=bits)))
    return _binary(x, (x == x[:, ::-1]).all(axis=1))


def _binary(x: np.ndarray, y: np.ndarray) -> Examples:
    """Rows of zeros and ones and a yes-or-no answer."""
    features = tuple(f"x{i + 1}" for i in range(x.shape[1]))
    return Examples(x.astype(np.float32), y.astype(np.int64), ("0", "1"), features)


@dataclass(frozen=True, eq=False, repr=False)
class Clouds(Examples):
    """Two classes with a known gap: `weight` (D,), of length 1, and `bias` separate them with the largest margin.

    For every row, sign * (x @ weight + bias) >= `margin` > 0, where sign is +1 for class 1 and -1 for class 0, and no
    other line (for D > 2 plane) has a larger margin. `radius` is the length of the longest row of x. Both are measured
    on x.
    """

    weight: np.ndarray
    bias: float
    margin: float
    radius: float

    @property
    def most_mistakes(self) -> float:
        """Novikoff's bound (1962) on the mistakes of a perceptron that starts at zero and learns its bias too.

        The bias is one more input that is always 1. With it rows have length at most sqrt(radius^2 + 1), and the
        separating vector (weight, bias), scaled to length 1, has margin / sqrt(1 + bias^2). The bound is the square of
        their ratio.
        """
        return (self.radius**2 + 1) * (1 + self.bias**2) / self.margin**2


def two_clouds(n: int = 100, margin: float = 0.1, seed: int = 0, features: int = 2) -> Clouds:
    """n points in two clouds of n/2 that a line separates with a known margin: x (n, features), y (n,) 0 or 1, no unit.

    A random direction and an offset from -0.5 to 0.5 make the line. Each point lies on its class's side, at `margin`
    plus the absolute value of a Gaussian number from it, and Gaussian along it. One pair of opposite points stands
    exactly 2 * margin apart, so that no other line can have a larger margin. Rows are in random order.
    """
    if n < 2 or margin <= 0 or features < 1:
        raise ValueError(
            f"two_clouds(n={n}, margin={margin}, features={features}): there must be at least 2 points and 1 feature, "
            f"and the margin must be above 0."
        )
    rng = np.random.default_rng(seed)
    weight = rng.standard_normal(features)
    weight /= np.linalg.norm(weight)
    bias = rng.uniform(-0.5, 0.5)
    y = np.arange(n) % 2
    along = rng.standard_normal((n, features))
    along -= np.outer(along @ weight, weight)
    away = np.abs(rng.standard_normal(n))
    along[1], away[:2] = along[0], 0  # the pair, one of each class
    x = along + np.outer((2 * y - 1) * (margin + away) - bias, weight)
    order = rng.permutation(n)
    return _measured(x[order].astype(np.float32), y[order], weight, float(bias))


def _measured(x: np.ndarray, y: np.ndarray, weight: np.ndarray, bias: float) -> Clouds:
    """The set with its margin and radius as they are after rounding to float32."""
    exact = x.astype(np.float64)
    return Clouds(
        x=x,
        y=y.astype(np.int64),
        classes=("0", "1"),
        features=tuple(f"x{i + 1}" for i in range(x.shape[1])),
        weight=weight,
        bias=bias,
        margin=float(((2 * y - 1) * (exact @ weight + bias)).min()),
        radius=float(np.linalg.norm(exact, axis=1).max()),
    )


def moons(n: int = 200, noise: float = 0.1, seed: int = 0) -> Examples:
    """Two interleaved half circles: x (n, 2) float32, y (n,) 0 for the upper and 1 for the lower one, no unit.

    The circles have radius 1; `noise` is the standard deviation of a Gaussian added to x. Drawn by scikit-learn's
    make_moons.
    """
    _check_points("moons", n, noise)
    x, y = require("sklearn.datasets", "data", "datasets.moons").make_moons(n, noise=noise, random_state=seed)
    return Examples(x.astype(np.float32), y.astype(np.int64), ("upper", "lower"), ("x1", "x2"))


def spirals(n: int = 200, turns: float = 1.0, noise: float = 0.02, seed: int = 0) -> Examples:
    """Two spirals wound around each other, n/2 points each: x (n, 2) float32 from about -1 to 1; y (n,) 0 or 1.

    Each runs from the center to radius 1 in `turns` turns, its points spread evenly over the angle; the second is the
    first turned by half a circle. `noise` is the standard deviation of a Gaussian added to x. After Lang and Witbrock,
    "Learning to tell two spirals apart" (1988), whose spirals have three turns. Rows are in random order.
    """
    _check_points("spirals", n, noise)
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    radius = (np.arange(n) // 2 + 1) / ((n + 1) // 2)
    angle = 2 * np.pi * turns * radius + np.pi * y
    x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    x += noise * rng.standard_normal(x.shape)
    order = rng.permutation(n)
    return Examples(x[order].astype(np.float32), y[order].astype(np.int64), ("first", "second"), ("x1", "x2"))


def circles(n: int = 200, noise: float = 0.05, seed: int = 0) -> Examples:
    """A circle inside a circle: x (n, 2) float32, y (n,) 0 for the outer and 1 for the inner one, no unit.

    The radii are 1 and 0.5; `noise` is the standard deviation of a Gaussian added to x. No line separates the classes,
    the distance from the center does. Drawn by scikit-learn's make_circles.
    """
    _check_points("circles", n, noise)
    make = require("sklearn.datasets", "data", "datasets.circles").make_circles
    x, y = make(n, noise=noise, factor=0.5, random_state=seed)
    return Examples(x.astype(np.float32), y.astype(np.int64), ("outer", "inner"), ("x1", "x2"))


def ring_of_gaussians(
    n: int = 2000, modes: int = 8, radius: float = 2.0, noise: float = 0.05, seed: int = 0
) -> Examples:
    """Small clouds in a ring: x (n, 2) float32, y (n,) the cloud's number, counted against the clock from the right.

    The centers lie evenly on a circle of `radius`, the first at (radius, 0); `noise` is the standard deviation of each
    cloud. Each cloud has its share of the points, give or take one, in random order. Made to see which modes a
    generator forgets, as in Metz, Poole, Pfau and Sohl-Dickstein, "Unrolled generative adversarial networks" (2017).
    """
    if not 1 <= modes <= n or noise < 0:
        raise ValueError(
            f"ring_of_gaussians(n={n}, modes={modes}, noise={noise}): there must be from 1 to n modes, and the noise "
            f"must not be negative."
        )
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) % modes)
    angle = 2 * np.pi * y / modes
    x = radius * np.stack([np.cos(angle), np.sin(angle)], axis=1) + noise * rng.standard_normal((n, 2))
    return Examples(x.astype(np.float32), y.astype(np.int64), tuple(map(str, range(modes))), ("x1", "x2"))


def _check_points(name: str, n: int, noise: float) -> None:
    if n < 2 or noise < 0:
        raise ValueError(f"{name}(n={n}, noise={noise}): n must be at least 2, and the noise must not be negative.")
