"""Losses as a user writes them: --near LON,LAT,KM, --area FILE and --withdraw role=name."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sogdia.cli.points import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Losses:
    """What is lost, as `fail` takes it."""

    cut: tuple[str, ...] = ()
    near: tuple[tuple[float, float, float], ...] = ()
    strait: tuple[str, ...] = ()
    withdraw: dict[str, list[str]] = field(default_factory=dict)
    area: tuple[Any, ...] = ()
    group: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything is lost at all."""
        return bool(self.cut or self.near or self.strait or self.withdraw or self.area or self.group)

    def as_keywords(self) -> dict[str, Any]:
        """Give the keywords of `fail`."""
        return {name: getattr(self, name) for name in ("cut", "near", "strait", "withdraw", "area", "group")}


def losses(
    cut: Sequence[str],
    near: Sequence[str],
    strait: Sequence[str],
    withdraw: Sequence[str],
    area: Sequence[str] = (),
    group: Sequence[str] = (),
) -> Losses:
    """Read what is lost.

    Raises
    ------
    ParameterError
        A circle that is not LON,LAT,KM, an area that is no polygon, or a withdrawal that is not role=name.
    DataError
        A file of an area that cannot be read.

    Examples
    --------
    >>> losses([], [" -74.0,40.7,50"], [], ["supplier=hmn-technologies"]).withdraw
    {'supplier': ['hmn-technologies']}
    """
    circles = []
    for spot in near:
        lon, lat, km = numbers(spot, 3, "LON,LAT,KM")
        circles.append((lon, lat, km))
    areas = tuple(_area(text) for text in area)
    return Losses(tuple(cut), tuple(circles), tuple(strait), _withdrawals(withdraw), areas, tuple(group))


def _area(text: str) -> Any:  # noqa: ANN401  any shapely geometry
    """Read polygons from a GeoJSON file, or from well-known text."""
    import shapely

    from sogdia.errors import DataError, ParameterError

    place = Path(text)
    written = text.lstrip().upper().startswith(("POLYGON", "MULTIPOLYGON", "GEOMETRYCOLLECTION"))
    if not written and not place.is_file():
        raise DataError(f"no file {text}; --area takes a GeoJSON file or well-known text such as 'POLYGON ((...))'")
    try:
        shape = shapely.from_wkt(text) if written else shapely.from_geojson(place.read_text(encoding="utf-8"))
    except (shapely.errors.GEOSException, UnicodeDecodeError) as problem:
        raise DataError(f"{text[:60]} is no area: {problem}; give a GeoJSON file or well-known text") from problem
    parts = [part for part in shapely.get_parts([shape]) if part.geom_type.endswith("Polygon")]
    if not parts:
        raise ParameterError(f"{text[:60]} holds no polygon; an area has to be a Polygon or MultiPolygon")
    return shapely.union_all(shapely.make_valid(parts))


def _withdrawals(given: Sequence[str]) -> dict[str, list[str]]:
    from sogdia.errors import ParameterError, pick
    from sogdia.flows import WITHDRAWALS

    out: dict[str, list[str]] = {}
    for text in given:
        role, equals, name = text.partition("=")
        if not equals or not name.strip():
            known = ", ".join(f"{known}=NAME" for known in WITHDRAWALS)
            raise ParameterError(f"{text!r} is no withdrawal; write one of {known}")
        out.setdefault(pick(role.strip(), WITHDRAWALS, "withdrawal"), []).append(name.strip())
    return out
