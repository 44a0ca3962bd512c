"""Facts of programmes and of restrictions: institutes opened and closed, vendors and apps banned, of every power."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.data import world
from sogdia.data.framework_facts import FOLDER, UNION
from sogdia.errors import DataError, Fault, nearest_name, raise_faults
from sogdia.formats.text_tables import read_text
from sogdia.tables import read_csv, row_label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CULTURAL: Final = ("country", "sponsor", "programme", "event", "date", "source_url", "read", "as_of", "note")
RESTRICTIONS: Final = (
    "country", "sponsor", "kind", "subject", "date", "until", "source_url", "read", "as_of", "note",
)  # fmt: skip
ECOSYSTEMS: Final = (
    "country", "layer", "home", "provider", "date", "until", "source_url", "read", "as_of", "note",
)  # fmt: skip
LAYERS: Final = ("5g_vendor", "cloud_region", "navigation", "payments")
POSTS: Final = ("country", "organisation", "post", "year_from", "year_to", "source_url", "read", "as_of", "note")
BODIES: Final = ("ITU", "ISO", "IEC")
EVENTS: Final = ("opened", "closed", "closed_one")
RESTRICTED: Final = ("network_vendor", "app", "app_on_public_devices", "software", "chips", "institute")
_DATE: Final = re.compile(r"\d{4}(-\d{2}){0,2}")


def cultural_programmes(folder: Path = FOLDER) -> pd.DataFrame:
    """Read when institutes of a sponsor opened and closed in a country.

    Returns
    -------
    pandas.DataFrame
        country, sponsor (ISO 3166-1 alpha-3), programme, event, year, read, source.

    Raises
    ------
    DataError
        The file is not there.
    TableError
        Rows that break the contract; all of them are listed.
    """
    rows = _read(folder, "cultural_programmes", CULTURAL, {"event": EVENTS}, ("country", "programme", "event"))
    return rows[["country", "sponsor", "programme", "event", "year", "read", "source"]]


def restrictions(folder: Path = FOLDER) -> pd.DataFrame:
    """Read which states restrict vendors, apps and software of which home state, and since when.

    Returns
    -------
    pandas.DataFrame
        country, sponsor (home state of the vendor), kind, subject, year, left (year in which it ended), read, source.

    Raises
    ------
    DataError
        The file is not there.
    TableError
        Rows that break the contract; all of them are listed.
    """
    rows = _read(folder, "restrictions", RESTRICTIONS, {"kind": RESTRICTED}, ("country", "sponsor", "kind", "subject"))
    return rows[["country", "sponsor", "kind", "subject", "year", "left", "read", "source"]]


def ecosystem_facts(folder: Path = FOLDER) -> pd.DataFrame:
    """Read whose 5G, cloud, navigation and payments a country has, and since when, as far as known.

    Returns
    -------
    pandas.DataFrame
        country, layer, home (state of the provider), provider, year, left (year in which it ended), read, source.

    Raises
    ------
    DataError
        The file is not there.
    TableError
        Rows that break the contract; all of them are listed.
    """
    rows = _read(folder, "ecosystems", ECOSYSTEMS, {"layer": LAYERS}, ("country", "layer", "home", "provider"))
    return rows[["country", "layer", "home", "provider", "year", "left", "read", "source"]]


def standards_posts(folder: Path = FOLDER) -> pd.DataFrame:
    """Read which states' nationals headed the bodies of standards, and when: states and posts alone.

    Returns
    -------
    pandas.DataFrame
        country, organisation, post, year (first), left (the year after the last), read, source.

    Raises
    ------
    DataError
        The file is not there.
    TableError
        Rows that break the contract; all of them are listed.
    """
    rows = _read(folder, "standards_posts", POSTS, {"organisation": BODIES}, ("organisation", "post", "year_from"))
    return rows[["country", "organisation", "post", "year", "left", "read", "source"]]


def _read(
    folder: Path, name: str, columns: tuple[str, ...], allowed: Mapping[str, tuple[str, ...]], key: tuple[str, ...]
) -> pd.DataFrame:
    path = folder / f"{name}.csv"
    if not path.is_file():
        raise DataError(f"no file {path}")
    read_text(path)
    rows = read_csv(path)
    heading = f"{path} has"
    raise_faults([Fault(path.name, c, "", "column is missing", "add it") for c in columns if c not in rows], heading)
    raise_faults(_faults(path.name, rows, allowed, key), heading)
    rows = rows.rename(columns={"source_url": "source"}).assign(year=rows[_when(rows)].str[:4].astype(int))
    if "until" in rows:
        rows["left"] = pd.to_numeric(rows.until.str[:4]).astype("Int64")
    if "year_to" in rows:
        rows["left"] = (pd.to_numeric(rows.year_to) + 1).astype("Int64")
    return rows


def _when(rows: pd.DataFrame) -> str:
    return "date" if "date" in rows else "year_from"


def _faults(file: str, rows: pd.DataFrame, allowed: Mapping[str, tuple[str, ...]], key: tuple[str, ...]) -> list[Fault]:
    known = {*world().countries.id, UNION}
    twice = rows.duplicated(list(key)).tolist()
    faults = []
    for i, line in enumerate(rows.fillna("").to_dict(orient="records")):
        row = {str(name): str(value) for name, value in line.items()}
        where = row_label(file, i, row["country"])
        strange = [who for who in ("country", "sponsor", "home") if who in row and row[who] not in known]
        faults += [Fault(where, who, row[who], "is no country", nearest_name(row[who], known)) for who in strange]
        for column, words in allowed.items():
            if row[column] not in words:
                faults.append(Fault(where, column, row[column], f"is none of {', '.join(words)}"))
        when = _when(rows)
        if not _DATE.fullmatch(row[when]):
            faults.append(Fault(where, when, row[when], "is no date", "write YYYY, YYYY-MM or YYYY-MM-DD"))
        if not row["source_url"].startswith("http"):
            faults.append(Fault(where, "source_url", row["source_url"], "is no address"))
        if twice[i]:
            faults.append(Fault(where, key[-1], row[key[-1]], "stands twice", "keep one"))
    return faults
