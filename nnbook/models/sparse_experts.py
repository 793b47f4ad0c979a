"""Sparsely gated experts (Shazeer et al., 2017): many experts, of which each example asks a few."""

from .. import nn, stack


class SparseExperts(nn.Module):
    """(N, D) inputs -> (N, outputs): the `chosen` experts with the highest gate scores, weighted by their softmax.

    Experts have a hidden layer of `hidden` ReLU units. The paper adds noise to the scores to spread the choice; here
    that is left to `balance_loss`. Every expert is computed for every example, and the unused thrown away: this layer
    shows the rule; the savings need machines that send each example to its experts alone.
    """

    def __init__(self, features: int, outputs: int, experts: int = 8, hidden: int = 16, chosen: int = 2):
        super().__init__()
        if not 1 <= chosen <= experts:
            raise ValueError(f"SparseExperts(experts={experts}, chosen={chosen}): chosen must be from 1 to {experts}")
        self.gate = nn.Linear(features, experts, bias=False)
        self.experts = nn.ModuleList(
            nn.Sequential(nn.Linear(features, hidden), nn.ReLU(), nn.Linear(hidden, outputs)) for _ in range(experts)
        )
        self.chosen = chosen

    def forward(self, x):
        opinions = stack([expert(x) for expert in self.experts], 1)  # (N, experts, outputs)
        return (self.shares(x).unsqueeze(2) * opinions).sum(1)

    def shares(self, x):
        """(N, D) -> (N, experts): how much each expert counts, 0 for those that were not chosen."""
        scores = self.gate(x)
        best = scores.topk(self.chosen, dim=1)[1]
        kept = scores.new_zeros(scores.shape).scatter(1, best, 1.0)
        return scores.masked_fill(kept == 0, float("-inf")).softmax(1)

    def balance_loss(self, x):
        """1 when all experts are asked equally often (Fedus, Zoph & Shazeer, 2022, eq. 4 to 6).

        The number of experts times the sum of each one's share of choices times its mean gate probability.
        """
        asked = (self.shares(x) > 0).to(x.dtype).mean(0) / self.chosen
        return len(self.experts) * (asked * self.gate(x).softmax(1).mean(0)).sum()
