"""Four sets that must be downloaded, once: MNIST, Fashion-MNIST, CIFAR-10 and Tiny Shakespeare.

They are kept in the folder that the environment variable NNBOOK_DATA names, else in the system's folder for caches.
The SHA-256 of each file stands in the lists of at least two projects that do not copy from each other (TensorFlow
Datasets is one of them for all four).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .bundled import DIGITS
from .fetching import Remote, fetch
from .formats import read_cifar, read_idx, read_members
from .records import Split, Text

GARMENTS = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
SIDE = 28  # pixels of an MNIST image


@dataclass(frozen=True)
class Source:
    """What a set consists of: its files, and how many examples are in the training and the test part."""

    files: tuple[Remote, ...]
    n_train: int = 0
    n_test: int = 0


def _idx_files(folder: str, mirrors: tuple[str, ...], table: str) -> tuple[Remote, ...]:
    """The four files of a set in MNIST's format, from a table of their names, sizes and hashes."""
    rows = [line.split() for line in table.strip().splitlines()]
    return tuple(Remote(f"{folder}/{name}", int(size), sha256, tuple(mirror + name for mirror in mirrors))
                 for name, size, sha256 in rows)  # fmt: skip


# Who else has these hashes, beside TensorFlow Datasets: for MNIST and CIFAR-10 torchvision's port to Ruby, for
# Fashion-MNIST Flux.jl, for Tiny Shakespeare several projects that pin it.
SOURCES = {
    "mnist": Source(
        _idx_files(
            "mnist",
            ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
            """
            train-images-idx3-ubyte.gz 9912422 440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609
            train-labels-idx1-ubyte.gz 28881 3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c
            t10k-images-idx3-ubyte.gz 1648877 8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6
            t10k-labels-idx1-ubyte.gz 4542 f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6
            """,
        ),
        n_train=60_000,
        n_test=10_000,
    ),
    "fashion_mnist": Source(
        _idx_files(
            "fashion_mnist",
            (
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
                "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            ),
            """
            train-images-idx3-ubyte.gz 26421880 3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84
            train-labels-idx1-ubyte.gz 29515 a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845
            t10k-images-idx3-ubyte.gz 4422102 346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073
            t10k-labels-idx1-ubyte.gz 5148 67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5
            """,
        ),
        n_train=60_000,
        n_test=10_000,
    ),
    "cifar10": Source(
        (
            Remote(
                "cifar10/cifar-10-binary.tar.gz",
                170_052_171,
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                (
                    "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
                    "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/cifar-10-binary.tar.gz",
                ),
            ),
        ),
        n_train=50_000,
        n_test=10_000,
    ),
    "tiny_shakespeare": Source(
        (
            Remote(
                "tiny_shakespeare/input.txt",
                1_115_394,
                "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
                (
                    "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
                    "https://raw.githubusercontent.com/jcjohnson/torch-rnn/master/data/tiny-shakespeare.txt",
                ),
            ),
        ),
    ),
}
BATCHES = 5  # of CIFAR's training part


def mnist(timeout: float = 30.0) -> Split:
    """70,000 handwritten digits: x (60000, 1, 28, 28) and (10000, 1, 28, 28), 0 for paper to 1 for ink; y (N,).

    Downloads 12 MB once. Those who wrote the digits of the training part wrote none of the test part. Source: LeCun,
    Cortes and Burges, from NIST's collections, described in LeCun, Bottou, Bengio and Haffner, "Gradient-based learning
    applied to document recognition" (1998). `timeout` is in seconds.
    """
    return _idx_images("mnist", DIGITS, timeout)


def fashion_mnist(timeout: float = 30.0) -> Split:
    """70,000 pieces of clothing: x (60000, 1, 28, 28) and (10000, 1, 28, 28), 0 background to 1; y (N,), ten kinds.

    Downloads 31 MB once. Made to take the place of MNIST where that is too easy. Source: Xiao, Rasul and Vollgraf,
    "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms" (2017), MIT license. `timeout`
    is in seconds.
    """
    return _idx_images("fashion_mnist", GARMENTS, timeout)


def cifar10(timeout: float = 30.0) -> Split:
    """60,000 color photographs of ten things: x (50000, 3, 32, 32) and (10000, 3, 32, 32) from 0 to 1; y (N,).

    Downloads 170 MB once and takes 0.8 GB of memory. The channels are red, green, blue. Source: Krizhevsky, "Learning
    multiple layers of features from tiny images" (2009), the binary version: the Python version is a pickle, which can
    run code, and is not read. `timeout` is in seconds.
    """
    source = SOURCES["cifar10"]
    size = source.n_train // BATCHES
    names = [f"cifar-10-batches-bin/data_batch_{i + 1}.bin" for i in range(BATCHES)]
    test = "cifar-10-batches-bin/test_batch.bin"
    sizes = {**dict.fromkeys(names, size * 3073), test: source.n_test * 3073}
    members = read_members(fetch(source.files[0], timeout), sizes)
    x, y = np.empty((source.n_train, 3, 32, 32), np.float32), np.empty(source.n_train, np.int64)
    for i, name in enumerate(names):
        part = slice(i * size, (i + 1) * size)
        pixels, y[part] = read_cifar(members.pop(name), size)
        x[part] = _unit(pixels)
    pixels, y_test = read_cifar(members[test], source.n_test)
    return Split(x, y, _unit(pixels), y_test, THINGS)


def tiny_shakespeare(test: float = 0.1, timeout: float = 30.0) -> Text:
    """A million characters of Shakespeare's plays: train and test, (T,), 1,003,855 and 111,539, of 65 characters.

    Downloads 1 MB once; the last `test` share of the text is the test part. Source: collected by Karpathy for "The
    unreasonable effectiveness of recurrent neural networks" (2015). `timeout` is in seconds.
    """
    if not 0 < test < 1:
        raise ValueError(f"tiny_shakespeare(test={test}): the share of the test part must be between 0 and 1.")
    text = fetch(SOURCES["tiny_shakespeare"].files[0], timeout).read_bytes().decode("utf-8")
    symbols = tuple(sorted(set(text)))
    number = {symbol: i for i, symbol in enumerate(symbols)}
    numbers = np.array([number[character] for character in text], np.int64)
    cut = round((1 - test) * len(text))
    return Text(numbers[:cut].copy(), numbers[cut:].copy(), symbols)


def _idx_images(name: str, classes: tuple[str, ...], timeout: float) -> Split:
    """One of the two sets in MNIST's format."""
    source = SOURCES[name]
    x, y, x_test, y_test = (fetch(file, timeout) for file in source.files)
    return Split(
        x_train=_unit(read_idx(x, (source.n_train, SIDE, SIDE)))[:, None],
        y_train=read_idx(y, (source.n_train,)).astype(np.int64),
        x_test=_unit(read_idx(x_test, (source.n_test, SIDE, SIDE)))[:, None],
        y_test=read_idx(y_test, (source.n_test,)).astype(np.int64),
        classes=classes,
    )


def _unit(pixels: np.ndarray) -> np.ndarray:
    """Bytes from 0 to 255 -> float32 from 0 to 1."""
    return np.divide(pixels, np.float32(255), dtype=np.float32)
