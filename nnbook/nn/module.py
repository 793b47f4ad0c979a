"""Module: a part of a network that knows its parameters, its buffers and its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from .._dtype import float32, float64
from .._tensor import Array, RemovableHandle, Tensor, wrap, wrote_into
from . import _backward_hooks, _hooks, _names, _state
from .parameter import Buffer, Parameter

M = TypeVar("M", bound="Module")


class Module:
    """A network or a part of one: subclasses make their parts in `__init__` and compute with them in `forward`.

    Parameters, buffers and modules assigned to attributes are found by name, such as `features.0.weight`.
    """

    training: bool
    forward: Callable[..., Any] = _hooks.no_forward

    def __init__(self, *args: Any, **kwargs: Any):
        name = type(self).__name__
        if args:
            raise TypeError(f"{name}.__init__() takes 1 positional argument but {len(args) + 1} were given")
        if kwargs:
            raise TypeError(f"{name}.__init__() got an unexpected keyword argument '{next(iter(kwargs))}'")
        self.__dict__.update(  # past __setattr__, which looks into these dictionaries
            training=True,
            _parameters={},
            _buffers={},
            _modules={},
            _non_persistent_buffers_set=set(),
            _forward_pre_hooks={},
            _forward_hooks={},
            _backward_pre_hooks={},
            _backward_hooks={},
        )

    # ------------------------------------------------------------------ calling
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._forward_pre_hooks or self._forward_hooks or self._backward_hooks or self._backward_pre_hooks:
            return _hooks.call(self, args, kwargs)
        return self.forward(*args, **kwargs)

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, args)` before every forward; what it returns, if not None, replaces the arguments."""
        return _hooks.add(self._forward_pre_hooks, (hook, with_kwargs, False), prepend)

    def register_forward_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, args, output)` after every forward; what it returns, if not None, replaces the output."""
        return _hooks.add(self._forward_hooks, (hook, with_kwargs, always_call), prepend)

    register_full_backward_hook = _backward_hooks.register
    register_full_backward_pre_hook = _backward_hooks.register_before

    # ------------------------------------------------------------------ attributes
    def __setattr__(self, name: str, value: Any) -> None:
        mine = self.__dict__.get("_parameters", ())
        if isinstance(value, Parameter):
            _names.forget(self, name, "_parameters")
            self.register_parameter(name, value)
        elif isinstance(value, Module) and name not in mine:
            _names.forget(self, name, "_modules")
            self.register_module(name, value)
        elif isinstance(value, Buffer) and name not in mine and name not in self.__dict__.get("_modules", ()):
            _names.forget(self, name, "_buffers")
            self.register_buffer(name, value, value.persistent)
        else:
            _names.assign(self, name, value)

    def __getattr__(self, name: str) -> Any:
        for kind in _names.KINDS:
            members = self.__dict__.get(kind, ())
            if name in members:
                return members[name]
        raise AttributeError(_names.no_attribute(self, name))

    def __delattr__(self, name: str) -> None:
        for kind in _names.KINDS:
            if name in self.__dict__.get(kind, ()):
                del self.__dict__[kind][name]
                self._non_persistent_buffers_set.discard(name)
                return
        super().__delattr__(name)

    def __dir__(self) -> list[str]:
        found = set(super().__dir__()).union(*(self.__dict__.get(kind, ()) for kind in _names.KINDS))
        return sorted(name for name in found if not name[:1].isdigit())

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Make `param` a parameter of this module; None keeps the name for one that is absent (`bias=False`)."""
        _names.check(self, name, "parameter", param, Parameter)
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Make `tensor` part of the state without training it; `persistent=False` keeps it out of the `state_dict`."""
        _names.check(self, name, "buffer", tensor, Tensor)
        self._buffers[name] = tensor
        self._non_persistent_buffers_set.discard(name)
        if not persistent:
            self._non_persistent_buffers_set.add(name)

    def register_module(self, name: str, module: Module | None) -> None:
        """Make `module` a part of this one."""
        _names.check(self, name, "module", module, Module)
        self._modules[name] = module

    add_module = register_module

    # ------------------------------------------------------------------ what is inside
    def named_modules(
        self, memo: set[Module] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """This module and all parts of it, at any depth, with their names; this one's name is `prefix`."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                yield from module.named_modules(memo, _names.join(prefix, name), remove_duplicate)

    def modules(self, remove_duplicate: bool = True) -> Iterator[Module]:
        """This module and all parts of it, at any depth."""
        return (module for _, module in self.named_modules(remove_duplicate=remove_duplicate))

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The direct parts with their names; a part that has two names appears once."""
        seen = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self) -> Iterator[Module]:
        """The direct parts."""
        return (module for _, module in self.named_children())

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """All parameters with their names; a tied parameter appears once, under its first name."""
        return _names.members(self, "_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """All parameters, for an optimizer."""
        return (p for _, p in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """All buffers with their names."""
        return _names.members(self, "_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """All buffers."""
        return (b for _, b in self.named_buffers(recurse=recurse))

    def get_submodule(self, target: str) -> Module:
        """The part with this name, such as "features.0"; AttributeError if there is none."""
        return _names.follow(self, target)

    def get_parameter(self, target: str) -> Parameter:
        """The parameter with this name, such as "features.0.weight"; AttributeError if there is none."""
        return _names.find(self, target, "_parameters", "parameter")

    def get_buffer(self, target: str) -> Tensor:
        """The buffer with this name; AttributeError if there is none."""
        return _names.find(self, target, "_buffers", "buffer")

    # ------------------------------------------------------------------ state
    def state_dict(
        self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> dict[str, Any]:
        """Parameters and persistent buffers by name, as tensors that share the module's memory."""
        if args:
            raise NotImplementedError(
                "state_dict: positional arguments are deprecated in PyTorch; pass prefix= by name"
            )
        return _state.collect(self, destination, prefix, keep_vars)

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False) -> Any:
        """Copy in what a `state_dict` holds: tensors of ours, NumPy arrays or PyTorch's tensors.

        RuntimeError lists all missing and unexpected names (unless `strict=False`) and all wrong shapes at once, and
        then nothing was copied. `assign=True` takes the given arrays over with their element type instead of copying.
        """
        return _state.load(self, state_dict, strict, assign)

    # ------------------------------------------------------------------ doing something with all parts
    def apply(self: M, fn: Callable[[Module], None]) -> M:
        """Call `fn` on every part and at last on this module, for instance to initialize weights."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self: M, mode: bool = True) -> M:
        """Set training mode here and in all parts: dropout drops, batch norm learns its statistics."""
        if not isinstance(mode, bool):
            raise ValueError(f"training mode is expected to be boolean, got {mode!r}")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self: M) -> M:
        """Set evaluation mode here and in all parts: the same as `train(False)`."""
        return self.train(False)

    def requires_grad_(self: M, requires_grad: bool = True) -> M:
        """Switch the gradients of all parameters on or off: `requires_grad_(False)` freezes a network."""
        for p in self.parameters():
            p.requires_grad = requires_grad
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters (None), or fill them with zeros."""
        for p in self.parameters():
            if set_to_none or p.grad is None:
                p.grad = None
            else:
                p.grad = wrap(p.grad.array * 0)

    def to(self: M, *args: Any, **kwargs: Any) -> M:
        """Convert floating point parameters and buffers in place: `to(dtype)`, `to(tensor)`; `to("cpu")` stays."""
        kind = _state.floating_type(args, kwargs)
        return self if kind is None else self._convert(lambda a: a.astype(kind) if a.dtype.kind == "f" else a)

    def float(self: M) -> M:
        """Convert floating point parameters and buffers to float32, in place."""
        return self.to(float32)

    def double(self: M) -> M:
        """Convert floating point parameters and buffers to float64, in place."""
        return self.to(float64)

    def cpu(self: M) -> M:
        """Returns the module: it is on the CPU."""
        return self

    def cuda(self: M, device: Any = None) -> M:
        """Always raises: graphics cards are for `nnbook.on_torch`."""
        return self.to("cuda")

    half = _state.no_half
    bfloat16 = _state.no_half

    def share_memory(self: M) -> M:
        """Returns the module, unchanged: the workers of other processes are not supported."""
        return self

    def compile(self, *args: Any, **kwargs: Any) -> None:
        """Does nothing: there is no compiler here."""

    def type(self: M, dst_type: Any) -> M:
        """Convert all parameters and buffers to `dst_type`, in place."""
        return self._convert(lambda a: a.astype(_state.array_type(dst_type)))

    def _convert(self: M, change: Callable[[Array], Array]) -> M:
        for t in (*self.parameters(), *self.buffers()):
            t.array = change(t.array)
            if t.grad is not None:
                t.grad.array = change(t.grad.array)
            wrote_into(t)
        return self

    # ------------------------------------------------------------------ printing
    def extra_repr(self) -> str:
        """What stands between the brackets when the module is printed: its sizes and options."""
        return ""

    def _get_name(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        extra = self.extra_repr().split("\n") if self.extra_repr() else []
        parts = [_names.indented(f"({name}): {module!r}") for name, module in self._modules.items()]
        if len(extra) <= 1 and not parts:
            return f"{self._get_name()}({''.join(extra)})"
        return f"{self._get_name()}(\n  " + "\n  ".join(extra + parts) + "\n)"
