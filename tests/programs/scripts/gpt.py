"""A small GPT over characters: two ways to write attention, tied ends, accumulated gradients, sampling from the best."""
import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass
class Sizes:
    letters: int
    context: int = 12
    width: int = 16
    heads: int = 2
    depth: int = 2
    dropout: float = 0.1


class Look(nn.Module):
    """Causal attention: PyTorch's own function, or written out with a mask that no state dictionary keeps."""

    def __init__(self, sizes, written_out):
        super().__init__()
        self.heads, self.share = sizes.heads, sizes.dropout
        self.into, self.out = nn.Linear(sizes.width, 3 * sizes.width, bias=False), nn.Linear(sizes.width, sizes.width)
        later = torch.ones(sizes.context, sizes.context, dtype=torch.bool).triu(1) if written_out else None
        self.register_buffer("later", later, persistent=False)

    def forward(self, x):
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in self.into(x).chunk(3, dim=-1))
        if self.later is None:
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            length = x.shape[1]
            scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
            weights = scores.masked_fill(self.later[:length, :length], -math.inf).softmax(-1)
            mixed = F.dropout(weights, self.share, self.training) @ v
        return self.out(mixed.transpose(1, 2).flatten(2))


class GPT(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.sizes = sizes
        self.letters, self.places = nn.Embedding(sizes.letters, sizes.width), nn.Embedding(sizes.context, sizes.width)
        self.layers = nn.ModuleList()
        for number in range(sizes.depth):
            self.layers.append(nn.ModuleDict({
                "look": Look(sizes, written_out=number % 2 == 0), "norms": nn.ModuleList(nn.LayerNorm(sizes.width) for _ in "ab"),
                "think": nn.Sequential(nn.Linear(sizes.width, 4 * sizes.width), nn.GELU("tanh"), nn.Linear(4 * sizes.width, sizes.width)),
            }))
        self.norm, self.head = nn.LayerNorm(sizes.width), nn.Linear(sizes.width, sizes.letters, bias=False)
        self.head.weight = self.letters.weight
        with torch.no_grad():
            for name, weight in self.named_parameters():
                if weight.ndim == 2:
                    weight.normal_(std=0.02 / (2 * sizes.depth) ** 0.5 if ".out." in name or "think.2" in name else 0.02)

    def forward(self, text, following=None):
        x = self.letters(text) + self.places(torch.arange(text.shape[1]))
        for layer in self.layers:
            x = x + layer["look"](layer["norms"][0](x))
            x = x + layer["think"](layer["norms"][1](x))
        scores = self.head(self.norm(x))
        return scores, None if following is None else F.cross_entropy(scores.transpose(1, 2), following, ignore_index=-1)

    @torch.no_grad()
    def write(self, text, count, best=5):
        for _ in range(count):
            scores = self(text[:, -self.sizes.context:])[0][:, -1] / 0.8
            least = scores.topk(best).values[:, -1:]
            shares = F.softmax(torch.where(scores < least, torch.tensor(-math.inf).type_as(scores), scores), dim=-1)
            text = torch.cat((text, torch.multinomial(shares, 1)), dim=1)
        return text


torch.manual_seed(1337)
book = "a fox may run but a hen may not outrun a fox " * 4
letters = sorted(set(book))
stream = torch.tensor([letters.index(letter) for letter in book])
model = GPT(Sizes(len(letters)))
print(sum(p.numel() for p in model.parameters()), len(model.state_dict()), model.head.weight is model.letters.weight)
wide, narrow = [[p for p in model.parameters() if (p.ndim > 1) is is_wide] for is_wide in (True, False)]
optimizer = torch.optim.AdamW([{"params": wide, "weight_decay": 0.1}, {"params": narrow, "weight_decay": 0.0}], betas=(0.9, 0.95))
total = 6
for turn in range(total):
    for group in optimizer.param_groups:
        group["lr"] = 1e-2 * min((turn + 1) / 3, 0.5 + 0.5 * math.cos(math.pi * turn / total))
    optimizer.zero_grad(set_to_none=True)
    for half in range(2):
        starts = torch.randint(len(stream) - 12, (4, 1))
        rows = stream[starts + torch.arange(13)]
        loss = model(rows[:, :-1], rows[:, 1:])[1] / 2
        loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    print(f"turn {turn}: loss {2 * loss.item():.4f}, norm {norm.item():.4f}")
model.eval()
print(repr("".join(letters[i] for i in model.write(torch.zeros(1, 1, dtype=torch.long), 20)[0])))
