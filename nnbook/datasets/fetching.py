"""Files from the network: checked by their SHA-256, kept in a folder, resumed where a download broke off.

A download goes to a file of its own (`NAME.UNIQUE.part`) and becomes NAME in one step when it is whole and its hash is
right. So two processes can fetch the same file at once, and what has the name is never half a file. A part that was
left behind is taken over by renaming it, which only one process can do.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

from .._extras import require

CHUNK = 1 << 16  # bytes at a time
SLOWEST = 1000  # bytes a second: slower than that for as long as the timeout is as good as nothing
ABANDONED = 300  # seconds without a new byte after which a part belongs to no process


@dataclass(frozen=True)
class Remote:
    """A file in the network: its place below the data folder, size in bytes, SHA-256, and addresses in order."""

    path: str
    size: int
    sha256: str
    urls: tuple[str, ...]


def folder() -> Path:
    """Where downloads are kept: the folder that NNBOOK_DATA names, else nnbook's folder among the system's caches."""
    named = os.environ.get("NNBOOK_DATA")
    return Path(named).expanduser() if named else Path(_package("pooch").os_cache("nnbook"))


def fetch(remote: Remote, timeout: float = 30.0) -> Path:
    """The path of the file, which is downloaded if it is not there: a file whose SHA-256 is wrong is removed.

    The addresses are tried in their order. One that sends nothing for `timeout` seconds, or less than 1,000 bytes a
    second for as long, is given up. ConnectionError if none has the file; it says what happened and how to go on.
    OSError if the file cannot be written.
    """
    pooch, path, tried = _package("pooch"), folder() / remote.path, []
    if path.is_file():
        if pooch.file_hash(str(path)) == remote.sha256:
            return path
        path.unlink()
        tried.append(f"{path}: the file that lay there had another SHA-256 and was removed")
    for url in remote.urls:
        try:
            get = partial(_download, remote, path, timeout)
            pooch.retrieve(url, f"sha256:{remote.sha256}", fname=path.name, path=path.parent, downloader=get)
        except _interruptions(ValueError) as error:
            tried.append(f"{url}: {_in_words(error, timeout)}")
        except OSError as error:
            raise OSError(
                error.errno,
                f"{path} ({remote.size:,} bytes) cannot be written: {error.strerror or error}. Make room, or name "
                f"another folder in the environment variable NNBOOK_DATA",
            ) from error
        else:
            for part in _abandoned(path):
                part.unlink(missing_ok=True)
            return path
    raise ConnectionError(_help(remote, path, tried))


def _help(remote: Remote, path: Path, tried: list[str]) -> str:
    return "\n    ".join(
        [
            f"{remote.path} ({remote.size:,} bytes) could not be downloaded.",
            *tried,
            f"To go on without a network: get the file elsewhere, from {remote.urls[0]}, put it at {path}, and call "
            f"again. Its SHA-256 must be {remote.sha256}. NNBOOK_DATA, in the environment, can name another folder.",
        ]
    )


def _package(name: str) -> ModuleType:
    return require(name, "data", "nnbook.datasets, to download,")


def _interruptions(*more: type[BaseException]) -> tuple[type[BaseException], ...]:
    """What can go wrong between here and the server, as the packages name it, and `more`."""
    packages = _package("requests").RequestException, _package("urllib3.exceptions").HTTPError
    return (*packages, ConnectionError, TimeoutError, *more)


def _in_words(error: BaseException, timeout: float) -> str:
    """What went wrong, in one line."""
    response = getattr(error, "response", None)
    if response is not None and response.status_code >= 400:
        return f"the server answered {response.status_code} {response.reason}"
    if isinstance(error, ValueError) and "hash" in str(error):  # pooch's
        return "what came has another SHA-256, and was removed"
    if "timed out" in str(error).lower():
        return f"no answer for {timeout:g} seconds"
    while error.__context__ is not None:  # what the packages tell is wrapped several times
        error = error.__context__
    return str(getattr(error, "strerror", None) or error)


def _abandoned(path: Path) -> Iterator[Path]:
    """Parts of this file that no process is writing any more."""
    for part in sorted(path.parent.glob(f"{path.name}.*.part")):
        try:
            if part.stat().st_mtime < time.time() - ABANDONED:
                yield part
        except FileNotFoundError:  # another process has just taken it over
            continue


def _claim(path: Path) -> Path:
    """A part of this file that is now ours alone: one that was left behind, or a new and empty one."""
    mine = path.with_name(f"{path.name}.{uuid4().hex}.part")
    for part in _abandoned(path):
        try:
            part.rename(mine)
        except OSError:  # another process was faster, or (on Windows) still has it open
            continue
        break
    mine.touch()
    return mine


def _download(remote: Remote, path: Path, timeout: float, url: str, whole: str, _pooch: object) -> None:
    """Download to the file `whole`, by way of a part that is kept for the next attempt if the connection breaks."""
    part = _claim(path)
    resumed = part.stat().st_size > 0
    try:
        _stream(remote, url, part, timeout)
        if resumed and _package("pooch").file_hash(str(part)) != remote.sha256:
            os.truncate(part, 0)
            _stream(remote, url, part, timeout)
    except _interruptions(KeyboardInterrupt):
        if part.stat().st_size:
            os.utime(part, (0, 0))  # abandoned as of now
        else:
            part.unlink()
        raise
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(whole)


def _stream(remote: Remote, url: str, part: Path, timeout: float) -> None:
    """Add to the part what is missing, or all of it where the server cannot begin in the middle."""
    have = part.stat().st_size
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
    with _package("requests").get(url, headers=headers, stream=True, timeout=timeout) as response:
        unsatisfied = response.status_code == 416  # the part is longer than the file
        if not unsatisfied:
            response.raise_for_status()
            if not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
                have = 0
            if (coming := int(response.headers.get("Content-Length", remote.size - have))) != remote.size - have:
                raise ValueError(f"it has a file of {have + coming:,} bytes")
            with part.open("r+b") as file, _bar(remote, have) as bar:
                file.truncate(have)
                file.seek(have)
                for chunk in _chunks(response.raw, timeout):
                    have += len(chunk)
                    if have > remote.size:
                        raise ValueError(f"it sends more than the {remote.size:,} bytes that the file has")
                    file.write(chunk)
                    bar.update(len(chunk))
    if unsatisfied:
        os.truncate(part, 0)
        _stream(remote, url, part, timeout)
    elif have < remote.size:
        raise ConnectionError(f"the connection ended after {have:,} of {remote.size:,} bytes")


def _chunks(raw: Any, timeout: float) -> Iterator[bytes]:
    """What arrives, as it arrives, until it breaks off. TimeoutError if next to nothing comes for `timeout` seconds."""
    since, came = time.monotonic(), 0
    while True:
        try:
            chunk = raw.read1(CHUNK)
        except _package("urllib3.exceptions").ProtocolError:
            return
        if not chunk:
            return
        yield chunk
        came += len(chunk)
        if (passed := time.monotonic() - since) > timeout:
            if came < SLOWEST * passed:
                raise TimeoutError(f"only {came:,} bytes came in {passed:.0f} seconds")
            since, came = time.monotonic(), 0


def _bar(remote: Remote, have: int) -> Any:
    """A progress bar in a terminal or a notebook; NNBOOK_PROGRESS=0 turns it off, as in training."""
    ipython = sys.modules.get("IPython")
    notebook = hasattr(ipython.get_ipython(), "kernel") if ipython else False
    watched = notebook or (sys.stderr is not None and sys.stderr.isatty())
    off = os.environ.get("NNBOOK_PROGRESS") == "0" or not watched
    bar = _package("tqdm").tqdm
    name = remote.path.rpartition("/")[2]
    return bar(total=remote.size, initial=have, unit="B", unit_scale=True, desc=name, disable=off)
