"""What all schedules share: the epoch they are in, and the rates they start from."""

from __future__ import annotations

import types
import warnings
from typing import Any

from ..._tensor import Tensor, wrap
from ..optimizer import Optimizer, number

_EPOCH = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. "
    "Please use `scheduler.step()` to step the scheduler."
)


class LRScheduler:
    """Sets the learning rate of every parameter group once an epoch; subclasses say by `get_lr` to what.

    `step()` comes after the optimizer's steps of the epoch. `last_epoch` counts from 0. To resume with `last_epoch`
    given, the groups must have their "initial_lr", as the optimizer's saved state has.
    """

    _is_initial = False  # while the constructor makes its step from -1 to 0

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1):
        self.optimizer = checked(optimizer)
        for i, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", _copy(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(
                    f"param 'initial_lr' is not specified in param_groups[{i}] when resuming scheduler with "
                    f"last_epoch={last_epoch}: load the optimizer's saved state first, or leave last_epoch out"
                )
        self.base_lrs: list[Any] = values(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        self._initial_step()

    def _initial_step(self) -> None:
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            del self._is_initial  # back to the class's False

    def get_lr(self) -> list[Any]:
        """The rates of all groups in the epoch `last_epoch`, computed from the last ones or from `base_lrs`."""
        raise NotImplementedError(f"{type(self).__name__} does not say how to get the rates: define get_lr(self)")

    def get_last_lr(self) -> list[Any]:
        """The rates that the last `step` set."""
        return self._last_lr

    def step(self, epoch: int | None = None) -> None:
        """Go to the next epoch (or, in PyTorch's deprecated form, to `epoch`) and set its rates."""
        if self._step_count == 1 and not self.optimizer._stepped:
            warnings.warn(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`: the first value of the schedule is "
                "skipped. Call optimizer.step() first, scheduler.step() at the end of the epoch",
                stacklevel=2,
            )
        self._step_count += 1
        if epoch is not None:
            warnings.warn(_EPOCH, stacklevel=2)
        self._update_lr(epoch)

    def _update_lr(self, epoch: int | None = None) -> None:
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        jumped = epoch is not None and hasattr(self, "_get_closed_form_lr")
        self._set_rates(self._get_closed_form_lr() if jumped else self.get_lr())  # type: ignore[attr-defined]

    def _set_rates(self, rates: list[Any]) -> None:
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            set_value(group, "lr", rate)
        self._last_lr = values(self.optimizer, "lr")

    # ------------------------------------------------------------------ saving and loading
    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer, as PyTorch saves it. A function is left out, an object gives its attributes."""
        return {key: value for key, value in self.__dict__.items() if key != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a `state_dict` of this kind of schedule, ours or PyTorch's."""
        self.__dict__.update({k: v for k, v in state_dict.items() if k not in ("_is_initial", "_scale_fn_ref")})


def checked(optimizer: Any) -> Optimizer:
    """`optimizer`, if it is one."""
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"{type(optimizer).__name__} is not an Optimizer: schedules take the optimizer, not the model")
    return optimizer


def _copy(value: Any) -> Any:
    return wrap(value.array.copy()) if isinstance(value, Tensor) else value


def values(optimizer: Optimizer, key: str) -> list[Any]:
    """This option of every parameter group; tensors are copied."""
    return [_copy(group[key]) for group in optimizer.param_groups]


def set_value(group: dict[str, Any], key: str, value: Any) -> None:
    """Set an option; a tensor keeps being the same tensor."""
    if isinstance(group[key], Tensor):
        group[key].array[...] = number(value)
    else:
        group[key] = value


def for_each_group(optimizer: Optimizer, name: str, value: Any) -> list[Any]:
    """`value` for every parameter group, given once or as a list."""
    groups = len(optimizer.param_groups)
    if not isinstance(value, (list, tuple)):
        return [value] * groups
    if len(value) != groups:
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. {name} has {len(value)} values, "
            f"param_groups has {groups}."
        )
    return list(value)


def state_of_function(function: Any) -> dict[str, Any] | None:
    """What can be saved of a function that a schedule was given: nothing, or an object's attributes."""
    return None if isinstance(function, types.FunctionType) else function.__dict__.copy()
