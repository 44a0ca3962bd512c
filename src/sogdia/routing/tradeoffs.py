"""`pareto_paths`: the routes that no other beats in cost to build, expected faults and latency at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import InfeasibleError
from sogdia.routing.line import LAND, SEA
from sogdia.routing.pricing import prices
from sogdia.routing.proposals import RouteResult, paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.network import Network
    from sogdia.routing.surface import Surface
    from sogdia.routing.works import Works

    Point = tuple[float, float]

WEIGHTS: Final = (
    (1, 0, 0),
    (0, 1, 0),
    (0, 0, 1),
    (2, 1, 0),
    (1, 2, 0),
    (2, 0, 1),
    (1, 0, 2),
    (0, 2, 1),
    (0, 1, 2),
    (1, 1, 1),
)
"""Weights of cost to build, expected repairs and length, each in units of its mean over the surface."""
RTT_MS_PER_KM: Final = 2.0 * 1.468 / 299.792458
"""Round trip in fibre of refractive index 1.468 (ITU-T G.652 fibre, group index at 1,550 nm)."""
RULE: Final = (
    "Each route is the cheapest for one set of weights of cost to build, expected repairs and length; those that "
    "another beats in all of capex, faults and round trip are left out. Weights find the corners of the trade-off, "
    "not every point between them."
)
_OBJECTIVES: Final = ("capex_musd", "faults_per_year", "rtt_ms")


def pareto_paths(
    origin: Point,
    target: Point,
    surface: Surface,
    *,
    setting: str = "auto",
    via: Sequence[Point] = (),
    avoid: Sequence[object] = (),
    prefer: Sequence[str] = (),
    works: Works | None = None,
    net: Network | None = None,
    trenches: Sequence[Any] = (),
    protected: Sequence[Any] = (),
    names: Sequence[str] | None = None,
) -> RouteResult:
    """Find routes that trade cost to build against expected faults and latency; parameters as in `paths`.

    Returns
    -------
    RouteResult
        The routes that no other dominates, by rising capex, with `rtt_ms` and the `weights` that found each.

    Raises
    ------
    ParameterError, InfeasibleError
        As `paths`.
    """
    asked: dict[str, Any] = {
        "setting": setting,
        "via": via,
        "avoid": avoid,
        "prefer": prefer,
        "works": works,
        "net": net,
        "trenches": trenches,
        "protected": protected,
        "names": names,
    }
    layers = priced_aspects(surface)
    found: list[tuple[tuple[int, ...], RouteResult]] = []
    for weights in WEIGHTS:
        mixed = sum(w * layer for w, layer in zip(weights, layers, strict=True) if w)
        ground = replace(
            surface, price=np.asarray(mixed, dtype=np.float32), landing_musd=_landing(surface, weights, layers)
        )
        found.append((weights, paths(origin, target, ground, **asked)))
    table = pd.concat([one.table for _, one in found], ignore_index=True)
    table["rtt_ms"] = table.length_km * RTT_MS_PER_KM
    table["weights"] = [":".join(map(str, weights)) for weights, _ in found]
    keep = undominated(table[list(_OBJECTIVES)].to_numpy(dtype=float))
    keep.sort(key=lambda i: float(table.capex_musd[i]))
    if not keep:
        raise InfeasibleError("no route was found for any weights")
    first = found[0][1]
    return RouteResult(
        table=table.iloc[keep].reset_index(drop=True),
        rule=RULE,
        manifest={**first.manifest, "weights": [list(map(int, w)) for w in WEIGHTS]},
        **{
            name: pd.concat([getattr(found[i][1], name).assign(route=k) for k, i in enumerate(keep)], ignore_index=True)
            for name in ("items", "profile", "crossings")
        },
        bills=tuple(found[i][1].bills[0] for i in keep),
        routes=tuple(found[i][1].routes[0] for i in keep),
        lines=tuple(found[i][1].lines[0] for i in keep),
    )


def priced_aspects(surface: Surface) -> tuple[NDArray[np.float32], ...]:
    """Split a surface's prices into cost to build, expected repairs and length, each with a mean of 1."""
    open_ = surface.price > 0
    grid, height = surface.lattice, surface.elevation_m
    both = prices(grid, height, open_[SEA], open_[LAND])
    build = prices(grid, height, open_[SEA], open_[LAND], repairs=False)
    share = np.divide(build, both, out=np.zeros_like(build), where=both > 0)
    layers = (surface.price * share, np.maximum(surface.price * (1.0 - share), 1e-9) * open_, open_.astype(np.float32))
    return tuple((layer / layer[open_].mean()).astype(np.float32) for layer in layers)


def _landing(surface: Surface, weights: tuple[int, ...], layers: tuple[NDArray[np.float32], ...]) -> Any:  # noqa: ANN401
    """Give the cost of a landing in the units of the mixed prices: it is money to build."""
    open_ = surface.price > 0
    unit = float(surface.price[open_].mean()) if layers else 1.0
    scale = weights[0] / unit
    if isinstance(surface.landing_musd, np.ndarray):
        return np.where(surface.landing_musd < 0, -1.0, surface.landing_musd * scale).astype(np.float32)
    return float(surface.landing_musd) * scale


def undominated(values: NDArray[np.float64]) -> list[int]:
    """Give the rows that no other row beats: lower or equal in all columns and lower in one; of equal rows the first.

    Examples
    --------
    >>> undominated(np.array([[1.0, 2.0], [2.0, 1.0], [2.0, 2.0], [1.0, 2.0]]))
    [0, 1]
    """
    out = []
    for i, row in enumerate(values):
        no_worse = (values <= row + 1e-9).all(axis=1)
        better = no_worse & (values < row - 1e-9).any(axis=1)
        equal_before = no_worse[:i] & ~better[:i]
        if not better.any() and not equal_before.any():
            out.append(i)
    return out
