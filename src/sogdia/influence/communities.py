"""`coalitions`: which countries vote, or accept frameworks, alike, year by year, and how firm these groups are."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from sogdia.errors import DataError, Fault, ParameterError, pick, raise_faults
from sogdia.influence.agreement import alike
from sogdia.influence.louvain import adjusted_rand, consensus, louvain, modularity
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.int64]

KINDS: Final = ("votes", "acceptance")
RUNS: Final = 20
COLUMNS: Final = ("country", "year", "item", "choice")
LEAST_SHARE: Final = 0.25
"""Least share of a year's contested votes that a country must have cast to be placed."""
FEWEST: Final = 5
"""Fewest contested items, and fewest countries, of a year."""
_DEALS: Final = 2
RULE: Final = (
    "Communities of countries by Louvain's method on how alike they choose ({alike}), the consensus of {runs} starts. "
    "strength: share of starts that put a country together with the others of its community. stability: mean adjusted "
    "Rand index of the starts with each other, 1 where all agree; like_year_before: the same index with the year "
    "before. modularity_by_chance: what remains when the choices on each item are dealt out at random. Numbers follow "
    "a community from year to year by its members; they say nothing of who leads."
)
_ALIKE: Final = {
    "votes": "agreement on contested votes that both cast",
    "acceptance": "frameworks that both accept among those that either does",
}


@dataclass(frozen=True)
class CoalitionsResult(Result):
    """Communities, one row a country and year in `table`.

    Attributes
    ----------
    years
        One row a year: countries, left_out (too few votes cast), items, communities of two countries and more,
        share_largest, modularity, modularity_by_chance, stability, like_year_before.
    """

    years: pd.DataFrame


@dataclass(frozen=True)
class Parted:
    """Countries of one year in communities.

    Attributes
    ----------
    who
        Labels of the countries, shape (n,).
    community
        From 0 by falling size, shape (n,).
    together
        Share of starts that put two countries together, shape (n, n).
    stability
        Mean adjusted Rand index of the starts.
    weights
        How alike each two choose, shape (n, n), the diagonal 0.
    left_out, items
        Countries left out, and contested items.
    """

    who: NDArray[Any]
    community: Codes
    together: Floats
    stability: float
    weights: Floats
    left_out: int
    items: int


def coalitions(
    rows: pd.DataFrame, *, kind: str = "votes", runs: int = RUNS, seed: int = 0, resolution: float = 1.0
) -> CoalitionsResult:
    """Part countries into communities by how alike they choose, in each year.

    Parameters
    ----------
    rows
        country, year, item and choice: of votes 1 yes, 2 abstain, 3 no, absences left out; of acceptance one row for
        each framework that a country accepts in the year (`choice` is not read).
    kind
        `votes` or `acceptance`.
    runs
        Random starts, 2 or more.
    seed
        Of the starts.
    resolution
        Above 0; larger gives smaller communities.

    Raises
    ------
    ParameterError
        Unknown kind, fewer than 2 runs, or a resolution of 0 and less.
    DataError
        Columns are missing, choices are none, or no year has enough to part.

    Source
    ------
    Macon, Mucha and Porter (2012), Physica A 391(1-2), 343-361, for votes of the General Assembly; Lancichinetti and
    Fortunato (2012), Scientific Reports 2, 336, for the consensus; Jaccard (1912) for acceptance.

    Examples
    --------
    >>> rows = pd.DataFrame([(c, 2000, i, 1 if (c < "d") == (i < 3) else 3) for c in "abcdef" for i in range(6)],
    ...                     columns=["country", "year", "item", "choice"])
    >>> coalitions(rows).table.community.tolist()
    [1, 1, 1, 2, 2, 2]
    """
    pick(kind, KINDS, "kind of coalition")
    if runs < 2 or not resolution > 0:
        raise ParameterError(
            f"runs = {runs}, resolution = {resolution:g}: give 2 runs or more, and a resolution above 0"
        )
    _held(rows, kind)
    parts: list[tuple[int, Parted, float]] = []
    for year, mine in rows.groupby("year", sort=True):
        found = parted(mine, kind, runs=runs, seed=seed, resolution=resolution)
        if found is not None:
            parts.append((int(str(year)), found, _by_chance(mine, kind, seed, resolution)))
    if not parts:
        raise DataError(f"no year has {FEWEST} contested items and {FEWEST} countries that took part in enough of them")
    digest = sha256(pd.util.hash_pandas_object(rows[list(COLUMNS[:3])].astype(str), index=False).to_numpy().tobytes())
    about = manifest(
        "coalitions", {"kind": kind, "runs": runs, "resolution": resolution}, digest=digest.hexdigest(), seed=seed
    )
    table, years = _tables(parts, resolution)
    return CoalitionsResult(table, RULE.format(alike=_ALIKE[kind], runs=runs), about, years)


def _held(rows: pd.DataFrame, kind: str) -> None:
    needed = COLUMNS if kind == "votes" else COLUMNS[:3]
    raise_faults([Fault("rows", c, "", "column is missing", "add it") for c in needed if c not in rows], "rows have")
    twice = rows[rows.duplicated(["country", "year", "item"])]
    faults = [
        Fault("rows", "country, year, item", " ".join(map(str, line)), "stands twice", "keep one")
        for line in twice[["country", "year", "item"]].head(5).itertuples(index=False)
    ]
    if kind == "votes":
        strange = rows[~rows.choice.isin([1, 2, 3])]
        faults += [
            Fault(f"row {i}", "choice", str(value), "is no vote", "1 yes, 2 abstain, 3 no; leave absences out")
            for i, value in strange.choice.head(5).items()
        ]
    raise_faults(faults, "the choices have faults")


def parted(rows: pd.DataFrame, kind: str, *, runs: int = RUNS, seed: int = 0, resolution: float = 1.0) -> Parted | None:
    """Part the countries of one year; None where there is too little to part. Parameters as of `coalitions`."""
    laid = _laid(rows, kind)
    if laid is None:
        return None
    who, weights, left_out, items = laid
    community, together, stability = consensus(weights, runs, seed, resolution)
    return Parted(who, community, together, stability, weights, left_out, items)


def _laid(rows: pd.DataFrame, kind: str) -> tuple[NDArray[Any], Floats, int, int] | None:
    """Give countries, how alike they choose, how many were left out, and contested items."""
    given = rows if kind == "acceptance" else rows[rows.groupby("item").choice.transform("nunique") > 1]
    items, item = np.unique(given.item.astype(str), return_inverse=True)
    names = np.array(sorted(set(rows.country)))
    if len(items) < FEWEST:
        return None
    row = np.searchsorted(names, given.country.to_numpy(dtype=names.dtype))
    if kind == "votes":
        marks = np.zeros((3, len(names), len(items)))
        marks[given.choice.to_numpy(dtype=np.int64) - 1, row, item] = 1
        stays = marks.sum(axis=(0, 2)) >= LEAST_SHARE * len(items)
    else:
        taken = np.zeros((len(names), len(items)))
        taken[row, item] = 1
        stays = taken.any(axis=1)
    if stays.sum() < FEWEST:
        return None
    weights = _agreement(marks[:, stays]) if kind == "votes" else _jaccard(taken[stays])
    np.fill_diagonal(weights, 0.0)
    return names[stays], weights, int((~stays).sum()), len(items)


def _agreement(marks: Floats) -> Floats:
    shared, distance, _ = alike(marks)
    return np.where(shared > 0, 1 - distance / (2 * np.maximum(shared, 1)), 0.0)


def _jaccard(taken: Floats) -> Floats:
    both = taken @ taken.T
    own = taken.sum(axis=1)
    return np.asarray(both / np.maximum(own[:, None] + own[None, :] - both, 1))


def _by_chance(rows: pd.DataFrame, kind: str, seed: int, resolution: float) -> float:
    """Give the mean modularity when the choices on each item are dealt out among those who took part."""
    chance, found = np.random.default_rng(seed), []
    everyone = np.array(sorted(set(rows.country)))
    for _ in range(_DEALS):
        if kind == "votes":
            order = np.lexsort((chance.random(len(rows)), rows.item.astype(str)))
            dealt = rows.sort_values("item", key=lambda column: column.astype(str), kind="stable")
            dealt = dealt.assign(choice=rows.choice.to_numpy()[order])
        else:
            drawn = [chance.permutation(everyone)[: len(part)] for _, part in rows.groupby("item", sort=True)]
            dealt = rows.sort_values("item").assign(country=np.concatenate(drawn))
        laid = _laid(dealt, kind)
        if laid is not None:
            found.append(modularity(laid[1], louvain(laid[1], chance, resolution), resolution))
    return float(np.mean(found)) if found else np.nan


def _tables(parts: list[tuple[int, Parted, float]], resolution: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    tables, lines = [], []
    before: dict[str, int] = {}
    for year, found, by_chance in parts:
        same = found.community[:, None] == found.community[None, :]
        np.fill_diagonal(same, val=False)
        mates = same.sum(axis=1)
        strength = np.where(mates > 0, (found.together * same).sum(axis=1) / np.maximum(mates, 1), np.nan)
        number = _followed(found, before)
        like = _like(found, before)
        before = dict(zip(found.who.tolist(), number.tolist(), strict=True))
        tables.append(pd.DataFrame({"country": found.who, "year": year, "community": number, "strength": strength}))
        sizes = np.bincount(found.community)
        lines.append(
            {
                "year": year, "countries": len(found.who), "left_out": found.left_out, "items": found.items,
                "communities": int((sizes > 1).sum()), "share_largest": sizes.max() / len(found.who),
                "modularity": modularity(found.weights, found.community, resolution),
                "modularity_by_chance": by_chance, "stability": found.stability, "like_year_before": like,
            }
        )  # fmt: skip
    told = {"basis": "modelled", "source": "choices as given"}
    return pd.concat(tables, ignore_index=True).assign(**told), pd.DataFrame(lines).assign(**told)


def _followed(found: Parted, before: dict[str, int]) -> Codes:
    """Give communities numbers from 1 so that most members keep the number of the year before."""
    count = int(found.community.max()) + 1
    known = sorted(set(before.values()))
    overlap = np.zeros((count, len(known)))
    for country, mine in zip(found.who.tolist(), found.community.tolist(), strict=True):
        if country in before:
            overlap[mine, known.index(before[country])] += 1
    numbers = dict.fromkeys(range(count), 0)
    if known:
        for mine, old in zip(*linear_sum_assignment(-overlap), strict=True):
            if overlap[mine, old] > 0:
                numbers[int(mine)] = known[old]
    free = (n for n in range(1, count + len(known) + 2) if n not in numbers.values())
    numbers = {mine: number or next(free) for mine, number in numbers.items()}
    return np.array([numbers[mine] for mine in found.community.tolist()])


def _like(found: Parted, before: dict[str, int]) -> float:
    both = [i for i, country in enumerate(found.who.tolist()) if country in before]
    if len(both) < FEWEST:
        return np.nan
    old = np.unique([before[found.who[i]] for i in both], return_inverse=True)[1]
    return adjusted_rand(found.community[both], old)
