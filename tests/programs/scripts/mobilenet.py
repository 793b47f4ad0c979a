'''Convolutions map by map, mixed by 1x1: one after the other, and between a widening and a narrowing.'''

import torch
import torch.nn as nn


def conv(before, after, size=1, stride=1, groups=1, activation=nn.ReLU6):
    layers = [nn.Conv2d(before, after, size, stride, size // 2, groups=groups, bias=False), nn.BatchNorm2d(after)]
    return layers + ([activation(inplace=True)] if activation else [])


def rounded(number, by=4):
    """The nearest multiple, but not less than nine tenths."""
    near = max(by, int(number / by + 0.5) * by)
    return near + by if near < 0.9 * number else near


class Plain(nn.Module):
    def __init__(self, classes=4):
        super(Plain, self).__init__()
        layers, before = conv(3, 8, 3, 2), 8
        for after, stride in ((12, 1), (16, 2)):
            layers += conv(before, before, 3, stride, before, nn.ReLU) + conv(before, after, activation=nn.ReLU)
            before = after
        self.body, self.out = nn.Sequential(*layers, nn.AvgPool2d(4)), nn.Linear(before, classes)

    def forward(self, x):
        return self.out(self.body(x).view(-1, self.out.in_features))


class Widened(nn.Module):
    def __init__(self, before, after, stride, times):
        super(Widened, self).__init__()
        wide = round(before * times)
        first = conv(before, wide) if times != 1 else []
        self.body = nn.Sequential(*first, *conv(wide, wide, 3, stride, wide), *conv(wide, after, activation=None))
        self.same = before == after and stride == 1

    def forward(self, x):
        return x + self.body(x) if self.same else self.body(x)


class Narrow(nn.Module):
    def __init__(self, classes=4, share=0.5):
        super(Narrow, self).__init__()
        before = rounded(16 * share)
        layers = conv(3, before, 3)
        for after, count, stride, times in ((8, 1, 1, 1), (16, 2, 2, 3), (24, 1, 1, 2)):
            for number in range(count):
                layers.append(Widened(before, rounded(after * share), stride if number == 0 else 1, times))
                before = rounded(after * share)
        self.body, self.out = nn.Sequential(*layers), nn.Sequential(nn.Dropout(0.1), nn.Linear(before, classes))
        for layer in self.modules():
            weight = getattr(layer, "weight", None)
            if weight is not None and weight.dim() > 1:
                weight.data.normal_(0, (2.0 / weight[:, 0].numel()) ** 0.5 if weight.dim() == 4 else 0.01)
            if getattr(layer, "bias", None) is not None:
                layer.bias.data.zero_()

    def forward(self, x):
        return self.out(self.body(x).mean([2, 3]))


if __name__ == '__main__':
    torch.manual_seed(42)
    images, labels = torch.randn(4, 3, 16, 16), torch.tensor([3, 2, 1, 0])
    for kind in (Plain, Narrow):
        net = kind().train()
        optimizer = torch.optim.RMSprop(net.parameters(), lr=0.01, alpha=0.9, momentum=0.9, eps=1e-3, weight_decay=4e-5)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=3)
        for turn in range(3):
            optimizer.zero_grad()
            loss = nn.CrossEntropyLoss()(net(images), labels)
            loss.backward()
            optimizer.step()
            print(kind.__name__, 'loss %.4f at %.4f' % (loss.item(), schedule.get_last_lr()[0]))
            schedule.step()
        print(['%.4f' % score for score in net.eval()(images).detach().amax(1)])
    print(net.body[3])
