import torch
from torch import nn


class Fire(nn.Module):
    def __init__(self, inplanes, squeeze_planes, expand1x1_planes, expand3x3_planes):
        super(Fire, self).__init__()
        self.inplanes = inplanes
        self.squeeze = nn.Conv2d(inplanes, squeeze_planes, kernel_size=1)
        self.squeeze_activation = nn.ReLU(inplace=True)
        self.expand1x1 = nn.Conv2d(squeeze_planes, expand1x1_planes, kernel_size=1)
        self.expand1x1_activation = nn.ReLU(inplace=True)
        self.expand3x3 = nn.Conv2d(squeeze_planes, expand3x3_planes, kernel_size=3, padding=1)
        self.expand3x3_activation = nn.ReLU(inplace=True)

    def forward(self, x):
        x = self.squeeze_activation(self.squeeze(x))
        return torch.cat([
            self.expand1x1_activation(self.expand1x1(x)),
            self.expand3x3_activation(self.expand3x3(x))
        ], 1)


class SELayer(nn.Module):
    def __init__(self, channel, reduction=4):
        super(SELayer, self).__init__()
        self.avg_pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Sequential(
            nn.Linear(channel, channel // reduction, bias=False),
            nn.ReLU(inplace=True),
            nn.Linear(channel // reduction, channel, bias=False),
            nn.Sigmoid()
        )

    def forward(self, x):
        b, c, _, _ = x.size()
        y = self.avg_pool(x).view(b, c)
        y = self.fc(y).view(b, c, 1, 1)
        return x * y.expand_as(x)


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
