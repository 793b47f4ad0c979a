"""The stub that tells editors and mypy of Tensor's methods lists what is bound."""

from tools.stubs import STUB, bound_names, text


def test_the_stub_is_what_the_tool_writes():
    assert STUB.read_text(encoding="utf-8") == text(), "out of date: .venv/bin/python tools/stubs.py"


def test_every_bound_method_is_in_the_stub():
    assert {"add_", "__iadd__", "reshape", "float"} <= set(bound_names())
    for name in bound_names():
        assert f"def {name}(self" in text()
