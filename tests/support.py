"""What the tests share: crossing between the two engines, comparing with a message, seeds."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

import nnbook

torch.set_num_threads(1)

TOLERANCE = {"float64": 1e-10, "float32": 1e-5}  # relative, as the design promises


def rng_for(name: str) -> np.random.Generator:
    """A generator of numbers that depend on nothing but `name`: adding a test changes no other test's numbers."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def to_torch(x: Any) -> Any:
    """nnbook's tensors and NumPy arrays as PyTorch tensors (copies), inside lists, tuples and dictionaries too."""
    if isinstance(x, nnbook.Tensor):
        return torch.tensor(x.array.copy()).requires_grad_(x.requires_grad)
    if isinstance(x, np.ndarray):
        return torch.tensor(x.copy())
    return _mapped(to_torch, x)


def from_torch(x: Any) -> Any:
    """PyTorch's tensors as nnbook's (copies), inside lists, tuples and dictionaries too."""
    if isinstance(x, torch.Tensor):
        return nnbook.tensor(x.detach().numpy().copy(), requires_grad=x.requires_grad)
    return _mapped(from_torch, x)


def _mapped(function: Any, x: Any) -> Any:
    if isinstance(x, dict):
        return {key: function(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)) and not isinstance(x, torch.Size | nnbook.Size):
        return type(x)(map(function, x))
    return x


def as_array(x: Any) -> np.ndarray[Any, Any]:
    """The numbers of a tensor of either engine."""
    if isinstance(x, torch.Tensor):
        return x.detach().numpy()
    return x.array if isinstance(x, nnbook.Tensor) else np.asarray(x)


def is_tensor(x: Any) -> bool:
    """Whether `x` is a tensor of either engine."""
    return isinstance(x, (nnbook.Tensor, torch.Tensor))


def leaves(result: Any, path: str = "result") -> Iterator[tuple[str, Any]]:
    """What a result consists of, with its place: `result[0]`, `result['h']`. Shapes count as tuples of numbers."""
    if is_tensor(result) or isinstance(result, str):
        yield path, result
    elif isinstance(result, dict):
        for key, value in result.items():
            yield from leaves(value, f"{path}[{key!r}]")
    elif isinstance(result, (list, tuple)):
        yield f"len({path})", len(result)
        for i, value in enumerate(result):
            yield from leaves(value, f"{path}[{i}]")
    else:
        yield path, result


def assert_close(got: Any, expected: Any, tolerance: float, what: str, least: float = 0.0) -> None:
    """Two arrays or tensors: the same shape and type, and values within `tolerance`, relative to value and scale.

    An entry may be off by `tolerance` times the mean magnitude of the finite entries: a sum of large terms that cancel
    has no more correct digits than its terms. `least` is taken for that magnitude where it is larger. NaN and
    infinities must be in the same places.
    """
    a, b = as_array(got), as_array(expected)
    assert a.shape == b.shape, f"{what}: shape {a.shape}, PyTorch has {b.shape}"
    assert a.dtype == b.dtype, f"{what}: {a.dtype}, PyTorch has {b.dtype}"
    if a.dtype.kind != "f":
        assert np.array_equal(a, b), f"{what}:\n{a}\nPyTorch has\n{b}"
        return
    finite = b[np.isfinite(b)]
    scale = max(float(np.abs(finite).mean()) if finite.size else 0.0, least)
    same = np.isclose(a, b, rtol=tolerance, atol=tolerance * scale, equal_nan=True)
    if not same.all():
        worst = np.unravel_index(np.argmax(np.where(same, -1, np.nan_to_num(np.abs(a - b), nan=np.inf))), a.shape)
        raise AssertionError(
            f"{what}: {int((~same).sum())} of {same.size} values differ, the worst at {tuple(map(int, worst))}: "
            f"{a[worst]!r}, PyTorch has {b[worst]!r}"
        )


def assert_same(got: Any, expected: Any, tolerance: float, what: str = "result") -> None:
    """Two results, however they are nested: the same structure, tensors close, everything else equal."""
    ours, theirs = list(leaves(got, what)), list(leaves(expected, what))
    assert [path for path, _ in ours] == [path for path, _ in theirs], f"{what}: {ours} and PyTorch {theirs}"
    for (path, a), (_, b) in zip(ours, theirs, strict=True):
        if is_tensor(b):
            assert is_tensor(a), f"{path}: {type(a).__name__}, PyTorch has a tensor"
            assert_close(a, b, tolerance, path)
        elif isinstance(b, torch.dtype):
            assert repr(a) == repr(b), f"{path}: {a}, PyTorch has {b}"
        elif isinstance(b, float) and not isinstance(a, bool):
            assert isinstance(a, float), f"{path}: {a!r}, PyTorch has {b!r}"
            close = math.isclose(a, b, rel_tol=max(tolerance, 0)) or (math.isnan(a) and math.isnan(b))
            assert close, f"{path}: {a!r}, PyTorch has {b!r}"
        else:
            assert type(a) is type(b) or isinstance(b, torch.Size), f"{path}: {type(a)}, PyTorch has {type(b)}"
            assert a == b, f"{path}: {a!r}, PyTorch has {b!r}"


def both(program: Any, tolerance: float = 1e-10) -> Any:
    """Run `program(torch)` with PyTorch and with nnbook in its place, require the same results, return nnbook's."""
    ours = program(nnbook)
    assert_same(ours, program(torch), tolerance)
    return ours


def both_fail(program: Any, message: str) -> None:
    """`program(torch)` raises an error of the same class on both engines; nnbook's message contains `message`."""
    errors = []
    for engine in (nnbook, torch):
        try:
            program(engine)
        except Exception as error:  # noqa: BLE001 (which one it is, is what is tested)
            errors.append(error)
        else:
            raise AssertionError(f"no error from {engine.__name__}")
    ours, theirs = errors
    assert isinstance(ours, type(theirs)), f"nnbook raises {ours!r}, PyTorch {theirs!r}"
    assert message in str(ours), f"{message!r} is not in {str(ours)!r}"
