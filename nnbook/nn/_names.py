"""The names inside a module: how attributes become parameters, buffers and parts, and how they are found again."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from .._tensor import Tensor

KINDS = ("_parameters", "_buffers", "_modules")


def join(prefix: str, name: str) -> str:
    """`prefix.name`, or the name alone."""
    return f"{prefix}.{name}" if prefix else name


def check(module: Any, name: Any, kind: str, value: Any, expected: Any) -> None:
    """Raise unless `value` may be registered in `module` under `name`."""
    owner = type(module).__name__
    if "_parameters" not in module.__dict__:
        raise AttributeError(
            f"cannot assign {kind} {name!r} before Module.__init__() call: "
            f"super().__init__() must be the first line of {owner}.__init__"
        )
    if not isinstance(name, str):
        raise TypeError(f"{kind} name should be a string, got {type(name).__name__}")
    if name == "" or "." in name:
        raise KeyError(
            f"{kind} name must not be empty nor contain a dot, got {name!r}: dots stand between the names of parts"
        )
    registered = module.__dict__[{"parameter": "_parameters", "buffer": "_buffers", "module": "_modules"}[kind]]
    if name not in registered and _taken(module, name):
        raise KeyError(f"attribute {name!r} already exists in {owner}: choose another name, or delete it first")
    if value is not None and not isinstance(value, expected):
        raise TypeError(
            f"cannot assign {type(value).__name__!r} object to {kind} {name!r}: {expected.__name__} or None expected"
        )


def _taken(module: Any, name: str) -> bool:
    """`hasattr` without the search for similar names, which `no_attribute` would make for each new part."""
    own = module.__dict__
    return name in own or any(name in own[kind] for kind in KINDS) or hasattr(type(module), name)


def forget(module: Any, name: str, keep: str) -> None:
    """Take `name` out of wherever else it stands, so that what is assigned to it is its only meaning."""
    module.__dict__.pop(name, None)
    for kind in KINDS:
        if kind != keep:
            module.__dict__.get(kind, {}).pop(name, None)


def assign(module: Any, name: str, value: Any) -> None:
    """An assignment of anything that is not a Parameter, a Buffer or a Module."""
    members = module.__dict__
    typename = type(value).__name__
    if name in members.get("_parameters", ()):
        if value is not None:
            raise TypeError(
                f"cannot assign {typename!r} as parameter {name!r} (nn.Parameter or None expected): "
                f"to change its numbers, with no_grad(): module.{name}.copy_(...)"
            )
        members["_parameters"][name] = None
    elif name in members.get("_modules", ()):
        if value is not None:
            raise TypeError(f"cannot assign {typename!r} as child module {name!r} (nn.Module or None expected)")
        members["_modules"][name] = None
    elif name in members.get("_buffers", ()):
        if value is not None and not isinstance(value, Tensor):
            raise TypeError(f"cannot assign {typename!r} as buffer {name!r} (Tensor or None expected)")
        members["_buffers"][name] = value
    else:
        object.__setattr__(module, name, value)


def no_attribute(module: Any, name: str) -> str:
    """The message for an attribute that is not there, with names that look like it."""
    message = f"{type(module).__name__!r} object has no attribute {name!r}"
    if name.startswith("__"):  # Python asks for many of these; nobody misspelt them
        return message
    if "_parameters" not in module.__dict__:
        return f"{message}: call super().__init__() in the first line of {type(module).__name__}.__init__"
    near = difflib.get_close_matches(name, [n for n in dir(module) if not n.startswith("_")], n=3, cutoff=0.7)
    return message + (f". Did you mean: {', '.join(near)}?" if near else "")


def members(module: Any, kind: str, prefix: str, recurse: bool, remove_duplicate: bool) -> Iterator[tuple[str, Any]]:
    """Parameters or buffers, here and in all parts, with their names."""
    seen = set()
    owners = module.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, module)]
    for owner_name, owner in owners:
        for name, value in owner.__dict__[kind].items():
            if value is None or id(value) in seen:
                continue
            if remove_duplicate:
                seen.add(id(value))
            yield join(owner_name, name), value


def follow(module: Any, target: str) -> Any:
    """The part of the module that a dotted name means."""
    for name in target.split(".") if target else ():
        if name not in module._modules:
            known = ", ".join(module._modules) or "none"
            raise AttributeError(
                f"{type(module).__name__} has no attribute `{name}` that is a module (of {target!r}); parts: {known}"
            )
        module = module._modules[name]
    return module


def find(module: Any, target: str, kind: str, word: str) -> Any:
    """The parameter or buffer that a dotted name means."""
    path, _, name = target.rpartition(".")
    owner = follow(module, path)
    if owner.__dict__[kind].get(name) is None:
        known = ", ".join(owner.__dict__[kind]) or "none"
        raise AttributeError(f"{type(owner).__name__} has no {word} `{name}` (of {target!r}); {word}s: {known}")
    return owner.__dict__[kind][name]


def indented(text: str) -> str:
    """All lines but the first moved two places to the right."""
    return text.replace("\n", "\n  ")
