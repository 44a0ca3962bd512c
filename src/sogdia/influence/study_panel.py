"""Units by years as arrays, checked: what the estimators of treatment effects read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError, Fault, InfeasibleError, nearest_name, raise_faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

NEVER: Final = np.inf


@dataclass(frozen=True)
class StudyPanel:
    """N units by T years.

    Attributes
    ----------
    units
        N labels, sorted.
    years
        Shape (T,), sorted; gaps are allowed.
    outcome
        Shape (N, T); NaN where not observed.
    treated
        Shape (N, T): under treatment.
    first
        Shape (N,): first year of the panel under treatment, infinite for never.
    covariates
        Shape (N, T, k).
    clusters
        Shape (N,): codes from 0; each unit by itself unless told otherwise.
    lost
        Sample restrictions: what was left out, and how many rows it cost.
    """

    units: tuple[str, ...]
    years: NDArray[np.int64]
    outcome: Floats
    treated: Flags
    first: Floats
    covariates: Floats
    clusters: NDArray[np.int64]
    lost: tuple[tuple[str, int], ...] = ()

    @property
    def seen(self) -> Flags:
        """Cells with an outcome (and covariates), shape (N, T)."""
        return np.isfinite(self.outcome) & np.isfinite(self.covariates).all(axis=2)

    @property
    def cohorts(self) -> list[int]:
        """First years of treatment, sorted, those of the never treated left out."""
        return [int(year) for year in np.unique(self.first[np.isfinite(self.first)])]

    def event(self) -> Floats:
        """Give years since treatment began, shape (N, T); minus infinity for the never treated."""
        return np.asarray(self.years[None, :] - self.first[:, None], dtype=float)

    def part(self, keep: Flags, why: str) -> StudyPanel:
        """Keep the units marked, shape (N,); `why` says what the others were."""
        if keep.all():
            return self
        cost = int(np.isfinite(self.outcome[~keep]).sum())
        units = tuple(unit for unit, k in zip(self.units, keep, strict=True) if k)
        codes = np.unique(self.clusters[keep], return_inverse=True)[1].astype(np.int64)
        return StudyPanel(
            units, self.years, self.outcome[keep], self.treated[keep], self.first[keep], self.covariates[keep], codes,
            (*self.lost, (why, cost)),
        )  # fmt: skip

    def dated(self, first: Floats) -> StudyPanel:
        """Give the same panel with other first years of treatment, shape (N,); treatment stays on from then."""
        with np.errstate(invalid="ignore"):
            treated = self.years[None, :] >= first[:, None]
        return replace(self, first=_on_grid(first, self.years), treated=treated)


def lay_out(
    table: pd.DataFrame,
    *,
    unit: str = "unit",
    year: str = "year",
    outcome: str = "outcome",
    first: str = "",
    treated: str = "",
    covariates: Sequence[str] = (),
    cluster: str = "",
) -> StudyPanel:
    """Check a long table and lay it out.

    Parameters
    ----------
    table
        One row per unit and year.
    unit, year, outcome
        Names of its columns.
    first
        Column of the first treated year, one for each unit; empty, 0 or infinite: never.
    treated
        Or the column that says each year whether it is under treatment (0 or 1); give one of the two.
    covariates
        Columns of numbers.
    cluster
        Column of labels that are constant in a unit; by default each unit is a cluster.

    Raises
    ------
    TableError
        Columns that are missing, cells that are no numbers, two rows of one unit and year, dates that change in a unit.
    DataError
        No outcome at all, or the same one everywhere.
    InfeasibleError
        No unit is treated in the panel after a year without treatment.

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["a", "a", "b", "b"], "year": [1, 2, 1, 2], "outcome": [0., 1., 0., 0.],
    ...                      "first": [2, 2, 0, 0]})
    >>> lay_out(rows, first="first").first.tolist()
    [2.0, inf]
    """
    if bool(first) == bool(treated):
        raise_faults([Fault("model", "first", first, "give one of `first` and `treated`")], "the panel has faults")
    names = [unit, year, outcome, first or treated, *covariates, *([cluster] if cluster else [])]
    raise_faults(_faults(table, names, unit, year, [outcome, first or treated, *covariates]), "the panel has faults")
    rows = table.copy()
    rows[unit], rows[year] = rows[unit].astype(str), pd.to_numeric(rows[year]).astype("int64")
    units, i = np.unique(rows[unit].to_numpy(dtype=str), return_inverse=True)
    years, t = np.unique(rows[year].to_numpy(), return_inverse=True)
    grid = (len(units), len(years))

    def square(name: str) -> Floats:
        cells = np.full(grid, np.nan)
        cells[i, t] = pd.to_numeric(rows[name]).to_numpy(dtype=float)
        return cells

    began, on = _timing(square(first or treated), years, dated=bool(first))
    columns = np.stack([square(name) for name in covariates], axis=2) if covariates else np.zeros((*grid, 0))
    codes = np.arange(len(units))
    if cluster:
        labels = rows.groupby(unit)[cluster].first().reindex(units).astype(str)
        codes = np.unique(labels.to_numpy(dtype=str), return_inverse=True)[1]
    panel = StudyPanel(
        tuple(units.tolist()), years.astype(np.int64), square(outcome), on, began, columns, codes.astype(np.int64)
    )
    return _usable(panel)


def _faults(table: pd.DataFrame, names: Sequence[str], unit: str, year: str, numbers: Sequence[str]) -> list[Fault]:
    missing = [
        Fault("panel", name, "", "there is no such column", nearest_name(name, [str(c) for c in table.columns]))
        for name in names
        if name not in table
    ]
    if missing:
        return missing
    faults = []
    for name in dict.fromkeys([year, *numbers]):
        cast = pd.to_numeric(table[name], errors="coerce")
        wrong = table.index[cast.isna() & table[name].notna()]
        faults += [
            Fault(f"panel row {row}", name, str(table[name][row]), "is not a number", "write 2013, not 2013-05-01")
            for row in wrong[:5]
        ]
        if name == year and (cast.isna().any() or (cast.dropna() % 1 != 0).any()):
            faults.append(Fault("panel", year, "", "must be a whole year in every row"))
    blank = int(table[unit].isna().sum())
    if blank:
        faults.append(Fault("panel", unit, "", f"is empty in {blank} rows", "name the unit of each row"))
    twice = table[table.duplicated([unit, year], keep=False)].groupby([unit, year], sort=True).size()
    shown = ", ".join(f"{a} {b}" for a, b in twice.index[:5])
    if len(twice):
        mend = "keep one row of each, or aggregate first"
        faults.append(Fault("panel", f"{unit}, {year}", shown, f"{len(twice)} unit-years stand more than once", mend))
    return faults


def _timing(cells: Floats, years: NDArray[np.int64], *, dated: bool) -> tuple[Floats, Flags]:
    """Give the first treated year on the grid, and who is treated when."""
    known = np.isfinite(cells)
    if dated:
        clean = np.where(known & (cells > 0), cells, NEVER)
        low, high = np.where(known, clean, NEVER).min(axis=1), np.where(known, clean, -NEVER).max(axis=1)
        low = np.where(known.any(axis=1), low, NEVER)
        changed = known.any(axis=1) & (low != high)
        if changed.any():
            text = f"{int(changed.sum())} units have more than one first treated year"
            raise_faults([Fault("panel", "first", "", text, "give one for each unit")], "the panel has faults")
        began = _on_grid(low, years)
        return began, years[None, :] >= began[:, None]
    wrong = known & (cells != 0) & (cells != 1)
    if wrong.any():
        shown = f"{cells[wrong][0]:g}"
        raise_faults([Fault("panel", "treated", shown, "must be 0 or 1 in every row")], "the panel has faults")
    on = known & (cells == 1)
    for t in range(1, len(years)):
        on[:, t] |= ~known[:, t] & on[:, t - 1]
    began = np.where(on.any(axis=1), years[np.argmax(on, axis=1)].astype(float), NEVER)
    return began, on


def _on_grid(first: Floats, years: NDArray[np.int64]) -> Floats:
    """Move dates that fall between years of the panel to the next one; after the last year: never."""
    place = np.searchsorted(years, first)
    return np.where(place < len(years), years[np.minimum(place, len(years) - 1)].astype(float), NEVER)


def _usable(panel: StudyPanel) -> StudyPanel:
    seen = panel.seen
    if not seen.any():
        raise DataError("no unit has an outcome in any year")
    values = panel.outcome[seen]
    if np.ptp(values) == 0:
        raise DataError(f"the outcome is {values[0]:g} in every row: nothing varies that could be explained")
    some = np.asarray(seen.any(axis=1))
    panel = panel.part(some, f"never observed: {_named(panel, ~some)}")
    switches = (panel.treated[:, 1:] != panel.treated[:, :-1]).any()
    return panel if switches else _begun(panel)


def _begun(panel: StudyPanel) -> StudyPanel:
    """See that some unit is observed before its treatment and under it."""
    before = _with_years_before(panel)
    always = ~before
    if not np.isfinite(panel.first[before]).any():
        raise InfeasibleError(
            "no unit is observed both before and under treatment"
            + (f": {_named(panel, always)} are treated from their first year on" if always.any() else "")
            + "; give earlier years, or other dates"
        )
    return panel


def _named(panel: StudyPanel, marked: Flags) -> str:
    some = [unit for unit, m in zip(panel.units, marked, strict=True) if m]
    return ", ".join(some[:5]) + (f" and {len(some) - 5} more" if len(some) > 5 else "")


def _with_years_before(panel: StudyPanel) -> Flags:
    """Mark the units that are observed in a year before their treatment, shape (N,)."""
    return np.asarray((panel.seen & (panel.years[None, :] < panel.first[:, None])).any(axis=1))


def without_always(panel: StudyPanel) -> StudyPanel:
    """Leave out units that are treated from their first observed year on: nothing before tells their level."""
    before = _with_years_before(panel)
    return panel.part(before, f"treated from their first year on: {_named(panel, ~before)}")


def absorbing(panel: StudyPanel) -> StudyPanel:
    """See that treatment, once begun, stays; give the panel without units treated from their first year on.

    Raises
    ------
    InfeasibleError
        Some unit leaves treatment, or all are treated in one and the same year.
    """
    leavers = (panel.treated[:, :-1] & ~panel.treated[:, 1:]).any(axis=1) & np.isfinite(panel.first)
    left = leavers & ~(panel.treated == (panel.years[None, :] >= panel.first[:, None])).all(axis=1)
    if left.any():
        raise InfeasibleError(
            f"{int(left.sum())} units leave treatment ({_named(panel, left)}); use chaisemartin-dhaultfoeuille, which "
            "compares leavers with those who stay, or take out their years after leaving"
        )
    panel = without_always(_begun(panel))
    if len(panel.cohorts) == 1 and np.isfinite(panel.first).all():
        raise InfeasibleError(
            f"all {len(panel.units)} units are first treated in {panel.cohorts[0]}: no unit is left to compare with; "
            "add units that are treated later or never"
        )
    return panel


def described(panel: StudyPanel) -> dict[str, Any]:
    """Count what the panel holds, for a manifest."""
    return {
        "units": len(panel.units), "years": [int(panel.years[0]), int(panel.years[-1])],
        "rows": int(panel.seen.sum()), "treated_units": int(np.isfinite(panel.first).sum()),
        "never_treated_units": int((~np.isfinite(panel.first)).sum()), "cohorts": panel.cohorts,
        "clusters": int(panel.clusters.max()) + 1,
    }  # fmt: skip
