"""What a study file may say; a key that is not here is refused with the nearest name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field, field_validator

from sogdia.toml_files import Strict, read_model

if TYPE_CHECKING:
    from pathlib import Path


class About(Strict):
    """What the study is: `[study]`."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="name of the study, kebab case")
    title: str = Field(min_length=1, description="title on the card")
    question: str = Field(default="", description="the question in one sentence")
    notes: tuple[str, ...] = Field(default=(), description="what a reader must know; printed on the card's first page")


class Ground(Strict):
    """Which network the study stands on: `[network]`."""

    base: str = Field(
        default="world",
        min_length=1,
        description="`world`, a folder or file that sogdia reads (its path from the study file), or `held:NAME` of the "
        "local store",
    )
    join: tuple[str, ...] = Field(default=(), description="further networks joined to it, named as `base` is")
    within_km: float = Field(default=5.0, gt=0, le=100, description="reach within which nodes of two may be one, km")
    project: str = Field(
        default="",
        pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$",
        description="one project as which the spans of all but the world count, so that a case can switch them",
    )


class Case(Strict):
    """One state of the network: `[case]` is what is asked about, `[baseline]` what it is set against."""

    year: int = Field(ge=1990, le=2100, description="spans in service in this year count")
    without: tuple[str, ...] = Field(default=(), description="projects taken out")
    build: tuple[str, ...] = Field(default=(), description="projects whose planned spans count as built")
    dated_only: tuple[str, ...] = Field(default=(), description="countries whose undated land spans do not count")
    cut: tuple[str, ...] = Field(default=(), description="spans, systems or nodes lost")
    near: tuple[tuple[float, float, float], ...] = Field(default=(), description="circles lost: lon, lat, km")
    strait: tuple[str, ...] = Field(default=(), description="straits lost")


class Corridor(Strict):
    """One corridor: `[[corridors]]`."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="name, kebab case")
    name: str = Field(description="name as shown")
    parent: str | None = Field(default=None, description="corridor that this one is part of")
    description: str = Field(default="", description="what it is")
    systems: tuple[str, ...] = Field(default=(), description="cables and trunks that belong to it")
    projects: tuple[str, ...] = Field(default=(), description="projects that belong to it")
    countries: tuple[str, ...] = Field(default=(), description="countries that belong to it (ISO 3166-1 alpha-3)")


class Plan(Strict):
    """What `sogdia plan` is asked: `[plan]`; the options of the command come before it."""

    origins: tuple[str, ...] = Field(default=(), description="countries whose international traffic is carried")
    hubs: tuple[str, ...] = Field(default=(), description="nodes or countries to any of which it is carried")
    phases: tuple[int, ...] = Field(default=(2030,), description="years in which something may be built")
    budget_musd: tuple[float, ...] = Field(default=(), description="most that may be spent, in all or in each phase")
    survive: tuple[str, ...] = Field(default=(), description="kinds of losses that are survived")
    survive_cuts: int = Field(default=1, ge=0, description="how many are lost together")
    share_kept: float = Field(default=1.0, gt=0, le=1, description="share of each demand still carried after a loss")
    max_supplier_share: float | None = Field(default=None, gt=0, le=1, description="largest share of one supplier")
    max_owner_share: float | None = Field(default=None, gt=0, le=1, description="largest share of one owner")
    max_country_share: float | None = Field(default=None, gt=0, le=1, description="largest share of one home state")
    share_of: str = Field(default="capacity", description="what shares are of: capacity, new-capacity or cost")
    exits: int = Field(default=0, ge=0, description="disjoint ways that each country keeps")
    suppliers: tuple[str, ...] = Field(default=(), description="who may build a line that names no supplier")
    seek: str = Field(
        default="cost", description="cost, loss (least unserved after the worst loss) or people (most reached)"
    )
    latency_limit_ms: dict[str, float] = Field(
        default={}, description="longest round trip of light, ms, by country or `all`"
    )
    latency_limit_lost_ms: dict[str, float] = Field(default={}, description="the same after a loss")
    payer_budget_musd: dict[str, float] = Field(default={}, description="most that a payer may spend, by organisation")
    coverage: float | None = Field(default=None, gt=0, le=1, description="least share served of people or origins")
    coverage_of: str = Field(default="people", description="people or origins")
    new_lines_only: bool = Field(default=False, description="nothing that stands is enlarged")
    routing: str = Field(default="split", description="split or single-path")
    protection: str = Field(default="reroute", description="reroute, shared-path or 1+1")
    scenarios: tuple[dict[str, str | float], ...] = Field(
        default=(), description="name, probability, demand_factor, price_factor, delay_years"
    )


class Definition(Strict):
    """A whole study file."""

    study: About
    network: Ground = Field(default=Ground(), description="the network; text alone is its `base`")
    case: Case
    baseline: Case
    projects: tuple[str, ...] = Field(default=(), description="projects that the study is about")
    rivals: tuple[str, ...] = Field(default=(), description="projects of rivals, switched like the others")
    hubs: tuple[str, ...] = Field(default=(), description="nodes to which latency is told")
    corridors: tuple[Corridor, ...] = Field(default=(), description="corridors measured")
    plan: Plan | None = Field(default=None, description="what `sogdia plan` is asked")
    nodes: tuple[dict[str, Any], ...] = Field(default=(), description="nodes added to the network")
    spans: tuple[dict[str, Any], ...] = Field(default=(), description="spans added to the network")
    systems: tuple[dict[str, Any], ...] = Field(default=(), description="systems added to the network")
    organisations: tuple[dict[str, Any], ...] = Field(default=(), description="organisations added to the network")
    roles: tuple[dict[str, Any], ...] = Field(default=(), description="roles added to the network")

    @field_validator("network", mode="before")
    @classmethod
    def _base_alone(cls, given: object) -> object:
        return {"base": given} if isinstance(given, str) else given


def read_definition(path: Path) -> Definition:
    """Read a study file.

    Raises
    ------
    DataError
        The file is missing, is not UTF-8 or is not TOML (with the line).
    ParameterError
        Keys or values that a study file may not have: all of them, each with its mend.
    """
    return read_model(path, Definition, "study file")
