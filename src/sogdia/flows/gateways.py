"""Capacity abroad of each country, kept as spans fail and return (workshop).

Spans are taken in knots: all that hang together through nodes without a country (branching units), or one span
between two countries. In a knot a span that lands in a country carries its capacity abroad while it stands and its
knot, as far as it stands, still touches another country. A country counts as one place: what fails within it takes
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sogdia.flows.capacity import impute
from sogdia.flows.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.capacity import CapacityParams
    from sogdia.network import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


class Knots(NamedTuple):
    """Knots of a network as arrays; m spans in the order of ``net.spans``."""

    capacity: Floats
    """Gbps of each span, shape (m,)."""
    knot: Ints
    """Knot of each span, shape (m,); -1 where it leads to no other country."""
    indptr: Ints
    member: Ints
    """Spans of each knot, in compressed rows."""
    first: Ints
    second: Ints
    """Places (counted within the knot) at the ends of each member."""
    place_at: Ints
    country: Ints
    """Countries of the places of each knot, in compressed rows; -1 for none."""


@dataclass(frozen=True)
class Gateways:
    """Capacity abroad with all spans.

    Attributes
    ----------
    countries
        Codes of the c countries with capacity abroad, sorted.
    knots
        Knots of the network.
    country, carried
        Two for each member of a knot, first end and second: place in `countries`, -1 for none, and Gbps.
    before
        Shape (c,), Gbps: capacity abroad of each country.
    """

    countries: list[str]
    knots: Knots
    country: Ints
    carried: Floats
    before: Floats

    def left(self, down: Ints) -> Floats:
        """Give each country's capacity abroad, Gbps, when the spans with a number above 0 in `down` are lost."""
        carried = self.carried.copy()
        scratch = scratch_of(self.knots)
        for k in np.unique(self.knots.knot[(down > 0) & (self.knots.knot >= 0)]):
            carry(k, down, self.knots, carried, *scratch)
        return _summed(self.country, carried, len(self.before))


def scratch_of(knots: Knots) -> tuple[Ints, Ints]:
    """Give two arrays as long as the places of the largest knot."""
    longest = int(np.diff(knots.place_at).max(initial=0))
    return np.zeros(longest, dtype=np.int64), np.zeros(longest, dtype=np.int64)


def _summed(country: Ints, carried: Floats, count: int) -> Floats:
    known = country >= 0
    return np.bincount(country[known], carried[known], count).astype(float)


def gateways(net: Network, params: CapacityParams | None = None) -> Gateways:
    """Find the knots of a network, all of whose spans count."""
    spans = net.spans
    home = dict(zip(net.nodes.id, net.nodes.country.fillna(""), strict=True))
    number = {name: i for i, name in enumerate(net.nodes.id)}
    ends = np.array([[number[n] for n in spans[side]] for side in ("start", "end")], dtype=np.int64).reshape(2, -1)
    code = np.array([home[n] for n in net.nodes.id], dtype=object)
    knot = _knots(ends, code == "")
    touched = [(k, code[n]) for side in ends for k, n in zip(knot, side, strict=True) if code[n] != ""]
    several = {k for k, c in touched} - {k for k, n in _count(touched).items() if n < 2}
    knot = np.array([k if k in several else -1 for k in knot], dtype=np.int64)
    names, knot_number = np.unique(knot[knot >= 0], return_inverse=True)
    knot[knot >= 0] = knot_number
    countries = sorted({c for k, c in touched if k in several})
    of = {c: i for i, c in enumerate(countries)}
    capacity = impute(net, params).capacity_gbps.to_numpy(dtype=float).copy()
    knots = _compressed(capacity, knot, ends, np.array([of.get(c, -1) for c in code], dtype=np.int64))
    at_ends = (
        np.column_stack([knots.first, knots.second]) + np.repeat(knots.place_at[:-1], np.diff(knots.indptr))[:, None]
    )
    country = knots.country[at_ends.ravel()]
    carried = np.zeros(len(country))
    down = np.zeros(len(spans), dtype=np.int64)
    scratch = scratch_of(knots)
    for k in range(len(names)):
        carry(k, down, knots, carried, *scratch)
    return Gateways(countries, knots, country, carried, _summed(country, carried, len(countries)))


def _count(touched: list[tuple[int, str]]) -> dict[int, int]:
    seen: dict[int, set[str]] = {}
    for knot, country in touched:
        seen.setdefault(knot, set()).add(country)
    return {knot: len(codes) for knot, codes in seen.items()}


def _knots(ends: Ints, open_: Flags) -> Ints:
    """Give one number to the spans that meet at nodes without a country."""
    m = ends.shape[1]
    if m == 0:
        return np.zeros(0, dtype=np.int64)
    span = np.tile(np.arange(m), 2)
    node = ends.ravel()
    meet = open_[node]
    size = m + len(open_)
    links = coo_array((np.ones(int(meet.sum())), (span[meet], m + node[meet])), shape=(size, size))
    return np.asarray(connected_components(links, directed=False)[1][:m], dtype=np.int64)


def _compressed(capacity: Floats, knot: Ints, ends: Ints, country: Ints) -> Knots:
    inside = np.flatnonzero(knot >= 0)
    count = int(knot.max(initial=-1)) + 1
    member = inside[np.argsort(knot[inside], kind="stable")]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(knot[inside], minlength=count))]).astype(np.int64)
    first, second = np.zeros_like(member), np.zeros_like(member)
    place_at, places = [0], [np.zeros(0, dtype=np.int64)]
    for k in range(count):
        rows = slice(indptr[k], indptr[k + 1])
        nodes, local = np.unique(ends[:, member[rows]], return_inverse=True)
        first[rows], second[rows] = local.reshape(2, -1)
        places.append(country[nodes])
        place_at.append(place_at[-1] + len(nodes))
    return Knots(
        capacity, knot, indptr, member, first, second, np.array(place_at, dtype=np.int64), np.concatenate(places)
    )


@compiled
def _root(group: Ints, place: int) -> int:
    while group[place] != place:
        group[place] = group[group[place]]
        place = group[place]
    return place


@compiled
def carry(k: int, down: Ints, knots: Knots, carried: Floats, group: Ints, held: Ints) -> None:
    """Fill in what the ends of one knot's spans carry abroad.

    Parameters
    ----------
    down
        Shape (m,): spans with a number above 0 are lost.
    carried
        Gbps, two for each member of all knots (`Gateways.carried`); those of knot `k` are changed in place.
    group, held
        Scratch, as long as the places of the largest knot (`scratch_of`).
    """
    base = knots.place_at[k]
    count = knots.place_at[k + 1] - base
    for p in range(count):
        group[p] = p
        held[p] = -1
    for i in range(knots.indptr[k], knots.indptr[k + 1]):
        if down[knots.member[i]] == 0:
            a, b = _root(group, knots.first[i]), _root(group, knots.second[i])
            group[max(a, b)] = min(a, b)
    for p in range(count):
        c = knots.country[base + p]
        if c >= 0:
            root = _root(group, p)
            held[root] = c if held[root] == -1 or held[root] == c else -2
    for i in range(knots.indptr[k], knots.indptr[k + 1]):
        span = knots.member[i]
        gbps = knots.capacity[span] if down[span] == 0 and held[_root(group, knots.first[i])] == -2 else 0.0
        carried[2 * i] = gbps if knots.country[base + knots.first[i]] >= 0 else 0.0
        carried[2 * i + 1] = gbps if knots.country[base + knots.second[i]] >= 0 else 0.0
