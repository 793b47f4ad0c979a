"""Fixtures of the project's tests."""

import shutil
import subprocess
import sys
import zipfile

import pytest

from tests.project import ROOT, tracked_files


@pytest.fixture(scope="session")
def repository(tmp_path_factory):
    """A git repository of the tracked files that make the package, as they are now."""
    folder = tmp_path_factory.mktemp("repository")
    for path in tracked_files():
        if path.parts[0] == "nnbook" or len(path.parts) == 1:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, folder / path)
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init"], ["add", "--all"], ["commit", "--message=now"]):
        subprocess.run(["git", *identity, *command], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def wheel_file(repository, tmp_path_factory):
    """The wheel that is built from the tracked files."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "."]
    subprocess.run([*command, "--wheel-dir", target], cwd=repository, check=True, capture_output=True, text=True)
    (file,) = target.glob("*.whl")
    return file


@pytest.fixture(scope="session")
def wheel(wheel_file):
    """The names of the files in the wheel."""
    return zipfile.ZipFile(wheel_file).namelist()
