"""Names of foreign columns brought to one form, so that they can be compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_NAME: Final = 200
"""Letters of a column's name that are looked at."""


def plain(name: object) -> str:
    """Give a column's name in small letters without spaces, marks and accents."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", str(name)[:LONGEST_NAME].casefold()))


def words_of(name: object) -> str:
    """Give a column's name as small words with one blank between them; what stands in brackets is left out.

    Examples
    --------
    >>> words_of("SiteA_Code"), words_of("Länge (km)"), words_of("RFS-Date")
    ('site a code', 'lange', 'rfs date')
    """
    text = re.sub(r"[(\[{][^)\]}]*[)\]}]", " ", str(name)[:LONGEST_NAME])
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    letters = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z]+|\d+", "".join(letters)))
