"""Images without convolutions or attention: mixing tokens, then channels."""
import copy

import torch
from torch import nn


class MlpBlock(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.fc1 = nn.Linear(dim, hidden)
        self.act = nn.GELU()
        self.fc2 = nn.Linear(hidden, dim)

    def forward(self, x):
        return self.fc2(self.act(self.fc1(x)))


class DropPath(nn.Module):
    """Leaves out the residual of whole examples."""

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0.0:
            return x
        keep = torch.rand(x.shape[0], 1, 1, dtype=x.dtype, device=x.device).add(1 - self.p).floor_()
        return x.div(1 - self.p) * keep

    def __repr__(self):
        return f"DropPath({self.p})"


class MixerLayer(nn.Module):
    def __init__(self, tokens, dim, drop):
        super().__init__()
        self.norm1 = nn.LayerNorm(dim, eps=1e-6)
        self.token_mixing = MlpBlock(tokens, 2 * tokens)
        self.norm2 = nn.LayerNorm(dim, eps=1e-6)
        self.channel_mixing = MlpBlock(dim, 2 * dim)
        self.gamma = nn.ParameterList([nn.Parameter(0.1 * torch.ones(dim)) for _ in range(2)])
        self.drop_path = DropPath(drop) if drop > 0 else nn.Identity()

    def forward(self, x):
        x = x + self.drop_path(self.gamma[0] * self.token_mixing(self.norm1(x).mT).mT)
        return x + self.drop_path(self.gamma[1] * self.channel_mixing(self.norm2(x)))


class Mixer(nn.Module):
    def __init__(self, size=12, patch=4, dim=8, depth=2, classes=3):
        super().__init__()
        tokens = (size // patch) ** 2
        self.stem = nn.Conv2d(3, dim, kernel_size=patch, stride=patch)
        rates = [r.item() for r in torch.linspace(0, 0.2, depth)]
        self.blocks = nn.Sequential(*(MixerLayer(tokens, dim, rate) for rate in rates))
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, classes)
        nn.init.zeros_(self.head.weight)

    def forward(self, x):
        x = self.stem(x).flatten(2).transpose(1, 2)
        return self.head(self.norm(self.blocks(x)).mean(dim=1))


class EMA:
    """Moving average of a model's weights."""

    def __init__(self, model, decay=0.9):
        self.module = copy.deepcopy(model).eval()
        self.decay = decay
        for p in self.module.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        for ours, theirs in zip(self.module.state_dict().values(), model.state_dict().values()):
            ours.copy_(self.decay * ours + (1.0 - self.decay) * theirs)


torch.manual_seed(0)
model = Mixer()
print(model.blocks)
ema = EMA(model)
x, y = torch.rand(6, 3, 12, 12), torch.tensor([0, 1, 2] * 2)
decay = [p for p in model.parameters() if p.ndim > 1]
no_decay = [p for p in model.parameters() if p.ndim <= 1]
opt = torch.optim.AdamW([dict(params=decay, weight_decay=0.1), dict(params=no_decay, weight_decay=0.0)], lr=3e-3)
sched = torch.optim.lr_scheduler.SequentialLR(
    opt,
    schedulers=[
        torch.optim.lr_scheduler.LinearLR(opt, start_factor=0.1, total_iters=2),
        torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=4, eta_min=1e-5),
    ],
    milestones=[2],
)
log = []
for step in range(5):
    mean, std = x.mean(dim=(0, 2, 3), keepdim=True), x.std(dim=(0, 2, 3), keepdim=True)
    view = (x - mean) / std
    if step % 2:
        view = view.flip(-1)
    loss = nn.functional.cross_entropy(model(view), y, label_smoothing=0.05)
    opt.zero_grad(set_to_none=True)
    loss.backward()
    opt.step()
    sched.step()
    ema.update(model)
    log.append([loss.item(), *sched.get_last_lr()])
    print(f"{step}: {loss.detach():.4f}", f"lr {opt.param_groups[0]['lr']:.2e}")
averaged = ema.module
logits = averaged(view)
