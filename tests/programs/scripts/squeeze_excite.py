import torch
from torch import nn


class Fire(nn.Module):
    """Few maps, from which two kinds of convolutions make many."""

    def __init__(self, before, few, *many):
        super(Fire, self).__init__()
        self.less = nn.Sequential(nn.Conv2d(before, few, 1), nn.ReLU(inplace=True))
        self.more = nn.ModuleList(nn.Conv2d(few, maps, size, padding=size // 2) for maps, size in zip(many, (1, 3)))

    def forward(self, x):
        x = self.less(x)
        return torch.cat([layer(x).relu_() for layer in self.more], dim=1)


class SELayer(nn.Module):
    """Each map times a number from 0 to 1 that the means of all maps decide."""

    def __init__(self, maps, share=4):
        super(SELayer, self).__init__()
        less = maps // share
        self.weigh = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(maps, less, bias=False), nn.ReLU(inplace=True),
            nn.Linear(less, maps, bias=False), nn.Sigmoid(),
        )

    def forward(self, x):
        return x * self.weigh(x).view(*x.shape[:2], 1, 1).expand_as(x)


class SpatialGate(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 1, 3, padding=1, padding_mode="reflect")

    def forward(self, x):
        pooled = torch.cat((torch.max(x, 1)[0].unsqueeze(1), torch.mean(x, 1).unsqueeze(1)), dim=1)
        return x * torch.sigmoid(self.conv(pooled))


class SqueezeNet(nn.Module):
    def __init__(self, num_classes=5):
        super(SqueezeNet, self).__init__()
        self.num_classes = num_classes
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, kernel_size=3, stride=2),
            nn.PReLU(8),
            nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True),
            Fire(8, 2, 4, 4),
            SELayer(8),
            Fire(8, 3, 6, 6),
            SpatialGate(),
            nn.Hardswish(),
        )
        final_conv = nn.Conv2d(12, self.num_classes, kernel_size=1)
        self.classifier = nn.Sequential(nn.Dropout2d(p=0.5), final_conv, nn.SiLU(), nn.AdaptiveAvgPool2d((1, 1)))
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                if m is final_conv:
                    nn.init.normal_(m.weight, mean=0.0, std=0.3)
                else:
                    nn.init.kaiming_uniform_(m.weight)
                if m.bias is not None:
                    nn.init.constant_(m.bias, 0.01)

    def forward(self, x):
        return self.classifier(self.features(x)).squeeze()


torch.manual_seed(11)
activations = {}


def keep(name):
    def hook(module, inputs, output):
        activations[name] = output.detach().mean(dim=(2, 3))
    return hook


net = SqueezeNet()
handles = [layer.register_forward_hook(keep(name)) for name, layer in net.features.named_children() if isinstance(layer, (Fire, SELayer))]
criterion = nn.CrossEntropyLoss(ignore_index=-100)
optimizer = torch.optim.Adagrad(net.parameters(), lr=0.02, lr_decay=0.01)
images = torch.rand(6, 1, 17, 17) * 2 - 1
labels = torch.tensor([0, 4, -100, 2, 3, 1])
for i in range(4):
    out = net(images)
    loss = criterion(out, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"iter {i} | loss {loss.item():7.4f} | gate {activations['4'].abs().mean():.4f}")
for handle in handles:
    handle.remove()
activations_of = sorted(activations)
net.eval()
probabilities = net(images).softmax(-1)
