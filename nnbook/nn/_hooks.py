"""Functions that a module calls before and after its forward."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from .._tensor import RemovableHandle
from . import _backward_hooks


def no_forward(self: Any, *input: Any) -> None:
    """What a module without a `forward` of its own does when it is called."""
    raise NotImplementedError(
        f'Module [{type(self).__name__}] is missing the required "forward" function: define def forward(self, input) '
        "in it"
    )


def add(hooks: dict[int, Any], entry: tuple[Any, bool, bool], prepend: bool) -> RemovableHandle:
    """Register (hook, with_kwargs, always_call) as the last hook, or as the first."""
    handle = RemovableHandle(hooks, entry)
    if prepend:
        others = {key: hooks.pop(key) for key in list(hooks) if key != handle.id}
        hooks.update(others)
    return handle


def call(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Pre-hooks, forward, hooks."""
    called: set[int] = set()
    try:
        for hook, with_kwargs, _ in list(module._forward_pre_hooks.values()):
            changed = hook(module, args, kwargs) if with_kwargs else hook(module, args)
            if changed is not None and with_kwargs:
                args, kwargs = changed
            elif changed is not None:
                args = changed if isinstance(changed, tuple) else (changed,)
        if module._backward_hooks or module._backward_pre_hooks:
            result = _backward_hooks.forward(module, args, kwargs)
        else:
            result = module.forward(*args, **kwargs)
        for key, (hook, with_kwargs, _) in list(module._forward_hooks.items()):
            called.add(key)
            changed = hook(module, args, kwargs, result) if with_kwargs else hook(module, args, result)
            result = result if changed is None else changed
        return result
    except Exception:
        for key, (hook, with_kwargs, always_call) in list(module._forward_hooks.items()):
            if always_call and key not in called:
                with suppress(Exception):  # the error that is on its way says more
                    _ = hook(module, args, kwargs, None) if with_kwargs else hook(module, args, None)
        raise
