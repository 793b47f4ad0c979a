"""A NumPy array that remembers how it was computed, so that it can be differentiated: the whole engine.

An operation computes a value and calls `record(value, (input, vjp), ...)`. A vjp (vector-Jacobian product) turns the
gradient of the value into the gradient of one input. `backward` starts at a number and walks these records from the
newest to the oldest. Reverse mode goes back to Linnainmaa (1970); see the chapter on backpropagation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _dtype
from ._dtype import dtype
from ._graph import Array, Pair, check_finite, gradients, mode, notes_of, roots_of, walk

if TYPE_CHECKING:
    from ._methods import Methods  # a stub: what ops/methods.py binds
else:

    class Methods:
        """Nothing at run time: operators and methods are bound by ops/methods.py."""

        __slots__ = ()


# A tensor's place in time. What it was computed from is older, so sorting by `_order` sorts a graph topologically.
# Writing into a tensor makes it new: a graph that needs its old content sees an input newer than the result.
_clock = count(1)
_new = object.__new__


class Size(tuple[int, ...]):
    """The shape of a tensor: a tuple of lengths."""

    __slots__ = ()

    def numel(self) -> int:
        """The number of elements of a tensor of this shape."""
        return int(np.prod(self, dtype=np.int64))

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"


class Tensor(Methods):
    """A multi-dimensional array of one element type, and the way it was computed.

    `Tensor(data)` copies numbers into a new float tensor, `Tensor(2, 3)` is an uninitialized one of that shape; most
    programs call `tensor(data)`. `.array` is the NumPy array itself. Operators and methods: see `ops/methods.py`.
    """

    __slots__ = ("__weakref__", "_extra", "_inputs", "_needs_grad", "_order", "_view", "_views", "array", "grad")
    __array_ufunc__ = None  # ndarray + Tensor is Tensor.__radd__

    array: Array
    grad: Tensor | None
    _needs_grad: bool
    _inputs: tuple[Pair, ...]
    _order: int
    _extra: dict[str, Any] | None
    _view: tuple[Any, Any] | None  # whose memory this is, and how to show it again: see _aliases.py
    _views: list[Any] | None  # who shows this tensor's memory

    def __init__(self, *data: Any):
        float_type = _dtype.get_default_dtype().dtype
        if len(data) == 1 and not isinstance(data[0], (int, np.integer)):
            source = data[0].array if isinstance(data[0], Tensor) else data[0]
            array = np.empty(source, float_type) if isinstance(source, Size) else np.array(source, float_type)
        else:
            array = np.empty(data if data else 0, float_type)
        _fill(self, array)

    # ------------------------------------------------------------------ what it is
    @property
    def shape(self) -> Size:
        """The lengths of its axes."""
        return Size(self.array.shape)

    @property
    def dtype(self) -> dtype:
        """The element type."""
        return _dtype._BY_NUMPY[self.array.dtype]

    @property
    def requires_grad(self) -> bool:
        """Whether `backward` brings a gradient here."""
        return self._needs_grad

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if value and self.array.dtype.kind != "f":
            raise RuntimeError(
                f"only tensors of floating point numbers can require gradients, this one holds {self.dtype.name}: "
                "convert it first, x.float()"
            )
        if not value and self._inputs:
            raise RuntimeError(
                "you can only change requires_grad of leaf tensors; for a copy without a history use x.detach()"
            )
        self._needs_grad = bool(value)

    @property
    def is_leaf(self) -> bool:
        """True for tensors that were made by the user and not computed from others that require gradients."""
        return not self._inputs

    @property
    def data(self) -> Tensor:
        """The same numbers without the history; writing into it writes into this tensor, and no graph notices."""
        return wrap(self.array)

    @data.setter
    def data(self, value: Tensor) -> None:
        if not isinstance(value, Tensor):
            raise TypeError(f"x.data = ... expects a Tensor, got {type(value).__name__}")
        self.array = value.array

    @property
    def grad_fn(self) -> Any:
        """The records behind this tensor (pairs of input and vjp), or None for a leaf."""
        return self._inputs or None

    # ------------------------------------------------------------------ differentiation
    def backward(
        self,
        gradient: Tensor | None = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Sequence[Tensor] | None = None,
    ) -> None:
        """Add d(self)/d(leaf) to `leaf.grad` for every leaf that requires it (or for `inputs` only).

        `gradient` has this tensor's shape and may be left out for a single number, where it is 1. The graph is freed on
        the way unless `retain_graph`; walking it again then adds exactly the same gradients once more.
        """
        backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    def retain_grad(self) -> None:
        """Keep `.grad` of this inner tensor too."""
        if not self._needs_grad:
            raise RuntimeError("can't retain_grad on a tensor that has requires_grad=False")
        if self._inputs:
            notes_of(self)["retain"] = True

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
        """Call `hook(gradient)` when this tensor's gradient is known; what it returns, if not None, replaces it."""
        if not self._needs_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        return RemovableHandle(notes_of(self).setdefault("hooks", {}), hook)

    def _run_hooks(self, g: Array) -> Array:
        for hook in list(notes_of(self).get("hooks", {}).values()):
            changed = hook(wrap(g))
            g = g if changed is None else changed.array
        return g

    # ------------------------------------------------------------------ copies
    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        if self._inputs:
            raise RuntimeError(
                "only leaf tensors can be deep-copied; this one was computed from others: x.detach().clone()"
            )
        copy = _fill(type(self).__new__(type(self)), self.array.copy(), self._needs_grad)
        copy.grad = None if self.grad is None else wrap(self.grad.array.copy())
        memo[id(self)] = copy
        return copy

    def __reduce__(self) -> Any:
        if self._inputs:
            raise RuntimeError(
                "a tensor that was computed from others cannot be pickled with its history: use x.detach()"
            )
        return _rebuild, (type(self), self.array, self._needs_grad)


class RemovableHandle:
    """What registering a hook returns: `remove()` takes the hook off again."""

    def __init__(self, hooks: dict[int, Any], hook: Any):
        self.hooks, self.id = hooks, next(_clock)
        hooks[self.id] = hook

    def remove(self) -> None:
        """Take the hook off; a second call does nothing."""
        self.hooks.pop(self.id, None)


def _fill(t: Tensor, array: Array, needs_grad: bool = False) -> Tensor:
    t.array = array
    t.grad = None
    t._needs_grad = needs_grad
    t._inputs = ()
    t._extra = t._view = t._views = None
    t._order = next(_clock)
    return t


def _rebuild(cls: type[Tensor], array: Array, needs_grad: bool) -> Tensor:
    return _fill(cls.__new__(cls), array, needs_grad)


def wrap(array: Any) -> Tensor:
    """A tensor around this array, with no history. Shares the memory; 64 bit NumPy scalars become 0-d arrays."""
    return _fill(Tensor.__new__(Tensor), array if type(array) is np.ndarray else np.asarray(array))


def _any_needs_grad(tensors: tuple[Tensor, ...]) -> bool:
    return any(t._needs_grad for t in tensors)


def record(value: Any, *pairs: Pair) -> Tensor:
    """A tensor of this value that remembers its inputs and, for each, the way back.

    A pair is `(input, vjp)`; where inputs share work on the way back, `((x, w, b), vjp)` with a vjp that returns
    one gradient for each. A vjp runs only if (one of) its inputs requires a gradient, and may return a gradient of the
    broadcast shape: the engine sums it down to the input's. It must not return the same array for two inputs.
    """
    out = _new(Tensor)  # the lines of _fill, spelled out: this is the one function that every operation calls
    out.array = value if type(value) is np.ndarray else np.asarray(value)
    out.grad = out._extra = out._view = out._views = None
    out._needs_grad = False
    out._inputs = ()
    out._order = next(_clock)
    if mode.recording:
        for source, _ in pairs:
            if source._needs_grad if type(source) is not tuple else _any_needs_grad(source):
                out._needs_grad = True
                out._inputs = pairs
                break
    if mode.anomaly:
        check_finite(out, out.array, "forward")
    return out


def wrote_into(t: Tensor) -> None:
    """To be called after `t.array` was written into: graphs that need the old content will say so."""
    t._order = next(_clock)


# ---------------------------------------------------------------------- the way back
def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Add the gradients of the sum of `tensors`, weighted by `grad_tensors`, to the `.grad` of the leaves."""
    if create_graph:
        raise NotImplementedError("create_graph=True (gradients of gradients) is not supported: see nnbook.on_torch")
    if grad_variables is not None:
        raise NotImplementedError("grad_variables is PyTorch's deprecated name: pass grad_tensors")
    roots = roots_of(tensors, grad_tensors)
    if inputs is None:
        walk(roots, bool(retain_graph), accumulate)
        return
    wanted = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    for t, g in zip(wanted, gradients(roots, wanted, bool(retain_graph)), strict=True):
        if g is not None:
            accumulate(t, g, True)


def accumulate(t: Tensor, g: Array, shared: bool) -> None:
    """Add `g` to `t.grad`. `shared`: somebody else may hold this array, so it must be copied, not kept."""
    if t.grad is None:
        t.grad = wrap(np.array(g, order="C") if shared else g)
    else:
        t.grad.array = t.grad.array + g if t.grad.array.ndim == 0 else np.add(t.grad.array, g, out=t.grad.array)
