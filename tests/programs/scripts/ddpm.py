"""Points on a ring out of noise: a network learns what was added, and takes it away again step by step."""
import math

import torch
from torch import nn
from torch.nn import functional as F


class Told(nn.Module):
    """A layer that the time scales and shifts."""

    def __init__(self, width):
        super().__init__()
        self.linear, self.by_time = nn.Linear(width, width), nn.Linear(width, 2 * width)

    def forward(self, x, time):
        scale, shift = self.by_time(time).chunk(2, dim=-1)
        return x + F.silu(shift + self.linear(x) * (1 + scale))


class Guess(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.register_buffer("rates", 2.0 ** -torch.arange(4))
        self.clock = nn.Sequential(nn.Linear(8, width), nn.SiLU())
        self.layers = nn.ModuleList([Told(width), Told(width)])
        self.into, self.out = nn.Linear(2, width), nn.Linear(width, 2)

    def forward(self, x, time):
        angle = time[:, None] * self.rates.type_as(x)
        time, x = self.clock(torch.cat((angle.sin(), angle.cos()), dim=-1)), self.into(x)
        for layer in self.layers:
            x = layer(x, time)
        return self.out(x)


class Noising(nn.Module):
    """What is left of a point at each time: sqrt(kept) of it, and noise for the rest."""

    def __init__(self, guess, steps=10):
        super().__init__()
        self.guess, self.steps = guess, steps
        left = torch.cos(torch.linspace(0.02, 0.98, steps + 1) * math.pi / 2).square()
        kept = left[1:] / left[0]
        self.register_buffer("kept", kept)
        self.register_buffer("single", kept / F.pad(kept[:-1], (1, 0), value=1.0))

    def forward(self, points):
        time = torch.randint(0, self.steps, points.shape[:1]).long()
        noise, kept = torch.randn_like(points), self.kept.gather(-1, time).unsqueeze(1)
        error = F.mse_loss(self.guess(kept.sqrt() * points + (1 - kept).sqrt() * noise, time), noise, reduction="none")
        return (error.mean(dim=1) * (1 + 0.1 * time)).mean()

    @torch.inference_mode()
    def draw(self, n):
        points, path = torch.randn(n, 2), []
        for step in reversed(range(self.steps)):
            kept, single = self.kept[step], self.single[step]
            noise = self.guess(points, torch.full((n,), step, dtype=torch.long))
            points = (points - (1 - single) / (1 - kept).sqrt() * noise) / single.sqrt()
            if step:
                points = points + ((1 - single) * (1 - self.kept[step - 1]) / (1 - kept)).sqrt() * torch.randn_like(points)
            path.append(points.cpu().numpy().copy())
        return path


if __name__ == "__main__":
    torch.manual_seed(0)
    angle = torch.rand(24) * 2 * torch.pi
    ring = torch.stack((angle.cos(), angle.sin()), -1) + 0.05 * torch.randn(24, 2)
    noising = Noising(Guess())
    optimizer = torch.optim.Adam(noising.parameters(), lr=1e-2)
    for turn in range(6):
        optimizer.zero_grad()
        loss = noising(ring[torch.randperm(24)[:12]])
        loss.backward()
        optimizer.step()
        print(f"turn {turn:d} loss {loss.item():.5f}")
    path = noising.draw(5)
    print(len(path), path[-1].shape, {name: tuple(value.shape) for name, value in noising.named_buffers()})
