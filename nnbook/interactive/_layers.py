"""What the script has to know of a network: its layers in order, their settings, shapes and weights."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .._duck import engine_of, to_numpy

# The layers that network.js knows, and the settings that it does not: each must have a value that changes nothing.
KNOWN: dict[str, dict[str, tuple[Any, ...]]] = {
    "Conv2d": {"groups": (1,), "dilation": (1, (1, 1)), "padding_mode": ("zeros",)},
    "MaxPool2d": {"dilation": (1, (1, 1)), "ceil_mode": (False,), "return_indices": (False,)},
    "AvgPool2d": {"ceil_mode": (False,), "count_include_pad": (True,), "divisor_override": (None,)},
    "Flatten": {"start_dim": (1,), "end_dim": (-1,)},
    "Linear": {},
    "ReLU": {},
    "Tanh": {},
    "Sigmoid": {},
    "Softmax": {"dim": (1, -1)},
}
WINDOWS = ("Conv2d", "MaxPool2d", "AvgPool2d")
ELEMENTWISE = ("ReLU", "Tanh", "Sigmoid", "Softmax")  # shown together with the layer before
SCALE = 32767  # the largest weight of an array as a whole number of 16 bits; the others in proportion


@dataclass
class Layer:
    """One layer: its place in the model, its class, what the script needs, and its response to each example."""

    name: str
    kind: str
    settings: dict[str, Any]
    response: np.ndarray
    weights: dict[str, np.ndarray] = field(default_factory=dict)


def read(model: Any, images: np.ndarray) -> list[Layer]:
    """The layers of a stack with their responses to `images` (K, 1, H, W), or an error that names what is in the way.

    A module made of others counts as a stack if its layers, called in order, give what it gives itself.
    """
    if isinstance(model, type) or not hasattr(model, "named_children"):
        kind = "class" if isinstance(model, type) else type(model).__name__
        raise TypeError(f"draw_a_digit(model, ...) got a {kind}: expected a trained nn.Module, such as LeNet5()")
    first = next(iter(model.parameters()), None)
    if first is None:
        raise ValueError(f"draw_a_digit: {type(model).__name__} has no weights, so there is nothing that could read")
    stack = list(_leaves(model))
    kept = [_checked(name, layer) for name, layer in stack]
    engine = engine_of(first)
    with engine.no_grad():
        x = engine.as_tensor(images)
        try:
            answer, layers = to_numpy(model(x)), []
            for (name, layer), (settings, weights) in zip(stack, kept, strict=True):
                x = layer(x)
                layers.append(Layer(name, type(layer).__name__, settings, to_numpy(x), weights))
        except (RuntimeError, ValueError, IndexError) as error:
            raise ValueError(
                f"draw_a_digit: {type(model).__name__} cannot take examples of shape {images.shape}, or its layers "
                f"do not follow one another: {error}"
            ) from error
    _check_shapes(layers)
    _check_answer(model, answer, layers)
    return layers


def _leaves(module: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    children = list(module.named_children())
    if not children:
        yield path or type(module).__name__, module
    for name, child in children:
        yield from _leaves(child, f"{path}.{name}" if path else name)


def _checked(name: str, layer: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The settings and the weights of a layer that the script can compute."""
    kind = type(layer).__name__
    if kind not in KNOWN:
        raise TypeError(
            f"draw_a_digit: {name} is a {kind}, which the page's script does not know. It computes stacks of "
            f"{', '.join(KNOWN)}"
        )
    for setting, harmless in KNOWN[kind].items():
        value = getattr(layer, setting)
        if value not in harmless:
            raise ValueError(
                f"draw_a_digit: {name} is a {kind} with {setting}={value!r}, which the page's script does not know: "
                f"expected {setting}={harmless[0]!r}"
            )
    settings = {}
    if kind in WINDOWS:
        settings = {key: _pair(name, key, getattr(layer, key)) for key in ("kernel_size", "stride", "padding")}
    weights = {}
    for key in ("weight", "bias"):
        if getattr(layer, key, None) is not None:
            weights[key] = to_numpy(getattr(layer, key)).astype(np.float32)
            if not np.isfinite(weights[key]).all():
                raise ValueError(
                    f"draw_a_digit: {name}.{key} holds numbers that are not finite. Did training diverge? "
                    "Look at its losses"
                )
    return settings, weights


def _pair(name: str, key: str, value: Any) -> list[int]:
    if isinstance(value, str):
        raise ValueError(
            f"draw_a_digit: {name} has {key}={value!r}, which the page's script does not know: write it as a number"
        )
    return [int(v) for v in value] if isinstance(value, (tuple, list)) else [int(value)] * 2


def _check_shapes(layers: Sequence[Layer]) -> None:
    """ValueError unless linear layers and softmax have rows of numbers before them, as the script has."""
    for layer in layers:
        if layer.kind in ("Linear", "Softmax") and layer.response.ndim != 2:
            raise ValueError(
                f"draw_a_digit: {layer.name} is a {layer.kind} whose output has the shape {layer.response.shape}: "
                "expected (examples, units). Put a Flatten before it"
            )


def _check_answer(model: Any, answer: np.ndarray, layers: Sequence[Layer]) -> None:
    """ValueError unless the stack gives what the model gives: (K, classes), the same numbers."""
    name, last = type(model).__name__, layers[-1].response
    if answer.ndim != 2 or answer.shape[1] < 2:
        raise ValueError(
            f"draw_a_digit: {name} gave an output of shape {answer.shape} for {len(answer)} examples: expected "
            "(examples, classes), a score for each class"
        )
    if last.shape != answer.shape or not np.allclose(last, answer, rtol=1e-3, atol=1e-3 * np.abs(answer).max()):
        raise ValueError(
            f"draw_a_digit: {name} is not a plain stack: its layers, called in the order {_order(layers)}, do not "
            "give what the model gives. The page's script can only call one after the other"
        )


def _order(layers: Sequence[Layer]) -> str:
    names = [layer.name for layer in layers]
    return ", ".join(names if len(names) <= 4 else [*names[:2], "...", names[-1]])


def shown(layers: Sequence[Layer]) -> list[int]:
    """Which responses a reader sees: every layer's, after its activation; a Flatten changes no number."""
    after = [*(layer.kind for layer in layers[1:]), ""]
    return [i for i, layer in enumerate(layers) if layer.kind != "Flatten" and after[i] not in ELEMENTWISE]


def title(layers: Sequence[Layer], index: int) -> tuple[str, str]:
    """The place in the model of the layer whose response is shown, and its class with that of its activation."""
    first = index
    while first > 0 and layers[first].kind in ELEMENTWISE:
        first -= 1
    return layers[first].name, ", ".join(layer.kind for layer in layers[first : index + 1])


def size(shape: tuple[int, ...]) -> str:
    """A response's shape in words."""
    if len(shape) == 1:
        return f"{shape[0]} units"
    maps = f"{shape[0]} maps of " if shape[0] > 1 else ""
    return f"{maps}{shape[1]}\u00a0×\u00a0{shape[2]}"  # on one line


def rounded(weights: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights as whole numbers of 16 bits and the step between two of them, so that weights are about numbers * step.

    Half the bytes of float32, and off by less than 0.002 % of the largest weight.
    """
    step = float(np.abs(weights).max()) / SCALE or 1.0
    return np.round(weights / step).astype("<i2"), step


def exported(layers: Sequence[Layer]) -> tuple[list[dict[str, Any]], str]:
    """The layers as the script reads them, and the weights of all as one address of data.

    Of an array the script gets where it begins, how many numbers it has, and the step between them.
    """
    table, blocks, start = [], [], 0
    for layer in layers:
        entry: dict[str, Any] = {"kind": layer.kind, **layer.settings}
        if layer.kind == "Conv2d":
            entry["maps"] = len(layer.weights["weight"])
        for key, weights in layer.weights.items():
            numbers, step = rounded(weights)
            entry[key] = [start, numbers.size, float(f"{step:.9g}")]
            blocks.append(numbers.tobytes())
            start += numbers.size
        table.append(entry)
    return table, data_address(b"".join(blocks))


def data_address(raw: bytes) -> str:
    """Bytes as an address that may stand in a page."""
    return f"data:application/octet-stream;base64,{base64.b64encode(raw).decode()}"
