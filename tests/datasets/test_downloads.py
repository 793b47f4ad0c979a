"""The four sets that are downloaded, in miniature from a server on this machine; hostile archives; pickles."""

import gzip
import io
import pickle
import re
import tarfile
import tracemalloc

import numpy as np
import pytest

from nnbook import datasets
from nnbook.datasets import downloads
from nnbook.datasets.downloads import SOURCES, Source
from nnbook.datasets.formats import read_cifar, read_idx, read_members
from tests.datasets.server import remote

RNG = np.random.default_rng(0)
NAMES = [f"cifar-10-batches-bin/data_batch_{i}.bin" for i in range(1, 6)] + ["cifar-10-batches-bin/test_batch.bin"]


def idx(values: np.ndarray) -> bytes:
    """A gzipped IDX file, written from the description of the format."""
    header = b"\0\0\x08" + bytes([values.ndim]) + b"".join(n.to_bytes(4, "big") for n in values.shape)
    return gzip.compress(header + values.astype(np.uint8).tobytes())


def tar(*members: tuple[str, bytes] | tarfile.TarInfo) -> bytes:
    """A gzipped tar archive of files with their contents, or of members of any kind."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for member in members:
            info = member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member[0])
            content = b"" if isinstance(member, tarfile.TarInfo) else member[1]
            info.size = info.size or len(content)
            archive.addfile(info, io.BytesIO(content or bytes(info.size)))
    return out.getvalue()


def cifar_file(n: int) -> tuple[bytes, np.ndarray, np.ndarray]:
    """n random images with labels, and the bytes that hold them."""
    labels, pixels = RNG.integers(10, size=n), RNG.integers(256, size=(n, 3, 32, 32), dtype=np.uint8)
    return b"".join(bytes([label]) + image.tobytes() for label, image in zip(labels, pixels)), labels, pixels


@pytest.mark.parametrize(("name", "classes"), [("mnist", tuple("0123456789")), ("fashion_mnist", downloads.GARMENTS)])
def test_sets_in_the_format_of_mnist(site, monkeypatch, name, classes):
    images = [RNG.integers(256, size=(n, 28, 28)) for n in (6, 4)]
    labels = [RNG.integers(10, size=n) for n in (6, 4)]
    bodies = [idx(images[0]), idx(labels[0]), idx(images[1]), idx(labels[1])]
    files = [remote(site.put(str(i), body=body), body=body, path=f"{name}/{i}.gz") for i, body in enumerate(bodies)]
    monkeypatch.setitem(SOURCES, name, Source(tuple(files), n_train=6, n_test=4))
    d = datasets.load(name)
    for x, y, part in ((d.x_train, d.y_train, 0), (d.x_test, d.y_test, 1)):
        np.testing.assert_array_equal(np.round(x[:, 0] * 255), images[part])
        np.testing.assert_array_equal(y, labels[part])
        assert (x.dtype, y.dtype, x.shape[1:]) == (np.float32, np.int64, (1, 28, 28))
        assert 0 <= x.min() <= x.max() <= 1
    assert d.classes == classes
    assert repr(datasets.load(name)) == repr(d)
    assert len(site.requests) == 4  # the second time all is there


def test_cifar10(site, monkeypatch):
    contents = [cifar_file(n) for n in (2, 2, 2, 2, 2, 3)]
    body = tar(
        ("cifar-10-batches-bin/batches.meta.txt", b"airplane"),
        *((name, content) for name, (content, _, _) in zip(NAMES, contents)),
    )
    file = remote(site.put("c", body=body), body=body, path="cifar10/c.tar.gz")
    monkeypatch.setitem(SOURCES, "cifar10", Source((file,), n_train=10, n_test=3))
    d = datasets.cifar10()
    for x, y, parts in ((d.x_train, d.y_train, contents[:5]), (d.x_test, d.y_test, contents[5:])):
        np.testing.assert_array_equal(np.round(x * 255), np.concatenate([pixels for _, _, pixels in parts]))
        np.testing.assert_array_equal(y, np.concatenate([labels for _, labels, _ in parts]))
        assert (x.dtype, y.dtype) == (np.float32, np.int64)
    assert d.classes[3] == "cat"
    assert not any(path.suffix == ".bin" for path in downloads.fetch(file).parent.iterdir())  # nothing was unpacked


def test_tiny_shakespeare(site, monkeypatch):
    body = ("First Citizen:\nBefore we proceed any further, hear me speak.\n\n" * 10).encode()
    file = remote(site.put("s", body=body), body=body, path="s/input.txt")
    monkeypatch.setitem(SOURCES, "tiny_shakespeare", Source((file,)))
    d = datasets.tiny_shakespeare(test=0.2)
    assert d.decode(d.train) + d.decode(d.test) == body.decode()
    assert len(d.test) == round(0.2 * len(body))
    with pytest.raises(
        ValueError, match=r"tiny_shakespeare\(test=0\): the share of the test part must be between 0 and 1"
    ):
        datasets.tiny_shakespeare(test=0)


def test_what_is_downloaded_is_listed_with_all_that_is_needed_to_check_it():
    for name, source in SOURCES.items():
        assert name in datasets.__all__
        for file in source.files:
            assert re.fullmatch("[0-9a-f]{64}", file.sha256)
            assert file.path.startswith(f"{name}/")
            assert file.size > 0
            assert len(file.urls) >= 2
            assert all(url.startswith(("https://", "http://")) for url in file.urls)
            assert file.urls[0].startswith("https://")
    hashes = [file.sha256 for source in SOURCES.values() for file in source.files]
    assert len(set(hashes)) == len(hashes) == 10


def test_an_idx_file_must_be_what_it_should_be(tmp_path):
    path, good = tmp_path / "x.gz", RNG.integers(256, size=(3, 2, 2))
    path.write_bytes(idx(good))
    np.testing.assert_array_equal(read_idx(path, (3, 2, 2)), good)
    plain = gzip.decompress(idx(good))
    wrong_type = gzip.compress(plain.replace(b"\x08\x03", b"\x0d\x03", 1))
    for body in (
        idx(good[:2]),
        idx(good.reshape(3, 4)),
        gzip.compress(plain + b"!"),
        gzip.compress(plain[:-1]),
        wrong_type,
    ):
        path.write_bytes(body)
        with pytest.raises(ValueError, match=r"x\.gz is no IDX file of bytes of shape \(3, 2, 2\)"):
            read_idx(path, (3, 2, 2))
    for body in (b"not gzip", idx(good)[:-9], b""):
        path.write_bytes(body)
        with pytest.raises(ValueError, match=r"x\.gz is no (complete gzip|IDX) file"):
            read_idx(path, (3, 2, 2))


def test_a_bomb_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(gzip.decompress(idx(np.zeros(3))) + bytes(50_000_000), compresslevel=1))
    tracemalloc.start()
    with pytest.raises(ValueError, match="is no IDX file of bytes"):
        read_idx(path, (3,))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_cifar_records_must_have_the_right_number_and_labels():
    content, labels, pixels = cifar_file(3)
    x, y = read_cifar(content, 3)
    np.testing.assert_array_equal(x, pixels)
    np.testing.assert_array_equal(y, labels)
    with pytest.raises(ValueError, match=r"a CIFAR-10 file of 3 images has 9,219 bytes; this has 9,218"):
        read_cifar(content[:-1], 3)
    with pytest.raises(ValueError, match=r"a CIFAR-10 file has labels from 0 to 9; this has 10"):
        read_cifar(b"\x0a" + content[1:], 3)


def link(name: str, kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    return info


def large(name: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size = 1000
    return info


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (("../b", b"1234"), "its path leads out of the archive"),
        (("d/../../b", b"1234"), "its path leads out of the archive"),
        (("/tmp/b", b"1234"), "its path leads out of the archive"),
        (("..\\b", b"1234"), "its path leads out of the archive"),
        (("C:/b", b"1234"), "its path leads out of the archive"),
        (link("b", tarfile.SYMTYPE), "it is neither a file nor a folder"),
        (link("a", tarfile.LNKTYPE), "it is neither a file nor a folder"),
        (link("b", tarfile.FIFOTYPE), "it is neither a file nor a folder"),
        (link("b", tarfile.CHRTYPE), "it is neither a file nor a folder"),
        (("a", b"4321"), "the name stands there twice"),
        (large("b"), "it has 1,000 bytes"),
    ],
)
@pytest.mark.parametrize("last", [True, False])
def test_an_archive_with_a_hostile_member_is_refused(tmp_path, member, reason, last):
    path, good = tmp_path / "x.tar.gz", ("a", b"1234")
    path.write_bytes(tar(good, member) if last else tar(member, good))
    with pytest.raises(ValueError, match=rf"x\.tar\.gz is refused because of its member '.*': {reason}"):
        read_members(path, {"a": 4})
    assert [p.name for p in tmp_path.iterdir()] == ["x.tar.gz"]


def test_an_honest_archive_is_read_and_a_broken_or_wrong_one_refused(tmp_path):
    path, directory = tmp_path / "x.tar.gz", tarfile.TarInfo("d")
    directory.type = tarfile.DIRTYPE
    path.write_bytes(tar(directory, ("d/a", b"1234"), ("d/readme", b"12")))
    assert read_members(path, {"d/a": 4}) == {"d/a": b"1234"}
    with pytest.raises(ValueError, match=r"'d/a': it has 4 bytes"):
        read_members(path, {"d/a": 5})
    for body in (path.read_bytes()[:-30], b"no archive", b""):
        path.write_bytes(body)
        with pytest.raises(ValueError, match=r"x\.tar\.gz is no complete tar archive"):
            read_members(path, {"d/a": 4})


class Trap:
    """Unpickled, it would make a file."""

    def __init__(self, path: str):
        self.path = path

    def __reduce__(self):
        return open, (self.path, "w")


def test_pickles_are_not_read(site, tmp_path, monkeypatch):
    """The Python version of CIFAR-10 in the place of the binary one, as someone might put it there by hand."""
    trap = pickle.dumps(Trap(str(tmp_path / "sprung")))
    body = tar(("cifar-10-batches-py/data_batch_1", trap), (NAMES[0].replace(".bin", ""), trap))
    file = remote(site.put("p", body=body), body=body, path="cifar10/p.tar.gz")
    monkeypatch.setitem(SOURCES, "cifar10", Source((file,), n_train=10, n_test=3))
    with pytest.raises(
        ValueError, match=r"does not hold .*data_batch_1\.bin\. Is it the binary version\? Pickles are not"
    ):
        datasets.cifar10()
    body = tar(*((name, trap.ljust(2 * 3073, b"\0")) for name in NAMES[:5]), (NAMES[5], bytes(3 * 3073)))
    file = remote(site.put("q", body=body), body=body, path="cifar10/q.tar.gz")
    monkeypatch.setitem(SOURCES, "cifar10", Source((file,), n_train=10, n_test=3))
    with pytest.raises(ValueError, match=r"labels from 0 to 9"):
        datasets.cifar10()
    assert not (tmp_path / "sprung").exists()
