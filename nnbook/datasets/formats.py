"""Files of images as bytes: read without pickle, and refused when they are not what they should be."""

from __future__ import annotations

import gzip
import tarfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import numpy as np

BROKEN = (EOFError, OSError, zlib.error, tarfile.TarError)
PIXELS = 3 * 32 * 32  # of a CIFAR image


def read_idx(path: Path, shape: tuple[int, ...]) -> np.ndarray:
    """A gzipped IDX file of bytes -> uint8 array of this shape. ValueError if it holds anything else.

    IDX is the format of MNIST (LeCun, Cortes and Burges, 1998): two zero bytes, the type (8 for bytes), the number of
    axes, their lengths as big-endian integers of four bytes, then the values.
    """
    header = bytes([0, 0, 8, len(shape)]) + np.array(shape, ">u4").tobytes()
    size = int(np.prod(shape))
    try:
        with gzip.open(path) as file:
            start, values = file.read(len(header)), file.read(size + 1)
    except BROKEN as error:
        raise ValueError(f"{path.name} is no complete gzip file: {error}") from error
    if start != header or len(values) != size:
        raise ValueError(f"{path.name} is no IDX file of bytes of shape {shape}.")
    return np.frombuffer(values, np.uint8).reshape(shape)


def read_cifar(records: bytes, n: int) -> tuple[np.ndarray, np.ndarray]:
    """A file of CIFAR-10's binary version -> (n, 3, 32, 32) uint8 and (n,) int64 labels from 0 to 9.

    Each record is a label and 3,072 bytes: the red pixels row by row, then the green and the blue.
    """
    if len(records) != n * (1 + PIXELS):
        raise ValueError(f"a CIFAR-10 file of {n} images has {n * (1 + PIXELS):,} bytes; this has {len(records):,}.")
    table = np.frombuffer(records, np.uint8).reshape(n, 1 + PIXELS)
    labels = table[:, 0].astype(np.int64)
    if labels.max() > 9:
        raise ValueError(f"a CIFAR-10 file has labels from 0 to 9; this has {labels.max()}.")
    return table[:, 1:].reshape(n, 3, 32, 32), labels


def read_members(path: Path, sizes: Mapping[str, int]) -> dict[str, bytes]:
    """The members of a gzipped tar archive with these names and sizes, read into memory: nothing is unpacked.

    ValueError if one is missing, or has another size, or if any member has a path that leads out of the archive, is a
    link or a device, stands there twice or is larger than the largest of `sizes`.
    """
    found: dict[str, bytes] = {}
    names: set[str] = set()
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                _refuse(path.name, member, names, sizes)
                names.add(member.name)
                content = archive.extractfile(member) if member.name in sizes else None
                if content is not None:
                    found[member.name] = content.read()
    except BROKEN as error:
        raise ValueError(f"{path.name} is no complete tar archive: {error}") from error
    for name in sizes:
        if name not in found:
            raise ValueError(
                f"{path.name} does not hold {name}. Is it the binary version? Pickles are not read: they can run code."
            )
    return found


def _refuse(archive: str, member: tarfile.TarInfo, names: set[str], sizes: Mapping[str, int]) -> None:
    """ValueError for a member that an honest archive would not have."""
    place = PurePosixPath(member.name.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts or ":" in member.name:
        reason = "its path leads out of the archive"
    elif not (member.isfile() or member.isdir()) or member.issparse():
        reason = "it is neither a file nor a folder"
    elif member.name in names:
        reason = "the name stands there twice"
    elif member.size > max(sizes.values()) or member.size != sizes.get(member.name, member.size):
        reason = f"it has {member.size:,} bytes"
    else:
        return
    raise ValueError(f"{archive} is refused because of its member {member.name!r}: {reason}.")
