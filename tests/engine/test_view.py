"""`view` is refused where PyTorch refuses it, and never where PyTorch allows it, wherever the memory comes from."""

from __future__ import annotations

import pytest

from tests.support import both, both_fail, rng_for

ALLOWED = [
    "conv(x).view(2, -1)",
    "conv(x)[0].view(-1)",
    "conv(x).chunk(2, 1)[1].view(2, -1)",
    "conv(x)[:, 1:3].view(2, -1)",
    "conv(x).view(2, 2, 2, 4, 4).transpose(1, 2).contiguous().view(2, 4, 4, 4)",
    "torch.stack([conv(x), conv(x)], 1).view(2, -1, 4)",
    "torch.cat([conv(x), x], 1).view(-1)",
    "F.max_pool2d(conv(x), 2).view(8, 4)",
    "conv(x).permute(0, 2, 3, 1).contiguous().view(-1, 4)",
    "x.transpose(1, 2).softmax(-1).view(-1)",
    "x.permute(0, 2, 3, 1).mean(1, keepdim=True).view(2, -1)",
    "torch.cat([x.transpose(1, 2)] * 2).view(4, -1)",
    "x.transpose(2, 3).view(8, 4, 4)",
    "x[:, :, 0].view(2, 4, 2, 2)",
    "x[:0].transpose(1, 2).view(-1)",
]
REFUSED = [
    "x.transpose(1, 2).view(2, -1)",
    "x.permute(0, 2, 3, 1).view(-1)",
    "x.permute(0, 2, 3, 1).detach().view(-1)",
    "x.unsqueeze(0).mT.view(-1)",
    "x[..., :3].view(-1)",
    "x[:, 0].view(-1)",
    "x[:1].expand(2, 4, 4, 4).view(-1)",
    "conv(x).transpose(1, 2).view(2, -1)",
    "conv(x)[..., :2].view(2, -1)",
]


def program(code: str):
    def run(torch):
        rng = rng_for("images")
        x, w = (torch.tensor(rng.normal(size=(n, 4, k, k)).tolist(), dtype=torch.float64) for n, k in ((2, 4), (4, 3)))
        names = {"torch": torch, "F": torch.nn.functional, "x": x}
        return eval(code, names | {"conv": lambda x: torch.nn.functional.conv2d(x, w, padding=1)})

    return run


@pytest.mark.parametrize("code", ALLOWED)
def test_allowed(code: str):
    both(program(code), 1e-12)


@pytest.mark.parametrize("code", REFUSED)
def test_refused(code: str):
    both_fail(program(code), "Use .reshape(...) instead")
