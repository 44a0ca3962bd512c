"""What a written file does not say of a network: found by reading it again and comparing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sogdia.errors import SogdiaError
from sogdia.network import SCHEMAS

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.formats.draft import Draft
    from sogdia.network import Network


def losses(net: Network, back: Draft) -> tuple[str, ...]:
    """Say which tables, rows and columns of a network are not in what was read back.

    Examples
    --------
    >>> from pathlib import Path
    >>> import pandas as pd
    >>> from sogdia.formats.draft import Draft
    >>> from sogdia.network import Network
    >>> nodes = pd.DataFrame({"id": ["a"], "lon": [0.0], "lat": [0.0], "note": ["x"]})
    >>> losses(Network(nodes=nodes), Draft(Path("f"), "f", {"nodes": nodes.drop(columns="note")}))
    ('column note of nodes (1 cell)',)
    """
    try:
        other = back.network()
    except SogdiaError as fault:
        return (f"what was written breaks the contract: {str(fault).splitlines()[0]}",)
    told: list[str] = []
    for name, schema in SCHEMAS.items():
        mine, theirs = getattr(net, name), getattr(other, name)
        if mine.empty:
            continue
        if theirs.empty:
            told.append(f"table {name} ({len(mine)} row{'s' if len(mine) > 1 else ''})")
            continue
        if schema.key is None:
            told += _unkeyed(name, mine, theirs)
            continue
        kept = mine.id.isin(theirs.id)
        if not kept.all():
            told.append(f"{int((~kept).sum())} of {len(mine)} rows of {name}")
        told += _columns(name, mine[kept].set_index("id"), theirs.set_index("id"))
    return tuple(told)


def _unkeyed(name: str, mine: pd.DataFrame, theirs: pd.DataFrame) -> list[str]:
    short = len(mine) - len(theirs)
    gone = [column for column in mine if mine[column].notna().any() and not theirs[column].notna().any()]
    rows = [f"{short} of {len(mine)} rows of {name}"] if short > 0 else []
    return rows + [f"column {column} of {name} ({int(mine[column].notna().sum())} cells)" for column in gone]


def _columns(name: str, mine: pd.DataFrame, theirs: pd.DataFrame) -> list[str]:
    told = []
    theirs = theirs.reindex(mine.index)
    for column in mine:
        given, kept = mine[column], theirs[column]
        changed = given.notna() & (kept.isna() | (given.astype(object) != kept.astype(object)))
        count = int(changed.fillna(value=True).sum())
        if count:
            told.append(f"column {column} of {name} ({count} cell{'s' if count > 1 else ''})")
    return told
