"""Borusyak, Jaravel and Spiess (2024): what the treated would have had, imputed from all untreated cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import InfeasibleError, pick
from sogdia.influence.cell_effects import cell_terms
from sogdia.influence.effects import Effects, answer
from sogdia.influence.leads import leads_before
from sogdia.influence.study_panel import StudyPanel, absorbing
from sogdia.influence.two_way import TwoWay

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

AVERAGES: Final = ("cohort-year", "horizon", "all")
LEADS: Final = 3


def imputation(
    panel: StudyPanel, *, leads: int = LEADS, averages: str = AVERAGES[0], leave_out: bool = True
) -> Effects:
    """Fit Y = a_i + b_t + x c on untreated cells, and average Y less that over treated cells.

    Standard errors are the conservative ones of the paper: the effect of each treated cell is compared with the mean
    effect of cells like it.

    Parameters
    ----------
    panel
        Units by years.
    leads
        Years before treatment, 0 or more, whose pre-trends are tested (by a regression on untreated cells alone,
        against all earlier years).
    averages
        Which cells are alike: those of a `cohort-year`, of a `horizon` (years since treatment), or `all`.
    leave_out
        Leave the unit out of the mean that it is compared with: right for small cohorts too. A cell that is alone in
        its cohort and year is compared with its horizon, one alone in that with all.

    Returns
    -------
    Effects
        `att`, `event` (leads too), `group`, `calendar`.

    Raises
    ------
    InfeasibleError
        Treatment ends for some unit, or no treated cell can be imputed.

    Source
    ------
    Borusyak, Jaravel and Spiess (2024), Review of Economic Studies 91(6): theorem 2 (estimator), theorem 3 and
    equation 9 (variance), supplement A.9 (leaving out), equation 10 (pre-trends).
    """
    pick(averages, AVERAGES, "kind of averages")
    panel = absorbing(panel)
    seen = panel.seen
    untreated = seen & ~panel.treated
    ways = TwoWay(untreated)
    cells = seen & panel.treated & ways.share
    if not cells.any():
        raise InfeasibleError("no treated cell has an untreated year of its unit and an untreated unit of its year")
    x = np.moveaxis(np.where(seen[:, :, None], panel.covariates, 0.0), 2, 0)
    within = ways.left(x) if len(x) else x
    residual, slope = _residuals(ways, np.where(seen, panel.outcome, 0.0), within)
    terms, weights = cell_terms(panel, cells)
    alike = _unlike(panel, cells, residual, averages, leave_out=leave_out)
    leftover = np.where(untreated, residual, alike)
    influence = np.zeros((len(panel.units), len(terms)))
    for j, weight in enumerate(weights):
        influence[:, j] = (_adjoint(ways, weight, within, slope) * leftover).sum(axis=1)
    estimates = np.array([float((weight * np.where(cells, residual, 0.0)).sum()) for weight in weights])
    found = answer(
        "imputation", panel, terms, estimates, influence, averages=averages, leave_out=leave_out,
        cells_without_counterfactual=int((seen & panel.treated & ~cells).sum()),
    )  # fmt: skip
    return leads_before(found, panel, ways, within, leads)


def _residuals(ways: TwoWay, y: Floats, within: Floats) -> tuple[Floats, Floats | None]:
    """Give y less its untreated fit on the whole grid, and the inverse moments of covariates (k, k)."""
    left = ways.left(y)
    if not len(within):
        return left, None
    use = within[:, ways.cells]
    inverse = np.asarray(np.linalg.pinv(use @ use.T, hermitian=True), dtype=np.float64)
    return left - np.tensordot(inverse @ (use @ left[ways.cells]), within, axes=1), inverse


def _adjoint(ways: TwoWay, weight: Floats, within: Floats, slope: Floats | None) -> Floats:
    """Give the weights of all cells in the estimate: those given on treated cells, what they ask of untreated ones."""
    a, b = ways.solve(weight.sum(axis=1), weight.sum(axis=0))
    asked = a[:, None] + b[None, :]
    if slope is not None:
        asked = asked + np.tensordot(slope @ (within * weight).sum(axis=(1, 2)), within, axes=1)
    return weight - np.where(ways.cells, asked, 0.0)


def _unlike(panel: StudyPanel, cells: Flags, effect: Floats, averages: str, *, leave_out: bool) -> Floats:
    """Give the effect of each treated cell less the mean effect of cells like it, 0 elsewhere; shape (N, T)."""
    first = np.where(np.isfinite(panel.first), panel.first, 0.0)
    year = np.broadcast_to(panel.years[None, :].astype(float), cells.shape)
    horizon = year - first[:, None]
    labels = {"cohort-year": first[:, None] * 1e5 + year, "horizon": horizon, "all": np.zeros(cells.shape)}
    out = np.zeros(cells.shape)
    todo = cells.copy()
    for kind in AVERAGES[AVERAGES.index(averages) :]:
        code = np.unique(labels[kind][cells], return_inverse=True)[1]
        count = np.bincount(code)[code]
        mean = np.bincount(code, effect[cells])[code] / count
        factor = count / np.maximum(count - 1, 1) if leave_out else np.ones(len(code))
        grid, many = np.zeros(cells.shape), np.zeros(cells.shape, dtype=int)
        grid[cells], many[cells] = (effect[cells] - mean) * factor, count
        now = todo & ((many > 1) | (not leave_out))
        out[now] = grid[now]
        todo &= ~now
    out[todo] = effect[todo]
    return out
