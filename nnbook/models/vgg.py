"""VGG (Simonyan & Zisserman, 2015): nothing but 3x3 convolutions, and many of them.

Weights have torchvision's names: the state dictionary of its vgg16 loads into `VGG16()` as it is.
"""

from functools import partial

from .. import nn

# Convolutions in each of the five stages: the paper's table 1, columns A, B, D and E.
STAGES = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}


class VGG(nn.Module):
    """(N, C, H, W) images -> (N, classes) logits, of depth 11, 13, 16 or 19; VGG-16 has 138,357,544 parameters.

    Each stage doubles the maps, up to 8 `width`, and halves their sides. `batch_norm=True` normalizes after each
    convolution, which the paper could not know yet. `stages` counts the stages that are used: 3 suit images of 32x32.
    `image` is the side of the images that the linear layers are made for; others are averaged to the same grid.
    """

    def __init__(
        self, depth=16, classes=1000, channels=3, *, width=64, batch_norm=False, stages=5, image=224, dropout=0.5
    ):
        super().__init__()
        if depth not in STAGES:
            raise ValueError(f"VGG(depth={depth}): depth must be one of {list(STAGES)}")
        layers, inputs = [], channels
        for number, count in enumerate(STAGES[depth][:stages]):
            maps = width * min(2**number, 8)
            for _ in range(count):
                layers += [nn.Conv2d(inputs, maps, 3, 1, 1), *([nn.BatchNorm2d(maps)] if batch_norm else []), nn.ReLU()]
                inputs = maps
            layers.append(nn.MaxPool2d(2))
        grid, hidden = image // 2**stages, 64 * width
        self.features, self.avgpool = nn.Sequential(*layers), nn.AdaptiveAvgPool2d(grid)
        self.classifier = nn.Sequential(
            nn.Linear(inputs * grid**2, hidden), nn.ReLU(), nn.Dropout(dropout),
            nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden, classes),
        )  # fmt: skip
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
                nn.init.zeros_(layer.bias)
            elif isinstance(layer, nn.Linear):
                nn.init.normal_(layer.weight, std=0.01)
                nn.init.zeros_(layer.bias)

    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


VGG11, VGG13, VGG16, VGG19 = (partial(VGG, depth) for depth in STAGES)
VGG11_BN, VGG13_BN, VGG16_BN, VGG19_BN = (partial(VGG, depth, batch_norm=True) for depth in STAGES)
