"""Which country a name or code means: `country_code("Congo, Dem. Rep.") == "COD"`.

The one table of names of all readers is `country_names.csv`: each row a name or code, the ISO 3166-1 alpha-3 code that
it means (Kosovo is XKX), its kind, and a note. Kinds: `alpha2`, `alpha3`, `numeric`, `short` and `official` (ISO's own
English names), `alternate` (as other publishers write it), `other_code` (UK, EL, XK), `former` and `former_code` (the
same state under another name), `part` (a part of it that publishers list apart). Without a code: `dissolved` (a state
that is no more), `several` (a name of more than one) and `group` (regions and income groups).

Source
------
ISO 3166-1 (2020) for codes and short and official names; the alternates as the International Telecommunication Union,
the World Bank, the United Nations, Gapminder, Our World in Data, TeleGeography and AidData print them. A name is that
of its publisher and no position of this project.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, cast

from sogdia.errors import nearest_name

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES: Final = Path(__file__).with_name("country_names.csv")
Kind = Literal[
    "alpha2", "alpha3", "numeric", "short", "official", "alternate", "other_code", "former", "former_code", "part",
    "dissolved", "several", "group",
]  # fmt: skip

_CODES: Final = {"alpha2", "alpha3", "numeric", "other_code", "former_code"}
LONGEST_NAME: Final = 200
"""A longer text is no name of a country."""
MOST_PARTS: Final = 6
"""No name of a country has more commas."""

_UNSAID: Final = {"of", "the", "and"}
_SHORTENED: Final = {
    "st": "saint", "rep": "republic", "dem": "democratic", "fed": "federated", "sts": "states", "is": "islands",
    "isl": "islands", "i": "island", "eq": "equatorial", "n": "north", "s": "south",
}  # fmt: skip


@dataclass(frozen=True)
class CountryName:
    """What a name means: `code` (ISO 3166-1 alpha-3, XKX; None where no one country is meant), its kind, a note."""

    name: str
    code: str | None
    kind: Kind
    note: str = ""


def country_code(name: object) -> str | None:
    """Give the ISO 3166-1 alpha-3 code of a country's name or code; None where no one country of today is meant.

    Parameters
    ----------
    name
        A name in any of the usual English styles, in any case, with or without accents and abbreviations; an alpha-2,
        alpha-3 or numeric code. `NA` is Namibia: read tables with `keep_default_na=False`.

    Examples
    --------
    >>> [country_code(n) for n in ("NA", "XK", "UK", "EL", "404", "Korea (Rep. of)", "Virgin Islands (U.K.)", "Korea")]
    ['NAM', 'XKX', 'GBR', 'GRC', 'KEN', 'KOR', 'VGB', None]
    """
    found = find_country(name)
    return found.code if found else None


def find_country(name: object) -> CountryName | None:
    """Say what a country's name or code means, with its kind (`former`, `part`, `dissolved`, ...); None if not known.

    Examples
    --------
    >>> find_country("Swaziland").kind, find_country("Yugoslavia").kind, find_country("Atlantis")
    ('former', 'dissolved', None)
    """
    text = _text(name)
    if not text or len(text) > LONGEST_NAME:
        return None
    codes, names = _tables()
    code = f"{int(text):03d}" if re.fullmatch(r"[0-9]{1,3}", text) else text.upper()
    return codes.get(code) or names.get(_key(text)) or names.get(_key(_unmangled(text)))


def country_hint(name: str) -> str:
    """Say which known name is nearest to one that is not known, as the tail of an error message; empty if none is."""
    return nearest_name(name, {row.name for row in _tables()[1].values()})


def country_at_the_end(place: str) -> tuple[str, str | None]:
    """Split "Town, Region, Country" into the town with its region, and the country's code (None: not recognised).

    Examples
    --------
    >>> country_at_the_end("Muanda, Congo, Dem. Rep.")
    ('Muanda', 'COD')
    >>> country_at_the_end("El Segundo, CA, United States")
    ('El Segundo, CA', 'USA')
    """
    parts = [part.strip() for part in place.split(",")]
    for cut in range(max(1, len(parts) - MOST_PARTS), len(parts)):
        code = country_code(", ".join(parts[cut:]))
        if code is not None and len("".join(parts[cut:])) > 2:
            return ", ".join(parts[:cut]), code
    return place.strip(), None


def is_code_trap(name: object) -> bool:
    """Tell whether a code is one that is often misread: `NA` (taken for missing), `UK`, `EL`, `XK`, or a number.

    Examples
    --------
    >>> [is_code_trap(code) for code in ("NA", "UK", "404", "KE", "KEN")]
    [True, True, True, False, False]
    """
    text = str(name).strip()
    return text.upper() in {"NA", "UK", "EL", "XK"} or text.removesuffix(".0").isdigit()


@cache
def alpha2() -> Mapping[str, str]:
    """Give the two-letter code of each country by its three-letter one (ISO 3166-1, XK for XKX).

    Examples
    --------
    >>> alpha2()["NAM"], alpha2()["XKX"]
    ('NA', 'XK')
    """
    rows = [row for row in _tables()[0].values() if row.kind == "alpha2" or row.name == "XK"]
    return {row.code: row.name for row in rows if row.code}


def _text(name: object) -> str:
    """Give the text of a cell; a whole number is a numeric code, and a missing one is empty."""
    if isinstance(name, str):
        text = name.strip()
        return text[:-2] if re.fullmatch(r"[0-9]{1,3}\.0", text) else text
    return str(int(name)) if isinstance(name, int | float) and 0 <= name < 1000 and name % 1 == 0 else ""


def _unmangled(text: str) -> str:
    """Give UTF-8 text that was once read as Windows-1252 as it was meant (`CÃ´te`); other text as it is."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


@lru_cache(maxsize=65_536)
def _key(name: str) -> tuple[str, ...]:
    """Give the words that tell a name from others, sorted: `Congo (Rep. of the)` and `Republic of the Congo` agree."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    plain = plain.replace("&", " and ").replace("ı", "i")
    plain = re.sub(r"['’‘`´]", "", plain)
    plain = re.sub(r"\b((?:[a-z]\.)+)(?![a-z])", lambda m: m[1].replace(".", "") + " ", plain)
    words = re.findall(r"[^\W_]+", plain)
    return tuple(sorted(_SHORTENED.get(word, word) for word in words if word not in _UNSAID))


@cache
def _tables() -> tuple[dict[str, CountryName], dict[tuple[str, ...], CountryName]]:
    """Give the table twice: codes as they are written, and names by their words."""
    codes: dict[str, CountryName] = {}
    names: dict[tuple[str, ...], CountryName] = {}
    with NAMES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            entry = CountryName(row["name"], row["code"] or None, cast("Kind", row["kind"]), row["note"])
            if row["kind"] in _CODES or (entry.code is None and re.fullmatch(r"[A-Z_]{2,8}", row["name"])):
                codes.setdefault(row["name"], entry)
            else:
                names.setdefault(_key(row["name"]), entry)
    return codes, names
