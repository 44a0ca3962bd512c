"""`diverse`: routes between two points that share nothing but their ends, cheapest in total."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from sogdia.errors import InfeasibleError, ParameterError, pick
from sogdia.geodesy import densify, distance_km, line
from sogdia.results import Result, manifest
from sogdia.routing.coefficients import values
from sogdia.routing.disjoint import disjoint_ways
from sogdia.routing.line import SEA
from sogdia.routing.proposals import find
from sogdia.routing.surface import Surface

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from sogdia.network import Network
    from sogdia.routing.lattice import Lattice
    from sogdia.routing.line import Route

    Point = tuple[float, float]
    Ways = tuple[tuple[str, ...], ...]

MOST_WAYS: Final = 3000
"""Most single ways that are listed before the search for the cheapest set stops without a proof."""
END_KM: Final = 30.0
"""Around the ends routes on a surface may come together."""


@dataclass(frozen=True)
class DiverseResult(Result):
    """Ways that share nothing: one row for each.

    Attributes
    ----------
    proved
        Whether no cheaper set exists (on a network); on a surface it is never proved.
    lines
        Geometry of each way, in the order of the rows.
    """

    proved: bool = False
    lines: tuple[Any, ...] = field(default=(), repr=False)


def diverse(
    where: Network | Surface,
    a: str | Point,
    b: str | Point,
    k: int = 2,
    *,
    setting: str = "auto",
    groups: Mapping[str, Sequence[str]] | None = None,
    disjoint: str = "node",
) -> DiverseResult:
    """Find `k` ways that share no node, landing, span or shared-risk group between their ends, cheapest in total.

    Parameters
    ----------
    where
        A network, on whose spans the ways run (by length), or a surface, over which new lines are found (by cost).
    a, b
        Ids of nodes on a network; lon, lat on a surface.
    k
        Number of ways, 2 or more.
    setting
        As in `paths`; for a surface.
    groups
        Shared-risk groups by span; for a network. Those of its column ``shared_risk_groups`` where None; an empty
        mapping leaves them out.
    disjoint
        ``node``, or ``edge`` where ways on a network may meet in a node; shared-risk groups count in both.

    Returns
    -------
    DiverseResult
        On a network spans that are retired or cancelled are left out. The ways are a flow of least cost; where those
        share a group, single ways are listed by rising length until no set with a later one can be shorter
        (`proved`), or until `MOST_WAYS`. On a surface each way keeps `shared_sea_km` or `shared_land_km` from
        the others, one after the other in every order of the first two; that is a good set, not a proved one.

    Raises
    ------
    ParameterError
        Unknown nodes, or k under 2.
    InfeasibleError
        There are not k such ways.
    """
    if k < 2:
        raise ParameterError(f"k is 2 or more, not {k}; use paths for one route")
    if isinstance(where, Surface):
        if isinstance(a, str) or isinstance(b, str):
            raise ParameterError("on a surface the ends are lon, lat; give two points")
        return _on_surface(where, a, b, k, setting)
    pick(disjoint, ("node", "edge"), "disjoint")
    return _on_network(where, str(a), str(b), k, groups, disjoint)


def _on_network(
    net: Network, a: str, b: str, k: int, groups: Mapping[str, Sequence[str]] | None, disjoint: str
) -> DiverseResult:
    if a == b:
        raise ParameterError(f"both ends are {a!r}; give two different nodes")
    spans = net.spans[~net.spans.status.fillna("in_service").isin(["retired", "cancelled"])].set_index("id")
    _check_lengths(spans)
    known = set(net.nodes.id)
    for end in (a, b):
        if end not in known:
            raise ParameterError(f"no node {end!r} in the network")
    shared = "node, span" if disjoint == "node" else "span"
    lacking = InfeasibleError(f"there are not {k} ways from {a} to {b} that share no {shared} or shared-risk group")
    columns = (spans.index.astype(str), spans.start.astype(str), spans.end.astype(str), spans.length_km.astype(float))
    ways = disjoint_ways(zip(*columns, strict=True), a, b, k, nodes=disjoint == "node")
    if ways is None:
        raise lacking
    fates = _fates(spans, groups, a, b, disjoint)
    proved = True
    if _share(ways, fates):
        found, proved = _listed(spans, a, b, k, fates, least=sum(km for km, _ in ways))
        if found is None and proved:
            raise lacking
        if found is None:
            raise InfeasibleError(f"{lacking} among the {MOST_WAYS} shortest; allow more sharing")
        ways = found
    rows = [{"way": i + 1, "km": km, "spans": " ".join(way)} for i, (km, way) in enumerate(ways)]
    rule = f"Ways share no inner {shared} or shared-risk group; the sum of their lengths is the least there is."
    if not proved:
        rule = rule.replace("the least there is", f"the least among the {MOST_WAYS} shortest ways")
    lines = tuple(shapely.union_all([g for g in spans.geometry.reindex(list(way)) if g is not None]) for _, way in ways)
    asked = {"a": a, "b": b, "k": k, "disjoint": disjoint}
    return DiverseResult(pd.DataFrame(rows), rule, manifest("diverse", asked, digest=net.digest), proved, lines)


def _check_lengths(spans: pd.DataFrame) -> None:
    km = spans.length_km.to_numpy(dtype=float, na_value=np.nan)
    bad = spans.index[~(np.isfinite(km) & (km >= 0))]
    if len(bad):
        raise ParameterError(
            f"{len(bad)} spans have no length_km of 0 or more, among them {', '.join(bad[:5])}; fill it, for instance "
            "with route"
        )


def _share(ways: list[tuple[float, tuple[str, ...]]], fates: dict[str, frozenset[str]]) -> bool:
    """Tell whether two of the ways share their fate."""
    held = [frozenset().union(*(fates[span] for span in way)) for _, way in ways]
    return sum(map(len, held)) > len(frozenset().union(*held))


def _listed(
    spans: pd.DataFrame, a: str, b: str, k: int, fates: dict[str, frozenset[str]], least: float
) -> tuple[list[tuple[float, tuple[str, ...]]] | None, bool]:
    """List ways by rising length until none can better the best set, whose sum is `least` or more; tell if proved."""
    best: tuple[float, tuple[int, ...]] | None = None
    ways: list[tuple[float, tuple[str, ...]]] = []
    proved = True
    for cost, way in _rising(spans, a, b):
        if best is not None and (best[0] <= least + 1e-9 or cost + (k - 1) * ways[0][0] >= best[0] - 1e-9):
            break
        if len(ways) >= MOST_WAYS:
            proved = False
            break
        ways.append((cost, way))
        chosen = _best_with(len(ways) - 1, ways, fates, k, np.inf if best is None else best[0])
        best = chosen if chosen is not None else best
    return (None if best is None else [ways[i] for i in sorted(best[1])]), proved


def _fates(
    spans: pd.DataFrame, groups: Mapping[str, Sequence[str]] | None, a: str, b: str, disjoint: str
) -> dict[str, frozenset[str]]:
    """Give what each span shares its fate with: itself, its inner nodes, its groups."""
    names = [str(span) for span in spans.index]
    if groups is None and "shared_risk_groups" in spans:
        cells = spans["shared_risk_groups"].fillna("").astype(str)
        groups = {span: [g for g in cell.split(";") if g] for span, cell in zip(names, cells, strict=True)}
    out = {}
    for span, start, end in zip(names, spans.start.astype(str), spans.end.astype(str), strict=True):
        inner = {start, end} - {a, b} if disjoint == "node" else set()
        own = {f"span {span}", *(f"node {node}" for node in inner)}
        out[span] = frozenset(own | {f"group {g}" for g in (groups or {}).get(span, ())})
    return out


def _best_with(
    last: int, ways: list[tuple[float, tuple[str, ...]]], fates: dict[str, frozenset[str]], k: int, bound: float
) -> tuple[float, tuple[int, ...]] | None:
    """Give the cheapest set of k ways that holds way `last` and shares nothing, if it is under `bound`."""
    held = [frozenset().union(*(fates[s] for s in way)) for _, way in ways]
    best: tuple[float, tuple[int, ...]] | None = None

    def grow(chosen: tuple[int, ...], used: frozenset[str], cost: float, start: int) -> None:
        nonlocal best, bound
        if len(chosen) == k:
            if cost < bound - 1e-9:
                best, bound = (cost, chosen), cost
            return
        for i in range(start, last):
            if cost + (k - len(chosen)) * ways[i][0] >= bound - 1e-9:
                return
            if not held[i] & used:
                grow((*chosen, i), used | held[i], cost + ways[i][0], i + 1)

    grow((last,), held[last], ways[last][0], 0)
    return best


def _rising(spans: pd.DataFrame, a: str, b: str) -> Iterator[tuple[float, tuple[str, ...]]]:
    """List the ways without a loop from a to b by rising length (Yen 1971)."""
    graph: dict[str, list[tuple[str, float, str]]] = {}
    ends = zip(spans.index.astype(str), spans.start.astype(str), spans.end.astype(str), strict=True)
    for (span, start, end), km in zip(ends, spans.length_km.astype(float), strict=True):
        graph.setdefault(start, []).append((end, float(km), span))
        graph.setdefault(end, []).append((start, float(km), span))
    first = _shortest(graph, a, b, frozenset(), frozenset())
    waiting: list[tuple[float, Any]] = [] if first is None else [first]
    given: list[Any] = []
    seen = set() if first is None else {first[1]}
    while waiting:
        cost, way = heappop(waiting)
        yield cost, tuple(span for span, _ in way)
        given.append(way)
        for i in range(len(way)):
            root = way[:i]
            barred = frozenset(old[i][0] for old in given if old[:i] == root and len(old) > i)
            spent = sum(next(km for _, km, s in graph[n] if s == span) for span, n in root)
            start = root[-1][1] if root else a
            visited = frozenset([a, *(node for _, node in root[:-1])]) if root else frozenset()
            rest = _shortest(graph, start, b, barred, visited)
            if rest is not None and (way_new := root + rest[1]) not in seen:
                seen.add(way_new)
                heappush(waiting, (spent + rest[0], way_new))


def _shortest(
    graph: dict[str, list[tuple[str, float, str]]], a: str, b: str, barred: frozenset[str], visited: frozenset[str]
) -> tuple[float, tuple[tuple[str, str], ...]] | None:
    """Give the shortest way as (span, node reached) pairs, without some spans and nodes."""
    queue: list[tuple[float, str, tuple[tuple[str, str], ...]]] = [(0.0, a, ())]
    done: set[str] = set(visited)
    while queue:
        cost, node, way = heappop(queue)
        if node == b:
            return cost, way
        if node in done:
            continue
        done.add(node)
        for other, km, span in graph.get(node, []):
            if other not in done and span not in barred:
                heappush(queue, (cost + km, other, (*way, (span, other))))
    return None


def _on_surface(surface: Surface, a: Point, b: Point, k: int, setting: str) -> DiverseResult:
    best: list[Route] | None = None
    first = find(surface, [a], [b], setting)[0]
    starts = [[first]]
    second = _apart(surface, [first], a, b, setting)
    if second is None:
        raise InfeasibleError(f"there are not {k} ways between {a} and {b} that keep apart on this surface")
    starts.append([second])
    for chosen in starts:
        while len(chosen) < k:
            following = _apart(surface, chosen, a, b, setting)
            if following is None:
                break
            chosen.append(following)
        if len(chosen) == k and (best is None or sum(r.cost_musd for r in chosen) < sum(r.cost_musd for r in best)):
            best = chosen
    if best is None:
        raise InfeasibleError(f"there are not {k} ways between {a} and {b} that keep apart on this surface")
    rows = [{"way": i + 1, "km": float(r.length_km.sum()), "cost_musd": r.cost_musd} for i, r in enumerate(best)]
    rule = (
        f"Each line keeps clear of the others by the reach of shared-risk groups, but for {END_KM:g} km around the "
        "ends. Lines are found one after the other from two beginnings; a cheaper set may exist."
    )
    asked = {"a": a, "b": b, "k": k, "setting": setting}
    lines = tuple(line(r.lonlat) for r in best)
    return DiverseResult(pd.DataFrame(rows), rule, manifest("diverse", asked, digest=""), proved=False, lines=lines)


def _apart(surface: Surface, others: Sequence[Route], a: Point, b: Point, setting: str) -> Route | None:
    """Find the cheapest route that keeps clear of others, but around the ends."""
    k = values()
    barred = np.zeros(surface.lattice.shape, dtype=np.bool_)
    for other in others:
        reach = k["shared_sea_km"] if (other.setting == SEA).any() else k["shared_land_km"]
        barred |= cells_near(surface.lattice, other.lonlat, reach)
    for end in (a, b):
        room = max(END_KM, 3.0 * 111.2 * surface.lattice.step_lat)
        barred &= ~cells_near(surface.lattice, np.array([end]), room, whole=False)
    try:
        return find(replace(surface, price=np.where(barred, np.float32(0), surface.price)), [a], [b], setting)[0]
    except InfeasibleError:
        return None


def cells_near(
    lattice: Lattice, lonlat: NDArray[np.float64], reach_km: float, *, whole: bool = True
) -> NDArray[np.bool_]:
    """Give the cells within a distance of a line of geodesics, shape (rows, columns).

    Parameters
    ----------
    lonlat
        Shape (n, 2), degrees.
    reach_km
        Distance, km.
    whole
        Whether cells count of which any part lies within; else those with the centre within.
    """
    mask = np.zeros(lattice.shape, dtype=np.bool_)
    tall = 111.7 * lattice.step_lat
    points = densify(lonlat, max(reach_km, tall) / 4.0) if len(lonlat) > 1 else lonlat
    slack = np.hypot(tall, 111.4 * lattice.step_lon) / 2.0 if whole else 0.0
    reach = reach_km + slack + (max(reach_km, tall) / 8.0 if whole else 0.0)
    rows_up = int(reach / 110.5 / lattice.step_lat) + 1
    for lon, lat in points:
        row, column = lattice.cell(lon, lat)
        rows = np.arange(max(row - rows_up, 0), min(row + rows_up + 1, lattice.rows))
        narrow = float(np.cos(np.radians(min(np.abs(lattice.lat[rows]).max() + lattice.step_lat, 90.0))))
        wide = reach / 111.0 / lattice.step_lon / max(narrow, 1e-6)
        if wide >= lattice.columns / 2:
            columns = np.arange(lattice.columns)
        else:
            columns = np.arange(column - int(wide) - 1, column + int(wide) + 2)
            inside = (columns >= 0) & (columns < lattice.columns)
            columns = np.unique(columns % lattice.columns) if lattice.wrap else columns[inside]
        away = distance_km(lattice.lon[columns][None, :], lattice.lat[rows][:, None], lon, lat)
        mask[np.ix_(rows, columns)] |= away <= reach
    return mask
