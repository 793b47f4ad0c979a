"""What the bench measures: training steps and layers, written once for nnbook and PyTorch (`t` is either of them)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

Step = Callable[[], Any]


# ---------------------------------------------------------------------- kinds of steps
def training(t: Any, model: Any, x: Any, classes: int, optimizer: Any) -> Step:
    """A training step with cross-entropy on random labels."""
    loss, labels = t.nn.CrossEntropyLoss(), t.randint(0, classes, (len(x),))

    def step() -> None:
        optimizer.zero_grad()
        loss(model(x), labels).backward()
        optimizer.step()

    return step


def forward_only(t: Any, layer: Any, x: Any) -> Step:
    """The layer on x, with nothing recorded."""

    def step() -> None:
        with t.no_grad():
            layer(x)

    return step


def both_ways(layer: Any, x: Any) -> Step:
    """The layer on x, and the gradients of its parameters and, if it is made of floats, of x."""
    x.requires_grad_(x.is_floating_point())
    weights = _first(layer(x)).detach()

    def step() -> None:
        x.grad = None
        for p in layer.parameters():
            p.grad = None
        _first(layer(x)).backward(weights)

    return step


def _first(result: Any) -> Any:
    return result[0] if isinstance(result, tuple) else result


# ---------------------------------------------------------------------- networks
def mlp(t: Any, sizes: list[int], batch: int, adam: bool) -> Step:
    """A multilayer perceptron with ReLU."""
    nn, layers = t.nn, []
    for i, (inputs, outputs) in enumerate(pairwise(sizes)):
        layers += [nn.Linear(inputs, outputs)] + [nn.ReLU()] * (i < len(sizes) - 2)
    model = nn.Sequential(*layers)
    make = t.optim.Adam if adam else t.optim.SGD
    return training(t, model, t.randn(batch, sizes[0]), sizes[-1], make(model.parameters(), lr=1e-3))


def lenet(t: Any) -> Step:
    """LeNet-5 in its modern form, on 28 x 28 images."""
    nn = t.nn
    model = nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    )
    return training(t, model, t.randn(64, 1, 28, 28), 10, t.optim.SGD(model.parameters(), lr=1e-3))


def resnet(t: Any) -> Step:
    """A residual network of 8 layers with 16, 32 and 64 channels (He et al., 2016), on 16 x 16 images."""
    nn = t.nn

    class Block(nn.Module):  # type: ignore[name-defined]
        def __init__(self, inputs: int, outputs: int, stride: int):
            super().__init__()
            self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(outputs)
            self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(outputs)
            self.relu = nn.ReLU()
            self.shortcut = nn.Sequential()
            if stride != 1:
                self.shortcut = nn.Sequential(
                    nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
                )

        def forward(self, x: Any) -> Any:
            y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
            return self.relu(y + self.shortcut(x))

    model = nn.Sequential(
        *(nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()),
        *(Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2)),
        *(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)),
    )
    return training(t, model, t.randn(64, 3, 16, 16), 10, t.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9))


def block(t: Any, width: int = 128, heads: int = 4) -> Any:
    """A Transformer block with the normalization first and causal attention."""
    nn = t.nn

    class Block(nn.Module):  # type: ignore[name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
            self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

        def forward(self, x: Any) -> Any:
            n, time, _ = x.shape
            q, k, v = self.qkv(self.norm1(x)).view(n, time, 3, heads, -1).permute(2, 0, 3, 1, 4)
            mixed = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.out(mixed.transpose(1, 2).reshape(n, time, width))
            return x + self.mlp(self.norm2(x))

    return Block()


def gpt(t: Any, layers: int = 4, width: int = 128, vocabulary: int = 65) -> Step:
    """A small GPT: 4 blocks, 65 characters, 16 texts of 128 characters, with Adam."""
    nn = t.nn

    class GPT(nn.Module):  # type: ignore[name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.token, self.place = nn.Embedding(vocabulary, width), nn.Embedding(128, width)
            self.blocks = nn.Sequential(*(block(t, width) for _ in range(layers)))
            self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary)

        def forward(self, i: Any) -> Any:
            x = self.token(i) + self.place(t.arange(i.shape[1]))
            return self.head(self.norm(self.blocks(x))).flatten(0, 1)

    model, x, y = GPT(), t.randint(0, vocabulary, (16, 128)), t.randint(0, vocabulary, (16 * 128,))
    optimizer, loss = t.optim.Adam(model.parameters(), lr=3e-4), nn.CrossEntropyLoss()

    def step() -> None:
        optimizer.zero_grad()
        loss(model(x), y).backward()
        optimizer.step()

    return step


def adam(t: Any, sizes: list[int]) -> Step:
    """One step of Adam on parameters of these sizes."""
    parameters = [t.nn.Parameter(t.randn(n)) for n in sizes]
    for p in parameters:
        p.grad = t.randn(len(p))
    step: Step = t.optim.Adam(parameters).step
    return step


def recurrent(t: Any, kind: str, both: bool) -> Step:
    """A recurrent layer: 64 inputs, 128 hidden units, 64 time steps, 32 sequences; back through time."""
    return both_ways(getattr(t.nn, kind)(64, 128, bidirectional=both), t.randn(64, 32, 64))


def conv(t: Any, channels: int, size: int, batch: int) -> tuple[Any, Any]:
    """A 3x3 convolution and images."""
    return t.nn.Conv2d(channels, channels, 3, padding=1), t.randn(batch, channels, size, size)


WORKLOADS: dict[str, Callable[[Any], Step]] = {
    "MLP 64-128-128-10, batch 64, SGD": lambda t: mlp(t, [64, 128, 128, 10], 64, False),
    "MLP 64-128-128-10, batch 64, Adam": lambda t: mlp(t, [64, 128, 128, 10], 64, True),
    "MLP 784-1024-1024-10, batch 256, SGD": lambda t: mlp(t, [784, 1024, 1024, 10], 256, False),
    "MLP 784-1024-1024-10, batch 256, Adam": lambda t: mlp(t, [784, 1024, 1024, 10], 256, True),
    "LeNet-5 28x28, batch 64, SGD": lenet,
    "ResNet-8 16x16, batch 64, SGD": resnet,
    "conv 3x3 16->16, 16x16, batch 64, forward": lambda t: forward_only(t, *conv(t, 16, 16, 64)),
    "conv 3x3 16->16, 16x16, batch 64, both ways": lambda t: both_ways(*conv(t, 16, 16, 64)),
    "conv 3x3 64->64, 32x32, batch 32, forward": lambda t: forward_only(t, *conv(t, 64, 32, 32)),
    "conv 3x3 64->64, 32x32, batch 32, both ways": lambda t: both_ways(*conv(t, 64, 32, 32)),
    "batch norm, 16x32x32, batch 64, both ways": lambda t: both_ways(t.nn.BatchNorm2d(16), t.randn(64, 16, 32, 32)),
    "max pooling 2x2, 16x32x32, batch 64, both ways": lambda t: both_ways(t.nn.MaxPool2d(2), t.randn(64, 16, 32, 32)),
    "LSTM 64->128, T 64, batch 32": lambda t: recurrent(t, "LSTM", False),
    "LSTM in both directions": lambda t: recurrent(t, "LSTM", True),
    "GRU 64->128, T 64, batch 32": lambda t: recurrent(t, "GRU", False),
    "GRU in both directions": lambda t: recurrent(t, "GRU", True),
    "Transformer block 128, 4 heads, T 128, batch 16": lambda t: both_ways(block(t), t.randn(16, 128, 128)),
    "GPT 4 layers, T 128, batch 16, Adam": gpt,
    "embedding 65x128, 2048 tokens, both ways": lambda t: both_ways(
        t.nn.Embedding(65, 128), t.randint(0, 65, (16, 128))
    ),
    "embedding 1000x128, 2048 tokens, both ways": lambda t: both_ways(
        t.nn.Embedding(1000, 128), t.randint(0, 1000, (16, 128))
    ),
    "Adam, 1,000,000 parameters in 1 tensor": lambda t: adam(t, [1_000_000]),
    "Adam, 1,000,000 parameters in 60 tensors": lambda t: adam(t, [16_666] * 60),
}


def warm_up(t: Any) -> None:
    """A first pass through each kind of kernel, so that the memory that a library takes for itself is not counted."""
    for layer, x in ((t.nn.Linear(4, 4), t.randn(4, 4)), (t.nn.Conv2d(1, 1, 3), t.randn(1, 1, 5, 5))):
        both_ways(layer, x)()
