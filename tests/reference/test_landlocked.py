"""Published dependence of two landlocked countries comes out of the embedded observations."""

from __future__ import annotations

import pytest

from sogdia.data import world
from sogdia.dependence import expose

SHARE_TOLERANCE = 0.001


def test_ethiopias_exits_of_december_2016() -> None:
    found = expose(world(), "ETH", year=2016)
    exits = found.table[found.table.dimension == "exit"].set_index("actor")
    total = 17.4 + 14.9 + 4.9
    for country, gbps in (("SDN", 17.4), ("DJI", 14.9), ("KEN", 4.9)):
        assert exits.touch[country] == pytest.approx(gbps / total, abs=SHARE_TOLERANCE)
        assert exits.basis[country] == "measured"
    by = found.concentration.set_index("dimension")
    assert by.hhi["exit"] == pytest.approx(0.397, abs=SHARE_TOLERANCE)
    assert by.basis["exit"] == "measured"


def test_armenias_one_owner_of_2018() -> None:
    found = expose(world(), "ARM", year=2018)
    owners = found.table[found.table.dimension == "owner"].set_index("actor")
    assert owners.touch["caucasus-online"] == pytest.approx(0.85)
    assert owners.basis["caucasus-online"] == "measured"
    assert owners.loss_high["caucasus-online"] == pytest.approx(0.85)
