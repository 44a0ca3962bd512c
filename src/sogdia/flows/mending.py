"""Traffic of a plan mended after a loss (workshop, compiled): only what went over lost edges is placed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sogdia.flows.compiled import compiled
from sogdia.flows.contraction import LEAST_GBPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.contraction import Contracted

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

TURNS: Final = 4
"""Pairs take room in so many turns, each an equal part of what it misses, so that the large do not take it all."""


class Ways(NamedTuple):
    """Ways of a plan, sorted by pair, as compiled code takes them."""

    pair_start: Ints
    """Ways of pair k are ``pair_start[k]`` to ``pair_start[k + 1] - 1``."""
    pair: Ints
    start: Ints
    edge: Ints
    """Edges of way i are ``edge[start[i]:start[i + 1]]``, from the second place of its pair to the first."""
    touch_start: Ints
    touch: Ints
    """Ways over edge e are ``touch[touch_start[e]:touch_start[e + 1]]``."""


class Torn(NamedTuple):
    """Merged nodes that a loss takes apart, and the pieces to which edges still lead."""

    node: Flags
    """Shape (k,): merged nodes that are in pieces."""
    at: Ints
    """Shape (q, 2): piece at each end of an edge, in the order of ``Contracted.ends``."""
    check: Flags
    """Shape (q,): edges that lead to another piece than most of their node."""
    keys: Ints
    """Place times `pieces` plus piece, for the pieces in which a place has nodes; sorted."""
    pieces: int
    moved: Flags
    """Shape (c,): places without a node in the main piece of one of their nodes."""


def torn(graph: Contracted, ends: tuple[Ints, Ints], home: Ints, stands: Floats, piece: Ints) -> tuple[Torn, Floats]:
    """Find where edges lead when merged nodes are in pieces.

    Of an edge whose spans lead to several pieces only the widest part is kept: what fits on it fits.

    Parameters
    ----------
    ends
        Nodes at the ends of each span, shapes (m,).
    home
        Shape (n,): place of each node, -1 for none.
    stands
        Shape (m,), Gbps: capacity of each span, 0 where lost.
    piece
        Shape (n,): piece of each node, each within one merged node.

    Returns
    -------
    tuple
        The pieces; and the capacity left of each edge, shape (q,), Gbps.
    """
    pieces = int(piece.max(initial=-1)) + 1
    k, q = len(graph.indptr) - 1, len(graph.capacity)
    node_of = np.zeros(pieces, dtype=np.int64)
    node_of[piece] = graph.label
    split = np.bincount(node_of, minlength=k) > 1
    spans = np.flatnonzero((graph.edge >= 0) & (stands > 0))
    edge = graph.edge[spans]
    turned = graph.label[ends[0][spans]] != graph.ends[edge, 0]
    first, second = (
        piece[np.where(turned, ends[1][spans], ends[0][spans])],
        piece[np.where(turned, ends[0][spans], ends[1][spans])],
    )
    key, part = np.unique((edge * pieces + first) * pieces + second, return_inverse=True)
    width = np.bincount(part, stands[spans], len(key))
    of = key // pieces // pieces
    best = np.lexsort((key, -width, of))
    best = best[np.unique(of[best], return_index=True)[1]] if len(best) else best
    at, room = np.full((q, 2), -1, dtype=np.int64), np.zeros(q)
    at[of[best], 0], at[of[best], 1] = key[best] // pieces % pieces, key[best] % pieces
    room[of[best]] = width[best]
    held = np.bincount(at[of[best]].ravel(), np.repeat(width[best], 2), pieces)
    order = np.lexsort((-held, node_of))
    main = order[np.searchsorted(node_of[order], np.arange(k))]
    check = ((at >= 0) & (at != main[graph.ends])).any(axis=1)
    here = np.flatnonzero(home >= 0)
    keys = np.unique(home[here] * pieces + piece[here])
    places = len(graph.member_start) - 1
    place = np.repeat(np.arange(places), np.diff(graph.member_start))
    absent = ~np.isin(place * pieces + main[graph.member], keys)
    moved = np.zeros(places, dtype=bool)
    moved[place[absent]] = True
    return Torn(split, at, check, keys, pieces, moved), room


def whole(graph: Contracted) -> Torn:
    """Say that no merged node is in pieces."""
    q, none = len(graph.capacity), np.zeros(0, dtype=np.int64)
    flags = np.zeros(max(len(graph.indptr), len(graph.member_start)) - 1, dtype=bool)
    return Torn(flags, np.zeros((0, 2), dtype=np.int64), np.zeros(q, dtype=bool), none, 0, flags)


@compiled
def _in(keys: Ints, key: int) -> bool:
    i = np.searchsorted(keys, key)
    return bool(i < len(keys) and keys[i] == key)


@compiled
def _stands(  # noqa: C901  one compiled loop, which calls would slow
    way: Ints, first: int, second: int, ends: Ints, torn: Torn
) -> bool:
    """Say whether the edges of a way between two places still meet within the pieces of torn nodes."""
    if len(way) == 0:
        for key in torn.keys[np.searchsorted(torn.keys, first * torn.pieces) :]:
            if key >= (first + 1) * torn.pieces:
                break
            if _in(torn.keys, second * torn.pieces + key - first * torn.pieces):
                return True
        return False
    for side in range(2):
        node, piece, met = ends[way[0], side], -1, True
        for q in range(len(way)):
            e = way[q]
            s = 0 if ends[e, 0] == node else 1
            if ends[e, s] != node or torn.at[e, s] < 0:
                met = False
                break
            if q == 0:
                met = _in(torn.keys, second * torn.pieces + torn.at[e, s])
            elif torn.at[e, s] != piece:
                met = False
            if not met:
                break
            node, piece = ends[e, 1 - s], torn.at[e, 1 - s]
        if met and _in(torn.keys, first * torn.pieces + piece):
            return True
    return False


@compiled
def _looked(ways: Ways, pairs: tuple[Ints, Ints], torn: Torn) -> Flags:
    """Mark the ways that may have run through a torn node, shape (k,)."""
    looked = np.zeros(len(ways.pair), dtype=np.bool_)
    if torn.pieces == 0:
        return looked
    for e in np.flatnonzero(torn.check):
        looked[ways.touch[ways.touch_start[e] : ways.touch_start[e + 1]]] = True
    for k in range(len(pairs[0])):
        if torn.moved[pairs[0][k]] or torn.moved[pairs[1][k]]:
            looked[ways.pair_start[k] : ways.pair_start[k + 1]] = True
    return looked


@compiled
def _shift(p: int, change: float, ways: Ways, gbps: Floats, load: Floats, served: Floats) -> None:
    """Let a way carry so much more (below 0: less)."""
    gbps[p] += change
    served[ways.pair[p]] += change
    for q in range(ways.start[p], ways.start[p + 1]):
        load[ways.edge[q]] += change


@compiled
def mend(  # noqa: C901, PLR0912  one compiled loop, which calls would slow
    ways: Ways,
    pairs: tuple[Ints, Ints],
    ends: Ints,
    wanted: Floats,
    room: Floats,
    carried: tuple[Floats, Floats, Floats],
    over: Ints,
    torn: Torn,
) -> tuple[Ints, Flags, float]:
    """Take from edges what does not fit, way by way alike, and route it over ways with room.

    Parameters
    ----------
    pairs
        Places at the ends of each pair, shapes (p,).
    wanted
        Shape (p,), Gbps.
    room
        Shape (q,), Gbps: capacity left.
    carried
        Traffic of each way, shape (k,), load of each edge, shape (q,), and what is served of each pair, shape (p,),
        Gbps; changed in place.
    over
        Edges that may be too full.

    Returns
    -------
    tuple
        Pairs that were looked at, those that want most first; ways that do not stand any more, shape (k,); and what is
        served more (below 0: less), Gbps.
    """
    gbps, load, served = carried
    first, second = pairs
    marked, barred = np.zeros(len(wanted), dtype=np.bool_), np.zeros(len(gbps), dtype=np.bool_)
    found, count, before = np.empty(len(wanted), dtype=np.int64), 0, served.sum()
    looked = _looked(ways, pairs, torn)
    for p in range(len(gbps)):
        if not looked[p]:
            continue
        k = ways.pair[p]
        barred[p] = not _stands(ways.edge[ways.start[p] : ways.start[p + 1]], first[k], second[k], ends, torn)
        if not barred[p] or gbps[p] <= 0.0:
            continue
        _shift(p, -gbps[p], ways, gbps, load, served)
        if not marked[k]:
            marked[k], found[count] = True, k
            count += 1
    for e in over:
        if load[e] <= room[e]:
            continue
        keep = room[e] / load[e]
        for p in ways.touch[ways.touch_start[e] : ways.touch_start[e + 1]]:
            if gbps[p] <= 0.0:
                continue
            k = ways.pair[p]
            _shift(p, -gbps[p] * (1.0 - keep), ways, gbps, load, served)
            if not marked[k]:
                marked[k], found[count] = True, k
                count += 1
    short = found[:count][np.argsort(-wanted[found[:count]], kind="mergesort")]
    missing = wanted[short] - served[short]
    for turn in range(1, TURNS + 1):
        for i in range(count):
            k = short[i]
            asked = wanted[k] - missing[i] * (1.0 - turn / TURNS)
            for p in range(ways.pair_start[k], ways.pair_start[k + 1]):
                most = 0.0 if barred[p] else asked - served[k]
                if most <= LEAST_GBPS:
                    continue
                for q in range(ways.start[p], ways.start[p + 1]):
                    most = min(most, room[ways.edge[q]] - load[ways.edge[q]])
                if most > LEAST_GBPS:
                    _shift(p, most, ways, gbps, load, served)
    return short, barred, served.sum() - before
