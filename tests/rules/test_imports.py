"""Who may import whom. Arrows never turn back; NumPy is all that the engine needs."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.sources import PACKAGE, files_of_tests, imports_of, is_standard, module_of, package_files, tree

CORE = """_missing _dtype _memory _threads _extras _duck _graph _saved _printing _tensor _aliases _methods random
    autograd"""
# part of the package: (what it may import of nnbook beside itself, what of others beside Python's own library)
ALLOWED = {
    "_dtype": ("", "numpy"),
    "_memory": ("", ""),
    "_threads": ("", "numpy"),
    "_extras": ("", ""),
    "_duck": ("", "numpy"),
    "_graph": ("_saved", "numpy"),
    "_saved": ("", "numpy"),
    "_aliases": ("_graph _saved _tensor", "numpy"),
    "_printing": ("_dtype", "numpy"),
    "random": ("", "numpy"),
    "_tensor": ("_dtype _graph random _methods", "numpy"),
    "autograd": ("_graph _tensor gradcheck", "numpy"),
    "gradcheck": ("_graph _tensor", "numpy"),
    "ops": (CORE, "numpy"),
    "linalg": ("_tensor ops", ""),
    "nn": (CORE + " ops", "numpy"),
    "optim": (CORE, "numpy"),
    "utils": (CORE + " ops", "numpy"),
    "models": ("nn linalg autograd <root>", ""),  # nothing but `from .. import nn, cat`: what PyTorch has, too
    "datasets": ("_extras _tensor", "numpy sklearn pooch"),
    "training": ("_duck _extras", "numpy tqdm IPython"),
    "estimators": ("_duck _extras models training", "numpy sklearn"),
    "costs": ("", ""),
    "zoo": ("", ""),
    "planted": ("_graph", "numpy"),
    "ngram": ("_graph", "numpy"),
    "recipes": ("datasets <root>", "numpy"),
    "command": ("*", "numpy"),
    "plots": ("_duck _extras _tensor <root>", "numpy matplotlib cycler"),
    "interactive": ("_duck _extras", "numpy matplotlib ipywidgets IPython"),
    "on_torch": ("_extras _duck _tensor models training command", "numpy safetensors torch"),
    "exercises": (CORE + " gradcheck ops nn optim utils models datasets training plots <root>", "numpy"),
    "notebook": (
        CORE + " _seeds gradcheck nn optim models datasets training exercises interactive plots <root>",
        "IPython numpy",
    ),
    "_seeds": ("", ""),
    "_encoding": (CORE + " nn", "numpy"),
    "_missing": ("", ""),
    "_switches": ("_dtype", ""),
    "accelerator": ("_dtype", ""),
    "amp": ("_dtype _tensor", ""),
    "backends": ("", ""),
    "cuda": ("_missing amp", ""),
    "jit": ("_missing", ""),
    "version": ("", ""),
    "_torch_import": ("_missing", ""),
    "_torch_names": ("_missing _torch_import", ""),
    "_run": (CORE + " _torch_import _torch_names", ""),
    "serialization": (CORE + " _encoding ops", "numpy"),
    "__main__": ("*", "numpy"),
    "<root>": (
        CORE
        + " ops linalg nn optim utils gradcheck serialization _missing _switches accelerator amp backends cuda jit"
        + " version",
        "numpy",
    ),
}


def part_of(module: str) -> str:
    return module.partition(".")[0] or "<root>"


def offences(path: Path) -> Iterator[str]:
    """Imports that the table does not allow, with their lines."""
    part = part_of(module_of(path))
    inside, outside = (words.split() for words in ALLOWED[part])
    for line, module, ours in imports_of(path):
        if ours and part_of(module) not in (*inside, part) and "*" not in inside:
            yield f"{path.relative_to(PACKAGE.parent)}:{line} imports {part_of(module)}"
        if not ours and not is_standard(module) and module.partition(".")[0] not in outside:
            yield f"{path.relative_to(PACKAGE.parent)}:{line} imports {module}"


@pytest.mark.parametrize("path", package_files(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_allowed_imports(path: Path):
    assert part_of(module_of(path)) in ALLOWED, (
        f"{path.name} is a new part of the package: say in ALLOWED what it may import"
    )
    found = list(offences(path))
    assert not found, "\n".join(found) + f"\n{part_of(module_of(path))} may import: {ALLOWED[part_of(module_of(path))]}"


def test_no_import_cycles():
    graph: dict[str, set[str]] = {}
    for path in package_files():
        module = module_of(path)
        if part_of(module) != "models" and not module.startswith(
            "on_torch"
        ):  # they import the root, which may import all
            graph[module] = {
                m for _, m, ours in imports_of(path) if ours and m != module and not module.startswith(m + ".")
            }
    packages = {module_of(p) for p in package_files() if p.name == "__init__.py"}
    for module in graph:  # `from . import x` inside a package refers to x, the package itself comes later
        graph[module] -= packages - {""} if module.partition(".")[0] in packages else set()
        graph[module] -= {""}
    try:
        order = list(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        raise AssertionError(f"import cycle: {' -> '.join(error.args[1])}") from None
    assert order.index("_tensor") < order.index("ops.reduction") < order.index("nn.module")


@pytest.mark.parametrize("path", sorted((PACKAGE / "models").glob("*.py")), ids=lambda p: p.name)
def test_model_files_import_only_relatively(path: Path):
    """`from .. import nn` finds torch.nn when the file is imported a second time; anything else would not."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            wrong = [a.name for a in node.names if not is_standard(a.name)]
        elif isinstance(node, ast.ImportFrom):
            fine = node.level > 0 if path.name != "__init__.py" else node.level == 1
            own = node.level == 0 and is_standard(node.module or "")
            wrong = [] if (fine and not (node.level == 2 and node.module)) or own else [ast.unparse(node)]
        else:
            continue
        assert not wrong, f"{path.name}:{node.lineno}: {wrong}; a model may say `from .. import nn, cat` and no more"


def test_the_engine_needs_numpy_alone():
    modules = ["nnbook"] + [
        f"nnbook.{m}" for m in ["nn", "optim", "models", "utils", "utils.data", "gradcheck", "autograd", "random"]
    ]
    code = f"import sys; before = set(sys.modules); import {', '.join(modules)}; print(*(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    foreign = {m.partition(".")[0] for m in loaded if not is_standard(m)} - {"nnbook", "numpy"}
    foreign = {m for m in foreign if "cython" not in m}  # what NumPy's random numbers are compiled with
    assert not foreign, f"importing the engine also imports {foreign}"
    assert "nnbook.nn" in loaded


# ---------------------------------------------------------------------- habits
@pytest.mark.parametrize("path", package_files() + files_of_tests(), ids=lambda p: str(p.relative_to(PACKAGE.parent)))
def test_no_star_imports(path: Path):
    stars = [n.lineno for n in ast.walk(tree(path)) if isinstance(n, ast.ImportFrom) and n.names[0].name == "*"]
    assert not stars, f"{path.name}: `import *` in lines {stars}"


ON_PURPOSE = {
    "test_all_sets.py": "asserts that the global state does not change what is drawn",
    "_run.py": "puts the global state back after a reader's function drew from it",
    "test_run.py": "asserts that it does",
    "cyclegan.py": "a script as people write them",
    "dqn.py": "a script as people write them",
    "translate_gru.py": "a script as people write them",
    "run_script.py": "seeds it before each script",
}
OWN_GENERATORS = {"default_rng", "Generator", "PCG64", "SeedSequence"}


@pytest.mark.parametrize("path", package_files() + files_of_tests(), ids=lambda p: str(p.relative_to(PACKAGE.parent)))
def test_no_global_random_numbers(path: Path):
    """`np.random.rand()` draws from a generator that `manual_seed` does not know."""
    if path.name in ON_PURPOSE:
        return
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("np.random", "numpy.random"):
            found += [f"{path.name}:{node.lineno}: {ast.unparse(node)}"] * (node.attr not in OWN_GENERATORS)
        if isinstance(node, ast.Import) and any(a.name == "random" for a in node.names):
            found.append(f"{path.name}:{node.lineno}: import random")
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module in ("random", "numpy.random"):
            found.append(f"{path.name}:{node.lineno}: from {node.module} import ...")
    assert not found, "\n".join(found)
