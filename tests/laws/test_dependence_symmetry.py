from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sogdia.dependence import ExposeParams, expose
from sogdia.dependence.concentration import herfindahl
from sogdia.dependence.survey import survey
from sogdia.dependence.withdrawal import stand
from sogdia.flows import CapacityParams, DemandParams
from sogdia.flows.layout import lay_out
from sogdia.network import Network

COUNTRIES = ("AAA", "BBB", "CCC", "DDD")
FIRMS = ("f1", "f2", "f3")
HELD = ("owner", "supplier", "operator", "home_of_owner", "home_of_supplier", "system", "exit")
PLACES = [(10.0, 10.0), (14.0, 11.0), (12.0, 15.0), (17.0, 16.0)]


@st.composite
def networks(draw: st.DrawFn, *, ample: bool = False) -> Network:
    """Four countries of a city and a landing each, joined at random."""
    nodes = [(f"{c}-city", c, *PLACES[k], "city") for k, c in enumerate(COUNTRIES)]
    nodes += [(f"{c}-sea", c, PLACES[k][0] + 0.7, PLACES[k][1] - 0.3, "landing") for k, c in enumerate(COUNTRIES)]
    ids = [node[0] for node in nodes]
    ends = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), min_size=4, max_size=12))
    ends += [(f"{c}-city", f"{c}-sea") for c in COUNTRIES]
    spans = []
    for k, (a, b) in enumerate(ends):
        if a != b:
            setting = "submarine" if a.endswith("sea") and b.endswith("sea") else "terrestrial"
            gbps = 1e6 if ample else draw(st.sampled_from([1.0, 5.0, 20.0, 100.0]))
            spans.append((f"e{k}", f"s{draw(st.integers(0, 4))}", a, b, setting, gbps, 1500.0 + 13.7 * k))
    roles = draw(
        st.lists(
            st.tuples(
                st.integers(0, 4), st.sampled_from(FIRMS), st.sampled_from(["owner", "supplier", "operator"]),
                st.sampled_from([None, 0.2, 0.5, 0.6]),
            ),
            max_size=10,
        )
    )  # fmt: skip
    homes = [draw(st.sampled_from(COUNTRIES)) for _ in FIRMS]
    parent = draw(st.sampled_from([None, "f2", "f3"]))
    pairs = draw(st.lists(st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(COUNTRIES)), min_size=1, max_size=6))
    demands = [(a, b, 3.0 + k) for k, (a, b) in enumerate(pairs) if a != b] or [("AAA", "BBB", 3.0)]
    return Network(
        nodes=pd.DataFrame(nodes, columns=["id", "country", "lon", "lat", "kind"]),
        spans=pd.DataFrame(
            spans, columns=["id", "system", "start", "end", "setting", "capacity_lit_gbps", "length_km"]
        ),
        organisations=pd.DataFrame({"id": FIRMS, "country": homes, "parent": [parent, None, None]}),
        roles=pd.DataFrame(
            [(f"s{s}", f, r, x) for s, f, r, x in roles], columns=["system", "organisation", "role", "share"]
        ),
        demands=pd.DataFrame(demands, columns=["start", "end", "traffic_gbps"]),
    )


def renamed(net: Network, names: dict[str, str]) -> Network:
    """Give the network under other names of countries and organisations; node ids stay."""
    swap = {
        "nodes": ["country"], "organisations": ["id", "country", "parent"], "roles": ["organisation"],
        "demands": ["start", "end"],
    }  # fmt: skip
    tables = {}
    for table, columns in swap.items():
        rows = getattr(net, table)
        tables[table] = rows.assign(**{c: rows[c].map(lambda v: names.get(v, v), na_action="ignore") for c in columns})
    return net.replace(**tables)


def figures(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Give the numbers by country, dimension and actor, under other names."""
    rows = table.assign(country=table.country.map(names), actor=table.actor.map(lambda a: names.get(a, a)))
    keys = ["country", "dimension", "actor"]
    columns = ["stake", "control", "touch", "loss", "loss_low", "loss_high"]
    return rows.set_index(keys)[[*columns, "basis"]].sort_index()


@settings(max_examples=8, deadline=None)
@given(networks(), st.permutations(COUNTRIES), st.permutations(FIRMS))
def test_swapping_labels_permutes_the_answer_whose_rule_names_nobody(net, countries, firms):
    names = dict(zip((*COUNTRIES, *FIRMS), (*countries, *firms), strict=True))
    first, second = expose(net), expose(renamed(net, names))
    same = {v: v for v in names}
    ours, theirs = figures(first.table, names), figures(second.table, same)
    assert ours.index.tolist() == theirs.index.tolist()
    assert ours.basis.tolist() == theirs.basis.tolist()
    np.testing.assert_allclose(ours.drop(columns="basis"), theirs.drop(columns="basis"), atol=1e-9)
    assert first.rule == second.rule
    assert not any(name in first.rule.split() for name in names)
    a, b = (r.exits.assign(country=r.exits.country.map(n)) for r, n in ((first, names), (second, same)))
    columns = ["country", "k_landings", "k_straits", "meets"]
    assert a.sort_values("country")[columns].to_numpy().tolist() == b[columns].to_numpy().tolist()
    for column in ("hhi", "largest_share", "share_unknown"):
        one = first.concentration.assign(country=first.concentration.country.map(names))
        one = one.set_index(["country", "dimension"])[column].sort_index()
        two = second.concentration.set_index(["country", "dimension"])[column].sort_index()
        pd.testing.assert_series_equal(one, two, check_index_type=False, atol=1e-9)


@settings(max_examples=6, deadline=None)
@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(net, chance):
    tables = {}
    for name in ("nodes", "spans", "roles", "organisations", "demands"):
        rows = getattr(net, name)
        tables[name] = rows.sample(frac=1.0, random_state=chance.randrange(2**31))
    mixed = expose(net.replace(**tables))
    ours = expose(net)
    pd.testing.assert_frame_equal(ours.table, mixed.table, atol=1e-9)
    pd.testing.assert_frame_equal(ours.concentration, mixed.concentration, atol=1e-9)
    pd.testing.assert_frame_equal(ours.exits, mixed.exits)


@settings(max_examples=10, deadline=None)
@given(networks())
def test_shares_are_shares(net):
    result = expose(net)
    table = result.table
    assert table.touch.between(0.0, 1.0).all()
    held = table[table.stake.notna()]
    assert (held.stake <= held.touch + 1e-12).all()
    control = table[table.control.notna()]
    assert (control.control <= control.touch + 1e-12).all()
    losses = table[table.loss.notna()]
    assert losses[["loss", "loss_low", "loss_high"]].apply(lambda c: c.between(0.0, 1.0)).all(axis=None)
    assert (losses.loss_low <= losses.loss + 1e-12).all()
    assert (losses.loss <= losses.loss_high + 1e-12).all()
    sums = table[table.dimension.isin(HELD)].groupby(["country", "dimension"]).stake.sum()
    np.testing.assert_allclose(sums, 1.0, atol=1e-6)
    hhi = result.concentration
    assert (hhi.hhi <= 1.0 + 1e-12).all()
    assert (hhi.hhi >= 1.0 / hhi.actors - 1e-12).all()
    exits = result.exits
    assert (exits.k_straits <= exits.k_landings).all()
    assert (exits.k_landings[exits.share_connected > 0] > 0).all()


@settings(max_examples=7, deadline=None)
@given(networks(ample=True))
def test_withdrawing_who_touches_nothing_loses_nothing(net):
    # With ample capacity: who is on no way may yet hold a way round that is needed when the others are full.
    table = expose(net, params=ExposeParams(touch_from=0.0)).table
    layout = lay_out(net, None, DemandParams(), CapacityParams())
    marks = survey(layout.wires, None).marks
    for k, country in enumerate(layout.demand.countries):
        before = stand(layout, k, 10)
        if not before.served[0] > 0:
            continue
        mine = table[table.country == country]
        for mark in marks:
            touched = set(mine.actor[mine.dimension == mark.dimension])
            for actor in set(mark.actors) - touched - set(COUNTRIES):
                assert before.loss(mark.spans_of(mark.actors.index(actor)))[2] == 0.0
        assert before.loss(np.zeros(layout.wires.graph.n_spans, dtype=bool)) == (0.0, 0.0, 0.0)


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=30))
def test_hhi_is_between_one_over_n_and_one(shares):
    assert 1.0 / len(shares) - 1e-12 <= herfindahl(shares) <= 1.0 + 1e-12
