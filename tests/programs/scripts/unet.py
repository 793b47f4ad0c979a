"""Discs found in noise: a network that goes down, up again, and reads on the way up what it saw on the way down."""
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset


def twice(before, after):
    layers = []
    for maps in (before, after):
        layers += [nn.Conv2d(maps, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers)


class Up(nn.Module):
    """Twice the side; what is missing of an odd side is filled with zeros."""

    def __init__(self, before, after, smooth):
        super().__init__()
        self.grow = nn.Sequential(nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), nn.Conv2d(before, after, 1)) \
            if smooth else nn.ConvTranspose2d(before, after, 2, 2)
        self.join = twice(2 * after, after)

    def forward(self, deep, seen):
        deep = self.grow(deep)
        rest = [seen.shape[axis] - deep.shape[axis] for axis in (3, 2)]
        deep = F.pad(deep, [side for more in rest for side in (more // 2, more - more // 2)])
        return self.join(torch.cat((seen, deep), dim=1))


class Net(nn.Module):
    def __init__(self, smooth, maps=4):
        super().__init__()
        self.down = nn.ModuleList([twice(1, maps), twice(maps, 2 * maps), twice(2 * maps, 4 * maps)])
        self.up = nn.ModuleList([Up(4 * maps, 2 * maps, smooth), Up(2 * maps, maps, smooth)])
        self.out, self.pool = nn.Conv2d(maps, 1, 1), nn.MaxPool2d(2)

    def forward(self, x):
        seen = [self.down[0](x)]
        for layer in self.down[1:]:
            seen.append(layer(self.pool(seen[-1])))
        x = seen.pop()
        for layer in self.up:
            x = layer(x, seen.pop())
        return self.out(x)


class Discs(Dataset):
    def __init__(self, n, size=15):
        middle, radius = torch.randint(3, size - 3, (n, 2, 1, 1)), torch.randint(2, 5, (n, 1, 1))
        down, across = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
        self.inside = (down - middle[:, 0]) ** 2 + (across - middle[:, 1]) ** 2 <= radius**2
        self.pictures = self.inside + 0.3 * torch.randn(n, size, size)

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, number):
        return {"picture": self.pictures[number].unsqueeze(0), "inside": self.inside[number]}


def overlap(logits, inside):
    """Twice what both have over what each has, in shares."""
    share, inside = logits.sigmoid().flatten(1), inside.flatten(1).type_as(logits)
    return ((2.0 * (share * inside).sum(1) + 1) / (share.square().sum(1) + inside.sum(1) + 1)).mean()


torch.manual_seed(5)
loader = DataLoader(Discs(8), batch_size=4, shuffle=True, num_workers=0, pin_memory=False, drop_last=True)
for smooth in (False, True):
    net = Net(smooth)
    optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-3, weight_decay=1e-8, momentum=0.9, centered=True)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, "min", patience=0)
    for epoch in range(2):
        net.train()
        total = 0.0
        for batch in loader:
            logits = net(batch["picture"]).squeeze(1)
            wanted = batch["inside"].to(logits.dtype)
            loss = F.binary_cross_entropy_with_logits(logits, wanted, pos_weight=torch.tensor(2.0)) + 1 - overlap(logits, wanted)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_value_(net.parameters(), 0.1)
            optimizer.step()
            total += loss.item()
        schedule.step(total)
        print(f"epoch {epoch}: loss {total / len(loader):.4f}, rate {optimizer.param_groups[0]['lr']:g}")
    net.eval()
    with torch.no_grad():
        logits = net(batch["picture"])
        small = F.interpolate(logits, scale_factor=0.5, mode="nearest")
    print(((logits.squeeze(1) > 0) & batch["inside"]).sum().item(), tuple(small.shape), f"{small.mean().item():.4f}")
