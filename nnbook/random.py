"""The one source of random numbers: everything random in nnbook draws from here, so that one seed repeats a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

_UNSEEDED = 67280421310721  # the seed that PyTorch's generator starts with


class Generator:
    """A stream of random numbers with its own state (PyTorch's `torch.Generator`), on top of NumPy's PCG64."""

    def __init__(self, device: Any = "cpu"):
        if str(device) != "cpu":
            raise NotImplementedError(f"Generator(device={str(device)!r}): only 'cpu' exists here; see nnbook.on_torch")
        self.manual_seed(_UNSEEDED)

    def manual_seed(self, seed: int) -> Generator:
        """Start the stream of this seed, an integer (negative ones count as 2**64 + seed, as in PyTorch)."""
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
            raise TypeError(f"manual_seed expects an integer, got {seed!r}")
        if not -(2**63) <= seed < 2**64:
            raise ValueError(f"manual_seed expects a seed that fits into 64 bits, got {seed}")
        self._seed = int(seed) % 2**64
        self.numpy = np.random.default_rng(self._seed)
        return self

    def initial_seed(self) -> int:
        """The seed that the stream started with."""
        return self._seed

    def seed(self) -> int:
        """Start a stream from the operating system's entropy; returns its seed."""
        self.manual_seed(int(np.random.SeedSequence().generate_state(1, np.uint64)[0]))
        return self._seed

    def get_state(self) -> dict[str, Any]:
        """All there is to know of the stream, as a dictionary of plain numbers."""
        return {"seed": self._seed, **self.numpy.bit_generator.state}

    def set_state(self, new_state: dict[str, Any]) -> Generator:
        """Go on from a state that `get_state` returned."""
        state = dict(new_state)
        self._seed = state.pop("seed")
        self.numpy.bit_generator.state = state
        return self


default_generator = Generator()


def manual_seed(seed: int) -> Generator:
    """Seed the generator that everything uses by default. Same seed, same numbers (but not PyTorch's numbers)."""
    return default_generator.manual_seed(seed)


def initial_seed() -> int:
    """The seed that the default generator started with."""
    return default_generator.initial_seed()


def seed() -> int:
    """Seed the default generator from the operating system's entropy; returns the seed."""
    return default_generator.seed()


def get_rng_state() -> dict[str, Any]:
    """The default generator's state, for `set_rng_state`."""
    return default_generator.get_state()


def set_rng_state(new_state: dict[str, Any]) -> None:
    """Put the default generator where `get_rng_state` found it."""
    default_generator.set_state(new_state)


@contextmanager
def fork_rng(devices: Any = None, enabled: bool = True, device_type: str = "cuda") -> Iterator[None]:
    """Inside the block, random numbers are drawn as usual; after it, as if the block had not been.

    `enabled=False` changes nothing; `devices` and `device_type` are for graphics cards and have no effect.
    """
    state = default_generator.get_state()
    try:
        yield
    finally:
        if enabled:
            default_generator.set_state(state)


def stream(generator: Generator | None = None) -> np.random.Generator:
    """NumPy's generator behind `generator`, or behind the default one."""
    return (generator or default_generator).numpy
