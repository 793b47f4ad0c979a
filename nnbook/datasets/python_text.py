"""Text that every Python brings along: its documentation, and the source of its own library."""

from __future__ import annotations

import io
import re
import token
import tokenize
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from itertools import pairwise
from keyword import iskeyword

import numpy as np

from .records import Split, Text

UNKNOWN = "\ufffd"  # stands for every character that the training part does not have
MODULES = """argparse ast calendar configparser csv datetime difflib doctest enum fractions gettext heapq inspect
    json.decoder logging optparse pathlib pdb random statistics string tarfile textwrap typing zipfile"""
KINDS = ("blank", "keyword", "call", "name", "number", "string", "comment", "operator")
PACKAGES = ("asyncio", "email", "importlib", "multiprocessing", "unittest", "xml")
LINES, WORDS = 12, 12  # of a chunk of code, of a line
WORD = re.compile(r"[A-Za-z_]+|\d+|[^\sA-Za-z0-9_]")


def pydoc_text(test: float = 0.1) -> Text:
    """The reference of the Python language, character by character: train and test, (T,), together about 470,000.

    The topics that `help()` shows (`pydoc_data.topics`), in the order of their names, in one text; the last `test`
    share is the test part. Source: the documentation of Python, by its authors, under the license of Python; it came
    with the interpreter that runs this (1991 and later), so it differs a little from version to version.
    """
    if not 0 < test < 1:
        raise ValueError(f"pydoc_text(test={test}): the share of the test part must be between 0 and 1.")
    topics = import_module("pydoc_data.topics").topics
    text = "\n".join(words for _, words in sorted(topics.items()))
    cut = round((1 - test) * len(text))
    symbols = (UNKNOWN, *sorted(set(text[:cut])))
    return Text(_numbers(text[:cut], symbols), _numbers(text[cut:], symbols), symbols)


def code_tokens(length: int = 64, seed: int = 0) -> Split:
    """Source code, and what each character is part of: x (N, length) characters; y (N, length) one of eight kinds.

    blank, keyword, call (a name that an open bracket follows), name, number, string, comment or operator, as Python's
    own tokenizer says. Whether a name is called shows only after it, and whether a quote opens or closes long before:
    a task for reading in both directions. 25 modules of the standard library, by its authors, under the license of
    Python (1991 and later); every fifth, in an order drawn by `seed`, is the test part: no file is in both. It differs
    a little from version to version. `source_train` and `source_test` number the files. A piece is `length` characters
    of one file, one after the other.
    """
    if length < 1:
        raise ValueError(f"code_tokens(length={length}): a piece must have at least 1 character.")
    sources = [(text, labels) for text, labels in map(_labeled, MODULES.split()) if text]
    order = np.random.default_rng(seed).permutation(len(sources))
    held_out = set(order[::5].tolist())
    symbols = (UNKNOWN, *sorted({c for i, (text, _) in enumerate(sources) if i not in held_out for c in text}))
    parts: dict[bool, list[np.ndarray]] = {False: [], True: []}
    for i, (text, labels) in enumerate(sources):
        n = len(text) // length
        table = np.stack([_numbers(text, symbols), labels, np.full(len(text), i)])[:, : n * length]
        parts[i in held_out].append(table.reshape(3, n, length))
    (x, y, source), (x_test, y_test, source_test) = (np.concatenate(p, axis=1) for p in parts.values())
    return Split(x, y, x_test, y_test, KINDS, source[:, 0].copy(), source_test[:, 0].copy(), symbols)


def kinds(text: str) -> np.ndarray:
    """(T,) int64: for each character of a Python source the number in KINDS of what it is part of."""
    starts = np.cumsum([0, *map(len, io.StringIO(text))])  # splitlines would also split at a form feed
    found = np.zeros(len(text), np.int64)
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    for this, after in pairwise(tokens):
        begin, end = (starts[row - 1] + column for row, column in (this.start, this.end))
        found[begin:end] = KINDS.index(_kind(this, after))
    return found


def _kind(this: tokenize.TokenInfo, after: tokenize.TokenInfo) -> str:
    """What a token is; pieces of f-strings, which newer tokenizers tell apart, are strings."""
    if this.type == token.NAME:
        return "keyword" if iskeyword(this.string) else "call" if after.string == "(" else "name"
    name = token.tok_name[this.type]
    if "STRING" in name:
        return "string"
    return {"NUMBER": "number", "COMMENT": "comment", "OP": "operator"}.get(name, "blank")


def code_lines(vocabulary: int = 1500, seed: int = 0) -> Split:
    """Twelve lines of code, and the package they are from: x (N, 12, 12) words by line, filled up with 0; y (N,).

    Six packages of the standard library, by its authors, under the license of Python (1991 and later). A word is a run
    of letters, a run of digits or one sign; a line keeps its first 12, lines without one are dropped, and a file gives
    a chunk for every 12 lines. Every fourth file of a package, in an order drawn by `seed`, belongs to the test part:
    no file is in both, and `source_train` and `source_test` number them. Symbol 0 fills up, symbol 1 stands for all
    but the `vocabulary` words that are most frequent in the training part. It differs a little from version to version
    of Python.
    """
    if vocabulary < 1:
        raise ValueError(f"code_lines(vocabulary={vocabulary}): there must be at least 1 word.")
    rng = np.random.default_rng(seed)
    chunks: dict[bool, list[tuple[list[list[str]], int, int]]] = {False: [], True: []}
    number = 0
    for label, package in enumerate(PACKAGES):
        texts = list(_modules(files(package)))
        held_out = set(rng.permutation(len(texts))[::4].tolist())
        for i, text in enumerate(texts):
            chunks[i in held_out] += [(chunk, label, number + i) for chunk in _chunks(text)]
        number += len(texts)
    counts = Counter(word for chunk, _, _ in chunks[False] for line in chunk for word in line)
    symbols = ("", UNKNOWN, *(word for word, _ in counts.most_common(vocabulary)))
    (x, y, source), (x_test, y_test, source_test) = (_table(part, symbols) for part in chunks.values())
    return Split(x, y, x_test, y_test, PACKAGES, source, source_test, symbols)


def _chunks(text: str) -> list[list[list[str]]]:
    """A source in chunks of LINES lines, each a list of at most WORDS words."""
    lines = [words[:WORDS] for line in text.splitlines() if (words := WORD.findall(line))]
    return [lines[i : i + LINES] for i in range(0, len(lines) - LINES + 1, LINES)]


def _table(
    chunks: list[tuple[list[list[str]], int, int]], symbols: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chunks with their package and file -> (N, LINES, WORDS) numbers of words, (N,) packages, (N,) files."""
    number = {word: i for i, word in enumerate(symbols)}
    x = np.zeros((len(chunks), LINES, WORDS), np.int64)
    for rows, (chunk, _, _) in zip(x, chunks):
        for row, words in zip(rows, chunk):
            row[: len(words)] = [number.get(word, 1) for word in words]
    return x, np.array([label for _, label, _ in chunks]), np.array([file for _, _, file in chunks])


def _numbers(text: str, symbols: tuple[str, ...]) -> np.ndarray:
    """(T,) int64 numbers of the characters, 0 for one that is not among the symbols."""
    number = {symbol: i for i, symbol in enumerate(symbols)}
    return np.array([number.get(character, 0) for character in text], np.int64)


@cache
def _labeled(module: str) -> tuple[str, np.ndarray]:
    """The source of a module of the standard library and its `kinds`; "" where this Python has no such source."""
    spec = find_spec(module)
    get_source = getattr(spec and spec.loader, "get_source", None)
    text = (get_source(module) if get_source else "") or ""
    return text, kinds(text)


def _modules(folder: Traversable) -> Iterator[str]:
    """The sources below a folder, in the order of their names; tests are left out."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name not in ("test", "tests"):
            yield from _modules(entry)
        elif entry.name.endswith(".py"):
            yield entry.read_text(encoding="utf-8")
