"""Recording switched off and on, per block, per function, per thread; anomaly detection; gradients as a function."""

from __future__ import annotations

import threading

import pytest
import torch

import nnbook
from nnbook import tensor
from tests.support import both, both_fail


@pytest.fixture(autouse=True)
def recording_is_put_back():
    """A test that fails must not switch recording off for the tests after it."""
    yield
    nnbook.set_grad_enabled(True)
    torch.set_grad_enabled(True)


MODES = [
    "no_grad()",
    "enable_grad()",
    "set_grad_enabled(True)",
    "set_grad_enabled(False)",
    "inference_mode()",
    "inference_mode(False)",
]


@pytest.mark.parametrize("outer", MODES)
@pytest.mark.parametrize("inner", MODES)
def test_nested_blocks(outer, inner):
    def program(torch):
        seen = [torch.is_grad_enabled()]
        with eval(f"torch.{outer}"):
            seen.append(torch.is_grad_enabled())
            with eval(f"torch.{inner}"):
                seen.append(torch.is_grad_enabled())
            seen.append(torch.is_grad_enabled())
        return [*seen, torch.is_grad_enabled()]

    both(program)


@pytest.mark.parametrize("mode", MODES)
def test_decorators(mode):
    def program(torch):
        @eval(f"torch.{mode}")
        def double(x):
            """Twice x."""
            return x * 2, torch.is_grad_enabled()

        y, inside = double(torch.ones(1, requires_grad=True))
        with torch.no_grad():
            again = double(torch.ones(1, requires_grad=True))[0].requires_grad
        return y.requires_grad, inside, again, double.__name__, double.__doc__, torch.is_grad_enabled()

    both(program)


@pytest.mark.parametrize("name", ["no_grad", "enable_grad", "inference_mode"])
def test_decorators_without_brackets(name):
    def program(torch):
        @getattr(torch, name)
        def double(x):
            return (x * 2).requires_grad

        return double(torch.ones(1, requires_grad=True)), torch.is_grad_enabled()

    both(program)


def test_set_grad_enabled_as_a_call_switches_for_good():
    def program(torch):
        seen = []
        try:
            for state in (False, True, False):
                torch.set_grad_enabled(state)
                seen.append(torch.is_grad_enabled())
        finally:
            torch.set_grad_enabled(True)
        return seen

    both(program)


def test_a_block_is_left_by_an_error_too():
    with pytest.raises(KeyError), nnbook.no_grad():
        raise KeyError
    assert nnbook.is_grad_enabled()


def test_a_decorated_function_may_call_itself():
    @nnbook.no_grad()
    def factorial(n):
        return 1 if n == 0 else n * factorial(n - 1)

    assert factorial(5) == 120
    assert nnbook.is_grad_enabled()


def test_one_context_object_may_be_used_again_and_inside_itself():
    off = nnbook.no_grad()
    for _ in range(2):
        with off:
            with off:
                assert not nnbook.is_grad_enabled()
            assert not nnbook.is_grad_enabled()
        assert nnbook.is_grad_enabled()


def test_one_context_object_inside_its_opposite_puts_each_mode_back():
    off = nnbook.no_grad()
    with off, nnbook.enable_grad():
        with off:
            assert not nnbook.is_grad_enabled()
        assert nnbook.is_grad_enabled()
    assert nnbook.is_grad_enabled()


def test_each_thread_has_its_own_mode():
    seen = {}

    def other():
        seen["at start"] = nnbook.is_grad_enabled()
        with nnbook.no_grad():
            started.set()
            leave.wait(5)
        seen["at end"] = nnbook.is_grad_enabled()

    started, leave = threading.Event(), threading.Event()
    with nnbook.no_grad():
        thread = threading.Thread(target=other)
        thread.start()
        assert started.wait(5)
    seen["here"] = nnbook.is_grad_enabled()
    leave.set()
    thread.join()
    assert seen == {"at start": True, "at end": True, "here": True}


def test_two_threads_walk_their_own_graphs():
    results = {}

    def work(k):
        x = nnbook.ones(50, requires_grad=True)
        y = x
        for _ in range(200):
            y = y * 1.001 + x * k
        y.sum().backward()
        results[k] = x.grad.array.copy()

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for k in range(4):
        kept = results[k]
        work(k)
        assert (results[k] == kept).all()


def test_under_no_grad_nothing_is_recorded():
    def program(torch):
        x = torch.ones(2, requires_grad=True)
        with torch.no_grad():
            y = x * 2
        return y.requires_grad, y.is_leaf, y.grad_fn is None

    both(program)


# ---------------------------------------------------------------------- detect_anomaly
def test_anomaly_in_the_forward_pass_names_the_line():
    with nnbook.autograd.detect_anomaly(), pytest.raises(RuntimeError, match="NaN") as error:
        tensor([-1.0]).log()  # this very line
    assert "this very line" in str(error.value)
    assert "forward" in str(error.value)


def test_anomaly_in_the_backward_pass_names_the_line_of_the_operation():
    with nnbook.autograd.detect_anomaly():
        x = tensor([0.0], requires_grad=True)
        y = x.sqrt() * 0.0  # 0 * inf on the way back: here
        with pytest.raises(RuntimeError, match="backward") as error:
            y.sum().backward()
    assert "x.sqrt() * 0.0" in str(error.value)


def test_anomaly_detection_ends_with_the_block():
    with nnbook.autograd.detect_anomaly():
        pass
    assert tensor([-1.0]).log().isnan().item() is True
    with nnbook.autograd.detect_anomaly(check_nan=False):
        assert tensor([-1.0]).log().isnan().item() is True


# ---------------------------------------------------------------------- autograd.grad
def test_grad_leaves_grad_alone_and_reaches_inner_tensors():
    def program(torch):
        x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
        inner = x * x
        found = torch.autograd.grad((inner * 3).sum(), [x, inner])
        return found, x.grad

    both(program)


def test_grad_of_several_outputs_with_weights():
    def program(torch):
        x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
        weights = [torch.tensor([1.0, 0.5], dtype=torch.float64), torch.tensor(2.0, dtype=torch.float64)]
        return torch.autograd.grad([x * x, x.exp().sum()], x, grad_outputs=weights)

    both(program)


def test_grad_of_an_unused_input():
    def program(torch, **options):
        x, unused = torch.ones(2, requires_grad=True), torch.ones(3, requires_grad=True)
        return torch.autograd.grad((x * 2).sum(), [x, unused], **options)

    both(lambda torch: program(torch, allow_unused=True))
    both(lambda torch: program(torch, materialize_grads=True))
    both_fail(program, "input 1 was not used")


def test_grad_for_something_that_requires_none():
    def program(torch):
        x = torch.ones(2)
        torch.autograd.grad((torch.ones(2, requires_grad=True) * x).sum(), x)

    with pytest.raises(RuntimeError, match="input 0 does not require grad"):
        program(nnbook)


def test_grad_twice_needs_retain_graph():
    def program(torch, retain):
        x = torch.ones(2, dtype=torch.float64, requires_grad=True)
        y = x.exp().sum()
        return [torch.autograd.grad(y, x, retain_graph=retain)[0] for _ in range(2)]

    both(lambda torch: program(torch, True))
    both_fail(lambda torch: program(torch, False), "second time")


@pytest.mark.parametrize("option", ["create_graph", "is_grads_batched"])
def test_grad_refuses_what_it_cannot_by_name(option):
    x = nnbook.ones(1, requires_grad=True)
    with pytest.raises(NotImplementedError, match=option):
        nnbook.autograd.grad(x * 2, x, **{option: True})


def test_variable_is_a_tensor_that_shares_memory():
    x = nnbook.ones(2)
    v = nnbook.autograd.Variable(x, requires_grad=True)
    x[0] = 9.0
    assert v.tolist() == [9.0, 1.0]
    assert v.requires_grad
    assert not x.requires_grad
