"""Saving and loading: a zip of .npy arrays and one JSON file. No pickle: a file that was tampered with runs no code.

    save({"model": model.state_dict(), "epoch": 3}, "checkpoint.nnbook")
    model.load_state_dict(load("checkpoint.nnbook")["model"])

What a checkpoint holds is up to you: the state of the optimizer and of the schedule, too, to go on with a training run.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import secrets
import zipfile
from typing import Any

import numpy as np

from ._encoding import Decoder, Encoder
from ._tensor import Array
from .ops.creation import check_device

__all__ = ["load", "save"]

_CONTENT = "content.json"
_FORMAT = {"format": "nnbook", "version": 1}


def save(obj: Any, f: Any, pickle_module: Any = None, pickle_protocol: int = 2) -> None:
    """Write tensors in dictionaries, lists and tuples, and plain Python values, to a path or a file object.

    A path gets the whole new file or keeps the old one: it is written under another name, flushed to the disk, then
    renamed. Tensors that are the same stay the same. TypeError for anything else, such as a module: save its
    `state_dict()`. Protocols of pickle have no meaning here.
    """
    if pickle_module is not None:
        raise NotImplementedError("save: pickle_module is not supported: nothing is pickled here")
    content, arrays = Encoder().encode(obj)
    if hasattr(f, "write"):
        _write(f, content, arrays)
        return
    path = os.path.realpath(os.fspath(f))
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name}.{secrets.token_hex(4)}")
    try:
        with open(temporary, "xb") as file:
            _write(file, content, arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.remove(temporary)
        raise
    _flush_folder(folder)


def _flush_folder(folder: str) -> None:
    """Make the renaming survive a power cut, where a folder can be opened (not on Windows)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write(file: Any, content: dict[str, Any], arrays: list[Array]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:  # a time that is fixed: same content, same bytes
        archive.writestr(zipfile.ZipInfo(_CONTENT), json.dumps(_FORMAT | content, allow_nan=False))
        for i, array in enumerate(arrays):
            entry = zipfile.ZipInfo(f"arrays/{i}.npy")
            with archive.open(entry, "w", force_zip64=True) as part:
                np.lib.format.write_array(part, array, allow_pickle=False)


def load(
    f: Any,
    map_location: Any = None,
    pickle_module: Any = None,
    *,
    weights_only: bool | None = None,
    mmap: bool | None = None,
    **pickle_load_args: Any,
) -> Any:
    """What `save` wrote to this path or file object; files of PyTorch's are refused with the way to convert them.

    `map_location` may be "cpu". `weights_only` and `mmap` are accepted and have no effect: nothing but values is ever
    read. RuntimeError for a file that is damaged or none of ours.
    """
    if pickle_module is not None or pickle_load_args:
        named = ", ".join(["pickle_module"] * (pickle_module is not None) + sorted(pickle_load_args))
        raise NotImplementedError(f"load: {named}: nothing is unpickled here, leave it out")
    if map_location is not None:
        if callable(map_location) or isinstance(map_location, dict):
            raise NotImplementedError(
                f"load: map_location={map_location!r} is not supported: there is one device, leave it out or pass 'cpu'"
            )
        check_device(map_location)
    if hasattr(f, "read"):
        return _read(f, getattr(f, "name", "the file object"))
    with open(f, "rb") as file:
        return _read(file, os.fspath(f))


def _read(file: Any, name: Any) -> Any:
    start = file.tell()
    try:
        with zipfile.ZipFile(file) as archive:
            if _CONTENT not in archive.namelist():
                raise RuntimeError(f"load: {name} is a zip, but {_kind_of_zip(archive.namelist())}")
            content = json.loads(archive.read(_CONTENT))
            if {key: content.get(key) for key in _FORMAT} != _FORMAT:
                raise RuntimeError(f"load: {name} was written by another version: update nnbook")
            arrays = [_array(archive, i) for i in range(content["arrays"])]
            return Decoder(content["tensors"], arrays).decode(content["value"])
    except (zipfile.BadZipFile, KeyError, EOFError, ValueError, TypeError, IndexError) as error:
        file.seek(start)
        raise RuntimeError(f"load: {name} {_kind_of_file(file.read(64), error)}") from error


def _array(archive: zipfile.ZipFile, i: int) -> Array:
    array: Array = np.lib.format.read_array(io.BytesIO(archive.read(f"arrays/{i}.npy")), allow_pickle=False)
    return array


# ---------------------------------------------------------------------- what else a file may be
_CONVERT = (
    "a file of PyTorch's, which is a pickle and may run any code: convert it where PyTorch is, "
    'safetensors.torch.save_file(state_dict, "weights.safetensors"), and read it here: '
    'model.load_state_dict(safetensors.numpy.load_file("weights.safetensors"))'
)


def _kind_of_zip(names: list[str]) -> str:
    if any(name.endswith("data.pkl") for name in names):
        return _CONVERT
    if any(name.endswith(".npy") for name in names):
        return "one of NumPy's: read it with numpy.load; load_state_dict takes arrays, too"
    return f"none that nnbook.save wrote: it holds {', '.join(names[:3]) or 'nothing'}"


def _kind_of_file(start: bytes, error: Exception) -> str:
    """What a file that could not be read seems to be, by its first bytes."""
    if start[:1] == b"\x80":
        return "is " + _CONVERT
    if start[8:9] == b"{":
        return "is one of safetensors: model.load_state_dict(safetensors.numpy.load_file(path))"
    if start[:6] == b"\x93NUMPY":
        return "is one of NumPy's: read it with numpy.load"
    if start[:2] == b"PK":
        return f"is damaged, perhaps cut off while it was copied ({error}): copy it again, or go back to an older one"
    return f"is no file that nnbook.save wrote ({'empty' if not start else 'it starts with ' + repr(start[:8])})"
