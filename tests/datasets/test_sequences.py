"""Sequences that are made: what is asked must follow from what is shown, and from far back."""

import re
from datetime import datetime

import numpy as np
import pytest

from nnbook import datasets
from nnbook.datasets import calendar_dates, reber_strings, streams


def written(numbers, symbols):
    return ["".join(symbols[i] for i in row) for row in numbers]


@pytest.mark.parametrize("steps", [2, 7, 60])
def test_adding(steps):
    d = datasets.adding(steps, n_train=2000)
    numbers, marks = d.x_train[:, :, 0], d.x_train[:, :, 1]
    assert set(np.unique(marks)) <= {0, 1}
    np.testing.assert_array_equal(marks[:, : steps // 2].sum(axis=1), 1)
    np.testing.assert_array_equal(marks[:, steps // 2 :].sum(axis=1), 1)
    np.testing.assert_allclose(d.y_train[:, 0], (numbers * marks).sum(axis=1), rtol=1e-6)
    assert np.mean((d.y_train - 1) ** 2) == pytest.approx(1 / 6, rel=0.1)
    assert (marks.sum(axis=0) > 0).all()  # every place is marked now and then


def test_copy():
    d = datasets.copy(steps=5, n_train=300)
    for x, y in zip(written(d.x_train, d.symbols), written(d.y_train, d.classes)):
        assert re.fullmatch("[a-h]{10}-{4}!-{10}", x)
        assert y == "-" * 15 + x[:10]
    assert set("".join(written(d.y_train, d.classes))) == set("abcdefgh-")


@pytest.mark.parametrize("steps", [10, 30, 100])
def test_temporal_order(steps):
    d = datasets.temporal_order(steps, n_train=2000)
    places = set()
    for x, y in zip(written(d.x_train, d.symbols), d.y_train):
        assert re.fullmatch("E[abcd]*[XY][abcd]*[XY][abcd]*B", x)
        assert re.sub("[^XY]", "", x) == d.classes[y]
        places.add(tuple(i for i, letter in enumerate(x) if letter in "XY"))
    for found, (low, high) in zip(zip(*places), ((0.1, 0.2), (0.5, 0.6))):
        assert (min(found), max(found)) == (int(low * steps), int(high * steps))


def test_parity():
    d = datasets.parity(steps=9, n_train=500)
    assert d.x_train.shape == (500, 9, 1)
    for x, y in zip(d.x_train[:, :, 0], d.y_train):
        assert d.classes[y] == ("odd" if x.tolist().count(1) % 2 else "even")
    assert 0.4 < d.y_train.mean() < 0.6


def test_temporal_xor():
    d = datasets.temporal_xor()
    assert d.train.shape == (3000,)
    a, b, c = d.train.reshape(-1, 3).T
    np.testing.assert_array_equal(a ^ b, c)
    assert d.starts_train.nonzero()[0].tolist() == list(range(0, 3000, 3))
    assert 0.45 < a.mean() < 0.55
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.1


def test_letters_in_words():
    d = datasets.letters_in_words()
    lexicon = streams.WORDS.split()
    assert len(lexicon) == len(set(lexicon)) == 15
    begin = d.starts_train.nonzero()[0]
    words = [d.decode(d.train[i:j]) for i, j in zip(begin, [*begin[1:], None])]
    assert len(words) == 1000
    assert set(words) == set(lexicon)


def test_simple_sentences_are_of_the_sixteen_kinds():
    d = datasets.simple_sentences()
    assert len(d.symbols) == 29
    begin = d.starts_train.nonzero()[0]
    assert len(begin) == 10_000
    sentences = {d.decode(d.train[i:j]) for i, j in zip(begin, [*begin[1:], None])}
    words = {name: set(members.split()) for name, members in streams.CATEGORIES.items()}
    kinds = [kind.split() for line in streams.SENTENCES.splitlines() for kind in line.split("/")]
    assert len({tuple(kind) for kind in kinds}) == 16
    possible = {" ".join(s) for kind in kinds for s in product_of([words[name] for name in kind])}
    assert sentences == possible  # so many that each comes up
    assert {word for sentence in sentences for word in sentence.split()} == set(d.symbols)


def product_of(sets):
    rows = [[]]
    for members in sets:
        rows = [[*row, member] for row in rows for member in sorted(members)]
    return rows


REBER = "B(?:TS*X(?:XT*VP)*(?:S|XT*VV)|PT*V(?:PXT*V)*(?:V|PS))E"


def test_reber_strings_are_those_of_the_grammar():
    for good in ("BTSSXXTVVE", "BPVVE", "BTXXVPSE", "BPVPXVPXVPXVVE", "BTSXXVPSE"):
        assert re.fullmatch(REBER, good)
    for bad in ("BTSSPXSE", "BPTVVB", "BTXXVVSE", "BPVSPSE", "BTSSSE"):
        assert not re.fullmatch(REBER, bad)
    plain, embedded = datasets.reber(), datasets.reber(embedded=True)
    for d, pattern in ((plain, REBER), (embedded, f"B([TP]){REBER}\\1E")):
        train, test = whole(d.x_train, d.y_train), whole(d.x_test, d.y_test)
        assert all(re.fullmatch(pattern, string) for string in train + test)
        assert not set(train) & set(test)
        assert {string[1] for string in train} == {"T", "P"}


def whole(x, y):
    """The strings, from what is shown and the last of what is asked."""
    strings = []
    for row, following in zip(x, y):
        n = int((row > 0).sum())
        assert (following[: n - 1] == row[1:n]).all()
        assert (following[n:] == -100).all()
        strings.append("".join(reber_strings.LETTERS[i] for i in [*row[:n], following[n - 1]]))
    return strings


def test_the_allowed_letters_are_those_that_some_string_goes_on_with():
    d = datasets.reber(n_train=3000, embedded=True)
    strings = whole(d.x_train, d.y_train)
    for k in range(200):
        for t in range(1, min(6, len(strings[k]))):
            same = {string[t] for string in strings if string[:t] == strings[k][:t]}
            allowed = {d.classes[i] for i in d.allowed_train[k, t - 1].nonzero()[0]}
            assert same <= allowed
            assert len(allowed) <= 2
    n = (d.x_train > 0).sum(axis=1)
    last = d.allowed_train[np.arange(3000), n - 2]  # before the letter that must equal the second
    np.testing.assert_array_equal(last.argmax(axis=1), d.x_train[:, 1])
    np.testing.assert_array_equal(last.sum(axis=1), 1)
    assert not d.allowed_train[d.x_train == 0].any()


FORMATS = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%A, %d of %B %Y", "%d.%m.%Y", "%Y, %B the %d", "%a %b %d %Y")


def test_dates_say_in_all_seven_forms_the_day_that_is_asked():
    d = datasets.dates()
    assert d.x_train.shape == (8000, 33)
    seen, days = [], written(d.y_train, d.classes) + written(d.y_test, d.classes)
    for text, iso in zip(written(d.x_train, d.symbols) + written(d.x_test, d.symbols), days):
        bare = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text)
        form, *others = (k for k, f in enumerate(FORMATS) if reads(bare, f) == iso)
        assert not others or "may" in text  # which has no shorter form
        seen += [form] if "may" not in text else []
    assert np.bincount(seen).tolist() == pytest.approx([len(seen) / 7] * 7, rel=0.1)
    assert len(set(days)) == 9000
    assert min(days) < "1900-02" < "2099-11" < max(days)


def reads(text, form):
    """The date in ISO form, or None where the text is not in this form; %d and %B would also read others."""
    try:
        found = datetime.strptime(text, form)
    except ValueError:
        return None
    day = f"{found.day:02d}" if form == FORMATS[6] else str(found.day)
    wanted = form.replace("%d", day).replace("%m", str(found.month))
    return found.date().isoformat() if found.strftime(wanted).lower() == text else None


@pytest.mark.parametrize(
    ("day", "ending"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
                        (20, "20th"), (21, "21st"), (22, "22nd"), (23, "23rd"), (30, "30th"), (31, "31st")]
)  # fmt: skip
def test_days_have_their_endings(day, ending):
    written = calendar_dates._written(datetime(1999, 12, day).date(), 5)
    assert written == f"1999, december the {ending}"


def test_more_days_than_there_are_can_not_be_drawn_but_all_can():
    d = datasets.dates(n_train=73_000, n_test=49)
    assert len({*written(d.y_train, d.classes), *written(d.y_test, d.classes)}) == 73_049
