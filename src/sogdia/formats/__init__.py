"""What Sogdia reads and writes: one file for each outside format."""

from sogdia.formats.files import read, write
from sogdia.formats.geopackage import read_geopackage, write_geopackage

__all__ = ["read", "read_geopackage", "write", "write_geopackage"]
