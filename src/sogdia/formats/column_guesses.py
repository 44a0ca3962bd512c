"""Which column of a foreign table is meant by which of ours, where no mapping says it; and what units names carry."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

USUAL: Final[dict[str, dict[str, str]]] = {
    "nodes": {
        "id": "id nodeid siteid nodecode sitecode code key uid node site popid pop landingid stationid globalid osmid",
        "name": "name label nodename sitename popname title town city place station sitedescription displayname "
        "nom ville commune nombre ciudad nome cidade",
        "country": "country countrycode iso3 iso2 isoa3 isoa2 iso countryiso countryname ctry cc nation adm0a3 "
        "pays pais",
        "lon": "lon lng long longitude x londd longdd xcoord coordx poslon gpslon gpslong longitudedd longitud",
        "lat": "lat latitude y latdd ycoord coordy poslat gpslat latitudedd latitud",
        "kind": "kind type nodetype sitetype class category",
        "population": "population pop2020 inhabitants people",
        "note": "note notes remark remarks comment comments description",
    },
    "spans": {
        "id": "id spanid linkid edgeid segmentid sectionid circuitid routeid linkcode key uid globalid osmid",
        "start": "start source from a aend enda nodea sitea startnode fromnode u fromid startid sourceid src asite "
        "anode startsite fromsite origin siteaid end1 node1 startpoint popa locationa sourcenode",
        "end": "end target to b bend endb nodeb siteb endnode tonode v toid endid targetid dst bsite bnode z zend endz "
        "nodez sitez endsite tosite destination dest sitebid end2 node2 endpoint popb locationb targetnode",
        "length_km": "lengthkm length distance dist distancekm km len lengthm lenm lenkm distm distkm lengthmi "
        "distancem distancemi routelength cablelength fibrelength fiberlength routekm lengthmetres lengthmeters miles "
        "longueur longueurkm longitudkm",
        "capacity_lit_gbps": "capacitylitgbps capacitygbps capgbps gbps bandwidthgbps capacitymbps bandwidthmbps mbps "
        "capacitytbps tbps linkspeedraw litcapacity capacity bandwidth bw cap",
        "capacity_design_gbps": "capacitydesigngbps designcapacity designcapacitygbps maxcapacity",
        "fibre_pairs": "fibrepairs fiberpairs pairs fp",
        "fibre_count": "fibrecount fibercount fibres fibers cores nofibres corecount strands",
        "status": "status state condition linkstatus statut estado etat",
        "setting": "setting medium linktype type kind environment deployment category spantype",
        "year_in_service": "yearinservice year rfs rfsyear inservice commissioned readyforservice servicedate "
        "dateinservice yearbuilt commissioningyear",
        "year_retired": "yearretired retired decommissioned",
        "system": "system cable cablename systemname network trunk cableid",
        "capex_musd": "capexmusd",
        "geometry": "geometry wkt geom thegeom shape linestring",
        "name": "name linkname spanname segmentname label linklabel",
        "note": "note notes remark remarks comment comments description linknote",
        "source": "factsource",
    },
}
"""Usual names of foreign columns in small letters without marks, the likeliest first."""

UNITS: Final[dict[str, dict[str, float]]] = {
    "km": {"km": 1.0, "m": 0.001, "mi": 1.609344, "nm": 1.852, "ft": 0.0003048},
    "Gbit/s": {"gbps": 1.0, "mbps": 1e-3, "tbps": 1e3, "kbps": 1e-6, "bps": 1e-9},
    "pair": {"pair": 1.0, "fibre": 0.5},
}
"""Factor from each unit that is read to the unit of the column (exact by definition: mile, nautical mile, foot)."""


def plain(name: object) -> str:
    """Give a column's name in small letters without spaces, marks and accents."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", str(name).casefold()))


def guess_columns(table: str, columns: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Give for each of our columns the foreign one that is probably meant.

    Parameters
    ----------
    table
        `nodes` or `spans`.
    columns
        Names of the foreign columns.
    known
        Names of our columns; a foreign column of the same name is always taken.

    Examples
    --------
    >>> guess_columns("spans", ["A_END", "B_END", "LEN_M", "owner"], ["start", "end", "length_km"])
    {'start': 'A_END', 'end': 'B_END', 'length_km': 'LEN_M'}
    """
    given = list(columns)
    taken = {name: name for name in known if name in given}
    if table == "spans" and "start" not in taken and any(plain(name) == "target" for name in given):
        taken.pop("source", None)
    if table == "nodes" and "kind" not in taken and not {"lon", "lat"} & set(given):
        taken.pop("type", None)
    free = {plain(name): name for name in reversed(given) if name not in taken.values()}
    for target, usual in USUAL[table].items():
        if target in taken:
            continue
        match = next((word for word in usual.split() if word in free), None)
        if match is not None:
            taken[target] = free.pop(match)
    if table == "spans" and set(taken) & {"start", "end"} == {"start"}:
        taken.pop("start")
    return taken


def unit_of(name: str, quantity: str) -> str:
    """Give the unit that a column's name carries, of the units that `quantity` (`km`, `Gbit/s`, `pair`) can have.

    Examples
    --------
    >>> unit_of("LEN_M", "km"), unit_of("length", "km"), unit_of("LinkSpeedRaw", "Gbit/s"), unit_of("cores", "pair")
    ('m', 'km', 'bps', 'fibre')
    """
    word = plain(name)
    ends = {
        "km": (("metres", "m"), ("meters", "m"), ("metre", "m"), ("distm", "m"), ("lengthm", "m"), ("lenm", "m"),
               ("distancem", "m"), ("km", "km"), ("nm", "nm"), ("mi", "mi"), ("miles", "mi"), ("ft", "ft")),
        "Gbit/s": (("gbps", "gbps"), ("mbps", "mbps"), ("tbps", "tbps"), ("kbps", "kbps"), ("speedraw", "bps")),
        "pair": (("pairs", "pair"), ("fp", "pair"), ("fibres", "fibre"), ("fibers", "fibre"), ("cores", "fibre"),
                 ("count", "fibre")),
    }  # fmt: skip
    return next((unit for end, unit in ends[quantity] if word.endswith(end)), next(iter(UNITS[quantity])))
