"""The embedded world of facts, each with its source."""

from sogdia.data.embedded import outlines, places, world

__all__ = ["outlines", "places", "world"]
