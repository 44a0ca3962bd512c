"""What of a cell the Open Fibre Data Standard can say: values of its closed codelists, dates, web addresses, countries.

Source
------
Open Fibre Data Standard 0.3.0, network-schema.json: formats and closed codelists.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sogdia.formats.country_names import alpha2
from sogdia.formats.ofds_terms import CLOSED, PARTS, STATUS_WRITTEN, split, split_record
from sogdia.formats.web_addresses import is_iri

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CURRENCIES: Final = (
    "ADP AED AFA AFN ALK ALL AMD ANG AOA AOK AON AOR ARA ARP ARS ARY ATS AUD AWG AYM AZM AZN BAD BAM BBD BDT BEC "
    "BEF BEL BGJ BGK BGL BGN BHD BIF BMD BND BOB BOP BOV BRB BRC BRE BRL BRN BRR BSD BTN BUK BWP BYB BYN BYR BZD "
    "CAD CDF CHC CHE CHF CHW CLF CLP CNY COP COU CRC CSD CSJ CSK CUC CUP CVE CYP CZK DDM DEM DJF DKK DOP DZD ECS "
    "ECV EEK EGP ERN ESA ESB ESP ETB EUR FIM FJD FKP FRF GBP GEK GEL GHC GHP GHS GIP GMD GNE GNF GNS GQE GRD GTQ "
    "GWE GWP GYD HKD HNL HRD HRK HTG HUF IDR IEP ILP ILR ILS INR IQD IRR ISJ ISK ITL JMD JOD JPY KES KGS KHR KMF "
    "KPW KRW KWD KYD KZT LAJ LAK LBP LKR LRD LSL LSM LTL LTT LUC LUF LUL LVL LVR LYD MAD MDL MGA MGF MKD MLF MMK "
    "MNT MOP MRO MRU MTL MTP MUR MVQ MVR MWK MXN MXP MXV MYR MZE MZM MZN NAD NGN NIC NIO NLG NOK NPR NZD OMR PAB "
    "PEH PEI PEN PES PGK PHP PKR PLN PLZ PTE PYG QAR RHD ROK ROL RON RSD RUB RUR RWF SAR SBD SCR SDD SDG SDP SEK "
    "SGD SHP SIT SKK SLE SLL SOS SRD SRG SSP STD STN SUR SVC SYP SZL THB TJR TJS TMM TMT TND TOP TPE TRL TRY TTD "
    "TWD TZS UAH UAK UGS UGW UGX USD USN USS UYI UYN UYP UYU UYW UZS VEB VED VEF VES VNC VND VUV WST XAF XAG XAU "
    "XBA XBB XBC XBD XCD XDR XEU XFO XFU XOF XPD XPF XPT XRE XSU XTS XUA XXX YDD YER YUD YUM YUN ZAL ZAR ZMK ZMW "
    "ZRN ZRZ ZWC ZWD ZWL ZWN ZWR "
)
CURRENCIES: Final = frozenset(_CURRENCIES.split())
"""Codelist `currency`: ISO 4217, former currencies included."""
ADDRESSES: Final = frozenset({"url", "href"})
"""Parts of records that are web addresses."""


def iri(cell: str) -> str | None:
    """Give a web address; None where it is none."""
    return cell if is_iri(cell) else None


def day(cell: str) -> str | None:
    """Give a date YYYY-MM-DD; None where it is none."""
    try:
        return cell if date.fromisoformat(cell).isoformat() == cell else None
    except ValueError:
        return None


def codes(cell: str, known: tuple[str, ...] = ()) -> list[str] | None:
    """Give the codes of a cell, each once; None where one is not of a closed codelist."""
    found = list(dict.fromkeys(split(cell)))
    return found if not known or set(found) <= set(known) else None


def country(cell: str) -> str | None:
    """Give the two-letter code of a country."""
    return alpha2().get(cell)


def countries(cell: str) -> list[str] | None:
    """Give the two-letter codes of countries; None where one has none."""
    found = [alpha2().get(code) for code in dict.fromkeys(split(cell))]
    return [code for code in found if code] if all(found) else None


def records(cell: str, kind: str) -> list[dict[str, str]]:
    """Give the records of a cell with the parts that the standard can say."""
    out: list[dict[str, str]] = []
    for one in split(cell):
        said = {part: text for part, value in split_record(one, PARTS[kind]).items() if (text := _part(part, value))}
        if said and said not in out and (kind != "links" or {"href", "rel"} <= said.keys()):
            out.append(said)
    return out


def said_whole(cell: str, kind: str) -> bool:
    """Tell whether `records` says everything of a cell."""
    found = [split_record(one, PARTS[kind]) for one in split(cell)]
    told = records(cell, kind)
    return len(told) == len(found) and all(a.keys() == b.keys() for a, b in zip(told, found, strict=True))


def _part(part: str, value: str) -> str | None:
    if part in ADDRESSES:
        return iri(value)
    if part == "country":
        return alpha2().get(value)
    return None if part == "rel" and value.startswith("describedby") else value


SAYERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "iri": iri,
    "date": day,
    "codes": codes,
    "media": partial(codes, known=CLOSED["media"]),
    "deployments": partial(codes, known=CLOSED["deployments"]),
    "fibre": lambda cell: cell if cell in CLOSED["fibre"] else None,
    "currency": lambda cell: cell if cell in CURRENCIES else None,
    "flag": bool,
    "count": int,
    "status": STATUS_WRITTEN.get,
    "country": country,
    "countries": countries,
    **{kind: partial(records, kind=kind) for kind in PARTS},
}
"""What each kind of field makes of a cell; None or an empty list: the standard cannot say it."""
