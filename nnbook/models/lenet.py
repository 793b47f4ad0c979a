"""LeNet-5 (LeCun, Bottou, Bengio & Haffner, 1998, section II-B): convolutions that learn what to look for."""

from .. import cat, full, nn, randn, zeros


class LeNet5(nn.Module):
    """(N, 1, 32, 32) images -> (N, classes) logits; 61,706 parameters for 10 classes.

    The paper's fig. 2 in modern form: ReLU for the scaled tanh, max pooling for trained
    subsampling, a second convolution that sees all maps, and a linear output.
    """

    def __init__(self, classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2),  # (N, 6, 14, 14)
            nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),  # (N, 16, 5, 5)
        )  # fmt: skip
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(400, 120), nn.ReLU(),
            nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, classes),
        )  # fmt: skip

    def forward(self, x):
        return self.classifier(self.features(x))


class LeNet5_1998(nn.Module):
    """(N, 1, 32, 32) images -> (N, classes) scores; 60,000 trained parameters, as in the paper.

    Scores are minus the distances of eq. 7. Unlike there, codes are random signs and weights start as in PyTorch.
    """

    def __init__(self, classes=10):
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, 5)
        self.s2 = Subsampling(6)
        self.c3 = PartlyConnected()
        self.s4 = Subsampling(16)
        self.c5 = nn.Conv2d(16, 120, 5)
        self.f6 = nn.Linear(120, 84)
        self.register_buffer("codes", randn(classes, 84).sign())

    def forward(self, x):
        x = self.s2(squash(self.c1(x)))  # (N, 6, 14, 14)
        x = self.s4(squash(self.c3(x)))  # (N, 16, 5, 5)
        x = squash(self.f6(squash(self.c5(x)).flatten(1)))  # (N, 84)
        return -((x.unsqueeze(1) - self.codes) ** 2).sum(2)


def squash(x):
    """The scaled tanh of the paper's eq. 6 and appendix A: f(1) = 1 and f(-1) = -1."""
    return 1.7159 * (x * (2 / 3)).tanh()


class Subsampling(nn.Module):
    """(N, C, H, W) -> (N, C, H/2, W/2): sums of 2 x 2 inputs times a trained coefficient, plus a bias, squashed."""

    def __init__(self, channels):
        super().__init__()
        self.coefficient, self.bias = nn.Parameter(full((channels, 1, 1), 0.25)), nn.Parameter(zeros(channels, 1, 1))

    def forward(self, x):
        return squash(4 * nn.functional.avg_pool2d(x, 2) * self.coefficient + self.bias)


THREE = [0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5, 0, 4, 5, 0, 1, 5]
FOUR = [0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 0, 3, 4, 5, 0, 1, 4, 5, 0, 1, 2, 5, 0, 1, 3, 4, 1, 2, 4, 5, 0, 2, 3, 5]


class PartlyConnected(nn.Module):
    """(N, 6, 14, 14) -> (N, 16, 10, 10): maps 0 to 5 see three of the inputs, 6 to 14 four, 15 all (table I)."""

    def __init__(self):
        super().__init__()
        self.of_three, self.of_four = nn.Conv2d(18, 6, 5, groups=6), nn.Conv2d(36, 9, 5, groups=9)
        self.of_all = nn.Conv2d(6, 1, 5)

    def forward(self, x):
        return cat([self.of_three(x[:, THREE]), self.of_four(x[:, FOUR]), self.of_all(x)], 1)
