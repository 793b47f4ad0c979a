"""GPT (Radford et al., 2018), in the layout of GPT-2 (Radford et al., 2019): a Transformer that continues a text."""

from functools import partial

from .. import cat, multinomial, nn, no_grad
from .gpt_block import GPTBlock


class GPT(nn.Module):
    """(N, T) tokens -> (N, T, vocabulary) logits of the token that comes next; T up to `context`.

    Unlike in 2018 the normalization comes before each part, and once more at the end. GELU in its tanh form; output and
    input share their weights. The defaults are GPT-2 small with 124,439,808 parameters. `extend` and `generate` keep
    keys and values of earlier tokens, so that each new token costs one column of work and not the whole text.
    """

    def __init__(self, vocabulary=50257, context=1024, *, width=768, depth=12, heads=12, dropout=0.1):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(GPTBlock(width, heads, dropout) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                nn.init.normal_(weight, std=0.02 / (2 * depth) ** 0.5 if name.endswith("output.weight") else 0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(weight)

    def forward(self, tokens):
        return self.extend(tokens, [None] * len(self.blocks))[0]

    def extend(self, tokens, cache=None):
        """(N, T) more tokens and the cache of those before -> (N, T, vocabulary) logits and the cache of all.

        The cache is a list of keys and values, each (N, heads, T so far, d), for every block; None before the first.
        """
        cache = [None] * len(self.blocks) if cache is None else cache
        past, context = 0 if cache[0] is None else cache[0][0].shape[2], self.positions.num_embeddings
        if past + tokens.shape[1] > context:
            raise ValueError(
                f"GPT(context={context}) got {past + tokens.shape[1]} tokens: give it the last {context} of them"
            )
        x = self.tokens(tokens) + self.positions.weight[past : past + tokens.shape[1]]
        x, grown = self.dropout(x), []
        for block, before in zip(self.blocks, cache):
            x, kept = block(x, before)
            grown.append(kept)
        return self.norm(x) @ self.tokens.weight.T, grown

    @no_grad()
    def generate(self, tokens, length: int, *, temperature: float = 1.0, top_k: int = 0, top_p: float = 1.0):
        """(N, T) tokens -> (N, T + length), drawn from the softmax of logits / temperature; at 0 the best is taken.

        `top_k` draws from the k best alone, `top_p` from the fewest that have this probability together.
        """
        logits, cache = self.extend(tokens)
        for step in range(length):
            new = pick(logits[:, -1], temperature, top_k, top_p)
            tokens = cat([tokens, new], 1)
            if step < length - 1:
                logits, cache = self.extend(new, cache)
        return tokens


def pick(logits, temperature=1.0, top_k=0, top_p=1.0):
    """(N, vocabulary) logits -> (N, 1) tokens (Holtzman et al., 2020, for top_p)."""
    if temperature == 0:
        return logits.argmax(1, keepdim=True)
    values, order = (logits / temperature).sort(1, descending=True)
    shares = values.softmax(1)
    shares = shares.masked_fill(shares.cumsum(1) - shares >= top_p, 0.0)  # the first always stays
    if top_k:
        shares[:, top_k:] = 0.0
    return order.gather(1, multinomial(shares, 1))


SIZES = ((768, 12, 12), (1024, 24, 16), (1280, 36, 20), (1600, 48, 25))
GPT2, GPT2Medium, GPT2Large, GPT2XL = (partial(GPT, width=w, depth=d, heads=h) for w, d, h in SIZES)
