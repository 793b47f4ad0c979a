"""GoogLeNet (Szegedy et al., 2015): several filter sizes side by side, made affordable by 1x1 convolutions.

Weights have torchvision's names: the state dictionary of its googlenet loads into `GoogLeNet(auxiliary=True)` as it is.
"""

from .. import nn
from .inception import Conv, Inception

MODULES = {  # 1x1; 1x1 then 3x3; 1x1 then 5x5; 1x1 after pooling (table 1)
    "3a": (64, 96, 128, 16, 32, 32), "3b": (128, 128, 192, 32, 96, 64), "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64), "4c": (128, 128, 256, 24, 64, 64), "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128), "5a": (256, 160, 320, 32, 128, 128), "5b": (384, 192, 384, 48, 128, 128),
}  # fmt: skip


class GoogLeNet(nn.Module):
    """(N, C, H, W) images -> (N, classes) logits; with `auxiliary` heads (logits, first, second) while training.

    The layout of torchvision: batch normalization, 3x3 in the place of 5x5, 6,624,904 parameters without the heads.
    `as_published=True` is the paper's own: 5x5, biases, no normalization (its local response normalization is left
    out), 6,998,552 parameters. `width` scales all layers. The heads' losses count 0.3 times the network's. `dropout`
    has that before the last layer and that in the heads.
    """

    def __init__(self, classes=1000, channels=3, *, width=64, auxiliary=False, as_published=False, dropout=(0.2, 0.7)):
        super().__init__()
        bn, five, size = not as_published, 5 if as_published else 3, lambda maps: maps * width // 64
        self.conv1, self.maxpool1 = Conv(channels, size(64), 7, 2, bn), nn.MaxPool2d(3, 2, ceil_mode=True)
        self.conv2, self.conv3 = Conv(size(64), size(64), 1, 1, bn), Conv(size(64), size(192), 3, 1, bn)
        self.maxpool2, self.maxpool3 = (nn.MaxPool2d(3, 2, ceil_mode=True) for _ in range(2))
        self.maxpool4 = nn.MaxPool2d(3 if as_published else 2, 2, ceil_mode=True)
        inputs = size(192)
        for name, table in MODULES.items():
            setattr(self, f"inception{name}", Inception(inputs, [size(maps) for maps in table], bn, five))
            inputs = sum(size(table[i]) for i in (0, 2, 4, 5))
        self.aux1 = Head(size(512), width, classes, bn, dropout[1]) if auxiliary else None
        self.aux2 = Head(size(528), width, classes, bn, dropout[1]) if auxiliary else None
        self.avgpool, self.dropout, self.fc = (
            nn.AdaptiveAvgPool2d(1),
            nn.Dropout(dropout[0]),
            nn.Linear(inputs, classes),
        )

    def forward(self, x):
        x = self.maxpool2(self.conv3(self.conv2(self.maxpool1(self.conv1(x)))))  # (N, 192, H/8, W/8)
        x = self.inception4a(self.maxpool3(self.inception3b(self.inception3a(x))))
        y = self.inception4d(self.inception4c(self.inception4b(x)))
        z = self.inception5b(self.inception5a(self.maxpool4(self.inception4e(y))))  # (N, 1024, H/32, W/32)
        logits = self.fc(self.dropout(self.avgpool(z).flatten(1)))
        return (logits, self.aux1(x), self.aux2(y)) if self.training and self.aux1 is not None else logits


class Head(nn.Module):
    """(N, C, H, W) -> (N, classes) logits in the middle of the network, to bring gradients to its lower half.

    The maps are averaged to 4x4, whatever their size; the paper averages windows of 5x5.
    """

    def __init__(self, inputs, width, classes, bn, dropout):
        super().__init__()
        self.conv = Conv(inputs, 2 * width, 1, 1, bn)
        self.fc1, self.fc2 = nn.Linear(32 * width, 16 * width), nn.Linear(16 * width, classes)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        x = self.conv(nn.functional.adaptive_avg_pool2d(x, 4)).flatten(1)
        return self.fc2(self.dropout(self.fc1(x).relu()))
