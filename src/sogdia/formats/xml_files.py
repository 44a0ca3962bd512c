"""Reads XML safely: no entities of its own, no outside files, no depth without end."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from sogdia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

LARGEST_BYTES: Final = 250_000_000
DEEPEST: Final = 200
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def local(tag: object) -> str:
    """Give a tag's name without its namespace."""
    return str(tag).rpartition("}")[2]


def elements(path: Path, wanted: frozenset[str]) -> Iterator[tuple[str, Element, tuple[str, ...]]]:
    """Go through a file and give each whole element whose name is wanted, with the names of those around it.

    An element that was given is emptied afterwards, so that memory stays small.

    Raises
    ------
    DataError
        The file is too large, is no well-formed XML, declares entities, or is nested without end.
    """
    if path.stat().st_size > LARGEST_BYTES:
        raise DataError(f"{path} is larger than {LARGEST_BYTES / 1e6:.0f} MB; give it in parts")
    around: list[str] = []
    inside = 0
    try:
        for event, element in iterparse(str(path), events=("start", "end"), forbid_dtd=False, forbid_entities=True):
            name = local(element.tag)
            if event == "start":
                around.append(name)
                inside += name in wanted
                if len(around) > DEEPEST:
                    raise DataError(f"{path} is nested deeper than {DEEPEST} elements")
                continue
            around.pop()
            inside -= name in wanted
            if name in wanted:
                yield name, element, tuple(around)
            if not inside:
                element.clear()
    except ParseError as fault:
        raise DataError(f"{path} is no whole XML: {fault}") from fault
    except DefusedXmlException as fault:
        raise DataError(f"{path} declares entities of its own, which no map needs; it is not read") from fault
    except (UnicodeDecodeError, LookupError, ValueError) as fault:
        raise DataError(f"{path} cannot be read as XML: {fault}") from fault


def escaped(text: object) -> str:
    """Give a text as it may stand in an XML element or attribute; characters that XML has not are left out."""
    return html.escape(_NOT_XML.sub("", str(text))).replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")
