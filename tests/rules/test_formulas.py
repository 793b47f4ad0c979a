"""Every layer, loss, optimizer and schedule says in its docstring what it computes, and who thought of it."""

from __future__ import annotations

import inspect
import re

import pytest

from nnbook import nn, optim
from nnbook.optim import lr_scheduler

CLASSES = {name: getattr(module, name)
           for module in (nn, optim, lr_scheduler) for name in module.__all__
           if inspect.isclass(getattr(module, name))}  # fmt: skip
# An equation, an assignment, or a term: `y = x W^T + b`, `p <- p - lr * g`, `max(x, 0)`, `x * sigmoid(x)`.
FORMULA = re.compile(
    r" = | <- |\^|\b(exp|log|max|min|sqrt|tanh|sigmoid|softmax|floor)\(|[\w)\]|] (\*|/|-|<=) [\w(|]|elsewhere"
)
SOURCE = re.compile(r"[A-Z][a-z]+.{0,40}\b(18|19|20)\d\d\b")

NO_FORMULA = {
    "Module Sequential ModuleList ModuleDict ParameterList ParameterDict Parameter Buffer DataParallel Optimizer "
    "LRScheduler RNNBase RNNCellBase SequentialLR ChainedScheduler": "they hold others, or are what others have in "
    "common",
    "Identity Flatten Unflatten ChannelShuffle Fold": "they move numbers and change none",
    "ZeroPad1d ZeroPad2d ConstantPad1d ConstantPad2d ReflectionPad1d ReflectionPad2d ReplicationPad1d ReplicationPad2d "
    "CircularPad1d CircularPad2d": "the shape and a word say it",
    "Upsample": "a formula for each mode, at F.interpolate",
}
NO_SOURCE = {
    "Module Sequential ModuleList ModuleDict ParameterList ParameterDict Parameter Buffer DataParallel Optimizer "
    "LRScheduler RNNBase RNNCellBase Identity Flatten Unflatten Upsample": "ways to write programs",
    "Linear Bilinear Sigmoid LogSigmoid Tanh Tanhshrink Threshold MSELoss L1Loss BCELoss NLLLoss PoissonNLLLoss "
    "SoftMarginLoss MultiLabelSoftMarginLoss HingeEmbeddingLoss MarginRankingLoss CosineEmbeddingLoss CosineSimilarity "
    "PairwiseDistance Softsign": "older than their use here, or without an author whom everybody names",
    "MaxPool2d AvgPool2d LPPool1d LPPool2d AdaptiveAvgPool1d AdaptiveAvgPool2d UpsamplingNearest2d "
    "UpsamplingBilinear2d ZeroPad1d ZeroPad2d ConstantPad1d ConstantPad2d ReflectionPad1d ReflectionPad2d "
    "ReplicationPad1d ReplicationPad2d CircularPad1d CircularPad2d": "of signal processing's common stock",
    "StepLR MultiStepLR ExponentialLR ConstantLR LinearLR PolynomialLR LambdaLR MultiplicativeLR ReduceLROnPlateau "
    "SequentialLR ChainedScheduler": "every practitioner's",
}


def listed(reasons: dict[str, str]) -> set[str]:
    return {name for names in reasons for name in names.split()}


def says(name: str) -> str:
    return " ".join((inspect.getdoc(CLASSES[name]) or "").split())


def has(name: str, place: re.Pattern[str], excused: set[str]) -> bool:
    """Whether the docstring has such a place, or that of a class which it names; or is excused."""
    others = [other for other in CLASSES if other != name and re.search(rf"\b{other}\b", says(name))]
    return any(place.search(says(each)) or each in excused for each in [name, *others])


@pytest.mark.parametrize("name", CLASSES)
def test_the_docstring_says_what_is_computed(name):
    assert has(name, FORMULA, listed(NO_FORMULA)), (
        f"{name}: a formula is missing in the docstring, or the name of the class that has it: {says(name)!r}"
    )


@pytest.mark.parametrize("name", CLASSES)
def test_the_docstring_says_where_it_comes_from(name):
    assert has(name, SOURCE, listed(NO_SOURCE)), (
        f"{name}: authors and year are missing in the docstring, or the name of the class that has them: {says(name)!r}"
    )


def test_the_lists_have_no_more_than_they_need():
    for reasons in (NO_FORMULA, NO_SOURCE):
        assert listed(reasons) <= set(CLASSES), listed(reasons) - set(CLASSES)
    needless = [name for name in listed(NO_SOURCE) if SOURCE.search(says(name))]
    assert not needless, f"they say where they come from, take them off the list: {needless}"
