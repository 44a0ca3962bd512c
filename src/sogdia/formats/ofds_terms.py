"""The words of the Open Fibre Data Standard 0.3 and the columns of Sogdia that they fill.

Source
------
Open Fibre Data Standard 0.3.0, network-schema.json and codelists; its length unit is km, its capacity unit Gbit/s.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from sogdia.formats.country_names import alpha2

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SCHEMA_URL: Final = (
    "https://raw.githubusercontent.com/Open-Telecoms-Data/open-fibre-data-standard/0__3__0/schema/network-schema.json"
)
CRS: Final = {"name": "urn:ogc:def:crs:OGC::CRS84", "uri": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
EXTRA: Final = "sogdia"
"""Additional field in which Sogdia writes the columns that the standard has no word for."""
DERIVED: Final = "derived"
"""Key of `EXTRA`: columns that the writer worked out, so that a reader leaves them empty."""


class Field(NamedTuple):
    """One field of the standard: its path, the column that it fills, how it is read."""

    path: tuple[str, ...]
    column: str
    kind: str


def _fields(*rows: str) -> tuple[Field, ...]:
    return tuple(Field(tuple(path.split("/")), column, kind) for path, column, kind in (row.split() for row in rows))


_IDENTIFIER = ("id", "scheme", "legalName", "uri")
FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "networks": _fields(
        "name name text",
        "website website iri",
        "publisher/name publisher text",
        "publisher/identifier/id publisher_identifier text",
        "publisher/identifier/scheme publisher_identifier_scheme text",
        "publisher/identifier/legalName publisher_legal_name text",
        "publisher/identifier/uri publisher_identifier_uri iri",
        "publicationDate publication_date date",
        "collectionDate collection_date date",
        "accuracy accuracy_m positive",
        "accuracyDetails accuracy_details text",
        "language language text",
        "links links links",
    ),
    "nodes": _fields(
        "name name text",
        "phase project phase",
        "status status status",
        "location lon point",
        "address/streetAddress street_address text",
        "address/locality locality text",
        "address/region region text",
        "address/postalCode postal_code text",
        "address/country country country",
        "type type codes",
        "accessPoint access_point flag",
        "internationalConnections international_connections addresses",
        "power power flag",
        "technologies technologies codes",
        "physicalInfrastructureProvider physical_infrastructure_provider organisation",
        "networkProviders network_providers organisations",
    ),
    "spans": _fields(
        "name name text",
        "phase project phase",
        "status status status",
        "readyForServiceDate ready_for_service_date date",
        "start start end",
        "end end end",
        "directed directed flag",
        "route geometry route",
        "physicalInfrastructureProvider physical_infrastructure_provider organisation",
        "networkProviders network_providers organisations",
        "supplier supplier organisation",
        "transmissionMedium transmission_medium media",
        "deployment deployment deployments",
        "deploymentDetails/description deployment_details text",
        "darkFibre dark_fibre flag",
        "fibreType fibre_type fibre",
        "fibreTypeDetails/fibreSubtype fibre_subtype text",
        "fibreTypeDetails/description fibre_type_details text",
        "fibreCount fibre_count count",
        "fibreLength length_km positive",
        "technologies technologies codes",
        "capacity capacity_lit_gbps positive",
        "capacityDetails/description capacity_details text",
        "countries countries countries",
    ),
    "phases": _fields(
        "name name text", "description description text", "funders financier organisations"
    ),
    "organisations": _fields(
        "name name text",
        "identifier/id identifier text",
        "identifier/scheme identifier_scheme text",
        "identifier/legalName legal_name text",
        "identifier/uri identifier_uri iri",
        "country country country",
        "roles roles codes",
        "roleDetails role_details text",
        "website website iri",
        "logo logo iri",
    ),
    "contracts": _fields(
        "title name text",
        "description description text",
        "type contract_type text",
        "value/amount amount number",
        "value/currency currency currency",
        "dateSigned date_agreed date",
        "documents documents documents",
        "relatedPhases phases phases",
    ),
}  # fmt: skip
"""Fields of each array of the standard, `id` apart. A location fills `lon` and `lat`."""

ARRAYS: Final = ("nodes", "spans", "phases", "organisations", "contracts")
ADDRESS: Final = ("country", "region", "locality", "postalCode", "streetAddress")
DOCUMENT: Final = ("title", "description", "url", "format")
LINK: Final = ("href", "rel")
PARTS: Final[Mapping[str, tuple[str, ...]]] = {"addresses": ADDRESS, "documents": DOCUMENT, "links": LINK}
"""Order of the parts of those values that are lists of records."""

STATUS_READ: Final[Mapping[str, tuple[str, str | None]]] = {
    "proposed": ("proposed", None),
    "planned": ("proposed", "planned"),
    "underConstruction": ("under_construction", None),
    "operational": ("in_service", None),
    "inactive": ("retired", "inactive"),
    "decommissioned": ("retired", None),
}
"""Status of the standard: our status, and the standard's own word where ours says less."""
STATUS_WRITTEN: Final[Mapping[str, str]] = {
    "proposed": "proposed",
    "under_construction": "underConstruction",
    "in_service": "operational",
    "retired": "decommissioned",
    "cancelled": "inactive",
}
CLOSED: Final[Mapping[str, tuple[str, ...]]] = {
    "status": tuple(STATUS_READ),
    "media": ("fibre", "microwave", "copper", "coaxial"),
    "deployments": ("aboveGround", "belowGround"),
    "fibre": ("G.651.1", "G.652", "G.653", "G.654", "G.655", "G.656", "G.657"),
}
"""Closed codelists by the kind of field that uses them."""
KIND_OF_TYPE: Final[Mapping[str, str]] = {
    "cableLanding": "landing",
    "ixp": "exchange",
    "borderCrossing": "border_crossing",
    "dataCentre": "data_centre",
}
"""What stands at a node, from the standard's open codelist nodeType."""
ROLES: Final[Mapping[str, str]] = {
    "physicalInfrastructureProvider": "owner",
    "networkProvider": "operator",
    "supplier": "supplier",
    "funder": "financier",
}
"""The standard's roles of an organisation in a network, and those of the table of roles."""


@cache
def alpha3() -> Mapping[str, str]:
    """Give the three-letter code of each country by its two-letter one."""
    return {two: three for three, two in alpha2().items()}


def join(values: Iterable[str], mark: str = ";") -> str:
    r"""Join texts into one cell; a mark inside a text is kept with a backslash before it.

    Examples
    --------
    >>> join(["ip", "a;b"])
    'ip;a\\;b'
    """
    return mark.join(value.replace("\\", "\\\\").replace(mark, "\\" + mark) for value in values)


def split(cell: str, mark: str = ";") -> list[str]:
    r"""Take a cell apart that `join` made; blanks around the parts do not count.

    Examples
    --------
    >>> split("ip; a\\;b")
    ['ip', 'a;b']
    """
    if "\\" not in cell:
        return [part.strip() for part in cell.split(mark) if part.strip()]
    parts, escaped = [""], False
    for letter in cell:
        if escaped or (letter not in {"\\", mark}):
            parts[-1] += letter
            escaped = False
        elif letter == "\\":
            escaped = True
        else:
            parts.append("")
    return [part.strip() for part in parts if part.strip()]


def join_record(record: Mapping[str, str], parts: tuple[str, ...]) -> str:
    """Join the parts of a record by `|`, in their order, without the empty ones at its end."""
    texts = [record.get(part, "") for part in parts]
    while texts and not texts[-1]:
        texts.pop()
    return join(texts, "|")


def split_record(cell: str, parts: tuple[str, ...]) -> dict[str, str]:
    """Take a record apart that `join_record` made."""
    found, text, escaped = [], "", False
    for letter in cell:
        if escaped or letter not in {"\\", "|"}:
            text += letter
            escaped = False
        elif letter == "\\":
            escaped = True
        else:
            found.append(text)
            text = ""
    return {part: value for part, value in zip(parts, [*found, text], strict=False) if value}
