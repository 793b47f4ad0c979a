"""Saying which process of a job died: the others notice only that a connection is gone."""

from __future__ import annotations

import os
import signal
import socket
import time
from typing import Any

import torch.distributed as dist

PATIENCE = 2.0  # seconds until a dead process is gone for the operating system, too


class Watch:
    """Knows the processes of the job by their ranks, and those of this machine by their numbers.

    torchrun ends the other processes when one has died, by SIGTERM: here it interrupts as Ctrl-C does, so that there is
    time to say what happened.
    """

    def __init__(self) -> None:
        self.rank, self.here = dist.get_rank(), socket.gethostname()
        self.everybody: list[Any] = [None] * dist.get_world_size()
        dist.all_gather_object(self.everybody, (self.here, os.getpid()))
        signal.signal(signal.SIGTERM, signal.default_int_handler)

    def dead(self) -> list[int]:
        """The ranks of the processes of this machine that are no more; waits a little for the first."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        end = time.monotonic() + PATIENCE
        while not (gone := [rank for rank in self._neighbors() if not self._lives(rank)]) and time.monotonic() < end:
            time.sleep(0.05)
        return gone

    def speaks(self, dead: list[int]) -> bool:
        """Whether this process is the one of its machine that tells: the first that lives."""
        return self.rank == min(rank for rank in self._neighbors() if rank not in dead)

    def _neighbors(self) -> list[int]:
        return [rank for rank, (host, _) in enumerate(self.everybody) if host == self.here]

    def _lives(self, rank: int) -> bool:
        try:
            os.kill(self.everybody[rank][1], 0)  # no signal is sent
        except ProcessLookupError:
            return False
        return True
