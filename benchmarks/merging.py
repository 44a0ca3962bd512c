"""Write docs/explanation/african-network.md: 27 African operators and a cable map as one network, checked by hand.

Reads the outside data that SOGDIA_REFERENCE_DATA names (default ../shared/data); nothing of it is kept but figures and
names of places. `--scale` measures 20,000 by 20,000 made-up nodes instead.
"""

from __future__ import annotations

import os
import re
import string
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from sogdia.formats.ofds_geojson import read_ofds_geojson
from sogdia.formats.telegeography import read_telegeography
from sogdia.merging import MergeResult, merge
from sogdia.network import Network

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = Path(os.environ.get("SOGDIA_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
PAGE = ROOT / "docs" / "explanation" / "african-network.md"
AFRICA = [
    "Togo",
    "Zambia",
    "Tanzania",
    "Niger",
    "Cameroon",
    "Mozambique",
    "Namibia",
    "Rwanda",
    "Botswana",
    "DRC",
    "Burundi",
    "Angola",
    "Gabon",
    "Zimbabwe",
    "Nigeria",
    "South_Africa",
    "Uganda",
    "Congo_Republic",
    "Kenya",
    "Sudan",
]
REACHES_KM = (5.0, 15.0)
COAST = """Mombasa|Dar Es Salaam|Port Sudan|Maputo|Nacala|Mtunzini|Cape Town|Yzerfontein|Swakopmund|Luanda|Cabinda|Muanda|
Pointe-Noire|Libreville|Douala|Limbe|Kribi|Lome|Lagos|Kwa Ibo|Port Elizabeth""".replace("\n", "").split("|")
NO_OPERATOR = (
    "Djibouti, Accra and Dakar have landings in the cable map, but no operator of these countries is among the 27."
)
BORDERS = [
    ("Malaba", "KEN UGA", "Malaba|Uganda border"), ("Busia", "KEN UGA", "Busia"), ("Namanga", "KEN TZA", "Namanga"),
    ("Isebania and Sirari", "KEN TZA", "Isbania|Sirari"), ("Rusumo", "RWA TZA", "Rusumo"),
    ("Kasumbalesa", "COD ZMB", "Kasumbalesa"), ("Chirundu", "ZMB ZWE", "Chirundu"),
    ("Victoria Falls", "ZMB ZWE", "Victoria Falls"), ("Beitbridge", "ZAF ZWE", "Beitbridge"),
    ("Plumtree", "BWA ZWE", "Zimbabwe border"), ("Machipanda", "MOZ ZWE", "Machipanda"),
    ("Komatipoort", "MOZ ZAF", "Komatipoort"), ("Tunduma and Nakonde", "TZA ZMB", "Tunduma|Nakonde"),
    ("Kazungula", "BWA ZMB", "Kaz[au]ngula"), ("Katima Mulilo and Sesheke", "NAM ZMB", "Katima"),
    ("Mamuno and Buitepos", "BWA NAM", "Mamuno"), ("Ngoma", "BWA NAM", "Ngoma"),
    ("Ramatlabama", "BWA ZAF", "Ramatlabama"), ("Oshikango", "AGO NAM", "Engela"),
    ("Manyovu", "BDI TZA", "Manyovu"), ("Kobero and Kabanga", "BDI TZA", "Kobero"),
    ("Gasenyi", "BDI RWA", "Gasenyi"), ("Ruhwa", "BDI RWA", "Rukana"), ("Katuna", "RWA UGA", "."),
    ("Nimule", "SSD UGA", "Nimule"), ("Gabon and Congo", "COG GAB", "Border"),
]  # fmt: skip
"""Crossings where two of the networks have a node on their own side, found by reading their maps: name, countries, the
name that one of the nodes has."""
DOUBTFUL = ["Cendajuru"]
"""Nodes of joints that could not be confirmed by hand: no crossing is known there."""


def operators(folder: Path) -> dict[str, Network]:
    """Read the African operators of the published archive."""
    with tarfile.open(OUTSIDE / "ofds_datasets" / "ofds_nodes_spans_2026-05.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    homes = [home for country in AFRICA for home in sorted((folder / country).iterdir()) if home.is_dir()]
    return {f"{home.parent.name} {home.name}".replace("_", " "): read_ofds_geojson(home) for home in homes}


def pieces(net: Network) -> pd.Series:
    """Give the number of the piece of each node, by spans on land."""
    place = {key: i for i, key in enumerate(net.nodes.id)}
    land = net.spans[net.spans.setting == "terrestrial"]
    ends = (land.start.map(place).to_numpy(), land.end.map(place).to_numpy())
    found = connected_components(coo_matrix((np.ones(len(land)), ends), shape=(len(place),) * 2), directed=False)[1]
    return pd.Series(found, index=net.nodes.id)


def reach(result: MergeResult) -> pd.DataFrame:
    """Give for each operator how many of its nodes reach a landing over land, and in how many pieces they lie."""
    piece = pieces(result.network)
    sea = result.network.spans[result.network.spans.setting == "submarine"]
    wet = set(piece.reindex([*sea.start, *sea.end]))
    rows = result.provenance[(result.provenance.table == "nodes") & (result.provenance.input != "cables")]
    rows = rows.assign(piece=piece.reindex(rows.id).to_numpy())
    rows = rows.assign(reaches=rows.piece.isin(wet))
    return rows.groupby("input").agg(nodes=("id", "size"), reaching=("reaches", "sum"), pieces=("piece", "nunique"))


def coast(result: MergeResult, name: str) -> str:
    """Say what a landing of the cable map is tied to."""
    links = result.links[result.links.kind.isin(["assumed_joint", "open_landing"])]
    there = links[
        [name in (f"{a}".split(",")[0], f"{b}".split(",")[0]) for a, b in zip(links.name_a, links.name_b, strict=True)]
    ]
    tied = there[(there.kind == "assumed_joint") & ((there.input_a == "cables") | (there.input_b == "cables"))]
    pairs = result.table
    one = pairs[
        (pairs.decision == "joined") & (pairs.input_b == "cables") & (pairs.name_b.str.split(",").str[0] == name)
    ]
    if len(one):
        return f"one node, {one.distance_km.min():.1f} km"
    if len(tied):
        return f"tied, {tied.distance_km.min():.1f} km ({len(tied)} joint{'s' * (len(tied) > 1)})"
    left = there[there.kind == "open_landing"]
    if len(left):
        row = left.sort_values("distance_km").iloc[0]
        return f"open: nearest {row.name_b or 'a node without a name'}, {row.distance_km:.1f} km"
    return "open"


def border(result: MergeResult, countries: str, name: str) -> str:
    """Say how a crossing is tied."""
    links = result.links[result.links.kind.isin(["border", "open_end"])]
    fit = [
        {a, b} == set(countries.split()) and bool(re.search(name, f"{x} {y}"))
        for a, b, x, y in zip(links.country_a, links.country_b, links.name_a, links.name_b, strict=True)
    ]
    there = links[fit]
    tied = there[there.kind == "border"]
    if len(tied):
        return f"tied, {tied.distance_km.min():.1f} km ({len(tied)} joint{'s' * (len(tied) > 1)})"
    return f"open: nearest {there.distance_km.min():.1f} km" if len(there) else "open"


def table(rows: pd.DataFrame) -> str:
    """Write a table in Markdown."""
    head = "| " + " | ".join(rows.columns) + " |\n|" + "---|" * len(rows.columns)
    return head + "\n" + "\n".join("| " + " | ".join(map(str, row)) + " |" for row in rows.itertuples(index=False))


def page(results: dict[float, MergeResult]) -> str:
    """Write the page."""
    names = [f"within {km:g} km" for km in results]
    shore = pd.DataFrame(
        [[place, *(coast(r, place) for r in results.values())] for place in COAST], columns=["landing", *names]
    )
    land = pd.DataFrame(
        [[place, both, *(border(r, both, name) for r in results.values())] for place, both, name in BORDERS],
        columns=["crossing", "countries", *names],
    )
    counts = pd.DataFrame(
        {name: r.table.groupby(["table", "decision"]).size() for name, r in zip(names, results.values(), strict=True)}
    )
    counts = counts.fillna(0).astype(int).reset_index()
    who = pd.concat({name: reach(r) for name, r in zip(names, results.values(), strict=True)}, axis=1)
    who = pd.DataFrame({"operator": who.index, "nodes": who[names[0], "nodes"],
                        **{f"reach a landing, {n}": who[n, "reaching"] for n in names},
                        **{f"pieces, {n}": who[n, "pieces"] for n in names}})  # fmt: skip
    made, right = [], []
    for r in results.values():
        links = r.links[(r.links.kind == "border") & (r.links.decision == "joined")]
        doubt = [any(d in (a, b) for d in DOUBTFUL) for a, b in zip(links.name_a, links.name_b, strict=True)]
        made.append(len(links))
        right.append(len(links) - sum(doubt))
    told = "; ".join(f"{n}: {g} of {m}" for n, g, m in zip(names, right, made, strict=True))
    return f"""# One African network

27 African operators as published by their maps in the Open Fibre Data Standard, and a map of the submarine cables of 2022, merged
by `sogdia merge`. The maps are digitised and not authoritative. Made by `benchmarks/merging.py`; the data are not part of Sogdia.

## Candidate pairs

{table(counts)}

## The coast

Landings of the cable map in countries of the operators. "Tied" is an assumed joint: a landing and a town of one name are two nodes.
{NO_OPERATOR}

{table(shore)}

## The borders

Crossings where two networks were found to meet by reading their maps. Joints across a border that hold by hand: {told}.

{table(land)}

## Who reaches the sea over land

{table(who)}

Networks in several pieces are so in their own file: spans that end where no node is. Within 5 km Nigeria's networks stay off the coast,
since none has a node named as a landing nearby, and Zimbabwe's since Beitbridge is drawn 5.8 km from Beitbridge. What a joint lacks is
listed as `open_end` or `open_landing` with the nearest candidate; a decision `link` ties it.
"""


def made_up(count: int, seed: int, like: Network | None = None) -> Network:
    """Make a network of `count` towns, or one whose towns stand within some hundred metres of another's."""
    draw = np.random.default_rng(seed)
    if like is None:
        lon, lat = draw.uniform(-20, 50, count), draw.uniform(-35, 37, count)
        name = ["".join(draw.choice(list(string.ascii_lowercase), 7)) for _ in range(count)]
    else:
        lon = like.nodes.lon.to_numpy() + draw.normal(0, 0.01, count)
        lat, name = like.nodes.lat.to_numpy() + draw.normal(0, 0.01, count), like.nodes.name.tolist()
    ids = [f"n{seed}-{i}" for i in range(count)]
    ends = draw.integers(0, count, (count, 2))
    spans = pd.DataFrame({"id": [f"s{seed}-{i}" for i in range(count)], "start": [ids[i] for i in ends[:, 0]],
                          "end": [ids[i] for i in ends[:, 1]], "setting": "terrestrial"})[ends[:, 0] != ends[:, 1]]  # fmt: skip
    return Network(nodes=pd.DataFrame({"id": ids, "name": name, "lon": lon, "lat": lat, "kind": "city"}), spans=spans)


def scale() -> None:
    """Print how the time grows with the number of nodes."""
    for count in (2_500, 5_000, 10_000, 20_000):
        one = made_up(count, 1)
        other = made_up(count, 2, one)
        begun, worked = time.perf_counter(), time.process_time()
        result = merge(one, other)
        joined = int((result.table.decision == "joined").sum())
        print(
            f"{count:6d} x {count:6d}: {time.perf_counter() - begun:6.1f} s, {time.process_time() - worked:6.1f} s of one core, {joined} joined"
        )


def main() -> None:
    """Write the page."""
    if "--scale" in sys.argv:
        scale()
        return
    with tempfile.TemporaryDirectory() as folder:
        nets = operators(Path(folder))
    nets["cables"] = read_telegeography(OUTSIDE / "cables_oucm_2022")
    results = {km: merge(*nets.values(), names=list(nets), within_km=km) for km in REACHES_KM}
    PAGE.write_text(page(results), encoding="utf-8")
    print(f"written to {PAGE}")


if __name__ == "__main__":
    main()
