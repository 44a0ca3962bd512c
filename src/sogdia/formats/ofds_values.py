"""Reads single values of the Open Fibre Data Standard, mends those that have one meaning, and tells the others."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sogdia.formats.country_names import country_code
from sogdia.formats.draft import Finding
from sogdia.formats.ofds_terms import CLOSED, PARTS, STATUS_READ, alpha3, join, join_record
from sogdia.formats.web_addresses import is_iri, with_scheme

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.formats.draft import Severity

MOST_OF_A_KIND: Final = 5_000
"""Findings of one kind that are told one by one; the others are counted."""
_TRUE: Final = {"true", "yes", "1", "y"}
_FALSE: Final = {"false", "no", "0", "n"}
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def shown(value: object) -> str:
    """Show a value in a finding, cut to 80 characters."""
    if isinstance(value, str):
        return value[:80]
    try:
        return json.dumps(value, ensure_ascii=False)[:80]
    except (TypeError, ValueError, RecursionError):
        return f"a {type(value).__name__}"


class Values:
    """Reads values and gathers what is wrong with them; `at` says where the next ones stand."""

    def __init__(self) -> None:
        self.file = ""
        self.row: int | None = None
        self.key = ""
        self.findings: list[Finding] = []
        self.counts: Counter[str] = Counter()
        self._absent: Counter[tuple[str, str]] = Counter()
        self._often: dict[tuple[str, str, str], list[Any]] = {}
        self._countries: dict[str, str | None] = {}
        self._lists: dict[tuple[str, ...], str | None] = {}
        self.readers: dict[str, Callable[[Any, str], Any]] = {
            "text": self.text,
            "iri": self.address,
            "currency": self.text,
            "date": self.day,
            "flag": self.flag,
            "count": self.count,
            "number": self.number,
            "positive": self.positive,
            "codes": self.codes,
            "media": lambda value, column: self.codes(value, column, CLOSED["media"]),
            "deployments": lambda value, column: self.codes(value, column, CLOSED["deployments"]),
            "fibre": lambda value, column: self.code(value, column, CLOSED["fibre"]),
            "country": self.country,
            "countries": self.countries,
            **{kind: partial(self.records, parts=parts) for kind, parts in PARTS.items()},
        }

    def at(self, file: str, row: int | None, key: object) -> None:
        """Say which file, row and id the next values are of."""
        self.file, self.row, self.key = file, row, "" if key is None else str(key)[:80]

    def tell(
        self,
        severity: Severity,
        code: str,
        column: str,
        value: object,
        problem: str,
        mend: str = "",
        *,
        mended: bool = False,
    ) -> None:
        """Note a finding at the present place."""
        self.counts[code] += 1
        if self.counts[code] <= MOST_OF_A_KIND or (severity == "error" and self.counts[code] <= 4 * MOST_OF_A_KIND):
            self.findings.append(
                Finding(severity, code, self.file, self.row, self.key, column, shown(value) if value != "" else "",
                        problem, mend, mended=mended)
            )  # fmt: skip

    def unknown(self, column: str, value: object) -> None:
        """Note a field that the standard does not have; each is told once in a file, with its count."""
        self.once("non-standard-field", column, value, "field is not in the standard", "left out")

    def once(self, code: str, column: str, value: object, problem: str, mend: str) -> None:
        """Note what the reader mends in the same way in many rows; it is told once in a file, with its count."""
        place = (self.file, code, column[:80])
        if place not in self._often and len(self._often) < MOST_OF_A_KIND:
            self._often[place] = [self.row, self.key, shown(value), problem, mend, 0]
        if place in self._often:
            self._often[place][5] += 1
        self.counts[code] += 1

    def absent(self, what: str) -> None:
        """Note a row without something that is wanted; told once in a file, with its count."""
        self._absent[self.file, what] += 1

    def close(self) -> tuple[Finding, ...]:
        """Give all findings, with those that are told once in a file at the end."""
        for (file, code, column), (row, key, value, problem, mend, count) in self._often.items():
            told = f"{problem} (in {count} row{'s' if count > 1 else ''})"
            self.findings.append(Finding("note", code, file, row, key, column, value, told, mend, mended=True))
        for (file, what), count in self._absent.items():
            code = f"missing-{what.split(':')[0]}"
            self.counts[code] += count
            column = what.split(":")[1]
            problem = f"{count} row{'s' if count > 1 else ''} without {column}"
            self.findings.append(Finding("note", code, file, None, "", column, str(count), problem))
        for code, count in self.counts.items():
            if count > MOST_OF_A_KIND and sum(finding.code == code for finding in self.findings) >= MOST_OF_A_KIND:
                problem = f"{count:,} findings of the kind {code}; not all are told one by one"
                self.findings.append(Finding("note", "more-of-a-kind", "", None, "", "", code, problem))
        return tuple(self.findings)

    def wrong(self, column: str, value: object, problem: str) -> None:
        """Note a value that has no meaning here; the cell stays empty."""
        self.tell(
            "warning", "wrong-value", column, value, problem, "left empty: give a value of the standard", mended=True
        )

    def text(self, value: Any, column: str) -> str | None:  # noqa: ANN401  any JSON value may stand in a file
        """Read a text."""
        if isinstance(value, str):
            text = value.strip()
            if not text:
                self.tell("note", "empty-text", column, "", "text is empty", "read as absent", mended=True)
            return text or None
        if value is None:
            return None
        if isinstance(value, bool | int | float):
            self.tell("note", "wrong-type", column, value, "is not a text", "read as text", mended=True)
            return str(value)
        self.wrong(column, value, "is not a text")
        return None

    def address(self, value: Any, column: str) -> str | None:  # noqa: ANN401  any JSON value may stand in a file
        """Read a web address (an IRI); one without its scheme is mended, another text is kept and told."""
        text = self.text(value, column)
        if text is None or is_iri(text):
            return text
        made = with_scheme(text)
        if made is not None:
            problem, mend = "is a web address without its scheme", f"read as {made[:80]}"
            self.tell("note", "web-address", column, value, problem, mend, mended=True)
        else:
            mend = "give an address such as https://example.org, or leave it out"
            self.tell("warning", "web-address", column, value, "is no web address", mend)
        return made or text

    def flag(self, value: Any, column: str) -> bool | None:  # noqa: ANN401  any JSON value may stand in a file
        """Read true or false."""
        if isinstance(value, bool) or value is None:
            return value
        word = str(value).strip().lower() if isinstance(value, str | int) else ""
        if word in _TRUE or word in _FALSE:
            self.tell("note", "wrong-type", column, value, "is not true or false", "read as such", mended=True)
            return word in _TRUE
        self.wrong(column, value, "is not true or false")
        return None

    def number(self, value: Any, column: str) -> float | None:  # noqa: ANN401  any JSON value may stand in a file
        """Read a finite number."""
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            try:
                number = float(value)
            except OverflowError:
                number = math.inf
        else:
            try:
                number = float(str(value)) if isinstance(value, str) else math.nan
            except ValueError:
                number = math.nan
            if math.isfinite(number):
                self.tell(
                    "note", "wrong-type", column, value, "is a text, not a number", "read as a number", mended=True
                )
        if not math.isfinite(number):
            self.wrong(column, value, "is not a number")
            return None
        return number

    def positive(self, value: Any, column: str) -> float | None:  # noqa: ANN401  any JSON value may stand in a file
        """Read a number of at least zero."""
        number = self.number(value, column)
        if number is not None and number < 0:
            self.wrong(column, value, "is negative")
            return None
        return number

    def count(self, value: Any, column: str) -> int | None:  # noqa: ANN401  any JSON value may stand in a file
        """Read a whole number of at least zero."""
        number = self.positive(value, column)
        if number is not None and (number % 1 or number > 1e9):
            self.wrong(column, value, "is not a whole number" if number % 1 else "is not possible")
            return None
        return None if number is None else int(number)

    def day(self, value: Any, column: str) -> str | None:  # noqa: ANN401  any JSON value may stand in a file
        """Read a date (YYYY-MM-DD); a time after it is left out."""
        if value is None or value == "":
            return None
        match = _DAY.match(value) if isinstance(value, str) else None
        if match is not None:
            try:
                found = date(*(int(part) for part in match.groups())).isoformat()
            except ValueError:
                found = ""
            if found:
                if found != value:
                    self.tell(
                        "note", "date-with-time", column, value, "is more than a date", "read as the date", mended=True
                    )
                return found
        self.wrong(column, value, "is not a date (YYYY-MM-DD)")
        return None

    def code(self, value: Any, column: str, known: tuple[str, ...]) -> str | None:  # noqa: ANN401  any JSON value
        """Read a code of a closed codelist; another spelling of one is mended."""
        if value is None:
            return None
        if isinstance(value, str) and value in known:
            return value
        plain = {re.sub(r"[^a-z0-9]", "", word.lower()): word for word in known}
        one = value[0] if isinstance(value, list) and len(value) == 1 else value
        found = plain.get(re.sub(r"[^a-z0-9]", "", one.lower())) if isinstance(one, str) else None
        if found is None:
            mend = "left empty: use one of " + ", ".join(known)
            self.tell("warning", "unknown-code", column, value, "is not in the standard's codelist", mend, mended=True)
        else:
            self.tell(
                "note",
                "code-spelling",
                column,
                value,
                "is not spelled as in the codelist",
                f"read as {found}",
                mended=True,
            )
        return found

    def codes(self, value: Any, column: str, known: tuple[str, ...] = ()) -> str | None:  # noqa: ANN401  any JSON value
        """Read a list of codes into one cell; `known` is the codelist where it is closed."""
        try:
            told = (column, *value) if isinstance(value, list) else ()
            if told in self._lists:
                return self._lists[told]
        except TypeError:
            told = ()
        before = len(self.findings)
        found: list[str] = []
        for one in self.items(value, column):
            text = self.code(one, column, known) if known else self.text(one, column)
            if text is not None and text not in found:
                found.append(text)
        cell = join(found) or None
        if told and len(self.findings) == before and len(self._lists) < MOST_OF_A_KIND:
            self._lists[told] = cell
        return cell

    def items(self, value: Any, column: str) -> list[Any]:  # noqa: ANN401  any JSON value may stand in a file
        """Give the items of a list; a single value counts as a list of one."""
        if isinstance(value, list):
            return value
        if value is None or value == "":
            return []
        self.tell("note", "not-a-list", column, value, "is not a list", "read as a list of one", mended=True)
        return [value]

    def status(self, value: Any, column: str) -> tuple[str, str | None] | None:  # noqa: ANN401  any JSON value
        """Read a status: ours, and the standard's own word where ours says less."""
        known = self.code(value, column, CLOSED["status"])
        return None if known is None else STATUS_READ[known]

    def country(self, value: Any, column: str) -> str | None:  # noqa: ANN401  any JSON value may stand in a file
        """Read a country's two-letter code into the three-letter one; other spellings are mended."""
        if isinstance(value, str) and value in alpha3():
            return alpha3()[value]
        text = self.text(value, column)
        if text is None:
            return None
        if text not in self._countries and len(self._countries) < MOST_OF_A_KIND:
            self._countries[text] = country_code(text)
        found = self._countries.get(text)
        if found is None:
            mend = "left empty: use the two-letter code of ISO 3166-1"
            self.tell("warning", "unknown-country", column, value, "is no country", mend, mended=True)
        else:
            self.tell("note", "country-code", column, value, "is no two-letter code", f"read as {found}", mended=True)
        return found

    def countries(self, value: Any, column: str) -> str | None:  # noqa: ANN401  any JSON value may stand in a file
        """Read a list of countries."""
        found = [self.country(one, column) for one in self.items(value, column)]
        return ";".join(dict.fromkeys(code for code in found if code)) or None

    def records(self, value: Any, column: str, parts: tuple[str, ...]) -> str | None:  # noqa: ANN401  any JSON value
        """Read a list of records of texts into one cell."""
        found = []
        for one in self.items(value, column):
            if not isinstance(one, dict):
                self.wrong(column, one, "is not an object")
                continue
            record = {}
            for part, cell in one.items():
                if part not in parts:
                    self.unknown(f"{column}/{part}", cell)
                    continue
                read = {"country": self.country, "url": self.address}.get(part, self.text)
                text = read(cell, column if part == "country" else f"{column}/{part}")
                if text:
                    record[part] = text
            if record and record.get("rel") != "describedby":
                found.append(join_record(record, parts))
        return join(dict.fromkeys(found)) or None
