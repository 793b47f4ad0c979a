"""Self-test questions that answer back on a page without a server, a kernel or a script: each answer unfolds."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from itertools import count

_serial = count(1)  # not a hash or a uuid: the same on every run

_STYLE = (
    ".nnq{margin:1rem 0;padding:.2rem 1rem;border:1px solid #8886;border-radius:.4rem}"
    ".nnq-question{font-weight:600;margin:.6rem 0}"
    ".nnq details{margin:.3rem 0}.nnq summary{cursor:pointer;padding:.2rem}"
    ".nnq details p{margin:.2rem 0 .6rem 1.4rem}"
)
Answers = Mapping[str, tuple[bool, str]]


class Quiz:
    """Self-test questions, question -> answer -> (whether it is right, why): the last line of a cell shows them.

    ValueError unless every question has a right answer and a wrong one, and every answer says why.
    """

    def __init__(self, questions: Mapping[str, Answers]):
        for question, answers in questions.items():
            if {right for right, _ in answers.values()} != {True, False}:
                raise ValueError(f"quiz question {question!r:.60}: at least one right and one wrong answer are needed")
            if not all(why.strip() for _, why in answers.values()):
                raise ValueError(f"quiz question {question!r:.60}: every answer needs an explanation")
        self.questions = questions
        self._id = f"nnq-{next(_serial)}"

    def _repr_html_(self) -> str:
        blocks = [self._block(i, question, answers) for i, (question, answers) in enumerate(self.questions.items(), 1)]
        return f"<style>{_STYLE}</style>" + "".join(blocks)

    def _block(self, number: int, question: str, answers: Answers) -> str:
        name = f"{self._id}-{number}"
        items = "".join(
            f"<details><summary>{_rich(answer)}</summary><p><strong>{'Right.' if right else 'No.'}</strong> "
            f"{_rich(why)}</p></details>"
            for answer, (right, why) in answers.items()
        )
        return (
            f'<div class="nnq" role="group" aria-labelledby="{name}">'
            f'<p class="nnq-question" id="{name}">{number}. {_rich(question)}</p>{items}</div>'
        )

    def __repr__(self) -> str:
        lines = []
        for number, (question, answers) in enumerate(self.questions.items(), 1):
            lines.append(f"{number}. {question}")
            lines += [f"   [{'x' if right else ' '}] {answer} -- {why}" for answer, (right, why) in answers.items()]
        return "\n".join(lines)


def _rich(text: str) -> str:
    """Escaped text in which `code` and *emphasis* are marked up."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
    return re.sub(r"\*([^*\s][^*]*)\*", r"<em>\1</em>", text)
