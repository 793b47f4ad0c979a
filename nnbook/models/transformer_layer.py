"""A layer of the Transformer (Vaswani et al., 2017, fig. 1): attention, perhaps to a memory, and a small network."""

from .. import nn
from .attention import MultiHeadAttention


class TransformerLayer(nn.Module):
    """(N, T, E) -> (N, T, E), each part beside a shortcut; with `reads` it also looks at a memory (N, S, E).

    Masks are True where a position may look. Without `norm_first`: x <- norm(x + part(x)), else x <- x + part(norm(x)).
    """

    def __init__(self, width: int, heads: int, hidden: int, dropout=0.0, norm_first=False, reads=False):
        super().__init__()
        self.attention = MultiHeadAttention(width, heads)
        self.reading = MultiHeadAttention(width, heads) if reads else None
        self.network = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, width))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3 if reads else 2))
        self.dropout, self.norm_first = nn.Dropout(dropout), norm_first

    def forward(self, x, mask=None, memory=None, memory_mask=None):
        x = self.beside(x, self.norms[0], lambda y: self.attention(y, None, mask))
        if self.reading is not None:
            x = self.beside(x, self.norms[1], lambda y: self.reading(y, memory, memory_mask))
        return self.beside(x, self.norms[-1], self.network)

    def beside(self, x, norm, part):
        """A part and the shortcut around it."""
        if self.norm_first:
            return x + self.dropout(part(norm(x)))
        return norm(x + self.dropout(part(x)))
