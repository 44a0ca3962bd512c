"""How much of the time how much of a country's capacity abroad stands, and what of any traffic that leaves unserved.

Source
------
Power engineers' capacity outage table: Billinton and Allan (1996), Reliability Evaluation of Power Systems, 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sogdia.errors import pick
from sogdia.flows.returns import interval
from sogdia.flows.years import YEAR_DAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from sogdia.flows.years import Tally

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CapacityOutages:
    """Time at each level of loss by batch of years, and what is left at each.

    Attributes
    ----------
    countries
        Codes, in the order of the rest.
    whole_gbps
        Shape (c,): capacity abroad with nothing lost.
    time
        Shape (b, c, n): share of the time of each batch at each level of loss, adding to 1.
    gbps
        Shape (c, n): mean capacity that is left at each level.
    """

    countries: tuple[str, ...]
    whole_gbps: Floats = field(repr=False)
    time: Floats = field(repr=False)
    gbps: Floats = field(repr=False)

    def unserved(self, country: str, traffic_gbps: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Give the share of a country's traffic that faults leave unserved, with the interval that batches give.

        What is short with nothing lost does not count. Exact, but for the one level of loss at which capacity just
        holds the traffic: there the mean of up to a twentieth of capacity stands for all.

        Parameters
        ----------
        traffic_gbps
            Traffic abroad, above 0, any shape.

        Returns
        -------
        tuple
            Mean, low and high, each of the shape of `traffic_gbps`, in [0, 1]; low and high NaN for a single batch.

        Raises
        ------
        ParameterError
            A country of which no span leads abroad.
        """
        at = self.countries.index(pick(country, self.countries, "country"))
        traffic = np.asarray(traffic_gbps, dtype=float)[..., None]
        short = np.maximum(1.0 - self.whole_gbps[at] / traffic, 0.0)
        lost = np.maximum(1.0 - self.gbps[at] / traffic, 0.0) - short
        mean, low, high = interval(np.moveaxis(lost @ self.time[:, at].T, -1, 0))
        return mean, np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)

    def turns(self, country: str) -> Floats:
        """Give the traffic, rising, Gbps, at which `unserved` turns: between two it is linear in 1 / traffic."""
        at = self.countries.index(pick(country, self.countries, "country"))
        held = self.gbps[at][(self.time[:, at].sum(axis=0) > 0) & (self.gbps[at] > 0)]
        return np.unique(np.append(held, self.whole_gbps[at]))


def capacity_outages(
    countries: Sequence[str], whole_gbps: Floats, tallies: Sequence[Tally], years: int
) -> CapacityOutages:
    """Put what batches of so many years each tell of the capacity of countries together."""
    days = np.array([tally.days for tally in tallies], dtype=float)
    lost = np.array([tally.lost_at for tally in tallies], dtype=float).sum(axis=0)
    spent = days.sum(axis=0)
    share = np.divide(lost, spent, out=np.zeros_like(lost), where=spent > 0)
    left = whole_gbps[:, None] * (1.0 - share)
    return CapacityOutages(tuple(countries), whole_gbps, days / (years * YEAR_DAYS), left)
