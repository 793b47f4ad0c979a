"""Module behaves as PyTorch's: names, registration, state, hooks, copies, printing."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
import torch

import nnbook
from nnbook import nn
from tests.support import both, both_fail


def network(engine):
    """Nested modules, a module and a parameter under two names, buffers of both kinds, an absent bias."""

    class Net(engine.nn.Module):
        def __init__(self):
            super().__init__()
            self.first = engine.nn.Linear(3, 4)
            self.block = engine.nn.Sequential(engine.nn.Linear(4, 4, bias=False), engine.nn.ReLU())
            self.again = self.first
            self.scale = self.tied = engine.nn.Parameter(engine.ones(2))
            self.register_buffer("mean", engine.zeros(3))
            self.register_buffer("scratch", engine.zeros(1), persistent=False)
            self.register_buffer("absent", None)
            self.register_parameter("none", None)

        def forward(self, x):
            return self.block(self.first(x)) * 2

    return Net()


NAMES = {
    "parameters": lambda m: [tuple(p.shape) for p in m.parameters()],
    "own parameters": lambda m: [n for n, _ in m.named_parameters(recurse=False)],
    "named parameters": lambda m: [n for n, _ in m.named_parameters()],
    "with prefix": lambda m: [n for n, _ in m.named_parameters(prefix="net")],
    "with duplicates": lambda m: [n for n, _ in m.named_parameters(remove_duplicate=False)],
    "buffers": lambda m: [n for n, _ in m.named_buffers()],
    "own buffers": lambda m: len(list(m.buffers(recurse=False))),
    "children": lambda m: [n for n, _ in m.named_children()],
    "modules": lambda m: [n for n, _ in m.named_modules()],
    "modules with prefix": lambda m: [n for n, _ in m.named_modules(prefix="net", remove_duplicate=False)],
    "number of modules": lambda m: len(list(m.modules())),
    "state": lambda m: [(n, tuple(t.shape)) for n, t in m.state_dict().items()],
    "state with prefix": lambda m: list(m.state_dict(prefix="net.")),
    "get_submodule": lambda m: repr(m.get_submodule("block.1")),
    "get_submodule of nothing": lambda m: m.get_submodule("") is m,
    "get_parameter": lambda m: tuple(m.get_parameter("block.0.weight").shape),
    "get_buffer": lambda m: tuple(m.get_buffer("mean").shape),
    "dir": lambda m: {"first", "block", "mean", "scale", "weight"} & set(dir(m)),
    "repr": repr,
}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_pytorchs(name):
    assert NAMES[name](network(nnbook)) == NAMES[name](network(torch))


def test_tied_parameters_stay_tied_and_get_both_gradients():
    def program(engine):
        net = network(engine).double()
        with engine.no_grad():
            for p in net.parameters():
                p.fill_(0.5)
        x = engine.ones(2, 3).double()
        (net.first(x).sum() + net.again(2 * x).sum()).backward()
        return net.first.weight.grad, net.again.weight is net.first.weight

    both(program)


# ---------------------------------------------------------------------- attributes
ASSIGNMENTS = {
    "a parameter in place of a buffer": lambda t, m: setattr(m, "mean", t.nn.Parameter(t.ones(3))),
    "None for a parameter": lambda t, m: setattr(m, "scale", None),
    "None for a module": lambda t, m: setattr(m, "first", None),
    "None for a buffer": lambda t, m: setattr(m, "mean", None),
    "a tensor for a buffer": lambda t, m: setattr(m, "mean", t.ones(5)),
    "a tensor as a plain attribute": lambda t, m: setattr(m, "plain", t.ones(5)),
    "a Buffer": lambda t, m: setattr(m, "buffer", t.nn.Buffer(t.ones(5), persistent=False)),
    "a number": lambda t, m: setattr(m, "number", 3),
    "deleting a parameter": lambda t, m: delattr(m, "scale"),
    "deleting a module": lambda t, m: delattr(m, "block"),
    "deleting a buffer": lambda t, m: delattr(m, "scratch"),
    "add_module": lambda t, m: m.add_module("more", t.nn.Tanh()),
    "a buffer that becomes persistent": lambda t, m: m.register_buffer("scratch", t.ones(1)),
}


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_assignments_register_as_in_pytorch(name):
    def program(engine):
        m = network(engine)
        ASSIGNMENTS[name](engine, m)
        return [
            list(m._parameters), list(m._buffers), list(m._modules), list(m.state_dict()),
            sorted(k for k in vars(m) if not k.startswith("_")), repr(m),
        ]  # fmt: skip

    both(program)


WRONG = {
    "a module as a parameter": (lambda t, m: setattr(m, "scale", t.nn.ReLU()), "cannot assign 'ReLU' as parameter"),
    "a Buffer as a module": (lambda t, m: setattr(m, "first", t.nn.Buffer(t.ones(1))), "as child module 'first'"),
    "a tensor as a parameter": (lambda t, m: setattr(m, "scale", t.ones(2)), "with no_grad(): module.scale.copy_(...)"),
    "a number as a module": (lambda t, m: setattr(m, "first", 3), "cannot assign 'int' as child module 'first'"),
    "a number as a buffer": (lambda t, m: setattr(m, "mean", 3), "cannot assign 'int' as buffer 'mean'"),
    "a name with a dot": (lambda t, m: m.register_parameter("a.b", None), "nor contain a dot, got 'a.b'"),
    "an empty name": (lambda t, m: m.add_module("", t.nn.ReLU()), "must not be empty"),
    "a name that is no string": (lambda t, m: m.register_buffer(3, None), "should be a string"),
    "the name of a method": (lambda t, m: m.register_buffer("forward", None), "'forward' already exists"),
    "the name of an attribute": (lambda t, m: m.register_parameter("training", None), "'training' already exists"),
    "registering what is no parameter": (lambda t, m: m.register_parameter("p", t.ones(2)), "'Tensor' object to"),
    "registering what is no tensor": (lambda t, m: m.register_buffer("b", 3), "'int' object to buffer 'b'"),
    "registering what is no module": (lambda t, m: m.add_module("b", 3), "'int' object to module 'b'"),
    "a misspelt attribute": (lambda t, m: m.frist, "Did you mean: first?"),
    "a misspelt part": (lambda t, m: m.get_submodule("block.9"), "parts: 0, 1"),
    "a misspelt parameter": (lambda t, m: m.get_parameter("first.wieght"), "parameters: weight, bias"),
    "a buffer that is not there": (lambda t, m: m.get_buffer("first.mean"), "buffers: none"),
    "deleting nothing": (lambda t, m: delattr(m, "nothing"), "nothing"),
    "train of no boolean": (lambda t, m: m.train("yes"), "expected to be boolean"),
    "an argument for Module": (lambda t, m: t.nn.Tanh(3), "takes 1 positional argument but 2 were given"),
    "a keyword for Module": (lambda t, m: t.nn.Tanh(x=3), "unexpected keyword argument 'x'"),
    "no forward": (lambda t, m: t.nn.Module()(3), 'missing the required "forward" function'),
    "to whole numbers": (lambda t, m: m.to(t.int64), "only accepts floating point dtypes"),
    "state that is no dictionary": (lambda t, m: m.load_state_dict([1]), "dict-like, got list"),
    "a computed tensor as parameter": (
        lambda t, m: t.nn.Module().register_parameter("p", t.nn.Parameter(t.ones(2)) * 2),
        "cannot assign",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_says_what_is_wrong(name):
    program, message = WRONG[name]
    both_fail(lambda engine: program(engine, network(engine)), message)


@pytest.mark.parametrize("value", ["parameter", "module", "buffer"])
def test_assigning_before_init_names_the_remedy(value):
    def program(engine):
        made = {
            "parameter": lambda: engine.nn.Parameter(engine.ones(1)),
            "module": engine.nn.ReLU,
            "buffer": lambda: engine.nn.Buffer(engine.ones(1)),
        }

        class Forgetful(engine.nn.Module):
            def __init__(self):
                self.part = made[value]()

        Forgetful()

    both_fail(program, "super().__init__() must be the first line of Forgetful.__init__")


def test_reading_before_init_names_the_remedy():
    class Forgetful(nn.Module):
        def __init__(self):
            self.size = 3
            self.layer.weight = 3

    with pytest.raises(AttributeError, match=r"no attribute 'layer': call super\(\).__init__\(\) in the first line"):
        Forgetful()


def test_an_attribute_error_inside_a_property_is_not_swallowed():
    class Net(nn.Module):
        @property
        def broken(self):
            return self.nothing

    with pytest.raises(AttributeError, match=r"nothing|broken"):
        _ = Net().broken


# ---------------------------------------------------------------------- state
def test_state_dict_shares_memory_and_keeps_vars_on_request():
    def program(engine):
        layer = engine.nn.Linear(2, 2)
        state = layer.state_dict()
        state["weight"].fill_(3)
        return (
            layer.weight.detach(), state["weight"].requires_grad,
            layer.state_dict(keep_vars=True)["bias"] is layer.bias,
            layer.state_dict(destination={"x": 1}, prefix="p.").keys() == {"x", "p.weight", "p.bias"},
        )  # fmt: skip

    both(program)


def test_state_from_numpy_and_from_pytorch():
    ours, theirs = nn.Linear(3, 2), torch.nn.Linear(3, 2)
    assert repr(ours.load_state_dict(theirs.state_dict())) == "<All keys matched successfully>"
    assert np.array_equal(ours.weight.array, theirs.weight.detach().numpy())
    ours.load_state_dict({"weight": np.ones((2, 3)), "bias": np.zeros(2)})
    assert ours.weight.array.tolist() == [[1, 1, 1], [1, 1, 1]]
    assert ours.weight.array.dtype == np.float32
    assert isinstance(ours.weight, nn.Parameter)
    assert ours.weight.requires_grad


def test_assign_takes_over_the_arrays_and_their_type():
    def program(engine):
        layer = engine.nn.Linear(3, 2)
        state = {"weight": engine.ones(2, 3).double(), "bias": engine.ones(2).double()}
        layer.load_state_dict(state, assign=True)
        state["weight"].fill_(5)
        return layer.weight.dtype, layer.weight.detach(), layer.weight.requires_grad

    both(program)


def test_all_that_does_not_fit_is_listed_at_once_and_nothing_is_copied():
    layer = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    before = {name: t.array.copy() for name, t in layer.state_dict().items()}
    state = {"0.weight": np.ones((2, 3)), "0.bias": np.ones(3), "1.wieght": np.ones(1), "2.bias": np.ones(1)}
    with pytest.raises(RuntimeError) as error:
        layer.load_state_dict(state)
    message = str(error.value)
    assert "Error(s) in loading state_dict for Sequential" in message
    assert 'Unexpected key(s) in state_dict: "1.wieght", "2.bias".' in message
    assert 'Missing key(s) in state_dict: "1.weight", "1.bias".' in message
    assert "size mismatch for 0.weight: the state_dict has shape (2, 3), the module (3, 2)." in message
    assert all(np.array_equal(t.array, before[name]) for name, t in layer.state_dict().items())


def test_not_strict_returns_the_names_and_still_refuses_wrong_shapes():
    def program(engine):
        layer = engine.nn.Linear(2, 3)
        keys = layer.load_state_dict({"weight": engine.ones(3, 2), "extra": engine.ones(1)}, strict=False)
        return keys.missing_keys, keys.unexpected_keys, repr(keys), layer.weight.detach()

    both(program)
    both_fail(lambda t: t.nn.Linear(2, 3).load_state_dict({"weight": t.ones(1)}, strict=False), "size mismatch")


def test_a_value_that_is_no_tensor_is_refused_by_name():
    both_fail(lambda t: t.nn.Linear(2, 3).load_state_dict({"weight": "x", "bias": t.ones(3)}), "weight")


def test_loading_is_noticed_by_a_graph_that_needs_the_old_weights():
    layer = nn.Linear(2, 2)
    loss = layer(nnbook.ones(1, 2).requires_grad_()).sum()
    layer.load_state_dict(layer.state_dict())
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


# ---------------------------------------------------------------------- everything at once
def test_to_converts_floats_and_leaves_whole_numbers():
    def program(engine):
        net = network(engine)
        net.register_buffer("count", engine.tensor(3))
        net.scale.grad = engine.ones(2)
        before = net.scale
        net.to("cpu").to(engine.float64, non_blocking=True)
        kinds = [t.dtype for t in net.state_dict().values()], net.scale.grad.dtype, net.scale is before
        net.float().to(engine.zeros(1).double()).to("cpu", engine.float32).type(engine.float64)
        return kinds, [t.dtype for t in net.state_dict().values()]

    both(program)


def test_other_devices_name_the_remedy():
    for move in (
        lambda: nn.Linear(1, 1).to("cuda"),
        lambda: nn.Linear(1, 1).cuda(),
        lambda: nn.Linear(1, 1, device="cuda"),
    ):
        with pytest.raises(RuntimeError, match="on_torch"):
            move()
    with pytest.raises(TypeError, match="unexpected keyword argument 'dtpe'"):
        nn.Linear(1, 1).to(dtpe=nnbook.float64)


def test_zero_grad_and_requires_grad():
    def program(engine):
        layer = engine.nn.Linear(2, 2)
        layer(engine.ones(1, 2)).sum().backward()
        layer.zero_grad(set_to_none=False)
        zeros = layer.weight.grad.clone()
        layer.zero_grad()
        frozen = layer.requires_grad_(False)
        return zeros, layer.weight.grad is None, layer.weight.requires_grad, frozen is layer

    both(program)


def test_apply_visits_parts_before_their_owner():
    def program(engine):
        seen = []
        network(engine).apply(lambda m: seen.append(type(m).__name__))
        return seen

    both(program)


def test_copies_are_independent_and_keep_ties():
    net = network(nnbook)
    twin = copy.deepcopy(net)
    assert twin.again is twin.first
    assert twin.first.weight is not net.first.weight
    twin.first.weight.array[...] = 7
    assert (net.first.weight.array != 7).all()
    assert copy.copy(net).first is net.first


def test_pickle_keeps_everything():
    net = nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.25), nn.Linear(3, 1)).eval()
    net[0].weight.requires_grad_(False)
    again = pickle.loads(pickle.dumps(net))
    assert repr(again) == repr(net)
    assert not again.training
    assert not again[0].weight.requires_grad
    assert all(np.array_equal(a.array, b.array) for a, b in zip(net.parameters(), again.parameters(), strict=True))


# ---------------------------------------------------------------------- hooks
def test_hooks_see_and_change_arguments_and_results():
    def program(engine):
        layer, calls = engine.nn.Identity(), []
        x = engine.ones(2)
        handles = [
            layer.register_forward_pre_hook(lambda m, args: calls.append("pre") or (args[0] + 1,)),
            layer.register_forward_pre_hook(lambda m, args: calls.append("first") or args[0] * 10, prepend=True),
            layer.register_forward_hook(lambda m, args, out: calls.append("post") or out + 100),
            layer.register_forward_hook(lambda m, args, out: calls.append("before post"), prepend=True),
        ]
        first = layer(x)
        handles[0].remove()
        handles[0].remove()
        second = layer(x)
        return first, second, calls

    both(program)


def test_hooks_with_keywords():
    def program(engine):
        class Scaled(engine.nn.Module):
            def forward(self, x, scale=1):
                return x * scale

        layer, seen = Scaled(), []
        layer.register_forward_pre_hook(lambda m, args, kwargs: (args, {"scale": 3}), with_kwargs=True)
        layer.register_forward_hook(lambda m, args, kwargs, out: seen.append(kwargs["scale"]), with_kwargs=True)
        return layer(engine.ones(2), scale=2), seen

    both(program)


def test_a_hook_that_always_runs_runs_after_an_error():
    def program(engine):
        class Broken(engine.nn.Module):
            def forward(self, x):
                raise ValueError("broken")

        layer, seen = Broken(), []
        layer.register_forward_hook(lambda m, args, out: seen.append("never"))
        layer.register_forward_hook(lambda m, args, out: seen.append("always"), always_call=True)
        try:
            layer(1)
        except ValueError as error:
            seen.append(str(error))
        return seen

    both(program)


# ---------------------------------------------------------------------- hooks on the way back
def two_in_two_out(engine):
    class Both(engine.nn.Module):
        def forward(self, x, name, y, scale=2):
            return x * y * scale, y + 1

    return Both()


def seen_gradients(engine, module, *args, use=sum, **kwargs):
    """What the hooks of a module see, what they replace, and what arrives at the leaves."""
    seen = []
    module.register_full_backward_pre_hook(lambda m, grad_output: seen.append(("pre", grad_output)))
    module.register_full_backward_hook(lambda m, grad_input, grad_output: seen.append((grad_input, grad_output)))
    out = module(*args, **kwargs)
    use(out if isinstance(out, tuple) else (out,)).sum().backward()
    leaves = [a.grad for a in args if hasattr(a, "grad")]
    return seen, leaves, [p.grad for p in module.parameters()]


BACKWARD_HOOKS = {
    "a layer": lambda t, x, y: seen_gradients(t, line(t), x),
    "an input without a gradient": lambda t, x, y: seen_gradients(t, line(t), x.detach()),
    "several inputs and outputs": lambda t, x, y: seen_gradients(t, two_in_two_out(t), x, "name", y, scale=3),
    "an output that is not used": lambda t, x, y: seen_gradients(t, two_in_two_out(t), x, "n", y, use=lambda o: o[1])[
        1
    ],
    "a network": lambda t, x, y: seen_gradients(t, t.nn.Sequential(line(t), t.nn.Tanh(), line(t)), x),
}


def line(engine):
    layer = engine.nn.Linear(3, 3).double()
    with engine.no_grad():
        layer.weight.copy_(engine.arange(9).reshape(3, 3).double() / 9)
        layer.bias.fill_(0.5)
    return layer


@pytest.mark.filterwarnings("ignore:Full backward hook is firing")  # PyTorch's, where no input requires a gradient
@pytest.mark.parametrize("name", BACKWARD_HOOKS)
def test_hooks_on_the_way_back_see_the_gradients(name):
    def program(engine):
        x, y = (engine.arange(6).reshape(2, 3).double() + i for i in range(2))
        return BACKWARD_HOOKS[name](engine, x.requires_grad_(), y.requires_grad_())

    both(program)


def test_hooks_on_the_way_back_replace_gradients():
    def program(engine):
        layer, x, order = line(engine), engine.ones(2, 3).double().requires_grad_(), []
        layer.register_full_backward_pre_hook(lambda m, go: order.append("pre") or (go[0] * 2,))
        handle = layer.register_full_backward_hook(lambda m, gi, go: order.append("second") or (gi[0] * 10,))
        layer.register_full_backward_hook(lambda m, gi, go: order.append("first"), prepend=True)
        layer(x).sum().backward()
        first, x.grad = x.grad, None
        handle.remove()
        layer(x).sum().backward()
        return first, x.grad, layer.weight.grad, order

    both(program)


def test_a_hook_that_returns_too_many_gradients():
    def program(engine):
        layer = line(engine)
        layer.register_full_backward_hook(lambda m, gi, go: (gi[0], gi[0]))
        layer(engine.ones(2, 3).double().requires_grad_()).sum().backward()

    both_fail(program, "Backward hook returned an invalid number of grad_input, got 2, but expected 1")


def test_results_that_are_no_tensors_pass_hooks_by():
    class Names(nn.Module):
        def forward(self, x):
            return {"x": x}

    module = Names()
    module.register_full_backward_hook(lambda m, gi, go: None)
    x = nnbook.ones(2, requires_grad=True)
    module(x)["x"].sum().backward()
    assert x.grad.tolist() == [1, 1]


# ---------------------------------------------------------------------- what scripts touch in passing
@pytest.mark.parametrize("method", ["half", "bfloat16"])
def test_half_precision_is_refused_by_name(method):
    with pytest.raises(NotImplementedError, match=r"half precision \(float16, bfloat16\) is not supported: stay with"):
        getattr(nn.Linear(1, 1), method)()


def test_what_has_no_effect_returns_as_in_pytorch():
    def program(engine):
        layer = engine.nn.Linear(2, 2)
        channels_last = engine.nn.Linear(2, 2)
        return (
            layer.share_memory() is layer, layer.cpu() is layer, layer.requires_grad_() is layer,
            channels_last.to("cpu", non_blocking=True) is channels_last,
        )  # fmt: skip

    both(program)
    assert nn.Linear(1, 1).compile() is None


def test_no_similar_names_are_looked_for_while_a_network_is_built(monkeypatch):
    """Once they were for every parameter and part: building took fifty times as long."""
    monkeypatch.setattr(nn._names, "no_attribute", lambda *_: pytest.fail("looked for"))
    network(nnbook).register_buffer("another", nnbook.ones(1))
