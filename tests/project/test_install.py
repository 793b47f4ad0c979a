"""The package in fresh environments: the wheel beside NumPy alone, and a notebook's first cell on Colab.

The environments are cheap: what they are to have is linked from the environment of the tests, and no index is asked.
"""

import os
import subprocess
import sysconfig
import venv
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project import PROJECT
from tools.notebooks import setup_cell
from tools.repository import upstream_url

HERE = Path(sysconfig.get_path("purelib"))
OURS = ("nnbook", "__editable__")
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_COMPILE": "1"}
COLAB = "import sys, types; sys.modules['google.colab'] = types.ModuleType('google.colab')\n"
TRAINS = """
import nnbook, nnbook.datasets
from nnbook import models, nn, optim
nnbook.manual_seed(0)
model, loss = models.MLP((2, 8, 2)), nn.CrossEntropyLoss()
x, y = nnbook.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]]), nnbook.tensor([0, 1, 1, 0])
optimizer = optim.Adam(model.parameters(), lr=0.05)
for _ in range(200):
    optimizer.zero_grad()
    loss(model(x), y).backward()
    optimizer.step()
print((model(x).argmax(1) == y).all().item())
print(nnbook.datasets.sunspots().values.shape)
print(nnbook.__file__)
"""


class Environment:
    """A fresh one in `folder`, where the distributions that `keep` chooses are linked in."""

    def __init__(self, folder, keep):
        venv.create(folder)
        self.packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
        self.python = folder / "bin" / "python"
        for path in HERE.iterdir():
            if keep(path.name) and not path.name.startswith(OURS):
                (self.packages / path.name).symlink_to(path)

    def run(self, *arguments, check=True, **environment):
        """Python with these arguments, outside the repository and without a network."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "COV_"))}
        command = [self.python, *map(str, arguments)]
        variables = clean | OFFLINE | environment
        done = subprocess.run(command, cwd=self.packages, env=variables, capture_output=True, text=True)
        assert done.returncode == 0 or not check, done.stderr
        return done


@pytest.fixture(scope="module")
def bare(tmp_path_factory, wheel_file):
    """NumPy and the wheel, installed by pip with its dependencies: so it has no other."""
    made = Environment(tmp_path_factory.mktemp("bare"), lambda name: name.startswith(("numpy", "pip")))
    made.run("-m", "pip", "install", "--quiet", wheel_file)
    return made


@pytest.fixture(scope="module")
def colab(tmp_path_factory):
    """What the book needs, without its package, as on Colab."""
    return Environment(tmp_path_factory.mktemp("colab"), lambda name: True)


def test_beside_numpy_alone_it_trains(bare):
    right, years, where = bare.run("-c", TRAINS).stdout.splitlines()
    assert (right, years) == ("True", "(309, 1)")
    assert Path(where).parent == bare.packages / "nnbook"


def test_beside_numpy_alone_the_command_works(bare):
    assert "LeNet-5" in bare.run("-m", "nnbook", "models").stdout


def test_elsewhere_than_on_colab_the_first_cell_names_the_remedy(colab):
    done = colab.run("-c", setup_cell(), check=False)
    remedy = f'pip install "nnbook[book,torch] @ git+{upstream_url()}"'
    assert done.stderr.endswith(f"ModuleNotFoundError: This notebook needs nnbook. Remedy: {remedy}\n")


def test_on_colab_the_first_cell_installs_the_package(colab, repository):
    # The cell runs as it is; git takes the repository's address for a folder of this machine.
    here = {"GIT_CONFIG_KEY_0": f"url.{repository.as_uri()}.insteadOf", "GIT_CONFIG_VALUE_0": upstream_url()}
    parts = "import nnbook.on_torch, nnbook.estimators, nnbook.interactive, nnbook.notebook; print(nnbook.__file__)"
    # Its requirements are there (test_lock.py compares them with the lock): to look for each again takes pip seconds.
    done = colab.run("-c", f"{COLAB}{setup_cell()}\n{parts}", GIT_CONFIG_COUNT="1", PIP_NO_DEPS="1", **here)
    assert done.stderr == ""  # pip warns of an extra that does not exist
    assert Path(done.stdout.strip()).parent == colab.packages / "nnbook"
    again = colab.run("-c", f"{setup_cell()}\nprint('nothing to do')")
    assert again.stdout == "nothing to do\n"


def test_the_wheel_asks_for_what_pyproject_says(bare):
    found = metadata.PathDistribution(next(bare.packages.glob("nnbook-*.dist-info")))
    extras = PROJECT["optional-dependencies"]
    asked = {(canonicalize_name(r.name), str(r.marker or "")) for r in map(Requirement, found.requires or [])}
    listed = {(Requirement(text).name, "") for text in PROJECT["dependencies"]}
    listed |= {(Requirement(text).name, f'extra == "{extra}"') for extra, texts in extras.items() for text in texts}
    assert asked == listed
    assert set(found.metadata.get_all("Provides-Extra")) == set(extras)
