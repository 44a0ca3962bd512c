"""`Setting` and `Side`: everything that indicators read, measured once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.assessment.subjects import Subject
    from sogdia.dependence import ExposeResult
    from sogdia.flows import FlowResult, SingleLossesResult
    from sogdia.network import Network
    from sogdia.studies import Study


@dataclass(frozen=True)
class Side:
    """One state of the network, the case or the baseline, with its measures.

    Attributes
    ----------
    label
        `case` or `baseline`.
    net, year
        The network of the state, all its spans counted as in service, and its year.
    spans
        By span: system, project, setting, length_km; Gbps of lit and design capacity (``lit``, ``lit_low``,
        ``lit_high``, ``lit_basis``, ``design``, ``design_low``, ``design_high``, ``design_basis``).
    exits
        Spans that leave a country: country, span, key (its system, else itself), far (country at the other end, where
        it is not at sea).
    joined
        By country: the countries in which one of its systems lands too.
    near
        By country: town_people, near_people (persons within reach of a node), population.
    latency
        By country and hub: rtt_ms, low_ms, high_ms, source.
    flow, exposure, losses
        Answers of the doors `flow`, `expose` and `single_losses`.
    """

    label: str
    net: Network = field(repr=False)
    year: int
    spans: pd.DataFrame = field(repr=False)
    exits: pd.DataFrame = field(repr=False)
    joined: dict[str, frozenset[str]] = field(repr=False)
    near: pd.DataFrame = field(repr=False)
    latency: pd.DataFrame = field(repr=False)
    flow: FlowResult = field(repr=False)
    exposure: ExposeResult = field(repr=False)
    losses: SingleLossesResult = field(repr=False)

    @property
    def projects(self) -> frozenset[str]:
        """Projects of which any span stands in this state."""
        return frozenset(self.spans.project.dropna())

    @cached_property
    def gates(self) -> dict[str, list[tuple[str, str]]]:
        """By country: key and id of each span that leaves it."""
        out: dict[str, list[tuple[str, str]]] = {}
        for code, key, span in zip(self.exits.country, self.exits.key, self.exits.span, strict=True):
            out.setdefault(str(code), []).append((str(key), str(span)))
        return out

    @cached_property
    def carried(self) -> dict[str, dict[str, tuple[float, float, float, str]]]:
        """By `lit` or `design`, then by span: capacity, low and high, Gbps, and basis."""
        ids = self.spans.index.astype(str).tolist()
        out = {}
        for kind in ("lit", "design"):
            columns = [self.spans[f"{kind}{end}"].tolist() for end in ("", "_low", "_high", "_basis")]
            out[kind] = dict(zip(ids, zip(*columns, strict=True), strict=True))
        return out

    @cached_property
    def people(self) -> dict[str, float]:
        """By country: all its people, where known."""
        rows = self.net.countries.dropna(subset=["population"])
        return dict(zip(rows.id.astype(str), rows.population.astype(float), strict=True))

    @cached_property
    def use(self) -> dict[str, dict[str, Any]]:
        """By country: its row of international bandwidth in use."""
        return {str(row["country"]): row for row in _records(self.flow.countries)}

    @cached_property
    def outlets(self) -> dict[str, dict[str, Any]]:
        """By country: its row of ways out that share no place."""
        return {str(row["country"]): row for row in _records(self.exposure.exits)}

    @cached_property
    def held(self) -> dict[tuple[str, str], dict[str, Any]]:
        """By country and dimension: its row of concentration."""
        return {(str(row["country"]), str(row["dimension"])): row for row in _records(self.exposure.concentration)}

    @cached_property
    def actors(self) -> dict[tuple[str, str], str]:
        """By dimension and id: the name of each actor."""
        rows = self.exposure.table[["dimension", "actor", "actor_name"]].drop_duplicates(["dimension", "actor"])
        return {(str(r["dimension"]), str(r["actor"])): str(r["actor_name"]) for r in _records(rows)}

    @cached_property
    def lost(self) -> dict[str, pd.DataFrame]:
        """By country: its single losses."""
        return {str(code): rows for code, rows in self.losses.table.groupby("country")}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


@dataclass(frozen=True)
class Setting:
    """The study, its subjects and both sides.

    Attributes
    ----------
    study
        The study.
    case, baseline
        The two sides.
    corridors, countries
        The subjects of the card.
    hubs
        Nodes to which latency is told: hub, name, lon, lat.
    costs
        By project of the study; see `sogdia.assessment.project_costs.project_costs`.
    """

    study: Study
    case: Side
    baseline: Side
    corridors: tuple[Subject, ...]
    countries: tuple[Subject, ...]
    hubs: pd.DataFrame
    costs: pd.DataFrame

    def subject(self, name: str) -> Subject:
        """Give a corridor or country of the card by its name in tables."""
        return next(s for s in (*self.corridors, *self.countries) if s.id == name)

    @property
    def one_year(self) -> bool:
        """Whether case and baseline are of the same year."""
        return self.case.year == self.baseline.year
