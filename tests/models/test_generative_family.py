"""Autoencoders, variational and adversarial networks, capsules: what each must be beside its numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import nnbook
from nnbook import datasets, models, nn
from nnbook.models import gan
from nnbook.models.capsnet import capsule_loss, margin_loss, route, squash
from nnbook.models.vae import divergence, negative_elbo
from nnbook.on_torch import on_torch
from tests.support import assert_close

RNG = np.random.default_rng(0)


def tensor(array):
    return nnbook.tensor(np.asarray(array, np.float64))


# ---------------------------------------------------------------------- autoencoders
def test_a_linear_one_can_do_no_better_than_principal_components():
    """At the components' solution the gradient is zero (Baldi & Hornik, 1989)."""
    x = datasets.digits().x_train.reshape(-1, 64).astype(np.float64)
    x -= x.mean(0)
    components = np.linalg.svd(x, full_matrices=False)[2][:3]
    model = models.Autoencoder([64, 3], nn.Identity).double()
    with nnbook.no_grad():
        model.encoder[0].weight.copy_(tensor(components))
        model.decoder[0].weight.copy_(tensor(components.T))
    for layer in (model.encoder[0], model.decoder[0]):
        nn.init.zeros_(layer.bias)
    loss = ((model(tensor(x)) - tensor(x)) ** 2).mean()
    loss.backward()
    assert loss.item() == pytest.approx(((x - x @ components.T @ components) ** 2).mean())
    assert max(float(p.grad.abs().max()) for p in model.parameters()) < 1e-12


def test_an_autoencoder_needs_a_code():
    with pytest.raises(
        ValueError, match=r"Autoencoder\(sizes\) needs the numbers of inputs and of codes, such as \[64, 8\]"
    ):
        models.Autoencoder([64])


def test_inputs_are_spoiled_only_while_training():
    nnbook.manual_seed(0)
    model, x = models.DenoisingAutoencoder([50, 50], masked=0.3).double(), nnbook.ones(400, 50).double()
    for part in (model.encoder[0], model.decoder[0]):
        nn.init.eye_(part.weight)
        nn.init.zeros_(part.bias)
    spoiled = model(x).detach().numpy()
    assert set(np.unique(spoiled)) == {0.0, 1.0}
    assert (spoiled == 0).mean() == pytest.approx(0.3, abs=0.02)
    assert_close(model.eval()(x), x, 1e-12, "clean")
    model.train()
    model.masked, model.noise = 0.0, 0.5
    assert model(x).detach().numpy().std() == pytest.approx(0.5, abs=0.02)


def test_the_price_of_activity():
    model, x = models.SparseAutoencoder(4, 6, activity=0.2).double(), tensor(RNG.standard_normal((30, 4)))
    mean = model.encoder(x).detach().numpy().mean(0)
    expected = (0.2 * np.log(0.2 / mean) + 0.8 * np.log(0.8 / (1 - mean))).sum()
    assert model.penalty(x).item() == pytest.approx(expected)
    nn.init.zeros_(model.encoder[0].weight)
    nn.init.constant_(model.encoder[0].bias, np.log(0.2 / 0.8))
    assert model.penalty(x).item() == pytest.approx(0, abs=1e-12)


# ---------------------------------------------------------------------- variational
def test_the_divergence_by_drawing():
    mean, log_variance = np.array([[0.5, -1.0]]), np.array([[-1.0, 0.3]])
    z = mean + np.exp(log_variance / 2) * RNG.standard_normal((200_000, 2))
    log_q = -0.5 * ((z - mean) ** 2 / np.exp(log_variance) + log_variance)
    estimate = (log_q + 0.5 * z**2).sum(1).mean()
    assert divergence(tensor(mean), tensor(log_variance)).item() == pytest.approx(estimate, rel=0.01)
    assert divergence(tensor(np.zeros((2, 3))), tensor(np.zeros((2, 3)))).tolist() == [0.0, 0.0]


def test_codes_are_drawn_while_training_and_means_otherwise():
    nnbook.manual_seed(0)
    model, x = models.VAE(5, 4, 2).double(), tensor(RNG.random((3, 5)))
    first, second = (model(x)[0].detach().numpy() for _ in range(2))
    assert (first != second).all()
    logits, mean, _ = model.eval()(x)
    assert_close(logits, model.decoder(mean), 1e-12, "logits")
    nnbook.manual_seed(7)
    model.train()
    drawn, mean, log_variance = model(x)
    nnbook.manual_seed(7)
    z = mean + (log_variance / 2).exp() * nnbook.randn_like(mean)
    assert_close(drawn, model.decoder(z), 1e-12, "drawn")


def test_the_bound_is_pixels_plus_divergence():
    model, x = models.VAE(5, 4, 2).double().eval(), tensor(RNG.random((3, 5)))
    logits, mean, log_variance = model(x)
    p = 1 / (1 + np.exp(-logits.detach().numpy()))
    pixels = -(x.numpy() * np.log(p) + (1 - x.numpy()) * np.log(1 - p)).sum(1)
    price = divergence(mean, log_variance).detach().numpy()
    for beta in (1.0, 4.0):
        assert negative_elbo(model(x), x, beta).item() == pytest.approx((pixels + beta * price).mean())


@pytest.mark.parametrize("engine", [nnbook, torch])
def test_samples(engine):
    model = (models.VAE if engine is nnbook else on_torch(models.VAE))(5, 4, 2)
    sample = model.sample(7)
    assert tuple(sample.shape) == (7, 5)
    assert sample.min() > 0
    assert sample.max() < 1
    assert not sample.requires_grad


# ---------------------------------------------------------------------- adversarial
def test_the_losses():
    real, fake = RNG.standard_normal((2, 6))
    d_real, d_fake = 1 / (1 + np.exp(-real)), 1 / (1 + np.exp(-fake))
    r, f = tensor(real), tensor(fake)
    assert gan.discriminator_loss(r, f).item() == pytest.approx(-np.log(d_real).mean() - np.log(1 - d_fake).mean())
    assert gan.minimax_loss(f).item() == pytest.approx(np.log(1 - d_fake).mean())
    assert gan.non_saturating_loss(f).item() == pytest.approx(-np.log(d_fake).mean())
    assert gan.critic_loss(r, f).item() == pytest.approx(fake.mean() - real.mean())


def test_the_best_discriminator_knows_the_two_densities():
    """D = p / (p + q), for two normal densities a logistic function (Goodfellow et al., 2014, proposition 1)."""
    nnbook.manual_seed(0)
    real, fake = nnbook.randn(4000, 1) + 1, nnbook.randn(4000, 1) - 1
    model = models.Discriminator(1, hidden=16)
    optimizer = nnbook.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(150):
        optimizer.zero_grad()
        gan.discriminator_loss(model(real), model(fake)).backward()
        optimizer.step()
    x = nnbook.linspace(-1.5, 1.5, 13)[:, None]
    found = model(x).sigmoid().detach().numpy()
    np.testing.assert_allclose(found, 1 / (1 + np.exp(-2 * x.numpy()[:, 0])), atol=0.06)


def test_the_gradient_penalty_on_pytorch():
    penalty = on_torch(gan.gradient_penalty)
    slope = torch.nn.Parameter(torch.tensor([0.6, 0.8]))
    real, fake = torch.randn(5, 2), torch.randn(5, 2)
    value = penalty(lambda x: x @ slope, real, fake)
    assert value.item() == pytest.approx(0, abs=1e-10)
    steep = torch.nn.Parameter(torch.tensor([3.0, 4.0]))
    penalty(lambda x: x @ steep, real, fake).backward()
    np.testing.assert_allclose(steep.grad.numpy(), 2 * 4 * np.array([0.6, 0.8]), rtol=1e-5)


def test_on_this_engine_it_says_where_it_runs():
    with pytest.raises(NotImplementedError, match=r"create_graph.*on_torch"):
        gan.gradient_penalty(models.Discriminator(2), nnbook.randn(3, 2), nnbook.randn(3, 2))


@pytest.mark.parametrize("image", [8, 16, 32, 64])
def test_dcgan_makes_and_judges_pictures_of_this_size(image):
    picture = models.DCGenerator(5, 2, 2, image)(nnbook.randn(2, 5))
    assert tuple(picture.shape) == (2, 2, image, image)
    assert float(picture.abs().max()) <= 1
    assert tuple(models.DCDiscriminator(2, 2, image)(picture).shape) == (2,)


# ---------------------------------------------------------------------- capsules
def test_lengths_stay_below_one_and_directions_stay():
    s = RNG.standard_normal((50, 4)) * np.logspace(-2, 2, 50)[:, None]
    v = squash(tensor(s)).numpy()
    length, square = np.linalg.norm(v, axis=1), (s**2).sum(1)
    assert (length < 1).all()
    np.testing.assert_allclose(length, square / (1 + square), rtol=1e-3)
    np.testing.assert_allclose(v / length[:, None], s / np.sqrt(square)[:, None], rtol=1e-6)


def test_routing_follows_agreement():
    """Three capsules agree on class 0 and contradict each other about class 1."""
    votes = np.zeros((1, 3, 2, 2))
    votes[0, :, 0] = [1.0, 0.0]
    votes[0, :, 1] = [[1.0, 0.0], [-0.5, 0.87], [-0.5, -0.87]]
    once, more = (np.linalg.norm(route(tensor(votes), r).numpy()[0], axis=1) for r in (1, 4))
    np.testing.assert_allclose(once, [1.5**2 / (1 + 1.5**2), 0], atol=1e-3)
    assert more[0] > once[0] + 0.05
    assert more[1] < 0.02


def test_the_margin_loss():
    lengths = tensor([[0.95, 0.05, 0.3], [0.5, 0.2, 0.0]])
    expected = [0.5 * 0.2**2, 0.7**2 + 0.5 * 0.4**2]
    assert margin_loss(lengths, nnbook.tensor([0, 1])).item() == pytest.approx(np.mean(expected))
    pictures = nnbook.zeros(2, 1, 2, 2).double()
    whole = capsule_loss((lengths, tensor(np.ones((2, 4)))), (nnbook.tensor([0, 1]), pictures)).item()
    assert whole == pytest.approx(np.mean(expected) + 0.0005 * 4)


def test_the_picture_is_drawn_from_one_capsule():
    nnbook.manual_seed(0)
    model, x = models.CapsNet(8, 3, width=4, types=2, kernel=3, sizes=(2, 4)), nnbook.randn(2, 1, 8, 8)
    lengths, guessed = model(x)
    longest = lengths.argmax(1)
    assert_close(guessed, model(x, longest)[1], 1e-6, "the longest")
    assert (model(x, (longest + 1) % 3)[1] != guessed).any()
    poses = model.capsules(x)
    alone = nnbook.zeros(2, 3, 4)
    for row, k in enumerate(longest.tolist()):
        alone[row, k] = poses[row, k].detach()
    assert_close(guessed, model.decoder(alone.flatten(1)), 1e-5, "by hand")
