"""Every function with every element type, and with numbers, vectors, matrices and tensors without elements."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch

import nnbook
from tests.support import assert_same

METHODS = """
tan asin acos atan sinh cosh asinh acosh atanh sinc deg2rad rad2deg exp2 logit erfc erfinv frac fix nan_to_num absolute
sgn negative positive signbit isposinf isneginf isreal exp expm1 log log2 log10 log1p sqrt rsqrt sigmoid tanh relu abs
neg sign floor ceil trunc round square reciprocal sin cos erf ravel median nanmedian nansum nanmean count_nonzero
aminmax unique unique_consecutive msort mode diff argwhere nonzero bincount trace diagonal diag_embed diagflat fliplr
flipud rot90 adjoint var_mean std_mean inverse det atleast_1d atleast_2d atleast_3d sum mean prod max min argmax argmin
all any std var norm sort argsort tril triu diag flatten squeeze clone is_nonzero numel tolist unbind isnan isinf
isfinite amax amin t item logical_not contiguous
"""
CALLS = """
x.median(0); x.median(-1, True); x.nansum(0, True); x.nanmean(0); x.count_nonzero(0); x.diff(2); x.diff(1, 0); x.sum(0)
x.sum(()); x.prod(0); x.max(0); x.min(-1); x.argmax(0); x.all(0); x.any(0); x.std(0); x.cumsum(0); x.logsumexp(0)
x.sort(0, True); x.argsort(0); x.quantile(0.5); x.quantile(0.3, 0); x.amax(0); x.norm(1); x.histc(4); x.unbind(-1)
x.aminmax(dim=0); x.mode(0); x.std(unbiased=False); x.var(0); x.mean(0, True)
x.fmod(y); x.hypot(y); torch.atan2(x, y); torch.logaddexp(x, y); torch.xlogy(x, y); x.addcmul(y, y); x.addcdiv(y, y)
x.lerp(y, 0.5); x.maximum(y); x.minimum(y); x.clamp_min(y); x.clamp(y, y); x.clamp_max(1); x.clamp(0, 1.5)
x.clamp(min=0.5); torch.where(x > 1, x, y); x << 1; x & y; x | y; ~x; x.float_power(y); torch.cross(x, y); x.inner(y)
x.kron(y); x.outer(y); x.dot(y); x @ y; torch.dist(x, y); x.take(torch.tensor([0])); x.masked_fill(x > 1, 2)
x.scatter(0, torch.zeros_like(x, dtype=torch.int64), y); x.gather(0, torch.zeros_like(x, dtype=torch.int64))
torch.cat([x, y]); torch.hstack([x, y]); torch.vstack([x, y]); torch.stack([x, y]); torch.bucketize(x, y); x.add_(y)
x.mul_(2); x.div_(2); x.sub_(1); x.pow_(2); x.floor_divide_(2); x.clamp_(0, 1); x.fill_(2.7); x.copy_(y); x += 1.5
x.logical_and_(y); x.eq_(y); x.addcmul_(y, y); torch.tensordot(x, y, 1); x.cumprod(0); x.cummax(0); x.cummin(0)
torch.logcumsumexp(x, 0); x.repeat_interleave(2); x.roll(1); x.tile(2); x.unfold(0, 1, 1); x.tensor_split(2)
x.sum_to_size(1); torch.full_like(x, 2); x.type(); x.new_tensor([1.5]); x.where(x > 1, 0); x[0]; x[..., None]; x[x > 1]
x.expand(2, *x.shape); x.reshape(-1); x.flip(0); x.chunk(2); x.T; x.isin(y); x[x > 1].sum(); x.index_select(0, i)
""".replace("; x.isin(y)", "")
CODES = [f"x.{name}()" for name in METHODS.split()] + [
    c for line in CALLS.split("\n") if line for c in line.split("; ")
]
TYPES = ["float32", "float64", "int64", "int32", "uint8", "bool"]
SHAPES = [(), (3,), (2, 2), (0,), (1,), (2, 0)]
# PyTorch has no kernel here for some types, and says so in many ways; nnbook may have one.
NO_KERNEL = ("not implemented", "not supported", "does not support", "Unsupported")


def outcome(engine, code, dtype, shape):
    n = int(np.prod(shape))
    x, y = (
        engine.tensor(values[:n] if shape else values[0], dtype=getattr(engine, dtype)).reshape(shape)
        for values in ([3, 1, 2, 0], [1, 2, 1, 2])
    )
    scope = {"torch": engine, "x": x, "y": y, "i": engine.tensor([0])}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            if " += " in code:
                exec(code, scope)
                return scope["x"]
            return eval(code, scope)
        except Exception as error:  # noqa: BLE001 (which one it is, is what is tested)
            return error


@pytest.mark.parametrize("code", CODES)
def test_every_type_and_shape(code):
    for dtype in TYPES:
        for shape in SHAPES:
            ours, theirs = (outcome(engine, code, dtype, shape) for engine in (nnbook, torch))
            what = f"{code} of {dtype} {shape}"
            if isinstance(theirs, Exception):
                if isinstance(theirs, NotImplementedError) or any(words in str(theirs) for words in NO_KERNEL):
                    continue
                assert isinstance(ours, type(theirs)), f"{what}: {ours!r}, PyTorch {theirs!r}"
            elif not (isinstance(ours, NotImplementedError) and 0 in shape):  # no kernel, but nothing to compute either
                assert not isinstance(ours, Exception), f"{what}: {ours!r}"
                assert_same(ours, theirs, 1e-5, what)
