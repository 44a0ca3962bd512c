"""The noun: one network model that every verb reads."""

from sogdia.network.network import SCHEMA_VERSION, SCHEMAS, Network

__all__ = ["SCHEMAS", "SCHEMA_VERSION", "Network"]
