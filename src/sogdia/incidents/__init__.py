"""Incidents that happened: replayed, scored, and what would happen next, dated."""

from sogdia.incidents.freezing import FrozenResult, freeze
from sogdia.incidents.record import Incident, incidents
from sogdia.incidents.replays import ReplayParams, ReplayResult, replay

__all__ = ["FrozenResult", "Incident", "ReplayParams", "ReplayResult", "freeze", "incidents", "replay"]
