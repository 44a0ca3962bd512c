from __future__ import annotations

import pandas as pd
import shapely

from sogdia.dependence import ExposeParams, expose
from sogdia.network import Network


def island(landings: int, *, strait: bool = False) -> Network:
    """MDV: a city joined to landings, each with two cables to one country abroad."""
    nodes = [("city", "MDV", 73.5, 4.2, "city"), ("far", "IND", 77.0, 8.5, "city")]
    spans = []
    for k in range(landings):
        nodes.append((f"l{k}", "MDV", 73.0 + k, 3.5, "landing"))
        spans.append((f"d{k}", "city", f"l{k}", "terrestrial"))
        spans += [(f"x{k}{side}", f"l{k}", "far", "submarine") for side in "ab"]
    tables = {
        "nodes": pd.DataFrame(nodes, columns=["id", "country", "lon", "lat", "kind"]),
        "spans": pd.DataFrame(spans, columns=["id", "start", "end", "setting"]),
        "demands": pd.DataFrame({"start": ["MDV"], "end": ["IND"], "traffic_gbps": [10.0]}),
    }
    if strait:
        area = shapely.box(60.0, 5.0, 90.0, 6.0)
        tables["hazards"] = pd.DataFrame({"id": ["channel"], "kind": ["strait"], "geometry": [area]})
    return Network(**tables)


def test_two_cables_of_one_landing_are_one_exit():
    exits = expose(island(2), "MDV").exits.iloc[0]
    assert (exits.k_landings, exits.k_straits, exits.meets) == (2, 2, False)


def test_a_strait_shared_by_all_is_one_exit():
    exits = expose(island(4, strait=True), "MDV").exits.iloc[0]
    assert (exits.k_landings, exits.k_straits, exits.meets) == (4, 1, True)


def test_the_threshold_is_the_users():
    result = expose(island(2), "MDV", params=ExposeParams(exits_threshold=2))
    assert result.exits.meets.tolist() == [True]
    assert "The mark is 2 ways" in result.rule


def test_ways_by_land_meet_at_border_crossings(steppe):
    assert expose(steppe, "KGZ").exits.k_landings.tolist() == [2]
    nodes = pd.concat(
        [
            steppe.nodes,
            pd.DataFrame(
                {"id": ["gate"], "country": ["KGZ"], "lon": [75.0], "lat": [43.0], "kind": ["border_crossing"]}
            ),
        ],
        ignore_index=True,
    )
    spans = pd.DataFrame(
        [("in", "bishkek", "gate"), ("n", "gate", "almaty"), ("s", "gate", "kashgar"), ("t", "almaty", "moscow"),
         ("d", "kashgar", "moscow")],
        columns=["id", "start", "end"],
    ).assign(setting="terrestrial")  # fmt: skip
    assert expose(steppe.replace(nodes=nodes, spans=spans), "KGZ").exits.k_landings.tolist() == [1]
