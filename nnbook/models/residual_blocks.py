"""The blocks of residual networks (He, Zhang, Ren & Sun, 2016, fig. 5) and the ways around them."""

from .. import nn


class Block(nn.Module):
    """(N, C, H, W) -> (N, width, H/stride, W/stride): two 3x3 convolutions, and the shortcut around them."""

    expansion = 1

    def __init__(self, inputs, width, stride=1, shortcut="projection"):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        self.downsample = way_around(inputs, width, stride, shortcut)

    def forward(self, x):
        y = self.bn1(self.conv1(x)).relu()
        return (self.bn2(self.conv2(y)) + self.downsample(x)).relu()


class Bottleneck(nn.Module):
    """(N, C, H, W) -> (N, 4 width, H/stride, W/stride): a 1x1 convolution to few maps, a 3x3, a 1x1 to many."""

    expansion = 4

    def __init__(self, inputs, width, stride=1, shortcut="projection"):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width)
        self.downsample = way_around(inputs, 4 * width, stride, shortcut)

    def forward(self, x):
        y = self.bn1(self.conv1(x)).relu()
        y = self.bn2(self.conv2(y)).relu()
        return (self.bn3(self.conv3(y)) + self.downsample(x)).relu()


def way_around(inputs, outputs, stride, shortcut):
    """The shortcut: "projection" or "padding" where the shape changes (the paper's options B and A), or "none"."""
    if shortcut == "none":
        return Nothing()
    if stride == 1 and inputs == outputs:
        return nn.Identity()
    if shortcut == "padding":
        return Padding(outputs - inputs, stride)
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))


class Padding(nn.Module):
    """(N, C, H, W) -> (N, C', H', W'): every stride-th pixel, and `more` maps of zeros; nothing to learn."""

    def __init__(self, more, stride):
        super().__init__()
        self.more, self.stride = more, stride

    def forward(self, x):
        less = x[:, :, :: self.stride, :: self.stride]
        return nn.functional.pad(less, (0, 0, 0, 0, self.more // 2, self.more - self.more // 2))


class Nothing(nn.Module):
    """(N, C, H, W) -> (): zero, for the plain networks have no way around their layers."""

    def forward(self, x):
        return 0


def stage(block, inputs, width, count, stride, shortcut):
    """Blocks that work on maps of one size; the first makes them smaller."""
    rest = (block(width * block.expansion, width, 1, shortcut) for _ in range(count - 1))
    return nn.Sequential(block(inputs, width, stride, shortcut), *rest)


def he_initialization(model):
    """Normal weights of variance 2 / (outputs of a filter times its area): He et al., 2015, in the backward form."""
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
