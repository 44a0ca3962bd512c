"""Where a cable runs over land and sea, what it costs, and what it shares."""

from sogdia.routing.diversity import DiverseResult, diverse
from sogdia.routing.filling import route
from sogdia.routing.proposals import RouteResult, paths
from sogdia.routing.sounding import survey
from sogdia.routing.surface import Surface
from sogdia.routing.tradeoffs import pareto_paths

__all__ = [
    "DiverseResult",
    "RouteResult",
    "Surface",
    "diverse",
    "pareto_paths",
    "paths",
    "route",
    "survey",
]
