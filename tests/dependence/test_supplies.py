from __future__ import annotations

import pandas as pd
import pytest

from sogdia.dependence import expose, supplier_shares
from sogdia.errors import ParameterError
from sogdia.network import Network


@pytest.fixture
def cables() -> Network:
    # Nine long cables by big; one short one by small, one joint; one of nobody known.
    ids = [f"c{k}" for k in range(12)]
    systems = pd.DataFrame({"id": ids, "length_km": [10_000.0] * 9 + [500.0, 1500.0, 9999.0]})
    roles = pd.DataFrame({"system": [*ids[:10], "c10", "c10"], "organisation": ["big"] * 9 + ["small", "big", "small"]})
    organisations = pd.DataFrame({"id": ["big", "small"], "name": ["Big", "Small"]})
    return Network(systems=systems, roles=roles.assign(role="supplier"), organisations=organisations)


@pytest.mark.parametrize(
    ("by", "joint", "small"),
    [
        ("systems", "split", 1.5 / 11),
        ("systems", "full", 2.0 / 11),
        ("km", "split", 1250.0 / 92_000),
        ("km", "full", 2000.0 / 92_000),
    ],
)
def test_the_share_depends_on_the_count(cables, cell, by, joint, small):
    row = cell(supplier_shares(cables, by, joint).table, supplier="small")
    assert row.share == pytest.approx(small)
    assert row.supplier_name == "Small"


def test_split_shares_sum_to_one(cables):
    for by in ("systems", "km"):
        assert supplier_shares(cables, by).table.share.sum() == pytest.approx(1.0)


def test_length_comes_from_spans_where_none_is_published(steppe):
    table = supplier_shares(steppe, "km").table
    assert table.of_total.tolist() == [2000.0, 2000.0]


def test_cancelled_systems_are_left_out(cables):
    systems = cables.systems.assign(status=["cancelled"] * 9 + [None] * 3)
    assert supplier_shares(cables.replace(systems=systems)).table.of_total.iloc[0] == 2.0


def test_every_count_stands_in_the_exposure(steppe):
    columns = {f"share_{by}_{joint}" for by in ("systems", "km") for joint in ("split", "full")}
    assert columns <= set(expose(steppe, "KGZ").suppliers.columns)


def test_an_unknown_count_is_refused(cables):
    with pytest.raises(ParameterError, match="did you mean 'systems'"):
        supplier_shares(cables, "system")
    with pytest.raises(ParameterError, match="joint"):
        supplier_shares(cables, "km", "halves")
