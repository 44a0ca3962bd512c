"""Points as a user writes them: LON,LAT in degrees, or a node's id or name."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

if TYPE_CHECKING:
    from sogdia.network import Network

_NEGATIVE = re.compile(r"^-[\d.]")
_NUMBERS = re.compile(r"^[-+\d.eE\s]+(,[-+\d.eE\s]+)+$")


class PointsCommand(TyperCommand):
    """A command in whose arguments `-74.0,40.7` is a point and no option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  typer's own context
        """Put a space before arguments that begin like a negative number; the readers of points strip it."""
        return super().parse_args(ctx, [f" {arg}" if _NEGATIVE.match(arg) else arg for arg in args])


def numbers(text: str, count: int, form: str) -> tuple[float, ...]:
    """Read `count` numbers joined by commas.

    Raises
    ------
    ParameterError
        It is not written so, or a longitude or latitude is out of range.

    Examples
    --------
    >>> numbers(" -74.0,40.7", 2, "LON,LAT")
    (-74.0, 40.7)
    """
    from sogdia.errors import ParameterError

    parts = text.strip().split(",")
    try:
        values = tuple(float(part) for part in parts)
    except ValueError:
        values = ()
    example = "8.68,50.11" if count == 2 else "43.3,12.6,50"
    if len(values) != count:
        raise ParameterError(f"{text.strip()!r} is not {form}; write it without spaces, for instance {example}")
    lon, lat = values[:2]
    if abs(lon) <= 90 < abs(lat) <= 180:
        raise ParameterError(f"latitude {lat:g} is not within -90 and 90; the order is {form}: did you swap them?")
    if not abs(lon) <= 180:
        raise ParameterError(f"longitude {lon:g} is not within -180 and 180; the order is {form}")
    if not abs(lat) <= 90:
        raise ParameterError(f"latitude {lat:g} is not within -90 and 90; the order is {form}")
    return values


def point(text: str, net: Network) -> tuple[float, float]:
    """Read one end of a way.

    Parameters
    ----------
    text
        ``LON,LAT`` in degrees, the id of a node (with or without its country), or a node's name in any case.
    net
        The network whose nodes are known.

    Raises
    ------
    ParameterError
        No such node (the nearest is offered), several of the name (they are listed), or degrees out of range.
    """
    from sogdia.errors import ParameterError, nearest_name

    if _NUMBERS.match(text.strip()):
        lon, lat = numbers(text, 2, "LON,LAT")
        return lon, lat
    nodes = net.nodes
    wanted = text.strip().casefold()
    found = nodes[nodes.id.str.casefold() == wanted]
    if found.empty:
        found = nodes[nodes.id.str.casefold().str.rsplit("-", n=1).str[0] == wanted]
    if found.empty:
        found = nodes[(nodes.name.str.casefold() == wanted).fillna(value=False)]
    if len(found) == 1:
        return float(found.lon.iloc[0]), float(found.lat.iloc[0])
    if len(found):
        raise ParameterError(
            f"{text.strip()!r} is the name of several nodes; give the id of one: {', '.join(found.id)}"
        )
    hint = nearest_name(wanted, {*nodes.id, *nodes.name.dropna()})
    mend = hint or "give LON,LAT in degrees; `sogdia list nodes --match TEXT` finds names"
    raise ParameterError(f"no node is called {text.strip()!r}; {mend}")
