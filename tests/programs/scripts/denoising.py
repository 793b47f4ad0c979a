"""A denoising autoencoder with tied weights; own Dataset, own collate function, early stopping."""
from __future__ import annotations

import copy
import logging

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset, Subset, random_split

logging.basicConfig(level=logging.WARNING)
logger = logging.getLogger(__name__)


class Waves(Dataset):
    """Sums of two sines; `transform` is applied to each example."""

    def __init__(self, n: int, length: int = 12, transform=None):
        generator = torch.Generator().manual_seed(1234)
        phase = torch.rand(n, 2, 1, generator=generator) * 6.28
        frequency = torch.tensor([1.0, 2.0]).view(1, 2, 1)
        t = torch.linspace(0, 1, length)
        self.data = torch.sin(6.28 * frequency * t + phase).sum(dim=1).sub(-2).div(4)
        self.transform = transform

    def __len__(self):
        return self.data.shape[0]

    def __getitem__(self, i):
        x = self.data[i]
        if self.transform is not None:
            x = self.transform(x)
        return x, self.data[i], i


def collate(examples):
    noisy, clean, numbers = zip(*examples)
    return torch.stack(noisy), torch.stack(clean), torch.tensor(numbers)


class TiedAutoencoder(nn.Module):
    def __init__(self, n_in: int, n_hidden: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_hidden, n_in))
        self.bias_hidden = nn.Parameter(torch.zeros(n_hidden))
        self.bias_visible = nn.Parameter(torch.zeros(n_in))
        self.reset_parameters()

    def reset_parameters(self):
        nn.init.orthogonal_(self.weight, gain=0.9)

    def forward(self, x):
        code = torch.sigmoid(F.linear(x, self.weight, self.bias_hidden))
        return torch.sigmoid(code @ self.weight + self.bias_visible), code

    def extra_repr(self):
        return "visible={}, hidden={}".format(self.weight.size(1), self.weight.size(0))


def corrupt(x, share=0.25):
    return x.masked_fill(torch.rand(x.shape) < share, 0.0)


@torch.no_grad()
def evaluate(model, loader):
    was_training = model.training
    model.eval()
    error, seen = 0.0, []
    for noisy, clean, numbers in loader:
        error += F.mse_loss(model(noisy)[0], clean, reduction="sum").item()
        seen.extend(numbers.tolist())
    model.train(was_training)
    return error / len(seen), seen


def main():
    torch.manual_seed(0)
    data = Waves(40, transform=corrupt)
    train, val = random_split(data, [30, 10], generator=torch.Generator().manual_seed(3))
    assert isinstance(train, Subset)
    train_loader = DataLoader(train, batch_size=8, shuffle=True, collate_fn=collate)
    val_loader = DataLoader(val, batch_size=4, collate_fn=collate)
    model = TiedAutoencoder(12, 6)
    print(model)
    optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0, rho=0.9)
    best, best_state, log = float("inf"), None, []
    for epoch in range(3):
        for noisy, clean, _ in train_loader:
            out, code = model(noisy)
            sparsity = code.mean(0)
            penalty = F.kl_div(sparsity.log(), torch.full_like(sparsity, 0.3), reduction="sum")
            loss = F.smooth_l1_loss(out, clean) + 1e-3 * penalty
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        val_error, seen = evaluate(model, val_loader)
        if val_error < best:
            best, best_state = val_error, copy.deepcopy(model.state_dict())
        log.append([loss.item(), val_error])
        print(f"epoch {epoch:>2} | train {loss:.4f} | val {val_error:.4f}")
        logger.info("epoch %d", epoch)
    model.load_state_dict(best_state)
    return model, log, seen


if __name__ == "__main__":
    trained, curves, order = main()
