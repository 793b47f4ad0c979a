"""AlexNet (Krizhevsky, Sutskever & Hinton, 2012): the network that made everybody look at neural networks again.

Weights have torchvision's names: the state dictionary of its alexnet loads into `AlexNet()` as it is.
"""

from .. import nn


class AlexNet(nn.Module):
    """(N, C, H, W) images -> (N, classes) logits; 61,100,840 parameters for 1,000 classes and 3 channels.

    The network on one card instead of two, as Krizhevsky laid it out in 2014: 64, 192, 384, 256 and 256 maps, every
    one connected with all before it. The paper has 96, 256, 384, 384 and 256 in two halves, and normalizes the
    responses of the first two layers; `normalize=True` puts that back. Activations are ReLU, pooling windows overlap,
    dropout is before the first two of three linear layers. `width` scales all layers.
    """

    def __init__(self, classes=1000, channels=3, *, width=64, dropout=0.5, normalize=False):
        super().__init__()
        w = width
        response = (lambda: [nn.LocalResponseNorm(5, 1e-4, 0.75, 2.0)]) if normalize else list
        self.features = nn.Sequential(  # 224x224 -> 6x6
            nn.Conv2d(channels, w, 11, 4, 2), nn.ReLU(), *response(), nn.MaxPool2d(3, 2),
            nn.Conv2d(w, 3 * w, 5, 1, 2), nn.ReLU(), *response(), nn.MaxPool2d(3, 2),
            nn.Conv2d(3 * w, 6 * w, 3, 1, 1), nn.ReLU(),
            nn.Conv2d(6 * w, 4 * w, 3, 1, 1), nn.ReLU(),
            nn.Conv2d(4 * w, 4 * w, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(3, 2),
        )  # fmt: skip
        self.avgpool = nn.AdaptiveAvgPool2d(6)
        self.classifier = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(4 * w * 36, 64 * w), nn.ReLU(),
            nn.Dropout(dropout), nn.Linear(64 * w, 64 * w), nn.ReLU(),
            nn.Linear(64 * w, classes),
        )  # fmt: skip

    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


class SmallAlexNet(nn.Module):
    """(N, C, H, W) images of about 32x32 -> (N, classes) logits: AlexNet's layers and tricks for small images.

    A 5x5 convolution of stride 1 takes the place of the 11x11 of stride 4. The paper's tricks can be switched off one
    by one: `activation`, `overlap` of the pooling windows, `dropout`, `normalize`.
    """

    def __init__(
        self, classes=10, channels=1, width=24, activation=nn.ReLU, *, overlap=True, dropout=0.5, normalize=True
    ):
        super().__init__()
        w, window = width, 3 if overlap else 2
        response = (lambda: [nn.LocalResponseNorm(5, 1e-4, 0.75, 2.0)]) if normalize else list
        self.features = nn.Sequential(  # 32x32 -> 3x3
            nn.Conv2d(channels, w, 5, 1, 2), activation(), *response(), nn.MaxPool2d(window, 2),
            nn.Conv2d(w, 2 * w, 5, 1, 2), activation(), *response(), nn.MaxPool2d(window, 2),
            nn.Conv2d(2 * w, 3 * w, 3, 1, 1), activation(),
            nn.Conv2d(3 * w, 3 * w, 3, 1, 1), activation(),
            nn.Conv2d(3 * w, 2 * w, 3, 1, 1), activation(), nn.MaxPool2d(window, 2), nn.AdaptiveAvgPool2d(3),
        )  # fmt: skip
        self.classifier = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(18 * w, 5 * w), activation(), nn.Dropout(dropout), nn.Linear(5 * w, classes)
        )

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))
