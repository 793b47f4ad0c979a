"""Grouped convolutions: shuffled channels and aggregated paths."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def channel_shuffle(x, groups):
    """Maps of the groups in turn: 0, 3, 1, 4, 2, 5 for two groups of three."""
    return x.unflatten(1, (groups, -1)).transpose(1, 2).contiguous().flatten(1, 2)


class ShuffleUnit(nn.Module):
    def __init__(self, inp, oup, stride):
        super().__init__()
        self.stride = stride
        branch = oup // 2
        if stride > 1:
            self.branch1 = nn.Sequential(
                nn.Conv2d(inp, inp, 3, stride, 1, groups=inp, bias=False), nn.BatchNorm2d(inp),
                nn.Conv2d(inp, branch, 1, bias=False), nn.BatchNorm2d(branch), nn.ReLU(True),
            )
        self.branch2 = nn.Sequential(
            nn.Conv2d(inp if stride > 1 else branch, branch, 1, bias=False), nn.BatchNorm2d(branch), nn.ReLU(True),
            nn.Conv2d(branch, branch, 3, stride, 1, groups=branch, bias=False), nn.BatchNorm2d(branch),
            nn.Conv2d(branch, branch, 1, bias=False), nn.BatchNorm2d(branch), nn.ReLU(True),
        )

    def forward(self, x):
        if self.stride == 1:
            x1, x2 = x.chunk(2, dim=1)
            out = torch.cat((x1, self.branch2(x2)), dim=1)
        else:
            out = torch.cat((self.branch1(x), self.branch2(x)), dim=1)
        return channel_shuffle(out, 2)


class ResNeXtBlock(nn.Module):
    def __init__(self, width, cardinality=4):
        super().__init__()
        self.reduce = nn.Conv2d(width, 8, 1, bias=False)
        self.grouped = nn.Conv2d(8, 8, 3, padding=2, dilation=2, groups=cardinality)
        self.expand = nn.Conv2d(8, width, 1, bias=False)
        self.norms = nn.ModuleDict({"reduce": nn.GroupNorm(2, 8), "grouped": nn.GroupNorm(4, 8), "expand": nn.InstanceNorm2d(width, affine=True)})

    def forward(self, x):
        out = F.relu_(self.norms["reduce"](self.reduce(x)))
        out = F.relu_(self.norms["grouped"](self.grouped(out)))
        return F.leaky_relu(x + self.norms["expand"](self.expand(out)), 0.1)


model = nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=1), nn.MaxPool2d(2),
    ShuffleUnit(8, 12, 2), ShuffleUnit(12, 12, 1), ResNeXtBlock(12),
    nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(12, 4),
)
for name, p in model.named_parameters():
    if p.dim() > 1:
        nn.init.xavier_uniform_(p, gain=nn.init.calculate_gain("relu"))
    elif name.endswith("bias"):
        nn.init.zeros_(p)

x = torch.randn(6, 3, 16, 16)
y = torch.randint(4, (6,))
optimizer = torch.optim.SGD(model.parameters(), 0.02, 0.9)
scaled = []
for it in range(3):
    # two micro batches, gradients accumulated
    optimizer.zero_grad()
    total = 0.0
    for xb, yb in zip(x.split(3), y.split(3)):
        loss = F.multi_margin_loss(model(xb), yb) / 2
        loss.backward()
        total += loss.detach()
    optimizer.step()
    scaled.append(total)
    print(it, "%.4f" % total.item())
sizes = [tuple(p.shape) for p in model.parameters()]
