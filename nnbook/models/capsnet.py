"""Capsule networks (Sabour, Frosst & Hinton, 2017): vectors that say that a thing is there, and how it lies."""

from .. import nn, randn


class CapsNet(nn.Module):
    """(N, C, H, W) images -> (N, classes) lengths and (N, C H W) reconstructions (fig. 1 and 2).

    `labels` (N,) choose the capsule that the picture is reconstructed from; without them it is the longest. With the
    defaults 8,215,568 parameters, 6,804,224 of them before the decoder, as the paper's 8.2M and 6.8M. Gradients do not
    pass through the agreements that route, only through what is routed. `types` are the kinds of primary capsules.
    """

    def __init__(self, image=28, classes=10, channels=1, *, width=256, types=32, kernel=9, sizes=(8, 16), routing=3):
        super().__init__()
        primary, digit = sizes
        side = (image - 2 * kernel + 1) // 2 + 1
        self.conv = nn.Conv2d(channels, width, kernel)
        self.primary = nn.Conv2d(width, types * primary, kernel, 2)
        self.weight = nn.Parameter(0.05 * randn(types * side**2, primary, classes * digit))  # W_ij of eq. 2
        self.sizes, self.classes, self.routing = sizes, classes, routing
        self.decoder = nn.Sequential(
            nn.Linear(classes * digit, 512), nn.ReLU(), nn.Linear(512, 1024), nn.ReLU(),
            nn.Linear(1024, channels * image**2), nn.Sigmoid(),
        )  # fmt: skip

    def forward(self, x, labels=None):
        poses = self.capsules(x)  # (N, classes, digit)
        lengths = poses.norm(dim=2)
        chosen = nn.functional.one_hot(lengths.argmax(1) if labels is None else labels, self.classes)
        return lengths, self.decoder((poses * chosen.unsqueeze(2).to(poses.dtype)).flatten(1))

    def capsules(self, x):
        """(N, C, H, W) images -> (N, classes, digit): the vector of each class."""
        return route(self.votes(x), self.routing)

    def votes(self, x):
        """(N, C, H, W) images -> (N, I, classes, digit): what each of the I primary capsules says of each class."""
        maps = self.primary(self.conv(x).relu())  # (N, types primary, side, side)
        u = squash(maps.unflatten(1, (-1, self.sizes[0])).permute(0, 1, 3, 4, 2).flatten(1, 3))  # (N, I, primary)
        return (u.transpose(0, 1) @ self.weight).transpose(0, 1).unflatten(2, (self.classes, self.sizes[1]))


def route(votes, iterations):
    """Routing by agreement: (N, I, K, D) votes of I capsules for K -> (N, K, D) capsules (procedure 1)."""
    fixed = votes.detach()
    agreement = fixed.new_zeros(fixed.shape[:3])
    for _ in range(iterations - 1):
        capsules = squash((agreement.softmax(2).unsqueeze(3) * fixed).sum(1))
        agreement = agreement + (fixed * capsules.unsqueeze(1)).sum(3)
    return squash((agreement.softmax(2).unsqueeze(3) * votes).sum(1))


def squash(s):
    """Vectors of the same direction whose length is below 1: s |s| / (1 + |s|^2) (eq. 1)."""
    square = (s**2).sum(-1, keepdim=True)
    return s * (square + 1e-8).sqrt() / (1 + square)


def margin_loss(lengths, labels):
    """Mean over N of eq. 4: the right capsule longer than 0.9, the others shorter than 0.1, counted half."""
    right = nn.functional.one_hot(labels, lengths.shape[1]).to(lengths.dtype)
    return (right * (0.9 - lengths).relu() ** 2 + 0.5 * (1 - right) * (lengths - 0.1).relu() ** 2).sum(1).mean()


def capsule_loss(output, target):
    """Margin loss, plus 0.0005 times the squared error of the reconstruction; target is (labels, images)."""
    (lengths, reconstruction), (labels, images) = output, target
    return margin_loss(lengths, labels) + 0.0005 * ((reconstruction - images.flatten(1)) ** 2).sum(1).mean()
