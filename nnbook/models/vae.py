"""Variational autoencoder (Kingma & Welling, 2014): a code that is a distribution, so that new things can be drawn."""

from .. import nn, no_grad, randn, randn_like


class VAE(nn.Module):
    """(N, D) inputs -> (N, D) logits of the reconstruction, (N, latent) means and (N, latent) log variances.

    Pixels from 0 to 1 are taken for probabilities (Bernoulli decoder, appendix C.1), with tanh units as there. The code
    is drawn while training, z = mean + deviation * noise, and is the mean in eval mode.
    """

    def __init__(self, features: int, hidden: int = 64, latent: int = 2):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(features, hidden), nn.Tanh())
        self.mean, self.log_variance = nn.Linear(hidden, latent), nn.Linear(hidden, latent)
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.Tanh(), nn.Linear(hidden, features))

    def forward(self, x):
        mean, log_variance = self.encode(x)
        z = mean + (0.5 * log_variance).exp() * randn_like(mean) if self.training else mean
        return self.decoder(z), mean, log_variance

    def encode(self, x):
        """(N, D) -> mean and log variance of q(z|x), each (N, latent)."""
        hidden = self.encoder(x)
        return self.mean(hidden), self.log_variance(hidden)

    @no_grad()
    def sample(self, n: int):
        """n new examples (n, D): the decoder's probabilities for codes drawn from the standard normal prior."""
        weight = self.mean.weight
        return self.decoder(randn(n, len(weight), dtype=weight.dtype, device=weight.device)).sigmoid()


def divergence(mean, log_variance):
    """KL(q(z|x) || N(0, 1)) for each of N: (N, latent), (N, latent) -> (N,) (appendix B)."""
    return 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)


def negative_elbo(output, x, beta: float = 1.0):
    """-ELBO, mean over N (eq. 10, one draw): what the pixels cost, plus `beta` times the divergence.

    `beta` is 1 in the paper; above 1 it is the beta-VAE of Higgins et al., 2017.
    """
    logits, mean, log_variance = output
    pixels = nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    return (pixels + beta * divergence(mean, log_variance)).mean()
