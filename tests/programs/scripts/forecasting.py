"""Forecasting a series: windows, LSTM with projection, unbatched GRU, quantile loss, rolling prediction."""
import math

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class WindowDataset(Dataset):
    def __init__(self, series, window, horizon):
        self.x = torch.stack([series[i:i + window] for i in range(len(series) - window - horizon + 1)])
        self.y = torch.stack([series[i + window:i + window + horizon, 0] for i in range(len(self.x))])

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return {"inputs": self.x[index], "targets": self.y[index], "index": index}


class Forecaster(nn.Module):
    def __init__(self, input_size=2, hidden_size=8, horizon=2, quantiles=(0.1, 0.5, 0.9)):
        super().__init__()
        self.quantiles = quantiles
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers=2, batch_first=True, dropout=0.1, proj_size=5)
        self.bilinear = nn.Bilinear(5, input_size, 6)
        self.heads = nn.ModuleDict({f"q{int(100 * q)}": nn.Linear(6, horizon) for q in quantiles})
        self.h0 = nn.Parameter(torch.zeros(2, 1, 5))
        for name, param in self.lstm.named_parameters():
            if "weight_ih" in name:
                nn.init.xavier_uniform_(param.data)
            elif "weight_hh" in name:
                nn.init.orthogonal_(param.data)
            elif "bias" in name:
                param.data.fill_(0)

    def forward(self, x):
        c0 = torch.zeros(2, x.size(0), 8, dtype=x.dtype, device=x.device)
        out, (hn, cn) = self.lstm(x, (self.h0.expand(-1, x.size(0), -1).contiguous(), c0))
        features = torch.tanh(self.bilinear(out[:, -1], x[:, -1]))
        return torch.stack([head(features) for head in self.heads.values()], dim=-1)


def pinball(prediction, target, quantiles):
    losses = []
    for i, q in enumerate(quantiles):
        errors = target - prediction[..., i]
        losses.append(torch.max((q - 1) * errors, q * errors).unsqueeze(-1))
    return torch.mean(torch.sum(torch.cat(losses, dim=-1), dim=-1))


torch.manual_seed(12)
t = torch.arange(40) / 8
series = torch.stack([torch.sin(t) * (1 + 0.1 * t), torch.cos(2 * math.pi * t)], dim=1)
mean, std = series[:30].mean(0), series[:30].std(0)
series = (series - mean) / std
dataset = WindowDataset(series, window=8, horizon=2)
loader = DataLoader(dataset, batch_size=11, shuffle=True, drop_last=True)
model = Forecaster()
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", factor=0.5, patience=0, threshold=0.5)
losses, order = [], []
for epoch in range(3):
    model.train()
    for batch in loader:
        optimizer.zero_grad()
        loss = pinball(model(batch["inputs"]), batch["targets"], model.quantiles)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0, norm_type=float("inf"))
        optimizer.step()
        losses.append(loss.item())
        order += batch["index"].tolist()
    plateau.step(losses[-1])
    print(f"epoch {epoch + 1}/3 - loss: {sum(losses[-2:]) / 2:.4f} - lr: {optimizer.param_groups[0]['lr']}")
model.eval()
with torch.no_grad():
    window = series[-8:].clone()
    rolled = []
    for _ in range(4):
        median = model(window[None])[0, 0, 1]
        rolled.append(median.item() * std[0].item() + mean[0].item())
        window = torch.vstack([window[1:], torch.stack([median, window[-8, 1]])])
gru = nn.GRU(2, 3, bidirectional=True)
unbatched, last = gru(series[:6])
unbatched.pow(2).sum().backward()
gru_grads = [p.grad for p in gru.parameters()]
print(unbatched.shape, last.shape)
