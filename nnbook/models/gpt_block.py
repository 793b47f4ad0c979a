"""The block of GPT-2 (Radford et al., 2019), and the names under which its published weights are stored."""

from .. import cat, nn
from .attention import attention_weights, causal_mask


class GPTBlock(nn.Module):
    """(N, T, E) and what it kept of earlier tokens, or None, -> (N, T, E) and what it keeps of all."""

    def __init__(self, width: int, heads: int, dropout: float = 0.0):
        super().__init__()
        self.norm1, self.norm2, self.heads = nn.LayerNorm(width), nn.LayerNorm(width), heads
        self.attention = nn.ModuleDict({"qkv": nn.Linear(width, 3 * width), "output": nn.Linear(width, width)})
        self.network = nn.ModuleDict({"hidden": nn.Linear(width, 4 * width), "output": nn.Linear(4 * width, width)})
        self.gelu, self.dropout = nn.GELU(approximate="tanh"), nn.Dropout(dropout)

    def forward(self, x, before=None):
        y, kept = self.attend(self.norm1(x), before)
        x = x + self.dropout(y)
        return x + self.dropout(self.network["output"](self.gelu(self.network["hidden"](self.norm2(x))))), kept

    def attend(self, x, before):
        """Causal attention of (N, T, E) to itself and to the keys and values of earlier tokens."""
        q, k, v = self.attention["qkv"](x).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4).unbind(0)
        if before is not None:
            k, v = cat([before[0], k], 2), cat([before[1], v], 2)
        mask = causal_mask(k.shape[2], x.device)[k.shape[2] - q.shape[2] :]  # the last T rows
        weights = self.dropout(attention_weights(q, k, mask))
        return self.attention["output"]((weights @ v).transpose(1, 2).flatten(2)), (k, v)


NAMES = {  # in the published checkpoints: here
    "wte": "tokens", "wpe": "positions", "ln_f": "norm", "h": "blocks", "ln_1": "norm1", "ln_2": "norm2",
    "attn": "attention", "c_attn": "qkv", "mlp": "network", "c_fc": "hidden", "c_proj": "output",
}  # fmt: skip


def from_gpt2(state):
    """A state dictionary in the layout of the published GPT-2 checkpoints -> one for `GPT`.

    Names are exchanged by NAMES, part by part; matrices of the blocks, stored as (inputs, outputs) there, are
    transposed; the output layer, which is the embedding, and the stored masks are left out. Raises ValueError for names
    that are none of GPT-2's.
    """
    result, strange = {}, []
    for name, value in state.items():
        parts = name.removeprefix("transformer.").split(".")
        if parts == ["lm_head", "weight"] or parts[-2:] in (["attn", "bias"], ["attn", "masked_bias"]):
            continue
        if not all(part in NAMES or part.isdecimal() or part in ("weight", "bias") for part in parts):
            strange.append(name)
        matrix = parts[0] == "h" and len(value.shape) == 2
        result[".".join(NAMES.get(part, part) for part in parts)] = value.T if matrix else value
    if strange:
        raise ValueError(
            f"from_gpt2: {strange[:3]} (of {len(strange)}) are no names of GPT-2's: is it another model's state?"
        )
    return result
