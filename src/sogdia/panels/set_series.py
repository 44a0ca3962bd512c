"""Series of the sets that a user adds: institutes, projects, memoranda, views, positions and indicators."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.data.catalogue import entry
from sogdia.formats.agreement_dates import read_agreement_dates
from sogdia.formats.aiddata import read_aiddata
from sogdia.formats.confucius_institutes import read_confucius_institutes
from sogdia.formats.gapminder import read_gapminder
from sogdia.formats.pew import read_pew
from sogdia.formats.public_diplomacy import read_public_diplomacy
from sogdia.formats.published_points import read_published_points
from sogdia.formats.world_bank import read_world_bank
from sogdia.panels.identity import countries_of
from sogdia.panels.long_rows import Series, counted, stock
from sogdia.tables import read_csv

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.formats.text_tables import Reading

_TABLE: Final = Path(__file__).with_name("sets.csv")


EARLIEST: Final = 1945
"""Before the first case of a programme that did not exist there were none: blanks are zero from here."""
AS_OF: Final = 2022
"""Year of the list of institutes."""


@cache
def sponsors() -> dict[str, str]:
    """Give the sets that a panel reads, and whose programmes each tells of (empty where each row says it)."""
    rows = read_csv(_TABLE).fillna("")
    return {str(name): str(sponsor) for name, sponsor in zip(rows["set"], rows.sponsor, strict=True)}


def set_series(name: str, path: Path, last: int) -> list[Series]:
    """Read a set and give its series, stocks carried to the year `last`.

    Raises
    ------
    ParameterError
        The catalogue has no such set.
    DataError
        The file is not that set, or cells cannot be read.
    """
    about, sponsor = entry(name), sponsors()[name]
    made: list[Series] = []
    reading, parts = _READERS[name](path, sponsor, last)
    for group, series, unit, meaning, rows, more in parts:
        told: dict[str, Any] = {
            "set": name, "vintage": reading.about.get("version", "") or about.version, "licence": about.licence,
            "faults": (about.faults, *(str(finding) for finding in reading.findings)),
        }  # fmt: skip
        sourced = rows.assign(read="read", source=about.citation)
        made.append(Series(group, series, unit, meaning, sourced, **(told | more)))
    return made


_Part = tuple[str, str, str, str, pd.DataFrame, dict[str, Any]]
_ZERO: Final[dict[str, Any]] = {"blank": "zero"}


def _institutes(path: Path, sponsor: str, _last: int) -> tuple[Reading, list[_Part]]:
    reading = read_confucius_institutes(path)
    table = reading.table.assign(sponsor=sponsor)
    now = table.assign(year=AS_OF)
    dated = table.dropna(subset="year")
    undated = sorted(set(table.country) - set(dated.country))
    return reading, [
        ("cultural", "institutes_opened", "institutes", "Institutes with a known date that were founded in the year.",
         counted(dated), {**_ZERO, "years": (EARLIEST, AS_OF), "undated": undated}),
        ("cultural", "institutes_listed", "institutes", "Institutes ever listed, as of 2022.", counted(now), _ZERO),
        ("cultural", "institutes_answering", "institutes", "Institutes whose website answered in April 2022.",
         counted(now[now.open]), _ZERO),
    ]  # fmt: skip


def _projects(path: Path, sponsor: str, _last: int) -> tuple[Reading, list[_Part]]:
    reading = read_aiddata(path)
    table = reading.table.assign(sponsor=sponsor)
    kept = table[table.recommended & ~table.umbrella]
    talk = kept[kept.communications]
    money = talk.dropna(subset="usd").groupby(["country", "year", "sponsor"], as_index=False).usd.sum()
    amounts = money.assign(value=money.usd / 1e6)[["country", "year", "sponsor", "value"]]
    dollars = f"US$ million of {reading.about['dollars of']}"
    more = {**_ZERO, "exhaustive": True}
    chosen = "Communications projects committed in the year that are recommended for research and no umbrella."
    return reading, [
        ("tech", "communications_projects", "projects", chosen, counted(talk), more),
        ("tech", "communications_musd", dollars, "Amount of those projects whose amount is known.", amounts,
         _ZERO),
        ("tech", "all_projects", "projects", "Projects of all sectors committed in the year, chosen alike.",
         counted(kept), more),
    ]  # fmt: skip


def _later_projects(path: Path, sponsor: str, last: int) -> tuple[Reading, list[_Part]]:
    reading, parts = _projects(path, sponsor, last)
    return reading, [(group, f"{name}_later", *rest) for group, name, *rest in parts]  # type: ignore[misc]


def _diplomacy(path: Path, sponsor: str, _last: int) -> tuple[Reading, list[_Part]]:
    reading = read_public_diplomacy(path)
    table = reading.table.assign(sponsor=sponsor)
    meaning = "As counted by AidData in the year: {}."
    return reading, [
        ("cultural", f"diplomacy_{name}", "number", meaning.format(str(name).replace("_", " ")),
         rows.drop(columns="series"), {})
        for name, rows in table.groupby("series")
    ]  # fmt: skip


def _memoranda(path: Path, sponsor: str, last: int) -> tuple[Reading, list[_Part]]:
    reading = read_agreement_dates(path)
    table = reading.table.dropna(subset="signed").assign(sponsor=sponsor, year=lambda t: t.signed)
    table = table.assign(read="read", source="")
    gone = table.dropna(subset="left").assign(year=lambda t: t["left"])
    undated = reading.table.country[reading.table.signed.isna()].tolist()
    more = {**_ZERO, "exhaustive": True, "years": (EARLIEST, last), "undated": undated}
    return reading, [
        ("political", "memorandum_signed", "flag", "The memorandum was signed in the year.", counted(table), more),
        ("political", "memorandum_in_force", "flag", "The memorandum stands at the end of the year.",
         stock(table, last), more),
        ("political", "memorandum_left", "flag", "The memorandum was left in the year.", counted(gone), more),
    ]  # fmt: skip


def _views(path: Path, _sponsor: str, _last: int) -> tuple[Reading, list[_Part]]:
    reading = read_pew(path)
    table = reading.table.rename(columns={"of": "sponsor"})
    return reading, [
        ("outcome", name, "share", f"Share of respondents with {word} view of the state named.",
         table.assign(value=table[column])[["country", "year", "sponsor", "value"]].dropna(), {})
        for name, column, word in (
            ("favourable_share", "favourable", "a favourable"),
            ("unfavourable_share", "unfavourable", "an unfavourable"),
        )
    ]  # fmt: skip


def _points(path: Path, _sponsor: str, _last: int) -> tuple[Reading, list[_Part]]:
    reading = read_published_points(path)
    country = reading.table.cow.map({cow: countries_of(cow) for cow in set(reading.table.cow)})
    table = reading.table.assign(country=country, sponsor="")
    table = table[table.country != ""]
    words = {"point": "Ideal point by votes in the General Assembly.", "low": "Its 5 % quantile.",
             "high": "Its 95 % quantile."}  # fmt: skip
    return reading, [
        ("outcome", "ideal_point" if column == "point" else f"ideal_point_{column}", "position", meaning,
         table.assign(value=table[column])[["country", "year", "sponsor", "value"]].dropna(), {})
        for column, meaning in words.items()
    ]  # fmt: skip


def _indicators(read: Callable[[Path], Reading]) -> Callable[[Path, str, int], tuple[Reading, list[_Part]]]:
    def series(path: Path, _sponsor: str, _last: int) -> tuple[Reading, list[_Part]]:
        reading = read(path)
        return reading, [
            ("covariate", _snake(str(name)), "as published", f"Indicator {name}.",
             rows.assign(sponsor="")[["country", "year", "sponsor", "value"]].dropna(), {})
            for name, rows in reading.table.groupby("indicator")
        ]  # fmt: skip

    return series


def _snake(name: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


_READERS: Final[dict[str, Callable[[Path, str, int], tuple[Reading, list[_Part]]]]] = {
    "confucius-institutes": _institutes,
    "aiddata-gcof": _projects,
    "aiddata-gcdf": _later_projects,
    "aiddata-diplomacy": _diplomacy,
    "bri-dates": _memoranda,
    "pew-opinion": _views,
    "ideal-points": _points,
    "gapminder": _indicators(read_gapminder),
    "world-bank": _indicators(read_world_bank),
}
