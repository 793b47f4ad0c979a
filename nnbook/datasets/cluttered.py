"""Handwritten digits, distorted and hidden among fragments of other digits: the benchmark of the vision chapters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .bundled import DIGITS, digits
from .records import Split


@dataclass(frozen=True)
class Distortion:
    """How far digits are moved, each amount drawn uniformly up to this; lengths are for images of `size` pixels."""

    size: int = 32
    magnification: float = 2.5  # an 8x8 digit becomes 20x20
    scale: tuple[float, float] = (0.8, 1.2)
    rotation: float = 25  # degrees, to either side
    shear: float = 0.2  # pixels sideways for each pixel down
    shift: float = 4.0


CLUTTERED = Distortion()
FRAGMENTS, FRAGMENT = 4, 6
NOISE = 0.05
WINDOW = 3  # a fragment is a 3x3 window of a digit
INKED = slice(1, 7)  # its columns; the first and the last column of the 8x8 digits are nearly always blank


def cluttered_digits(n_train: int = 6000, n_test: int = 2000, size: int = 32, seed: int = 0) -> Split:
    """Digits in clutter: x (N, 1, size, size) float32, 0 for background to 1 for ink; 8,000 images in under a second.

    The 1,797 digits are split first, as `digits(seed=seed)` splits them, and only then drawn. Training images are made
    of training digits alone and test images of test digits alone, down to the fragments: no pixel of a test image was
    seen in training. Drawn after the split, an image would have near copies of itself on the other side, and the test
    would measure memory. Every digit of a part is used equally often (give or take one), in random order. For each
    image:

    1. The 8x8 digit is magnified 2.5 times (20 pixels), times a random scale of 0.8 to 1.2; sheared by -0.2 to 0.2
       (pixels sideways for each pixel down); rotated by -25 to 25 degrees; shifted by -4 to 4 pixels from the center
       in both directions. All are drawn uniformly. Pixels between those of the original are interpolated linearly.
    2. Four fragments are laid over it where they fall: 3x3 windows of random digits, stretched linearly to 6x6 pixels.
       Where they overlap with what is there, the darker ink stays.
    3. Gaussian noise of standard deviation 0.05 is added, and everything is cut off at 0 and 1.

    Lengths are for `size=32` and grow with `size`. What to expect on standardized images after 8 epochs of AdamW with a
    one-cycle schedule, three seeds: softmax regression has 0.27 to 0.29 of the test images right, an MLP with 256 and
    128 hidden units 0.59 to 0.60, LeNet-5 with tanh and average pooling 0.74 to 0.76. With ReLU and max pooling LeNet-5
    came to 0.81 (8 epochs of Adam, one seed). Guessing gives 0.10.
    """
    if n_train < 1 or n_test < 1:
        raise ValueError(f"cluttered_digits(n_train={n_train}, n_test={n_test}): both must be at least 1.")
    if size < 8:
        raise ValueError(f"cluttered_digits(size={size}): the originals have 8x8 pixels, so size must be at least 8.")
    source = digits(seed=seed)
    # A stream of random numbers for each part: asking for more training images leaves the test images as they were.
    train, from_train = _draw(source.x_train[:, 0], n_train, size, np.random.default_rng([seed, 0]))
    test, from_test = _draw(source.x_test[:, 0], n_test, size, np.random.default_rng([seed, 1]))
    return Split(
        x_train=train,
        y_train=source.y_train[from_train],
        x_test=test,
        y_test=source.y_test[from_test],
        classes=DIGITS,
        source_train=source.source_train[from_train],
        source_test=source.source_test[from_test],
    )


def _draw(originals: np.ndarray, n: int, size: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(M, 8, 8) originals -> (n, 1, size, size) images, and for each the number of the original it shows."""
    chosen = taken_in_turn(len(originals), n, rng)
    matrix, offset = maps(n, size, rng, CLUTTERED)
    canvas = warp(originals, chosen, matrix, offset, size)
    _add_fragments(canvas, originals, rng)
    canvas += NOISE * rng.standard_normal(canvas.shape, dtype=np.float32)
    return canvas.clip(0, 1, out=canvas)[:, None], chosen


def taken_in_turn(originals: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """(n,) numbers of originals in random order, each as often as any other, give or take one."""
    rounds = -(-n // originals)
    return np.concatenate([rng.permutation(originals) for _ in range(rounds)])[:n]


def maps(n: int, size: int, rng: np.random.Generator, most: Distortion) -> tuple[np.ndarray, np.ndarray]:
    """For each image the affine map from a place in it to the place in the original: matrix @ place + offset.

    Matrix (n, 2, 2) and offset (n, 2), for places (row, column). Going back is the way to draw: every pixel of the new
    image then gets exactly one value, and there are no holes.
    """
    unit = size / most.size
    angle = np.deg2rad(rng.uniform(-most.rotation, most.rotation, n))
    scale = rng.uniform(*most.scale, n) * most.magnification * unit
    shear = rng.uniform(-most.shear, most.shear, n)
    shift = rng.uniform(-most.shift * unit, most.shift * unit, (n, 2))
    cos, sin, zero, one = np.cos(angle), np.sin(angle), np.zeros(n), np.ones(n)
    rotate = np.array([[cos, -sin], [sin, cos]]).transpose(2, 0, 1)
    slant = np.array([[one, zero], [shear, one]]).transpose(2, 0, 1)
    matrix = rotate @ slant / scale[:, None, None]
    middle = (size - 1) / 2 + shift  # where the middle of the digit, (3.5, 3.5) in the original, comes to lie
    return matrix, 3.5 - np.einsum("nij,nj->ni", matrix, middle)


def warp(originals: np.ndarray, chosen: np.ndarray, matrix: np.ndarray, offset: np.ndarray, size: int) -> np.ndarray:
    """(M, 8, 8) originals, drawn through the n `maps` -> (n, size, size) float32.

    Image i shows original chosen[i]. A place between pixels gets the linear mixture of the four around it; outside the
    original lies background, 0. In blocks of 256 images, so that the temporary arrays stay in the processor's cache.
    """
    side = originals.shape[1] + 2
    padded = np.pad(originals.astype(np.float32), ((0, 0), (1, 1), (1, 1))).reshape(-1)
    matrix, offset = matrix.astype(np.float32), offset.astype(np.float32)
    pixel = np.arange(size, dtype=np.float32)
    out = np.empty((len(chosen), size, size), np.float32)
    for start in range(0, len(chosen), 256):
        block = slice(start, start + 256)
        a, b = matrix[block, :, :1, None], matrix[block, :, 1:, None]
        place = a * pixel[:, None] + b * pixel + offset[block, :, None, None]  # (n, 2, size, size)
        place += 1  # for the frame
        np.clip(place, 0, side - 1, out=place)
        corner = np.minimum(place.astype(np.intp), side - 2)
        down, right = np.moveaxis(place - corner, 1, 0)
        at = corner[:, 0] * side + corner[:, 1] + (chosen[block] * side**2)[:, None, None]
        upper = padded[at] * (1 - right) + padded[at + 1] * right
        lower = padded[at + side] * (1 - right) + padded[at + side + 1] * right
        out[block] = upper + (lower - upper) * down
    return out


def _add_fragments(canvas: np.ndarray, originals: np.ndarray, rng: np.random.Generator) -> None:
    """Lay FRAGMENTS stretched windows of random originals over each (size, size) image of `canvas`, in place."""
    n, size, _ = canvas.shape
    width = round(FRAGMENT * size / 32)
    stretch, inked = stretching(width), originals[:, :, INKED]
    window, span = np.arange(WINDOW), np.arange(width)
    for _ in range(FRAGMENTS):
        source = rng.integers(len(originals), size=(n, 1, 1))
        row, column = (rng.integers(length - WINDOW + 1, size=(n, 1, 1)) for length in inked.shape[1:])
        piece = inked[source, row + window[:, None], column + window]
        piece = stretch @ piece @ stretch.T
        top, left = (rng.integers(size - width + 1, size=(n, 1, 1)) for _ in range(2))
        place = np.arange(n)[:, None, None], top + span[:, None], left + span
        canvas[place] = np.maximum(canvas[place], piece)


def stretching(width: int) -> np.ndarray:
    """(width, WINDOW) weights that stretch WINDOW pixels to `width` by linear interpolation, ends on ends."""
    places = np.linspace(0, WINDOW - 1, width)
    return np.maximum(0, 1 - np.abs(places[:, None] - np.arange(WINDOW))).astype(np.float32)
