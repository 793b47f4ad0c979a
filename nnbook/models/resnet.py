"""Residual networks (He, Zhang, Ren & Sun, 2016): layers that learn what to add to their input, so depth does no harm.

Weights have torchvision's names: the state dictionary of its resnet50 loads into `ResNet50()` as it is.
"""

from functools import partial

from .. import nn
from .residual_blocks import Block, Bottleneck, he_initialization, stage

LAYERS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}  # table 1


class ResNet(nn.Module):
    """(N, C, H, W) images -> (N, classes) logits: the networks for ImageNet, of depth 18, 34, 50, 101 or 152 (table 1).

    The 3x3 convolution of a bottleneck strides, not the 1x1 before it (as in torchvision). `residual=False` gives the
    plain networks of 18 and 34 layers. The last normalization of each block starts at 1, as in the paper.
    """

    def __init__(self, depth=18, classes=1000, channels=3, width=64, residual=True):
        super().__init__()
        if depth not in LAYERS:
            raise ValueError(f"ResNet(depth={depth}): depth must be one of {list(LAYERS)}; CifarResNet has 6 n + 2")
        block = Block if depth < 50 else Bottleneck
        self.conv1, self.bn1 = nn.Conv2d(channels, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width)
        self.relu, self.maxpool = nn.ReLU(), nn.MaxPool2d(3, 2, 1)
        inputs, shortcut = width, "projection" if residual else "none"
        for number, count in enumerate(LAYERS[depth]):
            units, stride = width * 2**number, 1 if number == 0 else 2
            setattr(self, f"layer{number + 1}", stage(block, inputs, units, count, stride, shortcut))
            inputs = units * block.expansion
        self.avgpool, self.fc = nn.AdaptiveAvgPool2d(1), nn.Linear(inputs, classes)
        he_initialization(self)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))  # (N, width, H/4, W/4)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))  # (N, 8 width, H/32, W/32), 4 times that if deep
        return self.fc(self.avgpool(x).flatten(1))


class CifarResNet(nn.Module):
    """(N, C, H, W) images -> (N, classes) logits: the networks for CIFAR-10, of depth 6 n + 2 (section 4.2).

    Three stages of n blocks with 16, 32 and 64 maps. Shortcuts that change the shape pad with zeros (option A, as
    there); `shortcut="projection"` learns them, `shortcut="none"` gives the plain networks.
    """

    def __init__(self, depth=20, classes=10, channels=3, width=16, shortcut="padding"):
        super().__init__()
        if depth < 8 or depth % 6 != 2:
            raise ValueError(f"CifarResNet(depth={depth}): depth must be 6 n + 2, such as 8, 14, 20, 32, 44, 56 or 110")
        count = (depth - 2) // 6
        self.conv1, self.bn1 = nn.Conv2d(channels, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        self.layer1 = stage(Block, width, width, count, 1, shortcut)
        self.layer2 = stage(Block, width, 2 * width, count, 2, shortcut)
        self.layer3 = stage(Block, 2 * width, 4 * width, count, 2, shortcut)
        self.avgpool, self.fc = nn.AdaptiveAvgPool2d(1), nn.Linear(4 * width, classes)
        he_initialization(self)

    def forward(self, x):
        x = self.bn1(self.conv1(x)).relu()
        x = self.layer3(self.layer2(self.layer1(x)))  # (N, 4 width, H/4, W/4)
        return self.fc(self.avgpool(x).flatten(1))


ResNet18, ResNet34, ResNet50, ResNet101, ResNet152 = (partial(ResNet, depth) for depth in LAYERS)
PlainNet18, PlainNet34 = (partial(ResNet, depth, residual=False) for depth in (18, 34))
ResNet20, ResNet32, ResNet44, ResNet56, ResNet110 = (partial(CifarResNet, d) for d in (20, 32, 44, 56, 110))
PlainNet20, PlainNet32, PlainNet44, PlainNet56 = (
    partial(CifarResNet, depth, shortcut="none") for depth in (20, 32, 44, 56)
)
