"""Formulas to HTML by KaTeX in one Node process, over its pipes.

sphinxcontrib-katex has a server for this, behind a socket: on a busy machine it is asked before it listens, the build
fails, and its Node process stays behind for good. `prerender` puts this in its place.
"""

from __future__ import annotations

import atexit
import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from sphinx.errors import ExtensionError
from sphinxcontrib import katex  # type: ignore[import-untyped]

SERVER = Path(__file__).with_suffix(".js")
OPTIONS = {"throwOnError": False}  # an unreadable formula becomes a red one, which `book_ext.describe` reports


@cache
def _node(script: str) -> subprocess.Popen[str]:
    command = ["node", str(SERVER), script]
    node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    atexit.register(node.communicate)  # closes its stdin, at which it ends, and waits
    return node


def render(latex: str, options: dict[str, Any] | None = None) -> str:
    """The HTML of one formula, given as KaTeX's options want it."""
    node = _node(str(Path(katex.__file__).parent / "katex.min.js"))
    assert node.stdin is not None and node.stdout is not None
    print(json.dumps({"latex": latex, "options": OPTIONS | (options or {})}), file=node.stdin, flush=True)
    answer = json.loads(node.stdout.readline() or '{"error": "Node ended before it answered"}')
    if "error" in answer:
        raise ExtensionError(f"KaTeX could not render {latex!r}: {answer['error']}")
    return str(answer["html"])


def prerender() -> None:
    """Let sphinxcontrib-katex render its formulas here."""
    katex.render_latex = render
