"""Ideal points as Bailey, Strezhnev and Voeten publish them: one row a state and year, by COW number.

Releases name their columns differently: `IdealPoint` (2020 and before), `idealpointfp`, `idealpointall` (2025).
Serbia is `YUG` there in all years, and some rows have no ISO code: the COW number is what counts. Sessions are years
less 1945.

Source
------
Bailey, Strezhnev and Voeten (2017), Journal of Conflict Resolution 61(2), 430-456; the codebook of the deposit,
doi:10.7910/DVN/LEJUQZ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.cow_states import cow_states
from sogdia.formats.findings import Findings
from sogdia.formats.text_tables import Reading, header_of, numbers, read_rows

if TYPE_CHECKING:
    from pathlib import Path

POINTS: Final = {"idealpointfp": ("q5fp", "q95fp"), "idealpointall": ("q5all", "q95all"), "idealpoint": ("q5%", "q95%")}
"""Columns of points, the preferred first, and of their 5 and 95 % quantiles."""


def read_published_points(path: Path) -> Reading:
    """Read one release.

    Returns
    -------
    Reading
        Table: country (ISO 3166-1 alpha-3), cow, year, point, low, high (5 and 95 % quantiles, missing where there are
        none).

    Raises
    ------
    DataError
        Columns missing, unknown COW numbers, or a state and year that stand twice.
    """
    header = header_of(path)
    name = next((one for one in POINTS if one in header), None)
    when = "year" if "year" in header else "session"
    if name is None:
        raise DataError(f"{path} has no column of points: one of {', '.join(POINTS)}; it has {', '.join(header[:8])}")
    rows = read_rows(path, ("ccode", when, name))
    lower = {str(column).lower(): str(column) for column in rows}
    cow = numbers(path, rows, "ccode", empty=False).astype(int)
    moment = numbers(path, rows, when, empty=False).astype(int)
    point = numbers(path, rows, name)
    quantiles = [
        numbers(path, rows, lower[q]) if q in lower else pd.Series(float("nan"), index=rows.index) for q in POINTS[name]
    ]
    states = cow_states()
    unknown = sorted(set(cow) - set(states))
    if unknown:
        raise DataError(f"{path}: COW numbers are not known: {', '.join(map(str, unknown[:5]))}; correct `ccode`")
    table = pd.DataFrame(
        {
            "country": cow.map({number: code for number, (code, _) in states.items()}), "cow": cow,
            "year": moment + (1945 if when == "session" else 0), "point": point, "low": quantiles[0],
            "high": quantiles[1],
        }
    )  # fmt: skip
    again = table.duplicated(["cow", "year"])
    if again.any():
        row = table.index[again][0]
        raise DataError(f"{path} row {row}: COW {table.cow[row]} {table.year[row]} stands twice; keep one")
    return Reading(path, table[table.point.notna()].reset_index(drop=True), Findings(path.name).listed())
