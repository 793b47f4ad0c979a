"""PyTorch's way of using several graphics cards at once. There is one device here, so these call the module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .module import Module

__all__ = ["DataParallel", "data_parallel"]


class DataParallel(Module):
    """Calls `module`, as PyTorch does without a graphics card; the names of parameters begin with "module."."""

    def __init__(
        self, module: Module, device_ids: Sequence[int] | None = None, output_device: int | None = None, dim: int = 0
    ):
        super().__init__()
        _one_device(device_ids, output_device)
        self.module = module
        self.device_ids: list[int] = []

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        return self.module(*inputs, **kwargs)


def data_parallel(
    module: Module,
    inputs: Any,
    device_ids: Sequence[int] | None = None,
    output_device: int | None = None,
    dim: int = 0,
    module_kwargs: Any = None,
) -> Any:
    """`module(inputs)`, or `module(*inputs)` for a tuple."""
    _one_device(device_ids, output_device)
    return module(*(inputs if isinstance(inputs, tuple) else (inputs,)), **(module_kwargs or {}))


def _one_device(device_ids: Any, output_device: Any) -> None:
    if device_ids or output_device is not None:
        raise RuntimeError(
            f"data_parallel: device_ids={device_ids}, output_device={output_device}, but there is no graphics card "
            "here: leave them out, or see nnbook.on_torch"
        )
