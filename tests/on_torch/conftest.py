"""A process group of the process that tests."""

import signal
import sys

import pytest
import torch


@pytest.fixture
def group(tmp_path):
    """This process alone as a group; what PyTorch and we change for it is put back."""
    before = sys.excepthook, signal.getsignal(signal.SIGTERM)  # PyTorch's hook writes the rank before every line
    torch.distributed.init_process_group("gloo", init_method=f"file://{tmp_path}/store", rank=0, world_size=1)
    yield
    torch.distributed.destroy_process_group()
    sys.excepthook = before[0]
    signal.signal(signal.SIGTERM, before[1])
