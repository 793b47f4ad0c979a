"""Tensors that share memory (views, detached tensors), and what writing into one of them means for the others.

A view knows its parent and how to be taken again: `(parent, again)`. When a tensor of a graph is written into, it
becomes the result of the writing operation, its earlier self stays in the graph, and everything that shares its memory
is taken again from the root: PyTorch's values and gradients, whichever of them was written into.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from weakref import ref

import numpy as np

from ._graph import Array, mode
from ._saved import keeps
from ._tensor import Tensor, _fill, record, wrap, wrote_into

Again = Callable[[Tensor], Tensor]


def view(parent: Tensor, out: Tensor, again: Again) -> Tensor:
    """`out`, noted as `again(parent)` in the same memory."""
    out._view = (parent, again)
    _note_child(parent, out)
    return out


def detached(parent: Tensor) -> Tensor:
    """The same numbers without the history. The parent is not kept alive: its graph may be large."""
    line = _line(parent)
    steps = _steps(line)
    out = wrap(parent.array)
    out._view = (ref(line[0]), lambda root: detached(functools.reduce(lambda t, again: again(t), steps, root)))
    _note_child(line[0], out)
    return out


def _note_child(parent: Tensor, child: Tensor) -> None:
    children = parent._views
    if children is None:
        parent._views = [ref(child)]
        return
    n = len(children)
    if n >= 32 and n & (n - 1) == 0:  # at 32, 64, 128 ...: forget those that are gone
        children[:] = [c for c in children if c() is not None]
    children.append(ref(child))


def _parent(t: Tensor) -> Tensor | None:
    if t._view is None:
        return None
    parent: Tensor | None = t._view[0]() if type(t._view[0]) is ref else t._view[0]
    return parent


def _line(t: Tensor) -> list[Tensor]:
    """From the root, whose memory it is, to this tensor."""
    line = [t]
    while (parent := _parent(line[-1])) is not None:
        line.append(parent)
    return line[::-1]


def _family(root: Tensor) -> list[Tensor]:
    """Every living tensor in this memory, parents before children."""
    found = [root]
    for t in found:
        for child_ref in t._views or ():
            child = child_ref()
            if child is not None and _parent(child) is t:
                found.append(child)
    return found


def _steps(line: list[Tensor]) -> list[Again]:
    """How to come from the first of the line to the last."""
    return [t._view[1] for t in line[1:] if t._view is not None]


def _shows(array: Array, steps: list[Again]) -> Array:
    """The part of `array` that is shown after these steps."""
    before, mode.recording = mode.recording, False
    try:
        part = functools.reduce(lambda t, again: again(t), steps, wrap(array))
    finally:
        mode.recording = before
    assert part.array.size == 0 or np.may_share_memory(part.array, array), "a view of a copy of its base is a copy"
    return part.array


def is_scattered(t: Tensor, shape: tuple[int, ...]) -> bool:
    """Whether `t.view(shape)` is impossible in PyTorch, where the elements of every new tensor lie row by row.

    Here those of images lie channels-last, and NumPy keeps the order of a transpose through an operation.
    """
    line = _line(t)
    part = _shows(np.empty(line[0].array.shape, np.bool_), _steps(line))
    return not np.may_share_memory(part.reshape(shape), part)


# ---------------------------------------------------------------------- within a graph
def replace(t: Tensor, operation: Callable[[Tensor], Tensor]) -> Tensor:
    """`t = operation(t)` for an object that others hold. Its earlier self stays in the graph."""
    old = _earlier(t)
    if t._view is None and t._views is None:
        return _become(t, operation(old), old)
    line = _line(t)
    root, top = line[0], max(i for i, m in enumerate(line) if i == 0 or _is_detached(m))
    family = _family(root)
    if line[top]._needs_grad and not line[top]._inputs and t is not line[top]:
        raise RuntimeError(
            "a view of a leaf Variable that requires grad is being used in an in-place operation: "
            "wrap it in `with no_grad():`, or compute a new tensor"
        )
    new = operation(old)
    memory = root.array
    if new.array is not old.array:
        memory = root.array.copy(order="K")
        _shows(memory, _steps(line))[...] = new.array
    _graft(line[top:], old, new, _shows(memory, _steps(line[: top + 1])))
    behind = _family(line[top])
    if top:
        _move(root, memory)
    for member in family[1:]:
        if not any(member is m for m in behind):
            _move(member, _again_from_parent(member))
        elif member is not line[top]:
            _take_again(member, old if member is t else None)
    return t


def _is_detached(t: Tensor) -> bool:
    return t._view is not None and type(t._view[0]) is ref


def _again_from_parent(t: Tensor) -> Array:
    parent = _parent(t)
    assert parent is not None
    return _shows(parent.array, _steps([parent, t]))


def _graft(line: list[Tensor], old: Tensor, new: Tensor, value: Array) -> None:
    """The first of the line gets the value in which the part that the last one shows came from `new`."""
    top, steps = line[0], _steps(line)
    if not steps:
        _become(top, new, old)
        top.array = value
        return

    def to_top(g: Array) -> Array:
        kept = np.empty_like(value)
        kept[...] = g
        _shows(kept, steps)[...] = 0
        return kept

    def to_part(g: Array) -> Array:
        whole = np.empty_like(value)
        whole[...] = g
        return _shows(whole, steps)

    before = _earlier(top)
    _become(top, record(value, (before, to_top), (new, to_part)), before)


def reshape_self(t: Tensor, function: Callable[[Tensor], Tensor]) -> Tensor:
    """`t = function(t)` where the function is a view: the same numbers in the same memory under another shape."""
    old = _earlier(t)
    old._view, old._views = t._view, t._views
    for child_ref in old._views or ():
        child = child_ref()
        if child is not None and _parent(child) is t:
            child._view = (ref(old) if type(child._view[0]) is ref else old, child._view[1])
    parent = _parent(t)
    if parent is not None:
        _note_child(parent, old)
    before, mode.recording = mode.recording, bool(t._inputs)
    try:
        new = function(old)
    finally:
        mode.recording = before
    new._needs_grad = t._needs_grad
    t._views = None
    t._view = (old, function)
    _note_child(old, t)
    return _become(t, new, old)


def _earlier(t: Tensor) -> Tensor:
    """A tensor that takes this one's place in the graph."""
    old = _fill(Tensor.__new__(Tensor), t.array, t._needs_grad)
    old._inputs, old._order, old._extra = t._inputs, t._order, t._extra
    return old


def _become(t: Tensor, new: Tensor, old: Tensor, keep: bool = False) -> Tensor:
    """`t` is the new one from now on. `keep`: no record of the new self holds the old one."""
    older = (t._extra or {}).get("past")
    if older is not None and type(older[1]) is ref and older[1]() is None:
        older = None  # its graph was freed, and with it everything before
    t._extra = {"past": (older, old if keep else ref(old))} if t._needs_grad or new._needs_grad else None
    t.array, t._needs_grad, t._order = new.array, new._needs_grad, new._order
    t._inputs = tuple((old if source is t else source, vjp) for source, vjp in new._inputs)  # x.mul_(x)
    return t


def _take_again(t: Tensor, old: Tensor | None) -> None:
    if _is_detached(t):
        _move(t, _again_from_parent(t))
        return
    parent = _parent(t)
    assert parent is not None
    fresh = t._view[1](parent)  # type: ignore[index]
    _become(t, fresh, _earlier(t) if old is None else old, keep=old is None)


# ---------------------------------------------------------------------- outside of a graph
def overwrite(t: Tensor, write: Callable[[Array], None]) -> None:
    """Write into the memory of `t`, by `write(array)`; graphs that need the old numbers will say so.

    What a graph made keeps its old numbers in the graph and moves to new memory, with everything that shares it.
    """
    if t._view is None and t._views is None and not t._inputs:
        write(t.array)
        wrote_into(t)
        return
    line = _line(t)
    family = _family(line[0])
    if not any(m._inputs for m in family):
        write(t.array)
        for member in family:
            wrote_into(member)
        return
    value = line[0].array.copy(order="K")
    write(_shows(value, _steps(line)))
    _move(line[0], value)
    for member in family[1:]:
        _move(member, _again_from_parent(member))


def _move(t: Tensor, array: Array) -> None:
    """New numbers under the same history."""
    if t._inputs:
        old, new = _earlier(t), wrap(array)
        new._needs_grad, new._inputs = True, ((old, lambda g: g),)  # also where nothing is being recorded
        _become(t, new, old)
    t.array = array
    wrote_into(t)


def may_be_overwritten(t: Tensor) -> bool:
    """Whether the way back of the operation that made this tensor does without its numbers."""
    return t.array.flags.writeable and not any(keeps(vjp, t.array) for _, vjp in t._inputs)
