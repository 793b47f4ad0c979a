"""Attention within windows of an image, every second time shifted, with a trained number for each relative place."""
import torch
from torch import nn
from torch.nn import functional as F


def cut(maps, side):
    """(N, H, W, C) -> (N, windows, side * side, C)."""
    n, h, w, c = maps.shape
    return maps.reshape(n, h // side, side, w // side, side, c).transpose(2, 3).reshape(n, -1, side * side, c)


def paste(pieces, h, w):
    """The way back."""
    n, _, area, c = pieces.shape
    side = round(area**0.5)
    return pieces.reshape(n, h // side, w // side, side, side, c).transpose(2, 3).reshape(n, h, w, c)


class WindowBlock(nn.Module):
    def __init__(self, width, size, heads=2, side=2, shift=0):
        super().__init__()
        self.side, self.shift, self.heads = side, shift, heads
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mix, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.network = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))
        rows, columns = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
        place = torch.stack([rows.flatten(), columns.flatten()])
        apart = place[:, :, None] - place[:, None] + side - 1  # 0 to 2 side - 2, down and sideways
        self.register_buffer("apart", apart[0] * (2 * side - 1) + apart[1])
        self.nearness = nn.Parameter(nn.init.trunc_normal_(torch.empty((2 * side - 1) ** 2, heads), std=0.02))
        region = torch.zeros(1, *size, 1)  # which pixels were neighbors before the shift
        for k, cut_at in enumerate((size[0] - shift, size[1] - shift)):
            region = region + (torch.arange(size[k]) >= cut_at).float().view(1, *[-1 if a == k else 1 for a in (0, 1)], 1) * (k + 1)
        strangers = cut(region, side).squeeze(-1)
        strangers = strangers[0, :, :, None] != strangers[0, :, None] if shift else None
        self.register_buffer("strangers", strangers)

    def attend(self, maps):
        pieces = cut(maps, self.side)
        q, k, v = self.mix(pieces).unflatten(-1, (3, self.heads, -1)).permute(3, 0, 1, 4, 2, 5)
        scores = q @ k.mT / q.size(-1) ** 0.5 + self.nearness[self.apart].permute(2, 0, 1)
        if self.strangers is not None:
            scores = scores.masked_fill(self.strangers[None, :, None], -100.0)
        mixed = (scores.softmax(-1) @ v).transpose(2, 3).flatten(-2)
        return self.out(paste(mixed, *maps.shape[1:3]))

    def forward(self, maps):
        y = torch.roll(self.before(maps), (-self.shift, -self.shift), (1, 2))
        maps = maps + torch.roll(self.attend(y), (self.shift, self.shift), (1, 2))
        return maps + self.network(self.between(maps))


class Halve(nn.Module):
    """Four neighboring pixels become one with twice the channels."""

    def __init__(self, width):
        super().__init__()
        self.norm, self.less = nn.LayerNorm(4 * width), nn.Linear(4 * width, 2 * width, bias=False)

    def forward(self, maps):
        return self.less(self.norm(F.pixel_unshuffle(maps.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)))

    def extra_repr(self):
        return "from four to one"


torch.manual_seed(47)
model = nn.Sequential(
    nn.Conv2d(3, 8, 2, 2), nn.Flatten(2), nn.Unflatten(2, (4, 4)),
)
body = nn.Sequential(WindowBlock(8, (4, 4)), WindowBlock(8, (4, 4), shift=1), Halve(8), WindowBlock(16, (2, 2), heads=4))
head = nn.Linear(16, 3)
print(body[2])


def classify(images):
    return head(body(model(images).permute(0, 2, 3, 1)).mean(dim=(1, 2)))


decayed, free = [], []
for part in (model, body, head):
    for name, weight in part.named_parameters():
        (free if weight.dim() < 2 or "nearness" in name else decayed).append(weight)
optimizer = torch.optim.AdamW([{"params": decayed}, {"params": free, "weight_decay": 0.0}], lr=5e-3, weight_decay=0.05)
images, labels = torch.randn(4, 3, 8, 8), torch.tensor([0, 1, 2, 1])
criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
for epoch in range(6):
    loss = criterion(classify(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"epoch {epoch}: {loss.item():.4f}")
print(body[0].apart, body[1].strangers.sum((1, 2)))
