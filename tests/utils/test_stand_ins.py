"""What ordinary scripts touch in passing exists and does no harm; what is missing is named with the remedy."""

from __future__ import annotations

import warnings

import pytest

import nnbook
from tests.support import both

ANSWERS = {
    "cuda": lambda t: [t.cuda.is_available(), t.cuda.device_count(), t.cuda.is_initialized(), t.version.cuda],
    "the best device": lambda t: str(t.device("cuda" if t.cuda.is_available() else "cpu")),
    "seeds": lambda t: [t.cuda.manual_seed(3), t.cuda.manual_seed_all(3)],
    "memory": lambda t: [t.cuda.empty_cache(), t.cuda.memory_allocated(), t.cuda.max_memory_allocated()],
    "Apple": lambda t: t.backends.mps.is_available() and t.backends.mps.is_built(),
    "accelerators": lambda t: [t.accelerator.is_available(), t.accelerator.device_count()],
    "no accelerator": lambda t: t.accelerator.current_accelerator(check_available=True),
    "cudnn": lambda t: [t.backends.cudnn.is_available(), t.backends.cudnn.version(), t.backends.cudnn.enabled],
    "built for cuda": lambda t: t.backends.cuda.is_built(),
    "precision": lambda t: (t.set_float32_matmul_precision("high"), t.get_float32_matmul_precision()),
    "the default device": lambda t: [str(t.get_default_device()), t.set_default_device(None)],
    "scripting": lambda t: [t.jit.is_scripting(), t.jit.is_tracing(), t.jit.annotate(int, 3)],
    "layouts": lambda t: [repr(t.channels_last), repr(t.contiguous_format), repr(t.preserve_format)],
    "a layout": lambda t: t.nn.Conv2d(1, 1, 1).to(memory_format=t.channels_last).training,
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answers_are_pytorchs_without_a_graphics_card(name):
    both(ANSWERS[name])


def test_switches_can_be_set():
    def program(t):
        before = t.backends.cudnn.benchmark, t.are_deterministic_algorithms_enabled()
        t.backends.cudnn.benchmark = True
        t.backends.cudnn.deterministic = True
        t.backends.cuda.matmul.allow_tf32 = False
        t.use_deterministic_algorithms(True, warn_only=True)
        after = t.backends.cudnn.benchmark, t.are_deterministic_algorithms_enabled()
        t.backends.cudnn.benchmark, t.backends.cudnn.deterministic = before[0], False
        t.use_deterministic_algorithms(before[1])
        return after, t.are_deterministic_algorithms_enabled()

    both(program)


def test_compile_returns_what_it_got():
    model = nnbook.nn.ReLU()
    assert nnbook.compile(model) is model
    assert nnbook.compile(model, mode="reduce-overhead", fullgraph=True) is model

    @nnbook.compile
    def plain(x):
        return x + 1

    @nnbook.compile(dynamic=True)
    def with_arguments(x):
        return x + 2

    assert (plain(1), with_arguments(1)) == (2, 3)


def test_decorators_for_scripting_change_nothing():
    def program(t):
        class Net(t.nn.Module):
            @t.jit.ignore
            def a(self):
                return 1

            @t.jit.ignore(drop=False)
            def b(self):
                return 2

            @t.jit.unused
            def c(self):
                return 3

            @t.jit.export
            def d(self):
                return 4

        net = Net()
        return net.a(), net.b(), net.c(), net.d()

    both(program)
    model = nnbook.nn.ReLU()
    assert nnbook.jit.script(model) is nnbook.jit.trace(model, nnbook.ones(1)) is model


# ---------------------------------------------------------------------- mixed precision
def train_with_scaler(t, enabled):
    p = t.nn.Parameter(t.ones(2))
    optimizer = t.optim.SGD([p], lr=0.5)
    scaler = t.amp.GradScaler("cuda", enabled=enabled)
    with t.autocast("cuda", enabled=enabled):
        loss = (p * p).sum()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()
    scaler.load_state_dict(scaler.state_dict())
    return p.detach(), scaler.get_scale(), scaler.is_enabled(), scaler.state_dict()


def test_mixed_precision_that_is_switched_off_changes_nothing():
    both(lambda t: train_with_scaler(t, False))
    both(lambda t: t.autocast("cpu", enabled=False)(lambda x: x + 1)(t.ones(2)))


def test_mixed_precision_on_a_graphics_card_is_switched_off_with_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch's and ours are worded differently
        both(lambda t: train_with_scaler(t, True))
    with pytest.warns(UserWarning, match=r"'cuda', but CUDA is not available\. Disabling: float32 is used"):
        nnbook.autocast("cuda")
    with pytest.warns(UserWarning, match=r"GradScaler is enabled, but CUDA is not available\. Disabling"):
        nnbook.amp.GradScaler()


def test_the_older_names_of_mixed_precision():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with nnbook.cuda.amp.autocast(enabled=False):
            scaler = nnbook.cuda.amp.GradScaler(enabled=False)
    assert not scaler.is_enabled()
    assert isinstance(scaler, nnbook.amp.GradScaler)


def test_mixed_precision_on_the_cpu_is_refused_by_name():
    for dtype in (None, nnbook.bfloat16):
        with pytest.raises(NotImplementedError, match=r"autocast\('cpu', dtype=.*bfloat16\): half precision"):
            nnbook.autocast("cpu", dtype)
    with pytest.raises(NotImplementedError, match=r"GradScaler\('cpu'\) is for half precision"):
        nnbook.amp.GradScaler("cpu")
    with pytest.raises(ValueError, match="Expected `device_type` of type `str`"):
        nnbook.autocast(nnbook.device("cpu"))


# ---------------------------------------------------------------------- random numbers
def test_fork_rng_takes_pytorchs_arguments():
    nnbook.manual_seed(3)
    first = nnbook.rand(2)
    nnbook.manual_seed(3)
    with nnbook.random.fork_rng(devices=[], enabled=True):
        nnbook.rand(5)
    assert nnbook.rand(2).tolist() == first.tolist()
    nnbook.manual_seed(3)
    with nnbook.random.fork_rng(enabled=False):
        nnbook.rand(5)
    assert nnbook.rand(2).tolist() != first.tolist()


# ---------------------------------------------------------------------- what is not there
NAMED = {
    "complex64": "keep the real and the imaginary part in two tensors",
    "fft": "numpy.fft",
    "int16": "int64, int32 or uint8",
    "distributed": "torchrun with nnbook.on_torch",
    "sparse": "no sparse tensors",
    "quantization": "no quantized tensors",
    "hub": "load_state_dict",
    "multiprocessing": "one process trains here",
    "jit.save": "save model.state_dict",
    "cuda.Stream": "there is no graphics card here",
    "nn.Conv9d": "did you mean Conv",
    "nn.functional.relu9": "did you mean relu",
    "nn.utils.clip_grad_norm": "did you mean clip_grad_norm_",
    "optim.Adan": "did you mean Ada",
    "optim.LBFGS": "scipy.optimize.minimize",
    "utils.tensorboard": "write the numbers to a file",
    "something_else": "run it on PyTorch",
}


@pytest.mark.parametrize("path", NAMED)
def test_what_is_missing_is_named_with_the_remedy(path):
    with pytest.raises(AttributeError, match=f"has no attribute.*({NAMED[path]})"):
        eval(f"t.{path}", {"t": nnbook})
    assert not hasattr(eval("t." + path.rpartition(".")[0] if "." in path else "t", {"t": nnbook}), "x_y_z")


def test_python_s_own_names_get_no_advice():
    with pytest.raises(AttributeError, match=r"^module 'nnbook.nn' has no attribute '__wrapped__'$"):
        _ = nnbook.nn.__wrapped__


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nnbook.cuda.current_device(), r"cuda.current_device\(\): there is no graphics card"),
        (lambda: nnbook.cuda.get_device_name(0), r"cuda.get_device_name\(\): there is no graphics card"),
        (lambda: nnbook.cuda.set_device(0), r"cuda.set_device\(0\): there is no graphics card"),
        (lambda: nnbook.set_default_device("cuda"), "on_torch"),
        (lambda: nnbook.set_float32_matmul_precision("best"), "Invalid precision 'best'"),
    ],
)
def test_what_needs_a_graphics_card_says_so(call, message):
    with pytest.raises(RuntimeError, match=message):
        call()


def test_what_does_nothing_returns_nothing():
    assert nnbook.cuda.synchronize() is nnbook.cuda.reset_peak_memory_stats() is None
    assert not nnbook.cuda.is_bf16_supported()
    assert nnbook.cuda.memory_reserved() == nnbook.cuda.max_memory_reserved() == 0
