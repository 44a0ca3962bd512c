"""Round-trip times among servers, as WonderProxy publishes them: a table of servers and a table of pings.

Kept: every pair as measured, self-pings included. A server whose pings are quicker than light in fibre stands in the
wrong place: that is told, and nothing is moved or left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.country_names import country_code
from sogdia.formats.findings import Findings
from sogdia.formats.text_tables import Reading, header_of, numbers, read_rows, refuse
from sogdia.geodesy import distance_km

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

PINGS: Final = ("source", "destination", "min", "avg", "max", "mdev")
SERVERS: Final = ("id", "name", "country", "latitude", "longitude")
_FIBRE_KM_PER_MS: Final = 299_792.458 / 1.468 / 1000
"""Light in fibre of group index 1.468 (ITU-T G.652 fibre at 1,550 nm), km a millisecond."""
_FAR_KM: Final = 300.0
"""Pairs nearer than this say little: servers stand somewhere in their city."""
_TOO_QUICK: Final = 0.98
_SUSPECT: Final = 0.1
"""Share of a server's far pairs that may be too quick before its place is doubted. Assumed."""


@dataclass(frozen=True)
class Pings(Reading):
    """Pings, with the servers between which they were measured.

    Attributes
    ----------
    servers
        Columns id, name, country (ISO 3166-1 alpha-3), lon, lat.
    """

    servers: pd.DataFrame = field(default_factory=pd.DataFrame)


def is_pings(path: Path) -> bool:
    """Tell whether a folder holds pings and their servers, or a file pings."""
    if path.is_dir():
        return bool(_with_columns(path, PINGS)) and bool(_with_columns(path, SERVERS))
    return set(PINGS) <= set(header_of(path))


def read_pings(path: Path) -> Pings:
    """Read a folder with a CSV of pings and a CSV of servers, or the pings' file with the servers' file beside it.

    Returns
    -------
    Pings
        Table: source, destination (ids of servers), rtt_min_ms, rtt_avg_ms, rtt_max_ms, rtt_mdev_ms.

    Raises
    ------
    DataError
        A file is missing, no such table, or holds cells that are no numbers or are out of range.
    """
    folder = path if path.is_dir() else path.parent
    pings_file = _one(folder, PINGS, "pings") if path.is_dir() else path
    servers_file = _one(folder, SERVERS, "servers")
    servers = _servers(servers_file)
    rows = read_rows(pings_file, PINGS)
    table = rows[["source", "destination"]].copy()
    for name in ("min", "avg", "max", "mdev"):
        figures = numbers(pings_file, rows, name, empty=False)
        refuse(pings_file, rows, name, figures < 0, "is negative")
        table[f"rtt_{name}_ms"] = figures
    refuse(pings_file, rows, "min", (table.rtt_min_ms > table.rtt_avg_ms + 1e-9), "is over the average")
    refuse(pings_file, rows, "max", (table.rtt_max_ms < table.rtt_avg_ms - 1e-9), "is under the average")
    findings = Findings(pings_file.name)
    _unplaced(table, servers, findings)
    _misplaced(table, servers, findings, servers_file.name)
    return Pings(path, table.reset_index(drop=True), findings.listed(), {}, servers.reset_index(drop=True))


def _servers(path: Path) -> pd.DataFrame:
    rows = read_rows(path, SERVERS)
    refuse(path, rows, "id", rows.id.duplicated() | (rows.id == ""), "is empty or stands twice")
    lon, lat = numbers(path, rows, "longitude", empty=False), numbers(path, rows, "latitude", empty=False)
    refuse(path, rows, "longitude", lon.abs() > 180, "is no longitude")
    refuse(path, rows, "latitude", lat.abs() > 90, "is no latitude")
    country = rows.country.map(country_code).astype("string")
    refuse(path, rows, "country", country.isna(), "is no country that Sogdia knows")
    return pd.DataFrame({"id": rows.id, "name": rows["name"], "country": country, "lon": lon, "lat": lat})


def _unplaced(table: pd.DataFrame, servers: pd.DataFrame, findings: Findings) -> None:
    """Tell the servers that have pings and no place."""
    named = pd.concat([table.source, table.destination])
    for server in sorted(set(named) - set(servers.id)):
        row = int(named.index[named == server][0])
        mend = "leave its pairs out, or give the full table of servers"
        findings.add("warning", "unknown-server", "has no row among the servers", row=row, key=server, mend=mend)


def _misplaced(table: pd.DataFrame, servers: pd.DataFrame, findings: Findings, file: str) -> None:
    """Tell the servers of which many pairs are quicker than light in fibre along the geodesic."""
    place = servers.set_index("id")[["lon", "lat"]]
    a, b = place.reindex(table.source).to_numpy(), place.reindex(table.destination).to_numpy()
    far_km: NDArray[np.float64] = distance_km(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    far = far_km > _FAR_KM
    quick = far & (table.rtt_min_ms.to_numpy() < _TOO_QUICK * 2 * far_km / _FIBRE_KM_PER_MS)
    ends = pd.DataFrame({"id": np.concatenate([table.source[far], table.destination[far]])})
    ends["quick"] = np.concatenate([quick[far], quick[far]])
    share = ends.groupby("id").quick.mean()
    rows = dict(zip(servers.id, servers.index, strict=True))
    for server in share.index[share > _SUSPECT]:
        name = servers.loc[rows[server], "name"]
        findings.add(
            "warning", "misplaced-server", f"{share[server]:.0%} of its far pairs are quicker than light in fibre",
            row=int(rows[server]), key=server, column="latitude", value=name, file=file,
            mend="mend its place, or leave it out",
        )  # fmt: skip


def _with_columns(folder: Path, columns: tuple[str, ...]) -> list[Path]:
    files = sorted(p for p in folder.iterdir() if p.name.endswith((".csv", ".csv.gz", ".txt")) and p.is_file())
    return [file for file in files if set(columns) <= set(header_of(file))]


def _one(folder: Path, columns: tuple[str, ...], kind: str) -> Path:
    found = _with_columns(folder, columns)
    if len(found) != 1:
        names = ", ".join(file.name for file in found) or "none"
        raise DataError(f"{folder}: one CSV of {kind} is needed (columns {', '.join(columns)}); found {names}")
    return found[0]
