"""A network on a graph: means over neighbors, attention to neighbors, half of the labels known."""
import math

import torch
import torch.nn.functional as F
from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter


class Neighbors(Module):
    """graph X W + b, where a row of the graph has the shares of the neighbors."""

    def __init__(self, before, after, bias=True):
        super(Neighbors, self).__init__()
        limit = 1.0 / math.sqrt(after)
        self.weight = Parameter(torch.FloatTensor(before, after).to(torch.get_default_dtype()).uniform_(-limit, limit))
        if bias:
            self.bias = Parameter(torch.empty(after).uniform_(-limit, limit))
        else:
            self.register_parameter('bias', None)

    def forward(self, x, graph):
        out = torch.mm(graph, torch.mm(x, self.weight))
        return out if self.bias is None else out + self.bias

    def __repr__(self):
        return 'Neighbors({} from {})'.format(*reversed(self.weight.shape))


class Chosen(Module):
    """Each node weighs its neighbors by what both have."""

    def __init__(self, width):
        super(Chosen, self).__init__()
        self.weight, self.pair = Parameter(torch.zeros(width, width)), Parameter(torch.zeros(2, width, 1))
        for part in (self.weight, self.pair):
            torch.nn.init.xavier_uniform_(part.data, gain=1.5)

    def forward(self, x, graph):
        x = torch.mm(x, self.weight)
        mine, theirs = torch.matmul(x, self.pair)  # (N, 1) each
        match = F.leaky_relu(mine + theirs.T, 0.2)
        match = torch.where(graph > 0, match, torch.full_like(match, -1e15))
        return F.elu(torch.matmul(F.dropout(F.softmax(match, dim=1), 0.2, training=self.training), x))


class Net(Module):
    def __init__(self, features, classes):
        super(Net, self).__init__()
        self.one, self.two, self.three = Neighbors(features, 4), Chosen(4), Neighbors(4, classes, bias=False)

    def forward(self, x, graph):
        x = F.dropout(F.relu(self.one(x, graph)), 0.3, training=self.training)
        return F.log_softmax(self.three(self.two(x, graph), graph), dim=1)


torch.manual_seed(42)
n = 12
around = torch.arange(n)
edges = torch.cat([torch.stack([around, (around + 1).remainder(n)]), torch.randint(n, (2, 6))], dim=1)
graph = torch.eye(n)
graph[edges[0], edges[1]] = 1
graph = torch.maximum(graph, graph.t())
graph = graph / torch.sqrt(torch.outer(graph.sum(1), graph.sum(0)))
features = F.normalize(torch.rand(n, 5), p=1, dim=1)
labels = torch.repeat_interleave(torch.arange(3), n // 3)
known, asked = torch.arange(0, n, 2), torch.tensor(range(1, n, 2))
net = Net(5, labels.max().item() + 1)
print(net)
optimizer = torch.optim.Adam(net.parameters(), lr=0.01, weight_decay=5e-4)
for turn in range(6):
    net.train()
    optimizer.zero_grad()
    loss = F.nll_loss(net(features, graph)[known], labels[known])
    loss.backward()
    optimizer.step()
    net.eval()
    out = net(features, graph)
    right = out[asked].max(1)[1].type_as(labels).eq(labels[asked]).double().sum() / len(asked)
    print('{:02d}'.format(turn), 'loss {:.4f}'.format(loss.item()), 'asked {:.4f}'.format(F.nll_loss(out[asked], labels[asked]).item()),
          'right {:.4f}'.format(right.item()))
table = torch.zeros(3, 3, dtype=torch.int64)
for truth, guess in zip(labels, out.argmax(1)):
    table[truth, guess] += 1
print(table)
