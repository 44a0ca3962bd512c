"""Where a cable runs: paths at sea between points, on a grid of the globe."""

from sogdia.routing.sea import SeaGrid, sea_path

__all__ = ["SeaGrid", "sea_path"]
