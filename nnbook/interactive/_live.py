"""The second face of an interactive figure: in a running notebook, controls that take any value between the ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise
from math import log10
from typing import Any

from .._extras import require
from ._choices import Choice
from ._frames import Alt, Draw, address, alt_text, draw_figure, only_new_figures_closed, picture
from ._page import PICTURE_STYLE

_STEPS = 200  # of a slider between its ends


def in_live_notebook() -> bool:
    """Whether a person sits before this kernel: not where outputs are made to be stored or compared.

    Reproducible builds set SOURCE_DATE_EPOCH, and so do the tools that execute the book's notebooks: widgets would
    bring half a megabyte of script and random identifiers to the page, which shows the player anyway.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None and "SOURCE_DATE_EPOCH" not in os.environ


def live_controls(draw: Draw, choices: Sequence[Choice], alt: Alt, format: str) -> Any:
    """A box of ipywidgets that draws the figure anew for the values they hold, with errors shown in its place."""
    widgets = require("ipywidgets", "book", "explore(..., live=True)")
    controls = [_control(widgets, choice) for choice in choices]
    figure = widgets.HTML()

    def update(_change: object = None) -> None:
        values = {choice.name: value() for choice, (_, value) in zip(choices, controls)}
        try:
            with only_new_figures_closed():
                shown = address(picture(draw_figure(draw, values), format, {}), format)
            words = escape(alt_text(alt, values))
            figure.value = f'<img alt="{words}" style="{PICTURE_STYLE}" src="{shown}">'
        except Exception as error:  # noqa: BLE001 - the reader's value or code; an exception here would be lost in a log
            figure.value = f"<pre>{escape(str(error))}</pre>"

    for widget, _ in controls:
        widget.observe(update, names="value")
    update()
    return widgets.VBox([*(widget for widget, _ in controls), figure])


def _control(widgets: Any, choice: Choice) -> tuple[Any, Callable[[], Any]]:
    """A widget for one choice, and a function that reads the value it stands for."""
    look: dict[str, Any] = {"description": choice.label, "style": {"description_width": "initial"}}
    if not choice.is_range:
        options = [(text, index) for index, text in enumerate(choice.texts)]
        widget = widgets.Dropdown(options=options, value=choice.start, **look)
        return widget, lambda: choice.values[widget.value]
    low, high = min(choice.values), max(choice.values)
    look |= {"value": choice.values[choice.start], "continuous_update": False}
    if all(isinstance(value, int) for value in choice.values):
        slider = widgets.IntSlider(min=low, max=high, **look)
    elif _is_geometric(choice.values):
        slider = widgets.FloatLogSlider(min=log10(low), max=log10(high), step=log10(high / low) / _STEPS, **look)
    else:
        slider = widgets.FloatSlider(min=low, max=high, step=(high - low) / _STEPS, readout_format=".3g", **look)
    return slider, lambda: slider.value


def _is_geometric(values: Sequence[float]) -> bool:
    """Whether each value is the same multiple of the one before: such a range is searched in powers."""
    if len(values) < 3 or min(values) <= 0:
        return False
    ratios = [b / a for a, b in pairwise(values)]
    return max(ratios) / min(ratios) < 1.05
