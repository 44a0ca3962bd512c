"""The table that a model names: read, whatever its form, and cut to the rows asked for, each cut counted."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError, ParameterError
from sogdia.influence.terms import named

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from sogdia.influence.model_file import Cell, Filter

FORMS: Final = (".csv", ".tsv", ".dta", ".parquet", ".xlsx")


@dataclass(frozen=True)
class Cut:
    """One restriction of the sample, and how many rows it cost."""

    restriction: str
    rows: int


def read_table(path: Path, encoding: str = "") -> tuple[pd.DataFrame, list[str]]:
    """Read a table, and say what was guessed.

    Parameters
    ----------
    path
        A .csv, .tsv, .dta (Stata), .parquet or .xlsx file.
    encoding
        Of a text file; by default UTF-8, and Latin-1 where that fails (which is told).

    Raises
    ------
    DataError
        No such file, another form, or not readable as what it seems to be.
    """
    form = path.suffix.lower()
    if form not in FORMS:
        raise DataError(f"{path}: unknown form {form!r}; give one of {', '.join(FORMS)}")
    if not path.is_file():
        raise DataError(f"{path}: no such file; paths are relative to the model file")
    try:
        if form in {".csv", ".tsv"}:
            return _read_text(path, encoding, "\t" if form == ".tsv" else ",")
        if form == ".dta":
            return pd.read_stata(path, convert_categoricals=False), []
        return (
            pd.read_parquet(path) if form == ".parquet" else pd.read_excel(path, keep_default_na=False, na_values=[""])
        ), []
    except (ValueError, OSError, KeyError, zipfile.BadZipFile, LookupError) as fault:
        raise DataError(f"{path} cannot be read as {form}: {str(fault).splitlines()[0]}") from fault


def _read_text(path: Path, encoding: str, comma: str) -> tuple[pd.DataFrame, list[str]]:
    """Read text; only empty cells, `.`, `NaN` and `nan` are missing in it, so that `NA` can be Namibia."""

    def read(code: str) -> pd.DataFrame:
        return pd.read_csv(
            path, encoding=code, sep=comma, keep_default_na=False, na_values=["", ".", "NaN", "nan"], low_memory=False
        )

    if encoding:
        return read(encoding), []
    try:
        return read("utf-8-sig"), []
    except UnicodeDecodeError as fault:
        note = f"{path.name} is not UTF-8 (byte {fault.start}): read as Latin-1; say encoding = to choose another"
        return read("latin-1"), [note]


def filtered(table: pd.DataFrame, where: dict[str, Filter]) -> tuple[pd.DataFrame, list[Cut]]:
    """Keep the rows that every filter lets through, one filter after another.

    Raises
    ------
    ParameterError
        A column that is not there, or a bound on words.
    DataError
        No row is left.
    """
    cuts = []
    for name, rule in where.items():
        keep = _passes(named(table, name), rule)
        cuts.append(Cut(f"where {name} {_said(rule)}", int((~keep).sum())))
        table = table[keep]
        if table.empty:
            raise DataError(f"no row is left after `where {name} {_said(rule)}`")
    return table.reset_index(drop=True), cuts


def _passes(cells: pd.Series[Any], rule: Filter) -> NDArray[np.bool_]:
    keep = cells.notna().to_numpy(copy=True)
    for wanted, good in ((rule.is_, True), (rule.not_, False)):
        if wanted is not None:
            keep &= _among(cells, wanted if isinstance(wanted, list) else [wanted]) == good
    bounds = {"above": rule.above, "below": rule.below, "from": rule.from_, "to": rule.to}
    asked = {word: bound for word, bound in bounds.items() if bound is not None}
    if not asked:
        return keep
    number = pd.to_numeric(cells, errors="coerce")
    if (number.isna() & cells.notna()).any():
        raise ParameterError(f"where {cells.name}: it holds words, which have no {' or '.join(asked)}; use is or not")
    values = number.to_numpy(dtype=float, na_value=np.nan)
    tests = {"above": np.greater, "below": np.less, "from": np.greater_equal, "to": np.less_equal}
    for word, bound in asked.items():
        keep &= tests[word](values, bound)
    return keep


def _among(cells: pd.Series[Any], wanted: list[Cell]) -> NDArray[np.bool_]:
    """Compare as numbers where both are, else as text."""
    texts = {str(value) for value in wanted}
    found = cells.astype("string").isin(texts).to_numpy(dtype=bool, copy=True)
    numbers = [float(value) for value in wanted if isinstance(value, (int, float))]
    if numbers:
        found |= pd.to_numeric(cells, errors="coerce").isin(numbers).to_numpy(dtype=bool)
    return np.asarray(found)


def _said(rule: Filter) -> str:
    given = rule.model_dump(by_alias=True, exclude_none=True)
    return " and ".join(f"{word} {_listed(value)}" for word, value in given.items())


def _listed(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value[:5])) + (f" and {len(value) - 5} more" if len(value) > 5 else "")
    return f"{value:g}" if isinstance(value, float) else str(value)
