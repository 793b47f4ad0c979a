"""Tensors as text, in PyTorch's layout: four decimals, columns aligned, large tensors cut in the middle."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ._dtype import bool_, get_default_dtype, int64


class _Options:
    """What `set_printoptions` sets."""

    precision, threshold, edgeitems, linewidth = 4, 1000, 3, 80
    sci_mode: bool | None = None


_PROFILES: dict[str, dict[str, Any]] = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}


def set_printoptions(
    precision: int | None = None,
    threshold: int | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Set how tensors are printed, by single options or by a profile: "default", "short" or "full".

    Digits after the point, from how many elements on a tensor is cut, how many are then shown at each edge, the width
    of a line; scientific notation always (True), never (False), or where it is shorter (None).
    """
    chosen = dict(_PROFILES[profile]) if profile is not None else {}
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    chosen.update({name: value for name, value in given.items() if value is not None})
    for name, value in chosen.items():
        setattr(_Options, name, value)
    _Options.sci_mode = sci_mode


class _Formatter:
    """Chooses one notation and width for all elements of a tensor: whole, fixed or scientific."""

    def __init__(self, a: np.ndarray[Any, Any]):
        self.floating, self.whole, self.scientific, self.width = a.dtype.kind == "f", True, False, 1
        flat = a.reshape(-1)
        if not self.floating:
            self.width = max((len(self._plain(v)) for v in flat), default=1)
            return
        deciding = flat[np.isfinite(flat) & (flat != 0)]  # zeros, NaN and infinities have no say, in PyTorch neither
        if deciding.size:
            self.whole = bool((deciding == np.ceil(deciding)).all())
            magnitudes = np.abs(deciding).astype(np.float64)
            low, high = magnitudes.min(), magnitudes.max()
            self.scientific = bool(high / 1000 > low or high > 1e8 or low < 1e-4)
        if _Options.sci_mode is not None:
            self.scientific = _Options.sci_mode
        self.width = max((len(self._text(v)) for v in deciding), default=1)

    def _plain(self, v: Any) -> str:
        return str(bool(v)) if isinstance(v, (bool, np.bool_)) else str(int(v))

    def _text(self, v: Any) -> str:
        if not self.floating:
            return self._plain(v)
        if self.scientific:
            return f"{v:.{_Options.precision}e}"
        if self.whole:
            return f"{v:.0f}." if math.isfinite(v) else str(float(v))
        return f"{v:.{_Options.precision}f}"

    def __call__(self, v: Any) -> str:
        return self._text(v).rjust(self.width)


def _shown(a: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The elements that are printed: the edges of every axis of a large tensor."""
    for axis, n in enumerate(a.shape):
        if n > 2 * _Options.edgeitems:
            a = np.concatenate(
                [a.take(range(_Options.edgeitems), axis), a.take(range(n - _Options.edgeitems, n), axis)], axis
            )
    return a


def _vector(a: np.ndarray[Any, Any], indent: int, form: _Formatter, cut: bool) -> str:
    per_line = max(1, (_Options.linewidth - indent) // (form.width + 2))
    if cut and len(a) > 2 * _Options.edgeitems:
        words = [form(v) for v in a[: _Options.edgeitems]] + [" ..."] + [form(v) for v in a[-_Options.edgeitems :]]
    else:
        words = [form(v) for v in a]
    lines = [", ".join(words[i : i + per_line]) for i in range(0, len(words), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def _nested(a: np.ndarray[Any, Any], indent: int, form: _Formatter, cut: bool) -> str:
    if a.ndim == 0:
        return form._text(a[()]).rjust(form.width)
    if a.ndim == 1:
        return _vector(a, indent, form, cut)
    if cut and len(a) > 2 * _Options.edgeitems:
        parts = [_nested(b, indent + 1, form, cut) for b in a[: _Options.edgeitems]]
        parts += ["..."] + [_nested(b, indent + 1, form, cut) for b in a[-_Options.edgeitems :]]
    else:
        parts = [_nested(b, indent + 1, form, cut) for b in a]
    return "[" + ("," + "\n" * (a.ndim - 1) + " " * (indent + 1)).join(parts) + "]"


# Where the function that records an operation is not called what PyTorch calls the operation.
_NAMES = {
    "power_of_number": "PowBackward0", "pow": "PowBackward1", "matmul": "MmBackward0", "linear": "AddmmBackward0",
    "of_labels": "NllLossBackward0", "norm": "LinalgVectorNormBackward0", "cast": "ToCopyBackward0",
    "clamp": "ClampBackward1", "tile": "RepeatBackward0", "contiguous": "CloneBackward0", "copied": "CopySlices",
    "setitem": "CopySlices", "log1p": "Log1PBackward0", "deg2rad": "Deg2RadBackward0", "rad2deg": "Rad2DegBackward0",
    "max_pool2d": "MaxPool2DWithIndicesBackward0", "avg_pool2d": "AvgPool2DBackward0", "basic": "SelectBackward0",
    "adaptive_avg_pool2d": "AdaptiveAvgPool2DBackward0", "logsigmoid": "LogSigmoidBackward0", "graft": "CopySlices",
}  # fmt: skip


def _operation(t: Any) -> str:
    """The operation that made an inner tensor, named after the function that recorded it: mul is MulBackward0."""
    source, vjp = t.grad_fn[0]
    name = _recorder(vjp)
    if name == "<lambda>":  # what stands in for the records of a graph that was walked
        return "freed by backward()"
    if name == "getitem":
        parts = "Index" if t._view is None else "Select" if t.array.ndim < source.array.ndim else "Slice"
        return f"{parts}Backward0"
    if name in ("sum", "mean", "prod"):  # PyTorch counts the form with axes apart
        return f"{name.capitalize()}Backward{int(t.array.ndim > 0)}"
    return _NAMES.get(name, "".join(word.capitalize() for word in name.split("_")) + "Backward0")


def _recorder(vjp: Any) -> str:
    """The function that a vjp was written in; behind a helper, the function that handed it a derivative."""
    name = getattr(vjp, "__qualname__", type(vjp).__name__).partition(".")[0]
    if name.startswith("_"):
        for cell in getattr(vjp, "__closure__", None) or ():
            given = getattr(cell.cell_contents, "__qualname__", "")
            if "<lambda>" in given and not given.startswith(("_", "<")):
                return str(given.partition(".")[0])
    return str(name.strip("_"))


def text_of(t: Any, prefix: str = "tensor(") -> str:
    """`tensor([1., 2.], requires_grad=True)`, as PyTorch prints it."""
    a = t.array
    suffixes = []
    usual = t.dtype in (get_default_dtype(), int64, bool_) if a.size else t.dtype is get_default_dtype()
    if a.size == 0:
        body = "[]"
        if a.ndim != 1:
            suffixes.append(f"size={tuple(a.shape)}")
    else:
        cut = a.size > _Options.threshold
        form = _Formatter(_shown(a) if cut else a)
        body = _nested(a, len(prefix), form, cut)
    if not usual:
        suffixes.append(f"dtype={t.dtype!r}")
    if t.requires_grad:
        suffixes.append("requires_grad=True" if t.is_leaf else f"grad_fn=<{_operation(t)}>")
    text = prefix + body
    last_line = len(text) - text.rfind("\n") + 1  # two more than there are, as PyTorch counts
    for suffix in suffixes:
        if last_line + len(suffix) + 2 > _Options.linewidth:
            text += ",\n" + " " * len(prefix) + suffix
            last_line = len(prefix) + len(suffix)
        else:
            text += ", " + suffix
            last_line += len(suffix) + 2
    return text + ")"
