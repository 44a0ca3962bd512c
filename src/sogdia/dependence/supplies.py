"""`supplier_shares`: who supplied how much of the network, by a stated count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.dependence.borders import names_of
from sogdia.dependence.holdings import UNKNOWN, holders, of_year
from sogdia.errors import pick
from sogdia.flows.layout import standing
from sogdia.network.graph import span_length_km
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sogdia.network import Network

COUNTS: Final = ("systems", "km")
JOINT: Final = ("split", "full")
GONE: Final = ("retired", "cancelled")
COLUMNS: Final = ("supplier", "supplier_name", "total", "share", "of_total", "basis", "source")


def supplier_shares(net: Network, by: str = "systems", joint: str = "split", *, year: int | None = None) -> Result:
    """Give each supplier's share of the systems whose supplier is named.

    Parameters
    ----------
    net
        Reads systems, spans, nodes, organisations and roles.
    by
        Count `systems`, or their `km`: as published, else the sum of their spans.
    joint
        A system of several suppliers is `split` (by published shares, else equally), or counted in `full` for
        each, so that shares add to more than 1.
    year
        Systems in service in this year; None takes all but retired and cancelled ones.

    Returns
    -------
    Result
        Rows supplier, supplier_name, total (systems or km), share, of_total (the base), basis, source.

    Raises
    ------
    ParameterError
        An unknown `by` or `joint`.

    Examples
    --------
    >>> from sogdia.network import Network
    >>> roles = pd.DataFrame({"system": ["s", "t"], "organisation": ["p", "q"], "role": "supplier"})
    >>> net = Network(roles=roles, systems=pd.DataFrame({"id": ["s", "t"], "length_km": [900.0, 100.0]}),
    ...               organisations=pd.DataFrame({"id": ["p", "q"]}))
    >>> [supplier_shares(net, by).table.share.tolist() for by in ("systems", "km")]
    [[0.5, 0.5], [0.9, 0.1]]
    """
    pick(by, COUNTS, "count")
    pick(joint, JOINT, "way to count joint builds")
    rows = shares_of(built(net, year), names_of(net.organisations), by, joint)
    count = "systems" if by == "systems" else "kilometres of systems"
    way = "split among its suppliers" if joint == "split" else "counted in full for each of its suppliers"
    rule = f"Share of the {count} with a named supplier; a joint build is {way}. Another count gives another share."
    asked = {"by": by, "joint": joint, "year": year}
    return Result(rows, rule, manifest("supplier_shares", asked, digest=net.digest))


def shares_of(held: pd.DataFrame, names: Mapping[str, str], by: str, joint: str) -> pd.DataFrame:
    """Count the shares of suppliers of the systems in `held` (`built`); see `supplier_shares`."""
    weight = 1.0 if by == "systems" else held.length_km
    held = held.assign(part=(held.share if joint == "split" else 1.0) * weight)
    whole = held.drop_duplicates("system")
    base = float(len(whole)) if by == "systems" else float(whole.length_km.sum())
    named = held[held.actor != UNKNOWN]
    total = named.groupby("actor").part.sum()
    rows = pd.DataFrame(
        {
            "supplier": pd.Series(total.index, dtype="string"),
            "supplier_name": pd.Series([names.get(str(a), str(a)) for a in total.index], dtype="string"),
            "total": total.to_numpy(dtype=float),
            "share": total.to_numpy(dtype=float) / base if base > 0 else np.zeros(len(total)),
            "of_total": base,
            "basis": pd.Series(_bases(named, total.index, joint), dtype="string"),
            "source": pd.Series([f"table of roles, {by}, joint builds {joint}"] * len(total), dtype="string"),
        }
    )
    return rows.sort_values(["share", "supplier"], ascending=[False, True], ignore_index=True)[list(COLUMNS)]


def all_counts(net: Network, year: int | None) -> pd.DataFrame:
    """Give each supplier's share by every count: share_systems_split, share_systems_full, share_km_split, ..._full."""
    table = pd.DataFrame({"supplier": pd.Series([], dtype="string"), "supplier_name": pd.Series([], dtype="string")})
    held, names = built(net, year), names_of(net.organisations)
    for by in COUNTS:
        for joint in JOINT:
            part = shares_of(held, names, by, joint)
            part = part.rename(columns={"share": f"share_{by}_{joint}"})
            columns = ["supplier", "supplier_name", f"share_{by}_{joint}"]
            table = table.merge(part[columns], on=["supplier", "supplier_name"], how="outer")
    table["basis"] = pd.Series(["modelled"] * len(table), dtype="string")
    table["source"] = pd.Series(["table of roles"] * len(table), dtype="string")
    return table.sort_values(["share_systems_split", "supplier"], ascending=[False, True], ignore_index=True)


def built(net: Network, year: int | None) -> pd.DataFrame:
    """List the suppliers of the systems that stand, with length_km."""
    systems, now = net.systems, standing(net, year)
    away = systems.status.isin(GONE).fillna(value=False)
    if year is not None:
        away |= (systems.year_in_service > year).fillna(value=False) | (systems.year_retired <= year).fillna(
            value=False
        )
    gone = set(systems.id[away.to_numpy(dtype=bool)]) - set(now.spans.system.dropna())
    held = holders(of_year(net.roles, year), "supplier")
    held = held[~held.system.isin(gone)]
    stated = systems.set_index("id").length_km.astype(float)
    known = held.system.map(stated).astype(float)
    spans = net.spans
    spans = spans[spans.system.isin(set(held.system[known.isna()]))]
    drawn = pd.Series(span_length_km(spans, net.nodes) if len(spans) else np.zeros(0), index=spans.index)
    laid = drawn.groupby(spans.system).sum()
    return held.assign(length_km=known.fillna(held.system.map(laid).astype(float)).fillna(0.0))


def _bases(named: pd.DataFrame, actors: pd.Index[str], joint: str) -> list[str]:
    guessed = set(named.actor[named.assumed]) if joint == "split" else set()
    return ["assumed" if actor in guessed else "measured" for actor in actors]
