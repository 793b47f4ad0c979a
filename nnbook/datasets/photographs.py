"""Small pieces of photographs: what natural images are made of."""

from __future__ import annotations

import numpy as np

from .._extras import require
from .drawing import streams
from .records import Split

PHOTOGRAPHS = ("china", "flower")
LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # how bright red, green and blue look (ITU-R BT.601)


def patches(n_train: int = 10_000, n_test: int = 2_000, size: int = 8, seed: int = 0) -> Split:
    """Square pieces of two photographs in gray: x (N, 1, size, size) float32, 0 black to 1 white; y, which photograph.

    They are cut at random places of a temple (china.jpg, by danielbuechele) and a dahlia (flower.jpg, by vultilion),
    427x640 pixels each, retrieved in 2011, Creative Commons Attribution, as scikit-learn has them. The training part
    comes from the left three quarters of both photographs and the test part from the right quarter: no pixel is in
    both. Half of each part is of each photograph, in random order. For autoencoders, denoising and filters: y is only
    there for whoever asks. Needs Pillow.
    """
    if n_train < 2 or n_test < 2 or not 1 <= size <= 160:
        raise ValueError(
            f"patches(n_train={n_train}, n_test={n_test}, size={size}): each part takes at least 2 patches, and size "
            f"must be from 1 to 160 pixels, the width of the test part."
        )
    load = require("sklearn.datasets", "data", "datasets.patches").load_sample_image
    require("PIL", "book", "datasets.patches")  # scikit-learn asks for it
    gray = [load(f"{name}.jpg").astype(np.float32) @ (LUMA / 255) for name in PHOTOGRAPHS]
    edge = gray[0].shape[1] * 3 // 4
    train, test = np.stack(gray)[:, :, :edge], np.stack(gray)[:, :, edge:]
    rng_train, rng_test = streams(seed)
    return Split(*_cut(train, n_train, size, rng_train), *_cut(test, n_test, size, rng_test), classes=PHOTOGRAPHS)


def _cut(images: np.ndarray, n: int, size: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(M, H, W) images -> (n, 1, size, size) pieces and the number of the image that each one is from."""
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(1, 2))
    which = rng.permutation(np.arange(n) % len(images))
    row, column = (rng.integers(length, size=n) for length in windows.shape[1:3])
    return windows[which, row, column][:, None], which.astype(np.int64)
