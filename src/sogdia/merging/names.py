"""How alike two names are: of places, of organisations, of systems.

A name is folded (case, accents, punctuation), what says nothing is dropped (country after a comma, legal forms, words
such as `landing station`), and what is left is compared word by word. Numbers and compass words must agree. The words
stand in `dropped_words.csv` by kind: article, place, legal and system are dropped; side: words that tell two places
apart; common: words that tell no system.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from sogdia.formats.country_names import country_code

if TYPE_CHECKING:
    from collections.abc import Iterable

SAME: Final = 0.9
"""Names at least this alike are taken as one name: one letter in ten differs. Assumed."""
ALIKE: Final = 0.75
"""Names at least this alike may be one: a quarter of the letters differ, or one name is part of the other. Assumed."""
UNKNOWN: Final = 0.5
"""Likeness where a name is missing or says nothing: neither for nor against."""
_STATE: Final = 2
"""Letters of a code that may be a state's of a federation (`York, PA`): no country is read into it."""
_PART: Final = 0.8
_OTHER_SIDE: Final = 0.6

_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "&": " and ", "ħ": "h"}
)
_SHORT: Final = {
    "st": "saint", "ste": "saint", "sta": "santa", "mt": "mount", "pt": "port", "ft": "fort", "intl": "international",
    "tel": "telecom", "telecoms": "telecom", "telecommunication": "telecom", "telecommunications": "telecom",
    "comms": "communications", "technologies": "technology", "networks": "network",
}  # fmt: skip
_TABLE: Final = Path(__file__).with_name("dropped_words.csv")


def _read_words(kind: str) -> frozenset[str]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file) if row["kind"] == kind)


_ARTICLES: Final = _read_words("article")
_GENERIC_PLACE: Final = _read_words("place")
_LEGAL: Final = _read_words("legal")
_GENERIC_SYSTEM: Final = _read_words("system")
_SIDES: Final = _read_words("side")
COMMON: Final = _read_words("common")
"""Words in so many names of systems and organisations that they tell none."""


@dataclass(frozen=True)
class Name:
    """A name made ready for comparison.

    Attributes
    ----------
    forms
        Each way in which it is known (the name, what stands in brackets, parts of `A/B`) as its words in order.
    numbers
        The whole numbers in it: `SEA-ME-WE 4` is not `SEA-ME-WE 5`.
    parts
        What stood after a comma and is no country (`New York, NY`).
    """

    forms: tuple[tuple[str, ...], ...]
    numbers: frozenset[str]
    parts: frozenset[str]

    @property
    def key(self) -> str:
        """The first form without spaces, empty where the name says nothing."""
        return "".join(self.forms[0]) if self.forms else ""


def fold(text: str) -> str:
    """Give a text in lower case without accents and punctuation, words apart by one space.

    Examples
    --------
    >>> fold("Côte d'Ivoire — Sassandra"), fold("S.A.")
    ('cote divoire sassandra', 'sa')
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"['’‘`´]", "", plain)
    plain = re.sub(r"\b((?:[^\W\d_]\.)+[^\W\d_]?)(?!\w)", lambda found: found[1].replace(".", ""), plain)
    return " ".join(re.findall(r"[^\W_]+", plain))


@lru_cache(maxsize=200_000)
def place_name(text: str | None) -> Name:
    """Read the name of a place: country, generic words and articles dropped.

    Examples
    --------
    >>> place_name("Mombasa Cable Landing Station, Kenya").forms, place_name("Auto generated missing node").forms
    ((('mombasa',),), ())
    """
    pieces = [piece.strip() for piece in (text or "").split(",")]
    while len(pieces) > 1 and (not pieces[-1] or (len(pieces[-1]) > _STATE and country_code(pieces[-1]))):
        pieces.pop()
    parts = frozenset(fold(piece) for piece in pieces[1:] if fold(piece))
    return _name(pieces[0], _GENERIC_PLACE, parts)


@lru_cache(maxsize=200_000)
def organisation_name(text: str | None) -> Name:
    """Read the name of an organisation: legal forms dropped.

    Examples
    --------
    >>> organisation_name("Jamii Telecom Ltd.") == organisation_name("JAMII TELECOMMUNICATIONS, Limited")
    True
    """
    return _name((text or "").replace(",", " "), _LEGAL, frozenset())


@lru_cache(maxsize=200_000)
def system_name(text: str | None) -> Name:
    """Read the name of a cable or trunk: words such as `cable system` dropped, brackets and slashes as other names.

    Examples
    --------
    >>> likeness(system_name("Africa Coast to Europe (ACE)"), system_name("ACE"))
    1.0
    """
    return _name((text or "").replace(",", " "), _GENERIC_SYSTEM, frozenset())


def _name(text: str, dropped: frozenset[str], parts: frozenset[str]) -> Name:
    inside = re.findall(r"[(\[]([^)\]]+)[)\]]", text)
    outside = re.sub(r"[(\[][^)\]]*[)\]]", " ", text)
    texts = [outside, *inside, *(outside.split("/") if "/" in outside else ())]
    forms = []
    for each in texts:
        words = tuple(_SHORT.get(word, word) for word in fold(each).split() if word not in dropped)
        kept = tuple(word for word in words if word not in _ARTICLES) or words
        if kept and not all(word.isdigit() for word in kept) and kept not in forms:
            forms.append(kept)
    numbers = frozenset(number.lstrip("0") for number in re.findall(r"\d+", fold(text)))
    return Name(tuple(forms), numbers, parts)


def likeness(a: Name, b: Name) -> float:
    """Give how alike two names are.

    Returns
    -------
    float
        1 for the same words in any order or run together; `UNKNOWN` where either says nothing; 0 for nothing shared.
    """
    if not a.forms or not b.forms:
        return UNKNOWN
    best = max(_form_likeness(x, y) for x in a.forms for y in b.forms)
    if a.numbers != b.numbers:
        best = min(best, UNKNOWN if a.numbers and b.numbers else _OTHER_SIDE)
    if a.parts and b.parts and not a.parts & b.parts:
        best = min(best, _OTHER_SIDE)
    return best


@lru_cache(maxsize=400_000)
def _form_likeness(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    joined_a, joined_b = "".join(a), "".join(b)
    set_a, set_b = set(a), set(b)
    if joined_a == joined_b or set_a == set_b:
        return 1.0
    straight = fuzz.ratio(joined_a, joined_b)
    turned = fuzz.ratio("".join(sorted(a)), "".join(sorted(b)))
    found = max(straight, turned) / 100.0
    if min(len(joined_a), len(joined_b)) <= 4:
        found = min(found, UNKNOWN)
    small, large = (set_a, set_b) if len(set_a) <= len(set_b) else (set_b, set_a)
    if small < large and max(map(len, small)) >= 4:
        found = max(found, _PART)
    if (set_a ^ set_b) & _SIDES:
        found = min(found, _OTHER_SIDE)
    return found


def words(names: Iterable[Name]) -> list[frozenset[str]]:
    """Give all words of each name, for the search of names that share one."""
    return [frozenset(word for form in name.forms for word in form) for name in names]
