"""The pages of the API reference: what `.. names::` on them means, and where `[source]` leads.

A page lists the names it shows, by subject, in the order in which to read them:

    .. names:: nnbook.nn

       Linear Bilinear Embedding

Each gets its signature, its docstring, and the example of `examples/*.txt`. A test asserts that every public name is
on exactly one page.
"""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from tools.repository import repository_url

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "book" / "reference"
# Classes whose methods are called by name, so that each has an entry and an example. A layer is called as a whole.
WITH_METHODS = (
    "nnbook.Generator",
    "nnbook.nn.Module",
    "nnbook.nn.Sequential",
    "nnbook.nn.ModuleList",
    "nnbook.nn.ModuleDict",
    "nnbook.nn.ParameterList",
    "nnbook.nn.ParameterDict",
    "nnbook.optim.Optimizer",
    "nnbook.optim.lr_scheduler.LRScheduler",
)
UNDERSTOOD = {"forward", "extra_repr"}  # methods whose meaning the class tells
# What values say, and methods made in passing, which have no docstring of their own.
ABOUT = {
    "nnbook.Tensor.H": "The transpose of a matrix, as `T`: there are no complex numbers to conjugate.",
    "nnbook.Tensor.T": "The tensor with its axes in reverse order: of a matrix, the transpose.",
    "nnbook.Tensor.array": "The NumPy array with the tensor's numbers, shared: writing into it changes the tensor.",
    "nnbook.Tensor.bernoulli_": "Write ones with probability p, else zeros; p is a number or a tensor.",
    "nnbook.Tensor.cauchy_": "Write numbers of Cauchy's distribution around `median`, `sigma` wide.",
    "nnbook.Tensor.data_ptr": "Where the first element lies in memory: the same number for two views that start there.",
    "nnbook.Tensor.device": "Where the tensor lives: the CPU.",
    "nnbook.Tensor.element_size": "The bytes that one element takes.",
    "nnbook.Tensor.exponential_": "Write numbers of the exponential distribution, lambd * exp(-lambd * x).",
    "nnbook.Tensor.geometric_": "Write the number of trials up to the first success, each with probability p.",
    "nnbook.Tensor.get_device": "-1: the CPU has no number.",
    "nnbook.Tensor.grad": "The gradient that `backward` left here, a tensor of the same shape, or None.",
    "nnbook.Tensor.is_cpu": "True.",
    "nnbook.Tensor.is_cuda": "False: there is no graphics card here.",
    "nnbook.Tensor.is_inference": "False: `inference_mode` is the same as `no_grad` here.",
    "nnbook.Tensor.is_meta": "False: every tensor has its numbers.",
    "nnbook.Tensor.is_mps": "False: Apple's graphics processor is not used here.",
    "nnbook.Tensor.is_pinned": "False: pinned memory is for graphics cards.",
    "nnbook.Tensor.is_quantized": "False: there are no quantized tensors here.",
    "nnbook.Tensor.is_shared": "Whether other processes see this memory: False, as nothing is shared here.",
    "nnbook.Tensor.is_sparse": "False: there are no sparse tensors here.",
    "nnbook.Tensor.itemsize": "The bytes that one element takes.",
    "nnbook.Tensor.log_normal_": "Write exp of normally distributed numbers.",
    "nnbook.Tensor.mH": "The transposes of a batch of matrices, as `mT`.",
    "nnbook.Tensor.mT": "The transposes of a batch of matrices: (..., H, W) -> (..., W, H).",
    "nnbook.Tensor.nbytes": "The bytes that all elements take.",
    "nnbook.Tensor.ndim": "The number of axes.",
    "nnbook.Tensor.ndimension": "The number of axes, as `dim()`.",
    "nnbook.Tensor.nelement": "The number of elements, as `numel()`.",
    "nnbook.Tensor.normal_": "Write normally distributed numbers of this mean and standard deviation.",
    "nnbook.Tensor.random_": "Write whole numbers, all equally likely, from the first argument to below the second.",
    "nnbook.Tensor.real": "The tensor itself: there are no complex numbers.",
    "nnbook.Tensor.share_memory_": "Returns the tensor as it is.",
    "nnbook.Tensor.uniform_": "Write numbers, all equally likely, between the two.",
    "nnbook.bfloat16": "The name of half precision with a wide range: no tensor has it here, as with `float16`.",
    "nnbook.bool": "True or False, one byte each.",
    "nnbook.channels_last": "A way to lay images out in memory: accepted as an argument, without effect.",
    "nnbook.contiguous_format": "A way to lay tensors out in memory: accepted as an argument, without effect.",
    "nnbook.double": "Another name of `float64`.",
    "nnbook.e": "Euler's number, 2.718...",
    "nnbook.float": "Another name of `float32`.",
    "nnbook.float16": "The name of half precision: no tensor has it here, and asking for one is an error that says so.",
    "nnbook.float32": "Floating point numbers of 4 bytes, about 7 decimal digits: the default type.",
    "nnbook.float64": "Floating point numbers of 8 bytes, about 16 decimal digits: for checking gradients.",
    "nnbook.half": "Another name of `float16`.",
    "nnbook.inf": "Infinity.",
    "nnbook.int": "Another name of `int32`.",
    "nnbook.int32": "Whole numbers of 4 bytes.",
    "nnbook.int64": "Whole numbers of 8 bytes: the type of labels and of positions.",
    "nnbook.interactive.MAX_BYTES": "The largest figure that `explore` makes, in bytes of its page.",
    "nnbook.interactive.MAX_FRAMES": "The largest number of frames, one for each combination of the choices.",
    "nnbook.interactive.MIN_INTERVAL": "The shortest time of a frame in milliseconds.",
    "nnbook.long": "Another name of `int64`.",
    "nnbook.nan": "Not a number, the result of 0 / 0; it equals nothing, itself included.",
    "nnbook.pi": "The ratio of a circle's circumference to its diameter, 3.14159...",
    "nnbook.preserve_format": "A way to lay tensors out in memory: accepted as an argument, without effect.",
    "nnbook.random.default_generator": "The generator that everything random draws from unless it is given another.",
    "nnbook.zoo.ZOO": "All architectures of the book, each an Architecture, in the order of the printed table.",
    "nnbook.uint8": "Whole numbers of one byte, 0 to 255; sums beyond that start at 0 again.",
}


def resolve(name: str) -> Any:
    """The object of a dotted name: `nnbook.nn.Linear`, `nnbook.Tensor.sum`."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            thing = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            thing = getattr(thing, part)
        return thing
    raise ModuleNotFoundError(name)


def methods(name: str) -> list[str]:
    """The public methods of one of WITH_METHODS that are not every module's, by their full names."""
    thing = resolve(name)
    base = resolve("nnbook.nn.Module")
    known = set(dir(base)) if thing is not base and issubclass(thing, base) else set()
    return [f"{name}.{n}" for n in dir(thing) if not n.startswith("_") and n not in UNDERSTOOD | known]


def names_on(path: Path) -> list[str]:
    """Every name that a page shows: those it lists, and the methods of classes that are shown with theirs."""
    found = []
    for owner, listed in re.findall(r"^\.\. names:: (\S+)\n\n((?:   .*\n)+)", path.read_text("utf-8"), re.MULTILINE):
        for name in listed.split():
            found += [f"{owner}.{name}", *(methods(f"{owner}.{name}") if f"{owner}.{name}" in WITH_METHODS else [])]
    return found


def entry(name: str) -> list[str]:
    """What Sphinx's autodoc is told for one name."""
    owner, _, last = name.rpartition(".")
    thing, parent = inspect.getattr_static(resolve(owner), last), resolve(owner)
    if inspect.isclass(parent):
        if isinstance(thing, property):
            return [f".. autoproperty:: {name}", ""]
        kind = "automethod" if callable(thing) or isinstance(thing, (classmethod, staticmethod)) else "autoattribute"
        return [f".. {kind}:: {name}", ""]
    if not inspect.isclass(thing):
        value = [] if callable(thing) else ["   :no-value:"]
        return [f".. {'autofunction' if callable(thing) else 'autodata'}:: {name}", *value, ""]
    if name in WITH_METHODS:
        shown = ", ".join(full.rpartition(".")[2] for full in methods(name))
        return [f".. autoclass:: {name}", f"   :members: {shown}", ""]
    ours = name.startswith(("nnbook.models", "nnbook.datasets", "nnbook.training", "nnbook.zoo", "nnbook.ngram"))
    if name.startswith("nnbook.estimators"):  # without what scikit-learn adds to every estimator
        own = ", ".join(n for n in vars(thing) if n in ("fit", "predict", "predict_proba"))
        return [f".. autoclass:: {name}", f"   :members: {own}", ""]
    return [f".. autoclass:: {name}", *(["   :members:"] if ours else []), ""]


class Names(SphinxDirective):
    """`.. names:: nnbook.nn`, below it names: the entries of the reference for them, in this order."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The entries, as nodes of the page."""
        place, line = self.get_source_info()
        lines = StringList()
        for name in " ".join(self.content).split():
            for text in entry(f"{self.arguments[0]}.{name}"):
                lines.append(text, place, line)
        box = nodes.container()
        self.state.nested_parse(lines, self.content_offset, box)
        return box.children


def called_as(thing: Any) -> str:
    """How a layer is called, where that is more than `layer(input)`: from the arguments of its `forward`."""
    forward = getattr(thing, "forward", None)
    if forward is None or not inspect.isclass(thing):
        return ""
    arguments = [p.replace(annotation=inspect.Parameter.empty) for p in inspect.signature(forward).parameters.values()]
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in arguments) or len(arguments) < 3:
        return ""
    return f"Called with `{inspect.Signature(arguments[1:])}`."


def address(domain: str, info: dict[str, str]) -> str | None:
    """Where the code of a name stands, for `[source]`: the file and its lines on the branch main."""
    if domain != "py":
        return None
    try:
        thing = resolve(".".join(filter(None, (info["module"], info["fullname"]))))
        thing = inspect.unwrap(getattr(thing, "fget", thing))
        file = Path(inspect.getsourcefile(thing) or "").resolve().relative_to(ROOT)
        lines, first = inspect.getsourcelines(thing)
    except (AttributeError, ImportError, OSError, TypeError, ValueError):  # a constant, or what Python itself has
        return None
    return f"{repository_url()}/blob/main/{file.as_posix()}#L{first}-L{first + len(lines) - 1}"
