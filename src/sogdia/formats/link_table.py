"""A table of links that holds the places of their ends: nodes are made of those."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.formats.cell_numbers import Numbers
from sogdia.formats.column_guesses import guess_columns, guess_end_places, guess_ends
from sogdia.formats.identifiers import slug, unique

if TYPE_CHECKING:
    from typing import Any

    from sogdia.formats.findings import Findings


def places_of_ends(links: pd.DataFrame, file: str, found: Findings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the nodes at the ends of links, and the links with the ids of those in `start` and `end`.

    Parameters
    ----------
    links
        Has columns for the longitude and latitude of both ends, and may have ids or names of the ends. One id with one
        place is one node; without ids, one place is.

    Returns
    -------
    tuple
        Nodes with `id`, `name` where ends are named, `lon`, `lat`, and links.
    """
    places = guess_end_places(map(str, links.columns))
    ends = guess_ends(str(name) for name in links.columns if name not in places.values())
    plain = links.reset_index(drop=True)
    parts = []
    for side in ("start", "end"):
        part: dict[str, pd.Series[Any]] = {}
        for axis in ("lon", "lat"):
            column = places[f"{side}_{axis}"]
            reader = Numbers(column, file, links.index, found, comma_likely=links.attrs.get("delimiter") == ";")
            part[axis] = pd.to_numeric(reader.read(plain[column], kind="angle"), errors="coerce")
        named = plain[ends[side]] if ends else pd.Series(None, index=plain.index, dtype=object)
        parts.append(pd.DataFrame({"name": named, **part}))
    both = pd.concat(parts, ignore_index=True)
    cells = both.assign(name=both["name"].fillna("").astype(str).str.strip())
    node = pd.Series(pd.factorize(pd.MultiIndex.from_frame(cells[["name", "lon", "lat"]]))[0])
    first = node.drop_duplicates().index
    nodes = cells.loc[first].reset_index(drop=True)
    nodes.insert(0, "id", unique([slug(name) for name in nodes["name"]], "node"))
    nodes["name"] = nodes["name"].where(nodes["name"] != "", None)
    rows = np.tile(links.index.to_numpy(), 2)[first]
    keys = nodes["id"].to_numpy(dtype=object)[node.to_numpy()]
    out = links.drop(columns=[*places.values(), *ends.values()])
    out = out.assign(start=keys[: len(links)], end=keys[len(links) :])
    named_ids = guess_columns("spans", map(str, out.columns), ()).get("id")
    if named_ids is not None and out[named_ids].duplicated().any():
        found.add("warning", "duplicate-id", f"column {named_ids!r} does not tell the links apart", file=file,
                  mend="a number was put behind ids that stand twice", mended=True)  # fmt: skip
        out[named_ids] = unique([str(value) for value in out[named_ids]], "span")
    found.add("note", "ends-made", f"{len(nodes)} nodes were made of the places of the ends", file=file,
              mend="give a table of nodes to name them", mended=True)  # fmt: skip
    nodes.index = pd.Index(rows)
    out.attrs = links.attrs
    return nodes, out
