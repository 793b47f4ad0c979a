"""Mixed precision, switched off: programs that ask for it on a graphics card run in float32 here, as in PyTorch."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from ._dtype import float32
from ._tensor import Tensor

__all__ = ["GradScaler", "autocast"]

F = TypeVar("F", bound=Callable[..., Any])


class autocast:
    """`with autocast("cuda"):` changes nothing where there is no graphics card, and says so once.

    NotImplementedError for `autocast("cpu")` that is switched on: half precision is not there.
    """

    def __init__(self, device_type: str, dtype: Any = None, enabled: bool = True, cache_enabled: bool | None = None):
        if not isinstance(device_type, str):
            raise ValueError(
                f"Expected `device_type` of type `str`, got: `{type(device_type)}`: autocast('cuda'), or x.device.type"
            )
        if enabled and device_type != "cpu":
            warnings.warn(
                f"User provided device_type of {device_type!r}, but {device_type.upper()} is not available. Disabling: "
                "float32 is used",
                stacklevel=2,
            )
        elif enabled and dtype is not float32:
            raise NotImplementedError(
                f"autocast('cpu', dtype={dtype or 'bfloat16'}): half precision is not supported: pass enabled=False, "
                "or train the model on a graphics card with nnbook.on_torch"
            )

    def __enter__(self) -> autocast:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __call__(self, func: F) -> F:
        @functools.wraps(func)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with self:
                return func(*args, **kwargs)

        return inside  # type: ignore[return-value]


class GradScaler:
    """Hands losses, gradients and steps on as they are: scaling is for half precision."""

    def __init__(
        self,
        device: str = "cuda",
        init_scale: float = 2.0**16,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ):
        if enabled and str(device) == "cpu":
            raise NotImplementedError("GradScaler('cpu') is for half precision, which is not there: pass enabled=False")
        if enabled:
            warnings.warn(
                f"GradScaler is enabled, but {str(device).upper()} is not available. Disabling.", stacklevel=2
            )

    def scale(self, outputs: Any) -> Any:
        """Returns the loss, or the losses, as they are."""
        return outputs

    def unscale_(self, optimizer: Any) -> None:
        """Does nothing."""

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """`optimizer.step()`."""
        return optimizer.step(*args, **kwargs)

    def update(self, new_scale: float | Tensor | None = None) -> None:
        """Does nothing."""

    def get_scale(self) -> float:
        """1: nothing is scaled."""
        return 1.0

    def is_enabled(self) -> bool:
        """False."""
        return False

    def state_dict(self) -> dict[str, Any]:
        """Empty, as of PyTorch's scaler that is switched off."""
        return {}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Does nothing."""
