"""Web addresses as the Open Fibre Data Standard wants them: internationalised resource identifiers (IRI).

Source
------
RFC 3987, section 2.2 (grammar) and RFC 3986, section 3 (scheme, authority); checked by its parts, not by one pattern.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_OTHER: Final = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    "\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd\U00040000-\U0004fffd\U00050000-\U0005fffd"
    "\U00060000-\U0006fffd\U00070000-\U0007fffd\U00080000-\U0008fffd\U00090000-\U0009fffd\U000a0000-\U000afffd"
    "\U000b0000-\U000bfffd\U000c0000-\U000cfffd\U000d0000-\U000dfffd\U000e1000-\U000efffd"
)
_LETTER: Final = rf"(?:[A-Za-z0-9._~!$&'()*+,;={_OTHER}-]|%[0-9A-Fa-f]{{2}})"
_PRIVATE: Final = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_PATH: Final = re.compile(rf"(?:{_LETTER}|[:@/])*")
_QUERY: Final = re.compile(rf"(?:{_LETTER}|[:@/?]|[{_PRIVATE}])*")
_FRAGMENT: Final = re.compile(rf"(?:{_LETTER}|[:@/?])*")
_USER: Final = re.compile(rf"(?:{_LETTER}|:)*")
_HOST: Final = re.compile(rf"{_LETTER}*")
_FUTURE: Final = re.compile(r"v[0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+")
_BARE: Final = re.compile(
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{1,59})(?::\d{1,5})?(?:[/?#][^\s<>\"{}|\\^`]*)?"
)


def is_iri(text: str) -> bool:
    """Tell whether a text is an absolute IRI.

    Examples
    --------
    >>> is_iri("https://example.com/ñ?x=1"), is_iri("www.example.com"), is_iri("http://a b"), is_iri("mailto:a@b.c")
    (True, False, False, True)
    """
    scheme = _SCHEME.fullmatch(text)
    if scheme is None:
        return False
    rest, _, fragment = scheme[2].partition("#")
    rest, _, query = rest.partition("?")
    if not _QUERY.fullmatch(query) or not _FRAGMENT.fullmatch(fragment):
        return False
    if not rest.startswith("//"):
        return _PATH.fullmatch(rest) is not None
    authority, slash, path = rest[2:].partition("/")
    return _is_authority(authority) and _PATH.fullmatch(slash + path) is not None


def _is_authority(text: str) -> bool:
    user, at, place = text.rpartition("@")
    if at and not _USER.fullmatch(user):
        return False
    literal = re.fullmatch(r"\[([^\]]*)\](?::\d*)?", place)
    if literal is not None:
        return _is_address(literal[1]) or _FUTURE.fullmatch(literal[1]) is not None
    host = re.sub(r":\d*$", "", place)
    return _HOST.fullmatch(host) is not None


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return "%" not in text


def with_scheme(text: str) -> str | None:
    """Give a web address that lacks its scheme with `https://` before it; None where it is no such address.

    Examples
    --------
    >>> with_scheme("www.example.com/map"), with_scheme("to be announced")
    ('https://www.example.com/map', None)
    """
    made = f"https://{text}"
    return made if _BARE.fullmatch(text) and is_iri(made) else None
