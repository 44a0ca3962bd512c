"""Longitudes and latitudes written as text: degrees, minutes and seconds, or degrees with a letter of the compass."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 60
"""Longer text is no angle."""

_SIGN: Final = {"N": 1.0, "E": 1.0, "S": -1.0, "W": -1.0}
_NUMBER: Final = r"\d{1,3}(?:[.,]\d+)?"
_ANGLE: Final = re.compile(
    rf"""\s*(?P<before>[NSEW])?\s*(?P<sign>[+-])?(?P<degrees>{_NUMBER})\s*(?:°|º|˚|deg|d|\s|$)\s*
    (?:(?P<minutes>{_NUMBER})\s*(?:'|’|′|´|m|min|\s|$)\s*)?
    (?:(?P<seconds>{_NUMBER})\s*(?:"|”|″|''|’’|′′|s|sec)?\s*)?
    (?P<after>[NSEW])?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_COMPASS: Final = re.compile(rf"\s*([+-]?{_NUMBER})\s*°?\s*([NSEW])\s*", re.IGNORECASE)


def degrees(text: str) -> float | None:
    r"""Give an angle in decimal degrees, south and west under zero; None where the text is no such angle.

    Examples
    --------
    >>> degrees("1°17'11\"S"), degrees("39,6682 E"), degrees("36 49 2.3 E"), degrees("about 5")
    (-1.2863888888888888, 39.6682, 36.817305555555556, None)
    """
    if len(text) > _LONGEST:
        return None
    found = _COMPASS.fullmatch(text)
    if found is not None:
        return float(found[1].replace(",", ".")) * _SIGN[found[2].upper()]
    found = _ANGLE.fullmatch(text)
    if found is None or (found["before"] and found["after"]):
        return None
    parts = [float((found[name] or "0").replace(",", ".")) for name in ("degrees", "minutes", "seconds")]
    if parts[1] >= 60 or parts[2] >= 60 or (found["minutes"] is None and found["seconds"] is not None):
        return None
    letter = (found["before"] or found["after"] or "N").upper()
    turned = -1.0 if found["sign"] == "-" else _SIGN[letter]
    return turned * (parts[0] + parts[1] / 60 + parts[2] / 3600)
