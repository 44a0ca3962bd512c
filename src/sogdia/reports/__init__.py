"""Reports: maps, charts and one HTML file, for a minister first and an analyst after."""
