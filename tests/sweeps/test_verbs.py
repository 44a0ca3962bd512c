"""A sweep says what the doors say."""

from __future__ import annotations

import pandas as pd
import pytest

import sogdia as sg
from sogdia.assessment.sample import sample_network
from sogdia.data.known_countries import with_countries
from sogdia.flows import AvailabilityParams, CapacityParams, FailParams
from sogdia.sweeps import sweep

CALLED = "Red line"
"""Name of all spans of the network that is swept."""


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("swept")
    net = sample_network()
    net.replace(spans=net.spans.assign(name=CALLED)).save(folder / "net")
    (folder / "pairs.csv").write_text(
        "town,from_lon,from_lat,to_lon,to_lat\nNA,67.0,24.85,43.15,11.6\n007,67.0,24.85,39.67,-4.05\n", encoding="utf-8"
    )
    (folder / "cases.toml").write_text(
        """
        network = "net"
        [verbs.fail]
        cut = ["new", ["old", "new-2"], "Red Line"]
        near = [[43.15, 11.6, 30]]
        withdraw = "owner=holder-b"
        method = ["cut", "share", "served", "exact"]
        params.capacity.usable_share = [0.2, 0.35]
        [verbs.expose]
        country = ["KEN", "PAK"]
        [verbs.flow]
        [verbs.latency]
        pairs = "pairs.csv"
        [verbs.availability]
        years = 50
        seed = [0, 7]
        method = ["share", "served"]
        params.fleet = [1.0, 2.0]
        params.samples = 20
        """,
        encoding="utf-8",
    )
    return sweep(folder / "cases.toml", folder / "out", jobs=1)


def rows(swept, data_set, **where):
    table = pd.read_parquet(swept.folder / data_set)
    for name, value in where.items():
        table = table[table[name] == value]
    return table.reset_index(drop=True)


def agree(found, expected):
    shared = [name for name in expected.columns if name not in {"case", "verb", "network", "year"}]
    pd.testing.assert_frame_equal(found[shared], expected[shared], check_dtype=False, check_exact=True)


@pytest.mark.parametrize(
    ("share", "method"), [(0.2, "cut"), (0.35, "cut"), (0.2, "share"), (0.2, "served"), (0.35, "exact")]
)
@pytest.mark.parametrize(
    ("where", "loss"),
    [
        ({"cut": "new"}, {"cut": "new"}),
        ({"cut": "Red Line"}, {"near": [(55.0, 10.0, 5000.0)]}),
        ({"cut": "new-2;old"}, {"cut": ["old", "new-2"]}),
        ({"near": "43.15,11.6,30"}, {"near": [(43.15, 11.6, 30.0)]}),
        ({"withdraw": "owner=holder-b"}, {"withdraw": {"owner": "holder-b"}}),
    ],
)
def test_losses_are_those_of_fail(swept, share, method, where, loss):
    params = FailParams(capacity=CapacityParams(usable_share=share))
    found = rows(swept, "fail", capacity_usable_share=share, method=method, **where)
    agree(found, sg.fail(sample_network(), **loss, method=method, params=params).table)


@pytest.mark.parametrize("known", [True, False])
def test_losses_are_those_of_fail_also_where_the_network_knows_no_demand(tmp_path, known):
    """As at the command line, the embedded facts of the countries are taken where a network has none of its own."""
    net = sample_network()
    codes = net.nodes.country if known else pd.Series("ZZZ", index=net.nodes.index)
    net.replace(demands=net.demands[:0], countries=net.countries[:0], nodes=net.nodes.assign(country=codes)).save(
        tmp_path / "net"
    )
    text = 'network = "net"\n[verbs.fail]\ncut = ["new", "old"]\nwithdraw = "owner=holder-b"'
    (tmp_path / "cases.toml").write_text(text, encoding="utf-8")
    result = sweep(tmp_path / "cases.toml", tmp_path / "out", jobs=1)
    bare = with_countries(sg.read(tmp_path / "net"))
    assert bare.countries.empty is not known
    agree(rows(result, "fail", cut="old"), sg.fail(bare, cut="old").table)
    agree(rows(result, "fail", withdraw="owner=holder-b"), sg.fail(bare, withdraw={"owner": "holder-b"}).table)


def test_exposures_are_those_of_expose(swept):
    for code in ("KEN", "PAK"):
        case = rows(swept, "expose", country=code).case.unique()
        assert len(case) == 1
        expected = sg.expose(sample_network(), code)
        agree(rows(swept, "expose", case=case[0]), expected.table)
        agree(rows(swept, "expose_concentration", case=case[0]), expected.concentration)
        agree(rows(swept, "expose_exits", case=case[0]), expected.exits)


def test_loads_are_those_of_flow(swept):
    expected = sg.flow(sample_network())
    agree(rows(swept, "flow"), expected.table)
    agree(rows(swept, "flow_pairs"), expected.pairs)


def test_round_trips_are_those_of_latency_and_keep_the_columns_of_the_pairs(swept):
    pairs = pd.DataFrame([[67.0, 24.85, 43.15, 11.6], [67.0, 24.85, 39.67, -4.05]])
    pairs.columns = ["from_lon", "from_lat", "to_lon", "to_lat"]
    found = rows(swept, "latency")
    assert found.town.tolist() == ["NA", "007"]
    agree(found, sg.latency(sample_network(), pairs).table)


@pytest.mark.parametrize("method", ["share", "served"])
def test_lost_hours_are_those_of_availability(swept, method):
    params = AvailabilityParams(fleet=2.0, samples=20)
    for seed in (0, 7):
        found = rows(swept, "availability", seed=seed, fleet=2.0, method=method)
        expected = sg.availability(sample_network(), years=50, seed=seed, method=method, params=params)
        agree(found, expected.table)
        assert found.gap.isna().all() if expected.gap is None else (found.gap == expected.gap).all()


def test_every_row_says_case_verb_network_year_and_parameters_first(swept):
    for data_set in swept.table.data_set:
        table = rows(swept, data_set)
        assert list(table.columns[:4]) == ["case", "verb", "network", "year"]
        assert set(table.verb) == {data_set.split("_")[0]}
    assert "capacity_usable_share" in rows(swept, "fail")
    cases = pd.read_parquet(swept.folder / "cases_fail.parquet")
    assert set(cases.case) == set(rows(swept, "fail").case)


def test_duckdb_reads_the_store(swept):
    duckdb = pytest.importorskip("duckdb")
    pattern = swept.table.set_index("data_set").path["fail"]
    found = duckdb.sql(f"select country, max(share_demand_lost) from '{pattern}' group by 1 order by 1").fetchall()  # noqa: S608  our own path
    assert [country for country, _ in found] == ["DJI", "KEN", "PAK"]
    kinds = duckdb.sql(f"describe select * from '{pattern}'").fetchall()  # noqa: S608  our own path
    assert {"case": "VARCHAR", "year": "BIGINT", "share_demand_lost": "DOUBLE"}.items() <= {
        k[0]: k[1] for k in kinds
    }.items()
