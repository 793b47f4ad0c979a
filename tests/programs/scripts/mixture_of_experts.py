"""Sparsely gated experts: noisy top-k gating, tokens sent to their experts by index, a balance loss."""
from typing import Optional

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Expert(nn.Module):
    def __init__(self, d: int, hidden: int):
        super().__init__()
        self.w1, self.w2, self.w3 = nn.Linear(d, hidden, bias=False), nn.Linear(hidden, d, bias=False), nn.Linear(d, hidden, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.w2(F.silu(self.w1(x)) * self.w3(x))


class TopKGate(nn.Module):
    def __init__(self, d: int, n: int, k: int, noise: Optional[float] = 0.1):
        super().__init__()
        self.k, self.noise = k, noise
        self.router = nn.Linear(d, n, bias=False)

    def forward(self, x: Tensor):
        logits = self.router(x)
        if self.training and self.noise:
            logits = logits + self.noise * torch.randn_like(logits)
        top, index = torch.topk(logits, self.k, dim=-1)
        weights = torch.full_like(logits, float("-inf")).scatter(-1, index, top).softmax(-1)
        importance = weights.mean(0)
        load = torch.zeros_like(logits).scatter_(-1, index, 1.0).mean(0)
        return weights, index, logits.size(-1) * (importance * load).sum()


class MoE(nn.Module):
    def __init__(self, d, n_experts=4, k=2):
        super().__init__()
        self.norm = nn.RMSNorm(d)
        self.gate = TopKGate(d, n_experts, k)
        self.experts = nn.ModuleList(Expert(d, 2 * d) for _ in range(n_experts))
        self.register_buffer("tokens_seen", torch.zeros(n_experts, dtype=torch.long))

    def forward(self, x):
        shape = x.shape
        flat = self.norm(x).reshape(-1, shape[-1])
        weights, index, balance = self.gate(flat)
        out = torch.zeros_like(flat)
        for e, expert in enumerate(self.experts):
            rows = (index == e).any(dim=-1).nonzero().flatten()
            if rows.numel() == 0:
                continue
            out = out.index_add(0, rows, expert(flat[rows]) * weights[rows, e, None])
            self.tokens_seen[e] += rows.numel()
        return x + out.reshape(shape), balance


torch.manual_seed(16)
layers = nn.ModuleList([MoE(6), MoE(6, n_experts=3, k=1)])
head = nn.Linear(6, 4)
params = list(layers.parameters()) + [*head.parameters()]
optimizer = torch.optim.AdamW(params, lr=1e-2, weight_decay=0.01, betas=(0.9, 0.95))
x = torch.randn(3, 5, 6)
y = x[..., :4].argmax(-1)
record = []
for step in range(4):
    h, aux = x, 0.0
    for layer in layers:
        h, balance = layer(h)
        aux = aux + balance
    ce = F.cross_entropy(head(h).flatten(0, 1), y.flatten())
    loss = ce + 1e-2 * aux
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(params, 0.5)
    optimizer.step()
    record.append((ce.item(), float(aux)))
    print(step, "ce {:.4f} balance {:.4f}".format(*record[-1]), layers[0].tokens_seen.tolist(), layers[1].tokens_seen.tolist())
unused = [n for n, p in layers.named_parameters() if p.grad is None]
