""".ci/run brings the browser, forbids skipping its tests, and ends with what `make test` ends with."""

import os
import shutil
import subprocess

import pytest

from tests.project import ROOT

SCRIPT, BROWSER = ROOT / ".ci/run", ROOT / ".ci/chromium"


@pytest.fixture
def machine(tmp_path):
    """A folder of programs as PATH: bash and dirname are real, the others write their name and arguments to `log`."""
    for name in ["bash", "dirname", "env"]:
        (tmp_path / name).symlink_to(shutil.which(name))
    for name in ["apt-get", "make"]:
        pretend(tmp_path, name, f'echo "{name} $* browser=${{NNBOOK_REQUIRE_BROWSER-}}" >> {tmp_path}/log')
    pretend(tmp_path, "sudo", f'echo "sudo" >> {tmp_path}/log; exec "$@"')
    pretend(tmp_path, "id", "echo 0")
    return tmp_path


def pretend(folder, name, body):
    """Put a program `name` into `folder`."""
    program = folder / name
    program.write_text(f"#!{shutil.which('bash')}\n{body}\n", encoding="utf-8")
    program.chmod(0o755)


def run(machine):
    """Run the script there and return the lines that the programs wrote."""
    subprocess.run([str(SCRIPT)], check=True, env={"PATH": str(machine)}, cwd="/")
    return (machine / "log").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("script", [SCRIPT, BROWSER], ids=lambda script: script.name)
def test_it_is_an_executable_bash_script(script):
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)]).returncode == 0


def test_with_chromium_it_only_runs_the_tests(machine):
    pretend(machine, "chromium", "exit 0")
    assert run(machine) == ["make --keep-going test browser=1"]


def test_without_chromium_it_installs_it(machine):
    update, install, test = run(machine)
    assert update.startswith("apt-get update")
    assert install.startswith("apt-get install")
    assert "chromium" in install.split()
    assert test == "make --keep-going test browser=1"


def test_who_is_not_root_asks_sudo(machine):
    pretend(machine, "id", "echo 1000")
    assert [line.split()[0] for line in run(machine)] == ["sudo", "apt-get", "sudo", "apt-get", "make"]


def test_a_failing_test_fails_the_run(machine):
    pretend(machine, "chromium", "exit 0")
    pretend(machine, "make", "exit 2")
    assert subprocess.run([str(SCRIPT)], env={"PATH": str(machine)}).returncode == 2
