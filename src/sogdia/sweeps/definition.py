"""What a cases file may say; a key that is not here is refused with the nearest name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from sogdia.errors import ParameterError
from sogdia.toml_files import Strict, read_model

if TYPE_CHECKING:
    from pathlib import Path


def _listed(given: object) -> object:
    """Take one thing for a list of it."""
    return given if isinstance(given, (list, tuple)) else [given]


def _together(given: object) -> object:
    """Give a list of cases, each a list of what is lost together."""
    return [_listed(item) for item in given] if isinstance(given, (list, tuple)) else [[given]]


def _spot(given: object) -> object:
    numbers = (
        isinstance(given, (list, tuple)) and len(given) == 3 and not any(isinstance(x, (list, str)) for x in given)
    )
    return ",".join(str(x) for x in given) if numbers and isinstance(given, (list, tuple)) else given


def _circles(given: object) -> object:
    """Give a list of cases, each a list of circles ``LON,LAT,KM``; a circle may be text or three numbers."""
    if not isinstance(given, (list, tuple)) or isinstance(_spot(given), str):
        return [[_spot(given)]]
    return [[_spot(x)] if isinstance(_spot(x), str) else [_spot(y) for y in _as_list(x)] for x in given]


def _as_list(given: object) -> list[object]:
    return list(given) if isinstance(given, (list, tuple)) else [given]


def _spots(given: object) -> object:
    return [_spot(given)] if isinstance(_spot(given), str) else [_spot(item) for item in _as_list(given)]


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Circles = Annotated[tuple[str, ...], BeforeValidator(_spots)]
Cases = Annotated[tuple[tuple[str, ...], ...], BeforeValidator(_together)]
CircleCases = Annotated[tuple[tuple[str, ...], ...], BeforeValidator(_circles)]
Years = Annotated[tuple[Annotated[int, Field(ge=1990, le=2100)], ...], BeforeValidator(_listed)]
Seeds = Annotated[tuple[Annotated[int, Field(ge=0)], ...], BeforeValidator(_listed)]
Kind = Literal["system", "landing", "crossing"]
Method = Literal["cut", "share", "usual", "served", "exact"]


class Asked(Strict):
    """What every verb's table may say: `[verbs.NAME]`."""

    network: Names = Field(default=(), description="networks or studies in place of those above")
    year: Years = Field(default=(), description="years in place of those above")


class Modelled(Asked):
    """What a verb with parameters may say."""

    params: dict[str, Any] = Field(default={}, description="parameters of the verb; a list is a list of cases")


class Together(Strict):
    """Things of several kinds that are lost in one case: `[[verbs.fail.together]]`."""

    name: str = Field(default="", description="name of the case")
    cut: Names = Field(default=(), description="spans, systems or nodes")
    near: Circles = Field(default=(), description="circles: lon, lat, km")
    strait: Names = Field(default=(), description="straits")
    withdraw: Names = Field(default=(), description="role=name, as `sogdia fail --withdraw` takes it")
    group: Names = Field(default=(), description="shared-risk groups")


class FailCases(Modelled):
    """`[verbs.fail]`: each item of each list is a case; what stands in a list within the list is lost together."""

    cut: Cases = Field(default=(), description="spans, systems or nodes; NAME@STRAIT cuts a system in a strait")
    near: CircleCases = Field(default=(), description="circles: lon, lat, km")
    strait: Cases = Field(default=(), description="straits")
    withdraw: Cases = Field(default=(), description="role=name, as `sogdia fail --withdraw` takes it")
    group: Cases = Field(default=(), description="shared-risk groups, or hazards of any kind")
    together: tuple[Together, ...] = Field(default=(), description="cases that mix kinds of loss")
    each: Annotated[tuple[Kind, ...], BeforeValidator(_listed)] = Field(
        default=(), description="every system, landing or border crossing alone"
    )
    table: str = Field(default="", description="CSV or Parquet file with a row for each case")
    method: Annotated[tuple[Method, ...], BeforeValidator(_listed)] = Field(
        default=("cut",), description="how what is left is counted, as `sogdia.fail` takes it; each asks every loss"
    )


class ExposeCases(Modelled):
    """`[verbs.expose]`."""

    country: Names = Field(default=(), description="countries (ISO 3166-1 alpha-3), a case each; none: all in one")


class LatencyCases(Modelled):
    """`[verbs.latency]`."""

    pairs: str = Field(description="CSV or Parquet file with from_lon, from_lat, to_lon, to_lat; a row is a case")


class FlowCases(Modelled):
    """`[verbs.flow]`."""


class AvailabilityCases(Modelled):
    """`[verbs.availability]`."""

    years: Annotated[tuple[Annotated[int, Field(ge=1)], ...], BeforeValidator(_listed)] = Field(
        default=(10_000,), description="years lived through, a case each"
    )
    seed: Seeds = Field(default=(0,), description="seeds, a case each")
    method: Annotated[tuple[Literal["share", "served"], ...], BeforeValidator(_listed)] = Field(
        default=("share",), description="how what is left is counted, as `sogdia.availability` takes it, a case each"
    )


class AssessCases(Asked):
    """`[verbs.assess]`: the network is a study."""

    without: Cases = Field(default=(), description="projects taken out, a case each")
    only: Cases = Field(default=(), description="projects kept, a case each")
    seed: Seeds = Field(default=(0,), description="seeds, a case each")


class Verbs(Strict):
    """`[verbs]`: one table for each verb that is asked."""

    fail: FailCases | None = Field(default=None, description="what each country loses")
    expose: ExposeCases | None = Field(default=None, description="on whom a country depends")
    flow: FlowCases | None = Field(default=None, description="load of each span")
    latency: LatencyCases | None = Field(default=None, description="round trip of pairs of points")
    availability: AvailabilityCases | None = Field(default=None, description="hours a year lost to faults")
    assess: AssessCases | None = Field(default=None, description="cards of studies")


class Definition(Strict):
    """A whole cases file."""

    network: Names = Field(default=("world",), description="`world`, a study, or a file or folder that sogdia reads")
    year: Years = Field(default=(), description="years; none: the year that each network means")
    verbs: Verbs = Field(description="what is asked of each")


def read_definition(path: Path) -> Definition:
    """Read a cases file.

    Raises
    ------
    DataError
        The file is missing, is not UTF-8 or is not TOML (with the line).
    ParameterError
        Keys or values that a cases file may not have: all of them, each with its mend.
    """
    asked = read_model(path, Definition, "cases file", "print an example with `sogdia sweep --example`")
    if not any(getattr(asked.verbs, name) for name in Verbs.model_fields):
        raise ParameterError(
            f"{path} asks no verb; add a table such as [verbs.fail] (known: {', '.join(Verbs.model_fields)})"
        )
    return asked
