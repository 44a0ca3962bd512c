"""What spans had lit in a year: a new cable lights its design over years, and land trunks grew with the traffic."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.flows.capacity import CapacityParams, impute
from sogdia.flows.mass import BASE_YEAR, MassParams

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.network import Network

    Floats = NDArray[np.float64]

FIRST_SHARE: Final = 0.04
"""Share of the design lit in the first year of service. Source: Tonga 2013, 10 of 320 Gbps (3 %); Coral Sea 2019, 200
Gbps for each of two countries of 40 Tbps (1 %); WACS 2012, 500 of 5,120 Gbps (10 %). Their geometric mean is 3 %."""
UNDATED_AGE: Final = 10.0
"""Years of service taken where none is known. Assumed."""
GROWTH: Final = 1.5
"""Growth of what is lit on a new cable, times a year, until the usual share is reached. Assumed: between the world's
growth of bandwidth (1.23 in 2025, 1.4 in 2009-18, E-marine) and the first upgrades, which double."""


def filled_share(age: NDArray[Any], usual: float) -> Floats:
    """Give the share of its usual lit capacity that a cable of some years has lit, 0 to 1.

    Examples
    --------
    >>> filled_share(np.array([0.0, 2.0, 10.0]), 0.35).round(2).tolist()
    [0.11, 0.26, 1.0]
    """
    return np.asarray(np.minimum(FIRST_SHARE * GROWTH ** np.maximum(age, 0.0) / usual, 1.0), dtype=float)


def lit_in(net: Network, year: int | None, params: CapacityParams) -> Network:
    """Fill the lit capacity of every span with what it had in a year; without a year, the network stays as it is.

    Stated figures of a system move with the world's growth from the year in which they were read, up to the usual
    share of the design. Where nothing is stated, design and fibre pairs count by age, and land trunks across borders by
    the growth of traffic since the year of their assumed capacity.
    """
    if year is None:
        return net
    growth = 1.0 + MassParams().growth_per_year
    then = growth ** (year - BASE_YEAR)
    of_year = replace(params, terrestrial_gbps=params.terrestrial_gbps * then)
    spans, systems = net.spans, net.systems.set_index("id")
    imputed = impute(net, of_year)
    gbps = imputed.capacity_gbps.to_numpy(dtype=float).copy()
    source = imputed.capacity_source.to_numpy(dtype=str)

    def of_system(column: str) -> Floats:
        return np.asarray(spans.system.map(systems[column].astype(float)), dtype=float)

    own = spans.year_in_service.astype(float).to_numpy(dtype=float, na_value=np.nan)
    entered = np.where(np.isfinite(own), own, of_system("year_in_service"))
    age = np.where(np.isfinite(entered), year - entered, UNDATED_AGE)
    sea = (spans.setting == "submarine").to_numpy(dtype=bool)
    by_design = np.char.find(source, "of it lit") >= 0
    by_year = np.char.find(source, "usual submarine") >= 0
    gbps = np.where(sea & (by_design | by_year), gbps * filled_share(age, params.usable_share), gbps)
    read = spans.system.map(systems.as_of.str.slice(0, 4).astype(float)).to_numpy(dtype=float)
    most = np.fmax(of_system("capacity_design_gbps") * params.usable_share_high, gbps)
    moved = np.minimum(gbps * growth ** (year - read), np.where(np.isfinite(most), most, np.inf))
    stated = np.char.find(source, "lit capacity of the system") >= 0
    gbps = np.where(stated & np.isfinite(read), moved, gbps)
    return net.replace(spans=spans.assign(capacity_lit_gbps=gbps))
