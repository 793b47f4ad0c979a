"""Inception modules with an auxiliary classifier."""
from typing import Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ConvBlock(nn.Module):
    def __init__(self, cin: int, cout: int, **kwargs):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, bias=False, **kwargs)
        self.bn = nn.BatchNorm2d(cout, eps=0.001)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.bn(self.conv(x)), inplace=True)


class Inception(nn.Module):
    def __init__(self, cin, c1, c3r, c3, c5r, c5, pool_proj):
        super().__init__()
        self.branch1 = ConvBlock(cin, c1, kernel_size=1)
        self.branch2 = nn.Sequential(ConvBlock(cin, c3r, kernel_size=1), ConvBlock(c3r, c3, kernel_size=3, padding=1))
        self.branch3 = nn.Sequential(ConvBlock(cin, c5r, kernel_size=1), ConvBlock(c5r, c5, kernel_size=5, padding="same"))
        self.branch4 = nn.Sequential(
            nn.MaxPool2d(kernel_size=3, stride=1, padding=1, ceil_mode=True), ConvBlock(cin, pool_proj, kernel_size=1)
        )

    def forward(self, x):
        return torch.cat([branch(x) for branch in (self.branch1, self.branch2, self.branch3, self.branch4)], dim=1)


class Aux(nn.Module):
    def __init__(self, cin, num_classes):
        super().__init__()
        self.conv = ConvBlock(cin, 4, kernel_size=1)
        self.fc1 = nn.Linear(4 * 2 * 2, 8)
        self.fc2 = nn.Linear(8, num_classes)

    def forward(self, x):
        x = F.adaptive_avg_pool2d(x, 2)
        x = torch.flatten(self.conv(x), 1)
        return self.fc2(F.dropout(F.relu(self.fc1(x)), 0.7, self.training))


class SmallGoogLeNet(nn.Module):
    def __init__(self, num_classes=3):
        super().__init__()
        self.conv1 = ConvBlock(3, 6, kernel_size=3, stride=2, padding=1)
        self.lrn = nn.LocalResponseNorm(5, alpha=0.001, beta=0.75, k=1.0)
        self.maxpool = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception3a = Inception(6, 4, 3, 6, 2, 3, 3)
        self.inception3b = Inception(16, 4, 3, 6, 2, 3, 3)
        self.aux = Aux(16, num_classes)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(0.4)
        self.fc = nn.Linear(16, num_classes)
        for m in self.modules():
            if isinstance(m, nn.Conv2d) or isinstance(m, nn.Linear):
                torch.nn.init.trunc_normal_(m.weight, mean=0.0, std=0.1, a=-2, b=2)

    def forward(self, x) -> Tuple[Tensor, Tensor]:
        x = self.maxpool(self.lrn(self.conv1(x)))
        x = self.inception3a(x)
        aux = self.aux(x) if self.training else None
        x = self.inception3b(x)
        x = self.dropout(self.avgpool(x).flatten(1))
        return self.fc(x), aux


torch.manual_seed(1)
net = SmallGoogLeNet()
opt = torch.optim.Adam([
    {"params": [p for n, p in net.named_parameters() if n.startswith("fc.")], "lr": 1e-2},
    {"params": [p for n, p in net.named_parameters() if not n.startswith("fc.")]},
], lr=1e-3, betas=(0.9, 0.99))
images, labels = torch.rand(5, 3, 19, 19), torch.tensor([0, 1, 2, 0, 1])
curve = []
for step in range(3):
    logits, aux_logits = net(images)
    loss = F.cross_entropy(logits, labels) + 0.3 * F.cross_entropy(aux_logits, labels)
    opt.zero_grad()
    loss.backward()
    opt.step()
    curve.append(loss.item())
    print(f"[{step}] {loss.item():.5f}")
net = net.eval()
scores, nothing = net(images)
print(nothing, scores.argmax(dim=-1).tolist())
