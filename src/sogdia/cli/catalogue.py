"""What is listed and shown: studies, offers, systems, organisations, projects, countries, straits, nodes, corridors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import pandas as pd

from sogdia.data import world
from sogdia.errors import ParameterError, nearest_name
from sogdia.offers import Definition as Offer
from sogdia.offers import open_offer, shipped_offers
from sogdia.studies import shipped_studies
from sogdia.studies.definition import Corridor, Definition, read_definition
from sogdia.studies.opening import SHIPPED

KINDS: Final = ("studies", "offers", "systems", "organisations", "projects", "countries", "straits", "nodes")
"""Kinds that are listed, in the order in which a name is looked for."""


@dataclass(frozen=True)
class Entry:
    """One thing that has a name: its kind (plural), id and name as shown."""

    kind: str
    id: str
    name: str


@cache
def definitions() -> dict[str, Definition]:
    """Give the shipped studies' files by name."""
    return {name: read_definition(SHIPPED / f"{name}.toml") for name in shipped_studies()}


@cache
def offers() -> dict[str, Offer]:
    """Give the shipped offers' files by name."""
    return {name: open_offer(name) for name in shipped_offers()}


def corridors() -> dict[str, tuple[str, Corridor]]:
    """Give the corridors of the shipped studies by name, each with its study."""
    return {c.id: (name, c) for name, d in definitions().items() for c in d.corridors}


def listing(kind: str) -> pd.DataFrame:
    """Give the things of a kind, sorted by id: id, name, what tells them apart, and read and as_of of facts."""
    net = world()
    if kind == "studies":
        rows = [(name, d.study.title, d.case.year, d.baseline.year) for name, d in definitions().items()]
        return pd.DataFrame(rows, columns=["id", "name", "case_year", "baseline_year"])
    if kind == "offers":
        made = [(name, d.offer.title, d.offer.country, d.offer.date, d.proposal.name) for name, d in offers().items()]
        return pd.DataFrame(made, columns=["id", "name", "country", "date", "offered"])
    if kind == "straits":
        straits = net.hazards[net.hazards.kind == "strait"]
        return straits[["id", "name", "read", "as_of"]].sort_values("id", ignore_index=True)
    tells = {
        "systems": ["kind", "status", "year_in_service"],
        "organisations": ["country", "kind"],
        "projects": ["countries", "donor", "component", "status"],
        "countries": ["region", "population"],
        "nodes": ["country", "kind", "lon", "lat"],
    }
    table: pd.DataFrame = getattr(net, kind)
    if kind == "nodes":
        table = table[~table.kind.isin(["branching_unit", "junction"]).fillna(value=False)]
    columns = ["id", "name", *tells[kind], "read", "as_of"]
    return table[columns].sort_values("id", ignore_index=True)


def in_country(table: pd.DataFrame, kind: str, codes: list[str]) -> pd.DataFrame:
    """Keep what belongs to any of the countries: systems that land there, recipients' projects, homes, places.

    Raises
    ------
    ParameterError
        Straits and studies belong to no country.
    """
    if not codes:
        return table
    if kind in {"straits", "studies"}:
        raise ParameterError(f"{kind} belong to no country; leave --country out")
    if kind == "countries":
        return table[table.id.isin(codes)]
    if kind == "systems":
        return table[table.id.isin(systems_landing(codes))]
    if kind == "projects":
        named = table.countries.fillna("").str.split(";")
        return table[[bool(set(codes) & {part.strip() for part in parts}) for parts in named]]
    return table[table.country.isin(codes).fillna(value=False)]


def systems_landing(codes: list[str]) -> set[str]:
    """Give the systems with a node in any of the countries."""
    net = world()
    there = set(net.nodes.id[net.nodes.country.isin(codes).fillna(value=False)])
    spans = net.spans
    return set(spans.system[spans.start.isin(there) | spans.end.isin(there)].dropna())


def entries() -> list[Entry]:
    """List everything that has a name."""
    out = []
    for kind in KINDS:
        table = listing(kind)
        names = table.name.fillna(table.id).astype(str)
        out += [Entry(kind, str(i), n) for i, n in zip(table.id, names, strict=True)]
    return out + [Entry("corridors", i, corridor.name) for i, (_, corridor) in corridors().items()]


def find(name: str) -> list[Entry]:
    """Find what is so called: by id in any case, else by name.

    Raises
    ------
    ParameterError
        Nothing is; the nearest names are offered.
    """
    wanted = name.strip().casefold()
    known = entries()
    net = world()
    codes = net.countries.id[(net.countries.iso2.str.casefold() == wanted).fillna(value=False)]
    found = [e for e in known if e.id.casefold() == wanted]
    found = found or [e for e in known if e.name.casefold() == wanted or e.id in set(codes)]
    if found:
        return found
    inside = sorted({e.id for e in known if len(wanted) > 2 and (wanted in e.id or wanted in e.name.casefold())})
    if inside:
        raise ParameterError(f"nothing is called {name!r}; did you mean {', '.join(inside[:8])}?")
    hint = nearest_name(name, {text for e in known for text in (e.id, e.name)})
    raise ParameterError(f"nothing is called {name!r}; {hint or '`sogdia list KIND --match TEXT` finds names'}")
