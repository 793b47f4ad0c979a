"""The argument `inplace` of activations and dropout."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, TypeVar, cast

from .._tensor import Tensor
from ..ops.inplace import overwrite

Function = TypeVar("Function", bound=Callable[..., Tensor])


def also_in_place(function: Function) -> Function:
    """With `inplace=True`, the result is written into the input, by the rules of `x.add_(y)`: PyTorch's numbers.

    In `x + block(x)`, where the block begins with such an activation, both terms then see the activated x.
    """
    name, place = function.__name__ + "_", list(signature(function).parameters).index("inplace") - 1

    @wraps(function)
    def either(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        if args[place] if len(args) > place else kwargs.get("inplace", False):
            return overwrite(input, lambda x: function(x, *args, **kwargs), name)
        return function(input, *args, **kwargs)

    return cast(Function, either)
