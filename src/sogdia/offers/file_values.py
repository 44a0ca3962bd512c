"""Dates, countries, currencies and amounts as an offer file writes them: each refused with its mend (workshop)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from sogdia.formats.country_names import country_code, country_hint

_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")
_FORMS = "give YYYY, YYYY-MM or YYYY-MM-DD"
_YEARS = range(1990, 2201)


def as_text(value: Any) -> Any:  # noqa: ANN401  as found in the file
    """Write a date of TOML, which stands without quotes, as text."""
    return value.isoformat() if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else value


def real_day(text: str) -> str:
    """Hold that a date is one of the calendar.

    Raises
    ------
    ValueError
        Another form, or a month or a day that is not there.

    Examples
    --------
    >>> real_day("2024-02-29"), real_day("2026-12")
    ('2024-02-29', '2026-12')
    """
    if not _DAY.fullmatch(text):
        raise ValueError(f"is no date; {_FORMS}")
    try:
        dt.date(*(int(part) for part in f"{text}-01-01"[:10].split("-")))
    except ValueError as fault:
        raise ValueError(f"is no day of the calendar; {_FORMS}") from fault
    return text


def until_when(value: Any) -> int | str | None:  # noqa: ANN401  as found in the file
    """Give the year or the day until which something binds.

    Raises
    ------
    ValueError
        Neither a day nor a year from 1990 to 2200.

    Examples
    --------
    >>> until_when(2036), until_when(dt.date(2036, 5, 1))
    (2036, '2036-05-01')
    """
    text = as_text(value)
    if isinstance(text, str):
        return real_day(text)
    if text is None:
        return None
    if text in _YEARS:
        return int(text)
    raise ValueError(f"is no year from {_YEARS[0]} to {_YEARS[-1]} and no date; {_FORMS}")


def country(code: str) -> str:
    """Hold that a text has the form of a country's code.

    Raises
    ------
    ValueError
        Another form; with the code where a country has that name.
    """
    if re.fullmatch(r"[A-Z]{3}", code):
        return code
    known = country_code(code)
    hint = f"did you mean {known!r}?" if known else country_hint(code)
    raise ValueError(f"is no code of a country (ISO 3166-1 alpha-3); {hint}".removesuffix("; "))


def currency(code: str) -> str:
    """Hold that a text has the form of a currency's code.

    Raises
    ------
    ValueError
        Another form.
    """
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise ValueError("is no code of a currency; give three capitals (ISO 4217), as in EUR")
    return code


Musd = Annotated[float, Field(ge=0, le=1e6)]
"""US$ million: a figure above a million is in dollars, or in another unit."""
Gbps = Annotated[float, Field(ge=0, le=1e7)]
Usd = Annotated[float, Field(ge=0, le=1e7)]
Day = Annotated[str, BeforeValidator(as_text), AfterValidator(real_day)]
Country = Annotated[str, AfterValidator(country)]
Currency = Annotated[str, AfterValidator(currency)]
