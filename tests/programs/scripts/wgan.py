"""Wasserstein GAN with weight clipping on a ring of points."""
import math

import torch
import torch.nn as nn
from torch.autograd import Variable

n_critic = 3
clip_value = 0.01
lr = 0.00005


def ring(n, modes=4):
    angle = 2 * math.pi * torch.randint(modes, (n,)) / modes
    return torch.stack([angle.cos(), angle.sin()], dim=1) + 0.02 * torch.randn(n, 2)


class Generator(nn.Module):
    def __init__(self, latent_dim=3):
        super(Generator, self).__init__()

        def block(in_feat, out_feat, normalize=True):
            layers = [nn.Linear(in_feat, out_feat)]
            if normalize:
                layers.append(nn.BatchNorm1d(out_feat, 0.8))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers

        self.model = nn.Sequential(
            *block(latent_dim, 8, normalize=False),
            *block(8, 16),
            nn.Linear(16, 2),
            nn.Tanh()
        )

    def forward(self, z):
        return self.model(z) * 1.5


generator = Generator()
discriminator = nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2, inplace=True), nn.Linear(16, 8), nn.ELU(), nn.Linear(8, 1))

cuda = True if torch.cuda.is_available() else False
if cuda:
    generator.cuda()
    discriminator.cuda()
Tensor = torch.cuda.FloatTensor if cuda else torch.Tensor

optimizer_G = torch.optim.RMSprop(generator.parameters(), lr=lr)
optimizer_D = torch.optim.RMSprop(discriminator.parameters(), lr=lr)
history = []
for i in range(6):
    real = Variable(ring(16).type(Tensor)) if cuda else Variable(ring(16))
    optimizer_D.zero_grad()
    z = Variable(torch.empty(16, 3).normal_(0, 1))
    fake = generator(z).detach()
    loss_D = -torch.mean(discriminator(real)) + torch.mean(discriminator(fake))
    loss_D.backward()
    optimizer_D.step()
    # clip weights of the critic
    for p in discriminator.parameters():
        p.data.clamp_(-clip_value, clip_value)
    # train the generator every n_critic iterations
    if i % n_critic == n_critic - 1:
        for p in discriminator.parameters():
            p.requires_grad_(False)
        optimizer_G.zero_grad()
        loss_G = -torch.mean(discriminator(generator(z)))
        loss_G.backward()
        optimizer_G.step()
        for p in discriminator.parameters():
            p.requires_grad_(True)
        history.append((loss_D.item(), loss_G.item()))
        print("[Batch %d] [D loss: %.6f] [G loss: %.6f]" % (i, loss_D.item(), loss_G.item()))
largest = max(p.abs().max().item() for p in discriminator.parameters())
assert largest <= clip_value
spread = torch.cat([generator(torch.zeros(4, 3)), ring(4)]).std(dim=0, unbiased=False)
