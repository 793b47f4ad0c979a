"""What is tracked: nothing of one machine, and everything the package needs."""

import re
import subprocess
import tomllib

from tests.project import ROOT, tracked_files

PICKLE = re.compile(r"torch\.load\(|joblib\.load\(|pickle\.loads?\(|allow_pickle=True")
MACHINE_PATH = re.compile(r"(?<![\w.:/>)}*])/(?:home|Users|root|work)/[\w.-]+")


def test_no_tracked_file_names_a_path_of_one_machine():
    found = {}
    for path in tracked_files():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content and (match := MACHINE_PATH.search(content.decode("utf-8"))):
            found[path.as_posix()] = match[0]
    assert found == {}


def test_a_path_of_one_machine_would_be_seen():
    assert MACHINE_PATH.search('open("/home' + '/ada/data.csv")')
    assert not MACHINE_PATH.search("https://example.org/home/ada and ./work/x")


def test_no_pickle_is_loaded():
    """Who can write a pickle can run any program where it is read: weights travel as safetensors, notes as JSON."""
    ours = [path for path in tracked_files() if path.suffix in (".py", ".ipynb") and path.parts[0] != "tests"]
    loading = [path.as_posix() for path in ours if PICKLE.search((ROOT / path).read_text(encoding="utf-8"))]
    assert loading == []


def test_what_the_commands_make_is_ignored():
    made = [
        ".venv/x",
        "_build/html/index.html",
        "tools/node_modules/x",
        ".coverage",
        "nnbook.egg-info/x",
        ".mypy_cache/x",
    ]
    ignored = subprocess.run(["git", "check-ignore", *made], cwd=ROOT, capture_output=True, text=True).stdout.split()
    assert ignored == made


def test_no_tracked_file_is_ignored():
    command = ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout == ""


def test_the_wheel_holds_every_file_of_the_package(wheel):
    tracked = {path.as_posix() for path in tracked_files() if path.parts[0] == "nnbook"}
    assert {name for name in wheel if ".dist-info/" not in name} == tracked


def test_the_wheel_brings_its_license(wheel):
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel)


def test_coverage_counts_branches_of_the_package():
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert tool["coverage"]["run"]["branch"] is True
    assert tool["coverage"]["run"]["source"] == ["nnbook"]
    assert tool["coverage"]["report"]["fail_under"] >= 95
    assert tool["pytest"]["ini_options"]["filterwarnings"][0] == "error"
