"""Which state of the Correlates of War a name or code means: the two Germanies and the two Yemens kept apart.

`cow_states.csv` lists every member that voted in the General Assembly, with its number and the ISO 3166-1 alpha-3 code
that panels of today use. A state and its continuation share a number: Soviet Union and Russia 365; Yugoslavia, Serbia
and Montenegro, and Serbia 345 (SRB); Tanganyika and Tanzania 510; United Arab Republic and Egypt 651. Germany is 255
from its unification, the Federal Republic before it 260, the German Democratic Republic 265; Yemen is 679 from its
unification, the Arab Republic before it 678, the People's Republic 680; Czechoslovakia is 315 and Zanzibar 511.

Source
------
Correlates of War Project, State System Membership, version 2016 (numbers and names); ISO 3166-1 and 3166-3 (codes).
"""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.formats.country_names import country_code

if TYPE_CHECKING:
    from collections.abc import Mapping

STATES: Final = Path(__file__).with_name("cow_states.csv")

_FORMER: Final = {
    "federal republic of germany": 260, "german federal republic": 260, "germany, federal republic of": 260,
    "west germany": 260, "germany (federal republic)": 260, "germany, west": 260,
    "german democratic republic": 265, "east germany": 265, "germany, east": 265, "dd": 265, "ddr": 265,
    "yemen arab republic": 678, "north yemen": 678, "yar": 678,
    "yemen people's republic": 680, "yemen people’s republic": 680, "democratic yemen": 680, "south yemen": 680,
    "people's democratic republic of yemen": 680, "yd": 680, "ymd": 680, "ypr": 680,
    "zanzibar": 511, "tanganyika": 510, "united republic of tanganyika and zanzibar": 510,
    "ussr": 365, "soviet union": 365, "union of soviet socialist republics": 365, "sun": 365, "su": 365,
    "russian federation (ussr)": 365, "byelorussian ssr": 370, "ukrainian ssr": 369,
    "yugoslavia": 345, "yu": 345, "yug": 345, "serbia and montenegro": 345, "scg": 345, "serbia": 345,
    "yugoslavia (former)": 345, "federal republic of yugoslavia": 345, "socialist federal republic of yugoslavia": 345,
    "czechoslovakia": 315, "cs": 315, "csk": 315, "united arab republic": 651,
}  # fmt: skip
"""States that are no more, by the names and codes that publishers of votes give them; in lower case."""


@cache
def cow_states() -> Mapping[int, tuple[str, str]]:
    """Give the ISO code (empty for Zanzibar) and the name of each state by its number.

    Examples
    --------
    >>> cow_states()[260], cow_states()[365]
    (('DEU', 'German Federal Republic'), ('RUS', 'Soviet Union, Russia'))
    """
    with STATES.open(encoding="utf-8", newline="") as file:
        return {int(row["cow"]): (row["iso3"], row["name"]) for row in csv.DictReader(file)}


@cache
def _numbers() -> dict[str, int]:
    numbers: dict[str, int] = {}
    for number, (code, _) in sorted(cow_states().items()):
        if number not in {260, 678}:
            numbers.setdefault(code, number)
    return numbers


@lru_cache(maxsize=4096)
def cow_number(name: str, code: str = "") -> int | None:
    """Give the number of the state that a name means; where the name is not known, its code is asked.

    Parameters
    ----------
    name
        As a publisher of votes writes it.
    code
        ISO alpha-2 or alpha-3 code beside it, current or former; empty where there is none.

    Examples
    --------
    >>> cow_number("Federal Republic of Germany"), cow_number("Germany", "DE"), cow_number("Namibia", "NA")
    (260, 255, 565)
    """
    for text in (name, code):
        if text.strip().lower() in _FORMER:
            return _FORMER[text.strip().lower()]
    found = country_code(name) or country_code(code)
    return _numbers().get(found) if found else None
