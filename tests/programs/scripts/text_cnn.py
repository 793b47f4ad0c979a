"""Sentences through convolutions over words, of several widths; and causal dilated convolutions over a series."""
import torch
from torch import nn
import torch.nn.functional as F


class TextCNN(nn.Module):
    def __init__(self, vocab, dim, classes, widths=(2, 3, 4), channels=3, dropout=0.5):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.embed.weight.requires_grad = False
        self.tune = nn.Embedding.from_pretrained(torch.eye(vocab, dim), freeze=False)
        self.convs = nn.ModuleList([nn.Conv1d(dim, channels, k) for k in widths])
        self.bn = nn.BatchNorm1d(len(widths) * channels)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(len(widths) * channels, classes)

    def forward(self, x):
        x = torch.stack([self.embed(x), self.tune(x)]).sum(0).transpose(1, 2)
        pooled = [F.max_pool1d(F.relu(conv(x)), conv(x).shape[-1]).squeeze(2) for conv in self.convs]
        return self.fc(self.dropout(self.bn(torch.cat(pooled, 1))))


class Chomp1d(nn.Module):
    def __init__(self, chomp_size):
        super(Chomp1d, self).__init__()
        self.chomp_size = chomp_size

    def forward(self, x):
        return x[:, :, :-self.chomp_size].contiguous()


class TemporalBlock(nn.Module):
    def __init__(self, n_inputs, n_outputs, kernel_size, dilation):
        super(TemporalBlock, self).__init__()
        padding = (kernel_size - 1) * dilation
        self.net = nn.Sequential(
            nn.Conv1d(n_inputs, n_outputs, kernel_size, padding=padding, dilation=dilation), Chomp1d(padding), nn.ReLU(),
            nn.Conv1d(n_outputs, n_outputs, kernel_size, padding=padding, dilation=dilation), Chomp1d(padding), nn.ReLU(),
        )
        self.gate = nn.Conv1d(n_inputs, n_outputs, 1)

    def forward(self, x):
        return torch.relu(self.net(x) + self.gate(x)) * torch.sigmoid(self.gate(x))


class TCN(nn.Sequential):
    def __init__(self, channels=(4, 4, 6)):
        sizes = [1, *channels]
        super().__init__(*[TemporalBlock(a, b, 2, 2 ** i) for i, (a, b) in enumerate(zip(sizes, sizes[1:]))])
        self.linear = nn.Conv1d(channels[-1], 1, kernel_size=1)


torch.manual_seed(55)
tokens, labels = torch.randint(0, 20, (8, 9)), torch.randint(0, 2, (8,))
model = TextCNN(20, 6, 1)
optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=0.01)
criterion = nn.BCEWithLogitsLoss()
accs = []
for epoch in range(3):
    logits = model(tokens).squeeze(-1)
    loss = criterion(logits, labels.to(logits.dtype))
    optimizer.zero_grad(set_to_none=False)
    loss.backward()
    optimizer.step()
    rounded_preds = torch.round(torch.sigmoid(logits))
    accs.append((rounded_preds == labels).sum().item() / len(labels))
    print(f'epoch {epoch} loss {loss.item():.3f} acc {accs[-1]:.3f}')

series = torch.sin(torch.arange(0, 6, 0.25)) + 0.1 * torch.randn(24)
tcn = TCN()
optimizer = torch.optim.SGD(tcn.parameters(), lr=0.05)
x, y = series[None, None, :-1], series[None, None, 1:]
for epoch in range(3):
    prediction = tcn(x)
    loss = nn.L1Loss()(prediction, y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    print(epoch, "%.4f" % loss.item())
print(tcn)
# an output must not depend on later inputs
probe = x.clone().requires_grad_(True)
tcn(probe)[0, 0, 10].backward()
assert probe.grad[0, 0, 11:].abs().sum() == 0
