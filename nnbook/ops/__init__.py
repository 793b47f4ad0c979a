"""Functions of tensors, each beside its derivative. Importing this package gives Tensor its operators and methods."""

from . import (
    arithmetic,
    comparison,
    conversion,
    creation,
    indexing,
    inplace,
    linalg,
    methods,
    order,
    pointwise,
    reduction,
    sampling,
    shaping,
    special,
)

methods.bind()
inplace.bind()

__all__ = [
    "arithmetic",
    "comparison",
    "conversion",
    "creation",
    "indexing",
    "inplace",
    "linalg",
    "methods",
    "order",
    "pointwise",
    "reduction",
    "sampling",
    "shaping",
    "special",
]
