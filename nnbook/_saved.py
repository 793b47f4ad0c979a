"""Which records still hold after a tensor was written into: the ones whose way back needs none of its numbers.

PyTorch counts the writes and compares with the number that an operation noted when it saved a tensor. Here a vjp is a
closure, so what an operation saved are the arrays and tensors in its cells.
"""

from __future__ import annotations

import functools
from types import BuiltinFunctionType, CellType, FunctionType, ModuleType
from typing import Any

import numpy as np

_HARMLESS = (int, float, str, bool, type(None), slice, type(...), type, np.dtype, np.generic, np.ufunc)
_WITHOUT_ARRAYS = (*_HARMLESS, BuiltinFunctionType, ModuleType, np.random.Generator)


def keeps(vjp: Any, array: np.ndarray[Any, Any]) -> bool:
    """Whether this function holds on to the memory of an array, or to a tensor in that memory."""
    seen, stack = {id(vjp)}, [vjp]
    while stack:
        x = stack.pop()
        parts: Any = ()
        if isinstance(x, np.ndarray):
            if np.may_share_memory(x, array):
                return True
        elif isinstance(x, FunctionType):
            parts = (*(x.__closure__ or ()), *(x.__defaults__ or ()))
        elif isinstance(x, CellType):
            parts = (x.cell_contents,) if _is_filled(x) else ()
        elif isinstance(x, functools.partial):
            parts = (x.func, *x.args, *x.keywords.values())
        elif isinstance(x, (tuple, list)):
            parts = x
        elif isinstance(x, dict):
            parts = x.values()
        elif hasattr(x, "_needs_grad"):
            parts = (x.array,)
        elif isinstance(x, _WITHOUT_ARRAYS) or type(x).__module__.startswith(("numpy", "nnbook._dtype")):
            continue
        elif hasattr(x, "__dict__"):
            parts = vars(x).values()
        else:
            return True  # an object of some other kind: it may hold anything
        for part in parts:
            if id(part) not in seen:
                seen.add(id(part))
                stack.append(part)
    return False


def _is_filled(cell: CellType) -> bool:
    try:
        cell.cell_contents  # noqa: B018 (asking raises where a name was never assigned)
    except ValueError:
        return False
    return True


def settled(node: Any) -> tuple[Any, ...]:
    """The records of a node some of whose inputs were written into later: they point to what these were before.

    A tensor without an earlier self in the graph, a leaf, stays. RuntimeError if the way back needs the old numbers.
    """
    vjps = [
        vjp
        for source, vjp in node._inputs
        if any(s._needs_grad for s in (source if type(source) is tuple else (source,)))
    ]

    def before(s: Any) -> Any:
        if s._order < node._order:
            return s
        old = earlier_self(s, node._order)
        now = s.array if old is None else old.array
        if (old is None and s._inputs) or any(keeps(vjp, now) or keeps(vjp, s.array) for vjp in vjps):
            raise RuntimeError(
                "one of the variables needed for gradient computation has been modified by an inplace operation: a "
                f"{s.dtype.name} tensor of shape {tuple(s.array.shape)} was written into after it was used. "
                "Write into a copy (x.clone()), or call backward() first"
            )
        return s if old is None else old

    return tuple(
        (tuple(map(before, source)) if type(source) is tuple else before(source), vjp) for source, vjp in node._inputs
    )


def earlier_self(t: Any, order: int) -> Any:
    """What this tensor was at that time, None if it was not written into by an operation that is in the graph."""
    first = None
    past = (t._extra or {}).get("past")  # (still earlier ones, the self before the last write)
    while past is not None:
        past, old = past
        old = old() if callable(old) else old
        if old is None:
            return None
        if old._order < order:
            return old
        if old._extra is not None and "past" in old._extra:  # written into in its turn, as the base of a view
            inner = earlier_self(old, order)
            if inner is not None and inner._order < order:
                return inner
        if not old._inputs:
            first = old  # a leaf that was written into outside of the graph first
    return first
