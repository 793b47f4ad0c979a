"""The HTML of an interactive figure: a picture, native controls, the frames as data, a short script."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files

from ._choices import Choice
from ._frames import Frames

# Inline, since a notebook shows the figure with no style sheet of ours; a dark page gets a light picture with a margin.
PICTURE_STYLE = "max-width:100%;height:auto;box-sizing:border-box;padding:8px;background:#fff;border-radius:4px"
_UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap"
LAB = 'data-lm-suppress-shortcuts="true"'  # without it JupyterLab takes the arrow keys and the space bar for itself
_RADIO_AT_MOST = 5


@cache
def script(name: str) -> str:
    """A script of this folder with its style sheet, without comments and indentation."""
    folder = files(__package__)
    css = re.sub(r"\s+", " ", folder.joinpath(f"{name}.css").read_text("utf8")).strip()
    lines = (line.strip() for line in folder.joinpath(f"{name}.js").read_text("utf8").splitlines())
    js = "\n".join(line for line in lines if line and not line.startswith("//"))
    return js.replace('"%CSS%"', json.dumps(css))


def page(choices: Sequence[Choice], frames: Frames, *, interval: int, play: int | None) -> str:
    """The whole figure. Without scripts its first picture and a line that says so remain."""
    data = {
        "sizes": [len(choice.values) for choice in choices],
        "start": [choice.start for choice in choices],
        "texts": [choice.texts if choice.is_range else None for choice in choices],
        "play": play,
        "interval": interval,
        "order": frames.order,
        "alts": frames.alts,
        "pictures": frames.pictures,
        "parts": "\n".join(frames.parts),
    }
    start = frames.alts[start_frame(choices)]
    controls = "".join(map(_control, choices)) + _buttons(choices, play)
    names = escape(", ".join(choice.label for choice in choices))
    width, height = frames.size
    return (
        f'<div class="nnp" role="group" aria-label="Interactive figure: {names}">\n'
        f'<img alt="{escape(start)}" width="{width}" height="{height}" style="{PICTURE_STYLE}" src="{frames.first}">\n'
        '<p class="nnp-still">The controls appear where scripts run (in a notebook: run the cell).</p>\n'
        f'<div class="nnp-controls" style="display:none">\n{controls}</div>\n'
        f'<div class="nnp-said" role="status" style="{_UNSEEN}"></div>\n'
        f'<script type="application/json">{json_in_page(data)}</script>\n'
        f"</div>\n<script>{script('player')}</script>"
    )


def json_in_page(data: object) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def start_frame(choices: Sequence[Choice]) -> int:
    """The index of the frame that is shown first."""
    frame = 0
    for choice in choices:
        frame = frame * len(choice.values) + choice.start
    return frame


def _control(choice: Choice) -> str:
    if choice.is_range:
        return _slider(choice)
    return _radios(choice) if len(choice.values) <= _RADIO_AT_MOST else _select(choice)


def _slider(choice: Choice) -> str:
    now = escape(choice.texts[choice.start])
    return (
        f'<div class="nnp-choice"><label>{escape(choice.label)} '
        f'<input type="range" min="0" max="{len(choice.values) - 1}" value="{choice.start}" aria-valuetext="{now}" '
        f'autocomplete="off" {LAB}></label> <span class="nnp-value" aria-hidden="true">{now}</span></div>\n'
    )


def _radios(choice: Choice) -> str:
    buttons = " ".join(
        f'<label><input type="radio" value="{index}"{" checked" if index == choice.start else ""} {LAB}> '
        f"{escape(text)}</label>"
        for index, text in enumerate(choice.texts)
    )
    return f'<fieldset class="nnp-choice"><legend>{escape(choice.label)}</legend> {buttons}</fieldset>\n'


def _select(choice: Choice) -> str:
    options = "".join(
        f'<option value="{index}"{" selected" if index == choice.start else ""}>{escape(text)}</option>'
        for index, text in enumerate(choice.texts)
    )
    return (
        f'<div class="nnp-choice"><label>{escape(choice.label)} '
        f'<select autocomplete="off" {LAB}>{options}</select></label></div>\n'
    )


def _buttons(choices: Sequence[Choice], play: int | None) -> str:
    played = ""
    if play is not None:
        several = sum(choice.is_range for choice in choices) > 1
        which = f" {escape(choices[play].label)}" if several else ""
        played = f'<button type="button" class="nnp-play" {LAB}>Play{which}</button> '
    return f'<div class="nnp-buttons">{played}<button type="button" class="nnp-reset" {LAB}>Reset</button></div>\n'
