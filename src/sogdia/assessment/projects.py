"""The card's table of projects: what each builds and costs, and what is lost when it alone is taken out of the case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.assessment.measures import exposure, hub_latency
from sogdia.assessment.subjects import split, study_projects, touches

if TYPE_CHECKING:
    from sogdia.assessment.setting import Setting
    from sogdia.network import Network

ALONE: Final = ("latency_ms", "exits_landings", "hhi_owner", "hhi_supplier")
"""Measures that are cheap enough to repeat without each project."""


def project_table(setting: Setting, effects: pd.DataFrame) -> pd.DataFrame:
    """Give one row for each project of the study.

    Parameters
    ----------
    effects
        `alone_effects` of the study.

    Returns
    -------
    DataFrame
        Rows project, the columns of `project_costs.COLUMNS`, countries, landings, supplier, financier, in_case,
        in_baseline; for each of `ALONE` the mean change over its countries that the project alone makes
        (alone_latency_ms and so on); alone_first_ways, the countries that reach a hub by the project alone. What is
        not known is empty.
    """
    register = setting.study.network.projects.drop_duplicates("id").set_index("id")
    reach = touches(setting.study.network)
    nodes = setting.study.network.nodes.set_index("id")
    rows = setting.costs.reset_index()
    added: list[dict[str, Any]] = []
    for project in rows.project:
        entry = register.loc[project] if project in register.index else pd.Series(dtype=object)
        here = reach[reach.project == project]
        landings = here.node[(nodes.kind.reindex(here.node) == "landing").to_numpy(dtype=bool, na_value=False)]
        roles = _holders(setting.study.network, set(here.system.dropna()))
        own = effects[effects.project == project]
        added.append(
            {
                "countries": ";".join(sorted({*here.country, *split(entry.get("countries"))})),
                "landings": landings.nunique(),
                "supplier": ";".join(roles["supplier"] or split(entry.get("vendor"))),
                "financier": ";".join(split(entry.get("financier")) or roles["financier"]),
                "in_case": project in setting.case.projects,
                "in_baseline": project in setting.baseline.projects,
                **{f"alone_{name}": own.change[own.measure == name].mean() for name in ALONE},
                "alone_first_ways": _first_ways(own) if project in setting.case.projects else None,
            }
        )
    return rows.join(pd.DataFrame(added).astype({"alone_first_ways": "Int64"}) if added else pd.DataFrame())


def _holders(net: Network, systems: set[str]) -> dict[str, list[str]]:
    """Give suppliers and financiers of the systems that the project builds."""
    roles = net.roles[net.roles.system.isin(systems)]
    return {role: sorted(roles.organisation[roles.role == role].unique()) for role in ("supplier", "financier")}


def _first_ways(own: pd.DataFrame) -> int:
    """Count the countries that have a way to some hub with the project and none without it."""
    ways = own[own.measure == "latency_ms"].groupby("country")[["with_project", "without_project"]].count()
    return int(((ways.with_project > 0) & (ways.without_project == 0)).sum())


def alone_effects(setting: Setting) -> pd.DataFrame:
    """Measure, for each project of the case, what its countries lose when it alone is taken out.

    Returns
    -------
    DataFrame
        Rows project, country, measure (one of `ALONE`), part (the hub), with_project, without_project, change (with
        less without): a negative change of latency is what the project saves; empty where one of the two is missing.
    """
    columns = ["project", "country", "measure", "part", "with_project", "without_project"]
    whole = _cheap(setting.case.latency, setting.case.exposure)
    built = [project for project in study_projects(setting.study) if project in setting.case.projects]
    with ThreadPoolExecutor(max_workers=2) as hands:
        parts = list(hands.map(lambda project: _alone(setting, project, whole), built))
    found = [part for part in parts if len(part)] or [pd.DataFrame(columns=columns)]
    out = pd.concat(found, ignore_index=True)
    out["change"] = (out.with_project - out.without_project).astype(float)
    return out


def _alone(setting: Setting, project: str, whole: pd.Series[float]) -> pd.DataFrame:
    """Measure the case without one project, for the countries that it reaches."""
    case = setting.case
    keep = case.spans.index[(case.spans.project != project).fillna(value=True).to_numpy(dtype=bool)]
    rest = case.net.keep_spans(keep)
    here = {s.id for s in setting.countries if project in s.projects}
    timed = sorted(here & set(case.flow.countries.country))
    less = _cheap(hub_latency(rest, setting.hubs), exposure(rest, case.year, timed))
    both = pd.concat([whole.rename("with_project"), less.rename("without_project")], axis=1).reset_index()
    both = both[both.country.isin(here)]
    both.insert(0, "project", project)
    return both


def _cheap(latency: pd.DataFrame, exposure: Any) -> pd.Series[float]:  # noqa: ANN401  the answer of `expose`
    """Give the cheap measures in one series by country, measure and part."""
    delay = latency.rtt_ms.reset_index().rename(columns={"hub": "part", "rtt_ms": "value"}).assign(measure="latency_ms")
    exits = exposure.exits[["country", "k_landings"]].rename(columns={"k_landings": "value"})
    exits = exits.assign(measure="exits_landings", part="")
    held = exposure.concentration[exposure.concentration.dimension.isin(["owner", "supplier"])]
    held = held.assign(measure="hhi_" + held.dimension.astype(str), part="", value=held.hhi)
    columns = ["country", "measure", "part", "value"]
    rows = pd.concat([delay[columns], exits[columns], held[columns]], ignore_index=True)
    rows = rows[np.isfinite(rows.value.astype(float))]
    return pd.Series(
        rows.value.to_numpy(dtype=float),
        index=pd.MultiIndex.from_frame(rows[["country", "measure", "part"]].astype(str)),
    )
