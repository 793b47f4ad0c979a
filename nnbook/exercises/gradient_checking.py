"""Checkers for the exercises of the chapter on gradient checking, six planted bugs among them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._graph import Array
from . import UNANSWERED, Exercise, Mistake

_rng = np.random.default_rng(6)


# ---------------------------------------------------------------------- 1: a gradient by differences
def _differences(f: Callable[[Array], float], x: Array, step: float) -> Array:
    slopes = np.zeros_like(x)
    for k in range(len(x)):
        move = np.zeros_like(x)
        move[k] = step
        slopes[k] = (f(x + move) - f(x - move)) / (2 * step)
    return slopes


def _one_sided(f: Callable[[Array], float], x: Array, step: float) -> Array:
    return np.array([(f(x + step * row) - f(x)) / step for row in np.eye(len(x))])


def _backward(f: Callable[[Array], float], x: Array, step: float) -> Array:
    return np.array([(f(x) - f(x - step * row)) / step for row in np.eye(len(x))])


def _half_divided(f: Callable[[Array], float], x: Array, step: float) -> Array:
    return 2 * _differences(f, x, step)


def _all_at_once(f: Callable[[Array], float], x: Array, step: float) -> Array:
    return np.full_like(x, (f(x + step) - f(x - step)) / (2 * step))


def _product(x: Array) -> float:
    return float(np.prod(x))


def _bent(x: Array) -> float:
    return float(np.sum(np.exp(x) * np.arange(1, len(x) + 1)))


def _square(x: Array) -> float:
    return float(x @ x)


DIFFERENCES = Exercise(
    "gradient_checking.differences",
    _differences,
    inputs=(
        (_square, np.array([1.0, -2.0]), 1e-3),
        (_product, np.array([2.0, 3.0, 0.5]), 1e-3),
        (_bent, _rng.standard_normal(4), 0.1),
    ),
    mistakes=(
        Mistake(_one_sided, "That is the one-sided difference. Step to both sides."),
        Mistake(_backward, "That is one-sided, too, from the left. Step to both sides."),
        Mistake(
            lambda f, x, step: 2 * step * _differences(f, x, step), "Divide by the way between the points, 2 * step."
        ),
        Mistake(
            lambda f, x, step: step**2 * _differences(f, x, step), "d / 2 * step is (d / 2) * step: mind the brackets."
        ),
        Mistake(_half_divided, "The two points are two steps apart: divide by 2 * step."),
        Mistake(_all_at_once, "Move one number at a time; here all move together."),
        Mistake(lambda f, x, step: -_differences(f, x, step), "Above minus below, not below minus above."),
    ),
)


# ---------------------------------------------------------------------- 2: where the curve has its lowest place
def _best_step(rounding: float, value: float, third: float) -> float:
    return float((3 * rounding * value / third) ** (1 / 3))


BEST_STEP = Exercise(
    "gradient_checking.best_step",
    _best_step,
    inputs=((1.1e-16, 1.0, 1.0), (6e-8, 2.3, 1.0), (1.1e-16, 1.0, 1000.0)),
    mistakes=(
        Mistake(
            lambda u, f, t: float(np.sqrt(u * f / t)), "A square root is right for one-sided differences, about 1e-8."
        ),
        Mistake(
            lambda u, f, t: float((u * f / t) ** (1 / 3)), "Set the slope of the whole bound to zero: a 3 remains."
        ),
        Mistake(lambda u, f, t: (3 * u * f / t) ** 1 / 3, "a ** 1 / 3 is (a ** 1) / 3: write a ** (1 / 3)."),
        Mistake(lambda u, f, t: 3 * u * f / t, "That is the third power of the step."),
        Mistake(
            lambda u, f, t: float(np.sqrt(3 * u * f / t)), "It is the third power of the step: take the cube root."
        ),
        Mistake(lambda u, f, t: float((3 * u * t / f) ** (1 / 3)), "A curve that bends more wants a shorter step."),
        Mistake(lambda u, f, t: float((6 * u * f / t) ** (1 / 3)), "The slope of step squared / 6 is step / 3."),
    ),
    tolerance=1e-9,
)


# ---------------------------------------------------------------------- 3: a step into the complex plane
_SMOOTH: dict[Any, Callable[[float], Any]] = {
    np.exp: np.exp,
    np.tanh: lambda x: 1 - np.tanh(x) ** 2,
    np.sin: np.cos,
}


def _complex_step(f: Callable[[Any], Any], x: float) -> float:
    return float(np.imag(f(x + 1e-30j)) / 1e-30)


def _examine_exact(slope: Any) -> str | None:
    """What is wrong with a function that should give derivatives to twelve digits, or None."""
    if not callable(slope):
        return f"a function of a function and a number is expected, got {slope!r:.40}: pass its name, uncalled."
    for f, derivative in _SMOOTH.items():
        for x in (0.3, 1.7):
            got, expected = slope(f, x), float(derivative(x))
            if got is None or got is Ellipsis:
                return UNANSWERED
            if np.iscomplexobj(got):
                return f"not yet.\n  Hint: {_REAL}"
            if not abs(got - expected) <= 1e-13 * max(1, abs(expected)):
                said = f"not yet, for np.{f.__name__} at {x}: {got:.15g} and not {expected:.15g}."
                return f"{said}\n  Hint: {_hint(got, expected)}"
    return None


_REAL = "The derivative is a real number: take np.imag of the value."
_CANCELS = "A difference cancels digits, at any step. Here no difference is needed."
_DIVIDE = "Divide by the length of the step."
_SHORTER = "The step may be far shorter than any real one: nothing cancels."
_IMAGINARY = "The slope is in the imaginary part: take np.imag, not the real part."
_ONE_POINT = "That is twice the slope: from one point x + i step to the other it is two steps. One point is enough."
_FROM_X = "Start at x, and take a step far shorter than 1: nothing cancels."


def _hint(got: float, expected: float) -> str:
    off = abs(got - expected)
    if abs(got) > 1e6:
        return _IMAGINARY
    if np.isclose(got, 2 * expected):
        return _ONE_POINT
    if off > 0.1:
        return _DIVIDE if abs(got) < 1e-3 else _FROM_X
    return _SHORTER if off > 1e-7 else _CANCELS


COMPLEX = Exercise(
    "gradient_checking.complex_step",
    _complex_step,
    mistakes=(
        Mistake(lambda f, x: (f(x + 1e-5) - f(x - 1e-5)) / 2e-5, _CANCELS),
        Mistake(lambda f, x: float(np.imag(f(x + 1e-30j))), _DIVIDE),
        Mistake(lambda f, x: f(x + 1e-30j) / 1e-30, _REAL),
        Mistake(lambda f, x: float(np.real(f(x + 1e-30j)) / 1e-30), _IMAGINARY),
        Mistake(lambda f, x: float(np.imag(f(x + 1e-30j) - f(x - 1e-30j)) / 1e-30), _ONE_POINT),
        Mistake(lambda f, x: float(np.imag(f(x + 1j))), _FROM_X),
        Mistake(lambda f, x: float(np.imag(f(x + 1e-3j)) / 1e-3), _SHORTER),
    ),
    explanation="Nothing is subtracted, so nothing cancels, and the step may be as short as you like.",
    examine=_examine_exact,
)


# ---------------------------------------------------------------------- 4: the planted bugs, by their lines
def _bug(letter: str, line: int, mistakes: dict[int, str], explanation: str) -> Exercise:
    return Exercise(
        f"gradient_checking.program_{letter}",
        line,
        mistakes=tuple(Mistake(number, hint) for number, hint in mistakes.items()),
        explanation=explanation,
    )


BUGS = (
    _bug(
        "a",
        11,
        {
            12: "The batches begin where they should. What are they cut from?",
            10: "One order for all is right. What is done with it?",
            13: "The slices are right. Which labels are in them?",
            27: "The gradient check passes, so backward is not to blame.",
            40: "The batch that arrives is used rightly. Was it right when it left?",
        },
        "Every image gets somebody else's label, so there is nothing to learn but how frequent each digit is.",
    ),
    _bug(
        "b",
        43,
        {
            8: "The images are prepared well enough for training. Who else must prepare them?",
            42: "The head is right. What does the line below do, and what does `train` do in its place?",
            37: "Training prepares its images. Follow the test images instead.",
            44: "The answer of the highest score is right, if the scores are.",
        },
        "The network gets other numbers in use than in training. It was luck that it reads so much.",
    ),
    _bug(
        "c",
        29,
        {
            28: "The weights of the last layer hand the blame on rightly. What must it pass next?",
            27: "P - T divided by N is right: the gradients of the last layer agree.",
            30: "The products are right. Is what goes into the first two?",
            16: "The forward run defines what is right; the check compares backward with it.",
        },
        "The slope of tanh is 1 - h * h. A wrong direction that points roughly downhill still teaches.",
    ),
    _bug(
        "d",
        32,
        {
            4: "The gradients start at zero, as they should. And in the second step?",
            30: "What is found is right, as the gradient check says. Where is it put?",
            35: "The step is right for the gradient it is given.",
            31: "Every gradient gets its new part. What happens to the old one?",
        },
        "Each step repeats all the earlier ones. Clearing is what `optimizer.zero_grad()` is for.",
    ),
    _bug(
        "f",
        6,
        {
            2: "The shapes are right. Look at what comes back.",
            3: "Biases may start at zero: the weights tell units apart. Do they here?",
            29: "The gradient check passes. Equal units get equal gradients, and rightly so.",
        },
        "Units that begin alike get the same gradient and stay alike: 32 units do the work of one.",
    ),
    _bug(
        "g",
        6,
        {
            2: "The shapes are right. Look at how large the numbers are.",
            8: "The pixels are moved and scaled as in the right program.",
            20: "Taking the largest score out changes no probability.",
            35: "The step is the same as in the right program.",
        },
        "Scores of a sum of 64 terms are eight times as large; the units are saturated and surely wrong.",
    ),
)

EXERCISES = (DIFFERENCES, BEST_STEP, COMPLEX, *BUGS)

QUIZ = {
    "In float64, which step is a good one for a central difference of a loss of about 1?": {
        "1e-12": (False, "Two values that agree in nearly all digits: hardly any digit of their difference is left."),
        "1e-5": (True, "Here rounding and the curve's bending are both small, about 1e-11 to 1e-10."),
        "1e-1": (False, "Between two points so far apart most losses bend."),
    },
    "You halve the step of a central difference, and the error becomes four times smaller. Where are you?": {
        "Right of the lowest place: the step is too long": (True, "There the error goes with the step squared."),
        "Left of it: the step is too short": (False, "There halving the step doubles the error."),
        "At it": (False, "There the error hardly changes."),
    },
    "A network for 100 classes begins with a loss of 9.2. What do you look at first?": {
        "Nothing, the loss will fall": (
            False,
            "Guessing among 100 costs ln 100 = 4.6. It begins surely wrong.",
        ),
        "The size of the first weights": (
            True,
            "Worse than guessing, ln 100 = 4.6: scores are large before anything is learned.",
        ),
        "The learning rate": (False, "It plays no part before the first step."),
    },
    "The gradient check passes, one batch is learned by heart, but on all data the loss stays at ln 10.": {
        "The gradient is wrong after all": (False, "Then one batch would not have gone to zero so smoothly."),
        "Suspect the data: images and labels may not belong together": (
            True,
            "A single batch can be learned by heart whatever its labels are.",
        ),
        "The network is too small": (False, "Then the loss would still fall below guessing."),
    },
    "A check of a ReLU network fails in one entry of 2,410, by half of the slope. What is likely?": {
        "A wrong vjp": (False, "It would fail in many entries."),
        "A kink lies between the two points": (True, "Half of a slope is what a difference across a kink gives."),
        "Rounding": (False, "Its errors are far smaller at a sensible step."),
    },
}
