"""The table of exposure: counted shares as rows, published shares before them (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.dependence.borders import exit_name
from sogdia.dependence.holdings import UNKNOWN
from sogdia.dependence.marks import LENS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sogdia.dependence.borders import Borders
    from sogdia.dependence.marks import Marks
    from sogdia.dependence.tally import Shares, Tally

    Floats = NDArray[np.float64]

COLUMNS: Final = (
    "country", "dimension", "lens", "actor", "actor_name", "stake", "control", "touch", "loss", "loss_low",
    "loss_high", "basis", "source",
)  # fmt: skip
TEXTS: Final = ("country", "dimension", "lens", "actor", "actor_name", "basis", "source")
FIGURES: Final = ("stake", "control", "touch", "loss", "loss_low", "loss_high")
LEAST: Final = 1e-9
MODELLED: Final = "Sogdia's traffic model"


def actor_rows(mark: Marks, shares: Shares, countries: Sequence[str], least: float) -> pd.DataFrame:
    """Give one row for each country and actor that its traffic touches.

    Parameters
    ----------
    least
        Touch from which a place (a dimension without stakes) is listed; actors with stakes are all listed.
    """
    bound = LEAST if shares.stake is not None else max(least, LEAST)
    c, k = np.nonzero(np.nan_to_num(shares.touch) > bound)
    touch = shares.touch[c, k]
    blank = np.full(len(c), np.nan)
    stake = blank if shares.stake is None else np.minimum(shares.stake[c, k], touch)
    control = blank if shares.control is None else np.minimum(shares.control[c, k], touch)
    actor = np.array(mark.actors, dtype=object)[k]
    return _typed(
        {
            "country": np.array(countries, dtype=object)[c],
            "dimension": mark.dimension,
            "lens": LENS[mark.dimension],
            "actor": actor,
            "actor_name": np.array(mark.names, dtype=object)[k],
            "stake": stake,
            "control": np.where(actor == UNKNOWN, np.nan, control),
            "touch": touch,
            "basis": np.where(mark.assumed[k], "assumed", "modelled"),
            "source": np.array(mark.sources, dtype=object)[k],
        }
    )


def exit_rows(
    tally: Tally, borders: Borders, countries: Sequence[str], names: Mapping[str, str], nodes: Mapping[str, str]
) -> pd.DataFrame:
    """Give one row for each exit that a country's traffic leaves by; its stake is its touch."""
    code = {int(c): countries[k] for k, c in enumerate(tally.asked)}
    used = [x for x in np.flatnonzero(np.nan_to_num(tally.exits) > LEAST) if int(borders.owner[x]) in code]
    share = tally.exits[used]
    return _typed(
        {
            "country": [code[int(borders.owner[x])] for x in used],
            "dimension": "exit",
            "lens": LENS["exit"],
            "actor": [borders.label[x] for x in used],
            "actor_name": [exit_name(borders.label[x], names, nodes) for x in used],
            "stake": share,
            "touch": share,
            "basis": "modelled",
            "source": MODELLED,
        }
    )


def published_exits(rows: pd.DataFrame, country: str, exits: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Put a country's published exits (actor, share, source) in the place of those counted."""
    if exits.empty:
        return rows
    new = _typed(
        {
            "country": country,
            "dimension": "exit",
            "lens": LENS["exit"],
            "actor": exits.actor.to_numpy(dtype=object),
            "actor_name": [names.get(str(a), str(a)) for a in exits.actor],
            "stake": exits.share.to_numpy(dtype=float),
            "touch": exits.share.to_numpy(dtype=float),
            "basis": "measured",
            "source": exits.source.to_numpy(dtype=object),
        }
    )
    return join([rows[~((rows.country == country) & (rows.dimension == "exit"))], new])


def published_owners(
    rows: pd.DataFrame,
    country: str,
    owners: pd.DataFrame,
    homes: Mapping[str, tuple[str, ...]],
    names: Mapping[str, str],
    alone: Mapping[str, set[str]],
) -> pd.DataFrame:
    """Put published shares of organisations (actor, share, source) in the place of the touch counted.

    Stakes above a published touch are held to it, and what they lose is `unknown`. A home takes the largest share
    of its organisations, unless others of its organisations hold spans that the country's traffic touches more.

    Parameters
    ----------
    homes
        Home countries of each organisation (`holdings.homes_of`).
    names
        Names of organisations and countries.
    alone
        For each home, the organisations of it that hold anything in the network.
    """
    at_home: dict[str, tuple[float, str]] = {}
    for actor, share, source in zip(owners.actor, owners.share.astype(float), owners.source, strict=True):
        rows = _publish(rows, (country, "owner", actor), share, source, names)
        for home in homes.get(actor, ()):
            others = alone.get(home, set()) - set(owners.actor)
            seen = _touch(rows, (country, "home_of_owner", home)) if others else 0.0
            if home != UNKNOWN and share >= max(seen, at_home.get(home, (0.0, ""))[0]):
                at_home[home] = (share, source)
    for home, (share, source) in at_home.items():
        rows = _publish(rows, (country, "home_of_owner", home), share, source, names)
    return rows


def _touch(rows: pd.DataFrame, key: tuple[str, str, str]) -> float:
    here = (rows.country == key[0]) & (rows.dimension == key[1]) & (rows.actor == key[2])
    return float(rows.touch[here].to_numpy(dtype=float).max(initial=0.0))


def _publish(
    rows: pd.DataFrame, key: tuple[str, str, str], share: float, source: str, names: Mapping[str, str]
) -> pd.DataFrame:
    country, dimension, actor = key
    here = (rows.country == country) & (rows.dimension == dimension)
    mine = here & (rows.actor == actor)
    if not mine.any():
        one = {"country": country, "dimension": dimension, "lens": LENS[dimension], "actor": actor}
        more = {"actor_name": names.get(actor, actor), "touch": [share], "basis": "measured", "source": source}
        return join([rows, _typed({**one, **more})])
    rows = rows.copy()
    excess = float((rows.stake[mine] - share).clip(lower=0.0).sum())
    rows.loc[mine, "stake"] = rows.stake[mine].clip(upper=share)
    rows.loc[mine, "control"] = rows.control[mine].clip(upper=share)
    rows.loc[mine, "touch"] = share
    rows.loc[mine, "basis"] = "measured"
    rows.loc[mine, "source"] = source
    if excess <= 0:
        return rows
    nobody = here & (rows.actor == UNKNOWN)
    if nobody.any():
        rows.loc[nobody, "stake"] += excess
        rows.loc[nobody, "touch"] = rows.loc[nobody, ["stake", "touch"]].max(axis=1)
        return rows
    rest = {
        "country": country,
        "dimension": dimension,
        "lens": LENS[dimension],
        "actor": UNKNOWN,
        "actor_name": UNKNOWN,
    }
    more = {"stake": [excess], "touch": [excess], "basis": "modelled", "source": MODELLED}
    return join([rows, _typed({**rest, **more})])


def join(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put tables of rows under each other."""
    full = [part for part in parts if len(part)]
    return pd.concat(full, ignore_index=True) if full else _typed({c: [] for c in COLUMNS})


def ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort by country, dimension (in the order of `LENS`) and touch, the largest first; then by actor."""
    order = {dimension: k for k, dimension in enumerate(LENS)}
    keys = rows.assign(_order=rows.dimension.map(order), _touch=-rows.touch.round(9))
    keys = keys.sort_values(["country", "_order", "_touch", "actor"], kind="stable")
    return rows.loc[keys.index].reset_index(drop=True)


def _typed(columns: Mapping[str, object]) -> pd.DataFrame:
    table = pd.DataFrame(dict(columns)).reindex(columns=list(COLUMNS))
    return table.astype(dict.fromkeys(TEXTS, "string") | dict.fromkeys(FIGURES, "float64"))
