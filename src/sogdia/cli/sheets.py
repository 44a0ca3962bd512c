"""All that is known of one thing: its facts with their source, and the tables that hang on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from sogdia.cli.catalogue import corridors, definitions, offers, systems_landing
from sogdia.data import world
from sogdia.flows import lost_spans
from sogdia.results import plain

if TYPE_CHECKING:
    from sogdia.cli.catalogue import Entry

_MARKS = ["source", "read", "as_of", "note"]


@dataclass(frozen=True)
class Sheet:
    """One thing.

    Attributes
    ----------
    kind, id, name
        What it is.
    facts
        Its own columns, missing ones left out.
    source
        title, publisher, url, date of its source, and read, as_of and note; empty where it is no fact of the world.
    tables
        What hangs on it, by heading; facts among them have their own source, read and as_of.
    """

    kind: str
    id: str
    name: str
    facts: dict[str, Any]
    source: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)


def sheet(entry: Entry) -> Sheet:
    """Give the sheet of a thing."""
    if entry.kind == "studies":
        return _study(entry)
    if entry.kind == "offers":
        return _offer(entry)
    if entry.kind == "corridors":
        return _corridor(entry)
    net = world()
    table = net.hazards.drop(columns="geometry") if entry.kind == "straits" else getattr(net, entry.kind)
    row = table[table.id == entry.id].iloc[0]
    facts = _present({name: row[name] for name in table.columns if name not in _MARKS})
    hang = {
        "systems": _of_system,
        "organisations": _of_organisation,
        "projects": _of_project,
        "countries": _of_country,
        "straits": _of_strait,
        "nodes": _of_node,
    }[entry.kind]
    tables = {heading: rows for heading, rows in hang(entry.id).items() if len(rows)}
    return Sheet(entry.kind, entry.id, entry.name, facts, source_of(row), tables)


def source_of(row: pd.Series[Any]) -> dict[str, Any]:
    """Give where a fact stands (title, publisher, url, date) and how it was had (read, as_of, note)."""
    sources = world().sources
    found = sources[sources.id == row["source"]] if not pd.isna(row["source"]) else sources[:0]
    stands = {str(k): v for k, v in found.iloc[0].items()} if len(found) else {}
    marks = {name: row[name] for name in _MARKS if name != "source"}
    return _present({"source": stands.pop("id", None), **stands, **marks})


def cite(source: str) -> str:
    """Say where a fact stands: title, publisher, address and date of the source."""
    sources = world().sources
    found = sources[sources.id == source]
    if found.empty:
        return "not said"
    return ", ".join(
        str(found[name].iloc[0]) for name in ("title", "publisher", "url", "date") if found[name].notna().all()
    )


def _present(facts: dict[str, Any]) -> dict[str, Any]:
    said = {name: plain(value) for name, value in facts.items()}
    return {name: value for name, value in said.items() if value is not None}


def _rows(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Give these columns with the marks of each fact, columns without any value left out."""
    rows = table[[*columns, "read", "as_of", "source"]].reset_index(drop=True)
    return rows.dropna(axis="columns", how="all")


def _spans(mask: pd.Series[bool]) -> pd.DataFrame:
    spans = world().spans
    columns = ["id", "system", "start", "end", "setting", "status", "year_in_service", "length_km"]
    return _rows(spans[mask.fillna(value=False).astype(bool)], columns)


def _observed(subject: str) -> pd.DataFrame:
    table = world().observations
    return _rows(table[table.subject == subject], ["quantity", "counterpart", "organisation", "value", "unit", "date"])


def _systems(ids: set[str]) -> pd.DataFrame:
    table = world().systems
    return _rows(table[table.id.isin(ids)], ["id", "name", "status", "year_in_service"])


def _of_system(key: str) -> dict[str, pd.DataFrame]:
    net = world()
    roles = net.roles[net.roles.system == key].sort_values(["role", "organisation"])
    home = net.organisations.set_index("id").country
    roles = roles.assign(home=roles.organisation.map(home))
    out = {}
    for role, heading in (
        ("owner", "Owners"), ("supplier", "Suppliers"), ("operator", "Operators"), ("financier", "Financiers"),
    ):  # fmt: skip
        rows = roles[roles.role == role]
        out[heading] = _rows(rows, ["organisation", "home", "share", "year_from", "year_to"])
    projects = net.projects[net.projects.system == key]
    out["Projects"] = _rows(projects, ["id", "name", "status", "amount_musd"])
    out["Segments"] = _spans(net.spans.system == key).drop(columns="system", errors="ignore")
    out["Observations"] = _observed(key)
    return out


def _of_organisation(key: str) -> dict[str, pd.DataFrame]:
    net = world()
    roles = net.roles[net.roles.organisation == key].sort_values(["role", "system"])
    owned = net.organisations[net.organisations.parent == key]
    parts = [net.projects[column].fillna("").str.split(";") for column in ("vendor", "financier")]
    named = [any(key in {p.strip() for p in cell} for cell in cells) for cells in zip(*parts, strict=True)]
    return {
        "Systems": _rows(roles, ["system", "role", "share", "year_from", "year_to"]),
        "Owns": _rows(owned, ["id", "name", "country"]),
        "Projects": _rows(net.projects[pd.Series(named, dtype=bool)], ["id", "name", "status"]),
    }


def _of_project(key: str) -> dict[str, pd.DataFrame]:
    net = world()
    return {"Spans that it builds": _spans(net.spans.project == key).drop(columns="system", errors="ignore")}


def _of_country(key: str) -> dict[str, pd.DataFrame]:
    net = world()
    named = net.projects.countries.fillna("").str.split(";")
    here = pd.Series([key in {part.strip() for part in parts} for parts in named], dtype=bool)
    return {
        "Systems that land or pass a border here": _systems(systems_landing([key])),
        "Projects": _rows(net.projects[here], ["id", "name", "component", "status"]),
        "Organisations at home here": _rows(
            net.organisations[(net.organisations.country == key).fillna(value=False)], ["id", "name", "kind"]
        ),
        "Laws and state ownership": _rows(net.laws[net.laws.country == key], ["topic", "fact"]),
        "Observations": _observed(key),
    }


def _of_strait(key: str) -> dict[str, pd.DataFrame]:
    net = world()
    lost = lost_spans(net, strait=key).lost
    systems = set(net.spans.system[pd.Series(lost)].dropna())
    return {"Systems that pass": _systems(systems)}


def _of_node(key: str) -> dict[str, pd.DataFrame]:
    spans = world().spans
    return {"Spans": _spans((spans.start == key) | (spans.end == key))}


def _study(entry: Entry) -> Sheet:
    asked = definitions()[entry.id]
    facts = {
        "title": asked.study.title,
        "question": asked.study.question,
        "notes": list(asked.study.notes),
        "projects": list(asked.projects),
        "rivals": list(asked.rivals),
        "hubs": list(asked.hubs),
        **{f"case_{name}": value for name, value in asked.case.model_dump(exclude_defaults=True).items()},
        **{f"baseline_{name}": value for name, value in asked.baseline.model_dump(exclude_defaults=True).items()},
    }
    rows = pd.DataFrame([(c.id, c.name, c.parent) for c in asked.corridors], columns=["id", "name", "parent"])
    tables = {"Corridors": rows.astype("string")} if len(rows) else {}
    return Sheet("studies", entry.id, entry.name, {k: v for k, v in facts.items() if v}, tables=tables)


def _offer(entry: Entry) -> Sheet:
    asked = offers()[entry.id]
    about = asked.offer.model_dump(exclude={"id", "title"}, exclude_defaults=True)
    facts = {**about, "notes": list(asked.offer.notes), "offered": asked.proposal.name}
    facts["rivals"] = [rival.name for rival in asked.rivals]
    loans = pd.DataFrame(
        [(x.lender, x.currency, x.amount, x.rate, x.tenor_years) for x in asked.proposal.loans],
        columns=["lender", "currency", "amount", "rate", "tenor_years"],
    )
    tables = {"Loans": loans} if len(loans) else {}
    return Sheet("offers", entry.id, entry.name, {k: v for k, v in facts.items() if v}, tables=tables)


def _corridor(entry: Entry) -> Sheet:
    study, corridor = corridors()[entry.id]
    facts = {"study": study, **corridor.model_dump(exclude={"id", "name"}, exclude_defaults=True)}
    parts = [key for key, (_, other) in corridors().items() if other.parent == entry.id]
    return Sheet("corridors", entry.id, entry.name, facts | ({"parts": parts} if parts else {}))
