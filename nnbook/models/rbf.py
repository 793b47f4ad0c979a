"""Radial basis function network (Broomhead & Lowe, 1988; Moody & Darken, 1989): units that each know one place."""

from .. import exp, linalg, nn, no_grad, ones


class RBFNetwork(nn.Module):
    """(N, D) inputs -> (N, outputs): y = W phi + b, phi_j = exp(-|x - c_j|^2 / (2 s_j^2)).

    `centers` (M, D), such as the means of k-means or examples, and `widths` s (M,), or one number for all, are given;
    see `nearest_widths` and `common_width`. `solve` finds W and b at once. Everything can be trained by gradients too:
    widths are kept as their logarithms, so they stay positive.
    """

    def __init__(self, centers, widths, outputs: int = 1):
        super().__init__()
        self.centers = nn.Parameter(centers.detach().clone())
        self.log_widths = nn.Parameter((ones(len(centers), dtype=centers.dtype) * widths).log())
        self.readout = nn.Linear(len(centers), outputs, dtype=centers.dtype)

    def forward(self, x):
        return self.readout(self.responses(x))

    def responses(self, x):
        """(N, D) -> (N, M): how near each input is to each center, 1 where they meet."""
        square = squared_distances(x, self.centers)
        return exp(-square / (2 * (2 * self.log_widths).exp()))

    @no_grad()
    def solve(self, x, y, ridge: float = 1e-8) -> None:
        """Set the readout to the least squares fit for inputs (N, D), targets (N,) or (N, outputs); `ridge` times the
        squared weights is added to the error, to keep the system solvable when units overlap."""
        phi, y = self.responses(x), y.reshape(len(x), -1)
        middle, height = phi.mean(0), y.mean(0)
        system = (phi - middle).T @ (phi - middle)
        system.diagonal().add_(ridge)
        weight = linalg.solve(system, (phi - middle).T @ (y - height)).T  # (outputs, M)
        self.readout.weight.copy_(weight)
        self.readout.bias.copy_(height - weight @ middle)


def squared_distances(x, centers):
    """(N, D) and (M, D) -> (N, M)."""
    return ((x.unsqueeze(1) - centers) ** 2).sum(2)


def nearest_widths(centers, neighbors: int = 2, overlap: float = 1.0):
    """(M, D) -> (M,): overlap times the mean distance to the nearest centers (after Moody & Darken, 1989)."""
    distances = squared_distances(centers, centers).sqrt().sort(1)[0]
    return overlap * distances[:, 1 : neighbors + 1].mean(1)


def common_width(centers):
    """(M, D) -> one width for all: the largest distance between centers over sqrt(2 M), neither peaked nor flat."""
    return squared_distances(centers, centers).max().sqrt() / (2 * len(centers)) ** 0.5
