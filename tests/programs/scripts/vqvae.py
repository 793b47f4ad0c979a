"""Pictures written with a few code vectors: gradients pass straight through, codes follow by gradient or by means."""
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


class Codes(nn.Module):
    """(N, C, H, W) -> the nearest code at every place, what the difference costs, and which code it was."""

    def __init__(self, count, width, follow=None):
        super().__init__()
        self.follow = follow
        table = torch.empty(count, width).uniform_(-0.5, 0.5)
        if follow is None:
            self.table = nn.Parameter(table)
        else:
            self.register_buffer("table", table)
            self.register_buffer("uses", torch.ones(count))
            self.register_buffer("sums", table.clone())

    def forward(self, maps):
        points = maps.permute(0, 2, 3, 1).reshape(-1, maps.shape[1])
        number = (points[:, None] - self.table).pow(2).sum(-1).argmin(1)
        taken = F.embedding(number, self.table)
        price = 0.25 * F.mse_loss(points, taken.detach())
        if self.follow is None:
            price = price + F.mse_loss(taken, points.detach())
        elif self.training:
            self.learn(points.detach(), F.one_hot(number, len(self.table)).type_as(points))
        through = points + (taken - points).detach()
        n, c, h, w = maps.shape
        return through.view(n, h, w, c).permute(0, 3, 1, 2), price, number

    def learn(self, points, chosen):
        self.uses.data.lerp_(chosen.sum(0), 1 - self.follow)
        self.sums.data.lerp_(chosen.t() @ points, 1 - self.follow)
        self.table.data.copy_(self.sums / self.uses.clamp(min=1e-3).unsqueeze(1))


class Beside(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


def network(codes):
    def mixing():
        return Beside(nn.ReLU(), nn.Conv2d(6, 4, 3, padding=1, bias=False), nn.ReLU(True), nn.Conv2d(4, 6, 1, bias=False))

    down = nn.Sequential(nn.Conv2d(1, 6, 4, 2, 1), mixing(), nn.Conv2d(6, 3, 1))
    up = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), mixing(), nn.ConvTranspose2d(6, 1, 4, 2, 1))
    return nn.ModuleDict({"down": down, "codes": codes, "up": up})


torch.manual_seed(19)
pictures = torch.rand(5, 1, 8, 8)
for codes in (Codes(6, 3), Codes(6, 3, follow=0.9)):
    model = network(codes)
    optimizer = optim.Adam(model.parameters(), lr=1e-2, amsgrad=codes.follow is None)
    for turn in range(4):
        optimizer.zero_grad()
        written, price, number = model["codes"](model["down"](pictures))
        error = F.mse_loss(model["up"](written), pictures) / pictures.var()
        loss = error + price
        loss.backward()
        optimizer.step()
        print("turn %d error %.4f price %.5f codes in use %d" % (turn, error.item(), price.item(), number.unique().numel()))
