"""Convolutional autoencoder (Masci et al., 2011): codes that are small maps, so that they know where things are."""

from .. import nn


class ConvolutionalAutoencoder(nn.Module):
    """(N, C, H, W) images -> (N, C, H, W) reconstructions, through `code` maps of H/4 x W/4; H and W multiples of 4.

    Convolutions of stride 2 take the place of the paper's max pooling, transposed ones lead back.
    """

    def __init__(self, channels: int = 1, width: int = 16, code: int = 4):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(channels, width, 3, 2, 1), nn.ReLU(),  # (N, width, H/2, W/2)
            nn.Conv2d(width, 2 * width, 3, 2, 1), nn.ReLU(), nn.Conv2d(2 * width, code, 1),  # (N, code, H/4, W/4)
        )  # fmt: skip
        self.decoder = nn.Sequential(
            nn.Conv2d(code, 2 * width, 1), nn.ReLU(),
            nn.ConvTranspose2d(2 * width, width, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(width, channels, 4, 2, 1),
        )  # fmt: skip

    def forward(self, x):
        return self.decoder(self.encoder(x))
