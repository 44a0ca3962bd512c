"""Studies: a question about corridors, written as TOML, opened as a network with and without what is asked about."""

from sogdia.studies.opening import Study, shipped_studies, study

__all__ = ["Study", "shipped_studies", "study"]
