"""Reports: maps, charts and one HTML file, for a minister first and an analyst after."""

from sogdia.reports.brief import report
from sogdia.reports.maps import corridor_map, network_map
from sogdia.reports.offer_page import offer_report
from sogdia.reports.theme import Theme

__all__ = ["Theme", "corridor_map", "network_map", "offer_report", "report"]
