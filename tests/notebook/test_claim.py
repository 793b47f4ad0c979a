"""`claim` prints what a chapter asserts, with what was measured, and fails where it does not hold."""

import contextlib
import io

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

import nnbook
from nnbook.notebook import ClaimError, claim
from tools.claims import Outcome, calls, outcomes

WIDTH = 84


def printed(capsys, *args, **options):
    claim(*args, **options)
    return capsys.readouterr().out


def test_layout(capsys):
    text = printed(capsys, "The loss falls", True, measured=0.25, paper="Rosenblatt (1958): it falls")
    assert text == "Claim: The loss falls\n  measured: 0.25\n  paper: Rosenblatt (1958): it falls\n  It holds.\n"
    assert printed(capsys, "The loss falls", True) == "Claim: The loss falls\n  It holds.\n"


def test_what_a_paper_found_has_deviations_and_a_verdict_unless_it_was_reproduced(capsys):
    told = {"paper": "Novikoff 1962: it ends", "deviations": "in the plane"}
    head = "Claim: It ends\n  paper: Novikoff 1962: it ends\n  deviations: in the plane\n"
    assert printed(capsys, "It ends", True, **told, verdict="partly") == f"{head}  verdict: partly\n  It holds.\n"
    assert printed(capsys, "It ends", True, **told, verdict="reproduced") == f"{head}  It holds.\n"
    assert printed(capsys, "It ends", True, **told) == f"{head}  It holds.\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"paper": "they do", "verdict": "yes"},
            r"claim\('x'\): `verdict` must be one of 'reproduced', 'partly', 'not', got 'yes'",
        ),
        (
            {"verdict": "not"},
            r"claim\('x'\) has a verdict but no paper to compare with: say what was found there, such as paper=\"Nov",
        ),
        ({"deviations": "smaller"}, r"claim\('x'\) has deviations but no paper to compare with"),
    ],
)
def test_a_verdict_without_a_paper_is_refused(capsys, options, message):
    with pytest.raises(ValueError, match=message):
        claim("x", True, **options)
    assert capsys.readouterr().out == "", "nothing is claimed"


TRUTHS = [
    True,
    np.bool_(True),
    np.array(True),
    np.array([True]),
    np.array([[True]]),
    nnbook.tensor(True),
    nnbook.tensor([True]),
    torch.tensor(True),
    torch.tensor([[True]]),
]


@pytest.mark.parametrize("holds", TRUTHS, ids=lambda t: f"{type(t).__module__}.{type(t).__name__}")
def test_one_truth_value_of_any_kind(capsys, holds):
    assert printed(capsys, "x", holds).endswith("\n  It holds.\n")
    with pytest.raises(ClaimError):
        claim("x", ~holds if holds is not True else False)
    assert capsys.readouterr().out == "Claim: x\n  It does NOT hold.\n"


@pytest.mark.parametrize(
    ("holds", "kind"),
    [
        (np.array([True, True]), r"ndarray of shape \(2,\) and type bool"),
        (nnbook.tensor([True, False]), r"Tensor of shape \(2,\) and type torch\.bool"),
        (torch.tensor([True, False]), r"Tensor of shape \(2,\) and type torch\.bool"),
        (np.zeros((0,), bool), r"ndarray of shape \(0,\)"),
        (np.float64(1.0), r"float64 of shape \(\) and type float64"),
        (nnbook.tensor(1), r"Tensor of shape \(\) and type torch\.int64"),
        (1, "int"),
        (None, "NoneType"),
        ("yes", "str"),
        ([True], "list"),
        (lambda: True, "function"),
    ],
)
def test_what_is_no_truth_value_is_refused_with_the_remedy(capsys, holds, kind):
    with pytest.raises(
        TypeError, match=rf"claim\('all agree'\): `holds` must be one truth value, got {kind}.*\.all\(\) or abs"
    ):
        claim("all agree", holds)
    assert capsys.readouterr().out == "", "nothing is claimed"


def test_error_names_statement_and_measurement(capsys):
    with pytest.raises(
        ClaimError, match=r"^the claim does not hold: Rates agree \(measured: ours 0\.50, theirs 0\.70\)$"
    ):
        claim("Rates agree", False, measured={"ours": 0.5, "theirs": 0.7}, paper="they do")
    text = "Claim: Rates agree\n  measured: ours 0.50, theirs 0.70\n  paper: they do\n  It does NOT hold.\n"
    assert capsys.readouterr().out == text
    with pytest.raises(ClaimError, match=r"^the claim does not hold: Rates agree$"):
        claim("Rates agree", False)
    assert issubclass(ClaimError, AssertionError)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.50"),
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (-0.125, "-0.12"),
        (0.1, "0.10"),
        (0.0999, "0.0999"),
        (0.001, "0.0010"),
        (0.00099, "9.90e-04"),
        (9999.0, "9999.00"),
        (12345.678, "1.23e+04"),
        (-1e-12, "-1.00e-12"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
        (np.float32(0.1), "0.10"),
        (np.array(2.0), "2.00"),
        (nnbook.tensor(2.0), "2.00"),
        (torch.tensor(2.0), "2.00"),
        (60000, "60000"),
        (np.int64(7), "7"),
        (nnbook.tensor(7), "7"),
        (True, "True"),
        ("about 3.1 %", "about 3.1 %"),
        ({"epochs": 3, "error": 0.031, "by": "hand"}, "epochs 3, error 0.0310, by hand"),
        ([(1, 2), (0.5, 1.0)], "[(1, 2), (0.50, 1.00)]"),
        (np.array([0.5, 0.25]), "[0.50, 0.25]"),
        ({"rates": np.float32([0.1, 1])}, "rates [0.10, 1.00]"),
        (nnbook.tensor([[1, 2]]), "[[1, 2]]"),
    ],
)
def test_numbers_have_the_digits_that_a_machine_repeats(capsys, value, text):
    assert printed(capsys, "x", True, measured=value) == f"Claim: x\n  measured: {text}\n  It holds.\n"


@pytest.mark.parametrize("value", np.geomspace(1e-9, 1e9, 73))
def test_a_number_with_a_fraction_has_two_decimals_or_more(capsys, value):
    text = printed(capsys, "x", True, measured=value).splitlines()[1].removeprefix("  measured: ")
    assert len(text.partition("e")[0].partition(".")[2]) >= 2
    assert float(text) == pytest.approx(value, rel=0.05)


def test_long_lines_are_wrapped_under_their_beginning(capsys):
    words = "the hidden-layer weights of both engines agree to the last digit "
    text = printed(capsys, words * 4, True, measured={f"network {i}": 0.5 for i in range(12)}, paper=words * 3)
    lines = text.splitlines()
    assert max(map(len, lines)) <= WIDTH
    heads = [line for line in lines if not line.startswith("       ")]
    assert [head.split(" the")[0].split(" network")[0] for head in heads] == [
        "Claim:",
        "  measured:",
        "  paper:",
        "  It holds.",
    ]
    assert lines[1].startswith("       ") and lines[1][7] != " "
    assert " ".join(text.split()).count("hidden-layer") == 7, "no word is cut at its hyphen"


def test_line_breaks_of_the_statement_are_spaces(capsys):
    assert printed(capsys, "one\n    two", True).splitlines()[0] == "Claim: one two"


def test_a_word_longer_than_a_line_stays_whole(capsys):
    long = "x" * 100
    assert printed(capsys, f"This {long} ends", True) == f"Claim: This\n       {long}\n       ends\n  It holds.\n"


# ---------------------------------------------------------------------- read back by tools/claims.py
TEXTS = st.one_of(
    st.text(max_size=200),  # whatever Unicode has
    st.lists(st.sampled_from(["loss", "Claim:", "measured:", "  paper:", "It holds.", "-", "\n", "w" * 90])).map(
        " ".join
    ),
)


@example("", "", "", "", None, True)
@example("Claim: a", "  It holds.", "measured: b", "verdict: not", "partly", False)
@given(TEXTS, *[st.none() | TEXTS] * 3, st.sampled_from([None, "reproduced", "partly", "not"]), st.booleans())
def test_what_is_printed_can_be_read_back(statement, measured, paper, deviations, verdict, holds):
    if paper is None:
        deviations = verdict = None
    options = {"measured": measured, "paper": paper, "deviations": deviations, "verdict": verdict}
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        print("loss 0.25\n  measured: something else")
        for _ in range(2):
            with contextlib.suppress(ClaimError):
                claim(statement, holds, **options)
            print("       It was no claim.")
    said = {key: value if value is None else " ".join(value.split()) for key, value in options.items()}
    said["verdict"] = None if paper is None else verdict or "reproduced"
    assert outcomes(text.getvalue()) == [Outcome(" ".join(statement.split()), holds, **said)] * 2


def test_calls_are_counted_as_they_are_written():
    code = "%matplotlib inline\nfor x in range(3):\n    claim('a', x < 3)\nnotebook.claim('b', f(True))\n# claim(1)"
    assert calls(code) == 2
    assert calls("claimed = claim\nprint('claim(')") == 0
