"""Layers that hand on all they were given and add a few maps: containers built by name, their forward extended."""
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F


class Adding(nn.Sequential):
    """Normalization, ReLU and convolution, twice; what comes out stands behind what came in."""

    def __init__(self, maps, more):
        super(Adding, self).__init__()
        for number, (before, after, size) in enumerate([(maps, 2 * more, 1), (2 * more, more, 3)]):
            self.add_module("norm%d" % number, nn.BatchNorm2d(before))
            self.add_module("relu%d" % number, nn.ReLU(inplace=True))
            self.add_module("conv%d" % number, nn.Conv2d(before, after, size, padding=size // 2, bias=False))

    def forward(self, x):
        new = super(Adding, self).forward(x)
        return torch.cat((x, F.dropout(new, p=0.2, training=self.training)), 1)


class Network(nn.Module):
    def __init__(self, more=4, counts=(2, 3), classes=4):
        super(Network, self).__init__()
        maps = 6
        parts = OrderedDict(start=nn.Conv2d(3, maps, 5, 2, 2, bias=False), pool=nn.MaxPool2d(3, 2, 1, ceil_mode=True))
        for number, count in enumerate(counts):
            if number:
                parts["less%d" % number] = nn.Sequential(
                    nn.BatchNorm2d(maps), nn.ReLU(True), nn.Conv2d(maps, maps // 2, 1, bias=False), nn.AvgPool2d(2))
                maps //= 2
            for layer in range(count):
                parts["add%d_%d" % (number, layer)] = Adding(maps, more)
                maps += more
        self.features = nn.Sequential(parts)
        self.classify = nn.Linear(maps, classes)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                layer.weight.data.normal_(0, (2.0 / (layer.out_channels * layer.kernel_size[0] ** 2)) ** 0.5)
            elif isinstance(layer, nn.BatchNorm2d):
                layer.weight.data.fill_(1)
                layer.bias.data.zero_()

    def forward(self, x):
        maps = F.relu(self.features(x), inplace=True)
        return F.log_softmax(self.classify(F.adaptive_avg_pool2d(maps, (1, 1)).view(len(x), -1)), dim=1)


torch.manual_seed(3)
net = Network()
print(net.features.add0_1)
criterion = nn.NLLLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, dampening=0.1)
images, labels = torch.randn(4, 3, 22, 22), torch.LongTensor([0, 1, 2, 3])
for turn in range(6):
    optimizer.zero_grad()
    loss = criterion(net(images), labels)
    loss.backward()
    optimizer.step()
    print("turn %d, loss %.4f" % (turn, loss.data))
guess = net.eval()(images).max(1, keepdim=True)[1]
print("right", guess.eq(labels.view_as(guess)).sum().item() / labels.size(0))
