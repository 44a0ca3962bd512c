"""The embedded world of facts, each with its source; the catalogue of sets, and the store of those a user adds."""

from sogdia.data.embedded import WORLD_YEAR, outlines, places, world
from sogdia.data.holdings import held, used
from sogdia.data.terrain_surface import terrain

__all__ = ["WORLD_YEAR", "held", "outlines", "places", "terrain", "used", "world"]
