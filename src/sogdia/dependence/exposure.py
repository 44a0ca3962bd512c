"""`expose`: on whom and on what a country's international traffic depends."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.dependence.borders import Borders, find_borders
from sogdia.dependence.concentration import concentrate
from sogdia.dependence.losses import fill_losses
from sogdia.dependence.marks import LENS
from sogdia.dependence.observed import measured_exits, measured_owners, of_country, subjects
from sogdia.dependence.outlets import outlet_rows
from sogdia.dependence.rows import actor_rows, exit_rows, join, published_exits, published_owners, ranked
from sogdia.dependence.rules import RULES
from sogdia.dependence.supplies import all_counts
from sogdia.dependence.survey import Survey, survey
from sogdia.dependence.tally import Tally, count
from sogdia.dependence.withdrawal import Losses
from sogdia.errors import ParameterError, pick
from sogdia.flows import CapacityParams, DemandParams, SplitParams
from sogdia.flows.layout import Layout, lay_out
from sogdia.flows.mass import BASE_YEAR
from sogdia.results import Result, manifest, write_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.network import Network


TABLES: Final = ("concentration", "exits", "suppliers", "rules")
"""Tables of an answer beside its first."""


@dataclass(frozen=True)
class ExposeParams:
    """What `expose` takes for granted.

    Attributes
    ----------
    demand, capacity, split
        Traffic, capacity, and how traffic divides over ways.
    hubs
        A country's capacity and its exits are counted to the towns of so many countries of largest traffic, 1 or
        more. Assumed.
    touch_from
        Places (straits, transit countries, landings) are listed from this touch on, in [0, 1].
    loss_from
        Loss is counted for actors of at least this touch, in [0, 1].
    loss_top
        Loss is counted for at most so many actors of a country and dimension, 0 or more.
    loss_countries
        Loss is not counted when more countries than this are asked for, 0 or more.
    exits_threshold
        Disjoint exits that a country is held to, 1 or more. No official rule exists; more than two upstream
        connections is the mark of the Internet Society (Pulse).
    observed_within
        Published shares count when they are at most so many years from the year asked for, 0 or more.
    dimensions
        What is counted, of `marks.LENS`; exits are always counted.
    """

    demand: DemandParams = field(default_factory=DemandParams)
    capacity: CapacityParams = field(default_factory=CapacityParams)
    split: SplitParams = field(default_factory=SplitParams)
    hubs: int = 10
    touch_from: float = 0.001
    loss_from: float = 0.2
    loss_top: int = 5
    loss_countries: int = 30
    exits_threshold: int = 3
    observed_within: int = 1
    dimensions: tuple[str, ...] = tuple(LENS)

    def __post_init__(self) -> None:
        for dimension in self.dimensions:
            pick(dimension, LENS, "dimension")
        for name in ("touch_from", "loss_from"):
            if not 0 <= getattr(self, name) <= 1:
                raise ParameterError(f"{name} is in [0, 1], not {getattr(self, name)}")
        for name, least in (
            ("hubs", 1),
            ("exits_threshold", 1),
            ("loss_top", 0),
            ("loss_countries", 0),
            ("observed_within", 0),
        ):
            if getattr(self, name) < least:
                raise ParameterError(f"{name} is {least} or more, not {getattr(self, name)}")


@dataclass(frozen=True)
class ExposeResult(Result):
    """On whom and on what countries depend; see `expose`.

    Attributes
    ----------
    concentration
        Rows country, dimension, hhi, effective_number, largest_actor, largest_share, share_unknown, actors, basis,
        source.
    exits
        Rows country, k_landings, k_straits, threshold, meets (k_landings at the threshold or above),
        share_connected (of demand), basis, source.
    suppliers
        Rows supplier, supplier_name, share_systems_split, share_systems_full, share_km_split, share_km_full, basis,
        source: every count of the whole network.
    rules
        Rows topic, text: what the figures mean.
    dropped
        Countries without traffic, each with the reason.
    """

    concentration: pd.DataFrame = field(repr=False)
    exits: pd.DataFrame = field(repr=False)
    suppliers: pd.DataFrame = field(repr=False)
    rules: pd.DataFrame = field(repr=False)
    dropped: dict[str, str] = field(repr=False)

    def save(self, folder: str | Path, name: str = "result") -> Path:
        """Write every table as Parquet and CSV, and ``manifest.json``; `folder` is replaced whole."""

        def fill(beside: Path) -> None:
            for part, rows in ((name, self.table), *((part, getattr(self, part)) for part in TABLES)):
                rows.to_parquet(beside / f"{part}.parquet", index=False)
                rows.to_csv(beside / f"{part}.csv", index=False)
            text = json.dumps({**self.manifest, "rule": self.rule}, indent=2, ensure_ascii=False)
            (beside / "manifest.json").write_text(text + "\n", encoding="utf-8")

        return write_folder(Path(folder), fill)


def expose(
    net: Network,
    country: str | Sequence[str] | None = None,
    *,
    year: int | None = None,
    params: ExposeParams | None = None,
) -> ExposeResult:
    """Measure on whom and on what a country's international traffic depends.

    Parameters
    ----------
    net
        Reads what `flow` reads, and roles, organisations, hazards (straits) and observations (published shares).
    country
        ISO 3166-1 alpha-3 code or several; None takes all that have traffic.
    year
        Spans in service in, roles of, and traffic and published shares near this year; None takes all spans but
        retired and cancelled ones, all roles, and traffic and published shares of 2025.
    params
        What is taken for granted.

    Returns
    -------
    ExposeResult
        Rows country, dimension (supplier, owner, operator, home_of_supplier, home_of_owner, strait,
        transit_country, landing, system, exit), lens (physical, legal, supply), actor, actor_name, stake, control,
        touch, loss, loss_low, loss_high (shares; NaN where they have no meaning or were not asked for), basis,
        source. `ExposeResult.rules` says what each figure means.

    Raises
    ------
    ParameterError
        A country that the network does not know, or of which it knows neither traffic nor a published share.

    Source
    ------
    Touch is the hegemony of Fontugne, Shah and Aben (2018, PAM) over modelled ways in place of observed ones.

    Examples
    --------
    KGZ leaves by KAZ over two cables of 30 and 10 Gbps: what the larger one carries is 0.75 of its traffic, and of the
    20 Gbps asked for only 10 are served without it.

    >>> from sogdia.network import Network
    >>> nodes = pd.DataFrame({"id": ["a", "b"], "country": ["KAZ", "KGZ"], "lon": [76.9, 74.6], "lat": [43.2, 42.9]})
    >>> spans = pd.DataFrame({"id": ["s", "t"], "system": ["large", "small"], "start": "a", "end": "b",
    ...                       "setting": "terrestrial", "length_km": 240.0, "capacity_lit_gbps": [30.0, 10.0]})
    >>> demands = pd.DataFrame({"start": ["KAZ"], "end": ["KGZ"], "traffic_gbps": [20.0]})
    >>> roles = pd.DataFrame({"system": ["large", "small"], "organisation": ["p", "q"], "role": "owner"})
    >>> net = Network(nodes=nodes, spans=spans, demands=demands, roles=roles,
    ...               organisations=pd.DataFrame({"id": ["p", "q"], "country": ["KAZ", "KGZ"]}))
    >>> table = expose(net, "KGZ").table
    >>> table.loc[table.dimension == "owner", ["actor", "stake", "touch", "loss"]].round(2).values.tolist()
    [['p', 0.75, 0.75, 0.5], ['q', 0.25, 0.25, 0.0]]
    """
    asked = params or ExposeParams()
    layout = lay_out(net, year, asked.demand, asked.capacity)
    codes = _countries(net, layout, country)
    borders, about = find_borders(layout), survey(layout.wires, year).only(asked.dimensions)
    number = {c: k for k, c in enumerate(layout.demand.countries)}
    placed = np.array([number[c] for c in codes if c in number], dtype=np.int64)
    tally = count(layout, borders, about.marks, placed, asked.split)
    rows = _counted(tally, borders, about, asked.touch_from)
    rows = _published(net, rows, codes, BASE_YEAR if year is None else year, asked.observed_within, about)
    counted = len(codes) <= asked.loss_countries
    rows = fill_losses(
        rows,
        about.spans_of(layout.wires, borders),
        Losses(layout, asked.hubs).of,
        loss_from=asked.loss_from,
        top=asked.loss_top,
        measured_only=not counted,
    )
    rules = _rules(asked, counted=counted)
    return ExposeResult(
        table=ranked(rows),
        rule=" ".join(rules.text),
        manifest=manifest("expose", {"country": codes, "year": year, "params": asked}, digest=net.digest),
        concentration=concentrate(rows),
        exits=outlet_rows(layout, borders, tally, about.straits, asked.hubs, asked.exits_threshold),
        suppliers=all_counts(net, year),
        rules=rules,
        dropped=layout.demand.dropped,
    )


def _countries(net: Network, layout: Layout, country: str | Sequence[str] | None) -> list[str]:
    placed = set(layout.demand.countries)
    if country is None:
        return sorted(placed)
    codes = [country] if isinstance(country, str) else list(dict.fromkeys(country))
    published = subjects(net.observations)
    known = placed | set(net.countries.id) | set(net.nodes.country.dropna()) | published
    for code in codes:
        pick(code, known, "country")
        if code not in placed | published:
            why = layout.demand.dropped.get(code, "it has no traffic")
            raise ParameterError(f"nothing can be said of {code!r}: {why}; add demands or published shares")
    return codes


def _counted(tally: Tally, borders: Borders, about: Survey, least: float) -> pd.DataFrame:
    codes = [borders.codes[c] for c in tally.asked]
    parts = [actor_rows(mark, tally.shares[mark.dimension], codes, least) for mark in about.marks]
    return join([*parts, exit_rows(tally, borders, codes, about.countries, about.nodes)])


def _published(
    net: Network, rows: pd.DataFrame, codes: list[str], year: int, within: int, about: Survey
) -> pd.DataFrame:
    """Put what is published of the countries before what was counted."""
    some = subjects(net.observations)
    for code in codes:
        if code not in some:
            continue
        near = of_country(net.observations, code, year, within)
        rows = published_exits(rows, code, measured_exits(near), about.countries)
        names = about.countries | about.organisations
        rows = published_owners(rows, code, measured_owners(near), about.homes, names, about.holders_at)
    return rows


def _rules(asked: ExposeParams, *, counted: bool) -> pd.DataFrame:
    leave = "loss skipped" if counted else ""
    topics = [topic for topic in RULES if topic != leave]
    texts = [
        RULES[topic].format(
            hubs=asked.hubs,
            loss_from=asked.loss_from,
            loss_top=asked.loss_top,
            loss_countries=asked.loss_countries,
            threshold=asked.exits_threshold,
            observed_within=asked.observed_within,
        )
        for topic in topics
    ]
    return pd.DataFrame({"topic": pd.Series(topics, dtype="string"), "text": pd.Series(texts, dtype="string")})
