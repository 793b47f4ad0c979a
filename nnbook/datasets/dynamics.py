"""Series that are made: chaos from differential equations, and systems to imitate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .drawing import both_parts
from .records import Series, Split

STEPS = 10  # integration steps for each value of the Mackey-Glass series
SETTLING = 1000  # values dropped at the start, until the series has reached its attractor


def mackey_glass(n: int = 4000, tau: float = 17.0, start: float = 1.2) -> Series:
    """A chaotic series from one equation with a delay: values (n, 1) without unit, one for each unit of time.

    x'(t) = 0.2 x(t - tau) / (1 + x(t - tau)^10) - 0.1 x(t) (Mackey and Glass, "Oscillation and chaos in physiological
    control systems", 1977), solved by the classical Runge-Kutta method in steps of 0.1; the delayed value between two
    steps is their mean. x is `start` up to time 0, and the first 1,000 values are dropped. With tau = 17 the series is
    mildly chaotic, with tau = 30 more so; below about 16.8 it is periodic.
    """
    delay = round(tau * STEPS)
    if n < 1 or delay < 1:
        raise ValueError(f"mackey_glass(n={n}, tau={tau}): n must be at least 1 and tau at least {1 / STEPS}.")
    x = [float(start)] * (delay + 1)
    for i in range((n + SETTLING) * STEPS):
        x.append(_step(x[-1], x[i], x[i + 1], 1 / STEPS))
    values = np.array(x[delay + SETTLING * STEPS :: STEPS][:n], np.float32)
    return Series(values[:, None], np.arange(n, dtype=np.float64), ("x",), "unit of time")


def _step(x: float, past: float, later: float, dt: float) -> float:
    """One Runge-Kutta step from x; `past` and `later` are x(t - tau) at its beginning and its end."""

    def gain(delayed: float) -> float:
        return 0.2 * delayed / (1 + delayed**10)

    first, half, last = gain(past), gain((past + later) / 2), gain(later)
    k1 = first - 0.1 * x
    k2 = half - 0.1 * (x + dt / 2 * k1)
    k3 = half - 0.1 * (x + dt / 2 * k2)
    k4 = last - 0.1 * (x + dt * k3)
    return x + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def lorenz(n: int = 4000, dt: float = 0.02, start: Sequence[float] = (1.0, 1.0, 1.0)) -> Series:
    """The butterfly of Lorenz: values (n, 3), the coordinates x, y, z, without unit, at times (n,) that are dt apart.

    x' = 10 (y - x), y' = x (28 - z) - y, z' = x y - 8/3 z (Lorenz, "Deterministic nonperiodic flow", 1963), solved by
    the classical Runge-Kutta method in two steps for each value. The first 1,000 values after `start` are dropped.
    """
    if n < 1 or not 0 < dt <= 0.05 or len(start) != 3:
        raise ValueError(
            f"lorenz(n={n}, dt={dt}, start={tuple(start)}): n must be at least 1, dt from 0 to 0.05 (larger "
            f"steps leave the attractor), and start three numbers."
        )
    state, values = np.array(start, dtype=np.float64), np.empty((n, 3), np.float32)
    h = dt / 2
    for i in range(-SETTLING, n):
        if i >= 0:
            values[i] = state
        for _ in range(2):
            k1 = _flow(state)
            k2 = _flow(state + h / 2 * k1)
            k3 = _flow(state + h / 2 * k2)
            state = state + h / 6 * (k1 + 2 * k2 + 2 * k3 + _flow(state + h * k3))
    return Series(values, dt * np.arange(n), ("x", "y", "z"), "unit of time")


def _flow(state: np.ndarray) -> np.ndarray:
    x, y, z = state.tolist()
    return np.array([10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z])


def sine_mix(
    n: int = 1000, periods: Sequence[float] = (8.0, 16.0, 32.0, 64.0), noise: float = 0.0, seed: int = 0
) -> Series:
    """A sum of sines, one for each of `periods` (in steps): values (n, 1) without unit. Made for clockwork networks.

    Each sine has amplitude 1 and a random phase; the sum is divided by the root of their number. `noise` is the
    standard deviation of a Gaussian added to each value.
    """
    if n < 1 or noise < 0 or not periods or min(periods) <= 0:
        raise ValueError(
            f"sine_mix(n={n}, periods={tuple(periods)}, noise={noise}): there must be a step and a period, "
            f"periods must be above 0, and the noise must not be negative."
        )
    rng = np.random.default_rng(seed)
    time = np.arange(n, dtype=np.float64)
    phase = rng.uniform(0, 2 * np.pi, (len(periods), 1))
    waves = np.sin(2 * np.pi * time / np.array(periods)[:, None] + phase)
    values = waves.sum(axis=0) / np.sqrt(len(periods)) + noise * rng.standard_normal(n)
    return Series(values[:, None].astype(np.float32), time, ("sum of sines",), "step")


def narma10(steps: int = 2000, n_train: int = 1, n_test: int = 1, seed: int = 0) -> Split:
    """A system of order ten to imitate: x (N, steps, 1), random input from 0 to 0.5; y (N, steps, 1), its output.

    y(t+1) = 0.3 y(t) + 0.05 y(t) [y(t) + ... + y(t-9)] + 1.5 u(t-9) u(t) + 0.1 with u uniform, all zero before time 0
    (Atiya and Parlos, "New results on recurrent neural network training", 2000). The y in row t is y(t+1): it depends
    on the inputs up to row t and no later ones. Rarely the system runs away; a sequence that leaves -1 to 1 is drawn
    again.
    """
    if steps < 1 or n_train < 1 or n_test < 1:
        raise ValueError(f"narma10(steps={steps}, n_train={n_train}, n_test={n_test}): all must be at least 1.")
    return Split(*both_parts(lambda rng, n: _narma_sequences(rng, n, steps), n_train, n_test, seed))


def _narma_sequences(rng: np.random.Generator, n: int, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """n sequences of inputs and outputs that stay within bounds."""
    u = rng.uniform(0, 0.5, (n, steps))
    y = _narma(u)
    while (wild := ~(np.abs(y).max(axis=1) < 1)).any():
        u[wild] = rng.uniform(0, 0.5, (wild.sum(), steps))
        y[wild] = _narma(u[wild])
    return u[:, :, None].astype(np.float32), y[:, :, None].astype(np.float32)


def _narma(u: np.ndarray) -> np.ndarray:
    """(N, T) inputs u(t) -> (N, T) outputs y(t+1)."""
    n, steps = u.shape
    u = np.pad(u, ((0, 0), (9, 0)))
    y = np.zeros((n, steps + 10))  # y(t) stands in column t + 9
    with np.errstate(over="ignore", invalid="ignore"):  # where it runs away
        for t in range(steps):
            now = y[:, t + 9]
            y[:, t + 10] = 0.3 * now + 0.05 * now * y[:, t : t + 10].sum(axis=1) + 1.5 * u[:, t] * u[:, t + 9] + 0.1
    return y[:, 10:]
