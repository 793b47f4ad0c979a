"""The series: the two that were measured, and those that come from equations."""

from datetime import date, timedelta

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from nnbook import datasets
from nnbook.datasets import dynamics


def test_sunspots_are_the_yearly_numbers():
    d = datasets.sunspots()
    years = dict(zip(d.times.tolist(), d.values[:, 0].tolist()))
    assert list(years) == list(range(1700, 2009))
    assert years[1957] == pytest.approx(190.2)  # the highest maximum of version 1
    assert max(years, key=years.get) == 1957
    assert years[1810] == 0
    x = d.values[:, 0] - d.values.mean()
    lags = [float((x[:-k] * x[k:]).mean() / x.var()) for k in range(1, 30)]
    assert 5 + int(np.argmax(lags[5:])) + 1 in (10, 11)  # the cycle


def test_co2_is_weekly_with_59_gaps():
    d = datasets.co2()
    assert np.isnan(d.values).sum() == 59
    first, last = date(1958, 3, 29), date(2001, 12, 29)
    assert (last - first) == timedelta(weeks=len(d.values) - 1)
    np.testing.assert_allclose(d.times[[0, -1]], [1958 + 87 / 365, 2001 + 362 / 365])
    np.testing.assert_allclose(np.diff(d.times), 7 / 365.25, rtol=0.01)
    assert np.nanmin(d.values) > 310
    assert np.nanmax(d.values) < 376
    rise = np.polyfit(d.times[~np.isnan(d.values[:, 0])], d.values[~np.isnan(d.values)], 1)[0]
    assert 1.2 < rise < 1.4  # ppm a year


def test_mackey_glass_solves_its_equation():
    """A start after which the delayed value is constant for tau: there the solution is known in closed form."""
    values = np.array(reference(30, 17.0, 1.2))
    gain = 0.2 * 1.2 / (1 + 1.2**10)
    t = np.arange(17)
    np.testing.assert_allclose(values[:17], 10 * gain + (1.2 - 10 * gain) * np.exp(-0.1 * t), rtol=1e-9)


def reference(n: int, tau: float, start: float, steps: int = 10) -> list[float]:
    """The series from time 0 on, with nothing dropped, at any number of steps for each value."""
    delay = round(tau * steps)
    x = [start] * (delay + 1)
    for i in range(n * steps):
        x.append(dynamics._step(x[-1], x[i], x[i + 1], 1 / steps))
    return x[delay::steps][:n]


def test_mackey_glass_drops_the_beginning_and_is_accurate():
    d = datasets.mackey_glass(n=60)
    np.testing.assert_allclose(d.values[:, 0], reference(1060, 17.0, 1.2)[1000:], rtol=1e-6)
    coarse, fine = (np.array(reference(120, 17.0, 1.2, steps)) for steps in (10, 40))
    assert np.abs(coarse - fine).max() < 2e-4  # before chaos drives them apart


def test_mackey_glass_is_a_cycle_with_a_short_delay_and_chaos_with_a_long_one():
    def nearest_return(tau):
        x = datasets.mackey_glass(n=1500, tau=tau).values[500:, 0]
        return min(float(np.abs(x[: 1000 - lag] - x[lag:]).max()) for lag in range(20, 300))

    assert nearest_return(15) < 0.05
    assert nearest_return(17) > 0.2
    assert nearest_return(30) > 0.5


def test_lorenz_is_what_scipy_makes_of_the_equations():
    d = datasets.lorenz(n=60, dt=0.02)
    assert np.allclose(np.diff(d.times), 0.02)

    def flow(_, s):
        return [10 * (s[1] - s[0]), s[0] * (28 - s[2]) - s[1], s[0] * s[1] - 8 / 3 * s[2]]

    exact = solve_ivp(flow, (0, 59 * 0.02), d.values[0].astype(float), t_eval=d.times, rtol=1e-10, atol=1e-10).y.T
    np.testing.assert_allclose(d.values, exact, atol=2e-3)
    attractor = datasets.lorenz(n=2000).values
    assert attractor[:, 0].min() < -10 < 10 < attractor[:, 0].max()
    assert 0 < attractor[:, 2].min() < attractor[:, 2].max() < 50


def test_sine_mix_has_its_periods_and_no_other():
    d = datasets.sine_mix(n=640, periods=(8, 20, 64), seed=3)
    power = np.abs(np.fft.rfft(d.values[:, 0])) ** 2
    assert sorted(np.argsort(power)[-3:]) == [10, 32, 80]
    assert power[[10, 32, 80]].sum() == pytest.approx(power.sum(), rel=1e-6)
    assert d.values.std() == pytest.approx(np.sqrt(0.5), rel=1e-4)
    noise = datasets.sine_mix(n=5000, noise=0.3).values - datasets.sine_mix(n=5000).values
    assert noise.std() == pytest.approx(0.3, rel=0.05)


def test_narma10_follows_its_equation_row_by_row():
    d = datasets.narma10(steps=80, n_train=3)
    for u, y in zip(d.x_train[:, :, 0].astype(float), d.y_train[:, :, 0].astype(float)):
        past = np.concatenate([np.zeros(10), y])  # y(t) stands at t + 9
        for t in range(80):
            drive = 1.5 * u[t] * (u[t - 9] if t >= 9 else 0) + 0.1
            expected = 0.3 * past[t + 9] + 0.05 * past[t + 9] * past[t : t + 10].sum() + drive
            assert past[t + 10] == pytest.approx(expected, abs=1e-6)
    assert 0 <= d.x_train.min() < 0.05
    assert 0.45 < d.x_train.max() <= 0.5


def test_a_narma_sequence_that_runs_away_is_drawn_again(monkeypatch):
    class Greedy:
        """Draws inputs that are too large, once."""

        def __init__(self):
            self.calls = 0

        def uniform(self, low, high, shape):
            self.calls += 1
            return np.full(shape, 0.9 if self.calls == 1 else 0.25)

    rng = Greedy()
    u, y = dynamics._narma_sequences(rng, 2, 300)
    assert rng.calls == 2
    assert u.max() == 0.25
    assert np.abs(y).max() < 1
