"""Names that the columns of foreign tables usually have, in English, French, Spanish, Portuguese and German."""

from __future__ import annotations

from typing import Final

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

_SITE: Final = (
    r"(?:site|node|station|pop|landing(?: (?:station|point|site))?|cls|point|location|place|facility|tower|town|city|"
    r"noeud|standort|knoten|sitio|nodo|estacao|ponto|localidade|ville|lieu|ort|stadt)"
)
_LINK: Final = (
    r"(?:link|span|edge|segment|section|circuit|route|line|liaison|troncon|strecke|verbindung|enlace|tramo|trecho|ligacao|"
    r"(?:fibre|fiber|optical|cable)(?: (?:link|route|section|segment))?|connection|path|lien)"
)
_KEY: Final = r"(?:id|code|ref|reference|no|nr|num|number|numero|key|kennung|codigo|identifier|identifiant|clave)"
_NAME: Final = r"(?:name|nom|nombre|nome|bezeichnung|label|title)"
_OF: Final = r"(?: (?:du|de|de la|del|do|da|of|of the))?"
_TYPE: Final = r"(?:type|kind|class|category|typ|tipo|categorie|categoria|art)"

PHRASES: Final[dict[str, dict[str, str]]] = {
    "nodes": {
        "lon": r"(?:.* )?(?:lon|long|lng|longitude|longitud|longitudine|lange|langengrad|laengengrad)(?: .*)?",
        "lat": r"(?:.* )?(?:lat|latitude|latitud|latitudine|breite|breitengrad)(?: .*)?",
        "id": rf"(?:{_SITE} )?{_KEY}|{_KEY}{_OF} {_SITE}",
        "name": rf"(?:{_SITE} )?{_NAME}|{_NAME}{_OF} {_SITE}|{_SITE}",
        "country": r"(?:.* )?(?:country|pays|pais|nation|paese|land|staat)(?: (?:code|iso|iso2|iso3|name|nom))?",
        "kind": rf"(?:{_SITE} )?{_TYPE}|{_TYPE}{_OF} {_SITE}",
        "population": r"(?:population|poblacion|populacao|einwohner|habitants|inhabitants)(?: \d{4})?",
        "note": r"remarques?|commentaires?|observaciones|observacoes|bemerkung(?:en)?|anmerkung(?:en)?",
    },
    "spans": {
        "length_km": r"(?:.* )?(?:length|len|distance|dist|longueur|longitud|lange|laenge|comprimento|lunghezza|"
        r"distancia|kms?|kilometres|kilometers|extension|extensao)(?: .*)?",
        "capacity_design_gbps": r"(?:.* )?(?:design|ultimate|max|maximum|potential) (?:capacity|bandwidth)(?: .*)?",
        "capacity_lit_gbps": r"(?:.* )?(?:capacity|capacite|capacidad|capacidade|kapazitat|kapazitaet|bandwidth|speed|"
        r"throughput|debit|bande passante)(?: .*)?",
        "fibre_pairs": r"(?:(?:fibre|fiber|no of|number of|nb) )*pairs?(?: of fib(?:re|er)s?)?|paires(?: de fibres?)?",
        "fibre_count": r"(?:.* )?(?:fibre count|fiber count|fibres|fibers|cores|strands|brins|hilos|fasern)(?: count)?",
        "year_retired": r"(?:.* )?(?:retired|retirement|decommissioned|decommissioning|end of life)(?: .*)?",
        "year_in_service": r"(?:.* )?(?:rfs|in service|ready for service|inbetriebnahme|mise en service|commissioned|"
        r"commissioning|puesta en servicio|entrada em servico|year|annee|ano|jahr|baujahr|built)(?: .*)?",
        "id": rf"(?:{_LINK} )?{_KEY}|{_KEY}{_OF} {_LINK}",
        "name": rf"(?:{_LINK} )?{_NAME}|{_NAME}{_OF} {_LINK}",
        "status": r"(?:.* )?(?:status|state|statut|estado|etat|zustand|stato|condition|situacao)",
        "system": r"(?:cable|kabel|system|systeme|sistema|network|reseau|rede|netz)(?: (?:system|name|nom|nome|id))?",
        "setting": rf"(?:{_LINK} |cable )?(?:{_TYPE}|medium|environment)|{_TYPE}{_OF} (?:{_LINK}|cable)|milieu",
        "note": r"remarques?|commentaires?|observaciones|observacoes|bemerkung(?:en)?|anmerkung(?:en)?",
    },
}
"""Patterns of whole names, in small letters with one blank between words; tried after `USUAL`."""

PAIRS: Final = (
    ("start", "end"), ("from", "to"), ("source", "target"), ("source", "destination"), ("source", "dest"),
    ("src", "dst"), ("a", "b"), ("a", "z"), ("origin", "destination"), ("u", "v"), ("1", "2"), ("near", "far"),
    ("head", "tail"), ("begin", "end"), ("von", "nach"), ("anfang", "ende"), ("desde", "hasta"), ("origen", "destino"),
    ("origem", "destino"), ("depart", "arrivee"), ("debut", "fin"), ("inicio", "fim"), ("inicio", "fin"),
    ("de", "a"), ("de", "vers"), ("left", "right"), ("first", "second"), ("one", "two"),
)  # fmt: skip
"""Words that part the two ends of a link, the likeliest first."""
END_KEYS: Final = frozenset(
    [
        "id",
        "code",
        "ref",
        "key",
        "no",
        "number",
        "node",
        "site",
        "end",
        "pop",
        "station",
        "point",
        "landing",
        "location",
        "place",
        "sitio",
        "noeud",
        "nodo",
        "standort",
    ]
)
"""Words that may stand beside such a word in a column of ends."""
END_NAMES: Final = frozenset(
    ["name", "nom", "nombre", "nome", "label", "city", "town", "ville", "ciudad", "cidade", "ort", "stadt"]
)
"""The same for columns that name the ends."""
END_LONGITUDES: Final = frozenset(["lon", "long", "lng", "longitude", "longitud", "x"])
END_LATITUDES: Final = frozenset(["lat", "latitude", "latitud", "y"])
