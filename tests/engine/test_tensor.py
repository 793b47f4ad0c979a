"""What a tensor is besides its numbers: copies, pickles, its place among Python's and NumPy's types."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import nnbook
from tests.support import both, both_fail

PROGRAMS = """
    torch.Tensor([1, 2, 3])
    torch.Tensor([[1.5], [2.5]]).dtype
    torch.Tensor(2, 3).shape
    torch.Tensor().shape
    torch.tensor(torch.tensor([1.0, 2.0]).numpy())
    torch.tensor([torch.tensor(1.0), torch.tensor(2.0)])
    torch.tensor((1, 2)), torch.tensor(range(3))
    torch.tensor([1, 2], requires_grad=False).requires_grad
    torch.ones(2, 3).shape == (2, 3), tuple(torch.ones(2, 3).shape), torch.ones(2, 3).shape[1:]
    torch.ones(2, 3).size() == torch.Size([2, 3]), torch.ones(2, 3).shape.numel()
    torch.Size([2, 3]) + (4,), torch.Size((2,))[0], len(torch.Size([1, 2, 3]))
    {torch.ones(1): 1} != {}, len({torch.ones(1), torch.ones(1)})
    (torch.ones(2) == torch.ones(2)).all().item(), (torch.ones(2) != 1).any().item()
    2 * torch.ones(2) - 1, 1 / torch.full((2,), 4.0), 2 ** torch.ones(2), 5 // torch.ones(2), 7 % torch.full((2,), 4.0)
    torch.ones(2).__array__().tolist(), np.asarray(torch.ones(2)).dtype.name
    np.sin(torch.zeros(2).numpy()).tolist(), list(map(float, torch.arange(3.0)))
    int(torch.tensor(3.7)), float(torch.tensor(2)), bool(torch.tensor(0))
    [1, 2, 3][torch.tensor(1)], range(5)[torch.tensor(2)], 'abc'[torch.tensor(0)]
    max(torch.tensor([1.0, 3.0])), sum(torch.tensor([1.0, 3.0])), sorted(torch.tensor([3.0, 1.0]))
    round(torch.tensor(2.6).item()), abs(torch.tensor(-2.0))
    torch.ones(2).is_leaf, torch.ones(2).grad, torch.ones(2).grad_fn
    isinstance(torch.ones(1), torch.Tensor), type(torch.ones(1)).__name__, torch.is_tensor(1)
    a, b = torch.tensor([1, 2]); a + b
    first, *rest = torch.ones(3, 2); len(rest)
    x = torch.ones(3); y = x; y += 1; x
    x = torch.ones(3); y = x.clone(); y += 1; x
    x = torch.arange(6.0); x.view(2, 3)[0, 0] = 9; x
    x = torch.zeros(2); x.requires_grad = True; x.requires_grad_(False).requires_grad
    a = np.ones(3, dtype=np.float32); t = torch.from_numpy(a); a[0] = 5; t[1] = 7; a.tolist(), t
    a = np.ones(3, dtype=np.float32); t = torch.as_tensor(a); a[0] = 5; t
    a = np.ones(3, dtype=np.float32); t = torch.tensor(a); a[0] = 5; t
    t = torch.ones(3); torch.as_tensor(t) is t
    x = torch.ones(2, requires_grad=True); copy.deepcopy(x).requires_grad, copy.deepcopy(x).is_leaf
    x = torch.ones(2, requires_grad=True); (x * 3).sum().backward(); copy.deepcopy(x).grad
    x = torch.ones(2); copy.copy(x) is x, copy.deepcopy([x, x])[0] is x
    l = [torch.ones(2)] * 2; m = copy.deepcopy(l); m[0] is m[1]
    x = torch.ones(2, requires_grad=True); pickle.loads(pickle.dumps(x)).requires_grad
    x = torch.tensor([1, 2], dtype=torch.int32); pickle.loads(pickle.dumps(x))
""".strip().splitlines()


@pytest.mark.parametrize("code", [p.strip() for p in PROGRAMS])
def test_as_in_pytorch(code):
    def program(torch):
        names = {"torch": torch, "np": np, "copy": copy, "pickle": pickle}
        *statements, expression = code.split("; ")
        for statement in statements:
            exec(statement, names)
        return eval(expression, names)

    both(program)


def test_arrays_and_tensors_mix():
    x = nnbook.ones(3)
    assert isinstance(x + np.ones(3, np.float32), nnbook.Tensor)
    assert isinstance(np.ones(3, np.float32) + x, nnbook.Tensor)
    assert (np.float32(2) * x).tolist() == [2.0, 2.0, 2.0]


@pytest.mark.parametrize("copier", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))], ids=["deepcopy", "pickle"])
def test_a_copy_shares_no_memory(copier):
    x = nnbook.ones(3)
    y = copier(x)
    y.zero_()
    assert x.tolist() == [1.0, 1.0, 1.0]


def test_an_inner_tensor_cannot_be_copied_with_its_history():
    both_fail(lambda torch: copy.deepcopy(torch.ones(2, requires_grad=True) * 2), "x.detach().clone()")
    with pytest.raises(RuntimeError, match=r"x\.detach\(\)"):
        pickle.dumps(nnbook.ones(2, requires_grad=True) * 2)


def test_an_operator_leaves_foreign_types_to_their_own_methods():
    class Money:
        def __radd__(self, other):
            return "money"

    assert nnbook.ones(1) + Money() == "money"
    with pytest.raises(TypeError):
        nnbook.ones(1) + "a"
    assert nnbook.ones(1).__eq__("a") is NotImplemented
    assert (nnbook.ones(2) == "a") is False


def test_a_tensor_of_a_tensor_is_a_copy_without_history():
    x = nnbook.ones(2, requires_grad=True)
    y = nnbook.tensor(x * 2)
    assert (y.tolist(), y.requires_grad) == ([2.0, 2.0], False)


def test_an_element_type_survives_pickling():
    assert pickle.loads(pickle.dumps(nnbook.float64)) is nnbook.float64


def test_a_freed_graph_prints():
    y = nnbook.ones(2, requires_grad=True) * 2
    y.sum().backward()
    assert repr(y) == "tensor([2., 2.], grad_fn=<freed by backward()>)"


def test_setting_data_needs_a_tensor():
    with pytest.raises(TypeError, match="expects a Tensor, got list"):
        nnbook.ones(2).data = [1, 2]


def test_the_memory_setting_can_be_switched_off(monkeypatch):
    from nnbook import _memory

    monkeypatch.setenv("NNBOOK_KEEP_MEMORY", "0")
    assert _memory.keep_freed_memory() is False
    monkeypatch.setenv("NNBOOK_KEEP_MEMORY", "1")
    monkeypatch.setattr(_memory.ctypes, "CDLL", lambda name: (_ for _ in ()).throw(OSError("no C library")))
    assert _memory.keep_freed_memory() is False
