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

FIRST_SHARE: Final = 0.06
"""Share of the design lit in the first year of service. Source: the median of 13 systems in their first two years of
which the facts give both figures; they go from 0.003 to 0.31."""
DESIGN: Final = "capacity_design_gbps"
UNDATED_AGE: Final = 10.0
"""Years of service taken where none is known. Assumed."""
GROWTH: Final = 1.18
"""Growth of what is lit on a new cable, times a year, until the usual share is reached: from 0.06 to 0.23 in eight
years, the two figures of `FIRST_SHARE` and `CapacityParams`."""


def filled_share(age: NDArray[Any], usual: float) -> Floats:
    """Give the share of its usual lit capacity that a cable of some years has lit, 0 to 1.

    Examples
    --------
    >>> filled_share(np.array([0.0, 2.0, 10.0]), 0.23).round(2).tolist()
    [0.26, 0.36, 1.0]
    """
    return np.asarray(np.minimum(FIRST_SHARE * GROWTH ** np.maximum(age, 0.0) / usual, 1.0), dtype=float)


def design_by(net: Network, year: int) -> Floats:
    """Give the design capacity of each system as published by the end of a year, Gbps.

    A system with dated figures (observations of `capacity_design_gbps` of the whole system) has the largest of those so
    far: upgrades raise it. One without, or with later ones alone, has the figure of the table of systems.

    Returns
    -------
    ndarray
        In the order of ``net.systems``, NaN where unknown.
    """
    rows = net.observations
    rows = rows[(rows.quantity == DESIGN) & rows.counterpart.isna() & rows.organisation.isna()]
    rows = rows[rows.date.str.slice(0, 4).astype(float) <= year]
    dated = rows.groupby("subject").value.max()
    stated = net.systems.capacity_design_gbps.astype(float).to_numpy(dtype=float, na_value=np.nan)
    found = net.systems.id.map(dated).astype(float).to_numpy(dtype=float, na_value=np.nan)
    return np.asarray(np.where(np.isfinite(found), found, stated), dtype=float)


def lit_in(net: Network, year: int | None, params: CapacityParams) -> Network:
    """Fill the lit capacity of every span with what it had in a year; without a year, the network stays as it is.

    The design is the largest of those published by then (`design_by`). Stated lit figures of a system move with the
    world's growth from the year in which they were read, up to the usual share of the design. Where nothing is stated,
    design and fibre pairs count by age, and land trunks across borders by the growth of traffic since the year of their
    assumed capacity.
    """
    if year is None:
        return net
    growth = 1.0 + MassParams().growth_per_year
    then = growth ** (year - BASE_YEAR)
    of_year = replace(params, terrestrial_gbps=params.terrestrial_gbps * then)
    net = net.replace(systems=net.systems.assign(capacity_design_gbps=design_by(net, year)))
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
