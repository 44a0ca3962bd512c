"""The verbs that a sweep can ask: how each gets its cases, and how it answers a chunk of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.assessment import assess
from sogdia.dependence import ExposeParams, expose
from sogdia.errors import Fault, SogdiaError, nearest_name
from sogdia.flows import AvailabilityParams, FailParams, FlowParams, LatencyParams, availability, fail, flow, latency
from sogdia.flows.baseline import before
from sogdia.flows.layout import lay_out
from sogdia.flows.outages import effect_columns, named_rows
from sogdia.flows.rerouting import rerouted
from sogdia.sweeps.losses import Masks, as_keywords, loss_faults, loss_rows, tidied
from sogdia.sweeps.pairs import pair_rows
from sogdia.sweeps.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from sogdia.flows.baseline import Baseline
    from sogdia.flows.layout import Layout
    from sogdia.flows.rerouting import Rerouted
    from sogdia.network import Network
    from sogdia.studies import Study
    from sogdia.sweeps.grounds import Ground

    Flags = NDArray[np.bool_]
    Record = dict[str, Any]
    Tables = dict[str, pd.DataFrame]
    Answer = Callable[[list[Record]], Tables]

ROW: Final = "case_row"
"""Column of an answer's tables: position of the case in the chunk."""


@dataclass(frozen=True)
class Verb:
    """One verb.

    Attributes
    ----------
    params
        Class of its parameters, None where it has none.
    size
        Cases of a chunk at most.
    rows
        From the verb's part of a cases file, a ground and the file's folder to the rows of its cases; raises or
        lists all faults.
    ready
        From a thing, a year and parameters to a function that answers cases: it gives a table for each data set of
        the verb (the first has the empty name), whose column `ROW` says of which case a row is.
    whole
        Whether it is asked of studies, not of networks.
    """

    params: type | None
    size: int
    rows: Callable[[Any, Ground, Path], tuple[Rows, list[Fault]]]
    ready: Callable[[Any, int | None, Any], Answer]
    whole: bool = False


def _fail_rows(asked: Any, ground: Ground, folder: Path) -> tuple[Rows, list[Fault]]:  # noqa: ANN401  FailCases
    net: Any = ground.thing
    rows = tidied(loss_rows(asked, net, ground.year, folder))
    faults = loss_faults(rows, net)
    by_method = [rows.table.assign(method=method) for method in dict.fromkeys(asked.method)]
    return Rows(pd.concat(by_method, ignore_index=True), rows.origins * len(by_method)), faults


def _fail_ready(net: Network, year: int | None, params: FailParams) -> Answer:
    layout = lay_out(net, year, params.demand, params.capacity)
    if not layout.demand.traffic[0].any():
        return _one_by_one(lambda case: _fail_one(net, year, params, case))
    baselines: dict[bool, Baseline] = {}
    masks = Masks(net, year)
    place = pd.Series(np.arange(len(net.spans)), index=net.spans.id)
    at = place.reindex(layout.wires.net.spans.id).to_numpy(dtype=np.int64)[layout.wires.row]

    def of_method(method: str, losses: list[Flags]) -> pd.DataFrame:
        hubs = method == "cut"
        if hubs not in baselines:
            baselines[hubs] = before(layout, params.hubs if hubs else None)
        baseline = baselines[hubs]
        here = np.flatnonzero(baseline.demand > 0)
        found, gaps = [], []
        for lost, effects in zip(losses, baseline.after_each(losses), strict=True):
            again = _rerouted(layout, lost, method, params.gap)
            gaps.append(np.nan if again is None else again.gap)
            found.append(effect_columns(baseline, effects, params.latency, again))
        columns = {name: np.concatenate([each[name][here] for each in found]) for name in found[0]}
        table = named_rows(baseline, np.tile(here, len(losses)), columns)
        told = pd.Series([method] * len(table), dtype="string")
        at_case = np.repeat(np.arange(len(losses)), len(here))
        return table.assign(method=told, gap=np.repeat(gaps, len(here)), **{ROW: at_case})

    def answer(cases: list[Record]) -> Tables:
        masked = [masks.of(case)[at] for case in cases]
        methods = np.array([case["method"] for case in cases], dtype=object)
        parts = []
        for method in dict.fromkeys(methods):
            chosen = np.flatnonzero(methods == method)
            rows = of_method(str(method), [masked[k] for k in chosen])
            parts.append(rows.assign(**{ROW: chosen[rows[ROW].to_numpy()]}))
        return {"": pd.concat(parts, ignore_index=True)}

    return answer


def _rerouted(layout: Layout, lost: Flags, method: str, gap: float) -> Rerouted | None:
    return rerouted(layout, lost, gap, exact=method == "exact") if method in {"served", "exact"} else None


def _fail_one(net: Network, year: int | None, params: FailParams, case: Record) -> Tables:
    """Ask the door itself, where no demand is known."""
    return {"": fail(net, **as_keywords(case), year=year, method=case["method"], params=params).table}


def _expose_rows(asked: Any, ground: Ground, _: Path) -> tuple[Rows, list[Fault]]:  # noqa: ANN401  ExposeCases
    net: Any = ground.thing
    known = {*net.countries.id, *net.nodes.country.dropna()}
    codes = [code.upper() for code in asked.country]
    table = pd.DataFrame({"country": codes or [""]}, dtype=object)
    rows = Rows(table, (("verbs.expose.country [{}]", len(table)),))
    return rows, [
        Fault(rows.where(k)[0], "", code, "is no country of the network", nearest_name(code, known))
        for k, code in enumerate(codes)
        if code not in known
    ]


def _expose_ready(net: Network, year: int | None, params: ExposeParams) -> Answer:
    def one(case: Record) -> Tables:
        found = expose(net, case["country"] or None, year=year, params=params)
        return {"": found.table, "concentration": found.concentration, "exits": found.exits}

    return _one_by_one(one)


def _flow_rows(_asked: object, _ground: Ground, _folder: Path) -> tuple[Rows, list[Fault]]:
    return Rows(pd.DataFrame(index=[0]), (("verbs.flow", 1),)), []


def _flow_ready(net: Network, year: int | None, params: FlowParams) -> Answer:
    def one(_: Record) -> Tables:
        found = flow(net, year=year, params=params)
        return {"": found.table, "pairs": found.pairs, "countries": found.countries}

    return _one_by_one(one)


def _latency_rows(asked: Any, _: Ground, folder: Path) -> tuple[Rows, list[Fault]]:  # noqa: ANN401  LatencyCases
    return pair_rows(folder / asked.pairs), []


def _latency_ready(net: Network, year: int | None, params: LatencyParams) -> Answer:
    def answer(cases: list[Record]) -> Tables:
        found = latency(net, pd.DataFrame(cases), year=year, params=params)
        return {"": found.table.assign(**{ROW: np.arange(len(cases))})}

    return answer


def _availability_rows(asked: Any, _: Ground, _folder: Path) -> tuple[Rows, list[Fault]]:  # noqa: ANN401  its part
    keys = ("years", "seed", "method")
    cases = [dict(zip(keys, each, strict=True)) for each in product(asked.years, asked.seed, asked.method)]
    return Rows(pd.DataFrame(cases), (("verbs.availability", len(cases)),)), []


def _availability_ready(net: Network, year: int | None, params: AvailabilityParams) -> Answer:
    def one(case: Record) -> Tables:
        asked = {key: case[key] for key in ("years", "seed", "method")}
        found = availability(net, **asked, year=year, params=params, jobs=1)
        gap = np.nan if found.gap is None else found.gap
        rows = found.table.assign(method=pd.Series([found.method] * len(found.table), dtype="string"), gap=gap)
        return {"": rows, "repairs": found.repairs, "perils": found.perils}

    return _one_by_one(one)


def _assess_rows(asked: Any, ground: Ground, _: Path) -> tuple[Rows, list[Fault]]:  # noqa: ANN401  AssessCases
    study: Any = ground.thing
    switches = [{"without": ";".join(case), "only": ""} for case in asked.without]
    switches += [{"without": "", "only": ";".join(case)} for case in asked.only]
    cases = [{**each, "seed": seed} for each in switches or [{"without": "", "only": ""}] for seed in asked.seed]
    known = [*study.definition.projects, *study.definition.rivals]
    names = [(key, name) for key in ("without", "only") for case in getattr(asked, key) for name in case]
    faults = [
        Fault(f"verbs.assess.{key}", "", name, f"is no project of {study.id!r}", nearest_name(name, known))
        for key, name in names
        if name not in known
    ]
    return Rows(
        pd.DataFrame(cases).astype({"without": object, "only": object}), (("verbs.assess", len(cases)),)
    ), faults


def _assess_ready(study: Study, _year: int | None, _params: object) -> Answer:
    def one(case: Record) -> Tables:
        asked = study
        for key in ("only", "without"):
            if names := list(filter(None, case[key].split(";"))):
                asked = getattr(asked, key)(names)
        card = assess(asked, seed=int(case["seed"]))
        return {"": card.table, "completeness": card.completeness, "projects": card.projects}

    return _one_by_one(one)


def _one_by_one(one: Callable[[Record], Tables]) -> Answer:
    """Answer each case by itself."""

    def answer(cases: list[Record]) -> Tables:
        return _stacked(_named(one, case) for case in cases)

    return answer


def _named(one: Callable[[Record], Tables], case: Record) -> Tables:
    try:
        return one(case)
    except SogdiaError as fault:
        said = ", ".join(f"{key} {value}" for key, value in case.items() if value != "")
        raise type(fault)(f"{said}: {fault}" if said else str(fault)) from fault


def _stacked(answers: Iterable[Tables]) -> Tables:
    kept = [{name: rows.assign(**{ROW: k}) for name, rows in tables.items()} for k, tables in enumerate(answers)]
    return {name: pd.concat([each[name] for each in kept], ignore_index=True) for name in kept[0]}


VERBS: Final = {
    "fail": Verb(FailParams, 128, _fail_rows, _fail_ready),
    "expose": Verb(ExposeParams, 4, _expose_rows, _expose_ready),
    "flow": Verb(FlowParams, 1, _flow_rows, _flow_ready),
    "latency": Verb(LatencyParams, 1024, _latency_rows, _latency_ready),
    "availability": Verb(AvailabilityParams, 1, _availability_rows, _availability_ready),
    "assess": Verb(None, 1, _assess_rows, _assess_ready, whole=True),
}
"""Every verb of a cases file, in the order in which they run."""
