"""Series that a user brings as one tidy table: held to the panel before anything is made of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import Fault, nearest_name, raise_faults
from sogdia.formats.country_names import country_code
from sogdia.formats.text_tables import read_rows
from sogdia.panels.accepted import states
from sogdia.panels.long_rows import GROUPS, Series
from sogdia.tables import row_label

if TYPE_CHECKING:
    from os import PathLike

NEEDED: Final = ("country", "year", "series", "value")
OPTIONAL: Final = {"group": "outcome", "sponsor": "", "unit": "as given", "source": "given by the user"}
EVENTS: Final = ("cultural", "political", "tech")
"""Groups whose rows are events or programmes: one that began before the panel is refused."""
EARLIEST: Final = 1945
"""First year that a panel can have."""


def own_series(table: pd.DataFrame | str | PathLike[str], years: range) -> list[Series]:
    """Give the series of a user's table.

    Parameters
    ----------
    table
        Frame or CSV with country (ISO code or name), year, series, value, and where wanted group (one of `GROUPS`,
        `outcome` without), sponsor, unit and source.
    years
        Years of the panel.

    Raises
    ------
    DataError
        A file that cannot be read, is no UTF-8, or lacks columns.
    TableError
        Unknown countries or groups, cells that are no numbers, a country, year, series and sponsor that stand twice, a
        programme before the panel, or a country that no panel observes: all of them in one message.
    """
    name = "the table" if isinstance(table, pd.DataFrame) else Path(table).name
    rows = table.reset_index(drop=True) if isinstance(table, pd.DataFrame) else read_rows(Path(table), NEEDED)
    missing = [Fault(name, column, "", "column is missing", "add it") for column in NEEDED if column not in rows]
    raise_faults(missing, f"{name} has")
    rows = rows.reset_index(drop=True).assign(
        **{column: rows.get(column, pd.Series(word, index=rows.index)).replace("", word).fillna(word).to_numpy()
           for column, word in OPTIONAL.items()}
    )  # fmt: skip
    ready, faults = _held(rows, name, years)
    raise_faults(faults, f"{name} has")
    about: dict[str, Any] = {
        "vintage": "given by the user",
        "licence": "the user's",
        "faults": ("as the user gave it",),
    }
    return [
        Series(str(group), str(series), str(unit), "As the user gave it.", part, **about)
        for (group, series, unit), part in ready.groupby(["group", "series", "unit"], sort=True)
    ]


def _held(rows: pd.DataFrame, name: str, years: range) -> tuple[pd.DataFrame, list[Fault]]:
    observed = set(states().id)
    faults, lines = [], []
    seen: dict[tuple[str, ...], int] = {}
    for i, row in enumerate(rows.to_dict(orient="records")):
        where = row_label(name, i)
        code = country_code(str(row["country"])) or ""
        sponsor = country_code(str(row["sponsor"])) or str(row["sponsor"])
        year, value = _number(row["year"]), _number(row["value"])
        group = str(row["group"])
        if not code:
            faults.append(Fault(where, "country", str(row["country"]), "is no country that is known"))
        elif code not in observed:
            problem = "is never observed: it is no state that votes or accepts"
            faults.append(Fault(where, "country", code, problem, "leave it out"))
        if group not in GROUPS:
            hint = nearest_name(group, GROUPS) or f"one of {', '.join(GROUPS)}"
            faults.append(Fault(where, "group", group, "is not known", hint))
        if year is None or year % 1:
            faults.append(Fault(where, "year", str(row["year"]), "is no year"))
        elif group in EVENTS and year < years[0]:
            earlier = f"begin the panel earlier (--years {int(year) - 1}-{years[-1]}), or leave the country out"
            mend = earlier if year > EARLIEST else f"leave the country out: no panel begins before {EARLIEST}"
            faults.append(Fault(where, "year", f"{year:g}", f"is before the panel, which begins in {years[0]}", mend))
        if value is None:
            faults.append(Fault(where, "value", str(row["value"]), "is no number"))
        when = str(row["year"]) if year is None else f"{year:g}"
        key = (code or str(row["country"]), when, str(row["series"]), sponsor)
        if key in seen:
            text = f"stands twice (as in row {seen[key] + 1})"
            faults.append(Fault(where, "country", " ".join(key[:3]), text, "keep one"))
        seen.setdefault(key, i)
        lines.append(
            {
                "country": code, "year": year, "sponsor": sponsor, "value": value, "read": "given",
                "source": row["source"], "group": group, "series": row["series"], "unit": row["unit"],
            }
        )  # fmt: skip
    return pd.DataFrame(lines), faults


def _number(cell: object) -> float | None:
    try:
        number = float(str(cell))
    except ValueError:
        return None
    return number if np.isfinite(number) else None
