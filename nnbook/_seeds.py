"""NNBOOK_SEED: a chapter with other seeds than those that are written in it.

With NNBOOK_SEED=1 in the environment, every seed that a notebook's code names is one higher: `manual_seed(0)`,
`default_rng(0)`, `seed=0`, `random_state=0`. The code on the page stays as it is. So a chapter's claims can be tried
with other seeds (`make test-claims`), which is the quickest way to find out what a result is worth.
"""

from __future__ import annotations

import ast
import os
import sys

VARIABLE = "NNBOOK_SEED"
SEEDING = {"manual_seed", "default_rng", "RandomState"}  # called with the seed first
NAMED = {"seed", "random_state"}  # arguments by name


class Shifted(ast.NodeTransformer):
    """Adds a number to every seed in a syntax tree; calls inside seeds, and those without one, are left as they are."""

    def __init__(self, by: int):
        self.by = by

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """A call whose first argument, or an argument by name, is a seed."""
        self.generic_visit(node)
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in SEEDING and node.args and not isinstance(node.args[0], ast.Starred):
            node.args[0] = self.shift(node.args[0])
        for keyword in node.keywords:
            if keyword.arg in NAMED:
                keyword.value = self.shift(keyword.value)
        return node

    def shift(self, seed: ast.expr) -> ast.expr:
        """The seed plus the number; None and whatever else is no number stays."""
        if isinstance(seed, ast.Constant):
            is_number = isinstance(seed.value, int) and not isinstance(seed.value, bool)
            return ast.copy_location(ast.Constant(seed.value + self.by), seed) if is_number else seed  # type: ignore[operator]
        return ast.copy_location(ast.BinOp(seed, ast.Add(), ast.Constant(self.by)), seed)


def shift_from_environment() -> None:
    """Where NNBOOK_SEED is set and a notebook is running, shift the seeds of all cells from here on."""
    text = os.environ.get(VARIABLE, "").strip() or "0"
    if not text.lstrip("-").isdigit():
        raise ValueError(f"{VARIABLE}={text!r}: expected a whole number, which is added to every seed of the notebook")
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if int(text) and shell is not None and not any(isinstance(t, Shifted) for t in shell.ast_transformers):
        shell.ast_transformers.append(Shifted(int(text)))
