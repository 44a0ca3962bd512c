"""Matrix completion with nuclear norm (Athey et al. 2021): untreated outcomes as a matrix of low rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.influence.cell_effects import cell_terms
from sogdia.influence.effects import Effects, answer
from sogdia.influence.study_panel import StudyPanel, absorbing
from sogdia.influence.two_way import TwoWay

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

FOLDS: Final = 5
PENALTIES: Final = 8
_STEPS: Final = 300
_STILL: Final = 1e-4


def matrix_completion(
    panel: StudyPanel, *, folds: int = FOLDS, penalties: int = PENALTIES, errors: bool = True, seed: int = 0
) -> Effects:
    """Complete Y = a_i + b_t + L from untreated cells, with the sum of singular values of L penalised.

    The penalty predicts left-out untreated cells best, out of a geometric row from the one that makes L zero down to
    a thousandth of it. Standard errors are of the jackknife over units, the penalty held.

    Parameters
    ----------
    panel
        Units by years, without covariates.
    folds
        Draws of left-out cells, 2 or more.
    penalties
        Penalties to try, 2 or more.
    errors
        Find standard errors; without them the influence is 0.
    seed
        Seed of the left-out cells.

    Returns
    -------
    Effects
        `att`, `event`, `group`, `calendar`.

    Raises
    ------
    InfeasibleError
        Treatment ends for some unit, or no treated cell can be completed.
    ParameterError
        Covariates are given.

    Source
    ------
    Athey, Bayati, Doudchenko, Imbens and Khosravi (2021), Journal of the American Statistical Association 116(536),
    equations 4.2-4.4 and section 4.2 (choice of the penalty).
    """
    if panel.covariates.shape[2]:
        raise ParameterError("matrix-completion takes no covariates: leave them out, or use imputation")
    if folds < 2 or penalties < 2:
        raise ParameterError(f"folds = {folds}, penalties = {penalties}: give 2 or more of each")
    panel = absorbing(panel)
    untreated = panel.seen & ~panel.treated
    y = np.where(panel.seen, panel.outcome, 0.0)
    cells = panel.seen & panel.treated & TwoWay(untreated).share
    if not cells.any():
        raise InfeasibleError("no treated cell has an untreated year of its unit and an untreated unit of its year")
    terms, weights = cell_terms(panel, cells)
    path, scores = _choose(y, untreated, folds, penalties, np.random.default_rng(seed))
    best = int(np.argmin(scores))
    low = np.zeros_like(y)
    for penalty in path[: best + 1]:
        low, fitted = _complete(y, untreated, penalty, low)
    gaps = np.where(cells, y - fitted, 0.0)
    estimates = np.array([float((weight * gaps).sum()) for weight in weights])
    influence = np.zeros((len(y), len(terms)))
    if errors:
        influence = _jackknife((y, untreated, cells, low), path[best], weights, estimates)
    return answer(
        "matrix-completion", panel, terms, estimates, influence, penalty=float(path[best]), rank=_rank(low),
        left_out_errors=[round(float(np.sqrt(score)), 6) for score in scores], folds=folds, seed=seed,
    )  # fmt: skip


def _rank(low: Floats) -> int:
    size = np.linalg.svd(low, compute_uv=False)
    return int((size > 1e-6 * max(size[0], 1e-300)).sum()) if size[0] > 1e-9 else 0


def _choose(y: Floats, untreated: Flags, folds: int, penalties: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Give the penalties, falling, and the mean squared error of left-out cells at each, until it grows twice."""
    residual = np.where(untreated, TwoWay(untreated).left(y), 0.0)
    most = float(np.linalg.svd(residual, compute_uv=False)[0])
    path = most * np.geomspace(1.0, 1e-3, penalties)
    share = untreated.mean()
    kept = [untreated & (rng.random(y.shape) < share) for _ in range(folds)]
    out = [untreated & ~some & TwoWay(some).share for some in kept]
    count = sum(int(left.sum()) for left in out)
    if not count:
        raise InfeasibleError("too few untreated cells to leave some out; use imputation")
    lows = [np.zeros_like(y) for _ in range(folds)]
    scores: list[float] = []
    for penalty in path:
        total = 0.0
        for fold, (some, left) in enumerate(zip(kept, out, strict=True)):
            lows[fold], fitted = _complete(y, some, penalty * some.sum() / untreated.sum(), lows[fold])
            total += float(((y - fitted)[left] ** 2).sum())
        scores.append(total / count)
        if len(scores) > 2 and min(scores[-2:]) > min(scores):
            break
    return path, np.array(scores)


def _complete(y: Floats, known: Flags, penalty: float, low: Floats) -> tuple[Floats, Floats]:
    """Minimise by proximal gradient steps with momentum (Beck and Teboulle 2009), from `low`: low part and fit."""
    ways = TwoWay(known)
    size = 1e-3 * max(float(np.linalg.norm(y[known] - y[known].mean())), 1e-300)
    ahead, pace = low, 1.0
    for _ in range(_STEPS):
        now = _shrunk(ahead + np.where(known, ways.left(y - ahead), 0.0), penalty)
        step = now - low
        moved = float(np.linalg.norm(step))
        if float(((ahead - now) * step).sum()) > 0:
            pace = 1.0
        after = (1 + np.sqrt(1 + 4 * pace**2)) / 2
        low, ahead, pace = now, now + (pace - 1) / after * step, after
        if moved <= _STILL * max(float(np.linalg.norm(now)), size):
            break
    return low, low + ways.fit(y - low)


def _shrunk(z: Floats, by: float) -> Floats:
    """Lessen each singular value by `by`, to 0 at least; from the eigenvectors of the smaller square."""
    wide = z.shape[0] < z.shape[1]
    values, axes = np.linalg.eigh(z @ z.T if wide else z.T @ z)
    size = np.sqrt(np.maximum(values, 0.0))
    keep = size > by
    share = axes[:, keep] * (1 - by / size[keep]) @ axes[:, keep].T
    return np.asarray(share @ z if wide else z @ share, dtype=np.float64)


def _jackknife(
    state: tuple[Floats, Flags, Flags, Floats], penalty: float, weights: list[Floats], found: Floats
) -> Floats:
    """Give what leaving each unit out changes, shape (N, k); 0 where a term rests on that unit alone."""
    y, untreated, cells, low = state
    count = len(y)
    out = np.zeros((count, len(weights)))
    grid = np.stack(weights)
    for i in range(count):
        rest = np.arange(count) != i
        mass = grid[:, rest].sum(axis=(1, 2))
        _, fitted = _complete(y[rest], untreated[rest], penalty, low[rest])
        gaps = np.where(cells[rest], y[rest] - fitted, 0.0)
        again = np.einsum("knt,nt->k", grid[:, rest], gaps)
        out[i] = np.where(mass > 1e-9, found - again / np.maximum(mass, 1e-9), 0.0)
    return np.asarray(np.sqrt((count - 1) / count) * (out - out.mean(axis=0)))
