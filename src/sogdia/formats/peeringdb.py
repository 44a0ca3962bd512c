"""PeeringDB dumps: facilities become nodes (data_centre), exchanges nodes (exchange) at the middle of their facilities.

One JSON with the parts `fac`, `ix`, `ixfac`, `netfac`, or a folder with one JSON for each of them, each
`{"data": [...]}`. There are no spans in it. Networks, organisations and peering policies are lost; the number of
networks at a facility stands in its note. There is no writer.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.country_names import country_code
from sogdia.formats.draft import Draft
from sogdia.formats.findings import Findings
from sogdia.formats.json_files import load_json, records, text_of
from sogdia.formats.json_shape import is_peeringdb_json

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.network import Network

FORMAT: Final = "peeringdb"
_PARTS: Final = ("fac", "ix", "ixfac", "netfac")
_SOURCE: Final = "peeringdb"

Rows = list[dict[str, Any]]


def is_peeringdb(path: Path) -> bool:
    """Tell whether a folder holds `fac.json` or `ix.json` with a list of facilities or exchanges."""
    if not path.is_dir():
        return False
    for part in ("fac", "ix"):
        file = path / f"{part}.json"
        if file.is_file():
            with file.open("rb") as opened:
                head = opened.read(4096)
            if b'"data"' in head or is_peeringdb_json(head):
                return True
    return False


def read_peeringdb(path: Path) -> Network:
    """Read a PeeringDB dump; see `draft_peeringdb`."""
    return draft_peeringdb(path).network()


def draft_peeringdb(path: Path) -> Draft:
    """Read a PeeringDB dump, with every fault as a finding.

    Raises
    ------
    DataError
        It is no JSON, or has neither facilities nor exchanges.
    """
    parts = _parts(path)
    if not parts["fac"] and not parts["ix"]:
        raise DataError(f"{path} has neither facilities (fac) nor exchanges (ix)")
    found = Findings(path.name)
    networks = Counter(row.get("fac_id") for row in parts["netfac"] if isinstance(row.get("fac_id"), int | str))
    nodes, rows = [], []
    places: dict[str, tuple[float, float]] = {}
    for number, row in enumerate(parts["fac"], start=1):
        place = _place(row)
        if place is None:
            _nowhere(found, "fac", number, row, "facility has no latitude and longitude")
            continue
        places[text_of(row.get("id"))] = place
        count = networks.get(row.get("id"), 0) if isinstance(row.get("id"), int | str) else 0
        note = f"{count} networks" if count else None
        nodes.append(_node("fac", row, place, "data_centre", found, number) | {"read": "read", "note": note})
        rows.append(("fac", number))
    at: dict[str, list[tuple[float, float]]] = {}
    for row in parts["ixfac"]:
        place = places.get(text_of(row.get("fac_id")))
        if place is not None:
            at.setdefault(text_of(row.get("ix_id")), []).append(place)
    for number, row in enumerate(parts["ix"], start=1):
        around = at.get(text_of(row.get("id")), [])
        place = _place(row) or (_middle(around) if around else None)
        if place is None:
            _nowhere(found, "ix", number, row, "exchange has no place and no facility that has one")
            continue
        note = f"at the middle of its {len(around)} facilities" if _place(row) is None else None
        nodes.append(_node("ix", row, place, "exchange", found, number) | {"read": "derived", "note": note})
        rows.append(("ix", number))
    tables = {
        "sources": pd.DataFrame([{"id": _SOURCE, "title": f"PeeringDB dump {path.resolve().name}"}]),
        "nodes": pd.DataFrame(nodes),
    }
    where = pd.DataFrame(rows, columns=["file", "row"])
    return Draft(path, FORMAT, tables if nodes else {}, found.listed(), {"nodes": where} if nodes else {})


def _parts(path: Path) -> dict[str, Rows]:
    if path.is_dir():
        return {part: _data(load_json(file)) if (file := path / f"{part}.json").is_file() else [] for part in _PARTS}
    value = load_json(path)
    if isinstance(value, dict) and "data" not in value:
        return {part: _data(value.get(part)) for part in _PARTS}
    rows = _data(value)
    kind = "fac" if any("clli" in row or "npanxx" in row or "latitude" in row for row in rows) else "ix"
    return {part: rows if part == kind else [] for part in _PARTS}


def _data(value: object) -> Rows:
    inner = value.get("data") if isinstance(value, dict) else value
    return [row for row in records(inner) if row.get("status", "ok") == "ok"]


def _place(row: dict[str, Any]) -> tuple[float, float] | None:
    lon, lat = row.get("longitude"), row.get("latitude")
    try:
        place = float(lon), float(lat)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return place if abs(place[0]) <= 180 and abs(place[1]) <= 90 else None


def _nowhere(found: Findings, part: str, number: int, row: dict[str, Any], problem: str) -> None:
    found.add("warning", "missing-place", problem, file=part, row=number, key=row.get("id"), column="latitude",
              value=row.get("name"), mend="left out; give its place", mended=True)  # fmt: skip


def _node(
    part: str, row: dict[str, Any], place: tuple[float, float], kind: str, found: Findings, number: int
) -> dict[str, Any]:
    code = country_code(row.get("country")) if isinstance(row.get("country"), str) else None
    if code is None:
        found.add("warning", "unknown-country", "is no country known here", file=part, row=number, key=row.get("id"),
                  column="country", value=row.get("country"), mend="give an ISO 3166-1 code")  # fmt: skip
    key = f"{part}-{text_of(row.get('id')) or number}"
    return {"id": key, "name": text_of(row.get("name")) or None, "country": code, "lon": place[0], "lat": place[1],
            "kind": kind, "source": _SOURCE}  # fmt: skip


def _middle(places: list[tuple[float, float]]) -> tuple[float, float]:
    """Give the point in the middle of places on the sphere, degrees."""
    lon, lat = np.radians(np.array(places)).T
    x, y, z = np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)
    middle = np.degrees([np.arctan2(y.mean(), x.mean()), np.arctan2(z.mean(), np.hypot(x.mean(), y.mean()))])
    return float(middle[0]), float(middle[1])
