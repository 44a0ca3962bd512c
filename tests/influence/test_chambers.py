from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd  # noqa: TC002  pytest reads the annotations
import pytest

from sogdia.errors import DataError, ParameterError
from sogdia.influence import ideal_points as estimate

ideal_points = partial(estimate, method="variational")


def matched(result: object, true: pd.DataFrame) -> pd.DataFrame:
    both = result.table.merge(true, on=["cow", "session"])  # type: ignore[attr-defined]
    if both["point"].corr(both["true"]) < 0:
        both["true"] = -both["true"]
    return both


def test_points_of_a_drawn_chamber_are_found_and_bounded(drawn):
    cast, calls, true = drawn
    result = ideal_points(cast, calls)
    both = matched(result, true)
    inside = ((both["true"] >= both["low"]) & (both["true"] <= both["high"])).mean()
    assert list(result.table) == ["country", "cow", "session", "year", "point", "low", "high"]
    assert both["point"].corr(both["true"]) > 0.96
    assert 0.85 <= inside <= 0.97


def test_order_of_rows_and_names_change_nothing(drawn):
    cast, calls, _ = drawn
    first = ideal_points(cast, calls).table
    again = ideal_points(cast.sample(frac=1, random_state=1), calls.sample(frac=1, random_state=2)).table
    renamed = ideal_points(cast.assign(country="N" + cast["cow"].astype(str)), calls).table
    np.testing.assert_allclose(first["point"], again["point"], atol=1e-6)
    np.testing.assert_allclose(first["point"], renamed["point"], atol=1e-12)


def test_yes_and_no_swapped_turn_the_scale(drawn):
    cast, calls, _ = drawn
    first = ideal_points(cast, calls, anchor=1).table
    turned = ideal_points(cast.assign(vote=4 - cast["vote"]), calls, anchor=1).table
    np.testing.assert_allclose(first["point"], turned["point"], atol=0.01)


def test_an_anchor_is_on_the_positive_side(drawn):
    cast, calls, _ = drawn
    for number in (1, 2):
        table = ideal_points(cast, calls, anchor=number, sessions=[1, 2]).table
        assert table.loc[table["cow"] == number, "point"].mean() > 0
    with pytest.raises(ParameterError, match="999"):
        ideal_points(cast, calls, anchor=999)


def test_the_side_that_votes_no_more_often_is_positive(drawn):
    cast, calls, _ = drawn
    table = ideal_points(cast, calls).table.groupby("cow")["point"].mean()
    share = cast.assign(no=cast["vote"] == 3).groupby("cow")["no"].mean()
    assert table.corr(share) > 0


@pytest.mark.parametrize("left", ["none", "2-0"])
def test_a_session_of_less_than_two_contested_votes_is_stepped_over_and_noted(drawn, left):
    cast, calls, _ = drawn
    alike = cast["roll_call"].str.startswith("2-") & (cast["roll_call"] != left)
    cast = cast.assign(vote=cast["vote"].where(~alike, 1))
    result = ideal_points(cast, calls)
    assert 3 not in set(result.table["session"])
    assert result.manifest["parameters"]["notes"] == ["sessions with less than two contested votes: 3"]


def test_too_little_to_go_on_is_said(drawn):
    cast, calls, _ = drawn
    with pytest.raises(DataError, match="0 countries cast contested votes"):
        ideal_points(cast.assign(vote=1), calls)
    with pytest.raises(DataError, match="no roll calls are left"):
        ideal_points(cast, calls, sessions=[99])
    with pytest.raises(ParameterError, match="smooth"):
        ideal_points(cast, calls, smooth=0)
    with pytest.raises(ParameterError, match="variational"):
        estimate(cast, calls, method="variatonal")
    with pytest.raises(ParameterError, match="30 rounds"):
        estimate(cast, calls, rounds=10)


def test_two_categories_are_enough(draw):
    cast, calls, true = draw(40, 2, 30, seed=5)
    cast["vote"] = cast["vote"].where(cast["vote"] != 2, 3)
    both = matched(ideal_points(cast, calls), true)
    assert both["true"].corr(both["point"]) > 0.9


def test_a_gap_in_a_countrys_votes_is_bridged(drawn):
    cast, calls, _ = drawn
    gone = (cast["cow"] == 7) & cast["roll_call"].str.match("[12]-")
    table = ideal_points(cast[~gone], calls).table
    assert table.loc[table["cow"] == 7, "session"].tolist() == [1, 4, 5]
    assert np.isfinite(table[["point", "low", "high"]].to_numpy()).all()
