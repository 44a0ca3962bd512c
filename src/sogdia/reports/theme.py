"""What a map of a corridor tells, and which towns it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from sogdia.network import Network

TOWNS: Final = ("city", "landing", "exchange", "data_centre", "border_crossing", "ground_station")
"""Kinds of nodes that are places with a name; branching units and junctions are not."""


@dataclass(frozen=True)
class Theme:
    """What a map of a corridor tells.

    Attributes
    ----------
    countries
        Countries that belong to it, tinted.
    projects
        Projects drawn in their own stroke: id and name, in the order of their numbers.
    focus
        Those projects that the map must show whole; all of them where none is named.
    hubs
        Nodes that are named first.
    labels
        Most names of towns.
    """

    countries: tuple[str, ...] = ()
    projects: tuple[tuple[str, str], ...] = ()
    focus: tuple[str, ...] | None = None
    hubs: tuple[str, ...] = ()
    labels: int = 26

    @property
    def shown_whole(self) -> tuple[str, ...]:
        """The projects that the map must show whole."""
        return tuple(p for p, _ in self.projects) if self.focus is None else self.focus


def towns(net: Network, countries: tuple[str, ...] = ()) -> pd.DataFrame:
    """Give the nodes that are places with a name, of these countries or of all."""
    nodes = net.nodes[net.nodes.kind.isin(TOWNS) | net.nodes.kind.isna()]
    return nodes[nodes.country.isin(countries)] if countries else nodes


def towns_to_name(net: Network, theme: Theme) -> list[str]:
    """Order the towns to name: hubs, towns on the projects, the best connected of each country, then others."""
    spans = net.spans
    ends = pd.concat(
        [
            spans[[side, "system", "project"]]
            .rename(columns={side: "node"})
            .assign(system=spans.system.fillna(spans.id))
            for side in ("start", "end")
        ]
    )
    ties = ends.groupby("node").system.nunique() + 0.01 * ends.groupby("node").size()

    def ranked(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(ties=rows.id.map(ties).fillna(0.0)).sort_values(["ties", "lat", "lon"], ascending=False)

    every, inside = ranked(towns(net)), ranked(towns(net, theme.countries))
    tips: list[str] = []
    for project in theme.shown_whole:
        touched = every[every.id.isin(ends.node[ends.project == project])]
        tips += list(touched.drop_duplicates("country").id[:5])
    first = inside.drop_duplicates("country").id
    rest = inside[inside.country.duplicated()].id[:20]
    known = set(net.nodes.id)
    return [node for node in dict.fromkeys([*theme.hubs, *tips, *first, *rest]) if node in known]
