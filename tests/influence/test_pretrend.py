from __future__ import annotations

import numpy as np
import pytest

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.imputation import imputation
from sogdia.influence.pretrend import pretrend
from sogdia.influence.study_panel import lay_out


def test_it_keeps_its_size_without_a_trend(adopt):
    found = [pretrend(imputation(lay_out(adopt(s, units=40, years=10), outcome="y", first="first", covariates=["x"])))
             for s in range(80)]  # fmt: skip
    assert np.mean([one.p < 0.05 for one in found]) < 0.15
    assert 0.3 < np.mean([one.p for one in found]) < 0.7
    assert found[0].events == (-3, -2, -1)


def test_it_finds_a_trend(adopt):
    data = adopt(1)
    data["y"] += 0.7 * (data["first"] > 0) * (data["year"] - 2000)
    found = pretrend(callaway_santanna(lay_out(data, outcome="y", first="first"), base="universal"))
    assert found.p < 0.001
    assert found.events == (-6, -5, -4, -3, -2)


def test_nothing_before_cannot_be_tested(adopt):
    late = lay_out(adopt(2).query("first in [0, 2005] and year >= 2004"), outcome="y", first="first")
    with pytest.raises(InfeasibleError, match="cannot be tested"):
        pretrend(imputation(late))
    with pytest.raises(ParameterError, match="1 or more"):
        pretrend(imputation(late), leads=0)
