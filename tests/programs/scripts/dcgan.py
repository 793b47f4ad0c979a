"""Two convolutional networks against each other, with the calls of scripts that were written for several cards."""
import torch
import torch.backends.cudnn as cudnn
import torch.nn as nn
import torch.nn.parallel
import torch.optim as optim

cudnn.benchmark = True
cards = torch.cuda.device_count()
device = torch.device("cuda" if torch.cuda.is_available() and cards else "cpu")
torch.manual_seed(999)


def start(layer):
    kind = type(layer).__name__
    if "Conv" in kind:
        nn.init.normal_(layer.weight.data, 0.0, 0.05)
    elif "BatchNorm" in kind:
        nn.init.normal_(layer.weight.data, 1.0, 0.02)
        nn.init.constant_(layer.bias.data, 0)


class Painter(nn.Module):
    def __init__(self, noise, maps):
        super(Painter, self).__init__()
        self.noise = noise
        self.body = nn.Sequential(
            nn.ConvTranspose2d(noise, 4 * maps, 4, bias=False), nn.BatchNorm2d(4 * maps), nn.ReLU(True),
            nn.ConvTranspose2d(4 * maps, maps, 4, 2, 1, bias=False), nn.BatchNorm2d(maps), nn.ReLU(True),
            nn.ConvTranspose2d(maps, 1, 3, 2, 1, output_padding=1), nn.Tanh(),
        )

    def forward(self, n):
        z = torch.randn(n, self.noise, 1, 1, device=device)
        return nn.parallel.data_parallel(self.body, z, range(cards)) if z.is_cuda and cards > 1 else self.body(z)


painter = Painter(5, 4).to(device).apply(start)
judge = nn.Sequential(
    nn.Conv2d(1, 4, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(4, 8, 4, 2, 1, bias=False), nn.BatchNorm2d(8), nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(8, 1, 4), nn.Sigmoid(), nn.Flatten(0),
).to(device).apply(start)
print(painter, judge)
criterion = nn.BCELoss()
steps = {name: optim.Adam(net.parameters(), lr=2e-3, betas=(0.5, 0.999)) for name, net in {"paint": painter, "judge": judge}.items()}
pictures = torch.rand(12, 1, 16, 16).mul_(2).sub_(1)
for number, real in enumerate(pictures.split(4)):
    real = real.to(device, non_blocking=True)
    made, answer = painter(len(real)), torch.empty(len(real), device=device)
    steps["judge"].zero_grad()
    on_real, on_made = judge(real), judge(made.detach())
    loss_judge = criterion(on_real, answer.fill_(1.0).clone()) + criterion(on_made, answer.fill_(0.0).clone())
    loss_judge.backward()
    steps["judge"].step()
    steps["paint"].zero_grad()
    loss_paint = criterion(judge(made), torch.ones_like(answer))
    loss_paint.backward()
    steps["paint"].step()
    print("%d loss %.4f %.4f, taken for real: %.3f %.3f" % (number, loss_judge, loss_paint, on_real.mean(), on_made.mean()))
print(painter.eval()(2).shape, "%.4f" % painter(2).detach().abs().mean())
