from __future__ import annotations

import warnings

import numpy as np
import pytest

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.chaisemartin_dhaultfoeuille import chaisemartin_dhaultfoeuille
from sogdia.influence.study_panel import lay_out


def switching(adopt, seed=0, units=150):
    data = adopt(seed, units=units, years=10)
    kind = data["unit"] % 4
    leave = 2003 + data["unit"] % 3 * 2
    data["on"] = np.select([kind == 0, kind == 1], [(data["year"] < leave) * 1, 1], data["on"])
    data["y"] = data["y"] - (data["first"] > 0) * (data["year"] >= data["first"]) + data["on"]
    return data


def test_it_agrees_with_diff_diff(adopt):
    diff_diff = pytest.importorskip("diff_diff")
    data = switching(adopt)
    found = chaisemartin_dhaultfoeuille(lay_out(data, outcome="y", treated="on"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = diff_diff.ChaisemartinDHaultfoeuille().fit(
            data, outcome="y", group="unit", time="year", treatment="on", L_max=3
        )
    at = {found.terms[j].at: j for j in found.where("event")}
    for events, shift in ((known.event_study_effects, -1), (known.placebo_event_study, -1)):
        for horizon, event in events.items():
            j = at[horizon + shift]
            assert found.estimates[j] == pytest.approx(event["effect"], abs=1e-8)
            assert event["se"] < found.errors[j] < 1.1 * event["se"]


def test_joiners_and_leavers_both_find_the_effect(adopt):
    found = chaisemartin_dhaultfoeuille(lay_out(switching(adopt, 1), outcome="y", treated="on"))
    for kind in ("joiners", "leavers", "att"):
        part = found.only(kind)
        assert abs(part.att - 1) < 4 * part.errors[0]
    assert found.settings["joiners"] > 0
    assert found.settings["leavers"] > 0


def test_without_leavers_it_is_callaway_santanna_with_the_not_yet_treated(adopt):
    panel = lay_out(adopt(2), outcome="y", first="first")
    ours = chaisemartin_dhaultfoeuille(panel, placebos=0).only("event")
    other = callaway_santanna(panel, controls="not-yet").only("event")
    late = [j for j, t in enumerate(other.terms) if t.at >= 0]
    assert ours.estimates == pytest.approx(other.estimates[late])


def test_years_after_a_second_switch_are_left_out(adopt):
    data = switching(adopt, 3)
    again = (data["unit"] % 4 == 0) & (data["year"] == 2009)
    data.loc[again, "on"] = 1
    found = chaisemartin_dhaultfoeuille(lay_out(data, outcome="y", treated="on"))
    assert found.settings["units_that_switch_again"] > 0


def test_without_stayers_nothing_can_be_said(adopt):
    data = adopt(4)
    data["on"] = (data["year"] >= 2006) * 1
    with pytest.raises(InfeasibleError, match="stay as they were"):
        chaisemartin_dhaultfoeuille(lay_out(data, outcome="y", treated="on"))


def test_leavers_alone_are_enough(adopt):
    data = switching(adopt, 5)
    data = data[data["unit"] % 4 < 2]
    found = chaisemartin_dhaultfoeuille(lay_out(data, outcome="y", treated="on"))
    assert "joiners" not in {t.kind for t in found.terms}
    assert abs(found.att - 1) < 4 * found.errors[0]


def test_covariates_are_refused(adopt):
    with pytest.raises(ParameterError, match="covariates"):
        chaisemartin_dhaultfoeuille(lay_out(adopt(6), outcome="y", first="first", covariates=["x"]))
