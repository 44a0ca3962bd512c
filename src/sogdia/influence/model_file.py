"""What a model file may say: keys of the TOML that `estimate` reads."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import Field, field_validator, model_validator

from sogdia.toml_files import Strict

Estimator = Literal[
    "ols", "ppml", "callaway-santanna", "imputation", "sun-abraham", "chaisemartin-dhaultfoeuille",
    "interactive-effects", "matrix-completion",
]  # fmt: skip
REGRESSIONS = ("ols", "ppml")
ESTIMATORS: tuple[str, ...] = get_args(Estimator)
Cell = str | int | float | bool


class Filter(Strict):
    """Which rows of a column are used; all conditions hold together. Empty cells never pass."""

    is_: Cell | list[Cell] | None = Field(default=None, alias="is")
    not_: Cell | list[Cell] | None = Field(default=None, alias="not")
    above: float | None = None
    below: float | None = None
    from_: float | None = Field(default=None, alias="from")
    to: float | None = None


class Model(Strict):
    """One model: which file, which estimator, which columns, which rows."""

    file: str = ""
    encoding: str = ""
    estimator: Estimator
    outcome: str
    regressors: list[str] = Field(default_factory=list)
    fixed_effects: list[str] = Field(default_factory=list)
    cluster: list[str] = Field(default_factory=list)
    weights: str = ""
    errors: Literal["robust", "classical"] = "robust"
    unit: str = "unit"
    year: str = "year"
    first: str = ""
    treated: str = ""
    covariates: list[str] = Field(default_factory=list)
    where: dict[str, Filter] = Field(default_factory=dict)
    options: dict[str, Any] = Field(default_factory=dict)
    level: float = Field(default=0.95, gt=0, lt=1)

    @field_validator("cluster", "fixed_effects", "regressors", "covariates", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @field_validator("where", mode="before")
    @classmethod
    def _filters(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: each if isinstance(each, (dict, Filter)) else {"is": each} for name, each in value.items()}

    @model_validator(mode="after")
    def _fitting(self) -> Model:
        if self.estimator in REGRESSIONS:
            if self.first or self.treated or self.covariates or self.options:
                raise ValueError(f"first, treated, covariates and options are not for {self.estimator}")
            if not self.regressors:
                raise ValueError(f"{self.estimator} needs regressors")
            return self
        if self.regressors or self.fixed_effects or self.weights or self.errors != "robust":
            raise ValueError(
                f"regressors, fixed_effects, weights and errors are not for {self.estimator}: it has its own unit and "
                "year effects; give covariates"
            )
        if bool(self.first) == bool(self.treated):
            raise ValueError(
                "give `first` (column of the first treated year) or `treated` (column of 0 and 1), one of the two"
            )
        if len(self.cluster) > 1:
            raise ValueError(f"{self.estimator} takes one cluster")
        return self
