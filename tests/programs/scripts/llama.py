"""Turned positions, shared keys, a gated network, and a cache of what was read: a decoder of today's kind."""
import torch
from torch import nn
from torch.nn import functional as F


class Scale(nn.Module):
    """Divides by the root of the mean square."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5)).type_as(x)


def turned(x, place):
    """(N, heads, T, D): the pair of number i and i + D/2 is turned by an angle that grows with the place."""
    half = x.shape[-1] // 2
    angle = torch.outer(place.type_as(x), 100.0 ** (-torch.arange(half).type_as(x) / half))
    left, right = x.split(half, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([left * cos - right * sin, right * cos + left * sin], dim=-1)


class Decoder(nn.Module):
    def __init__(self, width=16, heads=4, groups=2, symbols=11):
        super().__init__()
        self.heads, self.groups, size = heads, groups, width // heads
        self.symbols = nn.Embedding(symbols, width)
        self.layers = nn.ModuleList()
        for _ in range(2):
            linear = {"query": (width, width), "keyvalue": (width, 2 * groups * size), "out": (width, width),
                      "gate": (width, 24), "up": (width, 24), "down": (24, width)}
            parts = {name: nn.Linear(*shape, bias=False) for name, shape in linear.items()}
            self.layers.append(nn.ModuleDict(parts | {"first": Scale(width), "second": Scale(width)}))
        self.norm, self.guess = Scale(width), nn.Linear(width, symbols, bias=False)

    def forward(self, symbols, cache=None):
        """`cache` has keys and values of each layer, and gets those of these symbols."""
        x, length = self.symbols(symbols), symbols.shape[1]
        past = cache[0][0].shape[2] if cache and cache[0] else 0
        place = torch.arange(past, past + length)
        for number, layer in enumerate(self.layers):
            y = layer["first"](x)
            q = turned(layer["query"](y).unflatten(-1, (self.heads, -1)).transpose(1, 2), place)
            k, v = layer["keyvalue"](y).unflatten(-1, (2, self.groups, -1)).permute(2, 0, 3, 1, 4)
            k = turned(k, place)
            if cache is not None:
                if cache[number]:
                    k, v = (torch.cat(pair, dim=2) for pair in zip(cache[number], (k, v)))
                cache[number] = (k, v)
            k, v = (part.repeat_interleave(self.heads // self.groups, dim=1) for part in (k, v))
            hidden = torch.arange(past + length) > place[:, None]
            weights = (q @ k.mT * q.shape[-1] ** -0.5).masked_fill(hidden, float("-inf")).softmax(-1)
            x = x + layer["out"]((weights @ v).transpose(1, 2).reshape(x.shape))
            y = layer["second"](x)
            x = x + layer["down"](F.silu(layer["gate"](y)) * layer["up"](y))
        return self.guess(self.norm(x))


@torch.inference_mode()
def continued(model, starts, count, enough=0.9):
    """Rows of different lengths, filled up to the longest and `count` more; drawn from the likeliest symbols."""
    first, last = min(map(len, starts)), max(map(len, starts)) + count
    rows = torch.full((len(starts), last), -1)
    for row, start in zip(rows, starts):
        row[: len(start)] = torch.as_tensor(start)
    given, cache, done = rows >= 0, [None] * len(model.layers), 0
    for place in range(first, last):
        shares = (model(rows[:, done:place], cache)[:, -1] / 0.7).softmax(-1)
        shares, order = shares.sort(dim=-1, descending=True)
        shares[shares.cumsum(-1) - shares > enough] = 0
        drawn = order.gather(1, torch.multinomial(shares.div_(shares.sum(-1, keepdim=True)), 1))[:, 0]
        rows[:, place] = torch.where(given[:, place], rows[:, place], drawn)
        done = place
    return rows


torch.manual_seed(1)
model = Decoder()
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, betas=(0.9, 0.95), weight_decay=0.1)
counting = torch.arange(13) * torch.tensor([[1], [2], [3]]) % 11
for step in range(6):
    loss = F.cross_entropy(model(counting[:, :-1]).flatten(0, 1), counting[:, 1:].flatten())
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    print(f"step {step} loss {loss.item():.4f} norm {norm:.4f}")
print(continued(model.eval(), [[1, 2, 3], [2, 4]], 5).tolist())
with torch.no_grad():
    cache = [None] * len(model.layers)
    pieces = torch.hstack([model(counting[:, i : i + 2], cache) for i in (0, 2, 4)])
    print("in pieces the same:", torch.allclose(pieces, model(counting[:, :6]), atol=1e-5))
