"""Pre-activation residual network with bottlenecks; stages from a config, checkpoints saved and restored."""
import os
import tempfile
from functools import partial

import torch
from torch import nn, optim

conv1x1 = partial(nn.Conv2d, kernel_size=1, bias=False)
conv3x3 = partial(nn.Conv2d, kernel_size=3, padding=1, bias=False)


class PreActBottleneck(nn.Module):
    expansion = 4

    def __init__(self, inplanes: int, planes: int, stride: int = 1):
        super().__init__()
        self.pre = nn.Sequential(nn.BatchNorm2d(inplanes), nn.ReLU(inplace=True))
        self.residual = nn.Sequential(
            conv1x1(inplanes, planes),
            nn.BatchNorm2d(planes),
            nn.ReLU(inplace=True),
            conv3x3(planes, planes, stride=stride),
            nn.BatchNorm2d(planes),
            nn.ReLU(inplace=True),
            conv1x1(planes, planes * self.expansion),
        )
        self.downsample = None
        if stride != 1 or inplanes != planes * self.expansion:
            self.downsample = conv1x1(inplanes, planes * self.expansion, stride=stride)

    def forward(self, x):
        activated = self.pre(x)
        identity = x if self.downsample is None else self.downsample(activated)
        return self.residual(activated) + identity


class PreActResNet(nn.Module):
    cfg = [(2, 1, 1), (4, 2, 2)]  # planes, blocks, stride

    def __init__(self, num_classes=5):
        super().__init__()
        self.stem = conv3x3(1, 4)
        layers, channels = [], 4
        for planes, blocks, stride in self.cfg:
            for i in range(blocks):
                layers.append(PreActBottleneck(channels, planes, stride if i == 0 else 1))
                channels = planes * PreActBottleneck.expansion
        self.layers = nn.ModuleList(layers)
        self.head = nn.Sequential(
            nn.BatchNorm2d(channels), nn.ReLU(), nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(channels, num_classes)
        )
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
            elif isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
                nn.init.constant_(m.weight, 1)
                nn.init.constant_(m.bias, 0)
        # the last layer of each residual starts at zero, so that each block starts as the identity
        for block in self.layers:
            nn.init.zeros_(block.residual[-1].weight)

    def forward(self, x):
        x = self.stem(x)
        for layer in self.layers:
            x = layer(x)
        return self.head(x)


def train_step(model, opt, x, y):
    opt.zero_grad(set_to_none=True)
    logits = model(x)
    loss = nn.functional.cross_entropy(logits, y, label_smoothing=0.1)
    loss.backward()
    total_norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
    opt.step()
    return loss.item(), float(total_norm)


def save_checkpoint(path, model, opt, epoch):
    torch.save({"epoch": epoch, "model": model.state_dict(), "optimizer": opt.state_dict()}, path)


def main():
    torch.manual_seed(7)
    x, y = torch.randn(6, 1, 12, 12), torch.arange(6) % 5
    model = PreActResNet()
    opt = optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.05)
    history = [train_step(model, opt, x, y) for _ in range(3)]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "checkpoint.pt")
        save_checkpoint(path, model, opt, epoch=3)
        checkpoint = torch.load(path)
    resumed = PreActResNet()
    print(resumed.load_state_dict(checkpoint["model"]))
    opt2 = optim.AdamW(resumed.parameters(), lr=1.0)
    opt2.load_state_dict(checkpoint["optimizer"])
    print("resume from epoch", checkpoint["epoch"], "lr", opt2.param_groups[0]["lr"])
    history += [train_step(resumed, opt2, x, y) for _ in range(2)]
    for i, (loss, norm) in enumerate(history):
        print(f"{i}: loss={loss:.4f} |g|={norm:.3f}")
    resumed.eval()
    with torch.inference_mode():
        return {"history": history, "logits": resumed(x), "keys": list(resumed.state_dict().keys())}


if __name__ == "__main__":
    out = main()
