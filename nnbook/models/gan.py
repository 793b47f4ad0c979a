"""Generative adversarial networks (Goodfellow et al., 2014): a forger and a critic that train each other."""

from .. import autograd, nn, rand


class Generator(nn.Module):
    """(N, latent) noise -> (N, features) examples, by two hidden layers of ReLU units."""

    def __init__(self, latent: int, features: int, hidden: int = 128):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, features)
        )

    def forward(self, z):
        return self.layers(z)


class Discriminator(nn.Module):
    """(N, features) examples -> (N,) logits: above 0 means that it takes the example for a real one.

    The paper has maxout units with dropout; these are leaky ReLU.
    """

    def __init__(self, features: int, hidden: int = 128):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(features, hidden),
            nn.LeakyReLU(0.2),
            nn.Linear(hidden, hidden),
            nn.LeakyReLU(0.2),
            nn.Linear(hidden, 1),
        )

    def forward(self, x):
        return self.layers(x).squeeze(1)


def discriminator_loss(real, fake):
    """-log D(x) - log(1 - D(G(z))), mean over N, from logits (N,) of real and made examples (eq. 1)."""
    return nn.functional.softplus(-real).mean() + nn.functional.softplus(fake).mean()


def minimax_loss(fake):
    """log(1 - D(G(z))): eq. 1 for the generator, whose gradient vanishes where the discriminator is sure."""
    return -nn.functional.softplus(fake).mean()


def non_saturating_loss(fake):
    """-log D(G(z)): the same goal with a gradient where it is needed (section 3)."""
    return nn.functional.softplus(-fake).mean()


def critic_loss(real, fake):
    """Wasserstein GAN (Arjovsky, Chintala & Bottou, 2017): scores of real examples up, of made ones down."""
    return fake.mean() - real.mean()


def gradient_penalty(critic, real, fake):
    """Mean over N of (|gradient of the critic| - 1)^2 between real and made examples (Gulrajani et al., 2017, eq. 3).

    It is itself trained through, which takes derivatives of derivatives: it runs on PyTorch alone, by `on_torch`.
    """
    share = rand(len(real), *[1] * (real.dim() - 1), dtype=real.dtype, device=real.device)
    between = (share * real + (1 - share) * fake).detach().requires_grad_()
    (slope,) = autograd.grad(critic(between).sum(), between, create_graph=True)
    return ((slope.flatten(1).norm(dim=1) - 1) ** 2).mean()
