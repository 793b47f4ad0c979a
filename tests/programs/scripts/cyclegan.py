"""Two generators and two discriminators that learn to translate back and forth."""
import itertools
import random

import torch
import torch.nn as nn


class ResnetBlock(nn.Module):
    def __init__(self, dim, norm_layer, use_dropout):
        super(ResnetBlock, self).__init__()
        conv_block = [nn.ReflectionPad2d(1), nn.Conv2d(dim, dim, kernel_size=3, padding=0), norm_layer(dim), nn.ReLU(True)]
        if use_dropout:
            conv_block += [nn.Dropout(0.5)]
        conv_block += [nn.ReflectionPad2d(1), nn.Conv2d(dim, dim, kernel_size=3, padding=0), norm_layer(dim)]
        self.conv_block = nn.Sequential(*conv_block)

    def forward(self, x):
        return x + self.conv_block(x)


class ResnetGenerator(nn.Module):
    def __init__(self, nc=1, ngf=4, n_blocks=1, norm_layer=nn.InstanceNorm2d):
        super().__init__()
        model = [nn.ReflectionPad2d(3), nn.Conv2d(nc, ngf, kernel_size=7), norm_layer(ngf), nn.ReLU(True)]
        model += [nn.Conv2d(ngf, ngf * 2, kernel_size=3, stride=2, padding=1), norm_layer(ngf * 2), nn.ReLU(True)]
        for i in range(n_blocks):
            model += [ResnetBlock(ngf * 2, norm_layer, use_dropout=True)]
        model += [nn.ConvTranspose2d(ngf * 2, ngf, kernel_size=3, stride=2, padding=1, output_padding=1), norm_layer(ngf), nn.ReLU(True)]
        model += [nn.ReflectionPad2d(3), nn.Conv2d(ngf, nc, kernel_size=7, padding=0), nn.Tanh()]
        self.model = nn.Sequential(*model)

    def forward(self, input):
        return self.model(input)


class GANLoss(nn.Module):
    """Least squares."""

    def __init__(self, target_real_label=1.0, target_fake_label=0.0):
        super(GANLoss, self).__init__()
        self.register_buffer('real_label', torch.tensor(target_real_label))
        self.register_buffer('fake_label', torch.tensor(target_fake_label))
        self.loss = nn.MSELoss()

    def __call__(self, prediction, target_is_real):
        target_tensor = self.real_label if target_is_real else self.fake_label
        return self.loss(prediction, target_tensor.expand_as(prediction))


class ImagePool():
    """Images that were made before, so that the discriminator does not forget them."""

    def __init__(self, pool_size):
        self.pool_size, self.images = pool_size, []

    def query(self, images):
        return_images = []
        for image in images:
            image = torch.unsqueeze(image.data, 0)
            if len(self.images) < self.pool_size:
                self.images.append(image)
                return_images.append(image)
            elif random.uniform(0, 1) > 0.5:
                random_id = random.randint(0, self.pool_size - 1)
                return_images.append(self.images[random_id].clone())
                self.images[random_id] = image
            else:
                return_images.append(image)
        return torch.cat(return_images, 0)


def init_net(net, gain=0.02):
    def init_func(m):
        classname = m.__class__.__name__
        if hasattr(m, 'weight') and m.weight is not None and (classname.find('Conv') != -1 or classname.find('Linear') != -1):
            nn.init.xavier_normal_(m.weight.data, gain=gain)
            if hasattr(m, 'bias') and m.bias is not None:
                nn.init.constant_(m.bias.data, 0.0)
    return net.apply(init_func)


def set_requires_grad(nets, requires_grad=False):
    for net in nets if isinstance(nets, list) else [nets]:
        for param in net.parameters():
            param.requires_grad = requires_grad


def discriminator():
    return nn.Sequential(
        nn.Conv2d(1, 4, 4, stride=2, padding=1), nn.LeakyReLU(0.2, True),
        nn.Conv2d(4, 8, 4, stride=1, padding=1), nn.InstanceNorm2d(8), nn.LeakyReLU(0.2, True),
        nn.Conv2d(8, 1, kernel_size=3, stride=1, padding=1),
    )


torch.manual_seed(3)
random.seed(3)
netG_A, netG_B = init_net(ResnetGenerator(), 1.0), init_net(ResnetGenerator(), 1.0)
netD_A, netD_B = init_net(discriminator(), 1.0), init_net(discriminator(), 1.0)
criterionGAN, criterionCycle = GANLoss(), nn.L1Loss()
optimizer_G = torch.optim.Adam(itertools.chain(netG_A.parameters(), netG_B.parameters()), lr=2e-4, betas=(0.5, 0.999))
optimizer_D = torch.optim.Adam(itertools.chain(netD_A.parameters(), netD_B.parameters()), lr=2e-4, betas=(0.5, 0.999))
schedulers = [torch.optim.lr_scheduler.LambdaLR(o, lr_lambda=lambda e: 1.0 - max(0, e - 1) / 3) for o in (optimizer_G, optimizer_D)]
pool_A, pool_B = ImagePool(1), ImagePool(1)
history = []
for epoch in range(3):
    real_A, real_B = torch.rand(2, 1, 12, 12) * 2 - 1, torch.randn(2, 1, 12, 12).tanh()
    fake_B = netG_A(real_A)
    rec_A = netG_B(fake_B)
    fake_A = netG_B(real_B)
    rec_B = netG_A(fake_A)
    set_requires_grad([netD_A, netD_B], False)
    optimizer_G.zero_grad()
    loss_G = criterionGAN(netD_A(fake_B), True) + criterionGAN(netD_B(fake_A), True)
    loss_cycle = 10.0 * (criterionCycle(rec_A, real_A) + criterionCycle(rec_B, real_B))
    (loss_G + loss_cycle).backward()
    optimizer_G.step()
    set_requires_grad([netD_A, netD_B], True)
    optimizer_D.zero_grad()
    for netD, real, fake in ((netD_A, real_B, pool_B.query(fake_B)), (netD_B, real_A, pool_A.query(fake_A))):
        loss_D = (criterionGAN(netD(real), True) + criterionGAN(netD(fake.detach()), False)) * 0.5
        loss_D.backward()
    optimizer_D.step()
    for scheduler in schedulers:
        scheduler.step()
    history.append((loss_G.item(), loss_cycle.item(), loss_D.item()))
    print('(epoch: %d) G: %.4f cycle: %.4f D: %.4f lr: %.6f' % (epoch, *history[-1], optimizer_G.param_groups[0]['lr']))
