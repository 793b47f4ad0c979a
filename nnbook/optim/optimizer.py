"""What all optimizers share: groups of parameters with their options, and what is remembered of each parameter."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, wrap
from ..autograd import enable_grad

Parameters = Iterable[Tensor] | Iterable[dict[str, Any]] | Iterable[tuple[str, Tensor]]


class Optimizer:
    """Changes parameters by their gradients, one `step()` at a time.

    `params` are tensors, pairs (name, tensor), or dictionaries with "params" and options of their own (parameter
    groups). `param_groups` holds the options, `state` what is remembered of each parameter. A parameter without a
    gradient is skipped.
    """

    def __init__(self, params: Parameters, defaults: dict[str, Any]):
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got a Tensor: "
                "[tensor]"
            )
        self.defaults = defaults
        self.state: defaultdict[Tensor, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        groups: list[Any] = list(params)
        if not groups:
            raise ValueError(
                "optimizer got an empty parameter list: does the model have parameters, and was the generator used up?"
            )
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add parameters with options of their own, {"params": ..., "lr": ...}; what is left out is the default."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group).__name__}")
        group = dict(param_group)
        params = group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections: use a list in place of the set"
            )
        params = [params] if isinstance(params, Tensor) else list(params)
        if params and isinstance(params[0], tuple):
            group["param_names"] = [name for name, _ in params]
            params = [p for _, p in params]
        for p in params:
            self._check(p)
        if len({id(p) for p in params}) < len(params):
            warnings.warn("optimizer contains a parameter group with duplicate parameters", stacklevel=3)
        group["params"] = params
        self.param_groups.append({**group, **{k: v for k, v in self.defaults.items() if k not in group}})

    def _check(self, p: Any) -> None:
        if not isinstance(p, Tensor):
            raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {type(p).__name__}")
        if p.grad_fn:
            raise ValueError(
                "can't optimize a non-leaf Tensor: it was computed from others, x.detach().requires_grad_()"
            )
        if any(p is other for group in self.param_groups for other in group["params"]):
            raise ValueError("some parameters appear in more than one parameter group")

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients (None), or fill them with zeros."""
        for group in self.param_groups:
            for p in group["params"]:
                if set_to_none or p.grad is None:
                    p.grad = None
                else:
                    p.grad = wrap(np.zeros_like(p.grad.array))

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change the parameters by their gradients; `closure`, if given, computes the loss, which is returned."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            trained = [p for p in group["params"] if p.grad is not None]
            if trained:
                self._step_group(group, trained)
        return loss

    def _step_group(self, group: dict[str, Any], params: list[Tensor]) -> None:
        raise NotImplementedError(f"{type(self).__name__} does not say how to make a step")

    # ------------------------------------------------------------------ saving and loading
    def state_dict(self) -> dict[str, Any]:
        """{"state": {number: ...}, "param_groups": [...]}, where parameters are numbered in the order of the groups."""
        numbers = {id(p): i for i, p in enumerate(self._all_params())}
        groups = [{k: v for k, v in group.items() if k != "params"} for group in self.param_groups]
        for packed, group in zip(groups, self.param_groups, strict=True):
            packed["params"] = [numbers[id(p)] for p in group["params"]]
        return {"state": {numbers[id(p)]: dict(s) for p, s in self.state.items()}, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a `state_dict` of this optimizer or of PyTorch's; copies its tensors."""
        groups = state_dict["param_groups"]
        if len(groups) != len(self.param_groups):
            raise ValueError(
                f"loaded state dict has a different number of parameter groups: {len(groups)}, the optimizer "
                f"{len(self.param_groups)}"
            )
        for i, (saved, mine) in enumerate(zip(groups, self.param_groups, strict=True)):
            if len(saved["params"]) != len(mine["params"]):
                raise ValueError(
                    "loaded state dict contains a parameter group that doesn't match the size of optimizer's group: "
                    f"group {i} has {len(saved['params'])} parameters, the optimizer's {len(mine['params'])}"
                )
        numbers = [number for group in groups for number in group["params"]]
        by_number = dict(zip(numbers, self._all_params(), strict=True))
        self.state = defaultdict(dict)
        for number, values in state_dict["state"].items():
            p = by_number[number]
            self.state[p] = {key: _loaded(key, value, p) for key, value in values.items()}
        for saved, mine in zip(groups, self.param_groups, strict=True):
            mine.update({k: v for k, v in saved.items() if k != "params"})

    def _all_params(self) -> Iterator[Tensor]:
        return (p for group in self.param_groups for p in group["params"])

    def __repr__(self) -> str:
        text = f"{type(self).__name__} ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            text += "".join(f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params")
        return text + ")"


def _loaded(key: str, value: Any, p: Tensor) -> Any:
    """A saved value: tensors (of either engine) copied, in the parameter's element type."""
    if isinstance(value, Tensor):
        array = value.array
    elif hasattr(value, "detach"):
        array = value.detach().cpu().numpy()
    else:
        return value
    return wrap(np.array(array, array.dtype if key == "step" else p.array.dtype))


# ---------------------------------------------------------------------- what the optimizers' steps need
def number(value: Any) -> float:
    """An option as a Python number: learning rates may be tensors or NumPy scalars, float32 parameters stay float32."""
    return float(value.array.reshape(()) if isinstance(value, Tensor) else value)


def not_negative(**options: Any) -> None:
    """Raise ValueError for the first option that is below 0."""
    for name, value in options.items():
        if not number(value) >= 0:
            raise ValueError(f"Invalid {name.replace('_', ' ')} value: {value}: it must be at least 0")


def refuse_differentiable(differentiable: bool) -> None:
    """Gradients through an optimizer's step are not supported."""
    if differentiable:
        raise NotImplementedError(
            "differentiable=True (gradients through the step) is not supported: see nnbook.on_torch"
        )


def gradient(p: Tensor, weight_decay: float, maximize: bool) -> Array:
    """What the step goes against: the gradient, turned round to maximize, plus the weight decay."""
    assert p.grad is not None
    g = -p.grad.array if maximize else p.grad.array
    return g + weight_decay * p.array if weight_decay else g
