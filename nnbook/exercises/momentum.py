"""Exercises of the chapter on momentum."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(1964)


# ---------------------------------------------------------------------- 1: one step
def _step(w, v, g, rate, alpha):
    v = alpha * v + g
    return w - rate * v, v


def _averaged(w, v, g, rate, alpha):
    v = alpha * v + (1 - alpha) * g
    return w - rate * v, v


def _old_velocity(w, v, g, rate, alpha):
    return w - rate * v, alpha * v + g


def _uphill(w, v, g, rate, alpha):
    v = alpha * v + g
    return w + rate * v, v


def _forgetful(w, v, g, rate, alpha):
    return w - rate * (alpha * v + g), g


def _steps(count):
    for _ in range(count):
        yield (*_rng.normal(size=(3, 4)), 0.1, 0.9)
    yield np.ones(2), np.zeros(2), np.array([1.0, -2.0]), 0.5, 0.5


STEP = Exercise(
    "momentum.step",
    _step,
    inputs=tuple(_steps(3)),
    mistakes=(
        Mistake(_averaged, "The gradient is added whole: v = alpha v + g. With (1 - alpha) g the steps are smaller."),
        Mistake(_old_velocity, "First the new velocity, then the step with it."),
        Mistake(_uphill, "You step uphill: subtract rate times v."),
        Mistake(lambda *given: _step(*given)[::-1], "Return the weights first, then the velocity."),
        Mistake(
            lambda w, v, g, rate, alpha: _step(w, v, -g, rate, alpha),
            "The gradient is added to the velocity. The minus sign comes with the step.",
        ),
        Mistake(
            lambda w, v, g, rate, alpha: (w + alpha * v - rate * g, alpha * v - rate * g),
            "That is the form with u, the step itself. Here the velocity has no rate in it.",
        ),
        Mistake(_forgetful, "Return the new velocity, with the old one in it, or the next step forgets."),
    ),
)


# ---------------------------------------------------------------------- 2: the best settings
def _best(low, high):
    a, b = np.sqrt(low), np.sqrt(high)
    return (2 / (a + b)) ** 2, ((b - a) / (b + a)) ** 2


def _no_square(low, high):
    rate, alpha = _best(low, high)
    return rate, np.sqrt(alpha)


def _of_kappa(low, high):
    return _best(low, high)[0], ((high - low) / (high + low)) ** 2


def _of_descent(low, high):
    return 2 / (low + high), _best(low, high)[1]


BEST = Exercise(
    "momentum.best_settings",
    _best,
    inputs=((1.0, 4.0), (0.01, 1.0), (0.5, 50.0), (2.0, 3.0)),
    mistakes=(
        Mistake(_no_square, "That is the square root of the best momentum: the share that a step leaves."),
        Mistake(_of_kappa, "The momentum depends on the square roots of the eigenvalues."),
        Mistake(_of_descent, "That is the best rate without momentum. With it the rate may be almost twice as large."),
        Mistake(
            lambda low, high: (np.sqrt(_best(low, high)[0]), _best(low, high)[1]),
            "That is the square root of the best rate.",
        ),
        Mistake(
            lambda low, high: (1 / high, np.sqrt(_best(low, high)[1])),
            "Those are the settings for Nesterov momentum. Here the heavy ball is asked for.",
        ),
        Mistake(
            lambda low, high: (2 / (low + high), ((high - low) / (high + low)) ** 2),
            "Both depend on the square roots of the eigenvalues.",
        ),
        Mistake(lambda low, high: _best(low, high)[::-1], "Return the rate first, then the momentum."),
    ),
)


# ---------------------------------------------------------------------- 3: what a direction shrinks by
def _share(rate_times_eigenvalue, alpha):
    return np.abs(np.roots([1, -(1 + alpha - rate_times_eigenvalue), alpha])).max()


SHARE = Exercise(
    "momentum.share",
    _share,
    inputs=((0.1, 0.0), (0.1, 0.5), (0.1, 0.9), (1.0, 0.9), (0.01, 0.5), (3.9, 0.9)),
    mistakes=(
        Mistake(lambda e, alpha: np.sqrt(alpha), "That holds where the ball oscillates. Here some directions creep."),
        Mistake(lambda e, alpha: abs(1 - e), "That is the share without momentum."),
        Mistake(
            lambda e, alpha: np.abs(np.roots([1, -(1 + alpha - e), alpha])).min(),
            "Both roots take part in the walk. The larger one decides in the long run.",
        ),
        Mistake(
            lambda e, alpha: np.abs(np.roots([1, -(1 - e), alpha])).max(),
            "The equation is r^2 - (1 + alpha - rate times eigenvalue) r + alpha = 0.",
        ),
        Mistake(
            lambda e, alpha: np.roots([1, -(1 + alpha - e), alpha]).real.max(),
            "The roots may be complex or negative. What counts is their absolute value, np.abs.",
        ),
        Mistake(
            lambda e, alpha: np.abs(np.roots([1, -(1 + alpha) * (1 - e), alpha * (1 - e)])).max(),
            "That is Nesterov's equation. Here the heavy ball is asked for.",
        ),
    ),
    tolerance=1e-5,  # a double root is known to half the digits
)


# ---------------------------------------------------------------------- 4: Nesterov's step
def _nesterov(w, u, gradient, rate, alpha):
    u = alpha * u - rate * gradient(w + alpha * u)
    return w + u, u


def _heavy_ball(w, u, gradient, rate, alpha):
    u = alpha * u - rate * gradient(w)
    return w + u, u


def _too_far(w, u, gradient, rate, alpha):
    u = alpha * u - rate * gradient(w + u)
    return w + u, u


def _stays_ahead(w, u, gradient, rate, alpha):
    ahead = w + alpha * u
    u = alpha * u - rate * gradient(ahead)
    return ahead + u, u


def _behind(w, u, gradient, rate, alpha):
    u = alpha * u - rate * gradient(w - alpha * u)
    return w + u, u


def _valley(w):
    return np.array([1.0, 10.0]) * w


NESTEROV = Exercise(
    "momentum.nesterov",
    _nesterov,
    inputs=tuple((*_rng.normal(size=(2, 2)), _valley, 0.05, alpha) for alpha in (0.9, 0.5, 0.8)),
    mistakes=(
        Mistake(_heavy_ball, "That is the heavy ball: take the gradient where the ball will be, at w + alpha u."),
        Mistake(_too_far, "Friction comes first: without a gradient the ball would get to w + alpha u."),
        Mistake(_stays_ahead, "The step starts from w. Only the gradient is taken ahead of it."),
        Mistake(
            lambda w, u, gradient, rate, alpha: _nesterov(w, u, gradient, -rate, alpha),
            "You step uphill: subtract the rate times the gradient from alpha u.",
        ),
        Mistake(
            lambda w, u, gradient, rate, alpha: (
                w - (alpha * u - rate * gradient(w + alpha * u)),
                alpha * u - rate * gradient(w + alpha * u),
            ),
            "u is the step itself, with its sign: add it to the weights.",
        ),
        Mistake(_behind, "You look back. The ball moves along u, so look at w + alpha u."),
    ),
)

# ---------------------------------------------------------------------- 5: an unknown valley
_CURVES, _LIMIT, _ENOUGH = np.geomspace(0.01, 1, 20), 120, 1e-4
_HINTS = {
    "slow": "It creeps: the momentum is too small for such a long valley.",
    "swings": "It still swings to and fro: there is too little friction. Lower the momentum.",
    "wild": "It blows up: the rate must stay below 2 (1 + momentum), as the largest eigenvalue is 1.",
    "range": "The rate is above 0, and the momentum from 0 to below 1.",
}


def _examine_settings(answer: Any) -> str | None:
    rate, alpha = (float(part) for part in answer)
    if not (rate > 0 and 0 <= alpha < 1):
        return f"a rate of {rate:g} and a momentum of {alpha:g}.\n  Hint: {_HINTS['range']}"
    w, u = np.ones(20), np.zeros(20)
    for _ in range(_LIMIT):
        u = alpha * u - rate * _CURVES * w
        w = np.clip(w + u, -1e9, 1e9)
    left = float(np.linalg.norm(w) / np.sqrt(20))
    if left < _ENOUGH:
        return None
    swings = (1 + alpha - rate * _CURVES[0]) ** 2 < 4 * alpha
    cause = "wild" if left > 10 else "swings" if swings else "slow"
    return f"after {_LIMIT} steps {left:.1e} of the distance is left, not {_ENOUGH:.0e}.\n  Hint: {_HINTS[cause]}"


SETTINGS = Exercise(
    "momentum.settings",
    (3.0, 0.7),
    mistakes=(
        Mistake((1.98, 0.0), _HINTS["slow"]),
        Mistake((1.0, 0.99), _HINTS["swings"]),
        Mistake((4.0, 0.7), _HINTS["wild"]),
        Mistake((1.0, 1.0), _HINTS["range"]),
    ),
    examine=_examine_settings,
    explanation="Without momentum this valley takes more than 450 steps.",
)

EXERCISES = (STEP, BEST, SHARE, NESTEROV, SETTINGS)

QUIZ = {
    "The gradient is the same in every step. How large do the steps become with momentum 0.9?": {
        "As large as without momentum.": (False, "Each step adds to nine tenths of the one before."),
        "Ten times as large.": (True, "1 + 0.9 + 0.81 + ... = 1 / (1 - 0.9) = 10."),
        "Larger and larger, without end.": (False, "Friction wins: the sum of 0.9 to all powers is finite."),
    },
    "Across the valley the gradient changes its sign in every step. What does momentum make of such steps?": {
        "They add up.": (False, "Those with one sign do. These cancel."),
        "They cancel in part.": (True, "1 - 0.9 + 0.81 - ... = 1 / (1 + 0.9): about half of a step."),
        "It leaves them as they are.": (False, "Each step contains part of the one before, with the other sign."),
    },
    "The condition number grows from 100 to 10,000. How many times the steps does well-set momentum need?": {
        "About 100 times.": (False, "That is gradient descent."),
        "About 10 times.": (True, "The steps grow with the square root of the condition number."),
        "No more steps.": (False, "The valley is longer for every method of this kind."),
    },
    "You switch momentum on, 0.9, and leave the rate. Training explodes. What first?": {
        "A smaller rate, a tenth for a start.": (True, "Steps in one direction became ten times as long."),
        "A larger momentum.": (False, "That makes the steps longer still."),
        "Larger batches.": (False, "The noise is not the cause. The steps are too long."),
    },
    "In small noisy batches, what did momentum 0.9 bring over plain SGD at ten times its rate?": {
        "A loss ten times as low.": (False, "The two gave nearly the same loss."),
        "Nearly nothing.": (True, "Where steps are small, momentum acts like a larger rate."),
        "It made training worse.": (False, "The losses were nearly the same."),
    },
}
