"""What each span can carry: as stated, else imputed by rules that are named beside the figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from sogdia.network import Network

    Floats = NDArray[np.float64]
    Rule = tuple[ArrayLike, float, float, str, str]

PER_PAIR: Final[tuple[tuple[int, float, float, str], ...]] = (
    (1995, 10.0, 2.0, "TPC-5 and FLAG: 2 pairs of 5 Gbps, later doubled"),
    (1999, 480.0, 2.0, "SEA-ME-WE 3: 0.96 Tbps on 2 pairs after upgrades"),
    (2003, 800.0, 4.0, "Apollo: 3.2 Tbps on 4 pairs"),
    (2005, 1_150.0, 2.0, "SEA-ME-WE 4: 2.3 Tbps on 2 pairs after its first upgrades"),
    (2010, 2_360.0, 2.0, "EASSy: 4.72 Tbps on 2 pairs after upgrades"),
    (2012, 3_625.0, 4.0, "WACS: 14.5 Tbps on 4 pairs after upgrades (5.12 at first)"),
    (2016, 9_000.0, 4.0, "SEA-ME-WE 5: 24 Tbps on 3 pairs; FASTER: 60 Tbps on 6"),
    (2017, 20_000.0, 5.0, "AAE-1: 100 Tbps on 5 pairs after upgrades (40 at first)"),
    (2018, 20_000.0, 8.0, "MAREA: 160 Tbps on 8 pairs"),
    (2020, 20_800.0, 12.0, "Dunant: 250 Tbps on 12 pairs"),
    (2022, 16_000.0, 8.0, "PEACE: 16 Tbps a pair"),
    (2024, 15_000.0, 12.0, "2Africa: 180 Tbps on 8 to 16 pairs"),
)
"""Year in service, design Gbps of a fibre pair, usual number of pairs, by which published system.

Recalled from the systems' own announcements as carried by the trade press; between years the logarithm is
interpolated, outside them the nearest counts.
"""

UNKNOWN_YEAR: Final = 2010
"""Year taken where a system's year in service is not known (assumed: the middle of the cables in service)."""


@dataclass(frozen=True)
class CapacityParams:
    """How capacity is imputed where it is not stated.

    Attributes
    ----------
    usable_share, usable_share_low, usable_share_high
        Share of the design capacity that is lit, 0 < low <= base <= high <= 1. Measured on the facts that give both:
        0.06 in the median of 13 systems in their first two years, 0.23 of those of 8 years and more; an eighth of the
        world's potential capacity was in use in 2012 (The Economist, 2013-02-02, after TeleGeography). High is assumed.
    terrestrial_gbps
        Lit capacity of a trunk across a land border of which nothing is known, Gbps, above 0 (assumed: ten
        waves of 100 Gbps).
    domestic_gbps
        The same within one country, Gbps, above 0 (assumed: home traffic fills more than what crosses a
        border, so that home trunks do not bind).
    satellite_gbps
        Capacity of a satellite span of which nothing is known, Gbps, above 0 (assumed: some transponders).
    """

    usable_share: float = 0.23
    usable_share_low: float = 0.06
    usable_share_high: float = 0.6
    terrestrial_gbps: float = 1000.0
    domestic_gbps: float = 500_000.0
    satellite_gbps: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.usable_share_low <= self.usable_share <= self.usable_share_high <= 1:
            raise ParameterError("0 < usable_share_low <= usable_share <= usable_share_high <= 1 is asked for")
        for name in ("terrestrial_gbps", "domestic_gbps", "satellite_gbps"):
            if not (np.isfinite(getattr(self, name)) and getattr(self, name) > 0):
                raise ParameterError(f"{name} is above 0, not {getattr(self, name)}")


def per_pair_gbps(year: ArrayLike) -> Floats:
    """Give the design capacity of a fibre pair by the system's year in service, Gbps.

    Examples
    --------
    >>> per_pair_gbps([1990, 2012, 2018]).round(0).tolist()
    [10.0, 3625.0, 20000.0]
    """
    years = [row[0] for row in PER_PAIR]
    logs = np.log([row[1] for row in PER_PAIR])
    return np.asarray(np.exp(np.interp(np.asarray(year, dtype=float), years, logs)), dtype=float)


def usual_pairs(year: ArrayLike) -> Floats:
    """Give the usual number of fibre pairs of a submarine system by its year in service."""
    years = [row[0] for row in PER_PAIR]
    return np.asarray(np.interp(np.asarray(year, dtype=float), years, [row[2] for row in PER_PAIR]), dtype=float)


def impute(net: Network, params: CapacityParams | None = None) -> pd.DataFrame:
    """Give the capacity of every span.

    Each span takes the first that it has of: its own lit capacity; its own design capacity; its system's lit;
    its system's design; fibre pairs (its own, else the system's) times a pair's capacity by year in service;
    the usual of its year and setting. Design capacity is multiplied by the share that is usually lit.

    Returns
    -------
    DataFrame
        Rows in the order of ``net.spans``: span, capacity_gbps, capacity_low_gbps, capacity_high_gbps,
        capacity_basis (measured, modelled, assumed), capacity_source.
    """
    asked = params or CapacityParams()
    spans = net.spans
    facts = net.systems.set_index("id")
    known = spans.system.where(spans.system.isin(facts.index))

    def of_system(column: str) -> pd.Series[float]:
        return known.map(facts[column].astype(float)).astype(float)

    year = spans.year_in_service.astype(float).fillna(of_system("year_in_service"))
    dated = year.notna().to_numpy()
    year = year.fillna(UNKNOWN_YEAR)
    pairs = spans.fibre_pairs.astype(float).fillna(of_system("fibre_pairs")).to_numpy()
    share = asked.usable_share
    low, high = asked.usable_share_low / share, asked.usable_share_high / share
    by_pair = per_pair_gbps(year) * share
    rules: list[Rule] = [
        (spans.capacity_lit_gbps.astype(float), 1.0, 1.0, "measured", "published lit capacity of the span"),
        (spans.capacity_design_gbps.astype(float) * share, low, high, "modelled",
         f"design capacity of the span, {share:g} of it lit"),
        (of_system("capacity_lit_gbps"), 1.0, 1.0, "measured", "published lit capacity of the system"),
        (of_system("capacity_design_gbps") * share, low, high, "modelled",
         f"design capacity of the system, {share:g} of it lit"),
        (pairs * by_pair, low / 2, high * 2, "modelled",
         f"fibre pairs times a pair's capacity by year, {share:g} of it lit"),
        *_defaults(spans.setting, dated, _at_home(net), usual_pairs(year) * by_pair, asked),
    ]  # fmt: skip
    return _first_known(spans.id, rules)


def _defaults(
    setting: pd.Series[str],
    dated: NDArray[np.bool_],
    at_home: NDArray[np.bool_],
    submarine: Floats,
    params: CapacityParams,
) -> list[Rule]:
    """Give the rules for spans of which only the setting, or the setting and the year, is known."""
    sea = (setting == "submarine").to_numpy(dtype=bool)
    land = (setting == "terrestrial").to_numpy(dtype=bool)
    return [
        (np.where(sea & dated, submarine, np.nan), 0.2, 4.0, "assumed", "usual submarine system of its year"),
        (
            np.where(sea, submarine, np.nan),
            0.1,
            10.0,
            "assumed",
            "usual submarine system, its year not known",
        ),
        (np.where(land & at_home, params.domestic_gbps, np.nan), 0.1, 10.0, "assumed", "usual trunk at home"),
        (np.where(land, params.terrestrial_gbps, np.nan), 0.1, 10.0, "assumed", "usual trunk over a border"),
        (np.full(len(sea), params.satellite_gbps), 0.1, 10.0, "assumed", "usual satellite span"),
    ]


def _at_home(net: Network) -> NDArray[np.bool_]:
    """Mark the spans whose ends are known to be in one country."""
    country = dict(zip(net.nodes.id, net.nodes.country.fillna(""), strict=True))
    ends = zip(net.spans.start, net.spans.end, strict=True)
    return np.array([country[a] == country[b] != "" for a, b in ends], dtype=bool)


def _first_known(ids: pd.Series[str], rules: list[Rule]) -> pd.DataFrame:
    gbps = np.full(len(ids), np.nan)
    which = np.zeros(len(ids), dtype=int)
    for k, rule in enumerate(rules):
        value = np.asarray(rule[0], dtype=float)
        new = np.isnan(gbps) & np.isfinite(value)
        gbps[new] = value[new]
        which[new] = k
    factor = np.array([[rule[1], rule[2]] for rule in rules])[which].reshape(len(ids), 2)
    return pd.DataFrame(
        {
            "span": ids,
            "capacity_gbps": gbps,
            "capacity_low_gbps": gbps * factor[:, 0],
            "capacity_high_gbps": gbps * factor[:, 1],
            "capacity_basis": pd.Series([rules[k][3] for k in which], dtype="string"),
            "capacity_source": pd.Series([rules[k][4] for k in which], dtype="string"),
        }
    )
