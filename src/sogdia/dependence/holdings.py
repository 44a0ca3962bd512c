"""Who holds each system in a role, and what share (workshop: tables in, tables out)."""

from __future__ import annotations

from typing import Final

import pandas as pd

UNKNOWN: Final = "unknown"
"""The actor that holds what nobody is known to hold."""

WHOLE: Final = 0.995
"""Published shares that sum to this much are the whole: they are rounded."""

COLUMNS: Final = ["system", "actor", "share", "assumed", "source"]


def of_year(roles: pd.DataFrame, year: int | None) -> pd.DataFrame:
    """Keep the roles of `year`; None takes them whatever their years."""
    if year is None:
        return roles
    late = (roles.year_from > year).fillna(value=False).to_numpy(dtype=bool)
    gone = (roles.year_to <= year).fillna(value=False).to_numpy(dtype=bool)
    return roles[~late & ~gone]


def holders(roles: pd.DataFrame, role: str) -> pd.DataFrame:
    """Give the share that each organisation holds of each system in `role`.

    Published shares are taken as they are. What they leave is divided equally among the system's other named
    holders (assumed); where there are none, it is `unknown`. Published shares above 1 in sum are scaled to 1.

    Parameters
    ----------
    roles
        Rows of the table `roles` of one year.

    Returns
    -------
    DataFrame
        Rows system, actor, share (summing to 1 over a system), assumed (flag), source.

    Examples
    --------
    >>> rows = pd.DataFrame({"system": ["s", "s", "s"], "organisation": ["a", "b", "c"], "role": "owner",
    ...                      "share": [0.4, None, None], "source": "x"})
    >>> holders(rows, "owner")[["actor", "share", "assumed"]].round(2).values.tolist()
    [['a', 0.4, False], ['b', 0.3, True], ['c', 0.3, True]]
    """
    rows = roles[roles.role == role]
    if rows.empty:
        return pd.DataFrame({c: pd.Series([], dtype="object") for c in COLUMNS}).astype(
            {"share": float, "assumed": bool}
        )
    rows = rows.assign(share=rows.share.astype(float), source=rows.source.astype(object))
    rows = rows.sort_values("share", ascending=False, kind="stable", na_position="last")
    rows = rows.drop_duplicates(["system", "organisation"])
    by_system = rows.groupby("system")
    published = by_system.share.transform("sum")
    blank = rows.share.isna()
    others = blank.groupby(rows.system).transform("sum")
    whole = (published > 1.0) | ((published > WHOLE) & (others == 0))
    share = rows.share.where(~whole, rows.share / published.where(published > 0, 1.0))
    share = share.where(~blank, (1.0 - published).clip(lower=0.0) / others.clip(lower=1))
    assumed = blank & (others + (published > 0) > 1)
    held = pd.DataFrame(
        {
            "system": rows.system.astype(object),
            "actor": rows.organisation.astype(object),
            "share": share,
            "assumed": assumed,
            "source": rows.source,
        }
    )
    rest = 1.0 - held.groupby("system").share.sum()
    rest = rest[rest > 1e-9]
    unknown = pd.DataFrame(
        {
            "system": rest.index.to_numpy(dtype=object),
            "actor": UNKNOWN,
            "share": rest.to_numpy(),
            "assumed": False,
            "source": None,
        }
    )
    parts = [held, unknown.astype({"source": object})] if len(unknown) else [held]
    return pd.concat(parts, ignore_index=True).sort_values(["system", "actor"], ignore_index=True)


def homes_of(organisations: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Give the homes of each organisation: its ultimate parent's first, then its own where that is another.

    The ultimate parent is found by `parent`; where its home is not known, the nearest ancestor with one counts.

    Examples
    --------
    >>> rows = pd.DataFrame({"id": ["a", "b", "c"], "country": ["X", None, "Y"], "parent": ["b", "c", None]})
    >>> homes_of(rows)
    {'a': ('Y', 'X'), 'b': ('Y',), 'c': ('Y',)}
    """
    parent = dict(zip(organisations.id, organisations.parent.where(organisations.parent.notna(), None), strict=True))
    home = dict(zip(organisations.id, organisations.country.where(organisations.country.notna(), None), strict=True))
    out = {}
    for organisation in organisations.id:
        line, at = [], organisation
        while at is not None and not pd.isna(at) and at in parent:
            if isinstance(home[at], str):
                line.append(home[at])
            at = parent[at]
        ends = [line[-1], line[0]] if line else [UNKNOWN]
        out[str(organisation)] = tuple(dict.fromkeys(ends))
    return out


def at_home(held: pd.DataFrame, homes: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    """Give the holdings by home country: the share goes to the ultimate parent's home, 0 to the holder's own.

    Returns
    -------
    DataFrame
        The columns of `holders`; a row with share 0 still says that the home has a hold on the system.
    """
    rows = []
    for row in held.itertuples(index=False):
        ends = (UNKNOWN,) if row.actor == UNKNOWN else homes.get(str(row.actor), (UNKNOWN,))
        rows += [
            (row.system, home, row.share if k == 0 else 0.0, row.assumed, row.source) for k, home in enumerate(ends)
        ]
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"share": float, "assumed": bool})
    return table.sort_values(["system", "actor"], kind="stable", ignore_index=True)
