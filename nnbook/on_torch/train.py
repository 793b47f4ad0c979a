"""Training on PyTorch, on one process or many: `torchrun --nproc_per_node=2 -m nnbook.on_torch.train MODEL DATA`.

The options, recipes and checkpoints are those of `python -m nnbook train`. Without torchrun it is one process.

What runs the processes is PyTorch's DistributedDataParallel, over gloo on processors and NCCL on GPUs. `--batch` counts
the rows of all processes together, so a run takes the same steps on any number of them, with two exceptions: dropout
is another one on each process, and batch normalization on processors sees the rows of its own process alone (its
running means are those of process 0). On GPUs it becomes SyncBatchNorm, which sees them all.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel

from ..command.engine import Engine
from ..command.training import main as command
from ..training import Step
from .lost import Watch

HALF = {"bfloat16": torch.bfloat16, "float16": torch.float16}


class DistributedStep(Step):
    """A step that many processes take together, with each of them its own rows; in 16 bits where that is asked for."""

    def __init__(self, clip_norm: float | None, device: torch.device, half: torch.dtype | None):
        super().__init__(clip_norm)
        self.device, self.half = device, half
        self.rank, self.processes = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
        self.scaler = torch.amp.GradScaler(device.type, enabled=half is torch.float16)

    def forward(self, model: Any, loss: Any, input: Any, target: Any) -> tuple[Any, Any]:
        """Output and loss, computed in 16 bits where autocast says that this is safe."""
        with torch.autocast(self.device.type, self.half, enabled=self.half is not None):
            output, error = super().forward(model, loss, input, target)
        return (output if self.half is None else _full(output)), error

    def backward(self, error: Any) -> None:
        """Add the gradients, those in float16 scaled so that small ones do not vanish."""
        self.scaler.scale(error).backward()

    def update(self, model: Any, optimizer: Any) -> None:
        """Clip the gradients, which are those of all processes by now, and take the step."""
        if self.clip_norm is not None:
            self.scaler.unscale_(optimizer)
            torch.nn.utils.clip_grad_norm_(model.parameters(), self.clip_norm)
        self.scaler.step(optimizer)
        self.scaler.update()

    def alone(self, model: Any) -> AbstractContextManager[Any]:
        """Gradients stay on this process until the last part of the batch."""
        return model.no_sync() if isinstance(model, DistributedDataParallel) else nullcontext()

    def total(self, numbers: list[Any]) -> list[Any]:
        """The numbers, each summed over all processes."""
        if self.processes == 1:
            return numbers
        sums = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        dist.all_reduce(sums)
        return sums.tolist()

    def everywhere(self, value: Any) -> list[Any]:
        """The values of all processes, in the order of their ranks."""
        if self.processes == 1:
            return [value]
        values: list[Any] = [None] * self.processes
        dist.all_gather_object(values, value)
        return values

    def plain(self, model: Any) -> Any:
        """The model inside of DistributedDataParallel."""
        return model.module if isinstance(model, DistributedDataParallel) else model

    def state_dict(self) -> dict[str, Any]:
        """The scale of the gradients."""
        return self.scaler.state_dict()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on with this scale. A run that had none (in float32, or nnbook's) leaves the one there is."""
        if state:
            self.scaler.load_state_dict(state)


def _full(output: Any) -> Any:
    return tuple(map(_full, output)) if isinstance(output, tuple) else output.float()


class TorchEngine(Engine):
    """PyTorch, on the processes that torchrun started, or on one."""

    name, library, models, command = "PyTorch", torch, "nnbook.on_torch.models", "python -m nnbook.on_torch.train"
    rank, processes = (int(os.environ.get(name, default)) for name, default in (("RANK", 0), ("WORLD_SIZE", 1)))

    def __init__(self, options: argparse.Namespace):
        self.options, self.precision, self.device = options, options.precision, _device(options.device)
        if options.threads:
            torch.set_num_threads(options.threads)
        self.watch = None
        if dist.is_torchelastic_launched():
            self.command = f"torchrun --nproc_per_node={os.environ['LOCAL_WORLD_SIZE']} -m nnbook.on_torch.train"
            dist.init_process_group("nccl" if self.device.type == "cuda" else "gloo")
            self.watch = Watch()

    def tensor(self, array: np.ndarray) -> torch.Tensor:
        """An array as a tensor on the device."""
        return torch.as_tensor(self.exact(array)).to(self.device)

    def ready(self, model: torch.nn.Module) -> torch.nn.Module:
        """The model on the device; on many GPUs its batch normalizations look at the rows of all."""
        if self.processes > 1 and self.device.type == "cuda":
            model = torch.nn.SyncBatchNorm.convert_sync_batchnorm(model)
        return super().ready(model).to(self.device)

    def wrapped(self, model: torch.nn.Module) -> torch.nn.Module:
        """The model compiled (in place: its weights keep their names) and distributed."""
        if self.options.compile:
            model.compile(backend=self.options.compile)
        if self.processes == 1:
            return model
        gpus = [self.device.index] if self.device.type == "cuda" else None
        return DistributedDataParallel(model, gpus, gradient_as_bucket_view=True)  # no second copy of the gradients

    def step(self, clip: float | None) -> Step:
        """How the processes take a step together."""
        return DistributedStep(clip, self.device, HALF.get(self.precision))

    def interruption(self, error: BaseException) -> str | None:
        """What ended the run, if it was no error of its own; "" where another process says it."""
        if self.watch is None:
            return super().interruption(error)
        dead = self.watch.dead()
        who = f"process {', '.join(map(str, dead))} of the {self.processes} died, and the job with it."
        told = who if dead else super().interruption(error)
        return told if told is None or self.watch.speaks(dead) else ""


def _device(name: str | None) -> torch.device:
    """The device of this name; each process of torchrun has a GPU of its own."""
    device = torch.device(name or ("cuda" if torch.cuda.is_available() else "cpu"))
    if device.type == "cuda":
        if not torch.cuda.is_available():
            raise ValueError(f"--device {name}: PyTorch finds no GPU here. Leave the option out, or say --device cpu")
        device = torch.device("cuda", device.index or int(os.environ.get("LOCAL_RANK", 0)))
        torch.cuda.set_device(device)
    return device


def main(argv: list[str] | None = None) -> int:
    """Train as the arguments say; returns the exit code."""
    code = command(sys.argv[1:] if argv is None else argv, TorchEngine)
    if code == 0 and dist.is_initialized():
        dist.destroy_process_group()
    return code


if __name__ == "__main__":
    sys.exit(main())
