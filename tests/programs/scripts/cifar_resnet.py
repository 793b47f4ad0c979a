"""Small residual networks, shortcuts with and without weights, on noise that is learned by heart."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Wrapped(nn.Module):
    """A function as a layer."""

    def __init__(self, function):
        super(Wrapped, self).__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


class Pair(nn.Module):
    def __init__(self, before, after, stride, learned):
        super(Pair, self).__init__()
        self.first = nn.Sequential(nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after))
        self.second = nn.Sequential(nn.Conv2d(after, after, 3, 1, 1, bias=False), nn.BatchNorm2d(after))
        self.beside = nn.Sequential()
        if before != after and learned:
            self.beside = nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))
        elif before != after:
            more = (after - before) // 2
            self.beside = Wrapped(lambda x: F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, more, after - before - more)))

    def forward(self, x):
        out = self.second(F.relu(self.first(x)))
        out += self.beside(x)
        return F.relu(out)


def build(learned):
    layers, before = [nn.Conv2d(3, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU()], 4
    for after, stride in ((4, 1), (8, 2), (16, 2)):
        layers.append(Pair(before, after, stride, learned))
        before = after
    net = nn.Sequential(*layers, Wrapped(lambda x: F.avg_pool2d(x, x.size()[3])), nn.Flatten(), nn.Linear(16, 10))
    for layer in net.modules():
        if hasattr(layer, "weight") and layer.weight.dim() > 1:
            nn.init.kaiming_normal_(layer.weight)
    return net


class Mean:
    total = rows = 0

    def add(self, value, rows):
        self.total, self.rows = self.total + value * rows, self.rows + rows

    @property
    def value(self):
        return self.total / self.rows


def among_best(scores, labels, counts):
    """The share of rows, in percent, whose label is among the best 1, 5, ... scores."""
    order = scores.topk(max(counts), dim=1, largest=True, sorted=True).indices
    hits = order.eq(labels[:, None]).cumsum(1).float().mean(0) * 100.0
    return [hits[count - 1].item() for count in counts]


torch.manual_seed(0)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
images, labels = torch.randn(8, 3, 16, 16, device=device), torch.randint(0, 10, (8,), device=device)
for learned in (False, True):
    net, criterion, mean = build(learned).to(device), nn.CrossEntropyLoss().to(device), Mean()
    print("weights", sum(p.numel() for p in net.parameters() if p.requires_grad))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4, nesterov=learned)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[2, 3], gamma=0.1)
    for epoch in range(4):
        scores = net.train()(images)
        loss = criterion(scores, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        mean.add(loss.item(), len(labels))
        print("epoch {} rate {:.5f} loss {:.4f} (mean {m.value:.4f}) among the best: {:.1f} {:.1f}".format(
            epoch, schedule.get_last_lr()[0], loss.item(), *among_best(scores.data, labels, (1, 5)), m=mean))
    with torch.no_grad():
        print(["%.4f" % share for share in F.softmax(net.eval()(images), dim=1).amax(1)])
print(net)
