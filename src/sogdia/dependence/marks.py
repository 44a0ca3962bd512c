"""Which actors are on each span, dimension by dimension (workshop)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.dependence.holdings import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

LENS: Final = {
    "strait": "physical",
    "transit_country": "physical",
    "landing": "physical",
    "system": "physical",
    "exit": "physical",
    "owner": "legal",
    "home_of_owner": "legal",
    "home_of_supplier": "legal",
    "supplier": "supply",
    "operator": "supply",
}
"""Dimensions and the lens of each; lenses are kept apart."""

MORE_THAN_HALF: Final = 0.5 + 1e-9
SOURCES_SHOWN: Final = 4


@dataclass(frozen=True)
class Incidence:
    """Actors of each span in compressed rows: those of span e are ``actor[ptr[e]:ptr[e + 1]]``.

    Attributes
    ----------
    ptr, actor, share
        Shapes (m + 1,), (k,), (k,): rows, actor numbers and the share that each holds of the span.
    """

    ptr: Ints
    actor: Ints
    share: Floats


@dataclass(frozen=True)
class Marks:
    """The actors of one dimension.

    Attributes
    ----------
    dimension
        One of `LENS`.
    actors, names, sources
        Ids, names and sources, in the order of the numbers.
    assumed
        Shape (k,): whether any share of the actor is assumed.
    touch, control, stake
        Who is on each span; who alone holds, or holds more than half; what share. None where the dimension has
        no such notion.
    """

    dimension: str
    actors: list[str]
    names: list[str]
    sources: list[str]
    assumed: Flags
    touch: Incidence
    control: Incidence | None = None
    stake: Incidence | None = None

    def spans_of(self, number: int) -> Flags:
        """Mark the spans of an actor, shape (m,)."""
        m = len(self.touch.ptr) - 1
        of = np.repeat(np.arange(m), np.diff(self.touch.ptr))
        out = np.zeros(m, dtype=bool)
        out[of[self.touch.actor == number]] = True
        return out


def incidence(span: Ints, actor: Ints, share: Floats, m: int) -> Incidence:
    """Sort pairs of span and actor, none twice, into compressed rows.

    Examples
    --------
    >>> incidence(np.array([1, 0]), np.array([0, 1]), np.ones(2), 2).ptr.tolist()
    [0, 1, 2]
    """
    order = np.lexsort((actor, span))
    ptr = np.concatenate([[0], np.cumsum(np.bincount(span, minlength=m))]).astype(np.int64)
    return Incidence(ptr, actor[order].astype(np.int64), share[order].astype(float))


def held_marks(
    dimension: str, held: pd.DataFrame, systems: pd.Series[str], names: Mapping[str, str], modelled: str
) -> Marks:
    """Mark the holders of each span's system.

    Parameters
    ----------
    held
        Rows system, actor, share, assumed, source (`holdings.holders` or `holdings.at_home`).
    systems
        System of each span, shape (m,), missing where it has none: such a span is held by `unknown`.
    names
        Name of each actor.
    modelled
        Words that begin each source.
    """
    m = len(systems)
    spans = pd.DataFrame({"span": np.arange(m), "system": systems.to_numpy(dtype=object)})
    rows = spans.merge(held, on="system", how="inner")
    bare = np.setdiff1d(np.arange(m), rows.span.to_numpy(dtype=np.int64))
    nobody = pd.DataFrame({"span": bare, "actor": UNKNOWN, "share": 1.0, "assumed": False, "source": None})
    columns = ["span", "actor", "share", "assumed", "source"]
    parts = [part[columns].astype({"source": object, "actor": object}) for part in (rows, nobody) if len(part)]
    rows = pd.concat(parts, ignore_index=True) if parts else rows[columns]
    return _of_rows(dimension, rows, m, names, modelled, held=True)


def place_marks(
    dimension: str, span: Ints, actor: Iterable[str], m: int, names: Mapping[str, str], source: str
) -> Marks:
    """Mark the places that spans touch: pairs of span and actor, which may stand twice."""
    rows = pd.DataFrame({"span": span, "actor": pd.Series(list(actor), dtype=object)})
    rows = rows.assign(share=0.0, assumed=False, source=None)
    return _of_rows(dimension, rows, m, names, source, held=False)


def _of_rows(dimension: str, rows: pd.DataFrame, m: int, names: Mapping[str, str], words: str, *, held: bool) -> Marks:
    actors = sorted(rows.actor.unique())
    number = {actor: k for k, actor in enumerate(actors)}
    rows = rows.assign(number=rows.actor.map(number).astype(np.int64))
    pairs = rows.groupby(["span", "number"], sort=True).share.sum().reset_index()
    span, which = pairs.span.to_numpy(dtype=np.int64), pairs.number.to_numpy(dtype=np.int64)
    share = pairs.share.to_numpy(dtype=float)
    unknown = number.get(UNKNOWN, -1)
    alone = (share > MORE_THAN_HALF) & (which != unknown)
    some = share > 0
    assumed = rows.groupby("number").assumed.any().reindex(range(len(actors)), fill_value=False)
    return Marks(
        dimension=dimension,
        actors=actors,
        names=[str(names.get(actor, actor)) for actor in actors],
        sources=_sources(rows, len(actors), words),
        assumed=assumed.to_numpy(dtype=bool),
        touch=incidence(span, which, share, m),
        control=incidence(span[alone], which[alone], share[alone], m) if held else None,
        stake=incidence(span[some], which[some], share[some], m) if held else None,
    )


def _sources(rows: pd.DataFrame, count: int, words: str) -> list[str]:
    """Name the sources of each actor's holdings, the first few in full."""
    named = rows[rows.source.notna()].drop_duplicates(["number", "source"])
    texts = [words] * count
    for number, group in named.groupby("number"):
        ids = sorted(group.source.astype(str))
        more = f" and {len(ids) - SOURCES_SHOWN} more" if len(ids) > SOURCES_SHOWN else ""
        texts[int(str(number))] = f"{words}; {', '.join(ids[:SOURCES_SHOWN])}{more}"
    return texts
