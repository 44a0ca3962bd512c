"""The bill of spans of a network: each span a line, branching units no landings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sogdia.errors import ParameterError
from sogdia.routing.bill import Bill, bill
from sogdia.routing.polyline import Line
from sogdia.routing.sounding import drawn
from sogdia.routing.works import Works

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sogdia.network import Network
    from sogdia.routing.sounding import Elevation
    from sogdia.routing.surroundings import Surroundings


def spans_bill(
    net: Network,
    ids: Iterable[str],
    elevation: Elevation,
    around: Surroundings | None = None,
    *,
    trenches: Sequence[Line] = (),
    **changes: float,
) -> Bill:
    """Give the bill of spans of a network as one project.

    Parameters
    ----------
    net
        Network. Reads spans (setting, start, end, geometry, fibre_pairs) and nodes (kind).
    ids
        Spans to price; those by satellite are left out. A trench that two of them share is paid once.
    elevation
        Gives the height of the ground, m, at arrays of lon and lat.
    around, trenches, **changes
        As in `bill`.

    Notes
    -----
    The pairs are the most that a span of them states, 8 where none does; a branch has as many as the trunk.

    Raises
    ------
    ParameterError
        No such spans.
    """
    wanted = set(ids)
    spans = net.spans[net.spans.id.isin(wanted) & (net.spans.setting != "satellite")]
    if spans.empty:
        raise ParameterError(f"no span by cable or fibre among {sorted(wanted)[:5]}; give ids of spans")
    units = set(net.nodes.id[(net.nodes.kind == "branching_unit").fillna(value=False)])
    lines = [
        Line.along(line, str(setting), elevation, landed=(start not in units, end not in units))
        for line, setting, start, end in zip(drawn(net, spans), spans.setting, spans.start, spans.end, strict=True)
    ]
    used = units & {*spans.start, *spans.end}
    pairs = spans.fibre_pairs.max()
    works = Works(fibre_pairs=int(pairs) if pairs == pairs and pairs else 8, branching_units=len(used))  # noqa: PLR0124
    return bill(lines, around, works, trenches=trenches, **changes)
