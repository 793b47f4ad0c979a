"""Arguments under NumPy's names, as some people write them."""

from __future__ import annotations

import pytest

from tests.support import both, both_fail

CALLS = """x.sum(axis=1) | x.sum(axis=(0, 1), keepdims=True) | x.mean(axis=-1, keepdim=True) | x.argmax(axis=1)
    x.max(axis=1) | x.min(axis=0, keepdims=True)[0] | x.std(axis=0) | x.var(0, keepdims=True) | x.all(axis=1)
    x.softmax(axis=1) | torch.log_softmax(x, axis=0) | torch.cat([x, x], axis=1) | torch.stack((x, x), axis=2)
    torch.sum(x, axis=0) | torch.unsqueeze(x, axis=1) | x.squeeze(axis=0) | x.cumsum(axis=1) | x.sort(axis=0)[0]
    x.chunk(2, axis=0) | x.unbind(axis=1) | x.logsumexp(axis=0, keepdims=True) | x.argsort(axis=1) | x.median(axis=1)
    torch.gather(x, axis=1, index=x.argsort(1)) | x.index_select(axis=0, index=torch.tensor([1])) | x.topk(2, axis=1)
    x.cumprod(axis=0) | x.amax(axis=0) | torch.concatenate([x, x], axis=0) | x.repeat_interleave(2, axis=1)
    x.clone().cumsum_(axis=0)"""
REFUSED = """x.norm(axis=1) | x.split(1, axis=0) | torch.unique(x, axis=0) | x.sum(0, axis=0) | x.sum(dim=0, axis=0)
    x.relu(axis=0)"""


def each(text: str) -> list[str]:
    return [call.strip() for line in text.splitlines() for call in line.split("|") if call.strip()]


def program(call: str):
    return lambda torch: eval(call, {"torch": torch, "x": torch.tensor([[3.0, -1.0, 2.0], [0.5, 4.0, 1.0]])})


@pytest.mark.parametrize("call", each(CALLS))
def test_axis_is_dim_and_keepdims_is_keepdim(call: str):
    both(program(call), 1e-6)


@pytest.mark.parametrize("call", each(REFUSED))
def test_refused_as_by_pytorch(call: str):
    both_fail(program(call), "axis" if "sum" not in call else "")
