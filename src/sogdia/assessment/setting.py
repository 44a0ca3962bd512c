"""`Setting` and `Side`: everything that indicators read, measured once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
        By span: system, project, setting, length_km; gbps of lit and design capacity (``lit``, ``lit_low``, ``lit_high``,
        ``lit_basis``, ``design``, ``design_low``, ``design_high``, ``design_basis``).
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
        By project of the study: capex (low, base, high), basis, source, km, capacity (see `money_of`).
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
