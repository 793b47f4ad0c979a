"""Autoencoders and what generates."""

from __future__ import annotations

from tests.examples._form import M, layers, networks, normal, uniform

GENERATIVE = [
    *layers("models.autoencoder.Autoencoder({[4, 3, 2]|[4, 2], nn.Tanh})", x=M),
    *layers("models.autoencoder.SparseAutoencoder(4, 6)", "layer(x), layer.penalty(x)", x=M),
    *layers("models.autoencoder.DenoisingAutoencoder([4, 3, 2], masked=0.0)", x=M),
    *layers("models.vae.VAE(4, 3, 2)", "layer.eval()(x)", x=uniform(0.0, 1.0, 3, 4)),
    *layers("models.convolutional_autoencoder.ConvolutionalAutoencoder(1, 2, 2)", x=normal(2, 1, 8, 8)),
    *layers("models.gan.{Generator(4, 2, 5)|Discriminator(4, 5)}", x=M),
    *networks("models.dcgan.DCGenerator(4, 1, 2, 16)", x=M),
    *networks("models.dcgan.DCDiscriminator(1, 2, 16)", x=normal(2, 1, 16, 16)),
]
