"""What Sogdia reads and writes: one file for each outside format."""

from sogdia.formats.draft import Draft, Finding
from sogdia.formats.files import Conversion, convert, read, write
from sogdia.formats.geopackage import read_geopackage, write_geopackage

__all__ = ["Conversion", "Draft", "Finding", "convert", "read", "read_geopackage", "write", "write_geopackage"]
