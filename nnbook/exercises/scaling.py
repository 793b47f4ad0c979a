"""Exercises of the chapter on scaling."""

from __future__ import annotations

from math import floor, log2
from typing import Any

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(2009)


# ---------------------------------------------------------------------- 1: bytes on each process
def _memory(parameters, processes, stage):
    optimizer = 12 / processes if stage >= 1 else 12
    gradients = 2 / processes if stage >= 2 else 2
    weights = 2 / processes if stage >= 3 else 2
    return parameters * (optimizer + gradients + weights)


MEMORY = Exercise(
    "scaling.memory",
    _memory,
    inputs=((7.5e9, 64, 0), (7.5e9, 64, 1), (7.5e9, 64, 2), (7.5e9, 64, 3), (1e9, 8, 3), (1000, 2, 2)),
    mistakes=(
        Mistake(lambda parameters, processes, stage: parameters * 16 / (processes if stage else 1),
                "From stage 1 on you share out everything. Stage 1 shares the optimizer's 12 bytes alone."),
        Mistake(lambda parameters, processes, stage: 16 * parameters,
                "That is stage 0 for all. Which of the 12, 2 and 2 bytes are divided by the number of processes?"),
        Mistake(
            lambda parameters, processes, stage: parameters * sum((2, 2, 12)[i] / (processes if stage > i else 1)
                                                                  for i in range(3)),
            "The order is another: first the optimizer's state (12 bytes), then the gradients, the weights last."),
        Mistake(
            lambda parameters, processes, stage: _memory(parameters, processes, stage) - 4 * parameters
            / (processes if stage >= 1 else 1),
            "The optimizer's state has 12 bytes: Adam's two means and the weights in 32 bits."),
        Mistake(
            lambda parameters, processes, stage: parameters * sum(size / (processes if stage > first else 1)
                                                                  for size, first in ((8, 0), (4, 1), (4, 2))),
            "Those are the bytes of 32 bits throughout. Here weights and gradients have 2 each, and the optimizer 12."),
        Mistake(lambda parameters, processes, stage: parameters * sum(size / (processes if stage == at else 1)
                                                                      for size, at in ((12, 1), (2, 2), (2, 3))),
                "Each stage shares out one thing more, and goes on sharing what the stages before it did."),
        Mistake(lambda parameters, processes, stage: _memory(parameters, processes, stage - 1),
                "One stage behind: stage 0 shares nothing out, and stage 1 shares out the optimizer's state already."),
        Mistake(lambda parameters, processes, stage: _memory(parameters, processes, stage) * processes,
                "That is what all processes keep together. Return what each keeps."),
    ),
    explanation="120, 31.4, 16.6 and 1.9 gigabytes for 7.5 billion parameters on 64 GPUs, as in the paper's figure.",
)  # fmt: skip


# ---------------------------------------------------------------------- 2: shares of different size
def _combined(gradients, rows):
    return (rows[:, None] * gradients).sum(axis=0) / rows.sum()


def _shares(p, d):
    return _rng.normal(size=(p, d)), _rng.integers(1, 40, p)


COMBINE = Exercise(
    "scaling.combine",
    _combined,
    inputs=((np.array([[1.0, 0.0], [4.0, 3.0]]), np.array([2, 1])), _shares(3, 4), _shares(5, 2)),
    mistakes=(
        Mistake(lambda gradients, rows: gradients.mean(axis=0),
                "A plain mean gives a row on a small share more weight than one on a large share. Weight by `rows`."),
        Mistake(lambda gradients, rows: gradients.sum(axis=0), "That is a sum. Weight each gradient by its rows."),
        Mistake(lambda gradients, rows: (rows[:, None] * gradients).sum(axis=0),
                "Divide by the number of all rows: the loss of the whole batch is a mean over them."),
        Mistake(lambda gradients, rows: (rows[:, None] * gradients).mean(axis=0),
                "You divide by the number of processes. Divide by the number of all rows, rows.sum()."),
        Mistake(lambda gradients, rows: len(rows) * (rows[:, None] * gradients).sum(axis=0) / rows.sum(),
                "p times too large: the factor p belongs to a plain mean over the processes, and you take a sum."),
        Mistake(lambda gradients, rows: gradients.sum(axis=0) / rows.sum(),
                "That is right for gradients of sums. These are of means: multiply each by its rows first."),
        Mistake(lambda gradients, rows: rows[:, None] * gradients / rows.sum(),
                "The shares are right. Now add them up, over the processes (axis 0)."),
        Mistake(lambda gradients, rows: (gradients / rows[:, None]).sum(axis=0) / (1 / rows).sum(),
                "You weight small shares more. The gradients are means already: multiply by the rows."),
        Mistake(lambda gradients, rows: (rows[:, None] * gradients).sum(axis=1) / rows.sum(),
                "Sum over the processes (axis 0), not over the parameters."),
    ),
    explanation="With DistributedDataParallel, which takes the plain mean, multiply the loss by p n_k / N beforehand.",
)  # fmt: skip


# ---------------------------------------------------------------------- 3: the time of a ring
def _ring_seconds(size, processes, bandwidth, hop):
    return 2 * (processes - 1) / processes * size / bandwidth + 2 * (processes - 1) * hop


RING = Exercise(
    "scaling.ring",
    _ring_seconds,
    inputs=((100e6, 2, 10e9, 5e-6), (498e6, 1024, 320e9, 5e-6), (4e6, 16, 1e9, 0.0), (8.0, 8, 1e9, 2e-6)),
    mistakes=(
        Mistake(lambda size, processes, bandwidth, hop: 2 * (processes - 1) * (size / bandwidth + hop),
                "In each round a process sends one piece, size / processes bytes, not everything."),
        Mistake(
            lambda size, processes, bandwidth, hop: (processes - 1) / processes * size / bandwidth
            + (processes - 1) * hop,
            "That is half of the way: once around to add, once around to tell everybody."),
        Mistake(lambda size, processes, bandwidth, hop: (processes - 1) * (2 * size / processes / bandwidth + hop),
                "The bytes are right, and half of the hops are missing: there are 2 (p - 1) rounds."),
        Mistake(lambda size, processes, bandwidth, hop: (processes - 1) * (size / processes / bandwidth + 2 * hop),
                "The hops are right, and half of the bytes are missing: each of 2 (p - 1) rounds sends a piece."),
        Mistake(
            lambda size, processes, bandwidth, hop: 2 * (processes - 1) / processes * size / bandwidth
            + 2 * log2(processes) * hop,
            "Those are the hops of a tree. The ring has one in each of its 2 (p - 1) rounds."),
        Mistake(lambda size, processes, bandwidth, hop: 2 * (processes - 1) / processes * size / bandwidth,
                "Each of the 2 (p - 1) messages also takes a hop, however short it is."),
        Mistake(lambda size, processes, bandwidth, hop: 2 * (processes - 1) / processes * size / bandwidth + hop,
                "The messages wait for one another: there are 2 (p - 1) hops, one for each round."),
        Mistake(lambda size, processes, bandwidth, hop: 2 * size / bandwidth + 2 * processes * hop,
                "Nearly: there are p - 1 rounds each way, and pieces of size / p."),
    ),
    tolerance=1e-9,
    explanation="For 1,024 GPUs, 3.1 ms are bytes and 10.2 ms are hops: there the ring gives way to a tree.",
)  # fmt: skip


# ---------------------------------------------------------------------- 4: the largest scale
def _scale(g):
    return 2.0 ** floor(log2(65504 / np.abs(g).max()))


SCALE = Exercise(
    "scaling.scale",
    _scale,
    inputs=(
        (np.array([1e-7, -3e-6, 2e-4]),),
        (np.array([0.5, -2.0]),),
        (np.array([-3e5, 1.0]),),
        (_rng.normal(size=50) * 1e-9,),
        (np.array([1.0, 1.0, 1.0, 900.0]),),
    ),
    mistakes=(
        Mistake(lambda g: 2.0 ** floor(log2(65504 / g.max())),
                "Negative numbers overflow, too: the largest size counts, so np.abs first."),
        Mistake(lambda g: 65504 / np.abs(g).max(),
                "The factor should be a power of two: then scaling changes no digit of any number."),
        Mistake(lambda g: 2.0 ** int(log2(65504 / np.abs(g).max())),
                "`int` rounds towards 0, so up where the exponent is negative. np.floor rounds down everywhere."),
        Mistake(lambda g: max(1.0, _scale(g)),
                "The factor may be below 1: gradients that are too large must be made smaller."),
        Mistake(lambda g: 2.0 ** floor(log2(np.abs(g).max() / 65504)),
                "The quotient stands on its head: how many times does the largest number fit into 65,504?"),
        Mistake(lambda g: 2.0 ** floor(np.log(65504 / np.abs(g).max())),
                "That is the natural logarithm. The exponent of a power of two is a logarithm to base 2, np.log2."),
        Mistake(lambda g: 2.0 ** np.floor(np.log2(65504 / np.abs(g))),
                "One factor for each number would change their proportions. All get one, that of the largest."),
        Mistake(lambda g: g * _scale(g), "Those are the scaled gradients. Return the factor alone."),
        Mistake(lambda g: 2.0 ** round(log2(65504 / np.abs(g).max())),
                "Rounded to the nearest power, the largest number may overflow. Round down."),
        Mistake(lambda g: 2.0 ** (floor(log2(65504 / np.abs(g).max())) + 1),
                "One power too many: the largest number becomes infinite."),
        Mistake(lambda g: 2.0 ** floor(log2(65504 / np.abs(g).min())),
                "That brings the smallest number to the top, and the others overflow. Take the largest."),
        Mistake(lambda g: float(floor(log2(65504 / np.abs(g).max()))),
                "That is the exponent. Return the factor, 2 to the power of it."),
    ),
    explanation="GradScaler finds it by trying: half of it at every overflow, twice of it after 2,000 good steps.",
)  # fmt: skip


# ---------------------------------------------------------------------- 5: a layer on many processes
def _part(x, W1, W2, k, p):
    hidden = np.array_split(np.arange(len(W1)), p)[k]
    return np.maximum(x @ W1[hidden].T, 0) @ W2[:, hidden].T


def _layer(n, d, h, m, k, p):
    return _rng.normal(size=(n, d)), _rng.normal(size=(h, d)), _rng.normal(size=(m, h)), k, p


PART = Exercise(
    "scaling.part",
    _part,
    inputs=(_layer(2, 4, 4, 4, 0, 2), _layer(3, 6, 4, 6, 1, 2), _layer(2, 4, 8, 4, 3, 4)),
    mistakes=(
        Mistake(lambda x, W1, W2, k, p: np.maximum(x @ W1.T, 0) @ W2.T,
                "That is the whole answer. Process k has only its share of the hidden units."),
        Mistake(
            lambda x, W1, W2, k, p: np.maximum(
                np.split(x, p, axis=1)[k] @ np.split(W1, p, axis=1)[k].T, 0) @ W2.T,
            "You cut the inputs. Then the ReLU sees only a part of each sum. Cut W1 by rows, its hidden units."),
        Mistake(lambda x, W1, W2, k, p: x @ np.split(W1, p)[k].T @ np.split(W2, p, axis=1)[k].T,
                "The ReLU between the two products is missing."),
        Mistake(
            lambda x, W1, W2, k, p: np.maximum(np.maximum(x @ np.split(W1, p)[k].T, 0)
                                               @ np.split(W2, p, axis=1)[k].T, 0),
            "No ReLU at the end: it may act only on the sum over all processes, and there is none in this network."),
        Mistake(lambda x, W1, W2, k, p: np.maximum(x @ W1[k::p].T, 0) @ W2[:, k::p].T,
                "You deal the units out like cards. Process k shall have a block: the k-th of p equal ones."),
        Mistake(lambda x, W1, W2, k, p: _part(x, W1, W2, k - 1, p) if k else _part(x, W1, W2, p - 1, p),
                "That is the block of process k - 1. Processes are counted from 0."),
        Mistake(lambda x, W1, W2, k, p: np.maximum(x @ W1.T, 0) @ np.array_split(W2, p)[k].T,
                "You cut the outputs. Then each process needs all hidden units. Cut W1 by rows, and W2 by columns."),
        Mistake(lambda x, W1, W2, k, p: np.maximum(np.split(x, p)[k] @ W1.T, 0) @ W2.T,
                "You cut the batch, which is data parallelism. Here every process reads all rows."),
        Mistake(lambda x, W1, W2, k, p: _part(x, W1, W2, k, p) / p,
                "Nothing is to be divided: the parts are added up, not averaged."),
        Mistake(lambda x, W1, W2, k, p: np.maximum(x @ np.split(W1, p)[k].T, 0),
                "Those are the hidden units of process k. Go on to the output: its share of the columns of W2."),
    ),
    explanation="One all-reduce adds up the parts. Inside, nobody had to talk: the ReLU acts on each unit alone.",
)  # fmt: skip

# ---------------------------------------------------------------------- 6: the smallest number of GPUs
_HINTS = {
    64: "64 GPUs hold it, but training takes a year. Both conditions must hold.",
    512: "512 GPUs need about 44 days.",
    756: "A power of two is asked for, and at 756 no time may be lost at all.",
    2048: "It does, but half as many do as well.",
    4096: "It does, but far fewer do as well.",
}


def _examine(answer: Any) -> str | None:
    number = float(answer)
    if number == 1024:
        return None
    if int(number) in _HINTS:
        return f"not {number:g}.\n  Hint: {_HINTS[int(number)]}"
    if number < 1 or log2(number) % 1:
        return f"not {number:g}.\n  Hint: The number of GPUs must be a power of two, such as 256."
    short = "Too few: compute the days as tokens in all / tokens a step * seconds a step / 86,400."
    return f"not {number:g}.\n  Hint: {short if number < 1024 else 'Fewer are enough.'}"


FEWEST = Exercise(
    "scaling.fewest",
    1024,
    mistakes=(*(Mistake(number, hint) for number, hint in _HINTS.items()), Mistake(300, "must be a power of two")),
    examine=_examine,
    explanation="Memory would be content with 32 GPUs. It is the calendar that asks for a thousand.",
)

EXERCISES = (MEMORY, COMBINE, RING, SCALE, PART, FEWEST)

QUIZ = {
    "Two processes each train with half of every batch. When are they exactly one process with the whole batch?": {
        "When each row's gradient does not depend on other rows, and each row has the same weight.": (
            True,
            "Then the gradients add up. Batch norm breaks the first condition, unequal shares the second.",
        ),
        "Always.": (False, "With batch norm each half has its own mean and variance, and the gradients differ."),
        "Never: the sums are rounded in another order.": (
            False,
            "That is true of the last digits. The mathematics is the same.",
        ),
    },
    "The number of GPUs in a ring doubles from 512 to 1,024. What happens to the bytes that each of them sends?": {
        "They double.": (False, "The pieces become half as large when there are twice as many rounds."),
        "Next to nothing.": (True, "2 (p - 1) / p grows from 1.996 to 1.998. What doubles is the number of hops."),
        "They are halved.": (False, "Each piece is half as large, but there are twice as many rounds."),
    },
    "Why does a thousand times the GPUs mostly go with a larger batch?": {
        "A larger batch makes better networks.": (
            False,
            "Per example it learns less; the chapter on gradient descent measured it.",
        ),
        "With too few rows on each GPU, the exchange takes longer than the computing.": (
            True,
            "The exchange costs the same however few rows a GPU has.",
        ),
        "The gradients become smaller.": (False, "Each parameter has one gradient, whatever the batch."),
    },
    "float16 and bfloat16 both have 16 bits. Why does only one of them need loss scaling?": {
        "bfloat16 has more digits.": (False, "It has fewer. What it has more of is range."),
        "float16 rounds in another way.": (False, "Both round to the nearest. They differ in range and digits."),
        "bfloat16 has the exponent of 32 bits, so small gradients are not lost.": (
            True,
            "It pays with digits: 8 binary ones instead of 11.",
        ),
    },
    "Mixed precision with Adam: how many bytes a parameter does it save besides activations?": {
        "Half, 8 bytes.": (False, "Adam's means and the weights that are updated stay in 32 bits."),
        "None: 16 bytes before, 16 after.": (
            True,
            "4 + 4 + 8 in 32 bits; 2 + 2 and 12 with the weights in 32 bits. Activations are halved, and it is faster.",
        ),
        "Two.": (False, "The weights and gradients in 16 bits save four, and the copy in 32 bits costs them again."),
    },
    "A tenth of a step cannot be shared out. How many times faster can any number of GPUs make it?": {
        "At most 90 times of a hundred GPUs.": (False, "With 100 GPUs it is 1 / (0.1 + 0.9 / 100), about 9."),
        "As many times as there are GPUs, less a tenth.": (False, "The tenth does not shrink with the rest."),
        "At most 10 times.": (True, "Amdahl's law: the tenth remains, however fast the rest becomes."),
    },
}
