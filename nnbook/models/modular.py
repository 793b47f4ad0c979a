"""Modular networks: experts that divide the work, and a gate that says who is asked (Jacobs et al., 1991)."""

from .. import nn, stack


class MixtureOfExperts(nn.Module):
    """(N, D) inputs -> (N, outputs): experts' outputs, weighted by the gate (Jacobs, Jordan, Nowlan & Hinton, 1991).

    Experts and gate are linear here, as in Jordan & Jacobs, 1994; the paper's experts are networks of their own. The
    experts' spread, 1 in the paper, is trained: `log_spread`.
    """

    def __init__(self, features: int, outputs: int = 1, experts: int = 4):
        super().__init__()
        self.experts = nn.ModuleList(nn.Linear(features, outputs) for _ in range(experts))
        self.gate = nn.Linear(features, experts)
        self.log_spread = nn.Parameter(self.gate.bias.detach().new_zeros(()))

    def forward(self, x):
        return (self.gate(x).softmax(1).unsqueeze(2) * self.opinions(x)).sum(1)

    def opinions(self, x):
        """(N, D) -> (N, experts, outputs): what each expert says."""
        return stack([expert(x) for expert in self.experts], 1)

    def log_joint(self, x, y):
        """(N, D), (N, outputs) -> (N, experts): log of the gate's share times the expert's density at y."""
        error = (y.unsqueeze(1) - self.opinions(x)) / self.log_spread.exp()
        density = -0.5 * (error**2).sum(2) - y.shape[1] * (self.log_spread + 0.9189385332046727)  # log sqrt(2 pi)
        return self.gate(x).log_softmax(1) + density

    def competitive_loss(self, x, y):
        """-log of the mixture's density at y, mean over N (eq. 1.3): each example teaches those who explain it best."""
        return -self.log_joint(x, y).logsumexp(1).mean()

    def cooperative_loss(self, x, y):
        """Squared error of the blend, mean over N (eq. 1.1): every expert must mend what the others leave."""
        return ((y - self(x)) ** 2).sum(1).mean()

    def responsibilities(self, x, y):
        """(N, D), (N, outputs) -> (N, experts): the share of each expert once the answer is known."""
        return self.log_joint(x, y).softmax(1)


class HierarchicalMixture(nn.Module):
    """(N, D) inputs -> (N, outputs): mixtures of experts as the experts of a mixture (Jordan & Jacobs, 1994).

    There it is trained by expectation maximization; here `competitive_loss` is for gradients, with the same optimum.
    """

    def __init__(self, features: int, outputs: int = 1, groups: int = 2, experts: int = 2):
        super().__init__()
        self.groups = nn.ModuleList(MixtureOfExperts(features, outputs, experts) for _ in range(groups))
        self.gate = nn.Linear(features, groups)

    def forward(self, x):
        blends = stack([group(x) for group in self.groups], 1)  # (N, groups, outputs)
        return (self.gate(x).softmax(1).unsqueeze(2) * blends).sum(1)

    def competitive_loss(self, x, y):
        """-log of the density of all experts' mixture at y, mean over N."""
        inner = stack([group.log_joint(x, y).logsumexp(1) for group in self.groups], 1)
        return -(self.gate(x).log_softmax(1) + inner).logsumexp(1).mean()
