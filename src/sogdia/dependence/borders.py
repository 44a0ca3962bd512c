"""Where traffic leaves a country: its exits as arcs of the graph (workshop)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.dependence.holdings import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.flows.layout import Layout, Wires

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

SEA: Final = "sea:"
SKY: Final = "satellite:"


@dataclass(frozen=True)
class Borders:
    """The exits of every country.

    Attributes
    ----------
    codes
        Countries by number: those with traffic first, in the order of ``demand.countries``, then the others.
    country
        Shape (n,): number of each node's country, -1 at sea.
    arc_exit
        Shape (2 m,): exit of each arc that leaves a country, -1 for the others.
    owner, label
        Of each exit: its country's number; the neighbour's code, ``sea:<landing>`` or ``satellite:<node>``.
    """

    codes: list[str]
    country: Ints
    arc_exit: Ints
    owner: Ints
    label: list[str]

    def spans_of(self, wires: Wires, exit_number: int) -> Flags:
        """Mark the spans of an exit, shape (m,)."""
        out = np.zeros(wires.graph.n_spans, dtype=bool)
        out[wires.graph.span[self.arc_exit == exit_number]] = True
        return out


def find_borders(layout: Layout) -> Borders:
    """Find the exits of every country of a network."""
    wires = layout.wires
    g = wires.graph
    of_node = wires.net.nodes.set_index("id").country.reindex(g.node_ids)
    named = [c if isinstance(c, str) else None for c in of_node]
    known = layout.demand.countries
    codes = [*known, *sorted({c for c in named if c is not None} - set(known))]
    number = {c: k for k, c in enumerate(codes)}
    country = np.array([-1 if c is None else number[c] for c in named], dtype=np.int64)
    setting = wires.net.spans.setting.to_numpy(dtype=object)[wires.row]
    tail, head = country[wires.tails], country[g.neighbour]
    arc_exit = np.full(len(g.neighbour), -1, dtype=np.int64)
    seen: dict[tuple[int, str], int] = {}
    for a in np.flatnonzero((tail >= 0) & (tail != head)):
        node = str(g.node_ids[wires.tails[a]])
        label = _label(str(setting[g.span[a]]), node, codes[head[a]] if head[a] >= 0 else None)
        arc_exit[a] = seen.setdefault((int(tail[a]), label), len(seen))
    owner = np.array([c for c, _ in seen], dtype=np.int64)
    return Borders(codes, country, arc_exit, owner, [label for _, label in seen])


def _label(setting: str, node: str, neighbour: str | None) -> str:
    if setting == "submarine":
        return SEA + node
    if setting == "satellite":
        return SKY + node
    return neighbour or UNKNOWN


def exit_name(label: str, countries: Mapping[str, str], nodes: Mapping[str, str]) -> str:
    """Say an exit in words.

    Examples
    --------
    >>> exit_name("sea:x", {}, {"x": "Poti"}), exit_name("GEO", {"GEO": "Georgia"}, {})
    ('by sea from Poti', 'Georgia')
    """
    for mark, words in ((SEA, "by sea from "), (SKY, "by satellite from ")):
        if label.startswith(mark):
            node = label.removeprefix(mark)
            return words + nodes.get(node, node)
    return countries.get(label, label)


def names_of(table: pd.DataFrame) -> dict[str, str]:
    """Give the name of each row of a table by its id, the id where it has none."""
    return {str(i): str(n) if isinstance(n, str) else str(i) for i, n in zip(table.id, table.name, strict=True)}
