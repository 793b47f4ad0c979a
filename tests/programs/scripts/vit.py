"""Pictures as rows of patches: heads that talk to each other, two ways to read the answer, mixed pictures."""
import torch
from torch import einsum, nn


class Around(nn.Module):
    """A part after a normalization, and the way past it."""

    def __init__(self, width, part):
        super().__init__()
        self.norm, self.part = nn.LayerNorm(width), part

    def forward(self, x, **options):
        out = self.part(self.norm(x), **options)
        return (x + out[0], out[1]) if isinstance(out, tuple) else x + out


class Talking(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.parts = nn.Linear(width, 3 * width, bias=False)
        self.talk = nn.Parameter(torch.eye(heads) + 0.1 * torch.ones(heads, heads))
        self.out = nn.Sequential(nn.Linear(width, width), nn.Dropout(0.1))

    def forward(self, x, show=False):
        q, k, v = (t.unflatten(2, (self.heads, -1)) for t in self.parts(x).split(x.size(2), dim=2))
        scores = einsum('n i h d, n j h d -> n h i j', q, k) * q.size(-1) ** -0.5
        weights = nn.Softmax(dim=-1)(einsum('n h i j, h g -> n g i j', scores, self.talk))
        out = self.out(torch.einsum('nhij,njhd->nihd', weights, v).flatten(2))
        return (out, weights) if show else out


class Patches(nn.Module):
    def __init__(self, *, sides, patch, classes, width, reads, depth=2):
        super().__init__()
        self.patch, self.reads = patch, reads
        self.embed = nn.Linear(3 * patch * patch, width)
        self.first = nn.Parameter(torch.randn(1, 1, width))
        self.places = nn.Parameter(torch.randn(1, sides[0] * sides[1] // patch**2 + 1, width))
        self.drop = nn.Dropout(0.1)
        self.layers = nn.ModuleList()
        for _ in range(depth):
            think = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Dropout(0.1), nn.Linear(2 * width, width))
            self.layers.extend([Around(width, Talking(width, 2)), Around(width, think)])
        self.out = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, classes))

    def forward(self, pictures):
        rows = pictures.unfold(2, self.patch, self.patch).unfold(3, self.patch, self.patch)
        rows = self.embed(rows.permute(0, 2, 3, 1, 4, 5).flatten(1, 2).flatten(2))
        x = torch.cat([self.first.expand(len(rows), -1, -1), rows], dim=1)
        x += self.places
        x = self.drop(x)
        for layer in self.layers:
            x = layer(x)
        return self.out(x[:, 0] if self.reads == 'first' else x.mean(dim=1))


torch.manual_seed(2024)
pictures, labels = torch.randn(5, 3, 8, 12), torch.tensor([0, 1, 2, 1, 0])
for reads in ('first', 'mean'):
    net = Patches(sides=(8, 12), patch=4, classes=3, width=8, reads=reads)
    optimizer = torch.optim.NAdam(net.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-2, total_steps=4)
    for turn in range(3):
        other, share = torch.randperm(5), 0.7
        wanted = nn.functional.one_hot(labels, 3).to(pictures)
        loss = nn.CrossEntropyLoss()(net(torch.lerp(pictures[other], pictures, share)), share * wanted + (1 - share) * wanted[other])
        loss.backward()
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        print(f"{reads} loss {loss.item():.4f} rate {schedule.get_last_lr()[0]:.6f} {optimizer.param_groups[0]['betas'][0]:.4f}")
    net.eval()
    print(net(pictures).argmax(-1).tolist())
    _, weights = net.layers[0](torch.zeros(1, 4, 8), show=True)
print(weights.sum(-1))
