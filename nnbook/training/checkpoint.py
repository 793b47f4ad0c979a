"""Checkpoints that survive a kill at any moment: tensors as safetensors, everything else as JSON beside them.

A checkpoint is two files, `step-00000120.safetensors` and `step-00000120.json`. Each is written under a temporary name
in the same folder, forced to the disk and then renamed, which is one indivisible act. The JSON comes last and holds the
SHA-256 of the tensors, so a checkpoint that can be read is whole. Nothing is ever read by pickle.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from .._extras import require
from .encoding import decode, encode

FORMAT = 1
NAME = re.compile(r"step-(\d{8})\.json")
TEMPORARY = "writing-"


class Checkpoint:
    """Where and how often `fit` saves: every so many epochs, and every so many steps if that is given.

    The newest `keep` checkpoints stay, the older ones are removed.
    """

    def __init__(
        self, folder: str | os.PathLike[str], *, every_epochs: int = 1, every_steps: int | None = None, keep: int = 2
    ):
        for name, value in (("every_epochs", every_epochs), ("every_steps", every_steps), ("keep", keep)):
            if value is not None and (not isinstance(value, int) or value < 1):
                raise ValueError(f"Checkpoint({name}={value!r}): {name} must be a whole number of at least 1.")
        self.folder = Path(folder)
        self.every_epochs, self.every_steps, self.keep = every_epochs, every_steps, keep

    def save(self, step: int, state: dict[str, Any]) -> Path:
        """Write the state of a run after so many steps; returns the path of its JSON.

        Raises OSError, naming the folder, if the disk is full or cannot be written; what was there before stays.
        """
        arrays: dict[str, np.ndarray] = {}
        content = {"format": FORMAT, "step": step, "state": encode(state, "", arrays)}
        pack = require("safetensors.numpy", "train", "a checkpoint").save
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            data = pack(arrays)
            content["tensors"] = {"file": f"step-{step:08}.safetensors", "sha256": hashlib.sha256(data).hexdigest()}
            _write(self.folder / f"step-{step:08}.safetensors", data)
            path = self.folder / f"step-{step:08}.json"
            _write(path, (json.dumps(content, indent=1) + "\n").encode())
        except OSError as error:
            raise OSError(
                error.errno,
                f"a checkpoint could not be written to {self.folder}: {error.strerror}. What was saved before is still "
                "there: make room or name another folder, and go on with resume=True",
            ) from error
        self._remove_old(step)
        return path

    def load(self, tensor: Callable[[np.ndarray], Any]) -> tuple[int, dict[str, Any]] | None:
        """Steps done and state of the newest checkpoint that is whole, or None if there is none.

        `tensor` makes tensors from arrays. A damaged checkpoint is left alone, with a warning, for the one before it.
        """
        unpack = require("safetensors.numpy", "train", "a checkpoint").load
        for path in self.paths():
            try:
                content = json.loads(path.read_bytes())
                _known(content["format"], path)
                data = (self.folder / content["tensors"]["file"]).read_bytes()
                if hashlib.sha256(data).hexdigest() != content["tensors"]["sha256"]:
                    raise ValueError(f"the SHA-256 of {content['tensors']['file']} is not the one that was stored")
                return content["step"], decode(content["state"], unpack(data), tensor)
            except (KeyError, OSError, TypeError, ValueError) as error:
                if isinstance(error, NewerFormatError):
                    raise
                warnings.warn(f"{path} is damaged ({error}): trying the checkpoint before it", stacklevel=2)
        return None

    def paths(self) -> list[Path]:
        """The JSON of every checkpoint in the folder, newest first."""
        found = self.folder.iterdir() if self.folder.is_dir() else ()
        return sorted((path for path in found if NAME.fullmatch(path.name)), reverse=True)

    def clear(self) -> None:
        """Remove what a killed run left half written, and tensors without their JSON."""
        for path in self._leftovers():
            path.unlink(missing_ok=True)

    def _leftovers(self) -> Iterator[Path]:
        whole = {path.stem for path in self.paths()}
        for path in list(self.folder.iterdir()) if self.folder.is_dir() else []:
            tensors = path.suffix == ".safetensors" and NAME.fullmatch(path.with_suffix(".json").name)
            if path.name.startswith(TEMPORARY) or (tensors and path.stem not in whole):
                yield path

    def _remove_old(self, step: int) -> None:
        """Those of a later step are of a run before this one: they would be taken for the newest."""
        mine = [path for path in self.paths() if int(path.stem[5:]) <= step]
        for path in {*self.paths()} - {*mine[: self.keep]}:
            path.unlink(missing_ok=True)
            path.with_suffix(".safetensors").unlink(missing_ok=True)


class NewerFormatError(ValueError):
    """The checkpoint was written by a later version of nnbook."""


def _known(number: int, path: Path) -> None:
    if number > FORMAT:
        raise NewerFormatError(
            f"{path} has format {number}, this nnbook reads up to {FORMAT}: it was written by a later version. "
            "pip install --upgrade nnbook"
        )


def _write(path: Path, data: bytes) -> None:
    """All of the data under this name, or nothing."""
    temporary = path.with_name(f"{TEMPORARY}{os.getpid()}-{path.name}")
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if os.name == "posix":  # the new name, too, must be on the disk
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
