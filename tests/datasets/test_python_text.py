"""Text that came with Python: nothing is lost, labels are the tokenizer's, no file is in both parts."""

import importlib
import inspect
import re
from collections import Counter

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB

from nnbook import datasets
from nnbook.datasets import python_text


def test_the_documentation_is_whole_and_its_end_is_the_test_part():
    d = datasets.pydoc_text(test=0.25)
    topics = importlib.import_module("pydoc_data.topics").topics
    text = "\n".join(topics[name] for name in sorted(topics))
    assert len(d.train) + len(d.test) == len(text)
    assert len(d.test) == pytest.approx(0.25 * len(text), abs=1)
    assert d.decode(d.train) == text[: len(d.train)]
    assert 0 not in d.train
    differences = [b for a, b in zip(d.decode(d.test), text[len(d.train) :]) if a != b]
    assert not set(differences) & set(d.symbols)  # only characters that the training part does not have
    assert len(differences) < 20


# Each line of code, and below it what its characters are: Keyword, Name, Call, Operator, Digits, String, comment (#).
LABELED = [
    ("def area(r):  # of a circle", "KKK CCCCONOO  #############"),
    ("    '''A \f page", "    SSSSSSSSSSS"),
    ("    ends.'''", "SSSSSSSSSSSS"),
    ("    return 3.14 * r**2 if r else f(r)", "    KKKKKK DDDD O NOOD KK N KKKK CONO"),
    ("x = area('r')", "N O CCCCOSSSO"),
]
LETTERS = dict(zip(" KCNDS#O", python_text.KINDS))


def test_each_character_has_the_kind_of_its_token():
    found = python_text.kinds("".join(f"{code}\n" for code, _ in LABELED))
    expected = [LETTERS[letter] for code, labels in LABELED for letter in f"{labels} "]
    expected[len("".join(code + "\n" for code, _ in LABELED[:2])) - 1] = "string"  # the line's end within the text
    assert [python_text.KINDS[i] for i in found] == expected
    assert python_text.kinds("").tolist() == []


def test_code_comes_in_pieces_of_whole_files():
    d = datasets.code_tokens(length=50, seed=1)
    first = d.x_train[d.source_train == d.source_train[0]]
    text = "".join(d.symbols[i] for i in first.reshape(-1))
    texts = [
        inspect.getsource(importlib.import_module(name)) for name in ("argparse", "ast", "calendar", "configparser")
    ]
    assert [text == whole[: len(text)] and len(whole) - len(text) < 50 for whole in texts].count(True) == 1
    assert set(np.unique(d.source_train)) | set(np.unique(d.source_test)) == set(range(25))
    assert len(set(d.source_test)) == 5
    shares = np.bincount(d.y_train.reshape(-1), minlength=8) / d.y_train.size
    assert shares.min() > 0.002
    calls = d.x_train[d.y_train == d.classes.index("call")]
    assert all(re.fullmatch(r"\w", d.symbols[i]) for i in np.unique(calls))


def test_a_module_that_this_python_does_not_have_is_left_out(monkeypatch):
    monkeypatch.setattr(python_text, "MODULES", "heapq no_such_module sys random")  # sys has no source
    d = datasets.code_tokens()
    assert set(d.source_train) | set(d.source_test) == {0, 1}


def test_a_chunk_is_twelve_lines_of_at_most_twelve_words():
    d = datasets.code_lines()
    assert d.x_train.shape[1:] == (12, 12)
    assert (d.x_train[:, :, 0] > 0).all()  # no line is empty
    filled = d.x_train > 0
    assert (filled[:, :, :-1] | ~filled[:, :, 1:]).all()  # only the ends are filled up
    assert len(d.symbols) == 1502
    words = Counter(d.x_train[d.x_train > 1].tolist())
    assert min(words.values()) >= 2
    assert words[2] == max(words.values())  # by frequency
    assert set(d.y_train) == set(range(6))
    share = len(d.y_test) / (len(d.y_train) + len(d.y_test))
    assert 0.1 < share < 0.4
    one_file = d.source_train == d.source_train[0]
    assert len(set(d.y_train[one_file])) == 1
    code = " ".join(d.symbols[i] for i in d.x_train[one_file].reshape(-1) if i)
    assert "import" in code


def test_tests_are_left_out_and_folders_in_order(tmp_path):
    for name in ("b.py", "a/c.py", "a/test/d.py", "tests/e.py", "f.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert list(python_text._modules(tmp_path)) == ["a/c.py", "b.py"]


def test_the_package_of_a_chunk_can_be_told_from_its_words_but_not_easily():
    d = datasets.code_lines()
    written = [[" ".join(map(str, chunk[chunk > 0])) for chunk in x] for x in (d.x_train, d.x_test)]
    bags = CountVectorizer(token_pattern=r"\d+").fit(written[0])
    model = MultinomialNB().fit(bags.transform(written[0]), d.y_train)
    assert 0.4 < model.score(bags.transform(written[1]), d.y_test) < 0.85
    assert np.bincount(d.y_test).max() / len(d.y_test) < 0.5
