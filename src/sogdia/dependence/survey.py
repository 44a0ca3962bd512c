"""The actors of a network in every dimension but exits: who holds, supplies or lies under each span (workshop)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.dependence.borders import names_of
from sogdia.dependence.holdings import UNKNOWN, at_home, holders, homes_of, of_year
from sogdia.dependence.marks import Marks, held_marks, place_marks
from sogdia.flows.cuts import lost_spans, span_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sogdia.dependence.borders import Borders
    from sogdia.flows.layout import Wires
    from sogdia.network import Network

    Flags = NDArray[np.bool_]

PLACES_SOURCE = "Sogdia's traffic model; nodes, spans and hazards of the network"
HELD_SOURCE = "Sogdia's traffic model; roles"


@dataclass(frozen=True)
class Survey:
    """Who is on each span.

    Attributes
    ----------
    marks
        One for each dimension but exits.
    straits
        Shape (s, m): spans in each strait, in the graph's order.
    homes
        Homes of each organisation, the ultimate parent's first.
    holders_at
        For each home, the organisations that own any system.
    organisations, countries, nodes
        Names by id.
    """

    marks: list[Marks]
    straits: Flags
    homes: dict[str, tuple[str, ...]]
    holders_at: dict[str, set[str]]
    organisations: dict[str, str]
    countries: dict[str, str]
    nodes: dict[str, str]

    def only(self, dimensions: Sequence[str]) -> Survey:
        """Give the survey with the marks of these dimensions alone."""
        return replace(self, marks=[mark for mark in self.marks if mark.dimension in dimensions])

    def spans_of(self, wires: Wires, borders: Borders) -> Callable[[str, str, str], Flags | None]:
        """Give the function that marks the spans of (country, dimension, actor), None where there are none."""
        actors = {(mark.dimension, actor): (mark, k) for mark in self.marks for k, actor in enumerate(mark.actors)}
        exits = {
            (borders.codes[c], label): x for x, (c, label) in enumerate(zip(borders.owner, borders.label, strict=True))
        }

        def spans(country: str, dimension: str, actor: str) -> Flags | None:
            if dimension == "exit":
                known = exits.get((country, actor))
                return None if known is None else borders.spans_of(wires, known)
            if (dimension, actor) not in actors:
                return None
            mark, k = actors[dimension, actor]
            return mark.spans_of(k)

        return spans


def survey(wires: Wires, year: int | None) -> Survey:
    """Find the actors of every span of a network that was laid out."""
    net = wires.net
    organisations, countries, nodes = (names_of(t) for t in (net.organisations, net.countries, net.nodes))
    homes = homes_of(net.organisations)
    roles = of_year(net.roles, year)
    systems = net.spans.system.iloc[wires.row].reset_index(drop=True)
    systems = systems.astype(object).where(systems.notna(), None)
    held = {role: holders(roles, role) for role in ("supplier", "owner", "operator")}
    marks = [held_marks(role, rows, systems, organisations, HELD_SOURCE) for role, rows in held.items()]
    for role in ("supplier", "owner"):
        at = at_home(held[role], homes)
        marks.append(held_marks(f"home_of_{role}", at, systems, countries, HELD_SOURCE))
    hazards, straits = _straits(net, wires)
    which, span = np.nonzero(straits)
    names = names_of(hazards)
    marks.append(place_marks("strait", span, hazards.id.iloc[which], len(systems), names, PLACES_SOURCE))
    marks += _places(wires, countries, nodes)
    marks.append(_systems(wires, systems))
    used = held["owner"][held["owner"].system.isin(set(systems.dropna()))]
    holders_at: dict[str, set[str]] = {}
    for actor in set(used.actor) - {UNKNOWN}:
        for home in homes.get(str(actor), ()):
            holders_at.setdefault(home, set()).add(str(actor))
    return Survey(marks, straits, homes, holders_at, organisations, countries, nodes)


def _straits(net: Network, wires: Wires) -> tuple[pd.DataFrame, Flags]:
    """Mark the spans in each strait as `fail` does; lines are drawn once for all of them."""
    hazards = net.hazards
    hazards = hazards[(hazards.kind == "strait").fillna(value=False)].sort_values("id", ignore_index=True)
    m = len(net.spans)
    if hazards.empty or not m:
        return hazards, np.zeros((len(hazards), m), dtype=bool)
    drawn = net.replace(spans=net.spans.assign(geometry=span_lines(net)))
    rows = [lost_spans(drawn, strait=str(i)).lost[wires.row] for i in hazards.id]
    return hazards, np.array(rows, dtype=bool)


def _places(wires: Wires, countries: dict[str, str], names: dict[str, str]) -> list[Marks]:
    """Mark each span with the countries and the landings at its ends."""
    g, m = wires.graph, wires.graph.n_spans
    nodes = wires.net.nodes.set_index("id").reindex(g.node_ids)
    ends, span = np.concatenate([g.start, g.end]), np.concatenate([np.arange(m), np.arange(m)])
    country = nodes.country.astype(object).to_numpy()[ends]
    landed = pd.notna(country)
    place = np.asarray(g.node_ids, dtype=object)[ends]
    landing = (nodes.kind == "landing").fillna(value=False).to_numpy(dtype=bool)[ends]
    return [
        place_marks("transit_country", span[landed], country[landed], m, countries, PLACES_SOURCE),
        place_marks("landing", span[landing], place[landing], m, names, PLACES_SOURCE),
    ]


def _systems(wires: Wires, systems: pd.Series[str]) -> Marks:
    named = systems.dropna().unique()
    held = pd.DataFrame({"system": named, "actor": named, "share": 1.0, "assumed": False, "source": None})
    names = names_of(wires.net.systems)
    return held_marks("system", held, systems, names, PLACES_SOURCE)
