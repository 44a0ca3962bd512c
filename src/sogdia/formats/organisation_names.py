"""Splits "A, B Co., Ltd., C" into organisations.

Three signs keep a comma inside a name: what follows is a legal form (`Ltd.`, `Inc.`, `S.A.`), the comma stands in
brackets, or what follows goes on a list of trades (`Posts, Telecommunications and Technology Company`). A name that
stands alone elsewhere in the same files is known whole and is taken as it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

LEGAL_FORMS: Final = frozenset(
    """
    ab ad ag amba aps as asa ba bhd bhddk bv bvba co company corp corporation cv dd doo eg eirl ehf ek eurl ev fze
    fzco fzllc fzellc gesmbh gie gmbh gmbhcokg hf ic inc incorporated jsc kabushiki kaisha kft kg kgaa kk lda ldc
    limitada limited llc llp lp ltd ltda ltee mbh nl nv ohg ojsc ooo oy oyj pao pc pcl pjsc plc plt pt pte pty psc
    pvt private pvtltd qpsc qsc sa saa sab sac sad sae sal saog saoc sapi sarl sas sasu sca scarl scrl sdnbhd sdn
    se sgps sia sl slu snc spa spzoo sro srl tas tbk ug uab ulc unlimited vof wll zao zrt ste
    """.split()  # noqa: SIM905  words read best as words
)
"""Legal forms of companies without stops and spaces, in small letters: their names in national company law, as the
ISO 20275 list of entity legal forms abbreviates them."""

_LONGEST_FORM: Final = 200
"""A longer piece is no legal form."""

_TRADE = re.compile(
    r"^(?:posts?|postal|tele(?:com|communications?|graphs?|phones?|vision)|communications?|information|technology|"
    r"energy|transport|broadcasting|media|science|innovation|infrastructure|electricity|water|works|networks?)\b"
    r"[\w\s]*\band\s",
    re.IGNORECASE,
)


def _is_legal_form(piece: str) -> bool:
    """Tell whether a piece is nothing but legal forms, whatever stands in brackets behind it (`Inc (OSI)`)."""
    if len(piece) > _LONGEST_FORM:
        return False
    bare = re.sub(r"\([^)]*\)", " ", piece)
    words = [re.sub(r"[^a-z]", "", word) for word in bare.casefold().replace("&", " ").split()]
    words = [word for word in words if word]
    return bool(words) and ("".join(words) in LEGAL_FORMS or all(word in LEGAL_FORMS for word in words))


def _pieces(text: str) -> list[str]:
    """Cut at commas and semicolons outside brackets."""
    out, depth, begin = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]" and depth > 0)
        if letter == ";" or (letter == "," and depth == 0):
            out.append(text[begin:place])
            begin = place + 1
    return [*out, text[begin:]]


def split_organisations(text: str | None, known: Iterable[str] = ()) -> list[str]:
    """Split a cell that names several organisations.

    Parameters
    ----------
    text
        The cell; None and empty give none.
    known
        Names that are known whole, with their commas.

    Examples
    --------
    >>> split_organisations("Seren Juno Network Co., Ltd., Kakike, Lda., Telia Eesti (formerly EMT, Elion), du")
    ['Seren Juno Network Co., Ltd.', 'Kakike, Lda.', 'Telia Eesti (formerly EMT, Elion)', 'du']
    >>> split_organisations("Kim, Lee and Park, Orange", known=["Kim, Lee and Park"])
    ['Kim, Lee and Park', 'Orange']
    """
    whole = {_key(name): name for name in known if "," in name}
    most = max((len(_pieces(name)) for name in whole), default=0)
    pieces = [piece.strip() for piece in _pieces(text or "")]
    names: list[str] = []
    at = 0
    while at < len(pieces):
        ahead = range(min(len(pieces), at + most), at + 1, -1)
        longest = next((stop for stop in ahead if _key(", ".join(pieces[at:stop])) in whole), None)
        if longest is not None:
            names.append(", ".join(pieces[at:longest]))
            at = longest
            continue
        piece = pieces[at]
        at += 1
        if names and piece and (_is_legal_form(piece) or _TRADE.match(piece)):
            names[-1] += f", {piece}"
        elif piece:
            names.append(piece)
    return [re.sub(r"\*+", "", re.sub(r"\s+", " ", name)).strip() for name in names]


def _key(name: str) -> str:
    return re.sub(r"[\s*]+", " ", name).strip().casefold()
