"""From a study to its setting: both sides measured, subjects and costs found, each once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from sogdia.assessment.measures import measure, span_table, still
from sogdia.assessment.project_costs import project_costs
from sogdia.assessment.setting import Setting
from sogdia.assessment.subjects import corridors, countries, study_projects, touches

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from sogdia.network import Network
    from sogdia.studies import Study

    Progress = Callable[[float, str], None]


def prepare(study: Study, towns: pd.DataFrame, progress: Progress | None = None) -> Setting:
    """Measure both sides of a study.

    Parameters
    ----------
    towns
        Towns: lon, lat, country, population.
    progress
        Told the share done, in [0, 1], and what is being done.
    """
    tell = progress or (lambda _share, _words: None)
    hubs = hub_table(study)
    definition = study.definition
    tell(0.0, "opening case and baseline")
    case_net = still(study.case, definition.case.year)
    base_net = still(study.baseline, definition.baseline.year)
    whole = uncancelled(study.network)
    reach = touches(whole)
    roads = corridors(study, whole, reach)
    lands = countries(study, roads, reach)
    codes = [land.id for land in lands]
    tell(0.1, "measuring case and baseline")
    with ThreadPoolExecutor(max_workers=2) as hands:
        first = hands.submit(measure, case_net, definition.case.year, "case", hubs, towns, codes)
        second = hands.submit(measure, base_net, definition.baseline.year, "baseline", hubs, towns, codes)
        case, baseline = first.result(), second.result()
    tell(0.75, "costing the projects")
    return Setting(
        study=study,
        case=case,
        baseline=baseline,
        corridors=tuple(roads),
        countries=tuple(lands),
        hubs=hubs,
        costs=_costs(study, case_net, base_net),
    )


def uncancelled(net: Network) -> Network:
    """Give the network of all years without what was cancelled: what is switched off is still spoken of."""
    spans = net.spans
    return net.keep_spans(spans.id[~(spans.status == "cancelled").fillna(value=False).to_numpy(dtype=bool)])


def _costs(study: Study, case: Network, baseline: Network) -> pd.DataFrame:
    """Cost what each project builds in the case, else in the baseline, else at all."""
    projects = study_projects(study)
    whole = study.network
    chosen = []
    for project in projects:
        sets = (net.spans.id[(net.spans.project == project).fillna(value=False)] for net in (case, baseline, whole))
        chosen += list(next((ids for ids in sets if len(ids)), []))
    spans = span_table(whole.keep_spans(chosen))
    return project_costs(whole, spans, projects)


def hub_table(study: Study) -> pd.DataFrame:
    """Give the study's hubs: hub, name, lon, lat."""
    nodes = study.network.nodes.set_index("id")[["name", "lon", "lat"]]
    rows = nodes.reindex(list(study.definition.hubs)).rename_axis("hub").reset_index()
    return rows.assign(name=rows.name.fillna(rows.hub))
