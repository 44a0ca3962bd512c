"""Opens an offer and the network on which it stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.data import world
from sogdia.errors import ParameterError, nearest_name
from sogdia.offers.definition import Definition, read_definition
from sogdia.studies.definition import Ground
from sogdia.studies.ground import lay, with_countries

if TYPE_CHECKING:
    from sogdia.network import Network

SHIPPED: Final = Path(__file__).resolve().parent / "shipped"


def shipped_offers() -> list[str]:
    """Name the offers that ship."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def open_offer(name: str | Path) -> Definition:
    """Open a shipped offer by name, or an offer file.

    Raises
    ------
    ParameterError
        No such offer, or a fault in its file.
    DataError
        A file that cannot be read.
    """
    path = Path(name)
    if path.suffix == ".toml":
        return read_definition(path)
    known = shipped_offers()
    if str(name) not in known:
        hint = nearest_name(str(name), known) or f"shipped: {', '.join(known)}; or give a file that ends in .toml"
        raise ParameterError(f"no offer {str(name)!r}; {hint}")
    return read_definition(SHIPPED / f"{name}.toml")


def file_of(name: str | Path) -> str:
    """Give the name of an offer's file; empty for one that ships."""
    return str(name) if Path(name).suffix == ".toml" else ""


def network_of(definition: Definition) -> tuple[Network, tuple[str, ...]]:
    """Open the network that an offer names, and tell what was changed to use it, in sentences.

    It knows the countries of its nodes, and the home states of the firms and lenders that the offer names.
    """
    if definition.network == Ground():
        return world(), ()
    laid = lay(definition.network, Path())
    proposals = (definition.proposal, *definition.rivals)
    homes = {x.home for p in proposals for x in p.loans if x.home} | {o.country for o in definition.organisations}
    net = with_countries(laid.network, homes | set(laid.network.countries.id))
    return net, tuple(f"Of the network: {change}." for change in laid.changes)
