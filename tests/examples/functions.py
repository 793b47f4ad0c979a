"""Functions and methods of tensors."""

from __future__ import annotations

import numpy as np

from tests.examples._form import (
    APART,
    CUBE,
    CUBE_APART,
    NUMBER,
    POSITIVE,
    VECTOR,
    Example,
    M,
    apart,
    booleans,
    calls,
    drawn,
    fixed,
    integers,
    normal,
    positive,
    uniform,
    values,
)

# ---------------------------------------------------------------------- element by element
SMOOTH = "{exp|expm1|sin|cos|tanh|sigmoid|square|neg|erf}"
CORNERED = "{abs|sign|relu|floor|ceil|round|trunc}"
ABOVE_0 = "{log|log2|log10|log1p|sqrt|rsqrt|reciprocal}"
POINTWISE = [
    *calls(f"torch.{SMOOTH}(x)", x=M),
    *calls(f"torch.{CORNERED}(x)", x=APART),
    *calls(f"torch.{ABOVE_0}(x)", x=POSITIVE),
    *calls(f"x.{SMOOTH}()", x=NUMBER),
    *calls(f"x.{CORNERED}()", x=apart()),
    *calls(f"x.{ABOVE_0}()", x=positive(2, 1, 3)),
    *calls(
        """
        torch.clamp(x, {-0.5, 1|min=0.3|max=0.4|0, 1|min=-1, max=2})
        x.clip(-0.5, 0.5), x.clamp(max=1), torch.clip(x, max=0)
        torch.round(x, decimals=1)
        -x, +x, abs(x)
        """,
        x=APART,
    ),
    *calls("torch.clamp(x, a, b)", x=APART, a=uniform(-1, -0.5, 4), b=uniform(0.5, 1, 3, 1)),
    *calls("torch.{isnan|isinf|isfinite|logical_not}(x)", x=values(1.0, np.nan, -np.inf, 0.0)),
    *calls("x.{isnan|isinf|isfinite|logical_not}()", x=values(1.0, np.nan, np.inf, 0.0)),
    *calls("~b, torch.bitwise_not(i), ~i", b=booleans(4), i=integers(-5, 5, 4)),
]
PAIRS = [(M, normal(3, 4)), (M, VECTOR), (normal(3, 1), normal(1, 4)), (NUMBER, M), (M, NUMBER), (normal(0, 4), VECTOR)]
OF_TWO = """
    x {+|-|*|/|<|<=|>|>=|==|!=} y
    torch.{maximum|minimum}(x, y)
"""
BINARY = [
    *(example for x, y in PAIRS for example in calls(OF_TWO, x=x, y=y)),
    *calls(
        """
        torch.{add|sub|mul|div|eq|ne|lt|le|gt|ge}(x, y)
        x.{add|sub|mul|div|eq|ne|lt|le|gt|ge|maximum|minimum}(y)
        torch.{add|sub}(x, y, alpha={2|-0.5})
        x.equal(x), x.equal(y), torch.equal(x, x[:2])
        """,
        x=M,
        y=normal(3, 4),
    ),
    *calls("torch.remainder(x, y)", x=APART, y=POSITIVE),
    *calls("torch.div(x, y, rounding_mode={'floor'|'trunc'|None})", x=APART, y=positive(4)),
    *calls(
        """
        x {+|-|*|/|%} {2|2.5|-0.7}
        x {+|*|/} True
        x.pow({0|1|2|3|4|-1|-2})
        """,
        x=APART,
    ),
    *calls(
        """
        {2|2.5|-1} {+|-|*|/} x
        x ** {0|1|2|3|4|-1|0.5|-0.5|2.5}
        """,
        x=POSITIVE,
    ),
    *calls("{x ** y|torch.pow(x, y)|2.0 ** y|torch.pow(2, y)|x.pow(y)}", x=POSITIVE, y=M),
    *calls(  # PyTorch has no derivative of these
        """
        x {%|//} y
        x // {2|2.5|-0.7}
        {2|2.5} {//|%} x
        x.{remainder|floor_divide}(0.7)
        torch.floor_divide(x, y)
        """,
        x=fixed(APART),
        y=fixed(positive(4)),
    ),
    *calls("torch.{logical_and|logical_or|logical_xor}(b, c)", b=booleans(3, 4), c=booleans(4)),
    *calls("b {&|^} c", b=booleans(3, 4), c=booleans(4)),
    Example("b | c", {"b": booleans(3, 4), "c": booleans(4)}),
    *calls(
        """
        i {&|^|+|-|*|/|//|%} j
        i.{logical_and|logical_or|logical_xor}(j)
        torch.bitwise_{and|or|xor}(i, j)
        torch.div(i, j, rounding_mode={'floor'|'trunc'})
        """,
        i=integers(-9, 9, 3, 4),
        j=integers(1, 9, 4),
    ),
    *calls("torch.{isclose|allclose|equal}(x, x + y)", x=M, y=values(0.0, 1e-9, 1e-3, 1.0)),
    *calls("torch.allclose(x, x * 1.01, rtol=0.1), x.isclose(x), x.allclose(x + 1)", x=POSITIVE),
    *calls("torch.isclose(x, x, equal_nan={True|False})", x=values(np.nan, 1.0, np.inf)),
]

# ---------------------------------------------------------------------- reductions
REDUCTIONS = [
    *calls(
        """
        x.{sum|mean}({|0|-1|dim=1, keepdim=True|(0, 2)|dim=(1, 2), keepdim=True|dim=None})
        torch.{sum|mean|var|std}(x, {0|-1|dim=1, keepdim=True|(0, 2)})
        torch.{var|std}(x, False), x.var(False)
        x.{var|std}({|unbiased=False|1, unbiased=False, keepdim=True|dim=1, correction=2})
        torch.cumsum(x, {0|1|-1}), x.cumsum(1)
        torch.logsumexp(x, {0|-1, keepdim=True|(0, 1)}), x.logsumexp(-1)
        x.sum(dtype={torch.float64|torch.float32}), torch.mean(x, 0, dtype=torch.float64)
        """,
        x=CUBE,
    ),
    *calls(
        """
        torch.{amax|amin}(x, {0|(0, 2)|dim=-1, keepdim=True})
        x.{max|min|amax|amin}({|0|-1, keepdim=True|dim=1})
        torch.{max|min}(x{|, 1|, dim=0, keepdim=True})
        torch.{argmax|argmin}(x, {None|0|-1, keepdim=True|dim=1})
        x.{argmax|argmin}({|0|dim=-1})
        x.norm({|1|2|3|0.5|float('inf')|-float('inf')|2, 1|1, 0, True|p=2, dim=(0, 1)})
        torch.norm(x, {2|p='fro'|1, dim=0})
        """,
        x=CUBE_APART,
    ),
    *calls("torch.{max|min}(x, y)", x=APART, y=VECTOR),
    *calls("x.norm(0{|, 1})", x=fixed(APART)),
    *calls("{x.prod()|x.prod(0)|torch.prod(x, -1, keepdim=True)|torch.prod(x)}", x=uniform(0.7, 1.4, 2, 3, 4)),
    *calls("b.{all|any|sum}({|0|1, keepdim=True})", b=booleans(3, 4)),
    *calls("torch.{sum|prod|max|min|all|any|argmax|amax}(i)", i=integers(0, 3, 3, 4)),
    *calls("i.sum(dtype=torch.float32), torch.cumsum(i, 0), i.double().mean()", i=integers(0, 5, 3, 4)),
]

# ---------------------------------------------------------------------- matrices
PRODUCTS = [
    ((3, 4), (4,)), ((4,), (4,)), ((4,), (4, 2)), ((2, 3, 4), (4, 5)), ((2, 3, 4), (2, 4, 5)), ((1, 3, 4), (5, 4, 2)),
    ((4,), (2, 4, 3)), ((2, 3, 4), (4,)), ((2, 1, 3, 4), (5, 4, 2)), ((0, 4), (4, 3)),
]  # fmt: skip
LINALG = [
    *calls("{torch.matmul(x, y)|torch.mm(x, y)|x.matmul(y)|x.mm(y)}", x=M, y=normal(4, 2)),
    *(Example("x @ y", {"x": normal(*a), "y": normal(*b)}) for a, b in PRODUCTS),
    *calls("{torch.bmm(x, y)|x.bmm(y)}", x=CUBE, y=normal(2, 4, 2)),
    *calls("{torch.mv(x, v)|x.mv(v)}", x=M, v=VECTOR),
    *calls("{torch.dot(v, w)|v.dot(w)}", v=VECTOR, w=normal(4)),
    *calls("{torch.outer(v, w)|v.outer(w)|torch.einsum('i,j->ij', [v, w])}", v=VECTOR, w=normal(3)),
    *calls("torch.einsum('ij,jk{->ik|->ki|->i||->|->ijk}', x, y)", x=M, y=normal(4, 5)),
    *calls("torch.einsum('ijk{->kji|->ij|->|->i|}', x)", x=CUBE),
    *calls("torch.einsum('...k->...', x)", x=CUBE),
    *calls("torch.einsum('ii{->i|->|}', x)", x=normal(3, 3)),
    *calls("torch.einsum('iji{->ij|->j|->ji|}', x), torch.einsum('iii->i', x)", x=normal(3, 3, 3)),
    *calls("torch.einsum('bii,bi->b', x, y)", x=normal(2, 3, 3), y=normal(2, 3)),
    *calls("torch.einsum('bij,bjk->bik', x, y)", x=CUBE, y=normal(2, 4, 3)),
    *calls("torch.einsum('bhqd,bhkd->bhqk', x, y)", x=normal(2, 2, 3, 4), y=normal(2, 2, 5, 4)),
    *calls("torch.einsum('ij,jk,kl->il', x, y, z)", x=M, y=normal(4, 5), z=normal(5, 2)),
    *calls("torch.einsum('...ij,jk->...ik', x, y)", x=CUBE, y=normal(4, 2)),
]

# ---------------------------------------------------------------------- shapes
SHAPING = [
    *calls(
        """
        x.reshape({6, 4|-1|(4, -1)})
        x.view({6, 4|2, -1, 2|-1})
        x.flatten({|1|0, 1})
        x.unflatten({2, (2, 2)|-1, (2, -1)})
        x.transpose({0, 2|-1, -2})
        x.permute({2, 0, 1|(0, 2, 1)})
        x.unsqueeze({0|-1|2})
        x.{mT|swapaxes(0, 1)|squeeze()|contiguous()|clone()|detach()|data}, x.mT.contiguous()
        x.movedim({0, 2|(0, 1), (2, 0)})
        x.repeat({2, 1, 3|2, 1, 1, 1})
        x.tile({2|2, 1, 2})
        x.repeat_interleave({2, 1|3})
        x.flip({0|0, 2|(1,)})
        x.roll({1|2, 1|(1, -1), (0, 2)})
        x.split({2, 1|[1, 3], 2})
        x.chunk({2, 2|3})
        x.{unbind(1)|narrow(2, 1, 2)|select(1, 2)}
        x.expand({2, 3, 4|5, 2, 3, 4})
        x.{expand_as(torch.zeros(5, 2, 3, 4))|view_as(torch.zeros(6, 4))|broadcast_to((2, 2, 3, 4))}
        x.{size()|size(1)|size(-1)|shape|ndim|dim()|numel()|shape[-1]}
        torch.{reshape(x, (6, 4))|flatten(x, 1)|transpose(x, 0, 1)|permute(x, (2, 0, 1))|unsqueeze(x, 1)|squeeze(x)}
        torch.{swapaxes(x, 0, 1)|movedim(x, 0, 1)|tile(x, (2, 1, 1))|flip(x, [1])|flip(x, (0, 2))|roll(x, 2)}
        torch.{roll(x, 1, 0)|split(x, 2, dim=2)|chunk(x, 3, dim=1)|unbind(x)|narrow(x, 1, 0, 2)|select(x, 0, 1)}
        torch.{unflatten(x, 1, (3, 1))|broadcast_to(x, (2, 2, 3, 4))|repeat_interleave(x, 2, dim=0)}
        torch.{numel(x)|is_tensor(x)}
        x.{tril|triu}()
        """,
        x=CUBE,
    ),
    *calls(
        """
        x.squeeze({|0|1|-1|(0, 2)})
        x.expand({2, 3, 4|5, -1, -1, 2|(2, 3, 1)})
        x.mT
        """,
        x=normal(1, 3, 1),
    ),
    *calls(
        """
        {x.T|x.t()|torch.t(x)|x.mT|list(x)|len(x)|[row.sum() for row in x]}
        torch.repeat_interleave(x, torch.tensor([1, 0, 2]), 0)
        torch.{tril|triu|diag}(x, {0|1|-1}), x.diag(1)
        """,
        x=M,
    ),
    *calls("{x.sort()|torch.argsort(x)|x.cumsum(0)|x.max(0)|x.amax(0)|x.sum(-1)|torch.topk(x, 1)}", x=NUMBER),
    *calls("x.{reshape(1, 1)|unsqueeze(0)|squeeze()|flatten()|expand(3)|view(-1)}", x=NUMBER),
    *calls("torch.diag(v, {0|1|-1}), v.diag(2)", v=VECTOR),
    *calls("torch.{cat|concat|concatenate|stack}([x, y]{|, 1|, dim=-1})", x=M, y=normal(3, 4)),
    *calls("torch.cat((x, y, x), dim=1)", x=M, y=normal(3, 2)),
    *calls("torch.stack([x, y, x], dim=2)", x=M, y=normal(3, 4)),
    *calls("torch.cat([x, i]), torch.cat([x, torch.zeros(0)])", x=VECTOR, i=integers(0, 5, 3)),
    *calls("torch.meshgrid({x, y|[x, y, x]|y}, indexing={'ij'|'xy'})", x=normal(2), y=normal(3)),
]

# ---------------------------------------------------------------------- by position
SOME, PLACES = booleans(3, 4), values([0, 1], [3, 2], [2, 0])
INDEXING = [
    *calls(
        """
        x[{0|-1|0, 1|..., 0|:, None|1:, ::2|:, 1:3, -1|[0, 1, 1]|x > 0|x[:, :, 0] > 0|torch.tensor(1)}]
        x[torch.tensor([[0, 1], [1, 0]])]
        x[torch.tensor([0, 1]), torch.tensor([2, 0])]
        x[{:|0}, torch.tensor([2, 0])]
        torch.index_select(x, 1, torch.tensor([2, 0, 2]))
        x.index_select(0, torch.tensor([1]))
        """,
        x=CUBE,
    ),
    *calls("y = x.clone(); y[{0|..., 1|x > 0.5|torch.tensor([1])}] = {z|2.5}; y", x=CUBE, z=NUMBER),
    *calls("y = x * 2; y[{0|1:|..., 2:}] {+=|*=} z; y", x=CUBE, z=NUMBER),
    *calls("y = x * 2; y[y > 0] *= 3; y[0] = y[1] * 2; y", x=CUBE),
    *calls("{torch.gather(x, 0, i)|x.gather(0, i)}", x=M, i=integers(0, 3, 2, 4)),
    *calls("x.gather({1|-1}, j)", x=M, j=integers(0, 4, 3, 2)),
    *calls("{x.scatter_add(1, j, y)|torch.scatter_add(x, 1, j, y)}", x=M, j=integers(0, 4, 3, 2), y=normal(3, 2)),
    *calls(
        "{x.scatter(1, j, y)|torch.scatter(x, 1, j, 2.5)|x.scatter(1, j, value=1.5)}", x=M, j=PLACES, y=normal(3, 2)
    ),
    *calls(
        """
        {x.masked_fill(b, 2.5)|torch.masked_fill(x, b, -float('inf'))|x.masked_fill(b[0], 0)|x.masked_fill(b, v)}
        {x.masked_select(b)|torch.masked_select(x, b)}
        torch.where(b, {x, y|x, 0.0|1.5, x|x, 1})
        {x.where(b, y)|x.where(x > 0, 0.0)|torch.where(b)}
        """,
        x=M,
        b=SOME,
        v=NUMBER,
        y=VECTOR,
    ),
    *calls("{torch.nonzero(x)|x.nonzero()|torch.nonzero(x, as_tuple=True)}", x=values([0.0, 2.0], [3.0, 0.0])),
    *calls(
        """
        torch.sort(x{|, 0|, dim=1, descending=True}), x.sort({|descending=True})
        torch.argsort(x, {0|-1, True|dim=0, stable=True}), x.argsort({|0})
        torch.topk(x, {2|3, 0|2, largest=False|k=1, dim=-1|0}), x.topk({1|3})
        """,
        x=APART,
    ),
]

# ---------------------------------------------------------------------- types, copies, making tensors
CREATION = [
    *calls(
        """
        x.{double()|float()|cpu()|to(torch.float64)|to(dtype=torch.float32)|to('cpu')|type_as(torch.zeros(1))}
        x.to(torch.float64, {False|True}), x.to(x.dtype, copy=True)
        x.{to(torch.zeros(1, dtype=torch.float64))|to('cpu', torch.float64)|to(torch.float64).to(torch.float32)}
        x.{is_floating_point()|is_contiguous()|T.is_contiguous()|nelement()|ndimension()}
        x.{requires_grad|device.type|is_cuda|is_leaf|requires_grad_()}
        x.detach().{tolist()|new_zeros(2, 3)|new_ones((2,))|new_full((2, 2), 3.5)|new_tensor([1.0, 2.0])}
        x.detach().{new_zeros(3, dtype=torch.int64)|new_empty(2, 0)|requires_grad_().requires_grad}
        x.detach().{numpy().shape|numpy().tolist()|itemsize|element_size()|nbytes}
        """,
        x=M,
    ),
    *calls("x.{long()|int()|bool()|tolist()|to(torch.int64)}", x=values(1.7, -2.3, 0.0)),
    *calls(
        """
        {x.item()|float(x)|int(x * 100)|bool(x > 0)|x.tolist()}
        f'{x.item():.3f}', f'{x:.3f}'
        """,
        x=fixed(NUMBER),
    ),
    *calls(
        """
        torch.zeros({2, 3|2, dtype=torch.int64|3, device='cpu'|2, requires_grad=True})
        torch.ones({(2, 3)|()})
        torch.full({(2, 2), 3.5|(2,), 3|(2,), True|(2,), 1, dtype=torch.float64})
        torch.eye({3|2, 4|2, dtype=torch.int64})
        torch.arange({5|1, 10, 3|0.0, 1.0, 0.25|5, 0, -2|3, dtype=torch.float32|1, 2, 0.3})
        torch.linspace({0, 1, 5|-2, 3, 11, dtype=torch.float64|1, 5, 1|3, -3, 4|0, 1, 0})
        torch.tensor({[[1, 2], [3, 4]]|[1.5, 2]|3|2.5|[True, False]|[1], dtype=torch.float64|[], dtype=torch.int32})
        torch.{as_tensor([1.0, 2.0])|empty(2, 3).shape|Size([2, 3]).numel()|pi|e|inf}
        torch.finfo({torch.float32|torch.float64}).{eps|max|tiny}
        torch.{iinfo(torch.int32).max|get_default_dtype()|is_grad_enabled()}
        {repr|str|hash(torch.device('cpu')) == hash|torch.device('cpu') == torch.device}(torch.device('cpu'))
        torch.device('cpu{|:0}').{type|index}, str(torch.device('cpu:0')), repr(torch.device('cpu', 0))
        torch.zeros(2, dtype={float|int|bool}).dtype, torch.ones(1).device == torch.device('cpu')
        """
    ),
    *calls("torch.{zeros_like(x)|ones_like(x)|full_like(x, 2.5)|empty_like(x).shape}", x=fixed(M)),
    *calls("torch.{zeros_like(x, dtype=torch.int64)|from_numpy(np.arange(3))}", x=fixed(M)),
]
RANDOM = drawn(
    """
    torch.{rand(2, 3)|randn((2, 3))|rand(2, dtype=torch.float64)|rand(())|randn(0, 3)}
    torch.rand(3, generator=torch.Generator().manual_seed(3))
    torch.{randint(5, (2, 3))|randint(2, 5, (4,))|randperm(5)|rand_like(torch.ones(2))}
    torch.randn_like(torch.ones(2, dtype=torch.float64))
    torch.normal({0.0, 1.0, (3,)|torch.ones(2, 3), 1.0|torch.zeros(3), torch.ones(3)})
    torch.multinomial({torch.tensor([0.2, 0.8]), 5, replacement=True|torch.ones(3, 4), 2})
    torch.bernoulli(torch.full((2, 3), 0.5))
    torch.ones(3, 4).{uniform_()|uniform_(-1, 1)|normal_(2, 3)|bernoulli_(0.3)|random_(5)|random_(2, 9)}
    """
)
IN_PLACE = [
    *calls(
        """
        x.clone().{add_(y)|sub_(y, alpha=2)|mul_(y)|div_(2)|pow_(2)|neg_()|abs_()|exp_()|log_()|sqrt_()|rsqrt_()}
        x.clone().{sigmoid_()|relu_()|clamp_(0.5, 1)|zero_()|fill_(3)|copy_(y)|masked_fill_(y > 0, 1.5)|add_(2).mul_(y)}
        x.clone().{tanh_()|floor_()|ceil_()|round_()|remainder_(0.7)}
        x.clone().scatter_(1, torch.tensor([[0, 1], [3, 2], [2, 0]]), 2.0)
        x.clone().scatter_add_(1, torch.tensor([[0], [3], [2]]), y[:, :1])
        z = x * 1; z {+=|-=|*=|/=} y[0]; z
        z = x * 1; z **= 2; z
        z = x.detach().clone(); z {//=|%=|+=} 0.7; z
        """,
        x=POSITIVE,
        y=M,
    ),
    *calls("x.clone().floor_divide_(0.7)", x=fixed(POSITIVE)),
]
FUNCTIONS = [*POINTWISE, *BINARY, *REDUCTIONS, *LINALG, *SHAPING, *INDEXING, *CREATION, *RANDOM, *IN_PLACE]
