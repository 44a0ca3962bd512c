"""Ideal points of five sessions against Bailey, Strezhnev and Voeten's publication of April 2020 (even sessions)."""

from __future__ import annotations

import os

import pandas as pd
import pytest

from sogdia.formats.vote_files import read_votes
from sogdia.influence import ideal_points
from sogdia.influence.bridges import read_bridges


@pytest.mark.outside
@pytest.mark.skipif(not os.environ.get("SOGDIA_SLOW"), reason="SOGDIA_SLOW is not set: reads 870,109 votes")
def test_points_agree_with_the_publication(outside):
    votes = read_votes(outside / "unvotes_dgrtwo")
    pairs = read_bridges(outside / "un_idealpoints_apr2020" / "Matches.csv")
    result = ideal_points(votes.cast, votes.roll_calls, bridges=pairs, sessions=range(58, 63)).table
    path = outside / "un_idealpoints_apr2020" / "ideal_points_even_sessions.csv"
    published = pd.read_csv(path, encoding="latin-1", keep_default_na=False).astype({"IdealPoint": float})
    both = published.merge(result, left_on=["ccode", "session"], right_on=["cow", "session"])
    assert len(both) > 550
    for _, session in both.groupby("session"):
        assert session["point"].corr(session["IdealPoint"]) > 0.985
