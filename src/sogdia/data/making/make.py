"""Make the embedded world of the facts: `python -m sogdia.data.making.make` writes data/world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from rich.progress import Progress

from sogdia.data.embedded import WORLD, outlines, places
from sogdia.data.making.counting import write_counts
from sogdia.data.making.domestic import assumed_links
from sogdia.data.making.facts import read_facts
from sogdia.data.making.seabed import Sea
from sogdia.data.making.shore import shore_nodes
from sogdia.data.making.towns import town_nodes
from sogdia.data.making.trace import Traced, trace_all
from sogdia.geodesy import distance_km
from sogdia.network import Network

if TYPE_CHECKING:
    from collections.abc import Iterable

TOWN_KM = 30.0
"""A city node has the people of the largest listed town within this distance."""


def make() -> Network:
    """Read the facts, trace the routes, add the assumed links, and give the world as a network."""
    facts = read_facts()
    land = outlines()
    whole = [shapely.union_all(land.geometry.to_numpy())]
    shores, shore = shore_nodes(facts, whole)
    sea = Sea.of(facts["hazards"], whole)
    towns, town = town_nodes(facts)
    facts["nodes"] = pd.concat([facts["nodes"], pd.DataFrame([*shores, *towns]).astype("string")], ignore_index=True)
    with Progress() as bar:
        task = bar.add_task("tracing routes", total=len(facts["routes"]))
        traced = trace_all(
            facts, sea, {"submarine": shore, "terrestrial": town}, lambda done, _: bar.update(task, completed=done)
        )
    nodes = _nodes(facts["nodes"], traced)
    spans = pd.DataFrame(traced.spans)
    by_code = {code: shapely.union_all(group.geometry.to_numpy()) for code, group in land.groupby("code")}
    links = pd.DataFrame(assumed_links(nodes, spans, by_code))
    spans["project"] = spans.system.map(_builders(facts["projects"], facts["builds"]))
    spans = pd.concat([spans.drop(columns=["segment", "published_km", "drawn_km"]), links], ignore_index=True)
    hazards = facts["hazards"].copy()
    hazards["geometry"] = shapely.from_wkt(hazards.pop("wkt").to_numpy(dtype=object))
    tables = {name: facts[name] for name in ("sources", "countries", "organisations", "systems", "projects")}
    others = {name: facts[name] for name in ("roles", "observations", "laws")}
    return Network(nodes=nodes, spans=spans, hazards=hazards, **tables, **others)


def _builders(projects: pd.DataFrame, builds: pd.DataFrame) -> dict[str, str]:
    """Map each system to the project that builds it: the one named as the system, else the first in the register."""
    more = dict(zip(builds.system, builds.project, strict=True))
    with_system = projects.dropna(subset=["system"])
    first = dict(zip(with_system.system[::-1], with_system.id[::-1], strict=True))
    named = set(with_system.id)
    return {**{system: system if system in named else project for system, project in first.items()}, **more}


def _nodes(nodes: pd.DataFrame, traced: Traced) -> pd.DataFrame:
    units = pd.DataFrame(traced.units)
    units = units.assign(
        name=units.system + " branching unit",
        country="",
        kind="branching_unit",
        read="derived",
        note="put where trunk and branches together cost least, in the order of the stops",
    ).drop(columns="system")
    both = pd.concat([nodes.drop(columns="population", errors="ignore"), units], ignore_index=True)
    both["lon"], both["lat"] = both.lon.astype(float), both.lat.astype(float)
    both["population"] = list(_town_people(both))
    return both


def _town_people(nodes: pd.DataFrame) -> Iterable[float]:
    towns = places()
    x, y, people = (towns[name].to_numpy(dtype=float) for name in ("lon", "lat", "population"))
    for lon, lat, kind in zip(nodes.lon.astype(float), nodes.lat.astype(float), nodes.kind, strict=True):
        near = (np.abs(y - lat) < 0.5) & (np.abs((x - lon + 180.0) % 360.0 - 180.0) < 1.0)
        if kind not in {"city", "exchange", "data_centre"} or not near.any():
            yield np.nan
            continue
        within = distance_km(x[near], y[near], lon, lat) < TOWN_KM
        yield float(people[near][within].max()) if within.any() else np.nan


if __name__ == "__main__":
    made = make()
    made.save(WORLD)
    write_counts()
    print(made)  # noqa: T201  a maker's command speaks
