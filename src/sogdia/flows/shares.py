"""Cheap capacity shares: what is left of the lit capacity of the spans that leave each country (workshop).

It is one product of sparse matrices, so that many thousands of losses take seconds. It looks at the border alone: a
loss further out, which `cut` and `served` see, takes nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from sogdia.errors import ParameterError
from sogdia.flows.capacity import impute

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.capacity import CapacityParams
    from sogdia.network import Network

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Borders:
    """Spans that leave countries, with their capacity; m spans in the order of ``net.spans``, c countries.

    Attributes
    ----------
    countries
        Codes of all countries with a node, sorted.
    crossing
        Sparse, shape (m, c): 1 where just one end of the span is in the country.
    capacity
        Shape (3, m), Gbps: base, low and high.
    assumed
        Shape (m,): capacities that are assumed.
    """

    countries: list[str]
    crossing: sp.csr_array
    capacity: Floats
    assumed: Flags

    @cached_property
    def before(self) -> Floats:
        """Capacity over the border of each country, shape (3, c), Gbps."""
        return np.asarray(self.capacity @ self.crossing, dtype=float)

    @cached_property
    def weighed(self) -> tuple[sp.csr_array, ...]:
        """By base, low and high capacities: the share that each span has in its countries' capacity, shape (m, c)."""
        with np.errstate(divide="ignore"):
            each = np.where(self.before > 0, 1.0 / self.before, 0.0)
        return tuple(
            sp.csr_array(sp.diags_array(gbps) @ self.crossing @ sp.diags_array(by))
            for gbps, by in zip(self.capacity, each, strict=True)
        )


def borders(net: Network, params: CapacityParams | None = None) -> Borders:
    """Find the spans that leave each country; a node without a country (a branching unit) is outside of all.

    Parameters
    ----------
    net
        All its spans count: take out those not in service before.
    """
    codes = sorted({str(code) for code in net.nodes.country.dropna()})
    number = {code: i for i, code in enumerate(codes)}
    home = {name: number.get(code, -1) for name, code in zip(net.nodes.id, net.nodes.country, strict=True)}
    m = len(net.spans)
    start = np.array([home[name] for name in net.spans.start], dtype=np.int64)
    end = np.array([home[name] for name in net.spans.end], dtype=np.int64)
    span = np.tile(np.arange(m), 2)
    country = np.concatenate([start, end])
    leaves = np.tile(start != end, 2) & (country >= 0)
    crossing = sp.csr_array((np.ones(int(leaves.sum())), (span[leaves], country[leaves])), shape=(m, len(codes)))
    imputed = impute(net, params)
    columns = ["capacity_gbps", "capacity_low_gbps", "capacity_high_gbps"]
    capacity = np.ascontiguousarray(imputed[columns].to_numpy(dtype=float).T)
    assumed = (imputed.capacity_basis == "assumed").to_numpy(dtype=bool)
    return Borders(codes, crossing, capacity, assumed)


def capacity_left(at: Borders, lost: Flags | sp.sparray | sp.spmatrix, guess: int = 0) -> Floats:
    """Give the share of each country's capacity over its border that each loss leaves.

    Parameters
    ----------
    lost
        Shape (s, m) or (m,): spans lost in each scenario, in the order of ``net.spans``; an array of flags or a
        sparse matrix, of which every entry counts once.
    guess
        0, 1 or 2: by base, low or high capacities.

    Returns
    -------
    ndarray
        Shape (s, c), 0 to 1; NaN for a country that no capacity leaves. It takes 8 s c bytes: hand in so many
        scenarios at once as memory has room for.

    Raises
    ------
    ParameterError
        Another number of spans than the network has.
    """
    gone = sp.csr_array(np.atleast_2d(lost)) if isinstance(lost, np.ndarray) else sp.csr_array(lost)
    spans = len(at.capacity[0])
    if gone.shape[1] != spans:
        raise ParameterError(f"losses of {gone.shape[1]} spans were given; the network has {spans}")
    gone.eliminate_zeros()
    marked = sp.csr_array((np.ones(gone.nnz), gone.indices, gone.indptr), shape=gone.shape)
    taken = (marked @ at.weighed[guess]).toarray()
    left = np.clip(1.0 - taken, 0.0, 1.0)
    left[left < LEAST_SHARE] = 0.0
    left[:, at.before[guess] <= 0] = np.nan
    return np.asarray(left, dtype=float)


LEAST_SHARE = 1e-12
"""Shares below this count as none: rounding."""
