"""Downloads against a server on this machine: good, broken, slow, hostile, and several at once."""

import errno
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nnbook import _extras
from nnbook.datasets import fetching
from nnbook.datasets.fetching import fetch, folder
from tests.datasets.server import BODY, remote


def left(path: Path) -> list[str]:
    """What lies in the folder of a file."""
    return sorted(p.name for p in path.parent.iterdir()) if path.parent.exists() else []


def test_a_good_file_is_kept_and_not_fetched_again(site):
    file = remote(site.put("a"))
    path = fetch(file)
    assert path == folder() / "set/file.bin"
    assert path.read_bytes() == BODY
    assert fetch(file) == path
    assert site.requests == [("a", None)]
    assert left(path) == ["file.bin"]


def test_without_a_name_the_folder_is_the_systems_for_caches(monkeypatch):
    monkeypatch.delenv("NNBOOK_DATA", raising=False)
    assert folder().name == "nnbook"
    monkeypatch.setenv("NNBOOK_DATA", "~/elsewhere")
    assert folder() == Path.home() / "elsewhere"


def test_a_file_with_another_hash_is_refused_and_removed(site):
    wrong = BODY[:-1] + b"!"
    with pytest.raises(ConnectionError) as error:
        fetch(remote(site.put("a", body=wrong)))
    said = str(error.value).splitlines()
    assert said[0] == "set/file.bin (102,400 bytes) could not be downloaded."
    assert said[1].strip() == f"{site.address}/a: what came has another SHA-256, and was removed"
    assert left(folder() / "set/file.bin") == []


def test_a_file_that_lay_there_with_another_hash_is_removed_and_fetched(site):
    path = folder() / "set/file.bin"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"something else")
    assert fetch(remote(site.put("a"))).read_bytes() == BODY
    path.write_bytes(b"something else")
    with pytest.raises(
        ConnectionError, match=r"file\.bin: the file that lay there had another SHA-256 and was removed"
    ):
        fetch(remote(f"{site.address}/nowhere"))
    assert left(path) == []


def test_the_error_says_how_to_go_on_without_a_network(site):
    file = remote(f"{site.address}/x", f"{site.address}/y")
    with pytest.raises(ConnectionError) as error:
        fetch(file)
    _, *tried, advice = (line.strip() for line in str(error.value).splitlines())
    assert tried == [f"{site.address}/{name}: the server answered 404 Not Found" for name in "xy"]
    path = folder() / "set/file.bin"
    assert f"get the file elsewhere, from {site.address}/x, put it at {path}, and call again" in advice
    assert file.sha256 in advice
    assert "NNBOOK_DATA" in advice
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(BODY)  # as advised
    assert fetch(file) == path


@pytest.mark.parametrize(
    "broken", [{"status": 404}, {"status": 500}, {"cut": 0}, {"body": b"wrong"}, {"body": BODY * 2}]
)
def test_the_next_mirror_is_asked_when_one_fails(site, broken):
    path = fetch(remote(site.put("bad", **broken), site.put("good")))
    assert path.read_bytes() == BODY
    assert [name for name, _ in site.requests] == ["bad", "good"]
    assert left(path) == ["file.bin"]


def test_a_server_with_a_longer_or_shorter_file_is_not_listened_to(site):
    with pytest.raises(ConnectionError, match=r"/a: it has a file of 204,800 bytes"):
        fetch(remote(site.put("a", body=BODY * 2, pause=10)), timeout=60)
    with pytest.raises(ConnectionError, match=r"/b: it sends more than the 102,400 bytes that the file has"):
        fetch(remote(site.put("b", body=BODY * 200, length=False)))
    assert fetch(remote(site.put("c", length=False))).read_bytes() == BODY
    assert left(folder() / "set/file.bin") == ["file.bin"]


def test_redirects_are_followed(site):
    there = site.put("there")
    assert fetch(remote(site.put("here", body=b"moved", status=302, location=there))).read_bytes() == BODY
    assert [name for name, _ in site.requests] == ["here", "there"]
    loop = site.put("loop", body=b"moved", status=302, location=f"{site.address}/loop")
    with pytest.raises(ConnectionError, match=r"/loop: .*redirects"):
        fetch(remote(loop, path="set/other"))


@pytest.mark.parametrize("length", [True, False])
def test_a_download_that_breaks_off_is_resumed(site, length):
    url = site.put("a", cut=60_000, length=length)
    with pytest.raises(ConnectionError, match=r"/a: the connection ended after 60,000 of 102,400 bytes"):
        fetch(remote(url))
    (part,) = left(folder() / "set/file.bin")
    assert part.startswith("file.bin.") and part.endswith(".part")
    site.put("a")
    path = fetch(remote(url))
    assert site.requests == [("a", None), ("a", "bytes=60000-")]
    assert path.read_bytes() == BODY
    assert left(path) == ["file.bin"]


def test_the_next_mirror_goes_on_where_the_first_broke_off(site):
    path = fetch(remote(site.put("a", cut=60_000), site.put("b")))
    assert site.requests == [("a", None), ("b", "bytes=60000-")]
    assert path.read_bytes() == BODY


def test_a_server_that_cannot_begin_in_the_middle_sends_everything(site):
    path = fetch(remote(site.put("a", cut=60_000), site.put("b", ranges=False)))
    assert site.requests[1] == ("b", "bytes=60000-")
    assert path.read_bytes() == BODY


@pytest.mark.parametrize("beginning", [b"?" * 60_000, BODY, BODY + b"more", BODY[:-1] + b"?"])
def test_a_part_that_is_no_beginning_of_the_file_is_fetched_anew(site, beginning):
    path = folder() / "set/file.bin"
    path.parent.mkdir(parents=True)
    part = path.with_name("file.bin.0.part")
    part.write_bytes(beginning)
    os.utime(part, (0, 0))
    assert fetch(remote(site.put("a"))).read_bytes() == BODY
    assert left(path) == ["file.bin"]


def test_a_part_that_is_too_long_is_cut_when_everything_comes_anew(site):
    path = folder() / "set/file.bin"
    path.parent.mkdir(parents=True)
    part = path.with_name("file.bin.0.part")
    part.write_bytes(BODY + b"more")
    os.utime(part, (0, 0))
    assert fetch(remote(site.put("a", ranges=False))).read_bytes() == BODY
    assert len(site.requests) == 1


def test_the_part_of_a_process_that_is_still_at_work_is_left_alone(site):
    path = folder() / "set/file.bin"
    path.parent.mkdir(parents=True)
    live, dead = (path.with_name(f"file.bin.{name}.part") for name in ("live", "dead"))
    live.write_bytes(BODY[:500])
    for name, length, age in ((dead, 700, 2), (path.with_name("file.bin.later.part"), 900, 1)):
        name.write_bytes(BODY[:length])
        os.utime(name, (0, time.time() - age * fetching.ABANDONED - 1))
    assert fetch(remote(site.put("a"))).read_bytes() == BODY
    assert site.requests == [("a", "bytes=700-")]
    assert left(path) == ["file.bin", live.name]


def test_a_part_that_another_process_takes_at_the_same_moment_is_not_missed(site, monkeypatch):
    path = folder() / "set/file.bin"
    path.parent.mkdir(parents=True)
    monkeypatch.setattr(fetching, "_abandoned", lambda path: iter([path.with_name("file.bin.gone.part")]))
    assert fetch(remote(site.put("a"))).read_bytes() == BODY


def test_a_silent_server_is_given_up_after_the_timeout(site):
    url = site.put("a", pause=1.5)
    start = time.monotonic()
    with pytest.raises(ConnectionError, match=r"/a: no answer for 0\.2 seconds"):
        fetch(remote(url), timeout=0.2)
    assert time.monotonic() - start < 1.2


def test_a_server_that_only_drips_is_given_up_too(site):
    url = site.put("a", pause=0.05, piece=10)
    with pytest.raises(ConnectionError, match=r"/a: only \d+ bytes came in 0 seconds"):
        fetch(remote(url), timeout=0.3)


def test_a_slow_but_steady_server_is_waited_for(site):
    assert fetch(remote(site.put("a", pause=0.03, piece=5000)), timeout=0.2).read_bytes() == BODY


def test_no_network_at_all(site, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ConnectionError, match=rf"127\.0\.0\.1:{port}/a: Connection refused"):
        fetch(remote(f"http://127.0.0.1:{port}/a"))

    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ConnectionError, match=r"http://data\.example/a: Name or service not known"):
        fetch(remote("http://data.example/a"))


def test_a_full_disk_is_said_at_once_and_what_was_written_is_removed(site, monkeypatch):
    """The device /dev/full would do on Linux only: a file whose write fails does everywhere."""
    opened = Path.open

    def full(self, *args, **options):
        file = opened(self, *args, **options)

        class Full:
            def __enter__(self):
                return self

            def __exit__(self, *_):
                file.close()

            def __getattr__(self, name):
                return getattr(file, name)

            def write(self, _):
                raise OSError(errno.ENOSPC, "No space left on device")

        return Full() if self.suffix == ".part" else file

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(
        OSError, match=r"file\.bin \(102,400 bytes\) cannot be written: No space left on device\."
    ) as error:
        fetch(remote(site.put("a"), site.put("b")))
    assert error.value.errno == errno.ENOSPC
    assert not isinstance(error.value, ConnectionError)
    assert "Make room, or name another folder in the environment variable NNBOOK_DATA" in str(error.value)
    assert [name for name, _ in site.requests] == ["a"]
    assert left(folder() / "set/file.bin") == []


def test_a_folder_that_cannot_be_made_is_named(site, tmp_path):
    (tmp_path / "data").write_text("a file, where the folder should be")
    with pytest.raises(OSError, match=r"data.set.file\.bin \(102,400 bytes\) cannot be written: "):
        fetch(remote(site.put("a")))


def test_an_interrupted_download_keeps_its_part(site, monkeypatch):
    def interrupted(raw, timeout):
        yield raw.read(1000)
        raise KeyboardInterrupt

    file = remote(site.put("a"))
    with monkeypatch.context() as patch:
        patch.setattr(fetching, "_chunks", interrupted)
        with pytest.raises(KeyboardInterrupt):
            fetch(file)
    assert fetch(file).read_bytes() == BODY
    assert site.requests == [("a", None), ("a", "bytes=1000-")]


def test_threads_at_once_all_get_the_file(site):
    file = remote(site.put("a", pause=0.02, piece=20_000))
    with ThreadPoolExecutor(4) as pool:
        paths = list(pool.map(lambda _: fetch(file), range(4)))
    assert len(set(paths)) == 1
    assert paths[0].read_bytes() == BODY
    assert left(paths[0]) == ["file.bin"]


def test_two_processes_at_once_both_get_the_file(site):
    file = remote(site.put("a", pause=0.2, piece=30_000))
    code = f"""from nnbook.datasets.fetching import Remote, fetch
print(fetch({file!r}).read_bytes() == bytes(range(256)) * 400)"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    runs = [subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True,
                             stderr=subprocess.DEVNULL) for _ in range(2)]  # fmt: skip
    assert [run.communicate(timeout=60)[0].strip() for run in runs] == ["True", "True"]
    assert left(folder() / "set/file.bin") == ["file.bin"]


def test_a_bar_moves_in_a_terminal_and_nowhere_else(site, monkeypatch, capsys):
    fetch(remote(site.put("a"), path="set/quiet"))
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    fetch(remote(site.put("a"), path="set/seen"))
    assert "seen: 100%" in capsys.readouterr().err
    monkeypatch.setenv("NNBOOK_PROGRESS", "0")
    fetch(remote(site.put("a"), path="set/hidden"))
    assert capsys.readouterr().err == ""


def test_without_pooch_the_error_names_the_extra(monkeypatch):
    def missing(module):
        raise ModuleNotFoundError(f"No module named {module!r}", name="pooch")

    monkeypatch.setattr(_extras, "import_module", missing)
    with pytest.raises(ModuleNotFoundError, match=r'to download, needs .* pooch, .*: pip install "nnbook\[data\]"'):
        fetch(remote("http://127.0.0.1/a"))
