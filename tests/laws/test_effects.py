"""Laws of effects: units and scales are labels, unit and year effects are taken out."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.chaisemartin_dhaultfoeuille import chaisemartin_dhaultfoeuille
from sogdia.influence.imputation import imputation
from sogdia.influence.interactive_effects import interactive_effects
from sogdia.influence.matrix_completion import matrix_completion
from sogdia.influence.study_panel import lay_out
from sogdia.influence.sun_abraham import sun_abraham

ESTIMATORS = {
    "callaway-santanna": callaway_santanna,
    "not-yet": partial(callaway_santanna, controls="not-yet"),
    "imputation": imputation,
    "sun-abraham": sun_abraham,
    "chaisemartin-dhaultfoeuille": chaisemartin_dhaultfoeuille,
    "interactive-effects": partial(interactive_effects, draws=20, most_factors=2, fewest_before=3),
    "matrix-completion": partial(matrix_completion, folds=2, penalties=2, errors=False),
}


def table(seed):
    chance = np.random.default_rng(seed)
    first = np.repeat([0, 2004, 2005], [8, 4, 4])
    rows = pd.DataFrame([(f"u{i:02d}", t, first[i]) for i in range(16) for t in range(2000, 2009)],
                        columns=["unit", "year", "first"])  # fmt: skip
    return rows.assign(outcome=chance.normal(size=len(rows)) + (rows["first"] > 0) * (rows["year"] >= rows["first"]))


def found(estimator, rows):
    return estimator(lay_out(rows, first="first"))


@pytest.mark.parametrize("name", ESTIMATORS)
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 1000), scale=st.floats(0.01, 1e4), shift=st.floats(-100, 100))
def test_scaling_scales_and_constants_unit_and_year_effects_change_nothing(name, seed, scale, shift):
    rows = table(seed)
    plain = found(ESTIMATORS[name], rows)
    level = rows["unit"].str[1:].astype(float) * 0.3 + (rows["year"] - 2000) ** 2 * 0.1 + shift
    moved = found(ESTIMATORS[name], rows.assign(outcome=scale * (rows["outcome"] + level)))
    rough = 2e-3 if name == "matrix-completion" else 1e-6
    assert moved.estimates == pytest.approx(scale * plain.estimates, rel=rough, abs=rough * scale)
    assert moved.errors == pytest.approx(scale * plain.errors, rel=1e-5, abs=1e-6 * scale)


@pytest.mark.parametrize("name", ESTIMATORS)
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 1000))
def test_names_of_units_and_order_of_rows_change_nothing(name, seed):
    rows = table(seed)
    names = {unit: f"v{i}" for i, unit in enumerate(np.random.default_rng(seed).permutation(rows["unit"].unique()))}
    shuffled = rows.assign(unit=rows["unit"].map(names)).sample(frac=1, random_state=seed)
    one, two = found(ESTIMATORS[name], rows), found(ESTIMATORS[name], shuffled)
    by_chance = name in {"interactive-effects", "matrix-completion"}  # draws are dealt to units in their order
    if name != "matrix-completion":
        assert two.estimates == pytest.approx(one.estimates, rel=1e-6, abs=1e-8)
    if not by_chance:
        assert two.errors == pytest.approx(one.errors, rel=1e-6)
    assert found(ESTIMATORS[name], rows.sample(frac=1, random_state=1)).errors.tolist() == one.errors.tolist()


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 1000), late=st.integers(1, 900))
def test_years_are_counted_from_anywhere(seed, late):
    rows = table(seed)
    moved = rows.assign(year=rows["year"] + late, first=rows["first"].where(rows["first"] == 0, rows["first"] + late))
    one, two = found(imputation, rows), found(imputation, moved)
    assert two.estimates.tolist() == one.estimates.tolist()
