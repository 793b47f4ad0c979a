"""Writing into tensors: where it is allowed, what a graph makes of it, what the errors say."""

from __future__ import annotations

import gc
import weakref

import pytest

import nnbook
from tests.support import both, both_fail

WRITES = """
x.zero_()
x.fill_(2.0)
x.copy_(torch.tensor([5.0, 6.0, 7.0]))
x.add_(2)
x.sub_(torch.ones(3))
x.mul_(torch.tensor(3.0))
x.div_(4)
x.clamp_(-1, 1)
x.clamp_(min=0)
x += 1
x -= torch.ones(1)
x *= 2
x /= 2
x[0] = 5
x[1:] = torch.zeros(2)
x[x > 0] = -1.0
x[torch.tensor([0, 2])] = 9
x[:] = 0
x.data.mul_(2)
x.data = torch.zeros(3)
""".strip().splitlines()


@pytest.mark.parametrize("write", WRITES)
def test_outside_a_graph_it_writes(write):
    def program(torch):
        x = torch.tensor([1.5, -2.0, 3.0])
        alias = x
        names = {"torch": torch, "x": x}
        exec(write, names)
        return names["x"], alias, names["x"] is alias

    both(program)


@pytest.mark.parametrize("write", WRITES)
def test_under_no_grad_a_leaf_may_be_written(write):
    def program(torch):
        x = torch.tensor([1.5, -2.0, 3.0], requires_grad=True)
        names = {"torch": torch, "x": x}
        with torch.no_grad():
            exec(write, names)
        (names["x"] * 2).sum().backward()
        return x, x.grad, x.requires_grad, x.is_leaf, names["x"] is x

    both(program)


@pytest.mark.parametrize("write", [w for w in WRITES if "data" not in w])
def test_a_leaf_that_requires_grad_may_not_be_written(write):
    def program(torch):
        exec(write, {"torch": torch, "x": torch.tensor([1.5, -2.0, 3.0], requires_grad=True)})

    both_fail(program, "a leaf Variable that requires grad is being used in an in-place operation")


@pytest.mark.parametrize("write", WRITES[:-2])
def test_inside_a_graph_it_gives_pytorchs_values_and_gradients(write):
    def program(torch):
        leaf = torch.tensor([1.5, -2.0, 3.0], dtype=torch.float64, requires_grad=True)
        before = leaf + 1
        names = {"torch": torch, "x": before * leaf}
        before.sum()
        exec(write.replace("ones(3)", "ones(3, dtype=torch.float64)"), names)
        (names["x"] * torch.tensor([1.0, 10.0, 100.0], dtype=torch.float64)).sum().backward()
        return names["x"], leaf.grad

    both(program)


def test_the_written_values_get_gradients():
    def program(torch):
        value = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
        x = torch.zeros(3, dtype=torch.float64)
        x[1:] = value * value
        x[0] = value.sum()
        (x * x).sum().backward()
        return x, value.grad, x.requires_grad

    both(program)


def test_a_residual_sum_in_place():
    def program(torch):
        x = torch.tensor([[0.5, -1.0]], dtype=torch.float64, requires_grad=True)
        w = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64, requires_grad=True)
        out = x @ w
        out += x
        out = out.relu() + 1
        out *= 2
        (out * out).sum().backward()
        return out, x.grad, w.grad

    both(program)


def test_a_buffer_updated_in_place_over_steps():
    def program(torch):
        running = torch.zeros(2)
        for step in range(3):
            running.mul_(0.9).add_(torch.full((2,), float(step)), alpha=0.1)
        running[0] += 1
        return running

    both(program)


def test_a_state_carried_through_time_by_assignment():
    def program(torch):
        x = torch.tensor([[0.3, -0.5], [1.0, 0.2], [-0.7, 0.9]], dtype=torch.float64, requires_grad=True)
        w = torch.tensor([[0.5, 0.1], [-0.3, 0.8]], dtype=torch.float64, requires_grad=True)
        states = torch.zeros(4, 2, dtype=torch.float64)
        h = torch.zeros(2, dtype=torch.float64)
        for t in range(3):
            h = (x[t] + h @ w).tanh()
            states[t + 1] = h
        (states * states).sum().backward()
        return states, x.grad, w.grad

    both(program)


@pytest.mark.parametrize("use", ["x * x", "x.tanh()", "x.exp()", "x.relu()", "x @ x", "torch.sigmoid(x)"])
def test_writing_into_what_a_graph_needs_is_refused_at_backward(use):
    def program(torch):
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        x = w * 1
        y = eval(use, {"torch": torch, "x": x})
        (y if use in ("x.tanh()", "x.exp()", "x.relu()", "torch.sigmoid(x)") else x).mul_(2)
        y.sum().backward()

    if use in ("x * x", "x @ x"):
        both_fail(program, "has been modified by an inplace operation")
    else:  # PyTorch refuses, nnbook rebinds: its vjp holds the old values, so the gradient is right
        w = nnbook.tensor([1.0, 2.0], requires_grad=True)
        y = eval(use, {"torch": nnbook, "x": w * 1})
        expected = y.detach().clone() * 2
        y.mul_(2)
        assert y.tolist() == expected.tolist()
        y.sum().backward()
        once = w.grad.clone()
        w.grad = None
        (eval(use, {"torch": nnbook, "x": w * 1}) * 2).sum().backward()
        assert once.tolist() == w.grad.tolist()


def test_a_parameter_written_between_forward_and_backward_is_refused():
    def program(torch):
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        loss = (w * w).sum()
        with torch.no_grad():
            w -= 0.1
        loss.backward()

    both_fail(program, "has been modified by an inplace operation")


WRITES_UNDER_NO_GRAD = ["y.mul_(2)", "y.zero_()", "y += 1", "y[0] = 5.0", "y.copy_(torch.ones(2))", "y.clamp_(max=0)"]


@pytest.mark.parametrize("write", WRITES_UNDER_NO_GRAD)
def test_a_result_written_under_no_grad_keeps_its_way_back(write):
    """PyTorch allows this where the derivative does not need the result, and refuses where it does."""

    def program(torch, made="x + 1"):
        x = torch.tensor([0.5, -1.0], requires_grad=True)
        names = {"torch": torch, "x": x, "y": eval(made, {"x": x})}
        with torch.no_grad():
            exec(write, names)
        names["y"].sum().backward()
        return names["y"], x.grad

    both(program)
    _, gradient = program(nnbook, "x.exp()")
    assert gradient.tolist() == nnbook.tensor([0.5, -1.0]).exp().tolist()


def test_a_constant_written_between_forward_and_backward_is_refused():
    def program(torch):
        w, x = torch.tensor([1.0, 2.0], requires_grad=True), torch.ones(2)
        loss = (w * x).sum()
        x.zero_()
        loss.backward()

    both_fail(program, "has been modified by an inplace operation")


def test_shapes_that_do_not_fit():
    both_fail(lambda torch: torch.zeros(3).add_(torch.ones(2, 3)), "shape")
    both_fail(lambda torch: torch.zeros(3).copy_(torch.ones(4)), "shape")
    both_fail(lambda torch: torch.zeros(3).__setitem__(slice(0, 2), torch.ones(3)), "shape")


def test_types_that_do_not_fit():
    both_fail(lambda torch: torch.zeros(3, dtype=torch.int64).add_(1.5), "can't be cast")
    both_fail(lambda torch: torch.zeros(3, dtype=torch.bool).add_(1), "can't be cast")

    def program(torch):
        x = torch.zeros(2, dtype=torch.float32)
        x += torch.ones(2, dtype=torch.float64)
        n = torch.zeros(2, dtype=torch.int64)
        n += torch.ones(2, dtype=torch.int32)
        n[0] = 2.7
        x[0] = torch.tensor(3)
        return x, n

    both(program)


def test_views_share_what_is_written_outside_a_graph():
    def program(torch):
        x = torch.arange(12.0).reshape(3, 4)
        x[1].zero_()
        x[:, 2].add_(100)
        x.view(-1)[5] = -1.0
        x.transpose(0, 1)[0] = 7.0
        x.reshape(12)[11:].mul_(2)
        return x

    both(program)


PARTS = ["y[1:]", "y[1]", "y.view(-1)[2:]", "y.T[0]", "y.select(0, 1)", "y[0].view(1, 2)", "y[0, 1]", "y.diagonal()"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("write", ["part.mul_(10)", "part += z.sum()", "part[...] = 3.0", "part.copy_(z[0, 0])"])
def test_writing_into_a_part_changes_the_whole_and_its_other_parts(part, write):
    def program(torch):
        leaf = torch.arange(6.0, dtype=torch.float64).reshape(3, 2).requires_grad_()
        z = torch.full((2, 2), 2.0, dtype=torch.float64, requires_grad=True)
        y = leaf * 3
        before, others = (y + 1).sum(), [y[0], y[:, 1], y.view(-1), y.detach()]
        names = {"y": y, "z": z, "part": eval(part, {"y": y})}
        exec(write, names)
        after = sum((o * o).sum() for o in [y, names["part"], *others])
        (after + before).backward()
        return y, names["part"], others, leaf.grad, z.grad

    both(program)


@pytest.mark.parametrize("write", ["y.mul_(2)", "y[0] = 5.0", "y += 1", "y.zero_()", "y.copy_(y + 1)", "y.relu_()"])
def test_parts_see_what_is_written_into_the_whole(write):
    def program(torch):
        leaf = torch.tensor([[1.0, -2.0], [3.0, 4.0]], dtype=torch.float64, requires_grad=True)
        y = leaf * 3
        row, turned, flat = y[0], y.T, y.view(4)
        part_of_part = flat[1:3]
        exec(write, {"y": y})
        (row.sum() + (turned * turned).sum() + (part_of_part * 5).sum()).backward()
        return y, row, turned, flat, part_of_part, leaf.grad

    both(program)


def test_a_buffer_filled_through_its_rows():
    def program(torch):
        w = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
        out = torch.zeros(3, 2, dtype=torch.float64)
        for i in range(3):
            out[i][0] = w[0] * i
            out[i][1:] = w[1:] ** i
        (out * out).sum().backward()
        return out, w.grad, out.requires_grad

    both(program)


DETACHED_WRITES = [
    "y.detach().mul_(2)",
    "y.detach()[0].zero_()",
    "y[1].detach().fill_(5)",
    "y.detach().view(-1)[0] = 7",
]


@pytest.mark.parametrize("write", DETACHED_WRITES)
@pytest.mark.parametrize("use", ["y * y", "y.exp()", "y + 1", "y.sum()", "y * 3"])
def test_writing_through_a_detached_tensor_is_seen(write, use):
    """PyTorch changes the shared memory, and refuses to go back through what needed it."""

    def program(torch):
        leaf = torch.tensor([[1.0, -2.0], [3.0, 4.0]], dtype=torch.float64, requires_grad=True)
        y = leaf * 2
        z = eval(use, {"y": y})
        exec(write, {"y": y})
        z.sum().backward()
        return y, z, leaf.grad

    if use == "y * y":
        both_fail(program, "has been modified by an inplace operation")
    else:
        both(program)


def test_a_write_that_the_way_back_does_not_need_is_allowed():
    def program(torch):
        x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
        constant = torch.ones(2, dtype=torch.float64)
        y = x * 2
        z = y * 3 + constant
        constant.zero_()
        y.add_(1)
        w = y + z
        y.mul_(2)
        (w + y).sum().backward()
        return y, z, w, x.grad

    both(program)


def test_a_view_of_a_leaf_that_requires_grad_may_not_be_written():
    both_fail(lambda torch: torch.ones(3, requires_grad=True)[0].mul_(2), "a view of a leaf Variable")
    both_fail(lambda torch: torch.ones(2, 2, requires_grad=True).view(-1).__setitem__(0, 1.0), "a view of a leaf")


def test_a_view_is_not_kept_alive_nor_a_detached_tensors_graph():
    parent = nnbook.zeros(4)
    for _ in range(1000):
        parent[0]
    assert len(parent._views) < 64
    h = nnbook.ones(2, requires_grad=True) * 2
    graph = weakref.ref(h)
    h = h.detach()
    gc.collect()
    assert graph() is None


def test_writing_into_another_shape_of_an_inner_tensor():
    def program(torch):
        leaf = torch.tensor([[1.0, -2.0], [3.0, 4.0]], dtype=torch.float64, requires_grad=True)
        x = (leaf * leaf).view(4)
        x.mul_(leaf.flatten()).relu_()
        (x * x).sum().backward()
        return x, leaf.grad

    both(program)
