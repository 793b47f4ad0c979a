"""Denoising diffusion on points: noise schedule, time embedding, sampling step by step."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class SinusoidalPosEmb(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, t):
        half_dim = self.dim // 2
        emb = math.log(10000) / (half_dim - 1)
        emb = torch.exp(torch.arange(half_dim, device=t.device) * -emb)
        emb = t[:, None] * emb[None, :]
        return torch.cat((emb.sin(), emb.cos()), dim=-1)


class Block(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.ff = nn.Linear(size, size)
        self.scale_shift = nn.Linear(size, 2 * size)
        self.act = nn.SiLU()

    def forward(self, x, t):
        scale, shift = self.scale_shift(t).chunk(2, dim=1)
        return x + self.act(self.ff(x) * (scale + 1) + shift)


class NoiseModel(nn.Module):
    def __init__(self, hidden=16, layers=2):
        super().__init__()
        self.time_mlp = nn.Sequential(SinusoidalPosEmb(8), nn.Linear(8, hidden), nn.SiLU())
        self.inp = nn.Linear(2, hidden)
        self.blocks = nn.ModuleList([Block(hidden) for _ in range(layers)])
        self.out = nn.Linear(hidden, 2)

    def forward(self, x, t):
        t = self.time_mlp(t)
        h = self.inp(x)
        for block in self.blocks:
            h = block(h, t)
        return self.out(h)


def cosine_beta_schedule(timesteps, s=0.008):
    x = torch.linspace(0, timesteps, timesteps + 1)
    alphas_cumprod = torch.cos(((x / timesteps) + s) / (1 + s) * math.pi * 0.5) ** 2
    alphas_cumprod = alphas_cumprod / alphas_cumprod[0]
    betas = 1 - (alphas_cumprod[1:] / alphas_cumprod[:-1])
    return torch.clip(betas, 0.0001, 0.999)


def extract(a, t, x_shape):
    batch_size = t.shape[0]
    out = a.gather(-1, t)
    return out.reshape(batch_size, *((1,) * (len(x_shape) - 1)))


class Diffusion(nn.Module):
    def __init__(self, model, timesteps=10):
        super().__init__()
        self.model, self.timesteps = model, timesteps
        betas = cosine_beta_schedule(timesteps)
        alphas = 1.0 - betas
        alphas_cumprod = torch.cumprod(alphas, dim=0)
        alphas_cumprod_prev = F.pad(alphas_cumprod[:-1], (1, 0), value=1.0)
        self.register_buffer("betas", betas)
        self.register_buffer("sqrt_alphas_cumprod", alphas_cumprod.sqrt())
        self.register_buffer("sqrt_one_minus_alphas_cumprod", (1.0 - alphas_cumprod).sqrt())
        self.register_buffer("sqrt_recip_alphas", torch.sqrt(1.0 / alphas))
        self.register_buffer("posterior_variance", betas * (1.0 - alphas_cumprod_prev) / (1.0 - alphas_cumprod))

    def q_sample(self, x_start, t, noise):
        return (
            extract(self.sqrt_alphas_cumprod, t, x_start.shape) * x_start
            + extract(self.sqrt_one_minus_alphas_cumprod, t, x_start.shape) * noise
        )

    def forward(self, x_start):
        t = torch.randint(0, self.timesteps, (x_start.shape[0],), device=x_start.device).long()
        noise = torch.randn_like(x_start)
        predicted = self.model(self.q_sample(x_start, t, noise), t)
        loss = F.mse_loss(predicted, noise, reduction="none").mean(dim=1)
        return (loss * (1.0 + 0.1 * t)).mean()

    @torch.no_grad()
    def p_sample(self, x, t, t_index):
        model_mean = extract(self.sqrt_recip_alphas, t, x.shape) * (
            x - extract(self.betas, t, x.shape) * self.model(x, t) / extract(self.sqrt_one_minus_alphas_cumprod, t, x.shape)
        )
        if t_index == 0:
            return model_mean
        return model_mean + torch.sqrt(extract(self.posterior_variance, t, x.shape)) * torch.randn_like(x)

    @torch.inference_mode()
    def sample(self, n):
        img = torch.randn(n, 2)
        path = []
        for i in reversed(range(0, self.timesteps)):
            img = self.p_sample(img, torch.full((n,), i, dtype=torch.long), i)
            path.append(img.cpu().numpy().copy())
        return path


if __name__ == "__main__":
    torch.manual_seed(0)
    angle = torch.rand(24) * 2 * torch.pi
    data = torch.stack((angle.cos(), angle.sin()), -1) + 0.05 * torch.randn(24, 2)
    diffusion = Diffusion(NoiseModel())
    optimizer = torch.optim.Adam(diffusion.parameters(), lr=1e-3)
    losses = []
    for step in range(4):
        optimizer.zero_grad()
        loss = diffusion(data[torch.randperm(24)[:12]])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"step {step:d} loss {loss.item():.5f}")
    path = diffusion.sample(5)
    print(len(path), path[-1].shape)
    buffers = {k: tuple(v.shape) for k, v in diffusion.named_buffers()}
