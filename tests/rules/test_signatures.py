"""Every exported name exists in PyTorch and takes the same arguments, in the same order, with the same defaults.

Signatures of PyTorch's functions in Python are read with `inspect`, those of its built-ins from the operator schemas,
which list every form of a call; a few that neither tells are written down from its documentation.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import torch

import nnbook

EMPTY = inspect.Parameter.empty
NAMESPACES = [
    "", "nn", "nn.functional", "nn.init", "nn.utils", "nn.utils.rnn", "nn.parallel", "optim", "optim.lr_scheduler",
    "utils", "utils.data", "autograd", "linalg", "cuda", "backends", "backends.cudnn",
]  # fmt: skip

# In operator schemas: arguments that mean nothing for NumPy arrays. They are left out; Python names them in its error.
LEFT_OUT = {"out", "layout", "pin_memory", "names", "memory_format", "non_blocking", "sparse_grad", "out_dtype"}
# Arguments that PyTorch's functions in Python take beyond what their operator's schema says.
ADDED = {"requires_grad", "generator", "as_tuple", "out", "sparse_grad"}
# The function behind one that picks between two by an argument, and operators whose names differ.
BEHIND = {
    name: f"{name}_with_indices" for name in ("max_pool1d", "max_pool2d", "adaptive_max_pool1d", "adaptive_max_pool2d")
}
OPERATORS = {"logsigmoid": "log_sigmoid"}
# What neither `inspect` nor a schema tells.
DOCUMENTED = {
    "GRU": "input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, "
    "bidirectional=False, device=None, dtype=None",
    "LSTM": "input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, "
    "bidirectional=False, proj_size=0, device=None, dtype=None",
    "RNN": "input_size, hidden_size, num_layers=1, nonlinearity='tanh', bias=True, batch_first=False, "
    "dropout=0.0, bidirectional=False, device=None, dtype=None",
    "asarray": "obj, *, dtype=None, device=None, copy=None, requires_grad=False",
    "result_type": "tensor1, tensor2",
    "unique": "input, sorted=True, return_inverse=False, return_counts=False, dim=None",
    "unique_consecutive": "input, return_inverse=False, return_counts=False, dim=None",
    "Function": "",
    "Generator": "device='cpu'",
    "Size": "",
    "Tensor": "*data",
    "arange": "start=0, end=None, step=1, *, dtype=None, device=None, requires_grad=False",
    "as_tensor": "data, dtype=None, device=None",
    "device": "type, index=None",
    "dtype": "",
    "einsum": "equation, *operands",
    "finfo": "type=None",
    "from_numpy": "ndarray",
    "get_default_dtype": "",
    "get_num_threads": "",
    "iinfo": "type",
    "is_grad_enabled": "",
    "randint": "low=0, high=None, size=None, *, generator=None, dtype=None, device=None, requires_grad=False",
    "set_num_threads": "num, /",
    "tensor": "data, *, dtype=None, device=None, requires_grad=False, pin_memory=False",
    "Variable": "data, requires_grad=False",
}
# Differences that are meant.
EXCEPTIONS = {
    "Generator": "the type of a random state: PyTorch's is a tensor of bytes, nnbook's a dictionary",
    "arange": "`end` alone can be given by position only",
    "clone": "`memory_format`, which has no effect, is left out of the comparison",
    "dsplit": "sections and indices are merged, as in PyTorch's documentation",
    "hsplit": "sections and indices are merged, as in PyTorch's documentation",
    "isin": "the forms with a number on either side are merged",
    "randint_like": "randint_like(x, high) is merged into randint_like(x, low, high)",
    "std_mean": "std_mean(x, False) is merged: `dim` may be the boolean",
    "subtract": "`alpha` by position is deprecated in PyTorch",
    "tensor_split": "sections and indices are merged, as in PyTorch's documentation",
    "var_mean": "var_mean(x, False) is merged: `dim` may be the boolean",
    "vsplit": "sections and indices are merged, as in PyTorch's documentation",
    "bernoulli": "PyTorch's second form, bernoulli(x, p), is not documented there",
    "conv1d": "padding='valid' is PyTorch's second form, merged into the first",
    "conv2d": "padding='valid' is PyTorch's second form, merged into the first",
    "dtype": "made by nnbook itself, never by a user",
    "save": "nothing is pickled: PyTorch's default is its module, and two arguments are its own affair",
    "linalg.matrix_rank": "the older form with `tol` is not there",
    "linalg.pinv": "the older form with `rcond` is not there",
    "max": "max(x, y) is merged: `dim` may be the other tensor",
    "min": "min(x, y) is merged: `dim` may be the other tensor",
    "randint": "randint(high, size) is merged into randint(low, high, size)",
    "repeat_interleave": "PyTorch's second form, repeat_interleave(counts), is not there",
    "scatter": "`src` may be a number: PyTorch's form with `value` is merged",
    "std": "std(x, False) is merged: `dim` may be the boolean",
    "var": "var(x, False) is merged: `dim` may be the boolean",
}


@dataclass(frozen=True)
class Argument:
    """One argument of a call."""

    name: str
    default: Any
    keyword_only: bool


def exported() -> Iterator[tuple[str, str, Any, Any]]:
    """(namespace, name, nnbook's object, PyTorch's) for every name in an `__all__`."""
    for namespace in NAMESPACES:
        try:
            ours = importlib.import_module(f"nnbook.{namespace}".rstrip("."))
        except ModuleNotFoundError:
            continue
        theirs = importlib.import_module(f"torch.{namespace}".rstrip("."))
        for name in ours.__all__:
            yield namespace, name, getattr(ours, name), getattr(theirs, name, None)


EXPORTED = list(exported())
CALLABLE = [e for e in EXPORTED if callable(e[3]) and not inspect.ismodule(e[3])]


def identify(value: Any) -> str:
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize(("namespace", "name", "ours", "theirs"), EXPORTED, ids=identify)
def test_the_name_exists_in_pytorch_and_is_of_the_same_sort(namespace, name, ours, theirs):
    assert theirs is not None, f"torch.{namespace}.{name} does not exist"
    if name != "Variable":  # a class there, a function that returns a Tensor here
        assert inspect.isclass(ours) == inspect.isclass(theirs)
        assert inspect.ismodule(ours) == inspect.ismodule(theirs)
        assert callable(ours) == callable(theirs)


# ---------------------------------------------------------------------- reading signatures
def arguments_of(function: Any) -> list[Argument]:
    """The arguments of a function or class in Python; `*args` and `**kwargs` keep their stars."""
    if inspect.isclass(function):
        makers = [
            getattr(function, m) for m in ("__init__", "__new__") if inspect.isfunction(getattr(function, m, None))
        ]
        if not makers:
            return []
        longest = max((list(inspect.signature(m).parameters.values())[1:] for m in makers), key=len)
    else:
        longest = list(inspect.signature(function).parameters.values())
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    return [Argument(stars.get(p.kind, "") + p.name, p.default, p.kind is p.KEYWORD_ONLY) for p in longest]


def forms_of(name: str, function: Any) -> list[list[Argument]]:
    """The forms in which PyTorch's function may be called; those of linalg have names of their own."""
    if getattr(function, "__name__", "").startswith("linalg_"):
        return overloads_of(function.__name__)
    if name in DOCUMENTED:
        return [arguments_of(eval(f"lambda {DOCUMENTED[name]}: 0"))]
    if name in BEHIND:
        return [arguments_of(getattr(torch.nn.functional, BEHIND[name]))]
    try:
        return [arguments_of(function)]
    except ValueError:
        return overloads_of(OPERATORS.get(name, name))


def overloads_of(operator: str) -> list[list[Argument]]:
    """The forms of a built-in, without those for named dimensions and output tensors, and TorchScript's own."""
    forms = []
    for schema in torch._C._jit_get_schemas_for_operator(f"aten::{operator}"):
        names = {a.name for a in schema.arguments}
        scripted = names <= set("ablnst") or names & {"list", "reverse"} or {"input", "other", "alpha"} == names
        if any(a.is_out for a in schema.arguments) or "Dimname" in str(schema) or scripted:
            continue
        form = []
        for a in schema.arguments:
            default = a.default_value if a.has_default_value() else EMPTY
            if a.name == "dtype":
                default = None  # PyTorch writes a number for the type that the function chooses anyway
            form.append(Argument("input" if a.name == "self" else a.name, default, a.kwarg_only))
        if name_of_deprecated(operator, form):
            continue
        forms.append([a for a in form if a.name not in LEFT_OUT])
    return forms


def name_of_deprecated(operator: str, form: list[Argument]) -> bool:
    """add(x, y, alpha) by position: PyTorch accepts it with a warning."""
    return operator in ("add", "sub") and not form[-1].keyword_only


# ---------------------------------------------------------------------- comparing them
def same_default(a: Any, b: Any) -> bool:
    """Defaults that mean the same: PyTorch's schemas write lists for tuples and None; functions have a name."""
    if a == [] and b in (None, ()):
        return True
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return list(a) == list(b)
    if isinstance(a, (list, tuple)) and len(set(a)) == 1:
        return same_default(a[0], b)
    if inspect.isfunction(a) and inspect.isfunction(b):
        return a.__name__ == b.__name__
    return (
        a is b
        or (a == b and type(a) is type(b))
        or type(a).__name__ == type(b).__name__ == "Generator"
        or a == b != EMPTY
    )


def differences(ours: list[Argument], form: list[Argument]) -> Iterator[str]:
    """What is different between nnbook's arguments and one form of PyTorch's."""
    mine = {a.name: a for a in ours}
    takes_any = any(a.name.startswith("*") and not a.name.startswith("**") for a in ours)
    for a in form:
        b = mine.get(a.name)
        if b is None:
            if not (takes_any and not a.keyword_only):
                yield f"{a.name} is missing"
        elif b.keyword_only and not a.keyword_only and not takes_any:
            yield f"{a.name} is keyword-only"
        elif a.default is not EMPTY and not (b.default is not EMPTY and same_default(a.default, b.default)):
            yield f"{a.name}={b.default!r}, PyTorch's default is {a.default!r}"
    positional = [a.name for a in form if not a.keyword_only]
    order = [a.name for a in ours if not a.keyword_only][: len(positional)]
    if positional != order and not takes_any:
        yield f"the order is {order}, PyTorch's {positional}"
    named = {a.name for a in form}
    yield from (
        f"{b.name} must be given" for b in ours if b.default is EMPTY and b.name not in named and "*" not in b.name
    )


def all_differences(name: str, ours: Any, theirs: Any) -> set[str]:
    mine, forms = arguments_of(ours), forms_of(name, theirs)
    assert forms, f"PyTorch does not say which arguments {name} takes: write them into DOCUMENTED"
    found = {f"{name}({', '.join(a.name for a in form)}): {d}" for form in forms for d in differences(mine, form)}
    known = {a.name for form in forms for a in form}
    positional = {a.name for form in forms for a in form if not a.keyword_only}
    for b in mine:
        if b.name not in known | ADDED and not b.name.startswith("*"):
            found.add(f"{name}: PyTorch has no {b.name}")
        if b.name in known - positional and not b.keyword_only:
            found.add(f"{name}: {b.name} is not keyword-only")
    return found


@pytest.mark.parametrize(("namespace", "name", "ours", "theirs"), CALLABLE, ids=identify)
def test_the_same_arguments(namespace, name, ours, theirs):
    found = all_differences(name, ours, theirs)
    name = f"linalg.{name}" if namespace == "linalg" else name
    if name in EXCEPTIONS:
        assert found or name in DOCUMENTED, f"{name} needs no exception any more"
    else:
        assert not found, "\n".join(sorted(found))


# ---------------------------------------------------------------------- methods
METHODS = sorted(n for n in dir(nnbook.Tensor) if not n.startswith("_"))
BOOK_ONLY = {"array"}  # the one public name that PyTorch does not have


def test_every_method_exists_in_pytorch():
    assert {n for n in METHODS if not hasattr(torch.Tensor, n)} == BOOK_ONLY


METHOD_EXCEPTIONS = {
    **dict.fromkeys(["max", "min", "std", "var", "scatter"], "merged forms, as for the functions"),
    **dict.fromkeys(["dsplit", "hsplit", "tensor_split", "vsplit"], "merged forms, as for the functions"),
    "bernoulli": "PyTorch's second form, x.bernoulli(p), is not there",
    "is_pinned": "a device to be pinned for",
    "subtract": "`alpha` by position is deprecated in PyTorch",
    "copy_": "the operator names its argument otherwise than the documentation, which has `src`",
    "expand": "`implicit` is PyTorch's own affair",
    "split": "PyTorch's form by size and its form by sections are merged, as in its torch.split",
}


@pytest.mark.parametrize("name", [n for n in METHODS if n not in BOOK_ONLY and callable(getattr(nnbook.Tensor, n))])
def test_methods_take_the_same_arguments(name):
    theirs = getattr(torch.Tensor, name)
    try:
        forms = [arguments_of(theirs)]
    except ValueError:
        forms = [form for form in overloads_of(name) if form[0].name == "input"]
    mine = arguments_of(getattr(nnbook.Tensor, name))[1:]
    found = {d for form in forms for d in differences(mine, form[1:])}
    starred = any(a.name == "**kwargs" for a in mine)  # in-place forms hand everything on to their function
    if name in METHOD_EXCEPTIONS:
        assert found, f"{name} needs no exception any more"
    else:
        assert starred or not found, f"{name}: {sorted(found)}"


def test_the_comparison_sees_differences():
    def theirs(input, dim=None, *, keepdim=False):
        pass

    def check(ours):
        return all_differences("sample", ours, theirs)

    assert not check(lambda input, dim=None, *, keepdim=False: 0)
    assert "PyTorch has no axis" in str(check(lambda input, axis=None, *, keepdim=False: 0))
    assert "default is None" in str(check(lambda input, dim=0, *, keepdim=False: 0))
    assert "not keyword-only" in str(check(lambda input, dim=None, keepdim=False: 0))
    assert "is keyword-only" in str(check(lambda input, *, dim=None, keepdim=False: 0))
    assert "the order is" in str(check(lambda dim=None, input=0, *, keepdim=False: 0))
    assert "must be given" in str(check(lambda input, dim, more, *, keepdim=False: 0))
    assert "keepdim is missing" in str(check(lambda input, dim=None: 0))
