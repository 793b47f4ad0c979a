"""What a network costs, layer by layer: parameters, multiply-adds, numbers to keep, and how much of the image it sees.

Asked of one example on its way through, so it works for any network of either engine. On PyTorch's meta device, where
tensors have shapes and no numbers, even the largest network takes no time and no memory:

    with torch.device("meta"):
        table = costs.layers(on_torch(VGG16)(), torch.zeros(1, 3, 224, 224))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

__all__ = ["Layer", "grouped", "layers", "total"]

Field = tuple[int, int]  # side of what a place sees of the image, and the step from place to place, in pixels


@dataclass(frozen=True)
class Layer:
    """One layer with weights or windows: `shape` of its output for one example; `sees` pixels in a row, None for all.

    A multiply-add is one product in a convolution or a linear layer; biases, pooling and normalization are left out.
    `numbers` is how many it puts out for one example: what training must keep for the way back.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    sees: int | None
    numbers: int


def layers(model: Any, example: Any) -> list[Layer]:
    """The layers of `model` in the order in which `example`, a batch of one, meets them."""
    walk, training = _Walk(), model.training
    hooks = [hook for name, module in model.named_modules() for hook in walk.watch(name, module)]
    model.eval()
    try:
        model(example)
    finally:
        model.train(training)
        for hook in hooks:
            hook.remove()
    return walk.found


def grouped(table: Sequence[Layer], name: Callable[[Layer], str]) -> list[Layer]:
    """Rows of the same `name` added up, in the order of their first; shape and field are those of a group's last."""
    groups: dict[str, list[Layer]] = {}
    for row in table:
        groups.setdefault(name(row), []).append(row)
    return [_sum(label, rows) for label, rows in groups.items()]


def total(table: Sequence[Layer]) -> Layer:
    """The sums of a table as a row of their own."""
    return _sum("total", table)


def _sum(name: str, rows: Sequence[Layer]) -> Layer:
    parameters, products, numbers = (
        sum(getattr(row, what) for row in rows) for what in ("parameters", "multiply_adds", "numbers")
    )
    return Layer(name, "", rows[-1].shape, parameters, products, rows[-1].sees, numbers)


class _Walk:
    """Follows a tensor through a model: which field each output has, and for each module under way the widest inside.

    What comes out of a function rather than a module (a ReLU, a sum, a concatenation) is unknown; its field is the
    widest that the module around it has seen so far.
    """

    def __init__(self) -> None:
        self.found: list[Layer] = []
        self.known: dict[int, tuple[Any, Field | None]] = {}  # by identity; the tensor is kept so that it stays unique
        self.open: list[list[Field | None]] = []  # for each module under way: [field of its input, widest inside]

    def watch(self, name: str, module: Any) -> list[Any]:
        def enter(module: Any, inputs: Any) -> None:
            self.open.append([self.field_of(inputs[0])] * 2)

        def leave(module: Any, inputs: Any, output: Any) -> None:
            entered, widest = self.open.pop()
            leaf = not list(module.children())
            field = _through(module, entered) if leaf else widest
            self.known[id(output)] = output, field
            if self.open:
                self.open[-1][1] = _wider(self.open[-1][1], field)
            if leaf and (hasattr(module, "kernel_size") or list(module.parameters())):
                self.found.append(_row(name, module, output, field))

        return [module.register_forward_pre_hook(enter), module.register_forward_hook(leave)]

    def field_of(self, x: Any) -> Field | None:
        if id(x) in self.known:
            return self.known[id(x)][1]
        return self.open[-1][1] if self.open else (1, 1)


def _wider(a: Field | None, b: Field | None) -> Field | None:
    return None if a is None or b is None else max(a, b)


def _through(module: Any, field: Field | None) -> Field | None:
    """The field behind a layer: a window of k places adds k - 1 steps; adaptive and linear layers see all there is."""
    kind = type(module).__name__
    if field is None or kind.startswith("Adaptive") or kind == "Linear":
        return None
    if not hasattr(module, "kernel_size"):
        return field
    side, stride = _first(module.kernel_size), _first(module.stride)
    side = _first(getattr(module, "dilation", 1)) * (side - 1) + 1
    return field[0] + (side - 1) * field[1], field[1] * stride


def _first(size: Any) -> int:
    return size[0] if isinstance(size, Sequence) else size


def _row(name: str, module: Any, output: Any, field: Field | None) -> Layer:
    kind, shape = type(module).__name__, tuple(output.shape[1:])
    own = [p for p in module.parameters() if len(p.shape) > 1] if kind in ("Conv2d", "Linear") else []
    products = sum(prod(shape) * prod(p.shape[1:]) for p in own)
    parameters = sum(prod(p.shape) for p in module.parameters())
    return Layer(name, kind, shape, parameters, products, field and field[0], prod(shape))
