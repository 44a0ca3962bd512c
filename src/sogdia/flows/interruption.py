"""How much of each country's traffic a loss interrupts: what its usual ways send over lost spans, before rerouting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import ParameterError
from sogdia.flows.capacity import CapacityParams
from sogdia.flows.demands import DemandParams
from sogdia.flows.landings import handed_over
from sogdia.flows.layout import Layout, lay_out, standing
from sogdia.flows.lit_by_year import lit_in
from sogdia.flows.traffic import SplitParams
from sogdia.flows.usual_ways import TOLERANCES, sent_over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.network import Network

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

LAND_BEGAN: Final = 1998
LAND_KNOWN: Final = 2024
"""Undated fibre over land borders is taken to have come evenly between these years: the Trans-Asia-Europe line, the
first of the dated ones, and the year of which most of the undated facts speak. Assumed."""


@dataclass(frozen=True)
class InterruptionParams:
    """What the guesses of the usual ways take for granted.

    Attributes
    ----------
    demand, capacity
        Traffic and capacity.
    split
        How thin spans and land borders count (`sogdia.flows.split.metric_ms`); thin by the traffic of the year.
    width
        Power of capacity in what a span conducts, 0 to 1. Measured on what was published of countries' lit capacity by
        cable (Pakistan 2024 and 2025, Kenya 2019, Bangladesh 2022 and 2024; 18 figures): -0.03, standard error 0.08.
        What a country lights on a cable hardly depends on what the cable could carry. The upper part is taken.
    closed_border_ms
        What a border on land counts as between countries of low income, ms, 0 or more; between others
        ``split.border_ms``. Held against the shares of bandwidth by land: sub-Saharan Africa 6 % in 2015 (Hamilton
        Research), Viet Nam 18 % in 2007, Pakistan 3 % in 2025, Bangladesh 60 % in 2025; with 30 ms 13, 10, 9 and 9 %.
    handover_ms
        What a change from one system under the sea to another, or to land, counts as, ms: a landing is no free
        exchange. As a land border between open markets. Assumed.
    hubs
        Whether traffic goes to the countries in which it meets (`sogdia.flows.hub_countries`) or to the largest.
    ways
        Which guesses are made of how much longer a way may be, by name of `TOLERANCES`.
    land
        Fibre over land borders whose year is not known: ``by year`` (weighed by how likely it was there), ``all``,
        ``dated`` (none of it).
    lit_by_year
        Whether capacities are those of the year (`sogdia.flows.lit_by_year`) or today's.
    """

    demand: DemandParams = field(default_factory=DemandParams)
    capacity: CapacityParams = field(default_factory=CapacityParams)
    split: SplitParams = field(default_factory=SplitParams)
    width: float = 0.1
    closed_border_ms: float = 30.0
    handover_ms: float = 2.0
    hubs: bool = True
    ways: tuple[str, ...] = ("short", "middle", "long")
    land: str = "by year"
    lit_by_year: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.width <= 1:
            raise ParameterError(f"width is 0 to 1, not {self.width}")
        if not self.ways or set(self.ways) - set(TOLERANCES):
            raise ParameterError(f"ways are some of {', '.join(TOLERANCES)}, not {self.ways}")
        for name in ("closed_border_ms", "handover_ms"):
            if not (np.isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise ParameterError(f"{name} is 0 or more, not {getattr(self, name)}")
        if self.land not in {"by year", "all", "dated"}:
            raise ParameterError(f"land is 'by year', 'all' or 'dated', not {self.land!r}")


def undated_share(year: int | None) -> float:
    """Give the share of undated border fibre that was not there yet in a year.

    Examples
    --------
    >>> undated_share(2011), undated_share(2030)
    (0.5, 0.0)
    """
    if year is None:
        return 0.0
    return float(np.clip((LAND_KNOWN - year) / (LAND_KNOWN - LAND_BEGAN), 0.0, 1.0))


def dated_borders(net: Network) -> Network:
    """Take out the spans on land between two countries of which neither the span's nor the system's year is known."""
    spans, systems = net.spans, net.systems.set_index("id")
    country = net.nodes.set_index("id").country.fillna("")
    ends = [country.reindex(spans[side]).to_numpy(dtype=str) for side in ("start", "end")]
    of_system = spans.system.map(systems.year_in_service.astype(float)).astype(float)
    undated = (spans.year_in_service.astype(float).isna() & of_system.isna()).to_numpy()
    abroad = (ends[0] != ends[1]) & (ends[0] != "") & (ends[1] != "")
    land = (spans.setting == "terrestrial").to_numpy(dtype=bool)
    return net.keep_spans(spans.id[~(undated & abroad & land)])


@dataclass(frozen=True)
class Guesses:
    """Layouts of one network and year, each with its weight: with undated border fibre and without."""

    layouts: tuple[Layout, ...]
    weights: tuple[float, ...]
    params: InterruptionParams
    year: int | None = None

    @property
    def countries(self) -> list[str]:
        """Countries with traffic."""
        return self.layouts[0].demand.countries

    def interrupted(self, lost: Sequence[set[str]], toward: tuple[str, ...] = ()) -> tuple[Floats, Floats, Floats]:
        """Give the share of each country's traffic that each loss interrupts.

        Parameters
        ----------
        lost
            Ids of the spans of each of s losses.
        toward
            Countries at the other end; where empty, those in which traffic meets (`sogdia.flows.hub_countries`).

        Returns
        -------
        tuple
            Weighed mean, least and most of the guesses, shape (s, c); NaN where no way is known before the loss.
        """
        rows, weights = [], []
        for layout, weight in zip(self.layouts, self.weights, strict=True):
            ids = layout.wires.net.spans.id
            gone = np.array([ids.isin(one).to_numpy(dtype=bool)[layout.wires.row] for one in lost])
            place = {c: i for i, c in enumerate(layout.demand.countries)}
            at = np.array([place.get(c, -1) for c in self.countries])
            for way in self.params.ways:
                guess = sent_over(layout, gone, toward, self.params, self.year, TOLERANCES[way])
                rows.append(np.where(at >= 0, guess[:, at], np.nan))
                weights.append(weight / len(self.params.ways))
        every, weigh = np.clip(np.array(rows), 0.0, 1.0), np.array(weights)[:, None, None]
        known = np.isfinite(every)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(known, every * weigh, 0.0).sum(axis=0) / (known * weigh).sum(axis=0)
        least, most = np.fmin.reduce(every), np.fmax.reduce(every)
        return np.clip(mean, least, most), least, most


def guesses(net: Network, year: int | None, params: InterruptionParams | None = None) -> Guesses:
    """Lay out a network of one year, with and without undated border fibre."""
    asked = params or InterruptionParams()
    now = standing(net, year)
    if asked.lit_by_year:
        now = lit_in(now, year, asked.capacity)
    if asked.handover_ms > 0:
        now = handed_over(now, asked.handover_ms)
    missing = {"by year": undated_share(year), "all": 0.0, "dated": 1.0}[asked.land]
    parts = [(now, 1.0 - missing), (dated_borders(now), missing)]
    parts = [(part, weight) for part, weight in parts if weight > 0]
    layouts = tuple(lay_out(part, year, asked.demand, asked.capacity) for part, _ in parts)
    return Guesses(layouts, tuple(weight for _, weight in parts), asked, year)
