"""The inception module (Szegedy et al., 2015), and a small network of four of them."""

from .. import cat, nn


class Conv(nn.Module):
    """(N, C, H, W) -> (N, outputs, H/stride, W/stride): convolution, normalization if wanted, ReLU."""

    def __init__(self, inputs, outputs, kernel, stride=1, bn=True):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=not bn)
        self.bn = nn.BatchNorm2d(outputs, eps=0.001) if bn else nn.Identity()

    def forward(self, x):
        return self.bn(self.conv(x)).relu()


class Inception(nn.Module):
    """(N, C, H, W) -> (N, C', H, W): four paths of different reach, their maps joined (fig. 2b).

    `maps` are those of the 1x1 path; 1x1 and 3x3; 1x1 and `five` x `five`; 1x1 after pooling.
    """

    def __init__(self, inputs, maps, bn=True, five=3):
        super().__init__()
        one, reduce3, three, reduce5, wide, pooled = maps
        self.branch1 = Conv(inputs, one, 1, 1, bn)
        self.branch2 = nn.Sequential(Conv(inputs, reduce3, 1, 1, bn), Conv(reduce3, three, 3, 1, bn))
        self.branch3 = nn.Sequential(Conv(inputs, reduce5, 1, 1, bn), Conv(reduce5, wide, five, 1, bn))
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, 1, 1, ceil_mode=True), Conv(inputs, pooled, 1, 1, bn))

    def forward(self, x):
        return cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


class SmallGoogLeNet(nn.Module):
    """(N, C, H, W) images of about 32x32 -> (N, classes) logits: four inception modules, 29,226 parameters.

    Sizes are multiples of `width`/4: the modules have 40, 52, 72 and 72 maps at width 16.
    """

    def __init__(self, classes=10, channels=1, width=16):
        super().__init__()
        w = width // 4
        self.features = nn.Sequential(  # 32x32 -> 8x8
            Conv(channels, 4 * w, 3), nn.MaxPool2d(2),
            Inception(4 * w, [2 * w, 2 * w, 4 * w, w, 2 * w, 2 * w], five=5),
            Inception(10 * w, [3 * w, 3 * w, 6 * w, w, 2 * w, 2 * w], five=5), nn.MaxPool2d(2),
            Inception(13 * w, [4 * w, 4 * w, 8 * w, 2 * w, 3 * w, 3 * w], five=5),
            Inception(18 * w, [4 * w, 4 * w, 8 * w, 2 * w, 3 * w, 3 * w], five=5),
        )  # fmt: skip
        self.fc = nn.Linear(18 * w, classes)

    def forward(self, x):
        return self.fc(self.features(x).mean((2, 3)))
