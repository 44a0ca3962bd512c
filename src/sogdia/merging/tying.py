"""Adds the joints to a joined network and lists them, with the spans that cross borders and the ends left open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from sogdia.merging.links import (
    LINK_COLUMNS,
    Ends,
    border_pairs,
    joint_pairs,
    joint_span,
    midpoint,
    nearest_elsewhere,
)
from sogdia.merging.stacking import Stack, stack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from sogdia.merging.matching import Match
    from sogdia.merging.union import Merged
    from sogdia.network import Network

SOURCE: Final = "sogdia-merge"
LISTED_KM: Final = 10.0
"""Ends this near a border are listed when nothing meets them: towns at a border stand within it. Assumed."""
_DEGREE_KM: Final = 111.32


class _Joints:
    """The network's tables as joints are added to them."""

    def __init__(self, tables: dict[str, pd.DataFrame]) -> None:
        nodes, spans = tables["nodes"], tables["spans"]
        self.place = {str(k): (float(x), float(y)) for k, x, y in zip(nodes.id, nodes.lon, nodes.lat, strict=True)}
        self.kind = {str(k): str(v) for k, v in zip(nodes.id, nodes.kind, strict=True) if not pd.isna(v)}
        self.ids = {*map(str, spans.id), *map(str, nodes.id)}
        self.beside: dict[str, set[str]] = {}
        for a, b in zip(spans.start, spans.end, strict=True):
            self._meet(str(a), str(b))
        self.nodes: list[dict[str, object]] = []
        self.spans: list[dict[str, object]] = []

    def _meet(self, a: str, b: str) -> None:
        self.beside.setdefault(a, set()).add(b)
        self.beside.setdefault(b, set()).add(a)

    def tied(self, a: str, b: str) -> bool:
        """Tell whether a span, or two by way of a border crossing, tie two nodes already."""
        if a == b or b in self.beside.get(a, ()):
            return True
        both = self.beside.get(a, set()) & self.beside.get(b, set())
        return any(self.kind.get(c) == "border_crossing" for c in both)

    def span(self, a: str, b: str, note: str) -> str:
        """Add a joint between two nodes."""
        name = self._fresh(f"joint:{a}--{b}")
        self.spans.append(joint_span(name, a, b, self.place, SOURCE, note))
        self._meet(a, b)
        return name

    def crossing(self, a: str, b: str, at: tuple[float, float], said: str, country: str | None) -> str:
        """Add a border crossing."""
        name = self._fresh(f"border:{a}--{b}")
        self.place[name], self.kind[name] = at, "border_crossing"
        self.nodes.append(
            {"id": name, "name": said, "country": country, "lon": at[0], "lat": at[1], "kind": "border_crossing",
             "source": SOURCE, "read": "derived", "note": "assumed: halfway between the two networks' nodes"}
        )  # fmt: skip
        return name

    def _fresh(self, name: str) -> str:
        fresh, again = name, 2
        while fresh in self.ids:
            fresh, again = f"{name}-{again}", again + 1
        self.ids.add(fresh)
        return fresh


def tie(
    stacks: Mapping[str, Stack],
    found: Match,
    merged: Merged,
    labels: Sequence[str],
    land: gpd.GeoDataFrame,
    within_km: float,
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Add joints at places and across borders.

    Returns
    -------
    tuple
        The tables with the joints, and the list of links.
    """
    nodes, spans = stacks["nodes"], stacks["spans"]
    ends = _ends(nodes, spans, found.country)
    ids = merged.ids["nodes"]
    wanted = (found.nodes.distance_km <= within_km) | (found.nodes.ruled == "link")
    pairs = found.nodes[(found.nodes.decision != "joined") & wanted]
    a, b, far = (pairs[c].to_numpy() for c in ("a", "b", "distance_km"))
    apart = ids[a] != ids[b]
    border = border_pairs(a, b, far, ends) & apart & (pairs.ruled == "").to_numpy()
    near = np.flatnonzero((pairs.decision == "linked").to_numpy() & apart)
    place = np.column_stack([ends.lon, ends.lat])
    asked = (pairs.ruled == "link").to_numpy()[near]
    near = near[joint_pairs(a[near], b[near], far[near], nodes.owner, place) | asked] if len(near) else near
    joints = _Joints(merged.tables)
    rows: list[dict[str, object]] = []
    tell = _teller(nodes, found.country, labels)
    reason = pairs.reason.to_numpy(dtype=object)
    for i in near[np.argsort(far[near], kind="stable")]:
        x, y = str(ids[a[i]]), str(ids[b[i]])
        if joints.tied(x, y):
            continue
        name = joints.span(x, y, f"assumed joint: {reason[i]}")
        rows.append(tell("assumed_joint", "joined", int(a[i]), int(b[i]), float(far[i]), spans=name, reason=reason[i]))
    at = np.flatnonzero(border)
    rows += [
        _cross(int(a[i]), int(b[i]), float(far[i]), ids, ends, joints, tell, nodes.text("name"))
        for i in at[np.argsort(far[at], kind="stable")]
    ]
    met = np.zeros(len(ids), dtype=bool)
    met[np.concatenate([a[at], b[at]])] = True
    rows += _open_ends(ends, np.isin(ids, ids[met]), land, within_km, tell)
    on_land = {*ids[ends.on_land], *(str(row[end]) for row in joints.spans for end in ("start", "end"))}
    rows += _open_landings(ends, np.isin(ids, list(on_land)), tell)
    crossing = _crossing(spans, nodes, found.country, labels)
    tables = _added(merged.tables, joints, ids, found.country, crossing, merged.ids["spans"])
    _mark(found.table, pairs.index.to_numpy()[at])
    return tables, pd.concat([pd.DataFrame(rows, columns=LINK_COLUMNS), crossing], ignore_index=True)


def crossing_links(networks: Sequence[Network], labels: Sequence[str], land: gpd.GeoDataFrame) -> pd.DataFrame:
    """List the spans on land of each network whose ends lie in two countries."""
    from sogdia.merging.countries import countries_of  # noqa: PLC0415  only where nothing was compared

    nodes, spans = stack(networks, "nodes"), stack(networks, "spans")
    lon, lat = (nodes.rows[c].to_numpy(dtype=float) for c in ("lon", "lat"))
    return _crossing(spans, nodes, countries_of(lon, lat, nodes.text("country"), nodes.owner, land), labels)


def _ends(nodes: Stack, spans: Stack, country: NDArray[Any]) -> Ends:
    count = np.zeros(len(nodes.rows), dtype=np.int64)
    land = np.zeros(len(nodes.rows), dtype=np.int64)
    ground = (spans.text("setting") == "terrestrial").astype(np.int64)
    for end in ("start", "end"):
        at = spans.positions(end, nodes)
        np.add.at(count, at, 1)
        np.add.at(land, at, ground)
    lon, lat = (nodes.rows[c].to_numpy(dtype=float) for c in ("lon", "lat"))
    kind = nodes.text("kind")
    return Ends(
        nodes.owner, lon, lat, country, kind, land > 0, (land == 1) & (count == 1) | (kind == "border_crossing")
    )


def _teller(nodes: Stack, country: NDArray[Any], labels: Sequence[str]) -> Any:  # noqa: ANN401  a function with keywords
    ids, names = nodes.text("id"), nodes.text("name")

    def tell(
        kind: str, decision: str, a: int, b: int, far: float, *, node: str = "", spans: str = "", reason: str = ""
    ) -> dict[str, object]:
        row: dict[str, object] = {"kind": kind, "decision": decision, "distance_km": far, "node": node, "spans": spans}
        for side, at in (("a", a), ("b", b)):
            there = at >= 0
            row |= {
                f"input_{side}": labels[nodes.owner[at]] if there else "",
                f"id_{side}": ids[at] if there else "",
                f"name_{side}": names[at] if there else "",
                f"country_{side}": country[at] if there else "",
            }
        return row | {"reason": reason}

    return tell


def _cross(
    a: int, b: int, far: float, ids: NDArray[Any], ends: Ends, joints: _Joints, tell: Any, names: NDArray[Any]  # noqa: ANN401  see _teller
) -> dict[str, object]:  # fmt: skip
    """Tie two nodes across a border and tell so."""
    x, y = str(ids[a]), str(ids[b])
    between = f"{ends.country[a]} and {ends.country[b]}"
    if joints.tied(x, y):
        return tell("border", "joined", a, b, far, reason=f"tied already between {between}")  # type: ignore[no-any-return]
    note = f"assumed joint: each the other network's nearest, on its own side between {between}"
    if "border_crossing" in (joints.kind.get(x), joints.kind.get(y)):
        name = joints.span(x, y, note)
        at = x if joints.kind.get(x) == "border_crossing" else y
        return tell("border", "joined", a, b, far, node=at, spans=name, reason=note)  # type: ignore[no-any-return]
    said = " – ".join(dict.fromkeys(str(n) for n in (names[a], names[b]) if n)) + " border"
    place = midpoint(ends.lon[a], ends.lat[a], ends.lon[b], ends.lat[b])
    node = joints.crossing(x, y, place, said.strip(), str(ends.country[a]))
    both = [joints.span(end, node, note) for end in (x, y)]
    return tell("border", "joined", a, b, far, node=node, spans=";".join(both), reason=note)  # type: ignore[no-any-return]


def _open_ends(
    ends: Ends, joined: NDArray[np.bool_], land: gpd.GeoDataFrame, within_km: float, tell: Any  # noqa: ANN401  see _teller
) -> list[dict[str, object]]:  # fmt: skip
    """List the last nodes by a border that nothing abroad meets, with the nearest that there is."""
    last = np.flatnonzero(ends.last & ends.on_land & (ends.country != ""))
    if not len(last):
        return []
    reach = max(within_km, LISTED_KM) / (_DEGREE_KM * np.maximum(np.cos(np.radians(ends.lat[last])), 0.1))
    tree = shapely.STRtree(np.asarray(land.geometry))
    row, shape = tree.query(shapely.points(ends.lon[last], ends.lat[last]), predicate="dwithin", distance=reach)
    abroad = land.code.to_numpy(dtype=object)[shape] != ends.country[last[row]]
    near = np.zeros(len(ends.lon), dtype=bool)
    near[last[row[abroad]]] = True
    at_border = np.flatnonzero(near & ~joined)
    out = []
    for at, other, far in zip(at_border, *nearest_elsewhere(at_border, ends, abroad=True), strict=True):
        if other < 0:
            why = "no other network abroad"
        elif far > within_km:
            why = "the nearest node of another network abroad is beyond within_km"
        else:
            why = "within reach, but not each other's nearest, or of a kind that is no border joint"
        out.append(tell("open_end", "kept_apart", int(at), int(other), float(far), reason=why))
    return out


def _open_landings(ends: Ends, tied: NDArray[np.bool_], tell: Any) -> list[dict[str, object]]:  # noqa: ANN401  see _teller
    """List the landings that nothing on land meets though another network is in the country, with its nearest."""
    rows = np.flatnonzero((ends.kind == "landing") & ~tied & (ends.country != ""))
    other, far = nearest_elsewhere(rows, ends, abroad=False)
    why = "nothing on land meets it; the nearest node of another network has another name or is too far"
    return [
        tell("open_landing", "kept_apart", int(a), int(b), float(km), reason=why)
        for a, b, km in zip(rows, other, far, strict=True)
        if b >= 0
    ]


def _crossing(spans: Stack, nodes: Stack, country: NDArray[Any], labels: Sequence[str]) -> pd.DataFrame:
    """List the spans on land whose ends lie in two countries."""
    start, end = (spans.positions(c, nodes) for c in ("start", "end"))
    at = np.flatnonzero(
        (spans.text("setting") == "terrestrial")
        & (country[start] != country[end])
        & (country[start] != "")
        & (country[end] != "")
    ) if len(spans.rows) else np.zeros(0, dtype=np.int64)  # fmt: skip
    ids, tell = spans.text("id"), _teller(nodes, country, labels)
    length = spans.rows.length_km.to_numpy(dtype=float)
    rows = [
        tell("crossing_span", "joined", int(start[i]), int(end[i]), float(length[i]), spans=str(ids[i]),
             reason=f"one network's span from {country[start[i]]} to {country[end[i]]}") | {"_span": int(i)}
        for i in at
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*LINK_COLUMNS, "_span"]).set_index("_span")


def _added(
    tables: dict[str, pd.DataFrame],
    joints: _Joints,
    ids: NDArray[Any],
    country: NDArray[Any],
    crossing: pd.DataFrame,
    span_ids: NDArray[Any],
) -> dict[str, pd.DataFrame]:
    """Put the joints into the tables, mark spans that cross, and fill countries that were not stated."""
    out = dict(tables)
    nodes, spans = tables["nodes"].copy(), tables["spans"].copy()
    known = set(tables["countries"].id)
    filled = {str(k): c for k, c in reversed(list(zip(ids, country, strict=True))) if c and (not known or c in known)}
    blank = nodes.country.isna() & nodes.id.isin(filled)
    nodes.loc[blank, "country"] = nodes.loc[blank, "id"].map(filled)
    nodes.loc[blank, "note"] = (nodes.loc[blank, "note"] + "; ").fillna("") + "country by outlines"
    said = {str(span_ids[i]): f"crosses the border {a}–{b}"
            for i, a, b in zip(crossing.index, crossing.country_a, crossing.country_b, strict=True)}  # fmt: skip
    marked = spans.id.isin(said) & ~spans.note.fillna("").str.contains("crosses the border", regex=False)
    text = spans.loc[marked, "id"].map(said)
    old = spans.loc[marked, "note"]
    spans.loc[marked, "note"] = (old + "; ").fillna("") + text.astype("string")
    if joints.nodes:
        new = pd.DataFrame(joints.nodes).astype(object)
        if known:
            new["country"] = new.country.where(new.country.isin(list(known)), None)
        nodes = pd.concat([nodes.astype(object), new], ignore_index=True)
    if joints.spans:
        spans = pd.concat([spans.astype(object), pd.DataFrame(joints.spans).astype(object)], ignore_index=True)
    out |= {"nodes": nodes, "spans": spans}
    return out


def _mark(table: pd.DataFrame, at: NDArray[np.int64]) -> None:
    """Say in the list of pairs which nodes are tied across a border; nodes stand first in it, in the order of pairs."""
    table.loc[at, "decision"] = "linked"
    table.loc[at, "reason"] = "countries differ: tied through a border crossing"
