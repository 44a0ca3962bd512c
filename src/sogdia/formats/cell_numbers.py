"""Numbers in the cells of foreign tables: decimal commas, thousands in groups, units behind them, angles, dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.formats.angles import degrees
from sogdia.formats.column_units import UNITS, with_unit

if TYPE_CHECKING:
    from sogdia.formats.findings import Findings

MOST_FINDINGS: Final = 1000
"""Most cells of one column that are told one by one."""
_BLANK: Final = r"[ \u00a0\u202f'’]"
_GROUPED: Final = rf"[+-]?\d{{1,3}}(?:(?:,|{_BLANK})\d{{3}})+(?:\.\d+)?"
_COMMA: Final = rf"[+-]?(?:\d{{1,3}}(?:[.]|{_BLANK})(?:\d{{3}}(?:[.]|{_BLANK}))*\d{{3}}|\d*),\d+"
_YEAR: Final = r"(?<!\d)(18[5-9]\d|19\d\d|20\d\d|2100)(?!\d)"


class Numbers:
    """Reads one column of cells as numbers and tells what it took them for.

    Parameters
    ----------
    name, file, rows
        Name of the column, its file, and the file's number of each row; for the findings.
    decimal
        Decimal mark; empty: found by the cells.
    comma_likely
        Whether a comma that may part thousands or decimals is a decimal mark (in a file with semicolons, it is).
    """

    def __init__(
        self,
        name: str,
        file: str,
        rows: pd.Index[Any],
        found: Findings,
        *,
        decimal: str = "",
        comma_likely: bool = False,
    ) -> None:
        self.name, self.file, self.rows, self.found = name, file, rows, found
        self.decimal, self.comma_likely = decimal, comma_likely

    def read(
        self, cells: pd.Series[Any], *, kind: str = "number", quantity: str = "", unit: str = ""
    ) -> pd.Series[Any]:
        """Give the numbers; a cell that is none stays as it is, with a finding.

        Parameters
        ----------
        kind
            `number`, `integer`, `year` or `angle` (degrees).
        quantity
            What may stand in another unit: `km`, `Gbit/s`, `pair`.
        unit
            Unit of the cells that carry none.
        """
        number = pd.to_numeric(cells, errors="coerce").astype(float)
        wrong = number.isna() & ~cells.isna()
        if wrong.any():
            text: pd.Series[Any] = cells[wrong].astype(str).str.strip().str.replace("\u2212", "-")
            text = text[text != ""]
            factor = self._units(text, quantity, unit) if quantity else pd.Series(dtype=float)
            self._marks(number, text, kind)
            self._words(number, text, kind)
            number[factor.index] *= factor
            strange = text[number[text.index].isna()]
            if len(strange):
                mixed: pd.Series[Any] = number.astype(object)
                mixed[strange.index] = strange
                number = mixed
                self._strange(strange)
        return number

    def _units(self, text: pd.Series[Any], quantity: str, unit: str) -> pd.Series[Any]:
        """Take the units off the cells; give the factor of each to the unit of the other cells."""
        split = text.map(lambda cell: with_unit(cell, quantity)).dropna()
        if split.empty:
            return pd.Series(dtype=float)
        text.update(pd.Series([parts[0] for parts in split], index=split.index, dtype=object))
        units = split.map(lambda parts: parts[1])
        own = UNITS[quantity][unit] if unit else 1.0
        self._tell("note", "unit", f"{len(split)} numbers carry a unit: {', '.join(units.unique())}", split.index[0],
                   "read in that unit")  # fmt: skip
        return units.map(UNITS[quantity]).astype(float) / own

    def _marks(self, number: pd.Series[Any], text: pd.Series[Any], kind: str) -> None:
        """Read numbers with commas: decimal marks or marks of thousands, whichever the whole column allows."""
        comma = text.str.fullmatch(_COMMA)
        grouped = text.str.fullmatch(_GROUPED)
        sure = text[comma & ~grouped]
        thousands_sure = (grouped & ~comma & text.str.contains(",")).any()
        if self.decimal == ".":
            comma = comma & False
        elif self.decimal != "," and (thousands_sure or not (len(sure) or self.comma_likely or kind == "angle")):
            comma = comma & ~grouped
        turned = text[comma].str.replace(rf"[.]|{_BLANK}", "", regex=True).str.replace(",", ".")
        number[turned.index] = pd.to_numeric(turned, errors="coerce")
        if len(turned) and not self.decimal:
            self._tell("note", "decimal-comma", f"{len(turned)} numbers have a decimal comma", turned.index[0],
                       "read as a decimal mark", text[turned.index[0]])  # fmt: skip
        thousands = text[grouped & ~comma]
        number[thousands.index] = pd.to_numeric(thousands.str.replace(rf",|{_BLANK}", "", regex=True), errors="coerce")
        marked = thousands[thousands.str.contains(",")]
        if len(marked):
            self._tell("note", "thousands", f"{len(marked)} numbers have commas between thousands", marked.index[0],
                       'read so; give decimal = "," in a mapping file where they are decimal marks',
                       marked.iloc[0])  # fmt: skip

    def _words(self, number: pd.Series[Any], text: pd.Series[Any], kind: str) -> None:
        left = text[number[text.index].isna()]
        bare = pd.to_numeric(left, errors="coerce").dropna()
        number[bare.index] = bare
        left = left.drop(bare.index)
        if kind == "year":
            dated = left.str.extract(_YEAR)[0].dropna()
            number[dated.index] = pd.to_numeric(dated)
        elif kind == "angle":
            angles = left.map(degrees).dropna().astype(float)
            number[angles.index] = angles
            if len(angles):
                told = f"{len(angles)} angles are in degrees, minutes and seconds or with a letter of the compass"
                self._tell("note", "angles", told, angles.index[0], "read as degrees", left[angles.index[0]])

    def _tell(self, severity: Any, code: str, problem: str, at: object, mend: str, value: object = "") -> None:  # noqa: ANN401  a literal
        self.found.add(severity, code, problem, file=self.file, column=self.name, value=value, mend=mend, mended=True,
                       row=int(self.rows[int(str(at))]))  # fmt: skip

    def _strange(self, strange: pd.Series[Any]) -> None:
        for at, value in strange.head(MOST_FINDINGS).items():
            self.found.add("error", "not-a-number", "is no number", file=self.file, row=int(self.rows[int(str(at))]),
                           column=self.name, value=value, mend="give a number")  # fmt: skip
        if len(strange) > MOST_FINDINGS:
            self.found.add("error", "not-a-number", f"{len(strange) - MOST_FINDINGS} more cells are no numbers",
                           column=self.name, file=self.file, mend="see whether it is the right column")  # fmt: skip
