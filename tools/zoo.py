"""Count the zoo: `python tools/zoo.py` writes nnbook/zoo.json, for `python -m nnbook models` and the book.

Parameters and multiply-adds are counted by PyTorch on its meta device, where tensors have shapes and no numbers: a
multiply-add is one product within a matrix product or a convolution; everything else is left out, as is the custom.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from nnbook import zoo  # noqa: E402

COUNTS = ROOT / "nnbook" / "zoo.json"


def build(model: zoo.Architecture, **options: Any) -> torch.nn.Module:
    """The architecture on PyTorch, in eval mode."""
    file, _, name = model.make.partition(".")
    options = {**model.options, **options}
    if "centers" in options:  # a table of this shape
        options["centers"] = torch.zeros(*map(int, options["centers"].split("x")))
    return getattr(import_module(f"nnbook.on_torch.models.{file}"), name)(**options).eval()


def example(model: zoo.Architecture) -> list[torch.Tensor]:
    """One example with a batch axis of 1."""
    inputs = []
    for text in model.inputs.split(", "):
        size, _, tokens = text.partition(" ")
        shape = (1, *map(int, size.split("x")))
        inputs.append(torch.zeros(shape, dtype=torch.int64) if tokens else torch.zeros(shape))
    return inputs


def _mv(matrix: torch.Size, vector: torch.Size, *rest: Any, **options: Any) -> int:
    """The operations of a matrix times a vector, which PyTorch's counter leaves out."""
    return 2 * matrix[0] * matrix[1]


def count(model: zoo.Architecture) -> dict[str, int]:
    """Parameters and multiply-adds of an architecture."""
    drawn = model.name == "Echo state network"  # its constructor looks at the numbers
    with torch.device("cpu" if drawn else "meta"), torch.no_grad():
        module, counter = build(model), FlopCounterMode(display=False, custom_mapping={torch.ops.aten.mv: _mv})
        with counter:
            module(*example(model))
    parameters = sum(p.numel() for p in module.parameters())
    return {"parameters": parameters, "multiply_adds": counter.get_total_flops() // 2}


# ---------------------------------------------------------------------- receptive fields
def receptive_field(model: zoo.Architecture, width: int = 256) -> int:
    """How many pixels in a row of the input one position of the layer `maps` depends on.

    Asked of a gradient: all weights are made positive, so that nothing cancels, and maxima become means, since a
    maximum hands its gradient to one pixel alone. The field is the stretch of the input with a gradient that is not 0.
    The image is as long as needed and only `width` wide.
    """
    module = thin(model)
    _, channels, *_ = example(model)[0].shape
    length = 256
    while True:
        x = torch.ones(1, channels, length, width, dtype=torch.float64, requires_grad=True)
        found = stretch(module, model.maps, x)
        if found < length * 0.9:
            return found
        length *= 2


def thin(model: zoo.Architecture) -> torch.nn.Module:
    """The architecture with positive weights and means for maxima."""
    module = build(model).double()
    for part in module.modules():
        for name, child in part.named_children():
            if isinstance(child, torch.nn.MaxPool2d):
                setattr(part, name, torch.nn.AvgPool2d(child.kernel_size, child.stride, child.padding, child.ceil_mode))
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.fill_(1 / parameter[0].numel())
    return module


class _Reached(Exception):
    """The layer was computed: the rest of the network is not needed."""

    def __init__(self, output: torch.Tensor):
        self.output = output


def stretch(module: torch.nn.Module, maps: str, x: torch.Tensor) -> int:
    """The number of rows of x that the middle position of the layer `maps` depends on."""

    def stop(part: torch.nn.Module, inputs: Any, output: torch.Tensor) -> None:
        raise _Reached(output)

    hook = module.get_submodule(maps).register_forward_hook(stop)
    try:
        module(x)
    except _Reached as reached:
        output = reached.output
    hook.remove()
    middle = output[0, :, output.shape[2] // 2, output.shape[3] // 2].sum()
    (gradient,) = torch.autograd.grad(middle, x)
    rows = gradient.abs().amax(dim=(0, 1, 3)).nonzero()
    return int(rows[-1] - rows[0]) + 1


# ---------------------------------------------------------------------- writing
def counted(model: zoo.Architecture) -> dict[str, int]:
    """What stands in zoo.json for an architecture."""
    return count(model) | ({"receptive_field": receptive_field(model)} if model.maps else {})


def main() -> None:
    """Count everything and write it down."""
    found = {}
    for model in zoo.ZOO:
        found[model.name] = counted(model)
        print(model.name, found[model.name], flush=True)
    COUNTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
