'''Depthwise separable convolutions: both generations in one file.'''

import torch
import torch.nn as nn


def _make_divisible(v, divisor=4, min_value=None):
    if min_value is None:
        min_value = divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < 0.9 * v:
        new_v += divisor
    return new_v


def conv_bn(inp, oup, stride):
    return nn.Sequential(
        nn.Conv2d(inp, oup, 3, stride, 1, bias=False),
        nn.BatchNorm2d(oup),
        nn.ReLU6(inplace=True)
    )


def conv_dw(inp, oup, stride):
    return nn.Sequential(
        nn.Conv2d(inp, inp, 3, stride, 1, groups=inp, bias=False),
        nn.BatchNorm2d(inp),
        nn.ReLU(inplace=True),

        nn.Conv2d(inp, oup, 1, 1, 0, bias=False),
        nn.BatchNorm2d(oup),
        nn.ReLU(inplace=True),
    )


class MobileNetV1(nn.Module):
    def __init__(self, n_class=4):
        super(MobileNetV1, self).__init__()
        self.model = nn.Sequential(conv_bn(3, 8, 2), conv_dw(8, 12, 1), conv_dw(12, 16, 2), nn.AvgPool2d(4))
        self.fc = nn.Linear(16, n_class)

    def forward(self, x):
        x = self.model(x)
        x = x.view(-1, 16)
        return self.fc(x)


class InvertedResidual(nn.Module):
    def __init__(self, inp, oup, stride, expand_ratio):
        super(InvertedResidual, self).__init__()
        assert stride in [1, 2]
        hidden_dim = round(inp * expand_ratio)
        self.identity = stride == 1 and inp == oup
        layers = []
        if expand_ratio != 1:
            layers += [nn.Conv2d(inp, hidden_dim, 1, bias=False), nn.BatchNorm2d(hidden_dim), nn.ReLU6(inplace=True)]
        layers += [
            nn.Conv2d(hidden_dim, hidden_dim, 3, stride, 1, groups=hidden_dim, bias=False),
            nn.BatchNorm2d(hidden_dim),
            nn.ReLU6(inplace=True),
            nn.Conv2d(hidden_dim, oup, 1, 1, 0, bias=False),
            nn.BatchNorm2d(oup),
        ]
        self.conv = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.conv(x) if self.identity else self.conv(x)


class MobileNetV2(nn.Module):
    def __init__(self, n_class=4, width_mult=0.5):
        super(MobileNetV2, self).__init__()
        # t, c, n, s
        self.cfgs = [[1, 8, 1, 1], [3, 16, 2, 2], [2, 24, 1, 1]]
        input_channel = _make_divisible(16 * width_mult)
        layers = [conv_bn(3, input_channel, 1)]
        for t, c, n, s in self.cfgs:
            output_channel = _make_divisible(c * width_mult)
            for i in range(n):
                layers.append(InvertedResidual(input_channel, output_channel, s if i == 0 else 1, t))
                input_channel = output_channel
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.classifier = nn.Sequential(nn.Dropout(0.1), nn.Linear(input_channel, n_class))
        self._initialize_weights()

    def forward(self, x):
        x = self.features(x)
        x = x.mean([2, 3])
        return self.classifier(x)

    def _initialize_weights(self):
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                n = m.kernel_size[0] * m.kernel_size[1] * m.out_channels
                m.weight.data.normal_(0, (2. / n) ** 0.5)
                if m.bias is not None:
                    m.bias.data.zero_()
            elif isinstance(m, nn.BatchNorm2d):
                m.weight.data.fill_(1)
                m.bias.data.zero_()
            elif isinstance(m, nn.Linear):
                m.weight.data.normal_(0, 0.01)
                m.bias.data.zero_()


def fit(model, x, y, steps=3):
    optimizer = torch.optim.RMSprop(model.parameters(), lr=0.01, alpha=0.9, momentum=0.9, eps=1e-3, weight_decay=4e-5)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps)
    model.train()
    log = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss()(model(x), y)
        loss.backward()
        optimizer.step()
        log.append((loss.item(), scheduler.get_last_lr()[0]))
        scheduler.step()
    return log


if __name__ == '__main__':
    torch.manual_seed(42)
    x, y = torch.randn(4, 3, 16, 16), torch.tensor([3, 2, 1, 0])
    logs, outputs = {}, {}
    for cls in (MobileNetV1, MobileNetV2):
        model = cls()
        logs[cls.__name__] = fit(model, x, y)
        model.eval()
        outputs[cls.__name__] = model(x).detach()
        print(cls.__name__, ['%.4f@%.4f' % pair for pair in logs[cls.__name__]])
    print(model.features[2])
