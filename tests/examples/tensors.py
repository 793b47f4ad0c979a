"""Functions and methods of tensors that are less often met: second part of functions.py."""

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
    Sample,
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

SMALL = uniform(-0.9, 0.9, 3, 4)
NAN = float("nan")

# ---------------------------------------------------------------------- element by element
ELEMENTS = [
    *calls("torch.{tan|sinh|cosh|asinh|arcsinh|atan|arctan|sinc|deg2rad|rad2deg|exp2|erfc|negative|positive}(x)", x=M),
    *calls("torch.{asin|acos|atanh|arcsin|arccos|arctanh|erfinv}(x)", x=SMALL),
    *calls("torch.{acosh|arccosh}(x)", x=uniform(1.1, 4.0, 3, 4)),
    *calls("torch.logit(x{|, 1e-2|, eps=0.4})", x=uniform(0.05, 0.95, 3, 4)),
    *calls("torch.{absolute|frac|fix|nan_to_num}(x)", x=APART),
    *calls("torch.sgn(x), x.sgn(), x.clone().sgn_()", x=fixed(APART)),
    *calls("x.{tan|sinh|cosh|asinh|arcsinh|atan|arctan|sinc|deg2rad|rad2deg|exp2|erfc|negative|positive}()", x=NUMBER),
    *calls("x.{asin|acos|atanh|arcsin|arccos|arctanh|erfinv|absolute|frac|fix}()", x=uniform(-0.9, 0.9)),
    *calls("x.{acosh()|arccosh()|logit(0.1)|nan_to_num()}", x=uniform(1.1, 2.0)),
    *calls("torch.clamp_{min|max}(x, {0.3|1})", x=APART),
    *calls("x.clamp_{min|max}({-0.5|y})", x=APART, y=uniform(-1, -0.5, 4)),
    *calls(
        """
        torch.nan_to_num(x{, 1.5, 9.0, -9.0|, posinf=3.0, neginf=1}), x.nan_to_num(2.0, 1, 2)
        torch.{isposinf|isneginf|isreal|signbit}(x)
        x.{isposinf|isneginf|isreal|signbit}()
        """,
        x=fixed(values(1.0, np.nan, np.inf, -np.inf, -0.0)),
    ),
    *calls("torch.{hypot|atan2|arctan2|logaddexp}(x, y)", x=M, y=VECTOR),
    *calls("x.{hypot|atan2|arctan2|logaddexp}(y)", x=M, y=normal(3, 4)),
    *calls("torch.{subtract|multiply|divide|true_divide}(x, y)", x=M, y=POSITIVE),
    *calls(
        "x.{subtract(y)|subtract(y, alpha=2)|multiply(y)|divide(y, rounding_mode=None)|true_divide(y)}", x=M, y=POSITIVE
    ),
    *calls("torch.{fmod(x, y)|fmod(x, 0.7)}, x.fmod(y)", x=APART, y=positive(4)),
    *calls("torch.{xlogy(x, y)|float_power(y, x)|float_power(y, 2)|float_power(2, x)}", x=M, y=POSITIVE),
    *calls("x.{xlogy(y)|float_power(2)|xlogy(2)}", x=POSITIVE, y=positive(4)),
    *calls("torch.{addcmul|addcdiv}(x, y, z{|, value=0.5})", x=M, y=VECTOR, z=positive(3, 1)),
    *calls("x.{addcmul|addcdiv}(y, z{|, value=-2})", x=M, y=VECTOR, z=positive(3, 1)),
    *calls("torch.lerp(x, y, {0.3|w}), x.lerp(y, {1|w})", x=M, y=normal(3, 4), w=uniform(0, 1, 3, 4)),
    *calls("torch.{greater|greater_equal|less|less_equal|not_equal}(x, y)", x=M, y=VECTOR),
    *calls("x.{greater|greater_equal|less|less_equal|not_equal}({0|y})", x=M, y=VECTOR),
    *calls("i {<<|>>} j", i=integers(0, 9, 3, 4), j=integers(0, 4, 4)),
    *calls(
        "torch.bitwise_{left|right}_shift(i, j), i.bitwise_{left|right}_shift(2)",
        i=integers(0, 9, 3, 4),
        j=integers(0, 4, 4),
    ),
    *calls(
        "i.bitwise_{and|or|xor}(j), i.bitwise_not(), torch.fmod(i, j)",
        i=integers(1, 9, 4),
        j=integers(1, 4, 4),
    ),
    *calls("torch.{tan|asinh|exp2|erfc|deg2rad|sinc}(i).dtype", i=integers(1, 4, 3)),
]

# ---------------------------------------------------------------------- along axes
ALONG = [
    *calls("torch.cumprod(x, {0|-1}), x.cumprod(1)", x=uniform(0.5, 1.5, 2, 3, 4)),
    *calls("x.cumprod({0|1})", x=values([0.0, 2.0, 3.0], [1.5, 0.0, 2.0], [2.0, 3.0, 0.0])),
    *calls("torch.cumprod(i, 0), torch.cumprod(i, 1, dtype=torch.float64)", i=integers(1, 4, 3, 3)),
    *calls("torch.logcumsumexp(x, {0|-1}), x.logcumsumexp(1)", x=CUBE),
    *calls("torch.{cummax|cummin}(x, {0|-1}), x.{cummax|cummin}(1)", x=CUBE_APART),
    *calls("torch.{cummax|cummin}(x, 0)", x=values(1.0, 3.0, 3.0, NAN, 2.0)),
    *calls("torch.{cummax|cummin}(i, 0)", i=integers(0, 3, 6)),
    *calls("torch.diff(x{|, dim=0|, 2|, n=1, dim=1|, 9}), x.diff()", x=CUBE),
    *calls("torch.diff(x, prepend=y, append=y)", x=M, y=normal(3, 2)),
    *calls("torch.diff(b), torch.diff(i, n=2)", b=booleans(5), i=integers(0, 9, 5)),
    *calls(
        "torch.{nansum|nanmean}(x{|, 0|, dim=(0, 1), keepdim=True}), x.{nansum|nanmean}()",
        x=values([1.0, NAN], [2.0, 5.0]),
    ),
    *calls("torch.nansum(i), i.nansum(0)", i=integers(0, 5, 3, 4)),
    *calls(
        """
        torch.{median|nanmedian}(x{|, 0|, dim=-1, keepdim=True}), x.{median|nanmedian}()
        torch.kthvalue(x, {1|2, 0|3, dim=1, keepdim=True}), x.kthvalue(2)
        torch.mode(x{|, 0}), x.mode()
        torch.{quantile|nanquantile}(x, 0.3{|, 0|, dim=-1, keepdim=True|, keepdim=True}), x.{quantile|nanquantile}(0.5)
        torch.quantile(x, torch.tensor([0.0, 0.25, 1.0], dtype=x.dtype){|, 1|, dim=0, keepdim=True|, keepdim=True})
        torch.quantile(x, 0.4, interpolation={'lower'|'higher'|'nearest'|'midpoint'})
        torch.aminmax(x{|, dim=0|, dim=1, keepdim=True}), x.aminmax()
        torch.{var_mean|std_mean}(x{|, 0|, dim=(0, 1), correction=0|, 1, False, True|, False})
        """,
        x=CUBE_APART,
    ),
    *calls(
        "torch.{median|nanmedian}(x{|, 1}), torch.quantile(x, 0.5, 1)",
        x=fixed(values([1.0, NAN, 3.0], [2.0, 5.0, 4.0])),
    ),
    *calls("torch.nanquantile(x, 0.5{|, 1|, 0}), x.nanmedian(1)", x=fixed(values([1.0, NAN, 3.0], [2.0, 5.0, 4.0]))),
    *calls("torch.mode(i, 1).values, i.mode(0).values, torch.median(i)", i=integers(0, 3, 4, 5)),
    *calls("torch.median(x), torch.median(x, 0).values", x=apart(5)),
    *calls("torch.count_nonzero(x{|, 0|, (0, 1)}), x.count_nonzero(dim=1)", x=fixed(values([0.0, 1.0], [2.0, 0.0]))),
    *calls("torch.cov(x{|, correction=0}), x.cov(), torch.corrcoef(x), x.corrcoef()", x=normal(3, 6)),
    *calls("torch.cov(x), torch.corrcoef(x)", x=normal(6)),
    *calls("torch.{msort(x)|argwhere(x > 0)}, x.{msort()|argwhere()}", x=APART),
]

# ---------------------------------------------------------------------- matrices
SQUARE = Sample(lambda rng: rng.normal(size=(3, 3)) + 3 * np.eye(3))
SQUARES = Sample(lambda rng: rng.normal(size=(2, 3, 3)) + 3 * np.eye(3))
TALL, WIDE = normal(5, 3), normal(2, 4)
OUTER = "(x @ x.mT + torch.eye(3, dtype=x.dtype))"
MATRICES = [
    *calls("torch.addmm(b, x, y{|, beta=0.5, alpha=2|, beta=0}), b.addmm(x, y)", b=VECTOR, x=normal(2, 3), y=M),
    *calls("torch.addmv(b, x, v{|, alpha=2}), b.addmv(x, v)", b=normal(3), x=M, v=VECTOR),
    *calls("torch.addr(b, v, w{|, beta=2}), b.addr(v, w)", b=NUMBER, v=VECTOR, w=normal(3)),
    *calls(
        "torch.{baddbmm|addbmm}(b, x, y{|, beta=0.5, alpha=2}), b.{baddbmm|addbmm}(x, y)",
        b=normal(3, 2),
        x=CUBE,
        y=normal(2, 4, 2),
    ),
    *calls("torch.{ger|inner|kron}(v, w), v.{ger|inner|kron}(w)", v=VECTOR, w=normal(4)),
    *calls("torch.{vdot|dist}(v, w), v.{vdot|dist}(w), torch.dist(v, w, {1|3})", v=VECTOR, w=normal(4)),
    *calls("torch.inner(x, y), torch.inner(x, {n|2 * n})", x=CUBE, y=normal(5, 4), n=NUMBER),
    *calls("torch.kron(x, y)", x=M, y=normal(2, 1, 3)),
    *calls("torch.tensordot(x, y)", x=normal(2, 4, 3), y=normal(4, 3, 2)),
    *calls("torch.tensordot(x, y, {1|([2, 1], [0, 1])|0|([0], [2])})", x=normal(2, 3, 4), y=normal(4, 3, 2)),
    *calls("torch.linalg.multi_dot([x, y, x])", x=normal(2, 3), y=normal(3, 2)),
    *calls(
        "torch.cross(x, y, dim={0|-1}), torch.linalg.cross(x, y), x.cross(y, dim=0)", x=normal(3, 3), y=normal(3, 3)
    ),
    *calls("torch.cdist(x, y{|, p=1|, p=3|, float('inf')})", x=normal(2, 5, 3), y=normal(2, 4, 3)),
    *calls(
        """
        torch.linalg.{inv|det|slogdet|svdvals}(x)
        torch.{inverse|det|slogdet|pinverse}(x), x.{inverse|det|slogdet|pinverse}()
        torch.matrix_power(x, {0|1|3|-2}), x.matrix_power(2), torch.linalg.matrix_power(x, 2)
        torch.linalg.solve(x, x.mT + 1), torch.linalg.solve(x, x.mT, left=False)
        torch.linalg.matrix_norm(x{|, 'nuc'|, 2|, -2|, 1|, -1|, float('inf')|, 'fro', (0, 1), True|, ord=-float('inf')})
        torch.linalg.norm(x{|, dim=0|, 3, 1|, 'fro', (-2, -1)|, 2, (0, 1), True})
        torch.linalg.qr(x), torch.linalg.qr(x)[1]
        torch.linalg.pinv(x)
        """,
        x=SQUARES,
    ),
    *calls("torch.logdet(x), x.logdet()", x=Sample(lambda rng: np.eye(3) * 3 + rng.random((3, 3)) / 3)),
    *calls("torch.linalg.norm(x{|, 1|, 'nuc'|, float('inf')}), torch.linalg.det(x)", x=SQUARE),
    *calls("torch.linalg.solve(x, b)", x=SQUARE, b=normal(3)),
    *calls("torch.linalg.solve(x, b)", x=SQUARES, b=normal(2, 3, 2)),
    *calls(
        f"""
        torch.linalg.cholesky({OUTER}{{|, upper=True}})
        torch.linalg.{{eigh({OUTER})[0]|eigvalsh({OUTER})}}
        torch.linalg.eigh({OUTER})[1].abs()
        """,
        x=SQUARES,
    ),
    *calls("torch.linalg.lstsq(x, b)[0], torch.linalg.pinv(x)", x=TALL, b=normal(5, 2)),
    *calls("torch.linalg.lstsq(x, b, driver={'gels'|'gelsd'|'gelsy'})", x=fixed(TALL), b=fixed(normal(5, 2))),
    *calls("torch.linalg.qr(x), torch.linalg.svd(x)[1], torch.linalg.pinv(x)", x=TALL),
    *calls("torch.linalg.{qr(x)[1]|pinv(x)|svd(x)[1]|svdvals(x)}.abs()", x=fixed(WIDE)),
    *calls("(torch.linalg.svd(x, False)[0] * torch.linalg.svd(x, False)[2][0, 0].sign()).abs()", x=TALL),
    *calls("torch.linalg.svd(x, full_matrices=False)[{0|2}] ** 2", x=TALL),
    *calls("torch.linalg.{matrix_rank(x)|qr(x, 'complete')[0].abs()|qr(x, mode='r')[1].abs()}", x=fixed(TALL)),
    *calls("torch.linalg.eigvals(x).abs().sort().values", x=fixed(values([2.0, 1.0], [0.5, 3.0]))),
    *calls(
        "torch.linalg.{vector_norm|norm}(v{|, 1|, 3.5|, ord=0|, float('inf')|, 2, 0|, dim=0, keepdim=True})",
        v=fixed(VECTOR),
    ),
    *calls("torch.linalg.vector_norm(x{|, 1|, 3, (0, 2)|, 2, -1, True})", x=CUBE),
]

# ---------------------------------------------------------------------- shapes
SHAPES = [
    *calls(
        """
        torch.diagonal(x{|, 1|, -1, 1, 2|, offset=0, dim1=-1, dim2=0}), x.diagonal(0, 1, 2)
        torch.{moveaxis(x, 0, 2)|swapdims(x, 0, 1)|ravel(x)|adjoint(x)|fliplr(x)|flipud(x)|rot90(x)|clone(x)|detach(x)}
        torch.rot90(x, {2|3|-1|4|1, (1, 2)|1, [2, 0]}), x.rot90(1, (1, 2))
        x.{moveaxis(0, 2)|swapdims(0, 1)|ravel()|adjoint()|mH|fliplr()|flipud()|real}
        torch.tensor_split(x, {2|3|(1, 3)|[1]}, {1|-1}), x.tensor_split(2)
        torch.{hsplit(x, 3)|vsplit(x, 2)|dsplit(x, 2)|hsplit(x, (1,))|split_with_sizes(x, [1, 3], 2)}
        x.{hsplit(3)|vsplit([1])|dsplit(4)|split_with_sizes([1, 1])}
        torch.{atleast_1d|atleast_2d|atleast_3d}(x{|, x[0]|, x[0, 0], x[0, 0, 0]})
        torch.{hstack|vstack|dstack|column_stack|row_stack}([x, x * 2])
        torch.{hstack|vstack|dstack|column_stack|row_stack}((x[0, 0], x[1, 1]))
        torch.{hstack|vstack|dstack|column_stack}([x[0, 0, 0], x[1, 1, 0]])
        x.unfold({2, 2, 1|2, 3, 2|-1, 4, 1|1, 2, 1|0, 1, 1})
        x.sum_to_size({2, 1, 4|3, 4|1}), x.reshape_as(torch.zeros(6, 4))
        x.{stride()|stride(0)|stride(-1)|mT.stride()|storage_offset()|get_device()|is_cpu|is_sparse|is_quantized|is_meta|is_mps}
        x[1].storage_offset(), x.{is_complex()|is_signed()|is_pinned()|is_shared()|is_inference()|is_same_size(x)}
        torch.{is_complex(x)|is_floating_point(x)|is_signed(x)|is_same_size(x, x[0])|is_nonzero(x[0, 0, 0])}
        x[0, 0, 0].is_nonzero(), x.detach().share_memory_()
        """,
        x=CUBE,
    ),
    *calls("torch.trace(x), x.trace(), x.H, torch.triu(x), torch.diagflat(x), x.diagflat(-1)", x=M),
    *calls("torch.diag_embed(x{|, 1|, -1|, 0, 0, 2|, 1, 2, 0}), x.diag_embed()", x=M),
    *calls("torch.block_diag(x, v, n)", x=M, v=VECTOR, n=NUMBER),
    *calls(
        "torch.cartesian_prod(v, w), torch.cartesian_prod(v), torch.combinations(v{|, 3|, 2, True})",
        v=VECTOR,
        w=normal(2),
    ),
    *calls("torch.broadcast_tensors({x, v|v, n}), torch.broadcast_shapes((2, 1), (3,))", x=M, v=VECTOR, n=NUMBER),
    *calls("torch.{tril|triu}_indices({3, 4|4, 3, 1|2, 2, offset=-1})"),
    *calls("x.clone().{unsqueeze_(0)|squeeze_()|t_()|transpose_(0, 1)|swapaxes_(0, 1)|swapdims_(0, 1)}", x=M),
    *calls("z = x * 1; z.unsqueeze_(1); z.{squeeze_(1)|transpose_(0, 2)}; z * 2", x=M),
    *calls("z = x * 2; z.detach_(); z.requires_grad", x=M),
]

# ---------------------------------------------------------------------- by position
ROWS = values(2, 0)
PLACED = [
    *calls("torch.take(x, i), x.take(i)", x=M, i=integers(0, 12, 2, 5)),
    *calls(
        "torch.take_along_dim(x, i, {1|-1}), x.take_along_dim(i[:1], 1), torch.take_along_dim(x, i)",
        x=M,
        i=integers(0, 4, 3, 2),
    ),
    *calls("torch.index_add(x, 0, i, y{|, alpha=2}), x.index_add(0, i, y)", x=M, i=values(2, 0, 2), y=normal(3, 4)),
    *calls("torch.index_copy(x, 1, i, y), x.index_copy(-1, i, y)", x=M, i=ROWS, y=normal(3, 2)),
    *calls("torch.index_fill(x, 1, i, {2.5|n}), x.index_fill(0, i, -1)", x=M, i=ROWS, n=NUMBER),
    *calls(
        "torch.index_put(x, (i, j), v{|, accumulate=True}), x.index_put((i,), v[0])",
        x=M,
        i=values(2, 0),
        j=values(1, 1),
        v=normal(2),
    ),
    *calls("torch.index_put(x, (i,), v, True)", x=M, i=values(2, 2), v=normal(2, 4)),
    *calls("torch.masked_scatter(x, b, y), x.masked_scatter(b, y)", x=M, b=booleans(3, 4), y=normal(4, 4)),
    *calls("torch.select_scatter(x, v, 0, 1), x.select_scatter(v, 0, -1)", x=M, v=VECTOR),
    *calls("torch.slice_scatter(x, y, 1, 1, 3), x.slice_scatter(y, 1, 0, None, 2)", x=M, y=normal(3, 2)),
    *calls(
        "torch.scatter_reduce(x, 1, j, y, {'sum'|'mean'|'amax'|'amin'}{|, include_self=False})",
        x=APART,
        j=integers(0, 4, 3, 2),
        y=apart(3, 2),
    ),
    *calls(
        "x.scatter_reduce(1, j, y, 'prod'{|, include_self=False})",
        x=fixed(M),
        j=integers(0, 4, 3, 2),
        y=fixed(normal(3, 2)),
    ),
    *calls(
        """
        torch.unique(i{|, return_inverse=True|, return_counts=True|, True, True, True|, dim=0|, dim=1})
        torch.unique_consecutive(i{|, return_inverse=True, return_counts=True|, dim=0}), i.unique()
        i.unique_consecutive()
        torch.isin(i, torch.tensor([1, 2])), torch.isin(i, 1, invert=True), torch.isin(1, i)
        torch.bincount(i.flatten(){|, minlength=6}), i.flatten().bincount()
        """,
        i=integers(0, 3, 4, 3),
    ),
    *calls("torch.bincount(i, w), i.bincount(w, 7)", i=integers(0, 4, 6), w=fixed(normal(6))),
    *calls("torch.unique(x), torch.histc(x{|, 4|, 5, -1, 1}), x.histc(3)", x=fixed(M)),
    *calls(
        """
        torch.searchsorted(v.sort().values, x{|, right=True|, side='right'|, out_int32=True})
        torch.bucketize(x, v.sort().values{|, right=True}), torch.searchsorted(v.sort().values, 0.3)
        torch.searchsorted(x.sort().values, x{|, right=True})
        """,
        x=fixed(M),
        v=fixed(VECTOR),
    ),
]

# ---------------------------------------------------------------------- types, new tensors, in place
TYPES = [
    *calls(
        "x.type(), x.type({torch.FloatTensor|'torch.DoubleTensor'|torch.int64|'torch.LongTensor'|torch.BoolTensor})",
        x=fixed(M),
    ),
    *calls(
        "isinstance(x.float(), torch.FloatTensor), isinstance(x.long(), torch.{LongTensor|FloatTensor})", x=fixed(M)
    ),
    *calls(
        """
        torch.{FloatTensor|DoubleTensor|LongTensor|IntTensor|ByteTensor|BoolTensor}({[1, 0, 3]|(2, 1)|[[1, 2]]})
        torch.{FloatTensor|LongTensor}({2, 3|torch.Size([2])|4}).{shape|dtype}
        torch.promote_types(torch.{float32|int64|bool}, torch.{float64|int32|uint8})
        torch.result_type(torch.ones(2, dtype=torch.int64), {1.5|2|True|torch.ones(())})
        torch.can_cast(torch.{float64|int64|bool}, torch.{float32|int32|bool})
        torch.logspace({0, 2, 5|1, 3, 3, base=2|-1, 1, 3, dtype=torch.float64})
        torch.{asarray([1, 2.5])|asarray([1, 2], dtype=torch.float64)|scalar_tensor(3)|asarray(np.arange(3), copy=True)}
        torch.ones(2).{byte()|is_signed()}, torch.uint8.is_signed, torch.{float16|bfloat16|half}
        """
    ),
    *drawn(
        """
        torch.{poisson(torch.full((2, 3), 4.0))|randint_like(torch.ones(2, 3), 9)|randint_like(torch.ones(2), 3, 7)}
        torch.ones(3, 4).{exponential_()|exponential_(2.0)|log_normal_()|geometric_(0.3)|cauchy_()|mul(0.5).bernoulli()}
        torch.ones(5).multinomial(3)
        """
    ),
]
WRITTEN = [
    *calls(
        """
        x.clone().{tan|atan|arctan|sinh|cosh|sinc|deg2rad|rad2deg|exp2|erf|erfc|sin|cos|expm1|fix|frac}_()
        x.clone().{log2|log10|log1p|square|reciprocal|sign|trunc|negative|absolute|nan_to_num}_()
        x.clone().{fmod_(0.7)|clamp_min_(1)|clamp_max_(1)|clip_(0.5, 1)|multiply_(2)}
        x.clone().{subtract_(y)|divide_(2)|true_divide_(y)}
        x.clone().{addcmul_(y, y, value=2)|addcdiv_(y, x)|lerp_(y, 0.2)|hypot_(y)|atan2_(y)|arctan2_(y)|xlogy_(x)}
        x.clone().{cumsum_(1)|cumprod_(0)|tril_()|triu_(1)|addmm_(y, y.T @ x)|add_(y, alpha=3)}
        x.clone().{index_fill_(0, torch.tensor([1]), 2.0)|masked_scatter_(y > 0, y)}
        x.clone().index_put_((torch.tensor([0]),), y[0])
        x.clone().{index_add_|index_copy_}(0, torch.tensor([1, 0]), y[:2])
        x.clone().scatter_reduce_(1, torch.tensor([[0], [3], [2]]), y[:, :1], 'sum')
        x.clone().fill_diagonal_(5.0), torch.zeros(7, 3).fill_diagonal_(1, wrap=True)
        """,
        x=POSITIVE,
        y=M,
    ),
    *calls("x.clone().{asin|acos|arcsin|arccos|erfinv}_()", x=SMALL),
    *calls("x.clone().{atanh|arctanh|asinh|arcsinh}_(), x.double().float_power_(2)", x=fixed(SMALL)),
    *calls("x.clone().{acosh|arccosh}_(), (x - 1).logit_(0.1)", x=fixed(uniform(1.1, 1.9, 3, 4))),
    *calls("x.clone().logit_({|0.1})", x=uniform(0.05, 0.95, 3, 4)),
    *calls("x.clone().addmv_(y, y[0])", x=normal(3), y=M),
    *calls("x.clone().addr_(y, z)", x=M, y=normal(3), z=VECTOR),
    *calls("x.clone().addbmm_(y, z)", x=normal(3, 3), y=CUBE, z=normal(2, 4, 3)),
    *calls("x.clone().baddbmm_(y, z)", x=normal(2, 3, 3), y=CUBE, z=normal(2, 4, 3)),
    *calls(
        "x.clone().{gt_|lt_|ge_|le_|eq_|ne_|greater_|less_|greater_equal_|less_equal_|not_equal_}(y)",
        x=fixed(M),
        y=fixed(M),
    ),
    *calls(
        "x.clone().logical_{and|or|xor}_(y), x.clone().logical_not_(), x.clone().apply_(lambda v: v + 1)",
        x=fixed(M),
        y=fixed(M),
    ),
    *calls(
        "i.clone().bitwise_{and|or|xor|left_shift|right_shift}_(j), i.clone().bitwise_not_()",
        i=integers(0, 9, 4),
        j=integers(0, 4, 4),
    ),
    *calls(
        """
        torch.{abs|ceil|cos|cosh|deg2rad|erf|erfc|exp2|exp|expm1|fix|floor|frac|log10|log1p|log2|log|neg|negative}_(x.clone())
        torch.{rad2deg|reciprocal|relu|round|rsqrt|sigmoid|sin|sinc|sinh|sqrt|square|tan|tanh|trunc|zero|nan_to_num}_(x.clone())
        torch.{arctan|atan}_(x.clone()), torch.detach_(x.clone())
        torch.{clamp_(x.clone(), 0.5, 1)|clamp_min_(x.clone(), 1)|clamp_max_(x.clone(), 1)|clip_(x.clone(), max=1)}
        torch.{fill_(x.clone(), 3)|index_put_(x.clone(), (torch.tensor([0]),), x[1])}
        """,
        x=POSITIVE,
    ),
    *calls("torch.{acos|arccos|arcsin|asin}_(x.clone())", x=SMALL),
    *calls("torch.{arctanh|atanh|arcsinh|asinh}_(x.clone())", x=fixed(SMALL)),
    *calls("torch.{acosh|arccosh}_(x.clone())", x=fixed(uniform(1.1, 2.0, 3, 4))),
]
TENSORS: list[Example] = [*ELEMENTS, *ALONG, *MATRICES, *SHAPES, *PLACED, *TYPES, *WRITTEN]
