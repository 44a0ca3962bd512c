"""Units that the names of foreign columns carry, and those that stand behind a number in a cell."""

from __future__ import annotations

import re
from typing import Final

from sogdia.formats.column_names import LONGEST_NAME, plain, words_of

UNITS: Final[dict[str, dict[str, float]]] = {
    "km": {"km": 1.0, "m": 0.001, "mi": 1.609344, "nm": 1.852, "ft": 0.0003048},
    "Gbit/s": {"gbps": 1.0, "mbps": 1e-3, "tbps": 1e3, "kbps": 1e-6, "bps": 1e-9},
    "pair": {"pair": 1.0, "fibre": 0.5},
}
"""Factor from each unit that is read to the unit of the column (exact by definition: mile, nautical mile, foot)."""
WORDS: Final[dict[str, dict[str, str]]] = {
    "km": {"km": "km", "kms": "km", "kilometres": "km", "kilometers": "km", "kilometre": "km", "kilometer": "km",
           "m": "m", "mtr": "m", "mtrs": "m", "metre": "m", "metres": "m", "meter": "m", "meters": "m", "metros": "m",
           "mi": "mi", "mile": "mi", "miles": "mi", "nm": "nm", "nmi": "nm", "ft": "ft", "feet": "ft"},
    "Gbit/s": {"gbps": "gbps", "gbits": "gbps", "gb": "gbps", "g": "gbps", "gbit": "gbps", "mbps": "mbps",
               "mbits": "mbps",
               "mb": "mbps", "m": "mbps", "mbit": "mbps", "tbps": "tbps", "tbits": "tbps", "tb": "tbps", "t": "tbps",
               "tbit": "tbps", "kbps": "kbps", "kbits": "kbps", "bps": "bps", "bits": "bps", "speedraw": "bps"},
    "pair": {"pair": "pair", "pairs": "pair", "fp": "pair", "fibre": "fibre", "fibres": "fibre", "fiber": "fibre",
             "fibers": "fibre", "cores": "fibre", "count": "fibre", "strands": "fibre"},
}  # fmt: skip
"""Words and signs of each unit, in small letters without marks (`Gbit/s` is `gbits`)."""
_GLUED: Final = {
    "km": {"metres": "m", "meters": "m", "lengthm": "m", "lenm": "m", "distm": "m", "distancem": "m", "longueurm": "m",
           "longitudm": "m", "km": "km", "miles": "mi", "nm": "nm", "mi": "mi", "ft": "ft"},
    "Gbit/s": {"gbps": "gbps", "mbps": "mbps", "tbps": "tbps", "kbps": "kbps", "speedraw": "bps"},
    "pair": {"pairs": "pair", "fp": "pair", "fibres": "fibre", "fibers": "fibre", "cores": "fibre", "count": "fibre"},
}  # fmt: skip
"""Units of names that end so, without a mark before it; the first that fits is taken."""
_BRACKET: Final = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")


def unit_of(name: str, quantity: str) -> str:
    """Give the unit that a column's name carries, of the units that `quantity` (`km`, `Gbit/s`, `pair`) can have.

    Examples
    --------
    >>> unit_of("LEN_M", "km"), unit_of("length", "km"), unit_of("LinkSpeedRaw", "Gbit/s"), unit_of("cores", "pair")
    ('m', 'km', 'bps', 'fibre')
    >>> unit_of("Longueur (m)", "km"), unit_of("Capacity [Mbit/s]", "Gbit/s")
    ('m', 'mbps')
    """
    known = WORDS[quantity]
    bracket = _BRACKET.search(name[:LONGEST_NAME])
    candidates = [plain(bracket[1])] if bracket else []
    candidates += reversed(words_of(name).split()[1:])
    word = next((one for one in candidates if one in known), None)
    if word is not None:
        return known[word]
    glued = (unit for end, unit in _GLUED[quantity].items() if plain(name).endswith(end))
    return next(glued, next(iter(UNITS[quantity])))


def with_unit(cell: str, quantity: str) -> tuple[str, str] | None:
    """Take a number and the unit behind it apart; None where the cell is no such thing.

    Examples
    --------
    >>> with_unit("1,693 km", "km"), with_unit("2.5 Gbps", "Gbit/s"), with_unit("about 5", "km")
    (('1,693', 'km'), ('2.5', 'gbps'), None)
    """
    parts = re.fullmatch(r"\s*([+-]?\d[\d\s.,\u00a0\u202f]*)([A-Za-z][A-Za-z/ ]{0,12}?)\.?\s*", cell)
    unit = WORDS[quantity].get(plain(parts[2])) if parts else None
    return (parts[1].strip(), unit) if parts and unit else None
