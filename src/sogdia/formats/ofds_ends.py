"""Finds the nodes at the ends of spans: those named, those given inside the span, and those that a line must have."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.formats.ofds_records import Row
from sogdia.geodesy import length_km

if TYPE_CHECKING:
    from collections.abc import Container

    from sogdia.formats.ofds_records import Records

NOTHING_KM: Final = 0.001
"""A line from a node to itself that is shorter than this joins nothing."""

Key = tuple[int, str]
Place = tuple[float, float]


class Ends:
    """The nodes of all networks by their ids, and the spans once both their ends are among them."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.reading = records.reading
        self.nodes: dict[Key, Row] = {}
        self.spans: list[Row] = []
        self.twice: list[Row] = []
        self._at_place: dict[tuple[int, float, float], str] | None = None
        self._numbers: Counter[Key] = Counter()

    def resolve(self) -> None:
        """Give every node an id and a place, and every span two ends, as far as that has one meaning."""
        self._name_nodes()
        if any("lon" not in row.cells for row in self.nodes.values()):
            self._place_nodes()
        for span in self.records.spans:
            self._name_ends(span)
        self._name_spans()
        for span in self.spans:
            span.cells.pop("_start", None)
            span.cells.pop("_end", None)
        for row in self.nodes.values():
            if "lon" not in row.cells:
                self._at(row)
                mend = "give its location"
                self.reading.tell("error", "missing-location", "location", "", "node has no place", mend)

    def _at(self, row: Row) -> None:
        self.reading.at(row.file, row.row, row.key)

    def _name_nodes(self) -> None:
        given = {(row.network, row.key) for row in self.records.nodes if row.key}
        for row in self.records.nodes:
            self._at(row)
            if row.key is None:
                row.key = self._free(f"node-{row.row}", row.network, given)
                self.reading.tell(
                    "warning", "missing-id", "id", "", "node has no id", f"it is called {row.key}", mended=True
                )
            known = self.nodes.setdefault((row.network, row.key), row)
            if known is row:
                continue
            if known.cells == row.cells:
                mend = "the second is left out"
                self.reading.tell(
                    "note", "duplicate-id", "id", row.key, "the same node stands twice", mend, mended=True
                )
            else:
                self.twice.append(row)
                mend = "give one of them another id"
                self.reading.tell("error", "duplicate-id", "id", row.key, "id stands twice for nodes that differ", mend)

    def _free(self, wish: str, network: int, taken: Container[tuple[int, str | None]]) -> str:
        """Give the first name that is free: the wish, then the wish with a number."""
        name = wish
        while (network, name) in taken:
            self._numbers[network, wish] += 1
            name = f"{wish}-{self._numbers[network, wish] + 1}"
        return name

    def _junction(self, span: Row, key: str, place: Place) -> None:
        cells = {"lon": place[0], "lat": place[1], "kind": "junction"}
        self.nodes[span.network, key] = Row(span.network, key, span.file, span.row, cells)
        if self._at_place is not None:
            self._at_place.setdefault((span.network, round(place[0], 6), round(place[1], 6)), key)

    def _place_nodes(self) -> None:
        """Put nodes without a place where the lines of their spans end, if these agree."""
        ends: dict[Key, list[Place]] = defaultdict(list)
        for span in self.records.spans:
            route = span.cells.get("geometry")
            for end in ("start", "end"):
                row = self.nodes.get((span.network, span.cells.get(end) or ""))
                if route is not None and row is not None and "lon" not in row.cells:
                    place = self._end_of(span, end)
                    if place is not None:
                        ends[span.network, span.cells[end]].append(place)
        for key, places in ends.items():
            if len({(round(lon, 5), round(lat, 5)) for lon, lat in places}) == 1:
                row = self.nodes[key]
                row.cells["lon"], row.cells["lat"] = places[0]
                self._at(row)
                mend = "placed where the line of its span ends"
                self.reading.tell("warning", "missing-location", "location", "", "node has no place", mend, mended=True)

    def _place(self, network: int, key: str | None) -> Place | None:
        row = self.nodes.get((network, key or ""))
        return None if row is None or "lon" not in row.cells else (row.cells["lon"], row.cells["lat"])

    def _end_of(self, span: Row, end: str) -> Place | None:
        """Give the place where the line of a span ends that is not the other end's."""
        route = span.cells.get("geometry")
        if route is None:
            return None
        first, last = route[0], route[-1]
        other = self._place(span.network, span.cells.get("end" if end == "start" else "start"))
        if other is None:
            chosen = first if end == "start" else last
        else:
            gaps = [float(np.hypot(*(point - np.array(other)))) for point in (first, last)]
            chosen = last if gaps[0] < gaps[1] or (gaps[0] == gaps[1] and end == "end") else first
        return float(chosen[0]), float(chosen[1])

    def _name_ends(self, span: Row) -> None:
        cells = span.cells
        for end in ("start", "end"):
            if (span.network, cells.get(end)) not in self.nodes:
                self._missing_end(span, end)
        if cells.get("start") is None or cells["start"] != cells.get("end"):
            self.spans.append(span)
        else:
            self._loop(span)

    def _missing_end(self, span: Row, end: str) -> None:
        cells, key = span.cells, span.cells.get(end)
        self._at(span)
        given = cells.get(f"_{end}")
        if isinstance(given, dict) and given.get("location") is not None:
            self.records.one("nodes", {**given, "id": key}, span.network, span.file, span.row or 0)
            node = self.records.nodes[-1]
            self._at(span)
            if "lon" in node.cells:
                node.key = key or self._node_at(span, (node.cells["lon"], node.cells["lat"])) or self._new(span, end)
                self.nodes.setdefault((span.network, node.key), node)
                cells[end] = node.key
                problem = "end is a node that stands nowhere else"
                self.reading.tell("note", "node-in-span", end, key or "", problem, "taken from the span", mended=True)
                return
        place = self._end_of(span, end)
        if place is None:
            mend = "give the node, its location, or the span's route"
            problem = "end is no node of the network" if key else "span has no such end"
            self.reading.tell("error", "dangling-end", end, key or "", problem, mend)
            return
        there = None if key else self._node_at(span, place)
        if there is None:
            there = key or self._new(span, end)
            self._junction(span, there, place)
            mend = f"a junction {there} is put where its line ends"
        else:
            mend = f"its line ends at the node {there}"
        cells[end] = there
        problem = "end is no node of the network" if key else "span has no such end"
        self.reading.tell("warning", "dangling-end", end, key or "", problem, mend, mended=True)

    def _new(self, span: Row, end: str) -> str:
        return self._free(f"{span.key or f'span-{span.row}'}-{end}", span.network, self.nodes)

    def _node_at(self, span: Row, place: Place) -> str | None:
        """Find the node that stands at a place (to 1e-6 degrees, about 0.1 m)."""
        if self._at_place is None:
            self._at_place = {
                (row.network, round(row.cells["lon"], 6), round(row.cells["lat"], 6)): key
                for (_, key), row in self.nodes.items()
                if "lon" in row.cells
            }
        return self._at_place.get((span.network, round(place[0], 6), round(place[1], 6)))

    def _loop(self, span: Row) -> None:
        """Mend a span that ends where it starts, by what its line says."""
        cells, route = span.cells, span.cells.get("geometry")
        self._at(span)
        here = cells["start"]
        length = 0.0 if route is None else length_km(route)
        if route is None or length < NOTHING_KM:
            mend = "left out: it joins nothing"
            self.reading.tell("warning", "self-loop", "end", here, "span ends where it starts", mend, mended=True)
            return
        gap = length_km(route[[0, -1]])
        if gap > 0.05 * length:
            place = self._end_of(span, "end")
            there = self._node_at(span, place) if place is not None else None
            if place is not None and (there is None or there == here):
                there = self._new(span, "end")
                self._junction(span, there, place)
            cells["end"] = there
            self.spans.append(span)
            mend = f"its line ends at {there}"
            self.reading.tell(
                "warning", "self-loop", "end", here, "span ends where it starts; its line does not", mend, mended=True
            )
            return
        self._halve(span, route)

    def _halve(self, span: Row, route: Any) -> None:  # noqa: ANN401  an array of shape (n, 2)
        """Cut a ring at the vertex that is farthest from its node, with a junction there."""
        far = int(np.hypot(*(route - route[0]).T).argmax())
        if far in {0, len(route) - 1}:
            mend = "left out: it joins nothing"
            self.reading.tell(
                "warning", "self-loop", "end", span.cells["start"], "span ends where it starts", mend, mended=True
            )
            return
        there = self._new(span, "turn")
        self._junction(span, there, (float(route[far, 0]), float(route[far, 1])))
        length = span.cells.pop("length_km", None)
        whole = length_km(route)
        halves = ({"end": there, "geometry": route[: far + 1]}, {"start": there, "geometry": route[far:]})
        for part, half in enumerate(halves, start=1):
            share = length_km(half["geometry"]) / whole
            measured = {} if length is None else {"length_km": length * share}
            key = f"{span.key or f'span-{span.row}'}-{part}"
            self.spans.append(Row(span.network, key, span.file, span.row, {**span.cells, **half, **measured}))
        mend = f"cut in two at a junction {there}"
        self.reading.tell("warning", "self-loop", "end", span.cells["start"], "span is a ring", mend, mended=True)

    def _name_spans(self) -> None:
        taken = {(span.network, span.key) for span in self.spans}
        seen: set[Key] = set()
        for span in self.spans:
            if span.key is None or (span.network, span.key) in seen:
                old = span.key
                self._at(span)
                span.key = self._free(f"{old}-2" if old else f"span-{span.row}", span.network, taken)
                taken.add((span.network, span.key))
                code, problem = ("duplicate-id", "id stands twice") if old else ("missing-id", "span has no id")
                self.reading.tell("warning", code, "id", old or "", problem, f"it is called {span.key}", mended=True)
            seen.add((span.network, span.key))
