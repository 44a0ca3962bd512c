"""Panels of countries and years: which frameworks states accept, which programmes reach them, and what came of it."""

from sogdia.panels.acceptances import AcceptanceResult, acceptance
from sogdia.panels.country_years import PanelResult, panel
from sogdia.panels.ecosystem_map import EcosystemsResult, ecosystems
from sogdia.panels.hazard_of_joining import JoiningResult, joining

__all__ = [
    "AcceptanceResult",
    "EcosystemsResult",
    "JoiningResult",
    "PanelResult",
    "acceptance",
    "ecosystems",
    "joining",
    "panel",
]
