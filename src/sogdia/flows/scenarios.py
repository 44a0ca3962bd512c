"""`fail_many`: what thousands of losses take, streamed by pair of countries, by country and by corridor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import scipy.sparse as sp

from sogdia.errors import ParameterError, pick
from sogdia.flows.baseline import before
from sogdia.flows.home_links import with_home_links
from sogdia.flows.layout import lay_out, standing
from sogdia.flows.outages import LEAST_SHARE, FailParams, pair_rows
from sogdia.flows.repair import changes
from sogdia.flows.rerouting import lost_by_place, wanted_by
from sogdia.flows.served import serve
from sogdia.flows.shares import borders, capacity_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from sogdia.flows.layout import Layout
    from sogdia.network import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

METHODS: Final = ("share", "delay", "served")
CHUNK: Final = 4096
"""Scenarios that are reckoned at once with `share`: 8 bytes times countries times this."""
REMEMBERED: Final = 1024
"""Answers of `served` that are kept for losses that come again."""


@dataclass(frozen=True)
class Outcome:
    """What one loss takes; only those who feel it are listed.

    Attributes
    ----------
    scenario
        Number of the loss, from 0.
    table
        Rows by country, or by pair of countries for `delay`; see `fail_many`.
    gap
        As in `FailResult`: certified for `served`, None for the others.
    """

    scenario: int
    table: pd.DataFrame
    gap: float | None


def fail_many(
    net: Network,
    losses: Iterable[Sequence[str]],
    *,
    method: str = "share",
    year: int | None = None,
    params: FailParams | None = None,
) -> Iterator[Outcome]:
    """Stream what each of many losses takes.

    Parameters
    ----------
    net
        Reads what `fail` reads.
    losses
        For each scenario the ids of the spans lost; any iterable, looked at bit by bit.
    method
        `share`: capacity over the border of each country (rows country, share_capacity_lost). `delay`: exact least
        ways by repair (rows start, end, share_demand_parted, latency_increase_ms). `served`: demand that rerouting
        can still serve, to within ``params.gap``, certified (rows country, demand_gbps, share_demand_lost).
    year
        As in `fail`.

    Yields
    ------
    Outcome
        One for each scenario, in order. Base capacities only: for low and high ones see `fail`.

    Raises
    ------
    ParameterError
        A span that is not in the network, with the number of its scenario and the nearest name; a method that there
        is none of.

    Notes
    -----
    Memory does not grow with the number of scenarios. For arrays instead of tables, and hundreds of thousands of
    scenarios, see `sogdia.flows.shares.capacity_left`.
    """
    asked = params or FailParams()
    pick(method, METHODS, "method")
    if method == "share":
        yield from _shares(standing(net, year), _numbered(net, standing(net, year), losses), asked)
        return
    layout = lay_out(with_home_links(net), year, asked.demand, asked.capacity)
    place = np.argsort(layout.wires.row)
    numbered = (place[spans] for spans in _numbered(net, layout.wires.net, losses))
    if method == "delay":
        baseline = before(layout, None)
        for change in changes(baseline.ways, numbered, layout.root_country, layout.root_weight):
            yield Outcome(change.scenario, pair_rows(baseline, change, layout, asked.latency), None)
        return
    yield from _served(layout, numbered, asked.gap)


def _served(layout: Layout, losses: Iterator[Ints], gap: float) -> Iterator[Outcome]:
    """Stream served demand; a loss that was answered a short while ago is not looked at again."""
    codes = np.array(layout.demand.countries, dtype=object)
    wanted, order = wanted_by(layout, 0)
    serving = serve(wanted, gap)
    known: dict[bytes, tuple[pd.DataFrame, float]] = {}
    for number, spans in enumerate(losses):
        key = spans.tobytes()
        if key not in known:
            lost = np.zeros(len(wanted.start), dtype=bool)
            lost[spans] = True
            answer = serving.after(lost)
            share = lost_by_place(wanted, serving.before.pair_gbps, answer.pair_gbps)
            rows = {"country": pd.Series(codes[order], dtype="string"), "demand_gbps": wanted.traffic.sum(axis=1),
                    "share_demand_lost": share}  # fmt: skip
            if len(known) == REMEMBERED:
                del known[next(iter(known))]
            felt = pd.DataFrame(rows)[share > LEAST_SHARE].sort_values("country", ignore_index=True)
            known[key] = felt, answer.gap
        yield Outcome(number, known[key][0].copy(), known[key][1])


def _numbered(net: Network, now: Network, losses: Iterable[Sequence[str]]) -> Iterator[Ints]:
    """Give the rows of ``now.spans`` of each loss; spans that are not in service are known, but nothing to lose."""
    row = {name: i for i, name in enumerate(now.spans.id)}
    known = set(net.spans.id)
    for number, spans in enumerate(losses):
        names = [spans] if isinstance(spans, str) else list(spans)
        strange = [name for name in names if name not in known]
        if strange:
            try:
                pick(str(strange[0]), known, "span")
            except ParameterError as problem:
                raise ParameterError(f"scenario {number}: {problem}") from None
        yield np.array(sorted({row[name] for name in names if name in row}), dtype=np.int64)


def _shares(now: Network, losses: Iterator[Ints], asked: FailParams) -> Iterator[Outcome]:
    """Stream shares of capacity, a chunk at a time."""
    at = borders(now, asked.capacity)
    codes = np.array(at.countries, dtype=object)
    number, chunk = 0, []
    for spans in losses:
        chunk.append(spans)
        if len(chunk) == CHUNK:
            yield from _share_rows(capacity_left(at, _matrix(chunk, len(now.spans))), codes, number)
            number, chunk = number + len(chunk), []
    if chunk:
        yield from _share_rows(capacity_left(at, _matrix(chunk, len(now.spans))), codes, number)


def _matrix(chunk: list[Ints], spans: int) -> sp.csr_array:
    start = np.concatenate([[0], np.cumsum([len(loss) for loss in chunk])])
    flat = np.concatenate(chunk)
    return sp.csr_array((np.ones(len(flat), dtype=bool), flat, start), shape=(len(chunk), spans))


def _share_rows(left: Floats, codes: NDArray[np.object_], first: int) -> Iterator[Outcome]:
    for number, row in enumerate(left):
        felt = np.flatnonzero(row < 1.0 - LEAST_SHARE)
        rows = {"country": pd.Series(codes[felt], dtype="string"), "share_capacity_lost": 1.0 - row[felt]}
        yield Outcome(first + number, pd.DataFrame(rows), None)


def by_corridor(rows: pd.DataFrame, net: Network) -> pd.DataFrame:
    """Turn rows by country into rows by corridor: means over its countries, weighed by what each had before.

    Parameters
    ----------
    rows
        Table of `fail`.
    net
        Its tables `corridors` and `members` say which countries a corridor has; its systems bring the countries of
        their nodes.

    Returns
    -------
    DataFrame
        Rows corridor, name, countries, share_capacity_lost (by capacity), share_demand_lost and latency_increase_ms (by
        demand), each with low and high.

    Raises
    ------
    ParameterError
        The network has no corridors.
    """
    if not len(net.corridors):
        raise ParameterError("the network has no table of corridors; ask --by country, or add corridors and members")
    country = dict(zip(net.nodes.id, net.nodes.country, strict=True))
    found = []
    for corridor in net.corridors.itertuples(index=False):
        mine = net.members[net.members.corridor == corridor.id]
        codes = set(mine.member[mine.kind == "country"])
        if not codes:
            spans = net.spans[net.spans.system.isin(mine.member[mine.kind == "system"])]
            codes = {country[name] for name in {*spans.start, *spans.end}} - {None}
        there = rows[rows.country.isin({code for code in codes if isinstance(code, str)})]
        if len(there):
            found.append({"corridor": corridor.id, "name": corridor.name, "countries": len(there), **_means(there)})
    return pd.DataFrame(found, columns=["corridor", "name", "countries", *_means(rows)])


def _means(rows: pd.DataFrame) -> dict[str, float]:
    out = {}
    for name, by in (("share_capacity_lost", "capacity_before_gbps"), ("share_demand_lost", "demand_gbps"),
                     ("latency_increase_ms", "demand_gbps")):  # fmt: skip
        for end in ("", "_low", "_high"):
            known = rows[rows[name + end].notna() & (rows[by] > 0)]
            total = float(known[by].sum())
            out[name + end] = float((known[name + end] * known[by]).sum() / total) if total > 0 else np.nan
    return out
