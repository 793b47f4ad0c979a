"""Sequential, ModuleList, ModuleDict, ParameterList and ParameterDict behave as PyTorch's."""

from __future__ import annotations

from collections import OrderedDict

import pytest

from nnbook import nn
from tests.support import both, both_fail


def sequential(t):
    return t.nn.Sequential(t.nn.Linear(2, 3), t.nn.ReLU(), t.nn.Linear(3, 1))


def change(*steps):
    """A program that makes a container, changes it step by step and shows it."""

    def program(t):
        made = steps[0](t)
        seen = []
        for step in steps[1:]:
            result = step(t, made)
            seen.append(repr(result) if isinstance(result, t.nn.Module) else result)
        return repr(made), list(made.state_dict()), len(made), seen

    return program


SEQUENTIALS = {
    "as it is": change(sequential),
    "named": change(lambda t: t.nn.Sequential(OrderedDict(a=t.nn.ReLU(), b=t.nn.Linear(1, 2)))),
    "empty": change(lambda t: t.nn.Sequential()),
    "index": change(sequential, lambda t, s: s[0], lambda t, s: s[-1]),
    "slices": change(sequential, lambda t, s: s[1:], lambda t, s: s[:-1], lambda t, s: s[::2]),
    "set": change(sequential, lambda t, s: s.__setitem__(1, t.nn.Tanh())),
    "delete": change(sequential, lambda t, s: s.__delitem__(0)),
    "delete a slice": change(sequential, lambda t, s: s.__delitem__(slice(0, 2))),
    "append": change(sequential, lambda t, s: s.append(t.nn.Tanh()) is s),
    "insert": change(sequential, lambda t, s: s.insert(1, t.nn.Tanh()) is s),
    "extend": change(sequential, lambda t, s: s.extend([t.nn.Tanh(), t.nn.ReLU()]) is s),
    "pop": change(sequential, lambda t, s: s.pop(1)),
    "add": change(sequential, lambda t, s: s + t.nn.Sequential(t.nn.Tanh())),
    "add in place": change(sequential, lambda t, s: s.__iadd__(t.nn.Sequential(t.nn.Tanh()))),
    "iterate": change(sequential, lambda t, s: [repr(m) for m in s]),
}


@pytest.mark.parametrize("name", SEQUENTIALS)
def test_sequential(name):
    both(SEQUENTIALS[name])


def module_list(t):
    return t.nn.ModuleList([t.nn.Linear(2, 2), t.nn.Linear(2, 2), t.nn.ReLU(), t.nn.Linear(2, 2)])


LISTS = {
    "folds equal neighbors": change(module_list),
    "nested": change(lambda t: t.nn.ModuleList([sequential(t), sequential(t), t.nn.ModuleList()])),
    "empty": change(lambda t: t.nn.ModuleList()),
    "from a generator": change(lambda t: t.nn.ModuleList(t.nn.Linear(1, n) for n in range(1, 3))),
    "index": change(module_list, lambda t, m: m[-1], lambda t, m: m[1:3]),
    "set": change(module_list, lambda t, m: m.__setitem__(-1, t.nn.Tanh())),
    "delete": change(module_list, lambda t, m: m.__delitem__(slice(1, None, 2))),
    "insert": change(module_list, lambda t, m: m.insert(1, t.nn.Tanh())),
    "append and extend": change(
        module_list, lambda t, m: m.append(t.nn.Tanh()) is m, lambda t, m: m.extend([t.nn.ReLU()]) is m
    ),
    "pop": change(module_list, lambda t, m: m.pop(0)),
    "add": change(module_list, lambda t, m: m + [t.nn.Tanh()]),  # noqa: RUF005 (the operator is what is tested)
    "add in place": change(module_list, lambda t, m: m.__iadd__([t.nn.Tanh()])),
}


@pytest.mark.parametrize("name", LISTS)
def test_module_list(name):
    both(LISTS[name])


def module_dict(t):
    return t.nn.ModuleDict({"conv": t.nn.Conv2d(1, 2, 3), "act": t.nn.ReLU()})


DICTS = {
    "as it is": change(module_dict),
    "index": change(module_dict, lambda t, m: m["act"], lambda t, m: "act" in m, lambda t, m: list(m)),
    "set and delete": change(
        module_dict, lambda t, m: m.__setitem__("more", t.nn.Tanh()), lambda t, m: m.__delitem__("conv")
    ),
    "update": change(
        module_dict, lambda t, m: m.update({"act": t.nn.Tanh()}), lambda t, m: m.update([("x", t.nn.ELU())])
    ),
    "update from another": change(module_dict, lambda t, m: m.update(t.nn.ModuleDict({"b": t.nn.ReLU()}))),
    "pop and clear": change(module_dict, lambda t, m: m.pop("act"), lambda t, m: m.clear()),
    "views": change(
        module_dict,
        lambda t, m: (list(m.keys()), [repr(v) for v in m.values()], [k for k, _ in m.items()]),
    ),
}


@pytest.mark.parametrize("name", DICTS)
def test_module_dict(name):
    both(DICTS[name])


def parameter_list(t):
    return t.nn.ParameterList([t.nn.Parameter(t.zeros(2, 3)), t.ones(4), "text"])


PARAMETERS = {
    "as it is": change(parameter_list, lambda t, p: [n for n, _ in p.named_parameters()]),
    "index": change(parameter_list, lambda t, p: (tuple(p[0].shape), p[-1]), lambda t, p: len(p[:2])),
    "set": change(parameter_list, lambda t, p: p.__setitem__(1, t.zeros(1, 1))),
    "append and extend": change(
        parameter_list,
        lambda t, p: p.append(t.zeros(5)) is p,
        lambda t, p: p.extend([t.zeros(6)]) is p,
        lambda t, p: p.__iadd__([t.zeros(7)]) is p,
    ),
    "iterate": change(parameter_list, lambda t, p: [type(x).__name__ for x in p]),
    "empty": change(lambda t: t.nn.ParameterList()),
}


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameter_list(name):
    both(PARAMETERS[name])


WRONG = {
    "a function in Sequential": (lambda t: t.nn.Sequential(abs), "builtin_function_or_method at place 0 of Sequential"),
    "Sequential out of range": (lambda t: sequential(t)[3], "index 3 is out of range: Sequential holds 3 modules"),
    "Sequential plus a list": (lambda t: sequential(t) + [t.nn.ReLU()], "list is given"),  # noqa: RUF005
    "Sequential plus= a list": (lambda t: sequential(t).__iadd__([1]), "list is given"),
    "ModuleList out of range": (lambda t: module_list(t)[-5], "index -5 is out of range: ModuleList holds 4 modules"),
    "ModuleList of a module": (lambda t: t.nn.ModuleList(t.nn.ReLU()), "called with an iterable, but got ReLU"),
    "ModuleList called": (lambda t: module_list(t)(1), 'missing the required "forward" function'),
    "ModuleDict of a module": (lambda t: t.nn.ModuleDict(t.nn.ReLU()), "iterable of key/value pairs, but got ReLU"),
    "ModuleDict without the key": (lambda t: module_dict(t)["cnov"], "'cnov'"),
    "ParameterList of a tensor": (lambda t: t.nn.ParameterList(t.ones(2)), "but got Tensor"),
    "ParameterList out of range": (lambda t: parameter_list(t)[3], "index 3 is out of range"),
    "ParameterList called": (lambda t: parameter_list(t)(1), "ParameterList should not be called"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    both_fail(*WRONG[name])


def test_insert_out_of_range_and_index_of_another_type():
    with pytest.raises(IndexError, match="index 9 is out of range: Sequential holds 1 modules"):
        nn.Sequential(nn.ReLU()).insert(9, nn.ReLU())
    with pytest.raises(TypeError, match="indices are integers or slices, got str"):
        nn.ModuleList([nn.ReLU()])["0"]


def parameter_dict(t):
    return t.nn.ParameterDict({"w": t.nn.Parameter(t.ones(2, 3)), "b": t.zeros(2, dtype=t.float64), "n": 3})


DICTS_OF_PARAMETERS = {
    "as it is": change(parameter_dict, lambda t, d: [list(d), "w" in d, "x" in d, d["n"]]),
    "parameters": change(parameter_dict, lambda t, d: [(n, tuple(p.shape)) for n, p in d.named_parameters()]),
    "in order": change(lambda t: t.nn.ParameterDict([("z", t.ones(1)), ("a", 2)]), lambda t, d: list(reversed(d))),
    "an ordered one": change(lambda t: t.nn.ParameterDict(OrderedDict(z=1, a=2)), lambda t, d: list(d.keys())),
    "empty": change(lambda t: t.nn.ParameterDict()),
    "set": change(parameter_dict, lambda t, d: d.__setitem__("c", t.zeros(3, dtype=t.int64).double())),
    "delete": change(parameter_dict, lambda t, d: d.__delitem__("w")),
    "pop": change(parameter_dict, lambda t, d: [d.pop("n"), d.popitem()[0], list(d)]),
    "get": change(parameter_dict, lambda t, d: [d.get("n"), d.get("x"), d.get("x", 5)]),
    "setdefault": change(parameter_dict, lambda t, d: [d.setdefault("n", 7), d.setdefault("k", 8), list(d)]),
    "update": change(parameter_dict, lambda t, d: d.update({"n": 4, "a": 1}), lambda t, d: list(d.items())[2:]),
    "update from another": change(parameter_dict, lambda t, d: d.update(t.nn.ParameterDict({"q": 1}))),
    "copy": change(parameter_dict, lambda t, d: list(d.copy()), lambda t, d: d.copy()["w"] is d["w"]),
    "clear": change(parameter_dict, lambda t, d: d.clear()),
    "fromkeys": change(parameter_dict, lambda t, d: list(d.fromkeys(["x", "y"], 1).items())),
    "or": change(parameter_dict, lambda t, d: list((d | t.nn.ParameterDict({"n": 5, "o": 6})).items())[2:]),
    "or in place": change(parameter_dict, lambda t, d: d.__ior__({"o": 6})),
    "values": change(parameter_dict, lambda t, d: [type(v).__name__ for v in d.values()]),
}


@pytest.mark.parametrize("name", DICTS_OF_PARAMETERS)
def test_parameter_dict(name):
    both(DICTS_OF_PARAMETERS[name])


WRONG_DICTS = {
    "a number": (lambda t: t.nn.ParameterDict(3), "should be called with an iterable of key/value pairs, but got int"),
    "a list of numbers": (lambda t: t.nn.ParameterDict([3]), "element #0 should be Iterable; is int"),
    "triples": (lambda t: t.nn.ParameterDict([(1, 2, 3)]), "element #0 has length 3; 2 is required"),
    "a number as a name": (lambda t: t.nn.ParameterDict([(1, 2)]), "it is not a string (type is 'int')"),
}


@pytest.mark.parametrize("name", WRONG_DICTS)
def test_wrong_parameter_dicts(name):
    both_fail(*WRONG_DICTS[name])


def test_a_dict_of_parameters_says_what_it_holds():
    with pytest.raises(KeyError, match=r"'x' is not in this ParameterDict, which holds \['a'\]"):
        nn.ParameterDict({"a": 1})["x"]
    with pytest.raises(RuntimeError, match="should not be called: index it"):
        nn.ParameterDict()(1)
    assert list(({"b": 1} | nn.ParameterDict({"a": 2})).items()) == [("b", 1), ("a", 2)]
