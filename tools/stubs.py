"""Write `nnbook/_methods.pyi`: what `ops/methods.py` binds to Tensor, for editors and mypy. `--check` only compares."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

from nnbook import Tensor
from nnbook.ops import inplace, methods, redrawing

STUB = Path(__file__).parents[1] / "nnbook" / "_methods.pyi"
HEAD = """# Written by tools/stubs.py: the operators and methods that nnbook/ops binds to Tensor.
import builtins
from collections.abc import Iterator
from typing import Any, Self

from ._dtype import device as Device
from ._graph import Array
from ._tensor import Size, Tensor

Extremes = Any

class Methods:
"""


def bound_names() -> list[str]:
    """The names that `bind()` sets, in alphabetical order, those with underscores first."""
    names = {n for words in [*methods.AS_METHODS.values()] for n in words.split()}
    names |= {n + "_" for words in inplace.FROM_FUNCTIONS.values() for n in words.split()}
    names |= {n + "_" for n in inplace.OF_SHAPE.split()}
    names |= {*methods.SPELLED_OUT, *methods.facts.METHODS, *methods.TYPES, *inplace.SPELLED_OUT, *redrawing.DRAWN}
    names |= {f"__{r}{n}__" for n in methods.OPERATORS for r in ("", "r")}
    names |= {f"__{n}__" for n in (*methods.COMPARISONS, *inplace.AUGMENTED)}
    return sorted(names - {"__repr__", "__hash__", "__format__", "__array__"})


def _parameter(p: inspect.Parameter) -> str:
    star = "*" if p.kind is p.VAR_POSITIONAL else "**" if p.kind is p.VAR_KEYWORD else ""
    return f"{star}{p.name}: Any" + (" = ..." if p.default is not p.empty else "")


def signature_of(name: str, function: Any) -> str:
    """`def name(self, ...) -> ...` with the argument names of the function; types stay loose, as the operators do."""
    first, *rest = inspect.signature(function).parameters.values()
    del first
    words = ["self"]
    starred = False
    for p in rest:
        if p.kind is p.KEYWORD_ONLY and not starred:
            words.append("*")
        starred = starred or p.kind in (p.KEYWORD_ONLY, p.VAR_POSITIONAL)
        words.append(_parameter(p))
    in_place = name.strip("_") in inplace.AUGMENTED or (name.endswith("_") and not name.endswith("__"))
    result = RESULTS.get(name, "Self" if in_place else "Tensor")  # `parameter += x` is still a Parameter
    return f"    def {name}({', '.join(words)}) -> {result}: ..."


_BOOLEAN = (
    "__bool__ __contains__ allclose equal is_contiguous is_floating_point is_complex is_signed is_nonzero is_same_size "
    "is_pinned is_shared is_inference"
)
_NUMBER = "__int__ __index__ __len__ data_ptr dim ndimension element_size numel nelement storage_offset get_device"
_SEVERAL = "chunk split unbind tensor_split split_with_sizes hsplit vsplit dsplit"
_VARIOUS = (
    "item tolist max min sort topk size nonzero type stride cummax cummin median nanmedian mode kthvalue aminmax "
    "unique unique_consecutive slogdet"
)
RESULTS = {
    **dict.fromkeys(_BOOLEAN.split(), "builtins.bool"), **dict.fromkeys(_NUMBER.split(), "builtins.int"),
    **dict.fromkeys(_SEVERAL.split(), "tuple[Tensor, ...]"), **dict.fromkeys(_VARIOUS.split(), "Any"),
    "__float__": "builtins.float", "__iter__": "Iterator[Tensor]", "__setitem__": "None", "numpy": "Array",
}  # fmt: skip
_PROPERTY = {"ndim": "builtins.int", "itemsize": "builtins.int", "nbytes": "builtins.int", "device": "Device"}
PROPERTIES = {
    name: _PROPERTY.get(name, "builtins.bool" if name.startswith("is_") else "Tensor") for name in methods.PROPERTIES
}


def text() -> str:
    """The stub."""
    lines = [f"    @property\n    def {name}(self) -> {PROPERTIES[name]}: ..." for name in methods.PROPERTIES]
    for name in bound_names():
        line = signature_of(name, getattr(Tensor, name))
        if name in ("__eq__", "__ne__"):
            line = line.replace("other: Any", "other: object") + "  # type: ignore[override]"
        lines.append(line)
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if STUB.read_text() == text() else f"{STUB.name} is out of date: python tools/stubs.py")
    STUB.write_text(text())
