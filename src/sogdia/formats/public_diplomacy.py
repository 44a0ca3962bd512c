"""AidData's dashboard of Chinese public diplomacy: institutes, visits, sister cities and students by country and year.

Source
------
Custer and others (2018), Ties That Bind, AidData: the codebook of the dashboard, version 2.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sogdia.errors import DataError
from sogdia.formats.country_cells import country_cells
from sogdia.formats.findings import Findings
from sogdia.formats.text_tables import Reading, numbers, read_rows, refuse

if TYPE_CHECKING:
    from pathlib import Path

SERIES: Final = (
    "confucius_institutes", "sister_cities_established", "government_visits", "military_visits", "ambassador_op_eds",
    "journalist_visits", "media_partnerships", "outbound_chinese_students", "inbound_students_to_china",
)  # fmt: skip


def read_public_diplomacy(path: Path) -> Reading:
    """Read the dashboard's table; `N/A` is missing.

    Returns
    -------
    Reading
        Table: country (ISO 3166-1 alpha-3), year, series, value (a count in that year).

    Raises
    ------
    DataError
        Columns missing, cells that are no numbers, or a country and year that stand twice.
    """
    rows = read_rows(path, ("receiving_country", "year", "confucius_institutes"))
    findings = Findings(path.name)
    year = numbers(path, rows, "year", empty=False)
    refuse(path, rows, "year", year % 1 != 0, "is no year")
    given = [name for name in SERIES if name in rows]
    cells = rows[given].replace({"N/A": "", "NA": ""})
    table = cells.apply(lambda column: numbers(path, cells, str(column.name)))
    table = table.assign(country=country_cells(rows.receiving_country, findings), year=year.astype(int))
    table = table[table.country.notna()]
    again = table.duplicated(["country", "year"])
    if again.any():
        row = table.index[again][0]
        raise DataError(f"{path} row {row}: {table.country[row]} {table.year[row]} stands twice; keep one")
    long = table.melt(id_vars=["country", "year"], value_vars=given, var_name="series").dropna(subset="value")
    return Reading(path, long.reset_index(drop=True), findings.listed())
