"""Convolutional networks up to GoogLeNet, and capsules."""

from __future__ import annotations

from tests.examples._form import integers, layers, networks, normal

SMALL, MIDDLE, LARGE = (normal(2, 1, side, side) for side in (8, 32, 64))

VISION = [
    *layers("models.lenet.{LeNet5|LeNet5_1998}()", x=MIDDLE),
    *networks("models.alexnet.AlexNet(3, 1, width=2, dropout=0.0{|, normalize=True})", x=LARGE),
    *networks("models.alexnet.SmallAlexNet(3, width=2, dropout=0.0{|, overlap=False})", x=MIDDLE),
    *networks("models.vgg.VGG({11|13, batch_norm=True}, classes=3, channels=1, width=2, dropout=0.0)", x=MIDDLE),
    *networks("models.vgg.VGG(11, 3, 1, width=4, stages=3, image=16, dropout=0.0)", x=normal(2, 1, 16, 16)),
    *networks("models.googlenet.GoogLeNet(3, 1, width=4, auxiliary={True|False}, dropout=(0.0, 0.0))", x=LARGE),
    *networks("models.googlenet.GoogLeNet(3, 1, width=4, as_published=True, dropout=(0.0, 0.0))", x=LARGE),
    *networks("models.inception.SmallGoogLeNet(width=4)", x=SMALL),
    *networks("models.capsnet.CapsNet(8, 3, width=4, types=2, kernel=3, sizes=(2, 4))", x=SMALL),
    *networks(
        "models.capsnet.CapsNet(8, 3, width=4, types=2, kernel=3, sizes=(2, 4), routing=1)",
        x=SMALL,
        labels=integers(0, 3, 2),
    ),
]
