"""Weights of one bit and activations of few bits: own gradients through autograd.Function; normalized weights."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Function
from torch.nn.utils import spectral_norm, weight_norm


class Sign(Function):
    @staticmethod
    def forward(ctx, x, clip):
        ctx.save_for_backward(x)
        ctx.clip = clip
        return torch.where(x >= 0, torch.ones_like(x), -torch.ones_like(x))

    @staticmethod
    def backward(ctx, grad_output):
        x, = ctx.saved_tensors
        grad_input = grad_output.clone()
        grad_input[x.abs() > ctx.clip] = 0
        return grad_input, None


class RoundSTE(Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, g):
        return g


class GradReverse(Function):
    @staticmethod
    def forward(ctx, x, lambd):
        ctx.lambd = lambd
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.neg() * ctx.lambd, None


def quantize(x, bits=2):
    n = 2 ** bits - 1
    return RoundSTE.apply(x.clamp(0, 1) * n) / n


class BinaryConv(nn.Conv2d):
    def forward(self, x):
        scale = self.weight.abs().mean(dim=(1, 2, 3), keepdim=True).detach()
        return F.conv2d(x, Sign.apply(self.weight, 1.0) * scale, self.bias, self.stride, self.padding, self.dilation, self.groups)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(4)
        self.conv2 = BinaryConv(4, 6, 3, stride=2, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(6, momentum=0.2)
        self.label = weight_norm(nn.Linear(6, 3), dim=0)
        self.domain = nn.Sequential(spectral_norm(nn.Linear(6, 5)), nn.ReLU(), nn.Linear(5, 2))

    def forward(self, x, lambd=0.5):
        x = quantize(self.bn1(self.conv1(x)))
        x = F.hardtanh(self.bn2(self.conv2(x)))
        features = x.mean(dim=[-2, -1])
        return self.label(features), self.domain(GradReverse.apply(features, lambd))


torch.manual_seed(28)
net = Net()
print([n for n, _ in net.named_parameters()])
x, y, d = torch.randn(8, 1, 6, 6), torch.randint(0, 3, (8,)), torch.tensor([0, 1] * 4)
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
history = []
for step in range(4):
    label, domain = net(x, lambd=step / 4)
    loss = F.cross_entropy(label, y) + F.cross_entropy(domain, d)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    net.conv2.weight.data.clamp_(-1, 1)
    history.append(loss.item())
    print("%d %.4f" % (step, loss.item()))
net.eval()
label, domain = net(x)
levels = torch.unique(quantize(torch.linspace(-0.5, 1.5, 21)))
