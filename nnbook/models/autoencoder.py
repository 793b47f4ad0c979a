"""Autoencoders (Hinton & Salakhutdinov, 2006): networks that copy their input through a narrow or a noisy place."""

from itertools import pairwise

from .. import nn, rand_like, randn_like


class Autoencoder(nn.Module):
    """(N, sizes[0]) inputs -> (N, sizes[0]) reconstructions, through a code of sizes[-1] numbers.

    `Autoencoder([64, 32, 4])` has the encoder 64-32-4 and the decoder 4-32-64, activations between, none at the code
    and the output. The paper trains layer by layer before; this one is trained whole, as has been usual since. With
    `activation=nn.Identity` it is linear and finds the space of principal components (Baldi & Hornik, 1989).
    """

    def __init__(self, sizes, activation=nn.ReLU):
        super().__init__()
        if len(sizes) < 2:
            raise ValueError(
                f"Autoencoder(sizes) needs the numbers of inputs and of codes, such as [64, 8], got {sizes}"
            )
        self.encoder, self.decoder = stack_of(sizes, activation), stack_of(sizes[::-1], activation)

    def forward(self, x):
        return self.decoder(self.encoder(x))


def stack_of(sizes, activation):
    """Linear layers with activations between them."""
    layers = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])


class SparseAutoencoder(nn.Module):
    """(N, D) inputs -> (N, D) reconstructions from many units of which few are active at a time (Ng, 2011).

    `penalty(x)` is the divergence of the mean activity of each sigmoid unit from `activity`; add it, times a weight, to
    the error of the reconstruction.
    """

    def __init__(self, features: int, units: int, activity: float = 0.05):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(features, units), nn.Sigmoid())
        self.decoder, self.activity = nn.Linear(units, features), activity

    def forward(self, x):
        return self.decoder(self.encoder(x))

    def penalty(self, x):
        """Sum over units of KL(activity || mean activity over the N inputs)."""
        mean, wanted = self.encoder(x).mean(0).clamp(1e-6, 1 - 1e-6), self.activity
        return (wanted * (wanted / mean).log() + (1 - wanted) * ((1 - wanted) / (1 - mean)).log()).sum()


class DenoisingAutoencoder(Autoencoder):
    """(N, sizes[0]) inputs -> (N, sizes[0]) reconstructions of inputs that are spoiled first (Vincent et al., 2008).

    While training, each number is set to 0 with probability `masked`, as in the paper, and noise of deviation `noise`
    is added; the target of the loss is the clean input. In eval mode nothing is spoiled.
    """

    def __init__(self, sizes, activation=nn.ReLU, *, masked: float = 0.3, noise: float = 0.0):
        super().__init__(sizes, activation)
        self.masked, self.noise = masked, noise

    def forward(self, x):
        if self.training:
            x = x * (rand_like(x) >= self.masked) + self.noise * randn_like(x)
        return super().forward(x)
