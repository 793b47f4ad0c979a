import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.parameter import Parameter
from torch.nn.modules.module import Module


class GraphConvolution(Module):
    """A = D^-1/2 (A + I) D^-1/2, then A X W."""

    def __init__(self, in_features, out_features, bias=True):
        super(GraphConvolution, self).__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(torch.FloatTensor(in_features, out_features).to(torch.get_default_dtype()))
        if bias:
            self.bias = Parameter(torch.empty(out_features))
        else:
            self.register_parameter('bias', None)
        self.reset_parameters()

    def reset_parameters(self):
        stdv = 1. / math.sqrt(self.weight.size(1))
        self.weight.data.uniform_(-stdv, stdv)
        if self.bias is not None:
            self.bias.data.uniform_(-stdv, stdv)

    def forward(self, input, adj):
        support = torch.mm(input, self.weight)
        output = adj @ support
        if self.bias is not None:
            return output + self.bias
        else:
            return output

    def __repr__(self):
        return self.__class__.__name__ + ' (' + str(self.in_features) + ' -> ' + str(self.out_features) + ')'


class GraphAttention(Module):
    def __init__(self, in_features, out_features, alpha=0.2):
        super().__init__()
        self.W = Parameter(torch.zeros(in_features, out_features))
        nn.init.xavier_uniform_(self.W.data, gain=1.414)
        self.a = Parameter(torch.zeros(2 * out_features, 1))
        nn.init.xavier_uniform_(self.a.data, gain=1.414)
        self.leakyrelu = nn.LeakyReLU(alpha)

    def forward(self, h, adj):
        Wh = torch.mm(h, self.W)
        n = self.W.size(1)
        e = self.leakyrelu(torch.matmul(Wh, self.a[:n, :]) + torch.matmul(Wh, self.a[n:, :]).T)
        attention = torch.where(adj > 0, e, -9e15 * torch.ones_like(e))
        attention = F.dropout(F.softmax(attention, dim=1), 0.2, training=self.training)
        return F.elu(torch.matmul(attention, Wh))


class GCN(nn.Module):
    def __init__(self, nfeat, nhid, nclass, dropout):
        super(GCN, self).__init__()
        self.gc1 = GraphConvolution(nfeat, nhid)
        self.gat = GraphAttention(nhid, nhid)
        self.gc2 = GraphConvolution(nhid, nclass, bias=False)
        self.dropout = dropout

    def forward(self, x, adj):
        x = F.relu(self.gc1(x, adj))
        x = F.dropout(x, self.dropout, training=self.training)
        x = self.gat(x, adj)
        x = self.gc2(x, adj)
        return F.log_softmax(x, dim=1)


def normalize_adj(edges, n):
    adj = torch.zeros(n, n)
    adj[edges[0], edges[1]] = 1
    adj = torch.maximum(adj, adj.t()) + torch.eye(n)
    d_inv_sqrt = adj.sum(1).pow(-0.5)
    return torch.diag(d_inv_sqrt) @ adj @ torch.diag(d_inv_sqrt)


torch.manual_seed(42)
n = 12
ring = torch.stack([torch.arange(n), (torch.arange(n) + 1).remainder(n)])
extra = torch.randint(n, (2, 6))
adj = normalize_adj(torch.cat([ring, extra], dim=1), n)
features = F.normalize(torch.rand(n, 5), p=1, dim=1)
labels = torch.repeat_interleave(torch.arange(3), 4)
idx_train = torch.arange(0, n, 2)
idx_val = torch.tensor(range(1, n, 2))
model = GCN(nfeat=features.shape[1], nhid=4, nclass=labels.max().item() + 1, dropout=0.3)
print(model)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=5e-4)
for epoch in range(4):
    model.train()
    optimizer.zero_grad()
    output = model(features, adj)
    loss_train = F.nll_loss(output[idx_train], labels[idx_train])
    loss_train.backward()
    optimizer.step()
    model.eval()
    output = model(features, adj)
    loss_val = F.nll_loss(output[idx_val], labels[idx_val])
    acc_val = output[idx_val].max(1)[1].type_as(labels).eq(labels[idx_val]).double().sum() / len(idx_val)
    print('Epoch: {:04d}'.format(epoch + 1), 'loss_train: {:.4f}'.format(loss_train.item()),
          'loss_val: {:.4f}'.format(loss_val.item()), 'acc_val: {:.4f}'.format(acc_val.item()))
confusion = torch.zeros(3, 3, dtype=torch.int64)
for truth, guess in zip(labels, output.argmax(1)):
    confusion[truth, guess] += 1
print(confusion)
