"""What PyTorch has and nnbook has not, and what to do about it: for error messages."""

from __future__ import annotations

import difflib
import importlib.util
import sys
from collections.abc import Callable
from typing import Any, NoReturn

_HALF = "half precision is for graphics cards: use float32, or train the model with nnbook.on_torch"
_COMPLEX = "there are no complex numbers: keep the real and the imaginary part in two tensors"
_SMALL = "whole numbers are int64, int32 or uint8: use one of them"
_ON_TORCH = "run it on PyTorch"

# Names of PyTorch's, without `torch.`; what holds for a module holds for all that is in it.
REMEDIES = {
    **dict.fromkeys(["float16", "half", "bfloat16", "HalfTensor", "BFloat16Tensor"], _HALF),
    **dict.fromkeys(["complex64", "complex128", "cfloat", "cdouble", "complex", "view_as_complex", "polar"], _COMPLEX),
    "fft": "there are no complex numbers: numpy.fft works on x.numpy(), without gradients",
    **dict.fromkeys(["int16", "short", "int8", "char", "uint16", "uint32", "uint64", "qint8", "quint8"], _SMALL),
    "distributed": "training on several machines is for PyTorch: torchrun with nnbook.on_torch",
    "nn.parallel.DistributedDataParallel": "training on several devices is for PyTorch: torchrun with nnbook.on_torch",
    "multiprocessing": "one process trains here: leave it out",
    "sparse": "there are no sparse tensors: use dense ones, or scipy.sparse without gradients",
    "sparse_coo_tensor": "there are no sparse tensors: use dense ones, or scipy.sparse without gradients",
    **dict.fromkeys(["quantization", "ao", "quantize_per_tensor"], "there are no quantized tensors: use float32"),
    "hub": "nothing is downloaded: build the model and load its weights from a file with load_state_dict",
    "onnx": "export the model from PyTorch: nnbook.on_torch takes its weights over by state_dict",
    "jit.save": "save model.state_dict() with nnbook.save",
    "jit.load": "load a state_dict into a model with load_state_dict",
    "profiler": "profile with Python's own cProfile",
    "autograd.profiler": "profile with Python's own cProfile",
    "utils.tensorboard": "write the numbers to a file, or draw them with nnbook.plots",
    "utils.checkpoint": "keep the activations: call the function itself",
    "utils.cpp_extension": "there is no compiled code here: write the operation with tensors",
    "distributions": "write the density with tensors: a Categorical is multinomial and log_softmax, a Normal randn",
    "nn.utils.parametrizations": "nn.utils.weight_norm and nn.utils.spectral_norm do the same",
    "nn.SyncBatchNorm": "on one device nn.BatchNorm2d is the same",
    "optim.swa_utils": "keep a copy.deepcopy of the model and average its parameters under no_grad",
    **dict.fromkeys(["compiler", "_dynamo"], "nothing is compiled here: leave it out"),
    "vmap": "write the batch axis out; broadcasting does the rest",
    "func": "autograd.grad computes gradients of tensors",
    "cuda": "there is no graphics card here: ask cuda.is_available() first, or see nnbook.on_torch",
    "autograd.functional": "jacobian and vjp are there; derivatives of derivatives need PyTorch: see nnbook.on_torch",
    "optim.LBFGS": "optim.Adam, or scipy.optimize.minimize on parameters_to_vector",
}
_OTHER_PACKAGES = {
    "torchvision": "nnbook.datasets has images, nnbook.models the architectures; else run it on PyTorch",
    "torchaudio": _ON_TORCH,
    "torchtext": _ON_TORCH,
    "torchmetrics": "nnbook.training has metrics, scikit-learn more; else run it on PyTorch",
    "pytorch_lightning": "nnbook.training.fit trains a model; else run it on PyTorch",
    "lightning": "nnbook.training.fit trains a model; else run it on PyTorch",
    "torchsummary": "print(model) shows its parts",
    "torchinfo": "print(model) shows its parts",
    "torch_geometric": _ON_TORCH,
    "timm": _ON_TORCH,
    "transformers": _ON_TORCH,
}


def remedy(path: str, known: Any = ()) -> str:
    """What to do without `torch.<path>`; `known` are the names beside it that are there."""
    parts = path.split(".")
    for n in range(len(parts), 0, -1):
        if ".".join(parts[:n]) in REMEDIES:
            return REMEDIES[".".join(parts[:n])]
    near = difflib.get_close_matches(parts[-1], [k for k in known if not k.startswith("_")], n=3, cutoff=0.75)
    return (f"did you mean {', '.join(near)}? Else " if near else "") + _ON_TORCH


def remedy_for_package(name: str) -> str | None:
    """What to do without a package that is built on PyTorch; None for one that is not known to be."""
    return _OTHER_PACKAGES.get(name.partition(".")[0])


def names_what_is_missing(module: str) -> Callable[[str], NoReturn]:
    """The `__getattr__` of a module: names what it lacks, and the remedy."""
    namespace = module.partition(".")[2]

    def __getattr__(name: str) -> NoReturn:
        message = f"module {module!r} has no attribute {name!r}"
        if not namespace and importlib.util.find_spec(f"{module}.{name}") is not None:
            message += f" before import {module}.{name}"
        elif not name.startswith("__"):  # Python asks for many of these
            message += ": " + remedy(f"{namespace}.{name}".lstrip("."), vars(sys.modules[module]))
        raise AttributeError(message)

    return __getattr__
