"""What each project of a study builds and costs: as published where it is, else by the cost laws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.assessment.costs import OUTCOME_OVER_PLAN, Range, submarine_capex_musd, terrestrial_capex_musd
from sogdia.units import to_2024_usd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sogdia.network import Network

LINKS: Final = ("submarine_cable", "terrestrial_fibre")
"""Components whose published sum counts as the cost of the line."""

COLUMNS: Final = (
    "name", "status", "systems", "km_drawn", "km_published", "km", "capex_low_musd", "capex_base_musd",
    "capex_high_musd", "capex_basis", "capex_source", "capex_note", "design_gbps", "design_basis",
)  # fmt: skip


def project_costs(net: Network, spans: pd.DataFrame, projects: Iterable[str]) -> pd.DataFrame:
    """Give length, cost and capacity of each project, by project.

    Parameters
    ----------
    net
        The network of all years: projects, systems and notes of spans.
    spans
        By span: project, system, setting, length_km, design, design_basis; those that the study builds.
    projects
        Names of the projects; one that builds no span keeps its published sum.

    Returns
    -------
    DataFrame
        `COLUMNS`; figures that are not known are NaN.
    """
    register = net.projects.drop_duplicates("id").set_index("id")
    systems = net.systems.set_index("id")
    owner = {name: set(of.astype(object)) for name, of in net.spans.groupby("system").project}
    remarks = net.spans.set_index("id").note
    rows = {}
    for project in projects:
        own = spans[spans.project == project]
        names = sorted(own.system.dropna().unique())
        entry = {str(k): v for k, v in register.loc[[project]].iloc[0].items()} if project in register.index else {}
        whole = systems.reindex([n for n in names if owner.get(n) == {project}])
        drawn = float(own.length_km.sum())
        published = float(whole.length_km.sum(min_count=1)) if len(whole) == len(names) else float("nan")
        km = published if published == published else drawn  # noqa: PLR0124  NaN is not itself
        capacity, capacity_basis = _capacity(own)
        about = " ".join(
            str(v) for v in (entry.get("note"), *whole.note, *remarks.reindex(own.index)) if v is not pd.NA
        )
        cost, basis, source, note = _cost(entry, whole, len(names), own, km, "mountain" in about.lower())
        head = (_text(entry.get("name")) or project, _text(entry.get("status")), ";".join(names))
        lengths = (drawn or float("nan"), published, km or float("nan"))
        cells = (*head, *lengths, *cost, basis, source, note, capacity, capacity_basis)
        rows[project] = dict(zip(COLUMNS, cells, strict=True))
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS)).rename_axis("project")


def _text(value: Any) -> str:  # noqa: ANN401  a cell
    return value if isinstance(value, str) else ""


def _capacity(own: pd.DataFrame) -> tuple[float, str]:
    """Add up the design capacity of the systems, each by its best span; the basis is the weakest."""
    if own.empty:
        return float("nan"), ""
    best = own.sort_values("design").assign(key=own.system.fillna(own.index.to_series())).groupby("key").tail(1)
    weakest = next(b for b in ("assumed", "modelled", "measured") if (best.design_basis == b).any())
    return float(best.design.sum()), weakest


def _cost(
    entry: dict[str, Any], whole: pd.DataFrame, systems: int, own: pd.DataFrame, km: float, mountain: bool
) -> tuple[Range, str, str, str]:
    """Give cost, basis, source and note: the systems' published cost, else the project's sum, else the law."""
    done = entry.get("status") == "completed"
    if systems and len(whole) == systems and whole.capex_musd.notna().all():
        told = list(zip(whole.capex_musd.astype(float), whole.capex_year, whole.source, strict=True))
        total = float(sum(_in_2024(amount, year) for amount, year, _ in told))
        return _published(total, done, "; ".join(f"{source}, {year}" for _, year, source in told))
    amount = entry.get("amount_musd")
    if amount is not None and pd.notna(amount) and entry.get("component") in LINKS:
        total = _in_2024(float(amount), entry.get("amount_year"))
        cost, basis, source, note = _published(total, done, _text(entry.get("source")) or "register of projects")
        return cost, basis, source, f"{note}; the sum of the project's register, which may be part of the cost"
    nothing = Range(float("nan"), float("nan"), float("nan"))
    return _by_law(own, km, mountain) if len(own) else (nothing, "", "", "nothing published, nothing drawn")


def _in_2024(amount: float, year: Any) -> float:  # noqa: ANN401  a year or none
    return to_2024_usd(float(amount), int(year)) if pd.notna(year) else float(amount)


def _published(total: float, done: bool, source: str) -> tuple[Range, str, str, str]:
    if done:
        return Range(total, total, total), "measured", source, "published cost"
    spread = OUTCOME_OVER_PLAN.times(total)
    return spread, "measured", source, "published plan; range: final over planned cost of such projects, 0.6 to 1.3"


def _by_law(own: pd.DataFrame, km: float, mountain: bool) -> tuple[Range, str, str, str]:
    """Divide the length by setting as drawn, and put each part to its law."""
    drawn = own.groupby("setting").length_km.sum()
    stretch = km / drawn.sum() if drawn.sum() > 0 else 1.0
    sea = float(drawn.get("submarine", 0.0)) * stretch
    land = float(drawn.get("terrestrial", 0.0)) * stretch
    cost = Range(0.0, 0.0, 0.0)
    words = []
    if sea > 0:
        cost = cost.plus(submarine_capex_musd(sea))
        words.append("0.897 km^0.641, one standard deviation, 15 published submarine systems")
    if land > 0:
        ground = "mountain" if mountain else "backbone"
        cost = cost.plus(terrestrial_capex_musd(land, ground))
        words.append(f"cost a km of {ground} fibre on land by published projects")
    return cost, "modelled", "; ".join(words), "no cost published"
