"""Networks with paths around their layers, and the vision transformer."""

from __future__ import annotations

from tests.examples._form import networks, normal

PICTURE, LARGE = normal(2, 1, 16, 16), normal(2, 1, 64, 64)

RESIDUAL = [
    *networks("models.resnet.ResNet({18|18, residual=False|50}, classes=3, channels=1, width=2)", x=LARGE),
    *networks(
        'models.resnet.CifarResNet(8, 3, 1, width=4{|, shortcut="projection"|, shortcut="none"})',
        x=PICTURE,
    ),
    *networks("models.densenet.DenseNet((2, 2, 1, 1), 3, 1, growth=2)", x=LARGE),
    *networks("models.densenet.DenseNet((2, 2), 3, 1, growth=4, small=True)", x=PICTURE),
    *networks("models.vit.VisionTransformer(16, 4, 3, 1, width=8, depth=2, heads=2)", x=PICTURE),
]
