"""Optimizers of one's own on top of torch.optim.Optimizer: sign momentum, sharpness-aware, lookahead; own schedule."""
from collections import defaultdict

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        if not 0.0 <= lr:
            raise ValueError("Invalid learning rate: {}".format(lr))
        defaults = dict(lr=lr, betas=betas, weight_decay=weight_decay)
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p.data.mul_(1 - group["lr"] * group["weight_decay"])
                grad = p.grad
                state = self.state[p]
                if len(state) == 0:
                    state["exp_avg"] = torch.zeros_like(p)
                exp_avg = state["exp_avg"]
                beta1, beta2 = group["betas"]
                update = exp_avg * beta1 + grad * (1 - beta1)
                p.add_(update.sign_(), alpha=-group["lr"])
                exp_avg.mul_(beta2).add_(grad, alpha=1 - beta2)
        return loss


class SAM(Optimizer):
    def __init__(self, params, base_optimizer, rho=0.05, **kwargs):
        super().__init__(params, dict(rho=rho, **kwargs))
        self.base_optimizer = base_optimizer(self.param_groups, **kwargs)
        self.param_groups = self.base_optimizer.param_groups
        self.defaults.update(self.base_optimizer.defaults)

    @torch.no_grad()
    def first_step(self, zero_grad=False):
        grad_norm = torch.norm(
            torch.stack([p.grad.norm(p=2) for group in self.param_groups for p in group["params"] if p.grad is not None]), p=2
        )
        for group in self.param_groups:
            scale = group["rho"] / (grad_norm + 1e-12)
            for p in group["params"]:
                if p.grad is None:
                    continue
                self.state[p]["old_p"] = p.data.clone()
                p.add_(p.grad * scale.to(p))
        if zero_grad:
            self.zero_grad()

    @torch.no_grad()
    def second_step(self, zero_grad=False):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p.data = self.state[p]["old_p"]
        self.base_optimizer.step()
        if zero_grad:
            self.zero_grad()

    def step(self, closure=None):
        closure = torch.enable_grad()(closure)
        self.first_step(zero_grad=True)
        closure()
        self.second_step()


class Lookahead:
    def __init__(self, optimizer, k=2, alpha=0.5):
        self.optimizer, self.k, self.alpha, self.counter = optimizer, k, alpha, 0
        self.state = defaultdict(dict)

    def step(self):
        self.optimizer.step()
        self.counter += 1
        for group in self.optimizer.param_groups:
            for fast in group["params"]:
                slow = self.state[fast].setdefault("slow", torch.empty_like(fast.data).copy_(fast.data))
                if self.counter % self.k == 0:
                    slow += (fast.data - slow) * self.alpha
                    fast.data.copy_(slow)


class WarmupLinear(LRScheduler):
    def __init__(self, optimizer, warmup, total, last_epoch=-1):
        self.warmup, self.total = warmup, total
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        step = self.last_epoch
        factor = (step + 1) / self.warmup if step < self.warmup else max(0.0, (self.total - step) / (self.total - self.warmup))
        return [base_lr * factor for base_lr in self.base_lrs]


def make():
    torch.manual_seed(2)
    net = nn.Sequential(nn.Linear(3, 8), nn.SELU(), nn.Linear(8, 1))
    for m in net:
        if hasattr(m, "weight"):
            nn.init.kaiming_normal_(m.weight, nonlinearity="linear")
            nn.init.zeros_(m.bias)
    return net


x = torch.linspace(-1, 1, 30).view(10, 3)
y = (x ** 2).sum(1, keepdim=True).sin()
loss_fn = nn.HuberLoss(delta=0.3)
curves = defaultdict(list)
net = make()
optimizer = Lion(net.parameters(), lr=1e-2, weight_decay=0.1)
schedule = WarmupLinear(optimizer, warmup=2, total=5)
for _ in range(4):
    def closure():
        optimizer.zero_grad()
        loss = loss_fn(net(x), y)
        loss.backward()
        return loss
    curves["lion"].append(optimizer.step(closure).item())
    schedule.step()
    curves["lr"].append(schedule.get_last_lr()[0])

sharp = make()
sam = SAM(sharp.parameters(), torch.optim.SGD, rho=0.1, lr=0.1, momentum=0.9)
for _ in range(3):
    loss = loss_fn(sharp(x), y)
    loss.backward()
    sam.step(lambda: loss_fn(sharp(x), y).backward())
    sam.zero_grad()
    curves["sam"].append(loss.item())

slow = make()
lookahead = Lookahead(torch.optim.Adam(slow.parameters(), lr=1e-2))
for _ in range(4):
    lookahead.optimizer.zero_grad()
    loss = loss_fn(slow(x), y)
    loss.backward()
    lookahead.step()
    curves["lookahead"].append(loss.item())
print(optimizer)
for name, values in curves.items():
    print("%10s" % name, *["%.5f" % v for v in values])
momentum = [state["exp_avg"] for state in optimizer.state.values()]
