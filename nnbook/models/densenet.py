"""Densely connected networks (Huang, Liu, van der Maaten & Weinberger, 2017): each layer reads all layers before it.

Weights have torchvision's names: the state dictionary of its densenet121 loads into `DenseNet121()` as it is.
"""

from collections import OrderedDict
from functools import partial

from .. import cat, nn

LAYERS = {121: (6, 12, 24, 16), 169: (6, 12, 32, 32), 201: (6, 12, 48, 32)}  # table 1


class DenseNet(nn.Module):
    """(N, C, H, W) images -> (N, classes) logits; each layer adds `growth` maps (the k of the paper, table 1).

    `layers` has the number of layers of each dense block. A layer is BN, ReLU, 1x1 convolution to 4 k maps, BN, ReLU,
    3x3 convolution; between the blocks a 1x1 convolution halves the maps (DenseNet-BC). `small=True` is the form for
    images of 32x32 pixels: a 3x3 convolution at the start, in the place of a 7x7 with stride 2 and pooling.
    """

    def __init__(self, layers=LAYERS[121], classes=1000, channels=3, growth=32, small=False):
        super().__init__()
        maps, parts = 2 * growth, OrderedDict()
        if small:
            parts["conv0"] = nn.Conv2d(channels, maps, 3, 1, 1, bias=False)
        else:
            parts["conv0"], parts["norm0"] = nn.Conv2d(channels, maps, 7, 2, 3, bias=False), nn.BatchNorm2d(maps)
            parts["relu0"], parts["pool0"] = nn.ReLU(), nn.MaxPool2d(3, 2, 1)
        for number, count in enumerate(layers, 1):
            parts[f"denseblock{number}"] = DenseBlock(maps, growth, count)
            maps += count * growth
            if number < len(layers):
                parts[f"transition{number}"] = transition(maps)
                maps //= 2
        parts["norm5"] = nn.BatchNorm2d(maps)
        self.features, self.classifier = nn.Sequential(parts), nn.Linear(maps, classes)
        for layer in self.features.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight)

    def forward(self, x):
        maps = self.features(x).relu()
        return self.classifier(maps.mean((2, 3)))


class DenseLayer(nn.Module):
    """(N, C, H, W) maps of all layers before -> (N, growth, H, W) new ones."""

    def __init__(self, inputs, growth):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, 4 * growth, 1, bias=False)
        self.norm2, self.conv2 = nn.BatchNorm2d(4 * growth), nn.Conv2d(4 * growth, growth, 3, 1, 1, bias=False)

    def forward(self, x):
        return self.conv2(self.norm2(self.conv1(self.norm1(x).relu())).relu())


class DenseBlock(nn.ModuleDict):
    """(N, C, H, W) -> (N, C', H, W): what came in, and what each layer added, C' = C + count * growth."""

    def __init__(self, inputs, growth, count):
        layers = (DenseLayer(inputs + i * growth, growth) for i in range(count))
        super().__init__({f"denselayer{i}": layer for i, layer in enumerate(layers, 1)})

    def forward(self, x):
        for layer in self.values():
            x = cat([x, layer(x)], 1)
        return x


def transition(maps):
    """(N, C, H, W) -> (N, C/2, H/2, W/2) between two dense blocks."""
    conv = nn.Conv2d(maps, maps // 2, 1, bias=False)
    return nn.Sequential(OrderedDict(norm=nn.BatchNorm2d(maps), relu=nn.ReLU(), conv=conv, pool=nn.AvgPool2d(2)))


DenseNet121, DenseNet169, DenseNet201 = (partial(DenseNet, layers) for layers in LAYERS.values())
DenseNet100_12 = partial(DenseNet, (16, 16, 16), classes=10, growth=12, small=True)  # CIFAR, DenseNet-BC, table 2
