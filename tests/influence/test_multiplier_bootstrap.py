from __future__ import annotations

import numpy as np
import pytest

from sogdia.errors import ParameterError
from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.multiplier_bootstrap import multiplier_bootstrap
from sogdia.influence.study_panel import lay_out


def test_errors_are_the_analytic_ones_and_bands_are_wider(adopt):
    found = callaway_santanna(lay_out(adopt(1, units=200), outcome="y", first="first")).only("event")
    table = multiplier_bootstrap(found, draws=4000)
    assert table["se"].to_numpy() == pytest.approx(found.errors, rel=0.12)
    assert ((table["band_high"] - table["band_low"]) > 1.2 * (table["high"] - table["low"])).all()


def test_clusters_are_reweighted_whole(adopt):
    data = adopt(2, units=120)
    data["region"] = data["unit"] // 4
    data["y"] += data.groupby(["region", "year"])["y"].transform("mean") * 2
    by_unit, by_region = (
        callaway_santanna(lay_out(data, outcome="y", first="first", cluster=c)).only("att") for c in ("", "region")
    )
    one, two = (multiplier_bootstrap(f, draws=2000)["se"][0] for f in (by_unit, by_region))
    assert two == pytest.approx(by_region.errors[0], rel=0.15)
    assert abs(two - one) > 0.05 * one


def test_few_draws_are_refused(adopt):
    found = callaway_santanna(lay_out(adopt(3), outcome="y", first="first"))
    with pytest.raises(ParameterError, match="20 or more"):
        multiplier_bootstrap(found, draws=3)
    assert np.isfinite(multiplier_bootstrap(found, draws=50)["band_low"]).all()
