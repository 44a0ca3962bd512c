"""Do 95 % intervals of effects cover, and do tests keep their size? Simulated panels, every estimator.

Run: python benchmarks/effects.py [DRAWS]
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.chaisemartin_dhaultfoeuille import chaisemartin_dhaultfoeuille
from sogdia.influence.imputation import imputation
from sogdia.influence.interactive_effects import interactive_effects
from sogdia.influence.study_panel import StudyPanel
from sogdia.influence.sun_abraham import sun_abraham

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.influence.effects import Effects

PLANTED = 1.0


@dataclass(frozen=True)
class Design:
    """What is drawn: the treated begin in the cohorts by turns, errors follow an AR(1), loadings of the treated are pulled."""

    units: int = 80
    years: int = 20
    treated: int = 40
    cohorts: tuple[int, ...] = (9, 11, 13, 15)
    rho: float = 0.5
    factors: int = 0
    pull: float = 1.0


def panel(chance: np.random.Generator, effect: float, d: Design) -> tuple[StudyPanel, np.ndarray]:
    """Draw a panel whose effects grow by a tenth of the first one each year; give it and the effect of every cell."""
    units, years = d.units, d.years
    first = np.full(units, np.inf)
    first[: d.treated] = np.resize(d.cohorts, d.treated)
    on = np.arange(years)[None, :] >= first[:, None]
    grown = np.where(
        on, effect * (1 + 0.1 * (np.arange(years)[None, :] - np.where(np.isinf(first), 0, first)[:, None])), 0
    )
    noise = chance.normal(size=(units, years))
    for t in range(1, years):
        noise[:, t] = d.rho * noise[:, t - 1] + np.sqrt(1 - d.rho**2) * noise[:, t]
    load = chance.normal(size=(units, d.factors))
    load[: d.treated] += d.pull
    y = chance.normal(size=(units, 1)) + chance.normal(size=(1, years)) + load @ chance.normal(size=(d.factors, years))
    names = tuple(f"{i:03d}" for i in range(units))
    blank = np.zeros((units, years, 0))
    return StudyPanel(names, np.arange(years), y + grown + noise, on, first, blank, np.arange(units)), grown


def measure(estimator: Callable[[StudyPanel], Effects], effect: float, draws: int, design: Design) -> tuple[float, ...]:
    """Give coverage, bias, spread of estimates and mean standard error."""
    rows = []
    for seed in range(draws):
        drawn, grown = panel(np.random.default_rng(seed), effect, design)
        truth = grown[drawn.treated].mean()
        row = estimator(drawn).only("att").table().iloc[0]
        rows.append((row["low"] <= truth <= row["high"], row["estimate"] - truth, row["se"]))
    inside, error, se = np.array(rows, dtype=float).T
    return inside.mean(), error.mean(), error.std(), se.mean()


STRONG = Design(units=60, years=30, treated=15, cohorts=(18, 20, 22), rho=0.0, factors=2)
CASES = [
    ("imputation", partial(imputation, leads=0), "80 units, 20 years", Design()),
    ("imputation", partial(imputation, leads=0), "40 units, 10 treated in 10 cohorts of one",
     Design(units=40, treated=10, cohorts=tuple(range(6, 16)))),
    ("imputation", partial(imputation, leads=0), "200 units, 12 years, no serial correlation",
     Design(units=200, treated=100, years=12, cohorts=(5, 7, 9), rho=0.0)),
    ("callaway-santanna", callaway_santanna, "80 units, 20 years", Design()),
    ("callaway-santanna, not yet treated", partial(callaway_santanna, controls="not-yet"), "80 units, 20 years", Design()),
    ("sun-abraham", sun_abraham, "80 units, 20 years", Design()),
    ("chaisemartin-dhaultfoeuille", partial(chaisemartin_dhaultfoeuille, placebos=0), "80 units, 20 years", Design()),
    ("interactive-effects", partial(interactive_effects, draws=200), "60 units, 30 years, two factors", STRONG),
    ("interactive-effects", partial(interactive_effects, draws=200), "60 units, 30 years, no factor",
     replace(STRONG, factors=0)),
    ("imputation (wrong model)", partial(imputation, leads=0), "60 units, 30 years, two factors", STRONG),
]  # fmt: skip


def main(draws: int = 500) -> None:
    """Print a table for the page on effects."""
    print("| estimator | panel | coverage of 95 % | rejected at 5 % under none | bias | spread | mean se | s |")
    print("|---|---|---|---|---|---|---|---|")
    for name, estimator, words, design in CASES:
        begun = time.perf_counter()
        covered, bias, spread, se = measure(estimator, PLANTED, draws, design)
        none = 1 - measure(estimator, 0.0, draws, design)[0]
        took = time.perf_counter() - begun
        print(
            f"| {name} | {words} | {covered:.3f} | {none:.3f} | {bias:+.3f} | {spread:.3f} | {se:.3f} | {took:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
