"""What executing a notebook and judging it have in common: environment, GPU question, setup cell."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

from tools.repository import upstream_url

ROOT = Path(__file__).resolve().parent.parent

# One thread, no colors, no dates: what a cell gives must depend neither on the terminal nor on the number of cores.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
KERNEL_ENVIRONMENT = {
    **ONE_THREAD,
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "0",
    "NO_COLOR": "1",
    "COLUMNS": "80",
    "IPYTHONDIR": str(ROOT / "tools" / "ipython"),
    "MATPLOTLIBRC": str(ROOT / "tools" / "matplotlibrc"),
}

_SCRUB = [
    (re.compile(r"/tmp/ipykernel_\d+/\d+\.py"), "<cell>"),
    (re.compile(r"\bat 0x[0-9a-f]{6,}"), "at 0x0"),
    # It is only tried where a word begins: a page's weights are a word of 100,000 letters.
    (re.compile(r"(?<![^\s\"'(])[^\s\"'(]*/site-packages/"), ".../site-packages/"),
    (re.compile(re.escape(f"{ROOT}{os.sep}")), ""),
]

_SETUP = """\
# Setup: on Colab this installs the book's package; elsewhere it asks for it.
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("nnbook") is None:
    package = "nnbook[book,torch] @ git+{address}"
    if "google.colab" not in sys.modules:
        remedy = f'pip install "{{package}}"'
        raise ModuleNotFoundError(f"This notebook needs nnbook. Remedy: {{remedy}}")
    pip = [sys.executable, "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, package], check=True)"""


class ThisPython(KernelSpecManager):
    """Finds one kernel whatever it is asked for: the Python that is running."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The kernel specification of `sys.executable`."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def scrub(text: str) -> str:
    """`text` without what differs from one run or one machine to the next: addresses, kernel files, folders."""
    for pattern, replacement in _SCRUB:
        text = pattern.sub(replacement, text)
    return text


def cuda_devices() -> list[str]:
    """The names of the CUDA devices, asked of the driver: importing torch for it costs seconds."""
    try:
        cuda = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return []
    count, names = ctypes.c_int(), []
    if cuda.cuInit(0) != 0 or cuda.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return []
    for index in range(count.value):
        name = ctypes.create_string_buffer(256)
        cuda.cuDeviceGetName(name, 256, index)
        names.append(name.value.decode())
    return names


def runs_gpu_cells() -> bool:
    """Whether cells tagged `gpu` are run: where there is a CUDA device, or as NNBOOK_GPU=0 or 1 says."""
    if (forced := os.environ.get("NNBOOK_GPU")) in ("0", "1"):
        return forced == "1"
    return bool(cuda_devices())


def setup_cell() -> str:
    """The code of every notebook's first code cell.

    With the upstream address: the stored notebooks are the same everywhere. The book that a fork builds offers them
    with the fork's address (see `book_ext.py`).
    """
    return _SETUP.format(address=upstream_url())
