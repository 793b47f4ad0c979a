"""Two famous series of measurements, small enough to come with the package."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

import numpy as np

from .records import Series


def sunspots() -> Series:
    """The mean number of sunspots in each year from 1700 to 2008: values (309, 1), times (309,) in years.

    A cycle of about eleven years whose height is hard to foretell. The series is short: an autoregression on nine years
    (Yule's idea of 1927, made on these numbers) is hard to beat. Source: the relative sunspot number of Wolf and his
    successors, from NOAA's National Geophysical Data Center, as statsmodels has it; public domain. This is version 1:
    in 2015 the whole series was revised, and the numbers of today are higher.
    """
    rows = list(_rows("sunspots.csv"))
    return Series(
        values=np.array([[float(row["sunspots"])] for row in rows], np.float32),
        times=np.array([float(row["year"]) for row in rows]),
        names=("mean sunspot number",),
        clock="year",
    )


def co2() -> Series:
    """Carbon dioxide in the air over Mauna Loa, Hawaii, week by week: values (2284, 1) in ppm by volume, times (2284,).

    From 29 March 1958 to 29 December 2001; a time is the year and the part of it that had passed on the Saturday that
    ends the week. 59 weeks have no measurement: NaN. A rise with the seasons' breath upon it, so nearly any method
    does well one week ahead and a seasonal one a year ahead. Source: Keeling and Whorf (Scripps Institution of
    Oceanography), "Atmospheric CO2 concentrations derived from flask air samples at sites in the SIO network", CDIAC,
    2004, continuous air samples, as statsmodels has them; public domain.
    """
    rows = list(_rows("co2.csv"))
    return Series(
        values=np.array([[float(row["co2"] or "nan")] for row in rows], np.float32),
        times=np.array([_year(date.fromisoformat(row["date"])) for row in rows]),
        names=("CO2 (ppm by volume)",),
        clock="year",
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table in this folder, by the names of the columns; lines that start with # say where it is from."""
    with (files(__package__) / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


def _year(day: date) -> float:
    """The year and the part of it that has passed when this day begins: 1958.0 on 1 January 1958."""
    start, end = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return day.year + (day - start).days / (end - start).days
