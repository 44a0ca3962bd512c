"""Cable folders in the layout of the TeleGeography submarine cable map: `cable/`, `landing-point/`, `supplier/`.

Read: systems, landings, owners, suppliers, published lengths, years. The topology comes from `cable-geo.json`, since a
cable's list of landings is sorted by country and not along the cable. There is no writer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.cable_map import Cable, lay
from sogdia.formats.country_names import country_at_the_end, country_code
from sogdia.formats.draft import Draft
from sogdia.formats.findings import Findings
from sogdia.formats.geojson_lines import line_parts
from sogdia.formats.identifiers import slug
from sogdia.formats.json_files import load_json, records, text_of
from sogdia.formats.organisation_names import split_organisations
from sogdia.geodesy import distance_km

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.network import Network

FORMAT: Final = "telegeography"
_FOLDERS: Final = {
    "cable": ("cable", "cables"),
    "landing": ("landing-point", "landing-points"),
    "supplier": ("supplier",),
}
_LISTS: Final = {"all.json", "cable-geo.json", "landing-point-geo.json", "search.json"}
_SOURCE: Final = "cable-map"
_LANDS_KM: Final = 1.0
_KM_PER: Final = {"km": 1.0, "mi": 1.609344, "nm": 1.852}


@dataclass
class _Map:
    """What stands in the files, by id; each record with the file in which it stands."""

    cables: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    lines: dict[str, list[np.ndarray[Any, Any]]] = field(default_factory=dict)
    landings: dict[str, dict[str, Any]] = field(default_factory=dict)
    suppliers: list[dict[str, Any]] = field(default_factory=list)


def is_telegeography(path: Path) -> bool:
    """Tell whether a folder is a cable map by the names of its files."""
    return path.is_dir() and (
        any((path / place / "cable-geo.json").is_file() for place in ("", *_FOLDERS["cable"]))
        or any((path / place).is_dir() and any((path / place).glob("*.json")) for place in _FOLDERS["cable"])
    )


def read_telegeography(path: Path) -> Network:
    """Read a cable folder.

    Raises
    ------
    DataError
        It holds no cable, or a file that is no JSON.
    TableError
        A fault that no reader may mend.
    """
    return draft_telegeography(path).network()


def draft_telegeography(path: Path) -> Draft:
    """Read a cable folder, with every fault as a finding.

    Raises
    ------
    DataError
        It holds no cable, or a file that is no JSON.
    """
    found = Findings(path.name)
    drawn = _read_files(path, found)
    if not drawn.cables:
        raise DataError(f"{path} has no cable: cable/*.json or cable-geo.json with features that have an id")
    nodes = {key: _landing(key, about, found) for key, about in drawn.landings.items()}
    systems, spans, roles = [], [], []
    organisations: dict[str, str] = {}
    known = {about["owners"] for _, about in drawn.cables.values() if isinstance(about.get("owners"), str)}
    whole = {name for name in known if len(split_organisations(name)) == 1}
    whole |= {text_of(about.get("name")) for about in drawn.suppliers}
    for key, (file, about) in drawn.cables.items():
        system = _system(key, about, found, file)
        systems.append(system)
        laid = lay(_cable(system, file, about, drawn, nodes, found), found)
        nodes.update({row["id"]: row for row in laid.nodes})
        spans += [row | {"setting": "submarine", **_dates(system)} for row in laid.spans]
        roles += _roles(key, about, drawn.suppliers, whole, organisations)
    tables = {
        "sources": [{"id": _SOURCE, "title": f"Submarine cable map in the folder {path.resolve().name}"}],
        "organisations": [{"id": key, "name": name, **_READ} for key, name in sorted(organisations.items())],
        "systems": systems,
        "nodes": list(nodes.values()),
        "spans": [row | {"source": _SOURCE} for row in spans],
        "roles": roles,
    }
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items() if rows}
    where = {"systems": pd.DataFrame({"file": [file for file, _ in drawn.cables.values()], "row": 1})}
    return Draft(path, FORMAT, frames, found.listed(), where)


_READ: Final = {"source": _SOURCE, "read": "read"}


def _read_files(path: Path, found: Findings) -> _Map:
    drawn = _Map()
    for file in _files(path, "cable"):
        about = load_json(file)
        if not isinstance(about, dict) or not text_of(about.get("id") or file.stem):
            found.add("warning", "no-cable", "holds no cable", file=f"cable/{file.name}", mend="left out", mended=True)
            continue
        drawn.cables[text_of(about.get("id") or file.stem)] = (f"{file.parent.name}/{file.name}", about)
    for feature in _features(path, "cable", "cable-geo.json"):
        about = feature["properties"]
        key = text_of(about.get("id") or slug(about.get("name")))
        if not key:
            found.add("warning", "no-id", "a drawn line has no id", file="cable-geo.json", mended=True, mend="left out")
            continue
        drawn.lines.setdefault(key, []).extend(line_parts(feature.get("geometry")))
        if key not in drawn.cables:
            if _files(path, "cable"):
                found.add("note", "no-cable-file", "is drawn but has no file", key=key, file="cable-geo.json")
            drawn.cables[key] = ("cable-geo.json", about)
    _read_landings(path, drawn)
    drawn.suppliers = [about for file in _files(path, "supplier") if isinstance(about := load_json(file), dict)]
    return drawn


def _files(path: Path, kind: str) -> list[Path]:
    places = [path / name for name in _FOLDERS[kind]]
    return sorted(file for place in places for file in place.glob("*.json") if file.name not in _LISTS)


def _features(path: Path, kind: str, name: str) -> list[dict[str, Any]]:
    for file in (path / name, *(path / folder / name for folder in _FOLDERS[kind])):
        if file.is_file():
            value = load_json(file)
            features = records(value.get("features") if isinstance(value, dict) else None)
            return [feature for feature in features if isinstance(feature.get("properties"), dict)]
    return []


def _read_landings(path: Path, drawn: _Map) -> None:
    for _, about in drawn.cables.values():
        for point in records(about.get("landing_points")):
            drawn.landings.setdefault(text_of(point.get("id")), {}).update(point)
    for feature in _features(path, "landing", "landing-point-geo.json"):
        marks, shape = feature["properties"], feature.get("geometry")
        place = shape.get("coordinates") if isinstance(shape, dict) else None
        drawn.landings.setdefault(text_of(marks.get("id")), {}).update({**marks, "coordinates": place})
    for file in _files(path, "landing"):
        own = load_json(file)
        if isinstance(own, dict) and (key := text_of(own.get("id") or file.stem)) in drawn.landings:
            kept = {name: own[name] for name in ("name", "country", "latitude", "longitude") if own.get(name)}
            drawn.landings[key].update(kept)
    drawn.landings.pop("", None)


def _landing(key: str, about: dict[str, Any], found: Findings) -> dict[str, Any]:
    town, code = country_at_the_end(text_of(about.get("name")) or key)
    stated = about.get("country")
    code = country_code(stated) or code
    if code is None:
        found.add("warning", "unknown-country", "country is not known", key=key, file="landing-point",
                  column="country", value=stated, mend="give an ISO 3166 code or name")  # fmt: skip
    lon, lat = _place(about)
    if lon is None:
        found.add("error", "missing-place", "landing has no place", key=key, file="landing-point-geo.json",
                  column="coordinates", value=about.get("coordinates"),
                  mend="give its longitude and latitude")  # fmt: skip
    note = "place to be decided" if about.get("is_tbd") else None
    return {"id": key, "name": town, "country": code, "lon": lon, "lat": lat, "kind": "landing", "note": note, **_READ}


def _place(about: dict[str, Any]) -> tuple[float | None, float | None]:
    point: Any = about.get("coordinates") or (about.get("longitude"), about.get("latitude"))
    try:
        lon, lat = float(point[0]), float(point[1])
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        return None, None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else (None, None)


def _system(key: str, about: dict[str, Any], found: Findings, file: str) -> dict[str, Any]:
    notes = [text_of(about.get("notes")), text_of(about.get("url"))]
    planned = about.get("is_planned") is True
    return {
        "id": key,
        "name": text_of(about.get("name")) or key,
        "kind": "submarine",
        "status": "proposed" if planned else "in_service",
        "year_in_service": _year(about, found, key, file),
        "length_km": _length(about.get("length"), found, key, file),
        "note": " ".join(filter(None, notes)) or None,
        **_READ,
    }


def _dates(system: dict[str, Any]) -> dict[str, Any]:
    return {name: system[name] for name in ("status", "year_in_service")}


def _year(about: dict[str, Any], found: Findings, key: str, file: str) -> int | None:
    for name in ("rfs_year", "rfs"):
        text = text_of(about.get(name))
        match = re.search(r"(?<!\d)(18[5-9]\d|19\d\d|20\d\d|2100)(?!\d)", text)
        if match:
            return int(match[0])
        if re.search(r"\d", text):
            found.add("warning", "no-year", "holds no year from 1850 to 2100", key=key, file=file, column=name,
                      value=text, mend="left empty", mended=True)  # fmt: skip
    return None


def _length(value: object, found: Findings, key: str, file: str) -> float | None:
    text = text_of(value)
    if not text or not re.search(r"\d", text):
        return None
    match = re.fullmatch(
        r"(?:~|c\.|approx\.)?\s*(\d{1,3}(?:[, ]\d{3})+|\d{1,6})(\.\d+)?\s*(km|mi|nm)?[a-z.]*", text.lower()
    )
    km = float(re.sub(r"[, ]", "", match[1]) + (match[2] or "")) * _KM_PER[match[3] or "km"] if match else None
    if km is None or not 0 < km <= 200_000:
        found.add("warning", "unreadable-length", "is no length", key=key, file=file, column="length", value=text,
                  mend="left empty; write it as 1,234 km", mended=True)  # fmt: skip
        return None
    return km


def _cable(
    system: dict[str, Any], file: str, about: dict[str, Any], drawn: _Map, nodes: dict[str, Any], found: Findings
) -> Cable:
    lines = drawn.lines.get(system["id"], [])
    if "landing_points" in about:
        landings = [text_of(point.get("id")) for point in records(about["landing_points"])]
    else:
        landings = _landings_at_ends(lines, nodes)
        found.add("note", "landings-by-ends", f"has no list of landings; {len(landings)} lie at the ends of its lines",
                  key=system["id"], file=file)  # fmt: skip
    placed = [key for key in dict.fromkeys(landings) if nodes.get(key, {}).get("lon") is not None]
    places = np.array([[nodes[key]["lon"], nodes[key]["lat"]] for key in placed], dtype=float).reshape(-1, 2)
    return Cable(system["id"], system["name"], file, placed, places, lines, system["length_km"])


def _landings_at_ends(lines: list[np.ndarray[Any, Any]], nodes: dict[str, Any]) -> list[str]:
    landed = [key for key, row in nodes.items() if row["lon"] is not None and row["kind"] == "landing"]
    if not landed or not lines:
        return []
    ends = np.array([point for shape in lines for point in (shape[0], shape[-1])])
    places = np.array([[nodes[key]["lon"], nodes[key]["lat"]] for key in landed])
    far = distance_km(ends[:, :1], ends[:, 1:], places[None, :, 0], places[None, :, 1])
    return [landed[i] for i in sorted({int(row.argmin()) for row in far if row.min() <= _LANDS_KM})]


def _roles(
    key: str, about: dict[str, Any], suppliers: list[dict[str, Any]], whole: set[str], organisations: dict[str, str]
) -> list[dict[str, Any]]:
    by_file = [
        text_of(one.get("name")) for one in suppliers if any(c.get("id") == key for c in records(one.get("cables")))
    ]
    named = {
        "owner": split_organisations(_names(about.get("owners")), whole),
        "supplier": [*split_organisations(_names(about.get("suppliers")), whole), *by_file],
    }
    rows = {}
    for role, names in named.items():
        for name in names:
            who = slug(name)
            if who:
                organisations.setdefault(who, name)
                rows[(who, role)] = {"system": key, "organisation": who, "role": role, **_READ}
    return list(rows.values())


def _names(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(text_of(item.get("name") if isinstance(item, dict) else item) for item in value)
    return text_of(value)
