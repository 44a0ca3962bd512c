"""The surface that a cable crosses: a grid of the globe or of a window, with what a km costs in each cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.errors import DataError, MissingExtraError, ParameterError, pick
from sogdia.routing.line import LAND, SEA
from sogdia.routing.raster import touched

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from sogdia.routing.lattice import Lattice
    from sogdia.routing.surroundings import Surroundings

_NO_BITS: Final = np.zeros((1, 1), dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class Surface:
    """Cells of the globe, or of a window of it, and the price of a km in each.

    Attributes
    ----------
    lattice
        Where the cells lie; rows from the south.
    price
        Shape (2, rows, columns), float32: US$ million of 2024 per km at sea (`SEA`) and on land (`LAND`); 0 where a
        cable of that setting cannot pass. A coast cell has both.
    elevation_m
        Shape (rows, columns), int16 or float32, metres above sea level.
    shut
        Shape (rows, columns), uint8, or (1, 1) for none: sides that water (bits 0 to 3: E, N, NE, NW) or land (bits 4
        to 7) does not pass although both cells hold some.
    landing_musd
        Cost of going ashore or to sea, US$ million; a number, or shape (rows, columns) with -1 where it is not allowed.
    climb_musd_per_m
        Cost of a metre of rise or fall along a line on land, US$ million.
    areas
        Polygons that can be avoided by name.
    exposure
        Rights of way by name (road, rail), shape (rows, columns): share of each cell that lies beside one, in [0, 1].
    surroundings
        Gives belts, towns and shores for the bill of a route; None where they are not known.
    exact
        Whether routes over many cells are searched for with a bound that never exceeds the rest of the way; slower.
    about
        How it was made, for the manifest of an answer.
    kept
        Layouts for the search, made when first needed.

    Raises
    ------
    DataError
        Shapes that do not fit, or prices that are negative or no numbers.
    """

    lattice: Lattice
    price: NDArray[np.float32]
    elevation_m: NDArray[Any]
    shut: NDArray[np.uint8] = field(default_factory=lambda: _NO_BITS)
    landing_musd: float | NDArray[np.float32] = 10.0
    climb_musd_per_m: float = 0.0
    areas: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    exposure: Mapping[str, NDArray[Any]] = field(default_factory=lambda: MappingProxyType({}))
    surroundings: Callable[[], Surroundings] | None = None
    exact: bool = False
    about: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    kept: dict[tuple[int, ...], Any] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        shape = self.lattice.shape
        for name, array, wanted in (
            ("price", self.price, (2, *shape)),
            ("elevation_m", self.elevation_m, shape),
            *((name, layer, shape) for name, layer in self.exposure.items()),
        ):
            if array is not None and array.shape != wanted:
                raise DataError(f"{name} has the shape {array.shape}, the grid {wanted}; give a raster of its extent")
        if self.shut.shape not in {shape, (1, 1)}:
            raise DataError(f"shut has the shape {self.shut.shape}, the grid {shape}; give a raster of its extent")
        if not np.isfinite(self.climb_musd_per_m) or self.climb_musd_per_m < 0:
            raise DataError(f"climb_musd_per_m is {self.climb_musd_per_m}; give a number of 0 or more")

    @classmethod
    def of(
        cls,
        lattice: Lattice,
        sea: NDArray[Any] | float | None = None,
        land: NDArray[Any] | float | None = None,
        elevation_m: NDArray[Any] | None = None,
        **more: Any,  # noqa: ANN401  further attributes
    ) -> Surface:
        """Make a surface of prices per km at sea and on land (arrays or one number each; 0 where nothing passes).

        Raises
        ------
        DataError
            A price that is negative or no finite number (the first five cells are named), or a wrong shape.
        """
        price = np.zeros((2, *lattice.shape), dtype=np.float32)
        for layer, given in ((SEA, sea), (LAND, land)):
            if given is None:
                continue
            values = np.asarray(given, dtype=np.float32)
            if values.ndim and values.shape != lattice.shape:
                raise DataError(
                    f"the prices have the shape {values.shape}, the grid {lattice.shape}; give a raster of its extent"
                )
            _check_prices(values, ("sea", "land")[layer])
            price[layer] = values
        height = np.zeros(lattice.shape, dtype=np.int16) if elevation_m is None else np.asarray(elevation_m)
        kept = np.int16 if np.can_cast(height.dtype, np.int16) else np.float32
        return cls(lattice, price, np.ascontiguousarray(height, dtype=kept), **more)

    def without(self, *barred: object) -> Surface:
        """Give a surface on which nothing passes where it is avoided.

        Parameters
        ----------
        *barred
            Polygons in lon, lat, ISO 3166-1 alpha-3 codes of countries (their land), or names of `areas` (straits).

        Raises
        ------
        ParameterError
            A name that is not known, or a shape that is no polygon.
        """
        if not barred:
            return self
        price = self.price.copy()
        for each in barred:
            price[:, self._mask(each)] = 0.0
        return replace(self, price=price)

    def _mask(self, barred: object) -> NDArray[np.bool_]:
        return touched(self.lattice, self.polygons(barred))

    def polygons(self, barred: object) -> list[Any]:
        """Give the polygons of what is avoided.

        Raises
        ------
        ParameterError
            As `without`.
        """
        if isinstance(barred, str):
            name = barred if barred in self.areas else pick(barred, list(self.areas), "country or strait to avoid")
            return list(shapely.get_parts(self.areas[name]))
        if isinstance(barred, shapely.Geometry) and barred.geom_type in {"Polygon", "MultiPolygon"}:
            return list(shapely.get_parts(barred))
        raise ParameterError(
            f"{barred!r} cannot be avoided: give a polygon, a country's ISO 3166-1 alpha-3 code or the name of a strait"
        )

    def following(self, ways: Sequence[str], along_road_factor: float) -> Surface:
        """Give a surface on which land beside rights of way (names of `exposure`: road, rail) costs less.

        Raises
        ------
        MissingExtraError
            The surface holds no such rights of way.
        """
        price = self.price.copy()
        for way in ways:
            if way not in self.exposure:
                raise MissingExtraError(
                    f"this surface holds no rights of way of {way!r}; give it a layer of that name (share of each cell "
                    "beside one), or leave out prefer"
                )
            price[LAND] *= (1.0 + (along_road_factor - 1.0) * self.exposure[way]).astype(np.float32)
        return replace(self, price=price)

    def at(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give rows and columns of the cells that hold points."""
        return self.lattice.cells(lon, lat)

    def depth_along(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the elevation at points, m, between the cells' centres bilinear."""
        grid = self.lattice
        x = ((lon - grid.west) % 360.0) / grid.step_lon - 0.5
        y = np.clip((lat - grid.south) / grid.step_lat - 0.5, 0.0, grid.rows - 1.0)
        row, column = np.floor(y).astype(np.int64), np.floor(x).astype(np.int64)
        v, u = y - row, x - column
        upper = np.minimum(row + 1, grid.rows - 1)
        if grid.wrap:
            left, right = column % grid.columns, (column + 1) % grid.columns
        else:
            left, right = np.clip(column, 0, grid.columns - 1), np.clip(column + 1, 0, grid.columns - 1)
        z = self.elevation_m
        low = z[row, left] * (1.0 - u) + z[row, right] * u
        high = z[upper, left] * (1.0 - u) + z[upper, right] * u
        return np.asarray(low * (1.0 - v) + high * v, dtype=float)


def _check_prices(values: NDArray[np.float32], kind: str) -> None:
    bad = ~np.isfinite(values) | (values < 0)
    if not bad.any():
        return
    cells: Sequence[Any] = np.argwhere(bad)[:5].tolist()
    shown = ", ".join(f"row {c[0]} column {c[1]}: {values[tuple(c)]:g}" if c else f"{values:g}" for c in cells)
    raise DataError(
        f"{int(bad.sum())} prices at {kind} are negative or no finite numbers ({shown}); "
        "give US$ million per km above 0, and 0 where nothing passes"
    )
