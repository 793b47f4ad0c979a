"""Digits that lie straight in training and askew in the test: who knows what a digit looks like from another side?"""

from __future__ import annotations

from .bundled import DIGITS, digits
from .cluttered import Distortion, maps, taken_in_turn, warp
from .drawing import streams
from .records import Split

# An 8x8 digit becomes 14x14 in a 20x20 image.
KINDS = {
    "straight": Distortion(20, 1.75, (1, 1), rotation=0, shear=0, shift=0),
    "translated": Distortion(20, 1.75, (1, 1), rotation=0, shear=0, shift=2),
    "affine": Distortion(20, 1.75, (0.8, 1.2), rotation=30, shear=0.3, shift=2),
}


def affine_digits(
    train: str = "translated",
    test: str = "affine",
    n_train: int = 4000,
    n_test: int = 2000,
    size: int = 20,
    seed: int = 0,
) -> Split:
    """Digits moved in one way for training, in another for the test: x (N, 1, size, size) float32 from 0 to 1, y (N,).

    `train` and `test` are "straight" (in the middle), "translated" (shifted by -2 to 2 pixels in both directions) or
    "affine" (shifted likewise, sheared by -0.3 to 0.3, rotated by -30 to 30 degrees and scaled by 0.8 to 1.2), drawn
    uniformly; lengths are for `size=20` and grow with `size`. After the affNIST test of Sabour, Frosst and Hinton,
    "Dynamic routing between capsules" (2017): trained on translated digits, tested on affine ones; here with
    `digits()`, magnified 1.75 times. As in `cluttered_digits` the originals are split before they are drawn
    (`digits(seed=seed)`), and each is used equally often, give or take one.
    """
    for kind in (train, test):
        if kind not in KINDS:
            raise ValueError(f"affine_digits: {kind!r} is no way to move digits. Known: {', '.join(KINDS)}.")
    if n_train < 1 or n_test < 1 or size < 8:
        raise ValueError(
            f"affine_digits(n_train={n_train}, n_test={n_test}, size={size}): each part takes an image, and the "
            f"originals have 8x8 pixels, so size must be at least 8."
        )
    source = digits(seed=seed)
    rng_train, rng_test = streams(seed)
    from_train = taken_in_turn(len(source.x_train), n_train, rng_train)
    from_test = taken_in_turn(len(source.x_test), n_test, rng_test)
    return Split(
        x_train=warp(source.x_train[:, 0], from_train, *maps(n_train, size, rng_train, KINDS[train]), size)[:, None],
        y_train=source.y_train[from_train],
        x_test=warp(source.x_test[:, 0], from_test, *maps(n_test, size, rng_test, KINDS[test]), size)[:, None],
        y_test=source.y_test[from_test],
        classes=DIGITS,
        source_train=source.source_train[from_train],
        source_test=source.source_test[from_test],
    )
