"""Every public function, method, layer and optimizer is in the list of examples, so that every battery runs over it."""

from __future__ import annotations

import inspect
import re

import pytest

import nnbook
from tests.examples import EXAMPLES, OPTIMIZERS

CODE = "\n".join([*(f"{e.layer}\n{e.code}" for e in EXAMPLES), *(e.code for e in OPTIMIZERS)])
WORDS = set(re.findall(r"[A-Za-z_]\w*", CODE))

# Tested by files of their own: what has no value to compare, or is not a function of tensors.
ELSEWHERE = {
    "nnbook": """Generator Size Tensor autograd device dtype enable_grad inference_mode no_grad set_grad_enabled nan
        get_rng_state initial_seed manual_seed seed set_rng_state set_default_dtype nn optim random utils
        float float32 float64 double long int int32 int64 uint8 bool set_default_tensor_type set_printoptions
        linalg accelerator amp autocast are_deterministic_algorithms_enabled backends channels_last compile
        contiguous_format cuda
        get_default_device get_float32_matmul_precision jit preserve_format set_default_device
        set_float32_matmul_precision use_deterministic_algorithms version load save get_num_threads
        set_num_threads""",
    "nn": "Buffer Module functional init parallel utils",
    "nn.functional": "",
    "nn.init": "",
    "nn.utils.rnn": "",
    "optim": "Optimizer lr_scheduler",
    "Tensor": """array backward data dtype grad grad_fn is_leaf register_hook requires_grad retain_grad shape data_ptr
        cuda pin_memory""",
}


def exported(namespace: str) -> list[str]:
    if namespace == "Tensor":
        return [n for n in dir(nnbook.Tensor) if not n.startswith("_")]
    place = nnbook
    for part in namespace.split(".")[namespace == "nnbook" :]:
        place = getattr(place, part)
    if hasattr(place, "__all__"):
        return list(place.__all__)
    return [n for n, value in vars(place).items() if inspect.isfunction(value) and n.endswith("_")]


@pytest.mark.parametrize("namespace", ELSEWHERE)
def test_every_public_name_has_an_example(namespace: str):
    missing = [n for n in exported(namespace) if n not in WORDS and n not in ELSEWHERE[namespace].split()]
    assert not missing, f"{namespace}: add a line to tests/examples for {missing}"


@pytest.mark.parametrize("namespace", ELSEWHERE)
def test_no_name_is_excused_that_does_not_exist(namespace: str):
    later = {"utils", "lr_scheduler"}
    assert set(ELSEWHERE[namespace].split()) - set(exported(namespace)) <= later


def test_there_are_many_examples():
    assert len(EXAMPLES) > 1000
