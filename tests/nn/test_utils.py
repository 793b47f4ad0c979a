"""Clipping gradients, parameters as a vector, DataParallel: as in PyTorch."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

import nnbook
from tests.support import both, both_fail, rng_for

SHAPES = [(3, 4), (5,), (), (2, 1, 3)]


def parameters(t, dtype="float64", scale=1.0):
    """The last one has no gradient."""
    rng = rng_for("gradients to clip")
    found = []
    for shape in SHAPES:
        p = t.nn.Parameter(t.ones(shape, dtype=getattr(t, dtype)))
        p.grad = t.tensor(scale * rng.normal(size=shape), dtype=getattr(t, dtype))
        found.append(p)
    found.append(t.nn.Parameter(t.ones(2, dtype=getattr(t, dtype))))
    return found


def gradients(params):
    return [p.grad for p in params]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    ("norm_type", "max_norm"), list(product([2, 2.0, 1, 3.5, "inf", math.inf, -math.inf, 0], [0.5, 1000, 0]))
)
def test_the_norm_is_clipped(norm_type, max_norm, dtype):
    def program(t):
        params = parameters(t, dtype)
        total = t.nn.utils.clip_grad_norm_(params, max_norm, norm_type=norm_type)
        return total, gradients(params)

    both(program, {"float64": 1e-10, "float32": 1e-5}[dtype])


VARIANTS = {
    "one tensor": lambda t, p: t.nn.utils.clip_grad_norm_(p[0], 0.1),
    "a generator": lambda t, p: t.nn.utils.clip_grad_norm_((x for x in p), 0.1),
    "in two steps": lambda t, p: t.nn.utils.clip_grads_with_norm_(
        p, 0.3, t.nn.utils.get_total_norm([x.grad for x in p[:-1]])
    ),
    "the norm of one tensor": lambda t, p: t.nn.utils.get_total_norm(p[0].grad, 1.0),
    "the norm of nothing": lambda t, p: t.nn.utils.get_total_norm([]),
    "nothing to clip": lambda t, p: t.nn.utils.clip_grad_norm_(p[-1:], 1.0),
    "no parameters": lambda t, p: t.nn.utils.clip_grad_norm_([], 1.0),
    "values": lambda t, p: t.nn.utils.clip_grad_value_(p, 0.4),
    "values of one tensor": lambda t, p: t.nn.utils.clip_grad_value_(p[0], clip_value=1),
    "foreach": lambda t, p: t.nn.utils.clip_grad_norm_(p, 0.2, foreach=False),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_ways_to_clip(name):
    def program(t):
        params = parameters(t)
        return VARIANTS[name](t, params), gradients(params)

    both(program)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_norm_that_is_no_number(bad):
    def make(t):
        params = parameters(t)
        params[0].grad[0, 0] = bad
        return params

    def program(t):
        params = make(t)
        return t.nn.utils.clip_grad_norm_(params, 1.0), gradients(params)

    both(program)
    both_fail(
        lambda t: t.nn.utils.clip_grad_norm_(make(t), 1.0, error_if_nonfinite=True),
        f"is non-finite, so it cannot be clipped: it is {bad}. autograd.detect_anomaly()",
    )


def test_a_generator_that_was_used_up_warns():
    used = iter(parameters(nnbook))
    list(used)
    with pytest.warns(UserWarning, match="empty generator, no gradient clipping will occur: was it used up before?"):
        nnbook.nn.utils.clip_grad_norm_(used, 1.0)


def test_gradients_that_backward_made_can_be_clipped():
    def program(t):
        x = t.ones(3, 4, requires_grad=True)
        x.sum().backward()
        total = t.nn.utils.clip_grad_norm_([x], 1.0)
        t.nn.utils.clip_grad_value_([x], 0.1)
        return total, x.grad

    both(program, 1e-6)


# ---------------------------------------------------------------------- as a vector
def test_parameters_to_a_vector_and_back():
    def program(t):
        params = parameters(t)
        vector = t.nn.utils.parameters_to_vector(params)
        (vector * t.arange(vector.numel())).sum().backward()
        found = gradients(params)
        t.nn.utils.vector_to_parameters(2 * vector.detach(), params)
        return vector.detach(), found, [p.detach() for p in params]

    both(program)


def test_the_parameters_are_slices_of_the_vector():
    params = parameters(nnbook)
    vector = nnbook.zeros(26, dtype=nnbook.float64)
    nnbook.nn.utils.vector_to_parameters(vector, params)
    params[0].array += 1
    assert vector.array.sum() == 12
    assert all(np.shares_memory(vector.array, p.array) for p in params)


def test_what_is_no_vector():
    both_fail(lambda t: t.nn.utils.vector_to_parameters([1.0], parameters(t)), "expected torch.Tensor, but got: list")
    both_fail(
        lambda t: t.nn.utils.vector_to_parameters(t.zeros(3), parameters(t)),
        "the vector has 3 numbers, the parameters need 26",
    )


# ---------------------------------------------------------------------- weights computed from others
LAYERS = {
    "linear": lambda t: (t.nn.Linear(4, 3), (5, 4)),
    "convolution": lambda t: (t.nn.Conv2d(4, 3, 2), (2, 4, 5, 5)),
}
NORMS = {
    "weight_norm": lambda t, m: t.nn.utils.weight_norm(m),
    "weight_norm along another axis": lambda t, m: t.nn.utils.weight_norm(m, "weight", dim=1),
    "weight_norm of all": lambda t, m: t.nn.utils.weight_norm(m, dim=None),
    "spectral_norm": lambda t, m: t.nn.utils.spectral_norm(m),
    "spectral_norm with more steps": lambda t, m: t.nn.utils.spectral_norm(m, n_power_iterations=3, eps=1e-6),
    "spectral_norm along another axis": lambda t, m: t.nn.utils.spectral_norm(m, dim=1),
}


@pytest.mark.filterwarnings("ignore:`torch.nn.utils.weight_norm` is deprecated")
@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("name", NORMS)
def test_weights_computed_from_others(name, layer):
    """The same state: the same outputs in training and evaluation, the same gradients, the same weight at the end."""

    def program(t):
        rng = rng_for("weights computed from others")
        module, shape = LAYERS[layer](t)
        plain = {n: t.tensor(rng.normal(size=tuple(p.shape))) for n, p in module.named_parameters()}
        module = NORMS[name](t, module).double()
        state = {n: t.tensor(rng.normal(size=tuple(v.shape))).reshape(v.shape) for n, v in module.state_dict().items()}
        module.load_state_dict(state)
        x = t.tensor(rng.normal(size=shape))
        first, second = module(x), module(x)
        (first * 2 + second).sum().backward()
        kept = {n: v.clone() for n, v in module.state_dict().items()}
        found = [p.grad for p in module.parameters()]
        after = module.eval()(x).detach()
        again = getattr(t.nn.utils, "remove_" + name.split()[0])(module)
        weight = module.weight.detach()
        return (
            len(plain),
            first.detach(),
            second.detach(),
            kept,
            found,
            after,
            again is module,
            weight,
            module(x).detach(),
        )

    both(program)


@pytest.mark.filterwarnings("ignore:`torch.nn.utils.weight_norm` is deprecated")
def test_the_lengths_of_single_numbers():
    def program(t):
        layer = t.nn.utils.weight_norm(t.nn.Linear(2, 3), name="bias")
        with t.no_grad():
            layer.bias_v.copy_(t.tensor([2.0, -2.0, 4.0]))
            layer.bias_g.copy_(t.tensor([1.0, 3.0, -5.0]))
        layer(t.ones(1, 2))
        return layer.bias.detach(), list(layer.state_dict())

    both(program)


def test_the_largest_singular_value_becomes_1():
    nnbook.manual_seed(0)
    layer = nnbook.nn.utils.spectral_norm(nnbook.nn.Linear(6, 5))
    for _ in range(100):
        layer(nnbook.ones(1, 6))
    assert np.linalg.norm(layer.weight.array, 2) == pytest.approx(1, rel=1e-4)
    assert [n for n, _ in layer.named_buffers()] == ["weight_u", "weight_v"]


@pytest.mark.filterwarnings("ignore:`torch.nn.utils.weight_norm` is deprecated")
@pytest.mark.parametrize("norm", ["weight_norm", "spectral_norm"])
def test_norms_used_wrongly(norm):
    def apply(t, module, *args):
        return getattr(t.nn.utils, norm)(module, *args)

    both_fail(lambda t: apply(t, apply(t, t.nn.Linear(2, 2))), "Cannot register two")
    both_fail(lambda t: getattr(t.nn.utils, "remove_" + norm)(t.nn.Linear(2, 2)), "of 'weight' not found in Linear")
    with pytest.raises(ValueError, match="has no parameter `wieght`; it has: weight, bias"):
        apply(nnbook, nnbook.nn.Linear(2, 2), "wieght")


# ---------------------------------------------------------------------- one device
def test_data_parallel_calls_the_module():
    def program(t):
        class Two(t.nn.Module):
            def __init__(self):
                super().__init__()
                self.scale = t.nn.Parameter(t.ones(2))

            def forward(self, x, y, shift=0.0):
                return x * self.scale - y + shift

        module = Two()
        parallel = t.nn.DataParallel(module)
        x, y = t.ones(3, 2), 2 * t.ones(3, 2)
        return (
            parallel(x, y, shift=0.5).detach(),
            list(parallel.state_dict()),
            repr(parallel),
            parallel.module is module,
            parallel.device_ids,
        )

    both(program)
    x = nnbook.ones(2, 2)  # PyTorch's function refuses to work without a graphics card
    assert nnbook.nn.parallel.data_parallel(nnbook.nn.ReLU(), -x).tolist() == [[0, 0], [0, 0]]
    bilinear = nnbook.nn.Bilinear(2, 2, 1)
    assert nnbook.nn.parallel.data_parallel(bilinear, (x, x)).tolist() == bilinear(x, x).tolist()


def test_several_devices_are_not_there():
    with pytest.raises(RuntimeError, match=r"device_ids=\[0, 1\], output_device=None, but there is no graphics card"):
        nnbook.nn.DataParallel(nnbook.nn.ReLU(), device_ids=[0, 1])
    with pytest.raises(RuntimeError, match="see nnbook"):
        nnbook.nn.parallel.data_parallel(nnbook.nn.ReLU(), nnbook.ones(1), output_device=0)
