"""Self-test questions that answer back on a page without a server, a kernel or a script: each answer unfolds."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

# Inline: a style sheet may not stand in the middle of a page, and a notebook has none of ours at its head.
_BOX = "margin:1rem 0;padding:.2rem 1rem .6rem;border:1px solid #8886;border-radius:.4rem;min-width:0"
_QUESTION = "float:left;width:100%;margin:.6rem 0;padding:0;border:0;font-size:inherit;font-weight:600"
_ANSWER = "clear:both;margin:.3rem 0"
_SUMMARY = "cursor:pointer;padding:.2rem"
_WHY = "margin:.2rem 0 .6rem 1.4rem"
_MARKED = re.compile(r"`([^`]+)`|\*([^*\s](?:[^*`]*[^*`\s])?)\*")
Answers = Mapping[str, tuple[bool, str]]


class Quiz:
    """Self-test questions, question -> answer -> (whether it is right, why): the last line of a cell shows them.

    ValueError unless every question has a right answer and a wrong one, and every answer says why.
    """

    def __init__(self, questions: Mapping[str, Answers]):
        if not questions:
            raise ValueError('quiz() has no question: expected {"question": {"answer": (True or False, "why")}}')
        for question, answers in questions.items():
            _check(question, answers)
        self.questions = questions

    def _repr_html_(self) -> str:
        return "".join(
            _fieldset(i, question, answers) for i, (question, answers) in enumerate(self.questions.items(), 1)
        )

    def __repr__(self) -> str:
        lines = []
        for number, (question, answers) in enumerate(self.questions.items(), 1):
            lines.append(f"{number}. {question}")
            lines += [f"   [{'x' if right else ' '}] {answer} -- {why}" for answer, (right, why) in answers.items()]
        return "\n".join(lines)


def _check(question: str, answers: Answers) -> None:
    try:
        rights, reasons = {right for right, _ in answers.values()}, [why.strip() for _, why in answers.values()]
    except (AttributeError, TypeError, ValueError):
        raise ValueError(
            f'quiz question {question!r:.60}: expected {{"answer": (True or False, "why")}}, got {answers!r:.60}'
        ) from None
    if rights != {True, False}:
        raise ValueError(f"quiz question {question!r:.60}: at least one right and one wrong answer are needed")
    if not all(reasons):
        raise ValueError(f"quiz question {question!r:.60}: every answer needs an explanation")


def _fieldset(number: int, question: str, answers: Answers) -> str:
    """One question: its group has its words for a name without any id, which would not be the only one on a page."""
    items = "".join(
        f'<details style="{_ANSWER}"><summary style="{_SUMMARY}">{_rich(answer)}</summary>'
        f'<p style="{_WHY}"><strong>{"Right." if right else "No."}</strong> {_rich(why)}</p></details>'
        for answer, (right, why) in answers.items()
    )
    legend = f'<legend style="{_QUESTION}">{number}. {_rich(question)}</legend>'
    return f'<fieldset class="nnq" style="{_BOX}">{legend}{items}</fieldset>\n'


def _rich(text: str) -> str:
    """Escaped text in which `code` and *emphasis* are marked up; a star in code, or between spaces, is a star."""
    return _MARKED.sub(lambda m: f"<code>{m[1]}</code>" if m[1] else f"<em>{m[2]}</em>", html.escape(text, quote=False))
