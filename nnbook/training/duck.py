"""What the loop asks of a model, an optimizer and the rest: PyTorch's and nnbook's both have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .history import History

Loss = Callable[[Any, Any], Any]  # loss(output, target) -> a tensor with one number
Metric = Callable[[Any, Any], Any]  # metric(output, target) -> a number
Metrics = Metric | Iterable[Metric] | Mapping[str, Metric]
Batches = Iterable[Any]  # of pairs (input, target)
Callback = Callable[[int, "History"], object]  # callback(epoch, history) -> True to stop


class Model(Protocol):
    """A module: called with an input it gives an output, and it knows its parameters and its mode."""

    training: bool

    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def parameters(self) -> Iterable[Any]: ...
    def train(self, mode: bool = True) -> Any: ...
    def state_dict(self) -> dict[str, Any]: ...
    def load_state_dict(self, state_dict: dict[str, Any]) -> Any: ...


class Optimizer(Protocol):
    """Holds parameters in groups (dictionaries with "params" and "lr") and takes a step along their gradients."""

    param_groups: list[dict[str, Any]]

    def zero_grad(self) -> None: ...
    def step(self) -> Any: ...
    def state_dict(self) -> dict[str, Any]: ...
    def load_state_dict(self, state_dict: dict[str, Any]) -> Any: ...
