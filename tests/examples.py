"""The one list of components, each with sample inputs: a new component is enrolled in every battery by one line here.

The code of an example runs on either engine: `torch`, `nn`, `F` and `optim` mean nnbook or PyTorch, and the names of the
inputs are tensors. Floating point inputs require gradients, unless they are `fixed`. `layer(...)` builds a module first.
Statements may come before the expression that is the result, separated by "; ".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np

from tests.support import rng_for

Array = np.ndarray[Any, Any]


# ---------------------------------------------------------------------- sample inputs
@dataclass(frozen=True)
class Sample:
    """How an input is drawn; `fixed` ones get no gradient."""

    draw: Callable[[np.random.Generator], Array]
    fixed: bool = False


def normal(*shape: int) -> Sample:
    return Sample(lambda rng: rng.normal(size=shape))


def uniform(low: float, high: float, *shape: int) -> Sample:
    return Sample(lambda rng: rng.uniform(low, high, shape))


def positive(*shape: int) -> Sample:
    return uniform(0.2, 3.0, *shape)


def apart(*shape: int) -> Sample:
    """Numbers that are well apart from each other and from where functions have corners: 0, 0.5, 1, 3, 6."""
    n = int(np.prod(shape))
    return Sample(lambda rng: ((rng.permutation(n) - n // 2) * 0.29 + 0.083).reshape(shape))


def integers(low: int, high: int, *shape: int) -> Sample:
    return Sample(lambda rng: rng.integers(low, high, shape))


def booleans(*shape: int) -> Sample:
    return Sample(lambda rng: rng.random(shape) < 0.5)


def rows_that_sum_to_1(*shape: int) -> Sample:
    return Sample(lambda rng: rng.dirichlet(np.ones(shape[1]), (shape[0], *shape[2:])).swapaxes(1, -1))


def values(*numbers: Any) -> Sample:
    return Sample(lambda rng: np.array(numbers))


def fixed(sample: Sample) -> Sample:
    return replace(sample, fixed=True)


# ---------------------------------------------------------------------- examples
@dataclass(frozen=True)
class Example:
    """Code that runs on both engines, and its inputs."""

    code: str
    inputs: dict[str, Sample] = field(default_factory=dict)
    layer: str = ""  # the expression that builds the module `layer`, if there is one
    random: bool = False  # the values differ from PyTorch's: shapes, types and determinism are compared
    drops: bool = False  # random while training: values are compared in eval mode

    def __str__(self) -> str:
        shapes = ",".join("x".join(map(str, a.shape)) or "()" for a in self.arrays().values())
        return f"{self.layer + ' | ' if self.layer else ''}{self.code} [{shapes}]"

    def arrays(self) -> dict[str, Array]:
        """The inputs: the same for every engine and every run."""
        rng = rng_for(self.layer + self.code)
        return {name: np.asarray(sample.draw(rng)) for name, sample in self.inputs.items()}

    def differentiable(self) -> list[str]:
        """The names of the inputs that get a gradient."""
        return [name for name, a in self.arrays().items() if a.dtype.kind == "f" and not self.inputs[name].fixed]


def call(code: str, **inputs: Sample) -> Example:
    return Example(code, inputs)


def drawn(code: str, **inputs: Sample) -> Example:
    return Example(code, inputs, random=True)


def layer(build: str, forward: str = "", **inputs: Sample) -> Example:
    """A module and its input `x` (or a call that names several)."""
    return Example(forward or f"layer({', '.join(inputs)})", inputs, layer=build)


def each(code: str, inputs: dict[str, Sample], **choices: Any) -> Iterator[Example]:
    """An example for every combination of the choices, which stand in braces in the code.

    Choices in one string are separated by semicolons if there are any, and by spaces otherwise.
    """
    for combination in product(*(_choices(c) for c in choices.values())):
        filled = dict(zip(choices, combination, strict=True))
        if "layer" in code:
            build, _, forward = code.partition(" | ")
            yield layer(build.format(**filled), forward.format(**filled), **inputs)
        else:
            yield call(code.format(**filled), **inputs)


def _choices(choices: Any) -> Any:
    if not isinstance(choices, str):
        return choices
    return [c.strip() for c in choices.split(";")] if ";" in choices else choices.split()


X, Y, V, ONE = normal(3, 4), normal(3, 4), normal(4), normal()
CUBE = normal(2, 3, 4)
BATCH = normal(2, 3, 6, 5)
KEEP = (False, True)


# ---------------------------------------------------------------------- element by element
SMOOTH = "exp expm1 sin cos tanh sigmoid square neg"
CORNERED = "abs sign relu floor ceil round trunc"
ABOVE_0 = "log log2 log10 log1p sqrt rsqrt reciprocal"
POINTWISE = [
    *each("torch.{f}(x)", {"x": X}, f=SMOOTH),
    *each("torch.{f}(x)", {"x": apart(3, 4)}, f=CORNERED),
    *each("torch.{f}(x)", {"x": positive(3, 4)}, f=ABOVE_0),
    *each("x.{f}()", {"x": ONE}, f=SMOOTH),
    *each("x.{f}()", {"x": apart()}, f=CORNERED),
    *each("x.{f}()", {"x": positive(2, 1, 3)}, f=ABOVE_0),
    *each("torch.clamp(x, {k})", {"x": apart(3, 4)}, k="-0.5, 1; min=0.3; max=0.4; 0, 1; min=-1, max=2"),
    call("x.clip(-0.5, 0.5), x.clamp(max=1), torch.clip(x, max=0)", x=apart(3, 4)),
    call("torch.clamp(x, a, b)", x=apart(3, 4), a=uniform(-1, -0.5, 4), b=uniform(0.5, 1, 3, 1)),
    call("torch.round(x, decimals=1)", x=apart(3, 4)),
    call("x.isnan(), x.isinf(), x.isfinite(), x.logical_not()", x=values(1.0, np.nan, np.inf, 0.0)),
    *each("torch.{f}(x)", {"x": values(1.0, np.nan, -np.inf, 0.0)}, f="isnan isinf isfinite logical_not"),
    call("-x, +x, abs(x)", x=apart(3, 4)),
    call("~b, torch.bitwise_not(i), ~i", b=booleans(4), i=integers(-5, 5, 4)),
]
PAIRS = [(X, Y), (X, V), (normal(3, 1), normal(1, 4)), (ONE, X), (X, ONE), (normal(0, 4), V)]
BINARY = [
    *(e for x, y in PAIRS for e in each("x {op} y", {"x": x, "y": y}, op="+ - * / < <= > >= == !=")),
    *(e for x, y in PAIRS for e in each("torch.{f}(x, y)", {"x": x, "y": y}, f="maximum minimum")),
    *each("torch.{f}(x, y)", {"x": X, "y": Y}, f="add sub mul div eq ne lt le gt ge"),
    *each("x.{f}(y)", {"x": X, "y": Y}, f="add sub mul div eq ne lt le gt ge maximum minimum"),
    *each("torch.{f}(x, y)", {"x": apart(3, 4), "y": positive(3, 4)}, f="remainder"),
    *each("x.{f}(0.7)", {"x": fixed(apart(3, 4))}, f="remainder floor_divide"),
    *each("x {op} y", {"x": fixed(apart(3, 4)), "y": fixed(positive(4))}, op="% //"),
    *each("x {op} {n}", {"x": apart(3, 4)}, op="+ - * / %", n="2 2.5 -0.7"),
    *each("x // {n}", {"x": fixed(apart(3, 4))}, n="2 2.5 -0.7"),
    *each("x {op} True", {"x": apart(3, 4)}, op="+ * /"),
    *each("{n} {op} x", {"x": positive(3, 4)}, op="+ - * /", n="2 2.5 -1"),
    *each("{n} {op} x", {"x": fixed(apart(2, 3))}, op="// %", n="2 2.5"),
    *each("torch.{f}(x, y, alpha={a})", {"x": X, "y": V}, f="add sub", a="2 -0.5"),
    *each("torch.div(x, y, rounding_mode={m})", {"x": apart(3, 4), "y": positive(4)}, m="'floor'; 'trunc'; None"),
    *each("x ** {n}", {"x": positive(3, 4)}, n="0 1 2 3 4 -1 0.5 -0.5 2.5"),
    *each("x.pow({n})", {"x": apart(3, 4)}, n="0 1 2 3 4 -1 -2"),
    *each("{f}", {"x": positive(3, 4), "y": X}, f="x ** y; torch.pow(x, y); 2.0 ** y; torch.pow(2, y); x.pow(y)"),
    *each("torch.{f}(b, c)", {"b": booleans(3, 4), "c": booleans(4)}, f="logical_and logical_or logical_xor"),
    *each("i.{f}(j)", {"i": integers(-2, 3, 3, 4), "j": integers(-2, 3, 4)}, f="logical_and logical_or logical_xor"),
    *each("b {op} c", {"b": booleans(3, 4), "c": booleans(4)}, op="& | ^"),
    *each("i {op} j", {"i": integers(-9, 9, 3, 4), "j": integers(1, 9, 4)}, op="& | ^ + - * / // %"),
    *each("torch.bitwise_{f}(i, j)", {"i": integers(-9, 9, 4), "j": integers(0, 9, 4)}, f="and or xor"),
    *each("torch.{f}(x, x + y)", {"x": X, "y": values(0.0, 1e-9, 1e-3, 1.0)}, f="isclose allclose equal"),
    call("torch.allclose(x, x * 1.01, rtol=0.1), x.isclose(x), x.allclose(x + 1)", x=positive(3)),
    call("torch.isclose(x, x, equal_nan=True), torch.isclose(x, x)", x=values(np.nan, 1.0, np.inf)),
    call("x.equal(x), x.equal(y), torch.equal(x, x[:2])", x=X, y=Y),
]

# ---------------------------------------------------------------------- reductions
REDUCTIONS = [
    *each("x.{f}({k})", {"x": CUBE}, f="sum mean", k="; 0; -1; dim=1, keepdim=True; (0, 2); dim=(1, 2), keepdim=True; dim=None"),
    *each("torch.{f}(x, {k})", {"x": CUBE}, f="sum mean var std", k="0; -1; dim=1, keepdim=True; (0, 2)"),
    *each("x.{f}({k})", {"x": CUBE}, f="var std", k="; unbiased=False; 1, unbiased=False, keepdim=True; dim=1, correction=2"),
    *each("torch.{f}(x, {k})", {"x": apart(2, 3, 4)}, f="amax amin", k="0; (0, 2); dim=-1, keepdim=True"),
    *each("x.{f}({k})", {"x": apart(2, 3, 4)}, f="max min amax amin", k="; 0; -1, keepdim=True; dim=1"),
    *each("torch.{f}(x{k})", {"x": apart(3, 4), "y": normal(4)}, f="max min", k="; , y; , 1; , dim=0, keepdim=True"),
    *each("torch.{f}(x, {k})", {"x": apart(2, 3, 4)}, f="argmax argmin", k="None; 0; -1, keepdim=True; dim=1"),
    *each("x.{f}({k})", {"x": apart(2, 3, 4)}, f="argmax argmin", k="; 0; dim=-1"),
    *each("{f}", {"x": CUBE}, f="x.prod(); x.prod(0); torch.prod(x, -1, keepdim=True); torch.prod(x)"),
    *each("torch.cumsum(x, {k}), x.cumsum({k})", {"x": CUBE}, k="0 1 -1"),
    *each("torch.logsumexp(x, {k}), x.logsumexp({k})", {"x": CUBE}, k="0; -1, keepdim=True; (0, 1)"),
    *each("b.{f}({k})", {"b": booleans(3, 4)}, f="all any sum", k="; 0; 1, keepdim=True"),
    *each("torch.{f}(i)", {"i": integers(0, 3, 3, 4)}, f="sum prod max min all any argmax amax"),
    *each("x.norm({p})", {"x": apart(3, 4)}, p="; 1; 2; 3; 0.5; float('inf'); -float('inf'); 2, 1; 1, 0, True; p=2, dim=(0, 1)"),
    *each("torch.norm(x, {p})", {"x": normal(5)}, p="2; p='fro'; 1, dim=0"),
    *each("x.sum(dtype={d}), torch.mean(x, 0, dtype={d})", {"x": X}, d="torch.float64 torch.float32"),
    call("i.sum(dtype=torch.float32), torch.cumsum(i, 0), i.double().mean()", i=integers(0, 5, 3, 4)),
]

# ---------------------------------------------------------------------- matrices
PRODUCTS = [
    ((3, 4), (4,)), ((4,), (4,)), ((4,), (4, 2)), ((2, 3, 4), (4, 5)), ((2, 3, 4), (2, 4, 5)), ((1, 3, 4), (5, 4, 2)),
    ((4,), (2, 4, 3)), ((2, 3, 4), (4,)), ((2, 1, 3, 4), (5, 4, 2)), ((0, 4), (4, 3)),
]  # fmt: skip
LINALG = [
    *each("{f}", {"x": X, "y": normal(4, 2)}, f="torch.matmul(x, y); torch.mm(x, y); x.matmul(y); x.mm(y)"),
    *(call("x @ y", x=normal(*a), y=normal(*b)) for a, b in PRODUCTS),
    *each("{f}", {"x": CUBE, "y": normal(2, 4, 2)}, f="torch.bmm(x, y); x.bmm(y)"),
    *each("{f}", {"x": X, "v": V}, f="torch.mv(x, v); x.mv(v)"),
    *each("{f}", {"v": V, "w": normal(4)}, f="torch.dot(v, w); v.dot(w)"),
    *each("{f}", {"v": V, "w": normal(3)}, f="torch.outer(v, w); v.outer(w)"),
    *each("torch.einsum('{e}', x, y)", {"x": X, "y": normal(4, 5)}, e="ij,jk->ik ij,jk->ki ij,jk->i ij,jk ij,jk-> ij,jk->ijk"),
    *each("torch.einsum('{e}', x)", {"x": CUBE}, e="ijk->kji ijk->ij ijk-> ...k->... ijk->i"),
    call("torch.einsum('bij,bjk->bik', x, y)", x=CUBE, y=normal(2, 4, 3)),
    call("torch.einsum('bhqd,bhkd->bhqk', x, y)", x=normal(2, 2, 3, 4), y=normal(2, 2, 5, 4)),
    call("torch.einsum('ij,jk,kl->il', x, y, z)", x=X, y=normal(4, 5), z=normal(5, 2)),
    call("torch.einsum('...ij,jk->...ik', x, y)", x=CUBE, y=normal(4, 2)),
    call("torch.einsum('i,j->ij', [v, w])", v=normal(2), w=normal(3)),
]

# ---------------------------------------------------------------------- shapes
SHAPE_METHODS = """reshape(6, 4); reshape(-1); reshape((4, -1)); view(6, 4); view(2, -1, 2); flatten(); flatten(1); flatten(0, 1)
    ; unflatten(2, (2, 2)); unflatten(-1, (2, -1)); transpose(0, 2); transpose(-1, -2); permute(2, 0, 1); permute((0, 2, 1))
    ; unsqueeze(0); unsqueeze(-1); unsqueeze(2); mT; swapaxes(0, 1); movedim(0, 2); movedim((0, 1), (2, 0)); repeat(2, 1, 3)
    ; repeat(2, 1, 1, 1); tile(2); tile(2, 1, 2); repeat_interleave(2, 1); repeat_interleave(3); flip(0); flip(0, 2)
    ; flip((1,)); roll(1); roll(2, 1); roll((1, -1), (0, 2)); split(2, 1); split([1, 3], 2); chunk(2, 2); chunk(3); unbind(1)
    ; narrow(2, 1, 2); select(1, 2); expand(2, 3, 4); expand(5, 2, 3, 4); contiguous(); clone(); squeeze(); detach(); data
    ; expand_as(torch.zeros(5, 2, 3, 4)); view_as(torch.zeros(6, 4)); broadcast_to((2, 2, 3, 4))
    ; size(); size(1); size(-1); shape; ndim; dim(); numel(); shape[-1]"""
SHAPE_FUNCTIONS = """reshape(x, (6, 4)); flatten(x, 1); transpose(x, 0, 1); permute(x, (2, 0, 1)); unsqueeze(x, 1); squeeze(x)
    ; swapaxes(x, 0, 1); movedim(x, 0, 1); tile(x, (2, 1, 1)); flip(x, [1]); flip(x, (0, 2)); roll(x, 2); roll(x, 1, 0)
    ; split(x, 2, dim=2); chunk(x, 3, dim=1); unbind(x); narrow(x, 1, 0, 2); select(x, 0, 1); unflatten(x, 1, (3, 1))
    ; broadcast_to(x, (2, 2, 3, 4)); repeat_interleave(x, 2, dim=0); numel(x); is_tensor(x)"""
SHAPING = [
    *each("x.{f}", {"x": CUBE}, f=SHAPE_METHODS),
    *each("torch.{f}", {"x": CUBE}, f=SHAPE_FUNCTIONS),
    *each("x.{f}", {"x": normal(1, 3, 1)}, f="squeeze(); squeeze(0); squeeze(1); squeeze(-1); squeeze((0, 2)); mT"),
    *each("x.{f}", {"x": normal(1, 3, 1)}, f="expand(2, 3, 4); expand(5, -1, -1, 2); expand((2, 3, 1))"),
    *each("{f}", {"x": X}, f="x.T; x.t(); torch.t(x); x.mT; list(x); len(x); [row.sum() for row in x]"),
    *each("{f}", {"x": ONE}, f="x.reshape(1, 1); x.unsqueeze(0); x.squeeze(); x.flatten(); x.expand(3); x.view(-1)"),
    call("torch.repeat_interleave(x, torch.tensor([1, 0, 2]), 0)", x=X),
    *each("torch.{f}([x, y]{k})", {"x": X, "y": Y}, f="cat concat concatenate stack", k="; , 1; , dim=-1"),
    call("torch.cat((x, y, x), dim=1)", x=X, y=normal(3, 2)),
    call("torch.stack([x, y, x], dim=2)", x=X, y=Y),
    call("torch.cat([x, i]), torch.cat([x, torch.zeros(0)])", x=V, i=integers(0, 5, 3)),
    *each("torch.meshgrid({k}, indexing={o})", {"x": normal(2), "y": normal(3)}, k="x, y; [x, y, x]; y", o="'ij' 'xy'"),
    *each("torch.{f}(x, {k}), x.{f}({k})", {"x": X}, f="tril triu diag", k="0 1 -1"),
    *each("x.{f}()", {"x": CUBE}, f="tril triu"),
    *each("torch.diag(v, {k}), v.diag({k})", {"v": V}, k="0 1 -1"),
]

# ---------------------------------------------------------------------- by position
INDICES = """0; -1; 0, 1; ..., 0; :, None; 1:, ::2; :, 1:3, -1; [0, 1, 1]; x > 0; x[:, :, 0] > 0; torch.tensor(1)
    ; torch.tensor([[0, 1], [1, 0]]); torch.tensor([0, 1]), torch.tensor([2, 0]); :, torch.tensor([2, 0]); 0, torch.tensor([2, 0])"""
PLACES = values([0, 1], [3, 2], [2, 0])
INDEXING = [
    *each("x[{i}]", {"x": CUBE}, i=INDICES),
    *each("y = x.clone(); y[{i}] = {v}; y", {"x": CUBE, "z": ONE}, i=["0", "..., 1", "x > 0.5", "torch.tensor([1])"], v="z 2.5"),
    *each("y = x * 2; y[{i}] {op} z; y", {"x": CUBE, "z": normal(4)}, i="0 1:", op="+= *="),
    *each("{f}", {"x": X, "i": integers(0, 3, 2, 4)}, f="torch.gather(x, 0, i); x.gather(0, i)"),
    call("x.gather(1, j), x.gather(-1, j)", x=X, j=integers(0, 4, 3, 2)),
    *each("{f}", {"x": X, "j": integers(0, 4, 3, 2), "y": normal(3, 2)}, f="x.scatter_add(1, j, y); torch.scatter_add(x, 1, j, y)"),
    *each("{f}", {"x": X, "j": PLACES, "y": normal(3, 2)}, f="x.scatter(1, j, y); torch.scatter(x, 1, j, 2.5); x.scatter(1, j, value=1.5)"),
    *each("{f}", {"x": CUBE}, f="torch.index_select(x, 1, torch.tensor([2, 0, 2])); x.index_select(0, torch.tensor([1]))"),
    *each("{f}", {"x": X, "b": booleans(3, 4)}, f="x.masked_fill(b, 2.5); torch.masked_fill(x, b, -float('inf')); x.masked_fill(b[0], 0)"),
    *each("{f}", {"x": X, "b": booleans(3, 4), "v": ONE}, f="x.masked_select(b); torch.masked_select(x, b); x.masked_fill(b, v)"),
    *each("torch.where(b, {xy})", {"b": booleans(3, 4), "x": X, "y": V}, xy="x, y; x, 0.0; 1.5, x; x, 1"),
    *each("{f}", {"b": booleans(3, 4), "x": X, "y": Y}, f="x.where(b, y); x.where(x > 0, 0.0); torch.where(b)"),
    *each("{f}", {"x": values([0.0, 2.0], [3.0, 0.0])}, f="torch.nonzero(x); x.nonzero(); torch.nonzero(x, as_tuple=True)"),
    *each("torch.sort(x{k}), x.sort({m})", {"x": apart(3, 4)}, k="; , 0; , dim=1, descending=True", m="; descending=True"),
    *each("torch.argsort(x, {k}), x.argsort({k})", {"x": apart(3, 4)}, k="0; -1, True; dim=0, stable=True"),
    *each("torch.topk(x, {k}), x.topk({k})", {"x": apart(3, 5)}, k="2; 3, 0; 2, largest=False; k=1, dim=-1; 0"),
]

# ---------------------------------------------------------------------- types, copies, making tensors
TYPE_METHODS = """double(); float(); to(torch.float64); to(dtype=torch.float32); to('cpu'); cpu(); type_as(torch.zeros(1)); nelement()
    ; to(torch.zeros(1, dtype=torch.float64)); to('cpu', torch.float64); to(torch.float64).to(torch.float32); ndimension()
    ; is_floating_point(); is_contiguous(); T.is_contiguous(); requires_grad; device.type; is_cuda; is_leaf; requires_grad_()"""
NEW = """tolist(); new_zeros(2, 3); new_ones((2,)); new_full((2, 2), 3.5); new_tensor([1.0, 2.0]); numpy().shape; numpy().tolist()
    ; new_zeros(3, dtype=torch.int64); new_empty(2, 0); requires_grad_().requires_grad; itemsize; element_size(); nbytes"""
FROM_NUMBERS = """zeros(2, 3); zeros(2, dtype=torch.int64); zeros(3, device='cpu'); zeros(2, requires_grad=True); ones((2, 3)); ones(())
    ; full((2, 2), 3.5); full((2,), 3); full((2,), True); full((2,), 1, dtype=torch.float64); eye(3); eye(2, 4); eye(2, dtype=torch.int64)
    ; arange(5); arange(1, 10, 3); arange(0.0, 1.0, 0.25); arange(5, 0, -2); arange(3, dtype=torch.float32); arange(1, 2, 0.3)
    ; linspace(0, 1, 5); linspace(-2, 3, 11, dtype=torch.float64); linspace(1, 5, 1); linspace(3, -3, 4); linspace(0, 1, 0)
    ; tensor([[1, 2], [3, 4]]); tensor([1.5, 2]); tensor(3); tensor([True, False]); tensor([1], dtype=torch.float64); tensor(2.5)
    ; tensor([], dtype=torch.int32); as_tensor([1.0, 2.0]); empty(2, 3).shape; Size([2, 3]).numel(); pi; e; inf; finfo(torch.float32).eps
    ; finfo(torch.float64).max; finfo(torch.float32).tiny; iinfo(torch.int32).max; device('cpu').type; get_default_dtype(); is_grad_enabled()"""
CREATION = [
    *each("x.{f}", {"x": X}, f=TYPE_METHODS),
    *each("x.detach().{f}", {"x": X}, f=NEW),
    *each("x.{f}", {"x": values(1.7, -2.3, 0.0)}, f="long(); int(); bool(); tolist(); to(torch.int64)"),
    *each("{f}", {"x": fixed(ONE)}, f="x.item(); float(x); int(x * 100); bool(x > 0); f'{x.item():.3f}'; f'{x:.3f}'; x.tolist()"),
    *each("torch.{f}", {}, f=FROM_NUMBERS),
    *each("torch.{f}", {"x": fixed(X)}, f="zeros_like(x); ones_like(x); full_like(x, 2.5); empty_like(x).shape; zeros_like(x, dtype=torch.int64)"),
]
RANDOM_NUMBERS = """rand(2, 3); randn((2, 3)); rand(2, dtype=torch.float64); randint(5, (2, 3)); randint(2, 5, (4,)); randperm(5)
    ; normal(0.0, 1.0, (3,)); multinomial(torch.tensor([0.2, 0.8]), 5, replacement=True); multinomial(torch.ones(3, 4), 2); rand(())
    ; bernoulli(torch.full((2, 3), 0.5)); randn(0, 3); rand(3, generator=torch.Generator().manual_seed(3)); rand_like(torch.ones(2))
    ; randn_like(torch.ones(2, dtype=torch.float64)); normal(torch.ones(2, 3), 1.0); normal(torch.zeros(3), torch.ones(3))"""
FILLED = "uniform_(); uniform_(-1, 1); normal_(2, 3); bernoulli_(0.3); random_(5); random_(2, 9)"
RANDOM = [drawn(f"torch.{f}") for f in _choices(RANDOM_NUMBERS)] + [drawn(f"torch.ones(3, 4).{f}") for f in _choices(FILLED)]
WRITES = """add_(y); sub_(y, alpha=2); mul_(y); div_(2); pow_(2); neg_(); abs_(); exp_(); log_(); sqrt_(); rsqrt_(); tanh_(); sigmoid_()
    ; relu_(); clamp_(0.5, 1); zero_(); fill_(3); copy_(y); masked_fill_(y > 0, 1.5); add_(2).mul_(y); floor_(); ceil_(); round_()
    ; scatter_(1, torch.tensor([[0, 1], [3, 2], [2, 0]]), 2.0); scatter_add_(1, torch.tensor([[0], [3], [2]]), y[:, :1])
    ; remainder_(0.7)"""
IN_PLACE = [
    *each("x.clone().{f}", {"x": positive(3, 4), "y": Y}, f=WRITES),
    *each("z = x * 1; z {op} y; z", {"x": positive(3, 4), "y": V}, op="+= -= *= /="),
    call("z = x * 1; z **= 2; z", x=X),
    *each("z = x.detach().clone(); z {op} 0.7; z", {"x": positive(3, 4)}, op="//= %= +="),
]
FUNCTIONS = [*POINTWISE, *BINARY, *REDUCTIONS, *LINALG, *SHAPING, *INDEXING, *CREATION, *RANDOM, *IN_PLACE]
EXAMPLES = FUNCTIONS
