from __future__ import annotations

import numpy as np
import pytest

from sogdia.errors import ParameterError
from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.contrast import contrast, stacked
from sogdia.influence.imputation import imputation
from sogdia.influence.study_panel import lay_out


def test_the_joint_covariance_is_that_of_repeated_draws(adopt):
    """Two treatments on one outcome and one set of units: their estimates move together."""
    pairs, said = [], []
    for seed in range(60):
        data = adopt(seed, units=40, years=8)
        other = np.random.default_rng(seed + 999).permutation(40)
        data["second"] = data["first"].to_numpy().reshape(40, 8)[other].ravel()
        one, two = (callaway_santanna(lay_out(data, outcome="y", first=f)) for f in ("first", "second"))
        pairs.append([one.att, two.att])
        said.append(contrast(one, two).errors[0])
    assert np.mean(said) == pytest.approx(np.std(np.subtract(*np.array(pairs).T)), rel=0.25)


def test_units_are_matched_by_label_and_clusters_joined(adopt):
    data = adopt(1)
    data["region"] = data["unit"] % 7
    one = imputation(lay_out(data.query("unit > 10"), outcome="y", first="first"))
    two = imputation(lay_out(data.query("unit < 50"), outcome="y", first="first", cluster="region"))
    both = stacked([one, two])
    assert len(both.units) == 60
    assert len(np.unique(both.clusters)) == 7 + 10
    gap = contrast(one, two)
    assert gap.att == pytest.approx(one.att - two.att)
    assert contrast(two, one).errors == pytest.approx(gap.errors)


def test_an_effect_against_itself_is_nothing(adopt):
    one = imputation(lay_out(adopt(2), outcome="y", first="first"))
    assert contrast(one, one).errors[0] == pytest.approx(0)
    with pytest.raises(ParameterError):
        stacked([])
