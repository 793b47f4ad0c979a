"""Exercises of the chapter on shapes."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(2020)


# ---------------------------------------------------------------------- 1: the rule
def _aligned(a, b):
    longest = max(len(a), len(b))
    return list(zip(*((1,) * (longest - len(shape)) + tuple(shape) for shape in (a, b)), strict=True))


def _together(a, b):
    if any(m != n and 1 not in (m, n) for m, n in _aligned(a, b)):
        return "error"
    return tuple(n if m == 1 else m for m, n in _aligned(a, b))


def _from_the_left(a, b):
    longest = max(len(a), len(b))
    return _together((*a, *(1,) * (longest - len(a))), (*b, *(1,) * (longest - len(b))))


def _without_ones(a, b):
    short = min(len(a), len(b))
    if short and tuple(a)[-short:] != tuple(b)[-short:]:
        return "error"
    return tuple(a if len(a) >= len(b) else b)


def _never_wrong(a, b):
    return tuple(max(m, n) for m, n in _aligned(a, b))


def _only_common(a, b):
    short = min(len(a), len(b))
    return _together(tuple(a)[len(a) - short :], tuple(b)[len(b) - short :])


_SHAPES = (
    ((3, 1), (4,)), ((4,), (3,)), ((), (2, 3)), ((5, 1, 64), (10, 64)),
    ((64, 10), (64,)), ((2, 3, 1), (2, 1, 4)), ((1,), (1, 1)), ((7, 2, 3), (3, 3)),
)  # fmt: skip

TOGETHER = Exercise(
    "shapes.together",
    _together,
    inputs=_SHAPES,
    mistakes=(
        Mistake(_from_the_left, "Align the shapes at the right: the last axes belong together."),
        Mistake(_without_ones, "An axis of length 1 is stretched, whatever the other length is."),
        Mistake(_never_wrong, 'Two lengths that differ go together only if one of them is 1; otherwise "error".'),
        Mistake(_only_common, "An axis that only one shape has counts as 1 in the other, and stays in the result."),
    ),
)


# ---------------------------------------------------------------------- 2: rows of length 1
def _unit_rows(X):
    return X / np.sqrt((X**2).sum(axis=1, keepdims=True))


UNIT_ROWS = Exercise(
    "shapes.unit_rows",
    _unit_rows,
    inputs=tuple((_rng.normal(size=shape) + 0.1,) for shape in ((2, 3), (4, 4), (1, 5), (6, 2))),
    mistakes=(
        Mistake(lambda X: X / np.sqrt((X**2).sum(axis=0, keepdims=True)), "You added down the columns: axis=0."),
        Mistake(lambda X: X / np.sqrt((X**2).sum()), "One length for all: add along axis=1 only."),
        Mistake(lambda X: X / (X**2).sum(axis=1, keepdims=True), "The square root is missing."),
        Mistake(
            lambda X: X / np.sqrt(X**2).sum(axis=1, keepdims=True),
            "The root of a square is only the number without its sign: add the squares first, then take the root.",
        ),
        Mistake(lambda X: X / X.sum(axis=1, keepdims=True), "That makes the entries of a row add up to 1."),
        Mistake(lambda X: X / np.sqrt((X**2).sum(axis=1)), "The sum (N,) is aligned with the columns: keepdims=True."),
    ),
)


# ---------------------------------------------------------------------- 3: all pairs
def _pairs(A, B):
    return (A**2).sum(axis=1)[:, None] - 2 * A @ B.T + (B**2).sum(axis=1)


PAIRS = Exercise(
    "shapes.pairs",
    _pairs,
    inputs=tuple((_rng.normal(size=(n, d)), _rng.normal(size=(m, d))) for n, m, d in ((1, 1, 1), (3, 5, 2), (4, 4, 3))),
    tolerance=1e-6,
    mistakes=(
        Mistake(lambda A, B: _pairs(A, B).T, "Rows belong to A, columns to B: the shape is (N, K)."),
        Mistake(lambda A, B: np.sqrt(np.maximum(_pairs(A, B), 0)), "The squared distances are asked for: no root."),
        Mistake(lambda A, B: -2 * A @ B.T + (B**2).sum(axis=1), "The squared lengths of the rows of A are missing."),
        Mistake(
            lambda A, B: (A**2).sum(axis=1)[:, None] - A @ B.T + (B**2).sum(axis=1),
            "The mixed term comes twice: (a - b)^2 = a^2 - 2ab + b^2.",
        ),
        Mistake(
            lambda A, B: (A**2).sum(axis=1)[:, None] + 2 * A @ B.T + (B**2).sum(axis=1),
            "The mixed term is subtracted: (a - b)^2 = a^2 - 2ab + b^2.",
        ),
        Mistake(
            lambda A, B: (A**2).sum(axis=1) - 2 * A @ B.T + (B**2).sum(axis=1),
            "The squares of A, of shape (N,), are aligned with the columns, those of B: [:, None] makes them (N, 1).",
        ),
        Mistake(lambda A, B: (A[:, None] - B).sum(axis=2) ** 2, "You squared the sum: square first, then add."),
    ),
)


# ---------------------------------------------------------------------- 4: einsum
def _agreement(Q, K):
    return np.einsum("ntd,nsd->nts", Q, K)


AGREEMENT = Exercise(
    "shapes.agreement",
    _agreement,
    inputs=tuple(
        (_rng.normal(size=(n, t, d)), _rng.normal(size=(n, s, d)))
        for n, t, s, d in ((2, 2, 2, 2), (1, 3, 4, 2), (3, 4, 2, 5))
    ),
    mistakes=(
        Mistake(lambda Q, K: np.einsum("ntd,nsd->nst", Q, K), "Rows belong to Q, columns to K: the letters t, then s."),
        Mistake(lambda Q, K: np.einsum("ntd,nsd->ts", Q, K), "n is missing on the right: you added over the batch."),
        Mistake(lambda Q, K: np.einsum("ntd,msd->nmts", Q, K), "Two letters for the batch pair all with all."),
        Mistake(
            lambda Q, K: np.einsum("ntd,ntd->nt", Q, K),
            "With one letter, t, for both arrays vector 1 meets only vector 1: K needs a letter of its own, s.",
        ),
        Mistake(lambda Q, K: np.einsum("ntd,nsd->ntsd", Q, K), "d is still on the right: leave it out to add over it."),
    ),
)


# ---------------------------------------------------------------------- 5: the logarithm of a softmax
def _log_softmax(Z):
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def _log_of_softmax(Z):
    with np.errstate(all="ignore"):
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        return np.log(E / E.sum(axis=1, keepdims=True))


def _log_of_naive_softmax(Z):
    with np.errstate(all="ignore"):
        return np.log(np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True))


def _with_a_floor(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return np.log(E / E.sum(axis=1, keepdims=True) + 1e-8)


def _without_the_shift(Z, sign=-1):
    top = Z.max(axis=1, keepdims=True)
    shifted = np.log(np.exp(Z - top).sum(axis=1, keepdims=True))
    return Z - shifted if sign < 0 else Z - top + shifted


def _naive(Z):
    with np.errstate(all="ignore"):
        return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def _largest_of_all(Z):
    with np.errstate(all="ignore"):
        Z = Z - Z.max()
        return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


LOG_SOFTMAX = Exercise(
    "shapes.log_softmax",
    _log_softmax,
    inputs=(
        (np.array([[1.0, 2.0, 3.0]]),),
        (np.array([[1000.0, 0.0], [-2000.0, -2001.0], [0.0, 0.0]]),),
        (_rng.normal(size=(4, 3)),),
        (_rng.normal(size=(3, 3)) * 500,),
    ),
    mistakes=(
        Mistake(_naive, "np.exp overflows above 709.8. Take the largest score of each row out first."),
        Mistake(_log_of_softmax, "A share that underflows to 0 has the logarithm -inf: never form the share."),
        Mistake(
            _log_of_naive_softmax,
            "np.exp overflows above 709.8, and a share may be 0: write z minus the log-sum-exp, without a softmax.",
        ),
        Mistake(_with_a_floor, "Nothing can fall below ln 1e-8 = -18.4 then: never form the share."),
        Mistake(
            _without_the_shift,
            "The largest score must come back: the log-sum-exp is c plus the logarithm of the shifted sum.",
        ),
        Mistake(lambda Z: _without_the_shift(Z, 1), "The logarithm of the sum is subtracted, not added."),
        Mistake(lambda Z: _log_softmax(Z.T).T, "You added down the columns: each row is one example."),
        Mistake(_largest_of_all, "One maximum for all rows: a row far below it underflows. Take each row's own."),
        Mistake(lambda Z: np.exp(_log_softmax(Z)), "That is the softmax; its logarithm is asked for."),
    ),
)


# ---------------------------------------------------------------------- 6: softplus
def _softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def _direct(z):
    with np.errstate(over="ignore"):
        return np.log(1 + np.exp(z))


def _for_large_only(z):
    with np.errstate(over="ignore"):
        return z + np.log1p(np.exp(-z))


SOFTPLUS = Exercise(
    "shapes.softplus",
    _softplus,
    inputs=(
        (np.array([0.0, 1.0, -1.0]),),
        (np.array([1000.0, 709.0, 710.0, 89.0]),),
        (np.array([-1000.0, -800.0, -20.0]),),
        (np.array([[3.0, -3.0], [50.0, -50.0]]),),
    ),
    mistakes=(
        Mistake(_direct, "np.exp(z) overflows for large z. There log(1 + e^z) = z + log(1 + e^-z)."),
        Mistake(lambda z: np.maximum(z, 0), "That is the limit for large |z|; near 0 the logarithm counts."),
        Mistake(
            _for_large_only,
            "For very negative z your e^-z overflows: use -|z| in the exponent, and max(z, 0) in front.",
        ),
        Mistake(lambda z: np.log1p(np.exp(-np.abs(z))), "The part max(z, 0) is missing."),
        Mistake(
            lambda z: np.abs(z) + np.log1p(np.exp(-np.abs(z))),
            "The larger of the two scores is max(z, 0), not |z|: for negative z it is 0.",
        ),
    ),
    explanation="It is the log-sum-exp of the two scores 0 and z.",
)

EXERCISES = (TOGETHER, UNIT_ROWS, PAIRS, AGREEMENT, LOG_SOFTMAX, SOFTPLUS)

QUIZ = {
    "X has the shape (32, 10), b has the shape (32,). What is X + b?": {
        "An array of shape (32, 10): b is added to every column.": (
            False,
            "Shapes are aligned at the right, so b meets the axis of length 10.",
        ),
        "An error.": (
            True,
            "10 against 32, and neither is 1. b[:, None], of shape (32, 1), would be added to columns.",
        ),
        "An array of shape (32, 32).": (False, "That needs an axis of length 1 on each side."),
    },
    "P holds shares of shape (10, 10), one row for each example. P / P.sum(axis=1) gives no error. Is it right?": {
        "Yes: the sum runs along each row.": (
            False,
            "The sum does, but its shape (10,) is then aligned with the columns: row i is divided by all ten sums.",
        ),
        "No: it divides by the sums of the columns.": (False, "The sums are those of the rows; they land in columns."),
        "No: the sum of row j divides column j.": (
            True,
            "With keepdims=True the shape is (10, 1), and rows are divided by their own sums.",
        ),
    },
    "All scores of an example grow by 50. What happens to its softmax?": {
        "Nothing.": (True, "Numerator and sum both grow by the factor e^50."),
        "The largest share grows.": (False, "That would happen if the scores were multiplied by something above 1."),
        "It overflows, in exact arithmetic, too.": (False, "Exact arithmetic has no largest number."),
    },
    "What does np.einsum('nk,nk->n', P, T) compute for P and T of shape (N, K)?": {
        "The products of all rows of P with all rows of T.": (False, "That is nk,mk->nm, with two letters for rows."),
        "For each row, the sum of the products of entries.": (
            True,
            "n stays, k is missing on the right and is added over.",
        ),
        "One number, the sum of all products.": (False, "n stands on the right, so there is one number for each row."),
    },
    "You subtract the largest score, and one share is 0 in float32. What do you do about its logarithm?": {
        "Add 1e-8 to the share before taking it.": (
            False,
            "Then every share below 1e-8 gets the logarithm -18.4, and a loss no longer tells bad from worse.",
        ),
        "Compute it from the scores: z minus their log-sum-exp.": (
            True,
            "The share never has to exist, and -668 is an ordinary number.",
        ),
        "Change to float64.": (False, "That moves the border from about 104 to about 745, and doubles the memory."),
    },
}
