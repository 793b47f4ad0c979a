"""Attention (Vaswani et al., 2017): every position asks all others, and takes what answers best."""

from .. import arange, cat, nn


class MultiHeadAttention(nn.Module):
    """(N, T, E) queries, (N, S, E) memory, or None for the queries themselves, -> (N, T, E) (section 3.2.2).

    `mask`, True where a query may look, has a shape that broadcasts to (N, heads, T, S). softmax(Q K^T / sqrt(d)) V in
    each of `heads` heads of d = E / heads units, then a linear map of all together.
    """

    def __init__(self, width: int, heads: int = 1, dropout: float = 0.0):
        super().__init__()
        if width % heads:
            raise ValueError(f"MultiHeadAttention(width={width}, heads={heads}): the heads must share the width evenly")
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.output, self.dropout, self.heads = nn.Linear(width, width), nn.Dropout(dropout), heads

    def forward(self, x, memory=None, mask=None):
        weights, values = self.look(x, memory, mask)
        return self.output((self.dropout(weights) @ values).transpose(1, 2).flatten(2))

    def look(self, x, memory=None, mask=None):
        """-> the weights (N, heads, T, S), of which each row adds up to 1, and the values (N, heads, S, d)."""
        memory = x if memory is None else memory
        q, k, v = self.split(self.query(x)), self.split(self.key(memory)), self.split(self.value(memory))
        return attention_weights(q, k, mask), v

    def split(self, x):
        """(N, T, E) -> (N, heads, T, d)."""
        return x.unflatten(2, (self.heads, -1)).transpose(1, 2)


def attention_weights(q, k, mask=None):
    """softmax(Q K^T / sqrt(d)): (..., T, d), (..., S, d) -> (..., T, S) (eq. 1)."""
    scores = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5
    return (scores if mask is None else scores.masked_fill(~mask, float("-inf"))).softmax(-1)


def causal_mask(length: int, device=None):
    """(length, length): True at and before the position itself."""
    time = arange(length, device=device)
    return time.unsqueeze(1) >= time


class SinusoidalPositions(nn.Module):
    """(N, T, E) -> (N, T, E): sines and cosines of ever longer waves are added (section 3.5)."""

    def __init__(self, width: int, length: int = 512):
        super().__init__()
        rates = 10000.0 ** (-arange(0, width, 2) / width)
        angles = arange(length).unsqueeze(1) * rates  # (length, E/2)
        table = cat([angles.sin().unsqueeze(2), angles.cos().unsqueeze(2)], 2).flatten(1)
        self.register_buffer("table", table[:, :width])

    def forward(self, x):
        return x + self.table[: x.shape[1]]


class LearnedPositions(nn.Module):
    """(N, T, E) -> (N, T, E): a trained vector for each place is added (Gehring et al., 2017)."""

    def __init__(self, width: int, length: int = 512):
        super().__init__()
        self.table = nn.Parameter(nn.Embedding(length, width).weight.detach() * 0.02)

    def forward(self, x):
        return x + self.table[: x.shape[1]]
