from __future__ import annotations

import pandas as pd
import pytest

from sogdia.dependence.holdings import at_home, holders, homes_of, of_year


def held(*shares: float | None) -> dict[str, float]:
    rows = pd.DataFrame({"organisation": list("abcdef")[: len(shares)], "share": shares})
    rows = rows.assign(system="s", role="owner", source=None)
    return holders(rows, "owner").set_index("actor").share.to_dict()


def test_unpublished_shares_are_equal():
    assert held(None, None, None, None) == dict.fromkeys("abcd", 0.25)


def test_published_shares_leave_a_rest():
    assert held(0.3, 0.2) == {"a": 0.3, "b": 0.2, "unknown": 0.5}
    assert held(0.3, None, None) == {"a": 0.3, "b": pytest.approx(0.35), "c": pytest.approx(0.35)}
    assert held(1.0, None) == {"a": 1.0, "b": 0.0}


def test_rounded_shares_are_the_whole():
    assert held(0.5, 0.5001) == {"a": pytest.approx(0.5, abs=1e-4), "b": pytest.approx(0.5, abs=1e-4)}
    assert sum(held(0.333, 0.333, 0.333).values()) == pytest.approx(1.0)


def test_a_sole_holder_is_not_assumed():
    rows = pd.DataFrame({"system": ["s"], "organisation": ["a"], "role": ["owner"], "share": [None], "source": [None]})
    assert not holders(rows, "owner").assumed.any()


def test_roles_of_a_year():
    rows = pd.DataFrame({"year_from": pd.array([2010, None], "Int64"), "year_to": pd.array([2015, 2012], "Int64")})
    assert [len(of_year(rows, year)) for year in (2005, 2010, 2012, 2015, None)] == [1, 2, 1, 0, 2]


def test_homes_go_to_the_top():
    organisations = pd.DataFrame(
        {"id": ["a", "b", "c", "d"], "country": ["X", "Y", None, None], "parent": ["b", "c", None, None]}
    )
    homes = homes_of(organisations)
    assert homes == {"a": ("Y", "X"), "b": ("Y",), "c": ("unknown",), "d": ("unknown",)}
    shares = at_home(
        pd.DataFrame({"system": "s", "actor": ["a", "d"], "share": [0.6, 0.4], "assumed": False, "source": None}), homes
    )
    assert shares.set_index("actor").share.to_dict() == {"X": 0.0, "Y": 0.6, "unknown": 0.4}
