"""Saving and loading: what comes back, what cannot be saved, files that are damaged or none of ours."""

from __future__ import annotations

import builtins
import io
import json
import math
import os
import stat
import zipfile
from collections import Counter, OrderedDict

import numpy as np
import pytest
import safetensors.numpy
import safetensors.torch
import torch

import nnbook
from nnbook import nn
from tests.support import assert_same

VALUES = {
    "nothing": None,
    "numbers": [0, -3, 2**80, 1.5, 1e-300, True, False],
    "numbers that JSON does not have": (math.inf, -math.inf),
    "text": ["", "plain", "Zürich \u2603 \x00 \ud800"],
    "nested": {"a": [1, (2, {"b": ()})], "c": {}},
    "keys of all kinds": {0: "int", "0": "text", 1.5: "float", (1, 2): "tuple", None: "none"},
    "an ordered dictionary": OrderedDict(z=1, a=2),
    "a counter": Counter([1, 1, 3]),
    "sets": [{1, 2}, frozenset("ab")],
    "a shape": nnbook.zeros(2, 3).shape,
    "a type": {"dtype": nnbook.float64},
    "a device": nnbook.device("cpu"),
    "NumPy's": [np.arange(3), np.float64(0.5), np.int32(3), np.ones((2, 0)), np.bool_(True)],
    "a state of the generator": nnbook.get_rng_state(),
}


def there_and_back(value):
    file = io.BytesIO()
    nnbook.save(value, file)
    file.seek(0)
    return nnbook.load(file)


def equal(a, b):
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and np.array_equal(a, b)
    if isinstance(a, dict):
        return type(a) is type(b) and list(a) == list(b) and all(equal(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(equal, a, b))
    return type(a) is type(b) and a == b


@pytest.mark.parametrize("name", VALUES)
def test_values_come_back(name):
    assert equal(there_and_back(VALUES[name]), VALUES[name])
    assert math.isnan(there_and_back(math.nan))


TENSORS = {
    "float32": nnbook.randn(3, 4),
    "float64": nnbook.randn(3, dtype=nnbook.float64),
    "whole numbers": nnbook.arange(5),
    "bytes": nnbook.tensor([1, 255], dtype=nnbook.uint8),
    "booleans": nnbook.tensor([True, False]),
    "a single number": nnbook.tensor(3.5),
    "empty": nnbook.zeros(0, 3),
    "transposed": nnbook.randn(3, 4).T,
    "a slice": nnbook.randn(6, 4)[1::2],
    "infinite": nnbook.tensor([math.inf, math.nan]),
}


@pytest.mark.parametrize("name", TENSORS)
def test_tensors_come_back(name):
    original = TENSORS[name]
    back = there_and_back({"x": original})["x"]
    assert type(back) is nnbook.Tensor
    assert back.dtype is original.dtype
    assert np.array_equal(back.array, original.array, equal_nan=original.dtype.is_floating_point)
    assert back.array.flags.writeable


def test_what_a_tensor_is_comes_back():
    leaf = nnbook.ones(2, requires_grad=True)
    frozen = nn.Parameter(nnbook.ones(2), requires_grad=False)
    buffer = nn.Buffer(nnbook.ones(2), persistent=False)
    a, b, c, d = there_and_back([leaf, frozen, buffer, leaf * 2])
    assert (a.requires_grad, b.requires_grad, c.persistent, d.requires_grad) == (True, False, False, True)
    assert (type(b), type(c)) == (nn.Parameter, nn.Buffer)
    assert d.is_leaf


def test_tied_tensors_stay_tied():
    x = nnbook.ones(2, 2)
    same, again, shared, other = there_and_back([x, x, x.detach(), x.clone()])
    assert same is again
    same.array[0, 0] = 5
    assert shared.array[0, 0] == 5
    assert other.array[0, 0] == 1


def test_a_network_with_tied_weights_and_its_optimizer_go_on(tmp_path):
    def network():
        nnbook.manual_seed(1)
        net = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4))
        net[2].weight = net[0].weight
        return net, nnbook.optim.Adam(net.parameters(), amsgrad=True)

    def train(net, optimizer, steps):
        scheduler = nnbook.optim.lr_scheduler.MultiStepLR(optimizer, [2, 3])
        for i in range(steps):
            optimizer.zero_grad()
            (net(nnbook.ones(2, 4) * i) ** 2).mean().backward()
            optimizer.step()
            scheduler.step()
        return scheduler

    net, optimizer = network()
    scheduler = train(net, optimizer, 3)
    path = tmp_path / "checkpoint.nnbook"
    nnbook.save([net.state_dict(), optimizer.state_dict(), scheduler.state_dict()], path)
    states = nnbook.load(path)
    assert states[0]["0.weight"].array is states[0]["2.weight"].array
    again, its_optimizer = network()
    again.load_state_dict(states[0])
    its_optimizer.load_state_dict(states[1])
    other = nnbook.optim.lr_scheduler.MultiStepLR(its_optimizer, [7])
    other.load_state_dict(states[2])
    assert other.milestones == Counter([2, 3])
    assert again[2].weight is again[0].weight
    train(net, optimizer, 3)
    train(again, its_optimizer, 3)
    assert np.array_equal(again[0].weight.array, net[0].weight.array)


def test_the_same_content_gives_the_same_bytes():
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        nnbook.save({"x": nnbook.ones(3), "n": 1}, file)
    assert files[0].getvalue() == files[1].getvalue()


def test_the_file_holds_arrays_and_json_and_numpy_can_read_it(tmp_path):
    path = tmp_path / "x"
    nnbook.save({"x": nnbook.ones(3)}, path)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["content.json", "arrays/0.npy"]
        assert json.loads(archive.read("content.json"))["format"] == "nnbook"
        assert np.load(io.BytesIO(archive.read("arrays/0.npy")), allow_pickle=False).tolist() == [1, 1, 1]


def test_pytorchs_programs_for_a_path_text_and_a_file(tmp_path):
    state = nn.Linear(2, 2).state_dict()
    nnbook.save(state, str(tmp_path / "a.pt"))
    with open(tmp_path / "b.pt", "wb") as file:
        nnbook.save(state, file)
    for name in ("a.pt", "b.pt"):
        for options in ({}, {"map_location": "cpu"}, {"weights_only": True}, {"mmap": True}):
            nn.Linear(2, 2).load_state_dict(nnbook.load(tmp_path / name, **options))
    with open(tmp_path / "a.pt", "rb") as file:
        assert list(nnbook.load(file, map_location=nnbook.device("cpu"))) == ["weight", "bias"]


# ---------------------------------------------------------------------- what cannot be saved
class Node:
    def __init__(self):
        self.x = 1


around = [1]
around.append({"again": around})
UNSAVABLE = {
    "a module": ({"net": [nn.ReLU()]}, TypeError, r"obj\['net'\]\[0\] is a nnbook.*ReLU.*save its state_dict\(\)"),
    "an optimizer": (nnbook.optim.SGD([nn.Parameter(nnbook.ones(1))]), TypeError, r"obj is a .*SGD.*state_dict\(\)"),
    "an object": ((Node(),), TypeError, r"obj\[0\] is a .*Node.*vars\(\.\.\.\)"),
    "a function": ([len], TypeError, "save tensors, numbers, text"),
    "a tensor of PyTorch's": ([torch.ones(1)], TypeError, r"x\.detach\(\)\.numpy\(\)"),
    "an array of objects": (np.array([None]), TypeError, "obj is a numpy.ndarray, which cannot be saved"),
    "what contains itself": (around, ValueError, r"obj\[1\]\['again'\] contains itself"),
}


@pytest.mark.parametrize("name", UNSAVABLE)
def test_what_cannot_be_saved_is_named_and_the_old_file_stays(name, tmp_path):
    value, error, message = UNSAVABLE[name]
    path = tmp_path / "kept"
    nnbook.save(1, path)
    with pytest.raises(error, match=message):
        nnbook.save(value, path)
    assert nnbook.load(path) == 1
    assert os.listdir(tmp_path) == ["kept"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "kept"
    nnbook.save({"old": nnbook.ones(3)}, path)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    for place in ("write_array", "fsync"):
        with monkeypatch.context() as patch:
            patch.setattr(np.lib.format if place == "write_array" else os, place, full)
            with pytest.raises(OSError, match="No space left"):
                nnbook.save({"new": nnbook.ones(3)}, path)
        assert list(nnbook.load(path)) == ["old"]
        assert os.listdir(tmp_path) == ["kept"]


def test_files_have_the_usual_permissions_and_links_stay_links(tmp_path):
    builtins.open(tmp_path / "usual", "w").close()
    nnbook.save(1, tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    nnbook.save(2, tmp_path / "link")
    assert stat.S_IMODE(os.stat(tmp_path / "real").st_mode) == stat.S_IMODE(os.stat(tmp_path / "usual").st_mode)
    assert (tmp_path / "link").is_symlink()
    assert nnbook.load(tmp_path / "real") == 2


def test_a_folder_that_cannot_be_opened_does_not_matter(tmp_path, monkeypatch):
    def refuse(*args):
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    nnbook.save(1, tmp_path / "x")
    assert nnbook.load(tmp_path / "x") == 1


def test_arguments_that_have_no_meaning_here_are_named(tmp_path):
    nnbook.save(1, tmp_path / "x")
    with pytest.raises(NotImplementedError, match="save: pickle_module is not supported"):
        nnbook.save(1, tmp_path / "y", pickle_module=json)
    for options, named in (
        ({"pickle_module": json}, "load: pickle_module: nothing is unpickled"),
        ({"encoding": "latin1"}, "load: encoding: nothing is unpickled"),
        ({"map_location": {"cuda:0": "cpu"}}, "map_location="),
        ({"map_location": lambda storage, location: storage}, "there is one device"),
    ):
        with pytest.raises(NotImplementedError, match=named):
            nnbook.load(tmp_path / "x", **options)
    with pytest.raises(RuntimeError, match="on_torch"):
        nnbook.load(tmp_path / "x", map_location="cuda")


# ---------------------------------------------------------------------- files that are none of ours
def written(tmp_path, content):
    path = tmp_path / "strange"
    path.write_bytes(content)
    return path


def of_pytorch(**options):
    file = io.BytesIO()
    torch.save({"w": torch.ones(2)}, file, **options)
    return file.getvalue()


def of_numpy(write, *args, **kwargs):
    file = io.BytesIO()
    write(file, *args, **kwargs)
    return file.getvalue()


def of_ours(change=lambda content: content):
    """A file whose JSON was changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        content = {"format": "nnbook", "version": 1, "arrays": 0, "tensors": [], "value": 1}
        archive.writestr("content.json", json.dumps(change(content)))
    return file.getvalue()


def whole_file():
    file = io.BytesIO()
    nnbook.save({"x": nnbook.ones(1000)}, file)
    return file.getvalue()


def bad_json(file):
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.json", "{")


SAFE = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
STRANGE = {
    "a file of PyTorch's": (of_pytorch(), r"PyTorch's, which is a pickle.*safetensors\.torch\.save_file"),
    "an old file of PyTorch's": (of_pytorch(_use_new_zipfile_serialization=False), "a file of PyTorch's"),
    "a file of NumPy's": (of_numpy(np.save, np.ones(2)), "one of NumPy's: read it with numpy.load"),
    "several arrays of NumPy's": (of_numpy(np.savez, x=np.ones(2)), "one of NumPy's: read it with numpy.load"),
    "safetensors": (len(SAFE).to_bytes(8, "little") + SAFE + b"\0" * 4, r"safetensors\.numpy\.load_file"),
    "nothing": (b"", "is no file that nnbook.save wrote .empty"),
    "text": (b"hello there", "it starts with b'hello th'"),
    "the first half": (whole_file()[:2000], "is damaged, perhaps cut off"),
    "a changed byte": (whole_file().replace(b"\x80\x3f", b"\x81\x3f", 1), "is damaged"),
    "another zip": (of_numpy(lambda f: zipfile.ZipFile(f, "w").close()), "is a zip, but none that .* holds nothing"),
    "a later version": (of_ours(lambda c: c | {"version": 2}), "written by another version: update nnbook"),
    "a type that is not there": (of_ours(lambda c: c | {"value": {"type": "os.system"}}), "unknown type 'os.system'"),
    "a tensor that is not there": (of_ours(lambda c: c | {"value": {"type": "tensor", "number": 3}}), "is damaged"),
    "arrays that are not there": (of_ours(lambda c: c | {"arrays": 2}), "is damaged"),
    "JSON that is none": (of_numpy(bad_json), "is damaged"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_files_that_are_none_of_ours_are_named(name, tmp_path):
    content, message = STRANGE[name]
    with pytest.raises(RuntimeError, match=message):
        nnbook.load(written(tmp_path, content))
    with pytest.raises(RuntimeError, match=message):
        nnbook.load(io.BytesIO(content))


def test_a_file_that_is_not_there():
    with pytest.raises(FileNotFoundError):
        nnbook.load("/nowhere/at/all")


def test_no_array_of_objects_is_read(tmp_path):
    """A .npy file may hold a pickle; it is refused before anything of it is run."""
    path = tmp_path / "trap"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("arrays/0.npy", of_numpy(np.save, np.array([Node()], object), allow_pickle=True))
        content = {"format": "nnbook", "version": 1, "arrays": 1, "tensors": [], "value": {"type": "array", "array": 0}}
        archive.writestr("content.json", json.dumps(content))
    with pytest.raises(RuntimeError, match="Object arrays cannot be loaded"):
        nnbook.load(path)


# ---------------------------------------------------------------------- safetensors: the format that crosses
def test_weights_cross_to_pytorch_and_back_in_a_file(tmp_path):
    theirs = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    ours = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    safetensors.torch.save_file(theirs.state_dict(), tmp_path / "theirs.safetensors")
    loaded = safetensors.numpy.load_file(tmp_path / "theirs.safetensors")
    assert repr(ours.load_state_dict(loaded)) == "<All keys matched successfully>"
    assert_same(dict(ours.state_dict()), dict(theirs.state_dict()), 0)
    nn.init.constant_(ours[0].weight, 0.5)
    arrays = {name: t.numpy() for name, t in ours.state_dict().items()}
    safetensors.numpy.save_file(arrays, tmp_path / "ours.safetensors")
    theirs.load_state_dict(safetensors.torch.load_file(tmp_path / "ours.safetensors"))
    assert_same(dict(ours.state_dict()), dict(theirs.state_dict()), 0)
    assert theirs[0].weight.detach().eq(0.5).all()
