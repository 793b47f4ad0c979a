"""What all optimizers share: groups of parameters with their options, and what is remembered of each parameter."""

from __future__ import annotations

import copy
import functools
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from .._dtype import get_default_dtype
from .._tensor import Array, RemovableHandle, Tensor, wrap
from ..autograd import enable_grad

Parameters = Iterable[Tensor] | Iterable[dict[str, Any]] | Iterable[tuple[str, Tensor]]


def _with_hooks(step: Callable[..., Any]) -> Callable[..., Any]:
    """A `step` that calls the registered hooks around it and notes that there was one, for the schedulers."""

    @functools.wraps(step)
    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        self._stepped = True
        for hook in list(self._step_pre_hooks.values()):
            changed = hook(self, args, kwargs)
            if changed is not None:
                args, kwargs = changed
        out = step(self, *args, **kwargs)
        for hook in list(self._step_post_hooks.values()):
            hook(self, args, kwargs)
        return out

    return wrapped


class Optimizer:
    """Changes parameters by their gradients, one `step()` at a time.

    `params` are tensors, pairs (name, tensor), or dictionaries with "params" and options of their own (parameter
    groups). `param_groups` holds the options, `state` what is remembered of each parameter. A parameter without a
    gradient is skipped. A subclass may write its own `step`.
    """

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        if "step" in cls.__dict__:
            cls.step = _with_hooks(cls.step)  # type: ignore[method-assign]

    def __init__(self, params: Parameters, defaults: dict[str, Any]):
        self._start_hooks()
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
                "optimizer got an empty parameter list: "
                + (
                    "was the generator used up before? It can be walked once: call model.parameters() again for every "
                    "use, or keep list(model.parameters())"
                    if isinstance(params, Iterator)
                    else "does the model assign its layers to attributes, self.layer = ...? Lists of layers need "
                    "nn.ModuleList"
                )
            )
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def _start_hooks(self) -> None:
        self._stepped = False
        self._step_pre_hooks: dict[int, Any] = {}
        self._step_post_hooks: dict[int, Any] = {}

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` before every step; it may return new (args, kwargs)."""
        return RemovableHandle(self._step_pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` after every step."""
        return RemovableHandle(self._step_post_hooks, hook)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add parameters with options of their own, {"params": ..., "lr": ...}; what is left out is the default."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group).__name__}")
        group = param_group  # it is completed in place, as by PyTorch: some programs go on using it
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
        for name, value in self.defaults.items():
            if value is required and name not in group:
                raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
            group.setdefault(name, value)
        self.param_groups.append(group)

    def _check(self, p: Any) -> None:
        if not isinstance(p, Tensor):
            raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {type(p).__name__}")
        if p.grad_fn:
            raise ValueError(
                "can't optimize a non-leaf Tensor: it was computed from others, x.detach().requires_grad_()"
            )
        if any(p is other for group in self.param_groups for other in group["params"]):
            raise ValueError(
                "some parameters appear in more than one parameter group: one of shape "
                f"{tuple(p.array.shape)} does. Leave it out of all groups but one"
            )

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients (None), or fill them with zeros."""
        for group in self.param_groups:
            for p in group["params"]:
                if set_to_none or p.grad is None:
                    p.grad = None
                else:
                    p.grad = wrap(np.zeros_like(p.grad.array))

    @_with_hooks
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

    def _memory(self, p: Tensor, *names: str) -> dict[str, Any]:
        """What is remembered of `p`: the number of steps, and arrays of its shape, all 0 at first."""
        state = self.state[p]
        if not state:
            state["step"] = counter(0)
            for name in names:
                state[name] = wrap(np.zeros_like(p.array, order="C"))
        return state

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
            mine.update({k: _own(copy.deepcopy(v)) for k, v in saved.items() if k != "params"})

    def _all_params(self) -> Iterator[Tensor]:
        return (p for group in self.param_groups for p in group["params"])

    def __getstate__(self) -> dict[str, Any]:
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if "_stepped" not in self.__dict__:  # a copy, or read by pickle
            self._start_hooks()

    def __repr__(self) -> str:
        text = f"{type(self).__name__} ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            text += "".join(f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params")
        return text + ")"


class _Required:
    def __repr__(self) -> str:
        return "<required parameter>"


required = _Required()  # as a default: every parameter group must say its own


def _own(value: Any) -> Any:
    """Tensors of PyTorch's, known by their methods, as ours; everything else as it is."""
    if hasattr(value, "detach") and not isinstance(value, Tensor):
        return wrap(np.array(value.detach().cpu().numpy()))
    return value


def _loaded(key: str, value: Any, p: Tensor) -> Any:
    """A saved value: tensors (of either engine) copied, in the parameter's element type."""
    value = _own(value)
    if not isinstance(value, Tensor):
        return value
    return wrap(np.array(value.array, value.array.dtype if key == "step" else p.array.dtype))


# ---------------------------------------------------------------------- what the optimizers' steps need
def counter(start: int) -> Tensor:
    """A number beside a parameter, in the default element type, as PyTorch keeps it."""
    return wrap(np.array(start, get_default_dtype().dtype))


def number(value: Any) -> float:
    """An option as a Python number: learning rates may be tensors or NumPy scalars, float32 parameters stay float32."""
    return float(value.array.reshape(()) if isinstance(value, Tensor) else value)


def one_more(state: dict[str, Any]) -> float:
    """Count a step of this parameter; returns the number of it, from 1."""
    state["step"].array += 1
    return float(state["step"].array)


def check_options(**options: Any) -> None:
    """Raise ValueError for the first option that is below 0, and for decay rates (`betas`) that are not below 1."""
    for name, value in options.items():
        if name == "betas":
            for i, beta in enumerate(value):
                if not 0 <= number(beta) < 1:
                    raise ValueError(f"Invalid beta parameter at index {i}: {beta}: it must be from 0 to below 1")
        elif name == "lr" and isinstance(value, Tensor) and value.array.size != 1:
            raise ValueError(
                f"Tensor lr must be 1-element, got shape {value.array.shape}: one rate per parameter group"
            )
        elif not number(value) >= 0:
            label = {"lr": "learning rate", "eps": "epsilon value"}.get(name, f"{name} value")
            raise ValueError(f"Invalid {label}: {value}: it must be at least 0")


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


def follow(mean: Array, value: Array, beta: float, room: Array | None = None) -> Array:
    """mean <- beta * mean + (1 - beta) * value, in place; returns `room`, or a new array, to compute in."""
    room = np.asarray(np.multiply(value, 1 - beta, out=room))  # asarray: NumPy makes a number of a 0-d product
    mean *= beta
    mean += room
    return room
