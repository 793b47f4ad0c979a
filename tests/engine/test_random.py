"""Random numbers: one seed repeats everything, streams are independent, the distributions are what they say."""

from __future__ import annotations

import numpy as np
import pytest

import nnbook
from nnbook import random
from tests.support import both_fail


def numbers() -> list[float]:
    return nnbook.rand(4).tolist()


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    nnbook.manual_seed(3)
    first = numbers()
    nnbook.manual_seed(3)
    assert numbers() == first
    nnbook.manual_seed(4)
    assert numbers() != first


def test_everything_random_follows_the_seed():
    def draw():
        nnbook.manual_seed(5)
        layer = nnbook.nn.Sequential(nnbook.nn.Linear(3, 8), nnbook.nn.Dropout(0.5))
        data = nnbook.utils.data.TensorDataset(nnbook.randn(10, 3), nnbook.randint(0, 2, (10,)))
        batches = nnbook.utils.data.DataLoader(data, batch_size=3, shuffle=True)
        return [layer(x).tolist() + y.tolist() for x, y in batches], nnbook.randperm(6).tolist()

    assert draw() == draw()


def test_manual_seed_returns_the_generator_and_the_seed_can_be_asked_for():
    generator = nnbook.manual_seed(11)
    assert isinstance(generator, nnbook.Generator)
    assert (nnbook.initial_seed(), generator.initial_seed()) == (11, 11)
    assert nnbook.manual_seed(-1).initial_seed() == 2**64 - 1


def test_a_seed_from_the_operating_system_is_another_every_time():
    seeds = {nnbook.seed() for _ in range(3)}
    assert len(seeds) == 3
    assert nnbook.initial_seed() in seeds


def test_a_generator_has_its_own_stream():
    own = nnbook.Generator().manual_seed(1)
    nnbook.manual_seed(0)
    expected = numbers()
    nnbook.manual_seed(0)
    first = nnbook.rand(4, generator=own).tolist()
    assert numbers() == expected
    assert nnbook.rand(4, generator=own).tolist() != first
    assert nnbook.rand(4, generator=own.manual_seed(1)).tolist() == first
    assert own.seed() != 1


def test_state_can_be_taken_and_put_back():
    nnbook.manual_seed(2)
    numbers()
    state = nnbook.get_rng_state()
    first = numbers()
    nnbook.set_rng_state(state)
    assert numbers() == first
    own = nnbook.Generator()
    own.set_state(state)
    assert nnbook.rand(4, generator=own).tolist() == first
    assert own.initial_seed() == 2


def test_fork_rng_leaves_no_trace():
    nnbook.manual_seed(2)
    expected = numbers()
    nnbook.manual_seed(2)
    with random.fork_rng():
        nnbook.manual_seed(77)
        numbers()
    assert numbers() == expected
    before = nnbook.get_rng_state()
    with pytest.raises(TypeError), random.fork_rng():
        numbers().append(1, 2)
    assert nnbook.get_rng_state() == before


@pytest.mark.parametrize("seed", [1.5, "1", True, None])
def test_a_seed_is_an_integer(seed):
    with pytest.raises(TypeError, match="expects an integer, got"):
        nnbook.manual_seed(seed)


def test_a_seed_has_64_bits():
    with pytest.raises(ValueError, match="expects a seed that fits into 64 bits, got 18446744073709551616"):
        nnbook.manual_seed(2**64)


def test_a_generator_elsewhere_is_refused():
    with pytest.raises(NotImplementedError, match=r"nnbook\.on_torch"):
        nnbook.Generator(device="cuda")


# ---------------------------------------------------------------------- distributions, on 20,000 draws
N = 20_000
DRAWS = {
    "rand(N)": (0.5, 1 / 12, 0, 1),
    "randn(N)": (0, 1, -6, 6),
    "randint(10, (N,)).double()": (4.5, 8.25, 0, 9),
    "randint(10, size=(N,)).double()": (4.5, 8.25, 0, 9),
    "randint(high=10, size=(N,)).double()": (4.5, 8.25, 0, 9),
    "randint(-3, 2, (N,)).double()": (-1, 2, -3, 1),
    "normal(2.0, 3.0, (N,))": (2, 9, -16, 20),
    "zeros(N).uniform_(-1, 3)": (1, 4 / 3, -1, 3),
    "zeros(N).normal_(1, 0.5)": (1, 0.25, -2, 4),
    "zeros(N).bernoulli_(0.3)": (0.3, 0.21, 0, 1),
    "zeros(N).random_(5)": (2, 2, 0, 4),
    "bernoulli(full((N,), 0.7))": (0.7, 0.21, 0, 1),
    "multinomial(tensor([1.0, 0.0, 3.0]), N, replacement=True).double()": (1.5, 0.75, 0, 2),
    "rand_like(zeros(N))": (0.5, 1 / 12, 0, 1),
    "randn_like(zeros(N))": (0, 1, -6, 6),
    "normal(full((N,), 2.0), 0.5)": (2, 0.25, -1, 5),
}


@pytest.mark.parametrize("code", DRAWS)
def test_mean_variance_and_range(code):
    mean, variance, low, high = DRAWS[code]
    nnbook.manual_seed(0)
    a = eval(code, {**vars(nnbook), "N": N}).numpy()
    assert abs(a.mean() - mean) < 4 * np.sqrt(variance / N)
    assert abs(a.var() / variance - 1) < 0.06
    assert low <= a.min() and a.max() <= high


def test_a_permutation_has_every_number_once():
    nnbook.manual_seed(0)
    p = nnbook.randperm(100).tolist()
    assert sorted(p) == list(range(100))
    assert p != list(range(100))
    assert nnbook.randperm(0).tolist() == []


def test_draws_without_replacement_differ_and_follow_the_weights():
    nnbook.manual_seed(0)
    drawn = nnbook.multinomial(nnbook.tensor([[1.0, 2.0, 3.0, 0.0]]).expand(5000, 4), 2).numpy()
    assert (drawn[:, 0] != drawn[:, 1]).all()
    assert 3 not in drawn
    assert np.allclose(np.bincount(drawn[:, 0]) / 5000, [1 / 6, 2 / 6, 3 / 6], atol=0.03)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("torch.randint(5, 5, (2,))", "low=5 >= high=5"),
        ("torch.randint(5, 3)", "size must be a tuple"),
        ("torch.normal(0.0, -1.0, (2,))", "std >= 0"),
        ("torch.zeros(2).normal_(0, -1)", "std >= 0"),
        ("torch.zeros(2).uniform_(3, 1)", "from=3 > to=1"),
        ("torch.bernoulli(torch.tensor([1.5]))", "between 0 and 1"),
        ("torch.multinomial(torch.tensor([0.0, 0.0]), 1)", "not all zero"),
        ("torch.multinomial(torch.tensor([-1.0, 2.0]), 1)", "not negative"),
    ],
)
def test_bad_arguments(code, message):
    both_fail(lambda torch: eval(code, {"torch": torch}), message)


def test_more_draws_than_there_are_possibilities():
    """PyTorch returns impossible ones."""
    with pytest.raises(RuntimeError, match="too few nonzero weights"):
        nnbook.multinomial(nnbook.tensor([1.0, 0.0]), 2)
