"""A training script in the style in which people write them: arguments, a data set, a schedule, a checkpoint."""

import argparse
import os
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from parts.model import Net
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset


def train(model, device, loader, optimizer):
    model.train()
    for data, target in loader:
        data, target = data.to(device), target.to(device)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(data), target)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return loss.item()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--save", default="")
    args = parser.parse_args()
    torch.manual_seed(1)
    torch.backends.cudnn.benchmark = True
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    x = torch.randn(60, 4)
    y = (x[:, 0] > x[:, 1]).long()
    loader = DataLoader(TensorDataset(x, y), batch_size=20, shuffle=True, num_workers=0, pin_memory=True)
    model = Net().to(device)
    optimizer = optim.Adam(model.parameters(), lr=0.05)
    scheduler = StepLR(optimizer, step_size=1, gamma=0.7)
    losses = []
    for _ in range(args.epochs):
        losses.append(train(model, device, loader, optimizer))
        scheduler.step()
    if args.save:
        torch.save(model.state_dict(), args.save)
        model.load_state_dict(torch.load(args.save, map_location=device))
    print("engine", type(x).__module__)
    print("main", __name__, os.path.basename(__file__), sys.path[0] == os.path.dirname(os.path.abspath(__file__)))
    print("better", losses[-1] < losses[0], "rate", round(scheduler.get_last_lr()[0], 4))
    return 0


if __name__ == "__main__":
    sys.exit(main())
