"""Traffic between countries, and the places in each where it begins and ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError
from sogdia.flows.gravity import balance
from sogdia.flows.mass import BASE_YEAR, MassParams, masses
from sogdia.geodesy import distance_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.network import Network

    Floats = NDArray[np.float64]

PLACES = 4
"""Places of a country between which its traffic is divided, at most."""

TOWNS = ("city", "exchange")


@dataclass(frozen=True)
class DemandParams:
    """How traffic between countries is guessed where the table `demands` is empty.

    Attributes
    ----------
    beta, beta_low, beta_high
        Exponent of distance in the gravity model, 0 <= beta_low <= beta <= beta_high <= 3. Assumed: content
        is fetched from near where it can be, and traffic falls off more slowly than trade (which has about
        1).
    mass
        How the use of a country is counted.
    """

    beta: float = 0.5
    beta_low: float = 0.0
    beta_high: float = 1.0
    mass: MassParams = field(default_factory=MassParams)

    def __post_init__(self) -> None:
        if not 0 <= self.beta_low <= self.beta <= self.beta_high <= 3:
            raise ParameterError(
                "0 <= beta_low <= beta <= beta_high <= 3 is asked for, not "
                f"beta_low {self.beta_low}, beta {self.beta}, beta_high {self.beta_high}"
            )


@dataclass(frozen=True)
class Demand:
    """Traffic between countries.

    Attributes
    ----------
    pairs
        Rows start, end (countries, start < end), traffic_gbps both ways together, with traffic_low_gbps and
        traffic_high_gbps by the exponent of distance.
    mass
        Rows country, demand_gbps with low and high, traffic_gbps (what the pairs hold), basis, source.
    dropped
        Countries without traffic, each with the reason.
    countries
        Codes in the order of `traffic`.
    traffic
        Shape (3, c, c), Gbps, symmetric: by beta, beta_low and beta_high.
    """

    pairs: pd.DataFrame
    mass: pd.DataFrame
    dropped: dict[str, str]
    countries: list[str]
    traffic: Floats


def demand(net: Network, *, year: int | None = None, params: DemandParams | None = None) -> Demand:
    """Give the traffic between the countries of a network.

    The table `demands` is taken as it stands; where it is empty, each country's use (`mass.masses`) is
    divided among the others by gravity, T_ij ~ D_i D_j d_ij^-beta, so that rows sum to the use. A country
    whose use exceeds that of all others together is held to that: the network knows nobody else for it to
    talk to.

    Parameters
    ----------
    year
        Year of the traffic; None is 2025.
    """
    asked = params or DemandParams()
    if len(net.demands):
        return _given(net)
    mass, dropped = masses(net, BASE_YEAR if year is None else year, asked.mass)
    placed = mass.country.isin(set(net.nodes.country.dropna()))
    dropped |= {str(c): "it has no node in the network" for c in mass.country[~placed]}
    mass = mass[placed].reset_index(drop=True)
    codes = mass.country.astype(str).tolist()
    apart = _apart_km(net, codes)
    total = mass.demand_gbps.to_numpy()
    betas = (asked.beta, asked.beta_low, asked.beta_high)
    traffic = np.array([balance(total, apart, beta) for beta in betas]).reshape(3, len(codes), len(codes))
    return _demand(codes, traffic, mass, dropped)


def _given(net: Network) -> Demand:
    rows = net.demands
    rows = rows[rows.start != rows.end]
    placed = set(net.nodes.country.dropna())
    named = sorted(set(rows.start) | set(rows.end))
    codes = [c for c in named if c in placed]
    dropped = {str(c): "it has no node in the network" for c in named if c not in placed}
    dropped |= {str(c): "the table of demands does not name it" for c in sorted(placed) if c not in set(named)}
    number = {c: i for i, c in enumerate(codes)}
    one = np.zeros((len(codes), len(codes)))
    for row in rows.sort_values("traffic_gbps").itertuples(index=False):
        if row.start in number and row.end in number:
            i, j = number[row.start], number[row.end]
            one[i, j] += row.traffic_gbps
            one[j, i] += row.traffic_gbps
    use = one.sum(axis=1)
    mass = pd.DataFrame(
        {
            "country": pd.Series(codes, dtype="string"),
            "demand_gbps": use,
            "demand_low_gbps": use,
            "demand_high_gbps": use,
            "basis": pd.Series([_basis(rows, c) for c in codes], dtype="string"),
            "source": pd.Series(["the network's table of demands"] * len(codes), dtype="string"),
        }
    )
    return _demand(codes, np.stack([one, one, one]), mass, dropped)


def _basis(rows: pd.DataFrame, country: str) -> str:
    """Say how the country's demands were had: by the weakest of its rows."""
    read = set(rows.read[(rows.start == country) | (rows.end == country)].fillna("given"))
    if "assumed" in read:
        return "assumed"
    return "modelled" if "derived" in read else "measured"


def _demand(codes: list[str], traffic: Floats, mass: pd.DataFrame, dropped: dict[str, str]) -> Demand:
    i, j = np.triu_indices(len(codes), 1)
    pairs = pd.DataFrame(
        {
            "start": pd.Series([codes[k] for k in i], dtype="string"),
            "end": pd.Series([codes[k] for k in j], dtype="string"),
            "traffic_gbps": traffic[0, i, j],
            "traffic_low_gbps": traffic[:, i, j].min(axis=0),
            "traffic_high_gbps": traffic[:, i, j].max(axis=0),
        }
    )
    pairs = pairs[pairs.traffic_high_gbps > 0].reset_index(drop=True)
    mass = mass.assign(traffic_gbps=traffic[0].sum(axis=1))
    order = [
        "country",
        "demand_gbps",
        "demand_low_gbps",
        "demand_high_gbps",
        "traffic_gbps",
        "basis",
        "source",
    ]
    return Demand(pairs, mass[order], dict(sorted(dropped.items())), codes, traffic)


def _apart_km(net: Network, codes: list[str]) -> Floats:
    """Give the distances between countries: their main city as stated, else their most populous place."""
    stated = net.countries.set_index("id")[["lon", "lat"]].astype(float).dropna()
    ranked = net.nodes.assign(people=net.nodes.population.fillna(-1.0))
    ranked = ranked.sort_values(["people", "lon", "lat"], ascending=[False, True, True])
    main = ranked.drop_duplicates("country").set_index("country")[["lon", "lat"]]
    place = stated.combine_first(main).reindex(codes).astype(float)
    lon, lat = place.lon.to_numpy(), place.lat.to_numpy()
    apart = distance_km(lon[:, None], lat[:, None], lon[None, :], lat[None, :])
    return (apart + apart.T) / 2.0


def places(nodes: pd.DataFrame, joined: set[str]) -> pd.DataFrame:
    """Divide each country's traffic among its largest towns.

    Parameters
    ----------
    nodes
        The network's nodes.
    joined
        Ids of nodes with a span; a country's other nodes count only where it has none of them.

    Returns
    -------
    DataFrame
        Rows node, country, weight (summing to 1 in a country): up to 4 towns (`city`, `exchange`), else
        landings, else any node, the most populous first; a missing population counts as the smallest of the
        country.
    """
    nodes = nodes[nodes.country.notna()]
    code, names = pd.factorize(nodes.country, sort=True)
    people = nodes.population.to_numpy(dtype=float)
    usable = np.array([name in joined for name in nodes.id], dtype=bool)
    usable |= ~_any(usable, code)[code]
    town = nodes.kind.isin(list(TOWNS)).to_numpy(dtype=bool, na_value=False)
    landing = (nodes.kind == "landing").to_numpy(dtype=bool, na_value=False)
    rank = np.where(town, 0, np.where(landing, 1, 2))
    best = np.full(len(names), 2)
    np.minimum.at(best, code[usable], rank[usable])
    chosen = usable & (town | (best[code] > 0)) & (landing | (best[code] != 1))
    known = chosen & np.isfinite(people)
    least = np.full(len(names), np.inf)
    np.minimum.at(least, code[known], people[known])
    least = np.where(np.isfinite(least), least, 1.0)
    people = np.maximum(np.where(np.isfinite(people), people, least[code]), 1.0)
    order = np.lexsort((nodes.lat.to_numpy(), nodes.lon.to_numpy(), -people, code))
    order = order[chosen[order]]
    first = np.searchsorted(code[order], code[order])
    order = order[np.arange(len(order)) - first < PLACES]
    total = np.bincount(code[order], weights=people[order], minlength=len(names))
    return pd.DataFrame(
        {
            "node": nodes.id.iloc[order].to_numpy(),
            "country": np.asarray(names)[code[order]],
            "weight": people[order] / total[code[order]],
        }
    )


def _any(flag: NDArray[np.bool_], code: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each group whether any of its members is flagged."""
    return np.bincount(code, weights=flag) > 0
