"""Weights that are pruned by magnitude, rewound, and trained again; masks through hooks on gradients."""
import copy
from collections import OrderedDict

import torch
import torch.nn as nn


class LeNet300(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(OrderedDict(
            fc1=nn.Linear(10, 12), act1=nn.Tanh(), fc2=nn.Linear(12, 8), act2=nn.ReLU(), fc3=nn.Linear(8, 3),
        ))

    def forward(self, x):
        return self.layers(x.flatten(start_dim=1))


def make_masks(model, masks, share):
    new = {}
    for name, p in model.named_parameters():
        if not name.endswith("weight"):
            continue
        alive = p.detach()[masks[name].bool()].abs() if name in masks else p.detach().abs().flatten()
        k = int(alive.numel() * share)
        threshold = torch.sort(alive)[0][k]
        keep = torch.where(p.detach().abs() < threshold, torch.zeros_like(p), torch.ones_like(p))
        new[name] = keep.detach() * masks.get(name, 1)
    return new


def apply_masks(model, masks):
    handles = []
    for name, p in model.named_parameters():
        if name in masks:
            p.data *= masks[name]
            handles.append(p.register_hook(lambda grad, mask=masks[name]: grad * mask))
    return handles


torch.manual_seed(4)
x = torch.randn(30, 2, 5)
y = (x.sum((1, 2)) > 0).long() + (x[:, 0, 0] > 1).long()
model = LeNet300()
initial = copy.deepcopy(model.state_dict())
masks, handles, report = {}, [], []
for rnd in range(3):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for step in range(3):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    accuracy = model(x).argmax(1).eq(y).sum().item() / y.numel()
    left = sum(int((p != 0).sum()) for n, p in model.named_parameters() if "weight" in n)
    total = sum(p.nelement() for n, p in model.named_parameters() if "weight" in n)
    report.append((loss.item(), accuracy, left))
    print(f"round {rnd}: {left}/{total} weights, loss {loss.item():.4f}, accuracy {100 * accuracy:.1f}%")
    masks = make_masks(model, masks, 0.3)
    for handle in handles:
        handle.remove()
    model.load_state_dict(initial)
    handles = apply_masks(model, masks)
sparsity = {name: 1 - mask.mean().item() for name, mask in masks.items()}
grads_kept = {n: bool(((p.grad != 0) <= (masks[n] > 0)).all()) if n in masks else None for n, p in model.named_parameters()}
