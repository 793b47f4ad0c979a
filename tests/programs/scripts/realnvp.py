"""A normalizing flow of coupling layers; its density by the change of variables, its inverse checked."""
import math

import torch
from torch import nn, optim


class CouplingLayer(nn.Module):
    def __init__(self, dim, hidden, mask):
        super().__init__()
        self.register_buffer('mask', mask)
        self.s_fc = nn.Sequential(nn.Linear(dim, hidden), nn.LeakyReLU(), nn.Linear(hidden, dim), nn.Tanh())
        self.t_fc = nn.Sequential(nn.Linear(dim, hidden), nn.LeakyReLU(), nn.Linear(hidden, dim))
        self.log_scale = nn.Parameter(torch.zeros(1))

    def forward(self, x, reverse=False):
        x_m = x * self.mask
        s = self.s_fc(x_m) * (1 - self.mask) * self.log_scale.exp()
        t = self.t_fc(x_m) * (1 - self.mask)
        if reverse:
            return x_m + (1 - self.mask) * (x - t) * torch.exp(-s), -s.sum(dim=1)
        return x_m + (1 - self.mask) * (x * torch.exp(s) + t), s.sum(dim=1)


class ActNorm(nn.Module):
    """The first batch decides scale and shift."""

    def __init__(self, dim):
        super().__init__()
        self.loc = nn.Parameter(torch.zeros(1, dim))
        self.log_scale = nn.Parameter(torch.zeros(1, dim))
        self.register_buffer('initialized', torch.tensor(False))

    def forward(self, x, reverse=False):
        if not self.initialized.item():
            with torch.no_grad():
                self.loc.data.copy_(-x.mean(0, keepdim=True))
                self.log_scale.data.copy_(-x.std(dim=0, keepdim=True).log())
            self.initialized.fill_(True)
        if reverse:
            return x * torch.exp(-self.log_scale) - self.loc, -self.log_scale.sum().expand(len(x))
        return (x + self.loc) * torch.exp(self.log_scale), self.log_scale.sum().expand(x.size(0))


class RealNVP(nn.Module):
    def __init__(self, dim=4, hidden=8, layers=3):
        super().__init__()
        mask = (torch.arange(dim) % 2).to(torch.get_default_dtype())
        self.layers = nn.ModuleList()
        for i in range(layers):
            self.layers += [ActNorm(dim), CouplingLayer(dim, hidden, mask if i % 2 == 0 else 1 - mask)]

    def forward(self, x):
        log_det = x.new_zeros(x.shape[0])
        for layer in self.layers:
            x, ld = layer(x)
            log_det += ld
        return x, log_det

    def inverse(self, z):
        for layer in reversed(self.layers):
            z, _ = layer(z, reverse=True)
        return z

    def log_prob(self, x):
        z, log_det = self(x)
        return -0.5 * (z ** 2 + math.log(2 * math.pi)).sum(-1) + log_det


torch.manual_seed(31)
half = torch.randn(40, 2)
data = torch.cat([half, half.pow(2) - 1 + 0.2 * torch.randn(40, 2)], dim=1)
flow = RealNVP()
optimizer = optim.Adam(flow.parameters(), lr=5e-3, weight_decay=1e-5)
scheduler = optim.lr_scheduler.StepLR(optimizer, 2, gamma=0.5)
nll = []
for iteration in range(5):
    optimizer.zero_grad()
    loss = -flow.log_prob(data).mean()
    if not torch.isnan(loss) and not torch.isinf(loss):
        loss.backward()
        optimizer.step()
    scheduler.step()
    nll.append(loss.item())
    print('iter %s:' % iteration, 'loss = %.4f' % loss.item())
with torch.no_grad():
    z, _ = flow(data)
    restored = flow.inverse(z)
    print('largest error below 1e-4:', bool((restored - data).abs().max() < 1e-4))
    samples = flow.inverse(torch.randn(3, 4))
