"""Deep convolutional GAN (Radford, Metz & Chintala, 2016): rules for convolutional layers by which GANs train."""

from .. import nn


class DCGenerator(nn.Module):
    """(N, latent) noise -> (N, channels, image, image) pictures from -1 to 1; `image` is 8, 16, 32, ... (fig. 1).

    Transposed convolutions of stride 2 with batch normalization and ReLU double the side and halve the maps, down to
    `width` before the last. Weights start normal with deviation 0.02, as in the paper.
    """

    def __init__(self, latent: int = 100, channels: int = 1, width: int = 64, image: int = 64):
        super().__init__()
        maps = width * image // 8
        layers = [nn.ConvTranspose2d(latent, maps, 4, 1, 0, bias=False), nn.BatchNorm2d(maps), nn.ReLU()]  # 4x4
        while maps > width:
            layers += [nn.ConvTranspose2d(maps, maps // 2, 4, 2, 1, bias=False), nn.BatchNorm2d(maps // 2), nn.ReLU()]
            maps //= 2
        self.layers = nn.Sequential(*layers, nn.ConvTranspose2d(width, channels, 4, 2, 1), nn.Tanh())
        self.apply(start)

    def forward(self, z):
        return self.layers(z.reshape(len(z), -1, 1, 1))


class DCDiscriminator(nn.Module):
    """(N, channels, image, image) pictures -> (N,) logits: strided convolutions and leaky ReLU, no pooling."""

    def __init__(self, channels: int = 1, width: int = 64, image: int = 64):
        super().__init__()
        layers, maps, side = [nn.Conv2d(channels, width, 4, 2, 1), nn.LeakyReLU(0.2)], width, image // 2
        while side > 4:
            layers += [nn.Conv2d(maps, 2 * maps, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * maps), nn.LeakyReLU(0.2)]
            maps, side = 2 * maps, side // 2
        self.layers = nn.Sequential(*layers, nn.Conv2d(maps, 1, 4), nn.Flatten(0))
        self.apply(start)

    def forward(self, x):
        return self.layers(x)


def start(layer):
    """The first weights of a layer: normal with deviation 0.02, around 0, or around 1 for batch normalization."""
    if isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
    elif isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)
