"""The way back: gradients of graphs of every form, what is kept, what is freed, what it says when it cannot."""

from __future__ import annotations

import gc
import tracemalloc
import weakref

import numpy as np
import pytest
import torch

import nnbook
from nnbook import Tensor, tensor
from nnbook._tensor import record
from tests.support import both, both_fail


def leaf(*values: float) -> Tensor:
    return tensor(list(values), dtype=nnbook.float64, requires_grad=True)


def test_a_chain_of_30000_operations_needs_no_recursion():
    x = leaf(1.0, 2.0)
    y = x
    for _ in range(30_000):
        y = y * 1.0001
    y.sum().backward()
    assert np.allclose(x.grad.array, 1.0001**30_000, rtol=1e-9)


def test_deleting_a_chain_of_30000_operations_without_walking_it_needs_no_recursion():
    x = leaf(1.0)
    y = x
    for _ in range(30_000):
        y = y + x
    inner = weakref.ref(y)
    del y
    assert inner() is None


@pytest.mark.parametrize(
    "step", ["y = y[:]", "y = y.view(2)", "y.mul_(1.0)", "y += 0.0", "y[0] = y[1]", "y = y.detach()"]
)
def test_chains_of_20000_views_and_writes_need_no_recursion(step):
    x = leaf(1.0, 2.0)
    scope = {"y": x * 1}
    count = 200 if "y[0]" in step else 20_000  # every write looks after all parts that a graph still holds
    exec(f"for _ in range({count}): {step}", scope)
    if "detach" not in step:
        scope["y"].sum().backward()
        assert x.grad.tolist() == ([0.0, 2.0] if "y[0]" in step else [1.0, 1.0])
    last = weakref.ref(scope["y"])
    scope.clear()
    gc.collect()
    assert last() is None


def test_writing_step_after_step_leaves_no_memory_behind():
    w, state, buffer = leaf(0.5, 0.25), nnbook.zeros(50, 2, dtype=nnbook.float64), nnbook.zeros(2, dtype=nnbook.float64)

    def step():
        h = buffer.detach() * w
        out = state.clone()
        for i in range(50):
            out[i] = h * i
        out[1:].mul_(2)
        out.sum().backward()
        w.grad = None
        with nnbook.no_grad():
            buffer[0] = 1.0
            state[3].add_(1)

    for _ in range(3):
        step()
    gc.collect()
    tracemalloc.start()
    try:
        step()
        gc.collect()
        first, _ = tracemalloc.get_traced_memory()
        for _ in range(20):
            step()
        gc.collect()
        last, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert last - first < 6_000, f"twenty steps left {last - first} bytes behind"


def test_a_wide_graph_is_walked_once_not_once_per_path():
    x = leaf(1.0)
    y = x
    for _ in range(60):  # 2**60 paths
        y = y + y
    y.backward(tensor([1.0], dtype=nnbook.float64))
    assert x.grad.item() == 2.0**60


@pytest.mark.parametrize(
    ("shape", "other"),
    [
        ((3, 4), (4,)),
        ((3, 4), (3, 1)),
        ((3, 4), (1, 1)),
        ((3, 4), ()),
        ((1,), (2, 3)),
        ((2, 1, 4), (3, 1)),
        ((0, 3), (3,)),
        ((), (2,)),
    ],
)
def test_broadcasting_is_undone(shape, other):
    def program(torch):
        a = torch.ones(shape, dtype=torch.float64, requires_grad=True)
        b = torch.full(other, 3.0, dtype=torch.float64, requires_grad=True)
        weight = torch.arange(0, 12, dtype=torch.float64)[: 1 if not (a * b).ndim else (a * b).shape[-1]]
        (a * b * weight).sum().backward()
        return a.grad, b.grad

    both(program)


def test_a_gradient_of_a_wrong_shape_names_both_shapes():
    x = leaf(1.0, 2.0, 3.0)
    y = record(x.array.sum(), (x, lambda g: np.ones(2)))
    with pytest.raises(RuntimeError, match=r"a vjp returned a gradient of shape \(2,\) for an input of shape \(3,\)"):
        y.backward()


def test_backward_twice_with_retain_graph_adds_exactly_twice():
    def program(torch):
        x = torch.tensor([0.3, -1.2], dtype=torch.float64, requires_grad=True)
        y = (x.tanh() * x).exp().sum()
        y.backward(retain_graph=True)
        once = x.grad.clone()
        y.backward()
        return once, x.grad

    once, twice = both(program)
    assert np.array_equal(2 * once.array, twice.array)


def test_backward_on_a_freed_graph_says_so():
    def program(torch):
        y = (torch.ones(2, requires_grad=True) * 2).exp().sum()
        y.backward()
        y.backward()

    both_fail(program, "through the graph a second time")


def test_a_new_result_on_a_freed_graph_says_so():
    def program(torch):
        inner = (torch.ones(2, requires_grad=True) * 2).exp()
        inner.sum().backward()
        (inner * inner).sum().backward()

    both_fail(program, "retain_graph=True")


def test_the_freed_graph_leaves_is_leaf_and_values_as_they_were():
    x = leaf(1.0)
    y = x * 2
    y.backward()
    assert not y.is_leaf
    assert y.requires_grad
    assert y.item() == 2.0


def test_gradients_accumulate_until_they_are_cleared():
    def program(torch):
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        grads = []
        for factor in (1.0, 10.0):
            (x * factor).sum().backward()
            grads.append(x.grad.clone())
        x.grad = None
        (x * 100).sum().backward()
        return [*grads, x.grad]

    both(program)


def test_the_gradient_of_a_0d_leaf_accumulates():
    def program(torch):
        x = torch.tensor(3.0, requires_grad=True)
        for _ in range(3):
            (x * x).backward()
        return x.grad

    both(program)


def test_leaves_that_get_the_same_gradient_do_not_share_it():
    a, b = leaf(1.0, 2.0), leaf(3.0, 4.0)
    (a + b).backward(tensor([1.0, 1.0], dtype=nnbook.float64))
    a.grad.mul_(2)
    assert b.grad.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("function", ["reshape", "view", "transpose", "getitem", "cat", "expand", "flatten"])
def test_gradients_that_pass_through_views_are_not_shared(function):
    functions = {
        "reshape": lambda t: t.reshape(4),
        "view": lambda t: t.view(1, 4),
        "transpose": lambda t: t.transpose(0, 1),
        "getitem": lambda t: t[:],
        "cat": lambda t: nnbook.cat([t, t]),
        "expand": lambda t: t.expand(3, 2, 2),
        "flatten": lambda t: t.flatten(),
    }
    a, b = (nnbook.ones(2, 2, requires_grad=True) for _ in range(2))
    out = functions[function](a) + functions[function](b)
    seed = nnbook.ones(*out.shape)
    out.backward(seed)
    before = b.grad.array.copy()
    a.grad.mul_(7)
    assert np.array_equal(b.grad.array, before)
    assert (seed.array == 1).all()
    assert a.grad.array.flags.writeable


def test_the_gradient_that_is_passed_in_is_not_kept():
    x = leaf(1.0, 2.0)
    g = tensor([1.0, 1.0], dtype=nnbook.float64)
    x.backward(g)
    g.mul_(5)
    assert x.grad.tolist() == [1.0, 1.0]


def test_a_second_backward_does_not_change_a_gradient_that_was_cloned_or_detached_from_the_graph():
    x = leaf(1.0)
    inner = x * 1
    inner.retain_grad()
    (inner + x).backward(tensor([1.0], dtype=nnbook.float64))
    x.grad.mul_(3)
    assert inner.grad.item() == 1.0


def test_a_leaf_used_at_many_places_gets_the_sum():
    def program(torch):
        x = torch.tensor([[0.5, -1.0], [2.0, 0.1]], dtype=torch.float64, requires_grad=True)
        y = x @ x + x * x.T - x.sum() + x[0]
        (y * y).sum().backward()
        return x.grad

    both(program)


def test_one_vjp_may_serve_several_inputs():
    a, b, c = leaf(2.0), leaf(3.0), tensor([4.0], dtype=nnbook.float64)
    y = record(a.array * b.array * c.array, ((a, b, c), lambda g: (g * b.array * c.array, g * a.array * c.array, None)))
    y.backward()
    assert (a.grad.item(), b.grad.item(), c.grad) == (12.0, 8.0, None)


def test_a_vjp_may_have_nothing_for_an_input():
    a, b = leaf(2.0), leaf(3.0)
    y = record(a.array + 0 * b.array, ((a, b), lambda g: (g, None)))
    y.backward()
    assert (a.grad.item(), b.grad) == (1.0, None)


def test_a_root_named_twice_counts_twice():
    def program(torch):
        x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
        y = x * x
        torch.autograd.backward([y, y])
        return x.grad

    both(program)


def test_a_vjp_runs_only_if_its_input_needs_a_gradient():
    def never(g):
        raise AssertionError("this vjp should not run")

    x, constant = leaf(2.0), tensor([3.0], dtype=nnbook.float64)
    record(x.array * 3, (x, lambda g: 3 * g), (constant, never)).backward()
    assert x.grad.item() == 3.0


def test_a_root_that_is_reached_from_another_root_gets_both_gradients():
    def program(torch):
        x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
        y = x * x
        z = y * 3
        torch.autograd.backward([z, y])
        return x.grad

    both(program)


def test_backward_inputs_limits_who_gets_a_gradient():
    def program(torch):
        a = torch.tensor([1.0, 2.0], requires_grad=True)
        b = torch.tensor([3.0, 4.0], requires_grad=True)
        (a * b).sum().backward(inputs=[a])
        return a.grad, b.grad

    both(program)


@pytest.mark.parametrize("shape", [(2,), (1, 2), (0,)])
def test_backward_from_more_than_one_number_needs_a_gradient(shape):
    both_fail(lambda torch: (torch.ones(shape, requires_grad=True) * 2).backward(), "only for scalar outputs")


def test_backward_from_one_number_in_any_shape():
    def program(torch):
        x = torch.ones(1, 1, requires_grad=True)
        (x * 2).backward()
        return x.grad

    both(program)


def test_backward_without_a_graph_says_what_to_do():
    both_fail(lambda torch: torch.ones(1).sum().backward(), "requires_grad=True")


def test_backward_with_a_gradient_of_another_shape():
    both_fail(lambda torch: (torch.ones(2, requires_grad=True) * 2).backward(torch.ones(3)), "they must be the same")


def test_gradients_of_gradients_are_refused_by_name():
    with pytest.raises(NotImplementedError, match="create_graph"):
        leaf(1.0).backward(create_graph=True)


def test_retain_grad_keeps_inner_gradients():
    def program(torch):
        x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
        inner, plain = x * 2, x * 3
        inner.retain_grad()
        y = (inner * plain).sum()
        y.backward(retain_graph=True)
        y.backward()
        return inner.grad, x.grad

    both(program)
    x = leaf(1.0)
    plain = x * 3
    plain.backward()
    assert plain.grad is None


def test_retain_grad_of_a_tensor_without_gradient_fails():
    both_fail(lambda torch: torch.ones(1).retain_grad(), "requires_grad=False")


# ---------------------------------------------------------------------- hooks
def test_hooks_see_and_change_gradients():
    def program(torch):
        x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
        inner = x * x
        seen = []
        inner.register_hook(lambda g: seen.append(g.clone()))
        inner.register_hook(lambda g: g * 10)
        x.register_hook(lambda g: g + 1)
        (inner * 3).sum().backward()
        return seen, x.grad

    both(program)


def test_a_removed_hook_is_not_called():
    def program(torch):
        x = torch.tensor([1.0], requires_grad=True)
        handle = x.register_hook(lambda g: g * 100)
        handle.remove()
        handle.remove()
        (x * 2).sum().backward()
        return x.grad

    both(program)


def test_a_hook_on_a_leaf_sees_the_whole_gradient_once():
    def program(torch):
        x = torch.tensor([1.0], requires_grad=True)
        seen = []
        x.register_hook(lambda g: seen.append(g.item()))
        (x * 2 + x * 3).sum().backward()
        return seen

    both(program)


def test_a_hook_on_a_tensor_without_gradient_fails():
    both_fail(lambda torch: torch.ones(1).register_hook(print), "doesn't require gradient")


# ---------------------------------------------------------------------- requires_grad
def test_what_requires_grad():
    def program(torch):
        x, constant = torch.ones(2, requires_grad=True), torch.ones(2)
        results = [x * 2, constant * 2, x.detach() * 2, x.argmax(), x > 0, x.data, x.clone(), x.long(), x.double()]
        return [(t.requires_grad, t.is_leaf) for t in results]

    both(program)


@pytest.mark.parametrize("dtype", ["int64", "bool", "uint8", "int32"])
def test_whole_numbers_carry_no_gradient(dtype):
    both_fail(lambda torch: torch.ones(2, dtype=getattr(torch, dtype)).requires_grad_(), "floating point")


def test_requires_grad_cannot_be_taken_from_an_inner_tensor():
    def program(torch):
        y = torch.ones(2, requires_grad=True) * 2
        y.requires_grad = False

    both_fail(program, "leaf")


def test_detach_and_data_share_memory_but_no_history():
    def program(torch):
        x = torch.ones(2, requires_grad=True)
        x.detach()[0] = 5.0
        x.data[1] = 7.0
        (x * x).sum().backward()
        return x, x.grad

    both(program)


# ---------------------------------------------------------------------- memory
def training_step(parameters: list[Tensor], batch: Tensor) -> None:
    hidden = batch
    for p in parameters:
        hidden = (hidden @ p).tanh()
    (hidden * hidden).mean().backward()
    with nnbook.no_grad():
        for p in parameters:
            p -= p.grad * 0.01
            p.grad = None


def test_memory_is_back_where_it_was_after_a_step():
    parameters = [nnbook.ones(64, 64, requires_grad=True) for _ in range(4)]
    batch = nnbook.ones(128, 64)
    training_step(parameters, batch)
    gc.disable()
    tracemalloc.start()
    try:
        training_step(parameters, batch)
        first, _ = tracemalloc.get_traced_memory()
        for _ in range(5):
            training_step(parameters, batch)
        last, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        gc.enable()
    assert last - first < 4_000, f"five steps left {last - first} bytes behind"
    assert peak > 128 * 64 * 4, "tracemalloc did not see NumPy's memory, so this test sees nothing"


@pytest.mark.parametrize("walked", [True, False])
def test_a_graph_is_freed_without_the_garbage_collector(walked):
    gc.disable()
    try:
        x = nnbook.ones(3, 3, requires_grad=True)
        inner = ((x @ x).tanh() + x[0]).reshape(9).softmax(0)
        out = nnbook.cat([inner, inner.exp()]).sum() + x.std() + x.norm()
        arrays = [weakref.ref(inner), weakref.ref(out)]
        if walked:
            out.backward()
        del inner, out
        assert [a() for a in arrays] == [None, None]
    finally:
        gc.enable()


def test_backward_frees_inner_gradients_and_values_as_it_goes():
    n, depth = 250_000, 12
    x = nnbook.ones(n, requires_grad=True)
    y = x
    for _ in range(depth):
        y = y.tanh()
    y = y.sum()
    tracemalloc.start()
    y.backward()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 * n * 4, f"the way back held {peak / (n * 4):.1f} arrays at once"


def test_both_engines_count_leaves_alike_in_a_diamond():
    def program(torch):
        a = torch.tensor([0.5, 1.5], dtype=torch.float64, requires_grad=True)
        b = a * 2
        c, d = b + 1, b * b
        e = (c * d).sum()
        return torch.autograd.grad(e, [a, b, c, d])

    both(program)


def test_the_reference_engine_is_the_pinned_one():
    assert torch.__version__.startswith("2.13.")
