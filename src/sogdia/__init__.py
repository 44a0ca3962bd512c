"""Sogdia plans, stress-tests and judges digital corridors. Names only; each is loaded when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "Network": "sogdia.network",
    "SogdiaError": "sogdia.errors",
    "acceptance": "sogdia.panels",
    "assess": "sogdia.assessment",
    "availability": "sogdia.flows",
    "check": "sogdia.inspection",
    "claims": "sogdia.verdicts",
    "coalitions": "sogdia.influence",
    "compare": "sogdia.assessment",
    "convert": "sogdia.formats",
    "diverse": "sogdia.routing",
    "ecosystems": "sogdia.panels",
    "estimate": "sogdia.influence",
    "expose": "sogdia.dependence",
    "fail": "sogdia.flows",
    "fail_many": "sogdia.flows",
    "flow": "sogdia.flows",
    "frontier": "sogdia.planning",
    "ideal_points": "sogdia.influence",
    "joining": "sogdia.panels",
    "latency": "sogdia.flows",
    "live_through": "sogdia.planning",
    "merge": "sogdia.merging",
    "offer": "sogdia.offers",
    "panel": "sogdia.panels",
    "paths": "sogdia.routing",
    "plan": "sogdia.planning",
    "read": "sogdia.formats",
    "replay": "sogdia.incidents",
    "report": "sogdia.reports",
    "route": "sogdia.routing",
    "study": "sogdia.studies",
    "survey": "sogdia.routing",
    "sweep": "sogdia.sweeps",
    "terrain": "sogdia.data",
    "verdict": "sogdia.verdicts",
    "verify": "sogdia.verification",
    "weigh": "sogdia.planning",
    "world": "sogdia.data",
    "write": "sogdia.formats",
}

__all__ = ["__version__", *sorted(_HOME)]  # noqa: PLE0604  names are strings by construction


def __getattr__(name: str) -> Any:  # noqa: ANN401  any public name
    if name not in _HOME:
        raise AttributeError(f"module 'sogdia' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return list(__all__)
