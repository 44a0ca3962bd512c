"""A line with the ground under it, as bills, profiles and crossings read it; a route that was searched becomes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.errors import ParameterError
from sogdia.geodesy import densify, distance_km, line
from sogdia.routing.line import SETTINGS as CODES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sogdia.routing.line import Route

    Floats = NDArray[np.float64]

SETTINGS: Final = ("submarine", "terrestrial")


@dataclass(frozen=True, eq=False)
class Line:
    """A polyline of geodesics, with the ground under it.

    Attributes
    ----------
    lon, lat
        Vertices, degrees; shape (n,), n >= 2. A segment across 180 degrees is one segment.
    elevation_m
        Height of the ground at each vertex, m, under 0 below the sea; shape (n,).
    setting
        ``submarine`` or ``terrestrial`` of each segment; shape (n - 1,).
    landed
        Whether the start and the end, where they lie at sea, are landings; False at a branching unit.

    Raises
    ------
    ParameterError
        Shapes that do not fit, numbers that are not finite, latitudes beyond a pole, or an unknown setting.

    Examples
    --------
    >>> equator = Line(np.array([0.0, 1.0]), np.zeros(2), np.array([-50.0, -60.0]), np.array(["submarine"]))
    >>> round(equator.length_km, 3)
    111.319
    """

    lon: Floats
    lat: Floats
    elevation_m: Floats
    setting: NDArray[np.str_]
    landed: tuple[bool, bool] = (True, True)

    def __post_init__(self) -> None:
        for name in ("lon", "lat", "elevation_m"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=float))
        object.__setattr__(self, "setting", np.asarray(self.setting, dtype=str))
        n = len(self.lon)
        if n < 2 or self.lat.shape != (n,) or self.elevation_m.shape != (n,) or self.setting.shape != (n - 1,):
            raise ParameterError(
                "a line has two vertices or more, one height for each and one setting for each segment; found "
                f"{n} lon, {self.lat.size} lat, {self.elevation_m.size} heights, {self.setting.size} settings"
            )
        for name in ("lon", "lat", "elevation_m"):
            bad = np.flatnonzero(~np.isfinite(getattr(self, name)))
            if bad.size:
                raise ParameterError(f"{name} of a line is no number at vertices {bad[:5].tolist()}; fill it first")
        if np.abs(self.lat).max() > 90.0:
            raise ParameterError(f"latitudes lie in [-90, 90]; a vertex has {self.lat[np.abs(self.lat).argmax()]:g}")
        unknown = sorted(set(self.setting.tolist()) - set(SETTINGS))
        if unknown:
            raise ParameterError(f"setting of a segment is submarine or terrestrial, not {unknown[0]!r}")

    @classmethod
    def of(cls, route: Route | Line) -> Line:
        """Take a route as the search gives it; a line stays what it is."""
        if isinstance(route, Line):
            return route
        return cls(route.lon, route.lat, route.elevation_m, np.asarray(CODES)[route.setting.astype(int)])

    @classmethod
    def along(
        cls,
        geometry: Any,  # noqa: ANN401  shapely geometry
        setting: str,
        elevation: Callable[[Floats, Floats], Floats],
        *,
        step_km: float = 10.0,
        landed: tuple[bool, bool] = (True, True),
    ) -> Line:
        """Take a shapely line (cut at the antimeridian or not) of one setting, with a vertex every `step_km` at least.

        Parameters
        ----------
        elevation
            Gives the height of the ground, m, at arrays of lon and lat.
        """
        points = shapely.get_coordinates(geometry)
        seam = np.flatnonzero((np.abs(np.diff(points[:, 0])) > 359.9) & (np.abs(np.diff(points[:, 1])) < 1e-9))
        points = densify(np.delete(points, [*seam, *(seam + 1)], axis=0) if len(seam) else points, step_km)
        height = elevation(points[:, 0], points[:, 1])
        return cls(points[:, 0], points[:, 1], height, np.full(len(points) - 1, setting), landed)

    @property
    def km(self) -> Floats:
        """Length of each segment along the geodesic, km; shape (n - 1,)."""
        return distance_km(self.lon[:-1], self.lat[:-1], self.lon[1:], self.lat[1:])

    @property
    def length_km(self) -> float:
        """Length of the whole line on the map, km, without slack."""
        return float(self.km.sum())

    @property
    def sea(self) -> NDArray[np.bool_]:
        """Whether each segment lies at sea; shape (n - 1,)."""
        return np.asarray(self.setting == "submarine", dtype=bool)

    @property
    def slope_deg(self) -> Floats:
        """Slope of each segment along the line, degrees; shape (n - 1,). A coarse grid hides steep ground."""
        run = np.maximum(self.km * 1000.0, 1.0)
        return np.rad2deg(np.arctan2(np.abs(np.diff(self.elevation_m)), run))

    @property
    def geometry(self) -> Any:  # noqa: ANN401  shapely geometry
        """The line cut at the antimeridian."""
        return line(np.column_stack([self.lon, self.lat]))
