"""Effects and regressions against published figures: mpdta of the R package did, and The Log of Gravity."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sogdia.influence import estimate
from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.study_panel import lay_out

MPDTA = {
    "att": (-0.0400, 0.0120),
    "event -3": (0.0305, 0.0150),
    "event -2": (-0.0006, 0.0133),
    "event -1": (-0.0245, 0.0142),
    "event 0": (-0.0199, 0.0118),
    "event 1": (-0.0510, 0.0169),
    "event 2": (-0.1373, 0.0364),
    "event 3": (-0.1008, 0.0344),
    "group 2004": (-0.0797, 0.0264),
    "group 2006": (-0.0229, 0.0167),
    "group 2007": (-0.0261, 0.0167),
}
"""Example of the R package did: never-treated controls, no covariates, analytic errors."""


@pytest.fixture(scope="module")
def mpdta() -> pd.DataFrame:
    """Minimum wages and teenage employment of 500 counties, as the package moderndid carries them."""
    spec = find_spec("moderndid")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("moderndid, which carries mpdta, is not installed")
    path = Path(spec.submodule_search_locations[0]) / "core" / "datasets" / "mpdta_long.pkl.gz"
    return pd.read_pickle(path)  # noqa: S301  a file of an installed package


def test_minimum_wages_to_four_decimals(mpdta):
    found = callaway_santanna(lay_out(mpdta, unit="countyreal", outcome="lemp", first="first.treat"))
    table = found.table().set_index("term")[["estimate", "se"]].round(4)
    assert {term: tuple(table.loc[term]) for term in MPDTA} == MPDTA


TABLE_3 = {
    "ldist": (-0.784, 0.055), "border": (0.193, 0.104), "comlang": (0.746, 0.135), "colony": (0.025, 0.150),
    "lypex": (0.733, 0.027), "lypim": (0.741, 0.027), "lyex": (0.157, 0.053), "lyim": (0.135, 0.045),
    "landl_ex": (-0.864, 0.157), "landl_im": (-0.696, 0.141), "lremot_ex": (0.660, 0.134), "lremot_im": (0.562, 0.118),
    "comfrt_wto": (0.181, 0.089), "open_wto": (-0.107, 0.131),
}  # fmt: skip
TABLE_5 = {
    "ldist": (-0.750, 0.041), "border": (0.370, 0.091), "comlang": (0.383, 0.093), "colony": (0.079, 0.134),
    "comfrt_wto": (0.376, 0.077),
}  # fmt: skip


def gravity(outside, regressors, **keys):
    file = outside / "log_of_gravity" / "log_of_gravity.dta"
    return estimate({"file": str(file), "regressors": list(regressors), **keys}).table.set_index("term")


def agree(table, known):
    """Agree to three decimals; a published figure is rounded, so half of the last one is allowed and a hair more."""
    for term, (estimate_, se) in known.items():
        assert table.loc[term, "estimate"] == pytest.approx(estimate_, abs=0.00055), term
        assert table.loc[term, "se"] == pytest.approx(se, abs=0.00055), term


@pytest.mark.outside
def test_the_log_of_gravity_table_3(outside):
    found = gravity(outside, TABLE_3, estimator="ppml", outcome="trade")
    assert found["n"].unique().tolist() == [18360]
    agree(found, TABLE_3)


@pytest.mark.outside
def test_the_log_of_gravity_table_3_by_least_squares(outside):
    found = gravity(outside, TABLE_3, estimator="ols", outcome="log(trade)")
    assert found["n"].unique().tolist() == [9613]
    agree(found, {"ldist": (-1.166, 0.034)})


@pytest.mark.outside
def test_the_log_of_gravity_table_5(outside):
    pytest.importorskip("pyfixest")
    found = gravity(outside, TABLE_5, estimator="ppml", outcome="trade", fixed_effects=["s2_ex", "s1_im"])
    assert found["n"].unique().tolist() == [18360]
    assert np.isfinite(found["p"]).all()
    agree(found, TABLE_5)
