"""A planning question and its answer as plain tables: what stands, what may be bought, what is asked, what was chosen.

Whoever plans and whoever verifies share these tables and nothing else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.errors import DataError, Fault, raise_faults
from sogdia.results import plain, write_folder

if TYPE_CHECKING:
    from pathlib import Path

TABLES: Final[dict[str, tuple[str, ...]]] = {
    "links": (
        "id", "span", "start", "end", "system", "setting", "length_km", "ms", "capacity_gbps", "first_phase",
        "end_phase", "leaves",
    ),
    "options": (
        "id", "name", "kind", "fixed_musd", "module_gbps", "module_musd", "most_modules", "first_phase", "delay_years",
        "rivalry",
    ),
    "option_links": ("option", "link"),
    "places": ("group", "node"),
    "demands": ("id", "origin", "destination", "phase", "gbps", "people", "most_ms", "most_ms_lost"),
    "risks": ("risk", "kind", "link"),
    "stakes": ("kind", "name", "link", "option", "share"),
}  # fmt: skip
"""Columns of each table; see `PlanQuestion`."""

CHOICE: Final = ("option", "phase", "built", "modules")

WAYS: Final = ("demand", "phase", "number", "gbps", "place", "lost", "step", "link")
"""A row for each link of each way: ways of one number belong together and carry so many Gbps; place 0 is the working
way, others are backups. Where single paths are rerouted `lost` names the risk after which a way is taken, else empty.
"""

NEVER: Final = 10_000
"""A phase that is never reached: the link stands in all."""


@dataclass(frozen=True)
class PlanRules:
    """What is asked of a plan.

    Attributes
    ----------
    phases
        Years in ascending order; the first is the base of discounting.
    discount_rate
        Per year, 0 or more.
    budget_musd
        Most that may be spent in each phase, undiscounted, US$ million; one figure is for all phases together, none is
        no limit.
    survive
        Kinds of risks of which any `losses` together may be lost.
    losses
        0 or more.
    share_kept
        Share of every demand that is still carried after such a loss, in [0, 1].
    most_share
        Largest share of one supplier, owner or home state, by kind, in (0, 1], of what has a known one.
    share_of
        ``capacity`` (of all links that leave a country of the demands), ``new-capacity`` (of what is added there) or
        ``cost``.
    exits
        Link-disjoint ways that every origin keeps to its destination, 0 or more.
    payer_budget_musd
        Most that a payer may spend in all phases together, undiscounted, US$ million, by name; what nobody is known to
        pay counts for none.
    coverage
        Least share, in (0, 1], of people or origins whose demands are served in each phase, each wholly or not at all;
        None: all demands are served, and must be.
    coverage_of
        ``people`` or ``origins``.
    price_factor
        Prices of each phase as a multiple of those offered, above 0; empty: as offered.
    seek
        ``cost``: least discounted cost. ``loss``: least demand unserved after the worst loss, then least cost.
        ``people``: most people served, over all phases, then least cost.
    routing
        ``split`` or ``single-path``: what each demand carries takes one way in each state.
    protection
        ``reroute``, ``shared-path`` or ``1+1``: with the latter two, ways of a demand come in sets of `losses` + 1, of
        which no risk meets two; the first that stands is used, and all (``1+1``) or the one in use hold capacity.
        Where nothing is lost it is ``reroute``.
    """

    phases: tuple[int, ...] = (2030,)
    discount_rate: float = 0.06
    budget_musd: tuple[float, ...] = ()
    survive: tuple[str, ...] = ()
    losses: int = 1
    share_kept: float = 1.0
    most_share: dict[str, float] = field(default_factory=dict)
    share_of: str = "capacity"
    exits: int = 0
    payer_budget_musd: dict[str, float] = field(default_factory=dict)
    coverage: float | None = None
    coverage_of: str = "people"
    price_factor: tuple[float, ...] = ()
    seek: str = "cost"
    routing: str = "split"
    protection: str = "reroute"

    def __post_init__(self) -> None:
        if not (self.survive and self.losses):
            object.__setattr__(self, "protection", "reroute")

    @property
    def fixes_ways(self) -> bool:
        """Say whether a plan must name the ways of its demands."""
        return self.routing != "split" or self.protection != "reroute"

    @property
    def may_leave_out(self) -> bool:
        """Say whether demands may be left out whole."""
        return self.coverage is not None or self.seek == "people"


@dataclass(frozen=True, eq=False)
class PlanQuestion:
    """What a plan is asked.

    Attributes
    ----------
    links
        What carries: the span that it is, the round trip of light along it (ms), capacity that stands and is free
        (Gbps, each direction), the first phase in which it stands and the phase from which it does not (counted from 0;
        modules bought for it go with it), and whether it leaves a country of the demands. A link that only an option
        gives has capacity 0.
    options
        What may be bought, once or in modules: fixed cost (US$ million of 2024) paid with the first module, capacity
        and cost of a module on each of its links, the most modules, the first phase, years from purchase to service;
        options with one `rivalry` exclude each other.
    option_links
        Links of each option.
    places
        Nodes of each group; a demand begins at any node of its origin and ends at any of its destination.
    demands
        What each phase must carry, and the longest round trip of light by any way that carries part of it (ms, empty:
        none), without a loss and after one.
    risks
        Links that are lost together, by risk, with its kind.
    stakes
        Share of a link's standing capacity, or of an option, that a supplier, an owner or a home state has; and of an
        option that a payer pays.
    rules
        What is asked.
    """

    links: pd.DataFrame
    options: pd.DataFrame
    option_links: pd.DataFrame
    places: pd.DataFrame
    demands: pd.DataFrame
    risks: pd.DataFrame
    stakes: pd.DataFrame
    rules: PlanRules

    def __post_init__(self) -> None:
        faults = [
            Fault(name, column, "", "column is missing", "add it")
            for name, columns in TABLES.items()
            for column in columns
            if column not in getattr(self, name)
        ]
        raise_faults(faults, "a planning question has")
        raise_faults(list(_dangling(self)), "a planning question has")


def _dangling(asked: PlanQuestion) -> list[Fault]:
    known = {
        "link": set(asked.links.id), "option": set(asked.options.id), "group": set(asked.places.group),
        "node": set(asked.links.start) | set(asked.links.end),
    }  # fmt: skip
    uses = (
        ("option_links", "option", "option"), ("option_links", "link", "link"), ("risks", "link", "link"),
        ("demands", "origin", "group"), ("demands", "destination", "group"), ("places", "node", "node"),
    )  # fmt: skip
    faults = []
    for table, column, kind in uses:
        values = getattr(asked, table)[column]
        faults += [
            Fault(f"{table} row {row + 1}", column, str(value), f"no {kind} of this name")
            for row, value in enumerate(values.tolist())
            if value not in known[kind]
        ]
    return faults


def write_plan(asked: PlanQuestion, choice: pd.DataFrame, told: dict[str, Any], folder: Path) -> Path:
    """Write a question and its answer as a folder of CSVs, replaced whole.

    Parameters
    ----------
    choice
        `CHOICE`: what each phase adds.
    told
        What the planner says of it: cost, bound, gap and whatever else; kept as ``plan.json``, and `ways` (`WAYS`) as
        ``ways.csv``.
    """
    return write_folder(folder, lambda beside: fill_plan(asked, choice, told, beside))


def fill_plan(asked: PlanQuestion, choice: pd.DataFrame, told: dict[str, Any], folder: Path) -> None:
    """Write the files of `write_plan` into a folder that is there."""
    for name in TABLES:
        getattr(asked, name).to_csv(folder / f"{name}.csv", index=False)
    choice.to_csv(folder / "choice.csv", index=False)
    if asked.rules.fixes_ways and "ways" in told:
        told["ways"].to_csv(folder / "ways.csv", index=False)
    kept = {name: value for name, value in told.items() if name != "ways"}
    for name, content in (("rules", asked.rules), ("plan", kept), ("manifest", told.get("manifest", {}))):
        text = json.dumps(plain(content), indent=2, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def read_plan(folder: Path) -> tuple[PlanQuestion, pd.DataFrame, dict[str, Any]]:
    """Read what `write_plan` wrote: question, choice and what was told of it.

    Raises
    ------
    DataError
        A file that is missing or is not what it should be.
    """
    needed = [*(f"{name}.csv" for name in TABLES), "choice.csv", "rules.json", "plan.json"]
    missing = [name for name in needed if not (folder / name).is_file()]
    if missing:
        raise DataError(
            f"{folder} is no plan: it has no {', '.join(missing)}; `sogdia plan STUDY -o FOLDER` writes one"
        )
    texts = (
        "id", "name", "span", "start", "end", "system", "setting", "option", "link", "group", "node", "origin",
        "destination", "risk", "kind", "rivalry", "demand", "lost",
    )  # fmt: skip
    tables = {
        name: pd.read_csv(
            folder / f"{name}.csv",
            dtype=dict.fromkeys(texts, "object"),
            keep_default_na=False,
            na_values={name: [""] for name in ("share", "people", "most_ms", "most_ms_lost")},
        )
        for name in (*TABLES, "choice", "ways")
        if name != "ways" or (folder / "ways.csv").is_file()
    }
    choice, ways = tables.pop("choice"), tables.pop("ways", None)
    try:
        rules = json.loads((folder / "rules.json").read_text(encoding="utf-8"))
        told = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        stated: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in rules.items()}
        kept = PlanRules(**stated)
    except (ValueError, TypeError) as fault:
        raise DataError(f"{folder}: rules.json or plan.json is not as a plan's: {fault}") from fault
    return PlanQuestion(**tables, rules=kept), choice, told if ways is None else {**told, "ways": ways}
