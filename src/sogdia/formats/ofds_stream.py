"""Reads JSON of any size from a stream of bytes, one value at a time, in memory that does not grow with the file."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any, Final

from sogdia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

PIECE_BYTES: Final = 1 << 20
LARGEST_VALUE: Final = 32_000_000
"""Longest single value (a node, a span), in characters."""
MOST_BLANKS: Final = 16_000_000
_BLANK: Final = re.compile(r"[ \t\r\n]*")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_HALF: Final = re.compile(r"\\ud", re.IGNORECASE)


def whole_letters(value: Any) -> Any:  # noqa: ANN401  any JSON value
    """Put a question mark for each half of a letter (a lone surrogate), which no text can hold."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _constant(_name: str) -> float:
    return float("nan")


class JsonStream:
    """A cursor over JSON text.

    Parameters
    ----------
    file
        Open binary file.
    name
        File as the user would name it.

    Raises
    ------
    DataError
        From any method: the text breaks JSON's grammar, ends too early, is nested too deeply or has a value that is
        too long.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = name
        self.latin = False
        self._file = file
        self._decode = json.JSONDecoder(parse_constant=_constant).raw_decode
        head = file.read(PIECE_BYTES)
        mark, code = next(((m, c) for m, c in _MARKS if head.startswith(m)), (b"", "utf-8"))
        self._codec = codecs.getincrementaldecoder(code)("strict")
        self._bytes = 0
        self._ended = False
        self._text = ""
        self._at = 0
        self._dropped = 0
        self._take(head[len(mark) :])

    def _take(self, piece: bytes) -> None:
        self._ended = not piece
        try:
            text = self._codec.decode(piece, final=self._ended)
        except UnicodeDecodeError:
            kept = self._codec.getstate()[0]
            self._codec = codecs.getincrementaldecoder("cp1252")("replace")
            self.latin = True
            text = self._codec.decode(kept + piece, final=self._ended)
        self._dropped += self._at
        self._text = self._text[self._at :] + text
        self._at = 0

    def _more(self) -> bool:
        """Read on; False at the end of the file."""
        if not self._ended:
            wanted = max(PIECE_BYTES, len(self._text) - self._at)
            try:
                self._take(self._file.read(wanted))
            except (OSError, EOFError, ValueError) as fault:
                raise DataError(f"{self.name} cannot be read to its end: {fault}") from fault
        return not self._ended

    def _broken(self, problem: str) -> DataError:
        return DataError(f"{self.name} is no whole JSON: {problem} at character {self._dropped + self._at + 1:,}")

    def peek(self) -> str:
        """Give the next character that is not blank; empty at the end."""
        start = self._dropped + self._at
        while True:
            match = _BLANK.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self._dropped + self._at - start > MOST_BLANKS:
                raise self._broken("nothing but blanks")
            if not self._more() and self._at >= len(self._text):
                return ""

    def skip(self, mark: str) -> None:
        """Step over one character that must stand next."""
        found = self.peek()
        if found != mark:
            raise self._broken(f"{mark!r} expected, {found!r} found" if found else f"the file ends before {mark!r}")
        self._at += 1

    def value(self) -> Any:  # noqa: ANN401  any JSON value
        """Read one value whole."""
        if not self.peek():
            raise self._broken("the file ends before a value")
        while True:
            try:
                found, end = self._decode(self._text, self._at)
            except json.JSONDecodeError as fault:
                near = fault.pos >= len(self._text) - 16 or fault.msg.startswith("Unterminated")
                if not near or self._ended:
                    self._at = min(fault.pos, len(self._text))
                    raise self._broken(fault.msg) from fault
            except RecursionError as fault:
                raise self._broken("nested too deeply to be data") from fault
            except ValueError as fault:
                raise self._broken(f"a number that cannot be read ({str(fault)[:60]})") from fault
            else:
                if end < len(self._text) or self._ended:
                    lone = _HALF.search(self._text, self._at, end) is not None
                    self._at = end
                    return whole_letters(found) if lone else found
            if len(self._text) - self._at > LARGEST_VALUE:
                raise self._broken("a value too long for a node or span")
            self._more()

    def keys(self) -> Iterator[str]:
        """Go through the keys of an object; the caller reads the value of each."""
        self.skip("{")
        if self.peek() == "}":
            self._at += 1
            return
        while True:
            if self.peek() != '"':
                raise self._broken("a key expected")
            key = self.value()
            self.skip(":")
            self.peek()
            yield key
            if self.peek() == "}":
                self._at += 1
                return
            self.skip(",")

    def items(self) -> Iterator[Any]:
        """Read the items of a list one by one."""
        for _ in self.places():
            yield self.value()

    def places(self) -> Iterator[int]:
        """Go through the places of a list, counted from 1; the caller reads the value at each."""
        self.skip("[")
        if self.peek() == "]":
            self._at += 1
            return
        place = 0
        while True:
            place += 1
            yield place
            if self.peek() == "]":
                self._at += 1
                return
            self.skip(",")
