"""PyTorch with nnbook's random numbers: both engines then start from equal weights and drop equal units.

The two engines have different generators, so equal seeds give different numbers. A script must not be changed to make
up for that, so the harness changes where PyTorch's numbers come from. Every random operation of PyTorch, also those
inside `nn.Linear(...)` or `nn.LSTM(dropout=...)`, passes a dispatch mode, which asks nnbook to draw in its place. As
both engines then scale the same draws, a layer that is initialized with another distribution is seen as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

import nnbook
from tests.support import from_torch

FILLS = ("uniform_", "normal_", "random_")
FUNCTIONS = ("rand", "rand_like", "randn", "randn_like", "randint", "randint_like", "randperm", "normal")
FUNCTIONS += ("bernoulli", "multinomial")
SAMPLERS = ("RandomSampler", "SubsetRandomSampler", "WeightedRandomSampler")


class NnbookDice(TorchDispatchMode):
    """Inside the block, PyTorch's random operations draw from nnbook's generators."""

    def __init__(self) -> None:
        super().__init__()
        self.generators: dict[int, Any] = {}  # PyTorch's generator, by its id -> (that generator, nnbook's)

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name, options = func.overloadpacket.__name__, dict(kwargs or {})
        if name == "bernoulli_":  # what dropout calls
            return _kept(args[0], args[1] if len(args) > 1 else options.get("p", 0.5))
        if name == "random_" and len(args) == 1:
            return args[0].zero_()  # the seeds that a DataLoader would hand to other processes
        if name in FILLS:
            filled = nnbook.empty(tuple(args[0].shape), dtype=_nnbook_type(args[0].dtype))
            getattr(filled, name)(*args[1:], **self._options(options))
            return args[0].copy_(torch.from_numpy(filled.numpy()))
        if name in FUNCTIONS:
            drawn = getattr(nnbook, name)(*map(from_torch, args), **self._options(options))
            return torch.from_numpy(drawn.numpy())
        if torch.Tag.nondeterministic_seeded in func.tags and not name.startswith("_scaled_dot_product"):
            raise NotImplementedError(f"{func} draws random numbers: say here how nnbook draws them")
        return func(*args, **options)

    def _options(self, options: dict[str, Any]) -> dict[str, Any]:
        known = {k: v for k, v in options.items() if k not in ("layout", "device", "pin_memory", "memory_format")}
        if isinstance(known.get("dtype"), torch.dtype):
            known["dtype"] = _nnbook_type(known["dtype"])
        if known.get("generator") is not None:
            known["generator"] = self.twin(known["generator"])
        return known

    def twin(self, generator: Any) -> Any:
        """nnbook's generator that stands for PyTorch's; a new one starts with the same seed."""
        if generator is None or generator is torch.default_generator:
            return nnbook.random.default_generator
        if id(generator) not in self.generators:
            twin = nnbook.Generator().manual_seed(generator.initial_seed())
            self.generators[id(generator)] = (generator, twin)
        return self.generators[id(generator)][1]

    def order(self, sampler: Any) -> Iterator[int]:
        """The order that nnbook's sampler of the same name draws."""
        cls = getattr(nnbook.utils.data, type(sampler).__name__)
        twin = cls.__new__(cls)
        twin.__dict__.update(vars(sampler), generator=self.twin(sampler.generator))
        return iter(twin)


def _kept(x: torch.Tensor, p: float) -> torch.Tensor:
    """Ones where nnbook's dropout keeps an element, which it does with probability p."""
    kept = nnbook.nn.functional.dropout(nnbook.ones(tuple(x.shape)), 1 - p) != 0
    return x.copy_(torch.from_numpy(kept.numpy()))


def _nnbook_type(dtype: torch.dtype) -> Any:
    return getattr(nnbook, str(dtype).removeprefix("torch."))


@contextmanager
def nnbook_dice() -> Iterator[None]:
    """Inside the block, PyTorch draws and orders as nnbook does, and `torch.manual_seed` seeds nnbook."""
    dice = NnbookDice()

    def manual_seed(seed: int) -> Any:
        nnbook.manual_seed(seed)
        return torch.default_generator

    with pytest.MonkeyPatch.context() as patch, dice:
        patch.setattr(torch, "manual_seed", manual_seed)
        for name in SAMPLERS:
            patch.setattr(getattr(torch.utils.data, name), "__iter__", _ordered(dice))
        yield


def _ordered(dice: NnbookDice) -> Callable[[Any], Iterator[int]]:
    return lambda sampler: dice.order(sampler)
