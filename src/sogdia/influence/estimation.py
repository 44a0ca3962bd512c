"""`estimate`: the model of a file, or a table and a model, fitted by the estimator that it names."""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from pydantic import ValidationError

from sogdia.errors import DataError, ParameterError, nearest_name
from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.chaisemartin_dhaultfoeuille import chaisemartin_dhaultfoeuille
from sogdia.influence.imputation import imputation
from sogdia.influence.interactive_effects import interactive_effects
from sogdia.influence.matrix_completion import matrix_completion
from sogdia.influence.model_file import REGRESSIONS, Model
from sogdia.influence.model_table import Cut, filtered, read_table
from sogdia.influence.power import detectable
from sogdia.influence.study_panel import described, lay_out
from sogdia.influence.sun_abraham import sun_abraham
from sogdia.influence.terms import column, expanded, labels
from sogdia.regression import Regression, ols, ppml
from sogdia.results import Result, manifest, write_folder
from sogdia.toml_files import read_model

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sogdia.influence.effects import Effects

_EFFECTS: Final[dict[str, Callable[..., Effects]]] = {
    "callaway-santanna": callaway_santanna,
    "imputation": imputation,
    "sun-abraham": sun_abraham,
    "chaisemartin-dhaultfoeuille": chaisemartin_dhaultfoeuille,
    "interactive-effects": interactive_effects,
    "matrix-completion": matrix_completion,
}
_RULES: Final = {
    "ols": "Least squares{effects}; standard errors {errors}.",
    "ppml": "Poisson pseudo-maximum-likelihood{effects}: an estimate is the change of the logarithm of the expected "
    "outcome for one more of the term; standard errors {errors}.",
}
_EFFECT_RULE: Final = (
    "Effects of treatment on the treated by {estimator}; att is the mean over treated unit-years, event n is n years "
    "after treatment began. Standard errors are clustered by {cluster}; low and high bound {level:g} % intervals. "
    "detectable is the smallest effect that a test at 5 % finds with 80 % power."
)


@dataclass(frozen=True)
class EstimateResult(Result):
    """Estimates: `table` has `term, estimate, se, low, high, p, n` (and `kind, at, year, detectable` for effects).

    Attributes
    ----------
    sample
        `restriction, rows, left`: what each restriction of the sample cost, and what was left.
    fit
        The `Regression` or `Effects` behind the table, with covariance and influence.
    """

    sample: pd.DataFrame = field(default_factory=pd.DataFrame)
    fit: Any = field(default=None, repr=False)

    def save(self, folder: str | Path, name: str = "estimates") -> Path:
        """Write the estimates, the sample restrictions and the manifest; `folder` is replaced whole."""

        def fill(beside: Path) -> None:
            inner = Result.save(self, beside / "inner", name)
            for path in inner.iterdir():
                path.rename(beside / path.name)
            inner.rmdir()
            self.sample.to_csv(beside / "sample.csv", index=False)

        return write_folder(Path(folder), fill)


def estimate(model: str | Path | Mapping[str, Any], table: pd.DataFrame | None = None) -> EstimateResult:
    """Fit a model.

    Parameters
    ----------
    model
        A model file (TOML), or its keys.
    table
        Rows to use in place of the model's `file`.

    Returns
    -------
    EstimateResult
        A tidy table of estimates, the sample restrictions with the rows that each cost, and a manifest.

    Raises
    ------
    ParameterError
        Keys, columns or options that are not known.
    DataError, TableError
        A file that cannot be read, cells that are no numbers, unit-years that stand twice, a constant outcome.
    InfeasibleError
        Nothing is left to compare with: the message says why.
    MissingExtraError
        Two or more fixed effects without the extra `influence`.

    Examples
    --------
    >>> rows = pd.DataFrame({"y": [1.0, 2.0, 3.0, 5.0], "x": [1.0, 2.0, 4.0, 8.0]})
    >>> found = estimate({"estimator": "ols", "outcome": "y", "regressors": ["log(x)"]}, rows)
    >>> found.table[["term", "estimate", "n"]].round(2).to_numpy().tolist()
    [['constant', 0.8, 4], ['log(x)', 1.88, 4]]
    """
    asked, folder = _model(model)
    notes: list[str] = []
    if table is None:
        if not asked.file:
            raise ParameterError('the model names no file; add file = "...", or give a table')
        table, notes = read_table(folder / asked.file, asked.encoding)
    if table.empty:
        raise DataError(f"{asked.file or 'the table'} has no rows")
    cuts = [Cut("rows given", 0)]
    total = len(table)
    rows, more = filtered(table.reset_index(drop=True), asked.where)
    cuts += more
    fitted = _regression if asked.estimator in REGRESSIONS else _effects
    answer, fit, cost, settings = fitted(asked, rows)
    cuts += cost
    left = total - np.cumsum([cut.rows for cut in cuts])
    sample = pd.DataFrame({"restriction": [c.restriction for c in cuts], "rows": [c.rows for c in cuts], "left": left})
    said = {"model": asked.model_dump(by_alias=True, exclude_none=True), "found": settings, "notes": notes}
    digest = hashlib.sha256(pd.util.hash_pandas_object(rows, index=False).to_numpy().tobytes()).hexdigest()
    seed = settings.get("seed")
    return EstimateResult(
        answer, _rule(asked, fit), manifest("estimate", said, digest=digest, seed=seed), sample=sample, fit=fit
    )


def _model(model: str | Path | Mapping[str, Any]) -> tuple[Model, Path]:
    if isinstance(model, (str, Path)):
        path = Path(model)
        if not path.is_file():
            raise DataError(f"{path}: no such model file")
        return read_model(path, Model), path.parent
    try:
        return Model.model_validate(dict(model)), Path()
    except ValidationError as fault:
        lines = []
        for each in fault.errors():
            key = ".".join(map(str, each["loc"]))
            hint = nearest_name(key, Model.model_fields) if each["type"] == "extra_forbidden" else each["msg"]
            lines.append(f"  - {key or 'model'}: {hint or 'unknown key'}")
        raise ParameterError("the model has faults\n" + "\n".join(lines)) from fault


def _regression(model: Model, rows: pd.DataFrame) -> tuple[pd.DataFrame, Regression, list[Cut], dict[str, Any]]:
    names = expanded(model.regressors)
    keep = np.ones(len(rows), dtype=bool)
    cuts, columns = [], {}
    for term in [model.outcome, *names, *([model.weights] if model.weights else [])]:
        columns[term] = column(rows, term)
        gone = keep & ~np.isfinite(columns[term].numbers)
        why = "; ".join(dict.fromkeys(text for text, _ in columns[term].lost))
        cuts += [Cut(why or f"{term}: not finite", int(gone.sum()))] if gone.any() else []
        keep &= ~gone
    levels = {term: labels(rows, term) for term in [*model.fixed_effects, *model.cluster]}
    for term, level in levels.items():
        gone = keep & level.isna().to_numpy()
        cuts += [Cut(f"{term}: empty", int(gone.sum()))] if gone.any() else []
        keep &= ~gone
    if not keep.any():
        raise DataError("no row has all of the outcome, regressors, fixed effects and clusters")
    given: dict[str, Any] = {
        "effects": [levels[term][keep].to_numpy(dtype=str) for term in model.fixed_effects],
        "clusters": [levels[term][keep].to_numpy(dtype=str) for term in model.cluster],
        "weights": columns[model.weights].numbers[keep] if model.weights else None,
    }
    y, x = columns[model.outcome].numbers[keep], np.column_stack([columns[name].numbers[keep] for name in names])
    if model.estimator == "ppml":
        fit = ppml(y, x, names, **given)
    else:
        fit = ols(y, x, names, **given, robust=model.errors == "robust")
    if fit.singletons:
        cuts.append(Cut("alone in a level of a fixed effect", fit.singletons))
    if fit.separated:
        cuts.append(
            Cut("separated: zeros that a term or a level alone explains, without a finite estimate", fit.separated)
        )
    settings = {
        "collinear_terms_left_out": list(fit.collinear), "clusters": list(fit.clusters), "r2": fit.r2,
        "degrees_of_freedom": fit.freedom,
    }  # fmt: skip
    return fit.table(model.level), fit, cuts, settings


def _effects(model: Model, rows: pd.DataFrame) -> tuple[pd.DataFrame, Effects, list[Cut], dict[str, Any]]:
    function = _EFFECTS[model.estimator]
    known = [name for name in inspect.signature(function).parameters if name != "panel"]
    for name in model.options:
        if name not in known:
            hint = nearest_name(name, known) or f"known: {', '.join(known) or 'none'}"
            raise ParameterError(f"options: {model.estimator} has no option {name!r}; {hint}")
    columns = {term: column(rows, term).numbers for term in [model.outcome, *model.covariates]}
    table = rows.assign(**{f"\x1f{term}": values for term, values in columns.items()})
    panel = lay_out(
        table, unit=model.unit, year=model.year, outcome=f"\x1f{model.outcome}", first=model.first,
        treated=model.treated, covariates=[f"\x1f{term}" for term in model.covariates],
        cluster=model.cluster[0] if model.cluster else "",
    )  # fmt: skip
    empty = len(rows) - int(np.isfinite(columns[model.outcome]).sum())
    cuts = [Cut(f"{model.outcome}: empty", empty)] if empty else []
    try:
        fit = function(panel, **model.options)
    except TypeError as fault:
        raise ParameterError(f"options of {model.estimator}: {fault}") from fault
    cuts += [Cut(why, cost) for why, cost in fit.lost]
    found = fit.table(model.level)
    order = ["term", "estimate", "se", "low", "high", "p", "n", "detectable", "kind", "at", "year"]
    return (
        found.assign(detectable=detectable(found["se"], freedom=fit.freedom))[order],
        fit,
        cuts,
        {**described(panel), **fit.settings},
    )


def _rule(model: Model, fit: Regression | Effects) -> str:
    if isinstance(fit, Regression):
        effects = f" with fixed effects of {', '.join(model.fixed_effects)}" if model.fixed_effects else ""
        errors = f"clustered by {' and '.join(model.cluster)}" if model.cluster else model.errors
        text = _RULES[model.estimator].format(effects=effects, errors=errors)
        left_out = f" Left out as collinear: {', '.join(fit.collinear)}." if fit.collinear else ""
        return f"{text} low and high bound {100 * model.level:g} % intervals.{left_out}"
    cluster = model.cluster[0] if model.cluster else model.unit
    return _EFFECT_RULE.format(estimator=model.estimator, cluster=cluster, level=100 * model.level)
