"""The same training steps on other libraries that people learn from: MyGrad, autograd (HIPS), tinygrad.

They run with a Python of their own (`make bench PEERS=1` makes it), one thread, float32, SGD with learning rate 0.001.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.bench_worker import serve

Array = np.ndarray[Any, Any]
Step = Callable[[], Any]
LIBRARIES = ("mygrad", "autograd", "tinygrad")
SMALL, LARGE, LENET = (
    "MLP 64-128-128-10, batch 64, SGD", "MLP 784-1024-1024-10, batch 256, SGD", "LeNet-5 28x28, batch 64, SGD",
)  # fmt: skip
RATE = 1e-3


def weights(rng: np.random.Generator, *shape: int) -> Array:
    """First values that keep the signal's size."""
    return (rng.normal(size=shape) / np.sqrt(np.prod(shape[1:]))).astype(np.float32)


def dense(rng: np.random.Generator, sizes: list[int]) -> list[Array]:
    """Weight, bias, weight, bias ... of a multilayer perceptron."""
    return [a for n, m in pairwise(sizes) for a in (weights(rng, m, n).T.copy(), np.zeros(m, np.float32))]


def batch(rng: np.random.Generator, *shape: int) -> tuple[Array, Array]:
    """Inputs and labels of 10 classes."""
    return rng.normal(size=shape).astype(np.float32), rng.integers(0, 10, shape[0])


def lenet_parameters(rng: np.random.Generator) -> list[Array]:
    """Two convolutions (weight, bias), three dense layers."""
    first, second = weights(rng, 6, 1, 5, 5), weights(rng, 16, 6, 5, 5)
    return [first, np.zeros(6, np.float32), second, np.zeros(16, np.float32), *dense(rng, [400, 120, 84, 10])]


# ---------------------------------------------------------------------- MyGrad
def mygrad_step(forward: Callable[..., Any], parameters: list[Array], x: Array, y: Array) -> Step:
    """A training step: MyGrad's tensors own their gradients."""
    mg, losses = import_module("mygrad"), import_module("mygrad.nnet.losses")
    tensors = [mg.tensor(p) for p in parameters]

    def step() -> None:
        loss = losses.softmax_crossentropy(forward(x, tensors), y)
        loss.backward()
        for p in tensors:
            p.data -= np.float32(RATE) * p.grad
            p.null_grad()

    return step


def mygrad_mlp(x: Any, p: list[Any]) -> Any:
    """A multilayer perceptron with ReLU."""
    mg, relu = import_module("mygrad"), import_module("mygrad.nnet.activations").relu
    for i in range(0, len(p), 2):
        x = mg.matmul(x, p[i]) + p[i + 1]
        x = relu(x) if i < len(p) - 2 else x
    return x


def mygrad_lenet(x: Any, p: list[Any]) -> Any:
    """LeNet-5."""
    relu, layers = import_module("mygrad.nnet.activations").relu, import_module("mygrad.nnet.layers")
    for i, padding in ((0, 2), (2, 0)):
        x = layers.conv_nd(x, p[i], stride=1, padding=padding) + p[i + 1].reshape(1, -1, 1, 1)
        x = layers.max_pool(relu(x), (2, 2), 2)
    return mygrad_mlp(x.reshape(len(x), -1), p[4:])


# ---------------------------------------------------------------------- autograd
def autograd_step(forward: Callable[..., Any], parameters: list[Array], x: Array, y: Array) -> Step:
    """A training step: autograd differentiates a function of the list of parameters."""
    anp = import_module("autograd.numpy")
    rows = np.arange(len(y))

    def loss(p: list[Any]) -> Any:
        logits = forward(x, p)
        shifted = logits - anp.max(logits, axis=1, keepdims=True)
        return anp.mean(anp.log(anp.sum(anp.exp(shifted), axis=1)) - shifted[rows, y])

    gradient = import_module("autograd").grad(loss)

    def step() -> None:
        for p, g in zip(parameters, gradient(parameters), strict=True):
            p -= np.float32(RATE) * g

    return step


def autograd_mlp(x: Any, p: list[Any]) -> Any:
    """A multilayer perceptron with ReLU."""
    anp = import_module("autograd.numpy")
    for i in range(0, len(p), 2):
        x = anp.dot(x, p[i]) + p[i + 1]
        x = anp.maximum(x, 0) if i < len(p) - 2 else x
    return x


def autograd_lenet(x: Any, p: list[Any]) -> Any:
    """LeNet-5: autograd's own convolution turns the kernel round, which makes no difference to learning."""
    anp, signal = import_module("autograd.numpy"), import_module("autograd.scipy.signal")
    x = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    for i in (0, 2):
        kernel = anp.swapaxes(p[i], 0, 1)
        x = signal.convolve(x, kernel, axes=([2, 3], [2, 3]), dot_axes=([1], [0]), mode="valid")
        x = anp.maximum(x + anp.reshape(p[i + 1], (1, -1, 1, 1)), 0)
        n, c, h, w = x.shape
        x = anp.max(anp.reshape(x, (n, c, h // 2, 2, w // 2, 2)), axis=(3, 5))
    return autograd_mlp(anp.reshape(x, (len(x), -1)), p[4:])


# ---------------------------------------------------------------------- tinygrad, compiled by its JIT with clang
def tinygrad_step(forward: Callable[..., Any], parameters: list[Array], x: Array, y: Array) -> Step:
    """A training step, recorded once and replayed."""
    tinygrad = import_module("tinygrad")
    optim, training = import_module("tinygrad.nn.optim"), import_module("tinygrad.helpers").Context(TRAINING=1)
    tensors = [tinygrad.Tensor(p).realize().is_param_() for p in parameters]
    optimizer = optim.SGD(tensors, lr=RATE)
    inputs, labels = tinygrad.Tensor(x).realize(), tinygrad.Tensor(y.astype(np.int32)).realize()

    def recorded() -> Any:
        with training:
            optimizer.zero_grad()
            loss = forward(inputs, tensors).sparse_categorical_crossentropy(labels)
            loss.backward()
            optimizer.step()
            return loss.realize()

    jitted = tinygrad.TinyJit(recorded)
    return lambda: jitted().item()  # .item() waits until the work is done


def tinygrad_mlp(x: Any, p: list[Any]) -> Any:
    """A multilayer perceptron with ReLU."""
    for i in range(0, len(p), 2):
        x = x.matmul(p[i]) + p[i + 1]
        x = x.relu() if i < len(p) - 2 else x
    return x


def tinygrad_lenet(x: Any, p: list[Any]) -> Any:
    """LeNet-5."""
    for i, padding in ((0, 2), (2, 0)):
        x = x.conv2d(p[i], p[i + 1], padding=padding).relu().max_pool2d(2)
    return tinygrad_mlp(x.flatten(1), p[4:])


def steps(library: str, make_step: Callable[..., Step]) -> dict[str, Callable[[], Step]]:
    """The workloads of one library."""
    here = globals()
    perceptron, convolutional = here[f"{library}_mlp"], here[f"{library}_lenet"]
    rng = np.random.default_rng(0)
    return {
        SMALL: lambda: make_step(perceptron, dense(rng, [64, 128, 128, 10]), *batch(rng, 64, 64)),
        LARGE: lambda: make_step(perceptron, dense(rng, [784, 1024, 1024, 10]), *batch(rng, 256, 784)),
        LENET: lambda: make_step(convolutional, lenet_parameters(rng), *batch(rng, 64, 1, 28, 28)),
    }


BY_LIBRARY = {
    "mygrad": steps("mygrad", mygrad_step),
    "autograd": steps("autograd", autograd_step),
    "tinygrad": steps("tinygrad", tinygrad_step),
}
PEERS = (SMALL, LARGE, LENET)


if __name__ == "__main__":
    serve(BY_LIBRARY[sys.argv[1]][sys.argv[2]])
