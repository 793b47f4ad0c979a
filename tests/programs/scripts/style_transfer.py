"""A picture is optimized: the correlations of its features should be those of one image, some features those of another."""
import torch
from torch import nn, optim
from torch.nn import functional as F

torch.manual_seed(6)


class Watched(nn.Sequential):
    """Layers whose outputs are handed out by number."""

    def forward(self, x):
        seen = {}
        for number, layer in enumerate(self):
            x = layer(x)
            seen[number] = x
        return seen


def correlations(maps):
    flat = maps.flatten(2)
    return flat @ flat.mT / flat[0].numel()


eyes = Watched(
    nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(6, 8, 3, padding=1), nn.ReLU(),
).eval().requires_grad_(False)
STYLE, CONTENT = (0, 2, 5), (3,)
middle, spread = (torch.tensor(values).view(3, 1, 1) for values in ([0.5, 0.45, 0.4], [0.25, 0.2, 0.3]))


def look(picture):
    return eyes((picture - middle) / spread)


manner, subject = torch.rand(2, 1, 3, 12, 12)
with torch.no_grad():
    wanted_style = {k: correlations(look(manner)[k]) for k in STYLE}
    wanted_content = {k: look(subject)[k].clone() for k in CONTENT}
picture = subject.detach().clone().requires_grad_()
slopes = []
picture.register_hook(lambda gradient: slopes.append(gradient.norm().item()))
optimizer = optim.Adam([picture], lr=0.02)


def closure():
    optimizer.zero_grad()
    seen = look(picture)
    style = sum(F.mse_loss(correlations(seen[k]), wanted_style[k]) for k in STYLE)
    content = sum(F.mse_loss(seen[k], wanted_content[k]) for k in CONTENT)
    loss = 100 * style + content
    loss.backward()
    print("style {:.5f} content {:.5f}".format(style.item(), content.item()))
    return loss


for turn in range(7):
    last = optimizer.step(closure)
    with torch.no_grad():
        picture.clamp_(0, 1)
print(f"{last.item():.5f}", len(slopes), [f"{slope:.4f}" for slope in slopes])
