"""Fixtures of the project's tests."""

import shutil
import subprocess
import sys
import zipfile

import pytest

from tests.project import ROOT, tracked_files


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The names in the wheel that is built from the tracked files."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in tracked_files():
        if path.parts[0] == "nnbook" or len(path.parts) == 1:
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, source / path)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "."]
    subprocess.run([*command, "--wheel-dir", str(target)], cwd=source, check=True, capture_output=True, text=True)
    (file,) = target.glob("*.whl")
    return zipfile.ZipFile(file).namelist()
