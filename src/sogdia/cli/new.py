"""`sogdia new`: a study file drafted from a network, or an offer file."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import tell, working
from sogdia.cli.options import Misuse, Quiet, examples

if TYPE_CHECKING:
    from sogdia.network import Network
    from sogdia.studies.definition import Ground

EXAMPLES = examples(
    "sogdia new nairobi --countries KEN",
    "sogdia new mine --from network.gpkg",
    "sogdia new kenya --from operators/ --join world -o kenya.toml",
    "sogdia new offer mombasa.toml --countries KEN",
)


def new(
    study: Annotated[
        str,
        typer.Argument(metavar="STUDY|offer", help="Name of the study: small letters, digits, hyphens. Or `offer`."),
    ],
    path: Annotated[
        str, typer.Argument(metavar="[FILE]", help="With `offer`: the offer file.  [default: offer.toml]")
    ] = "",
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="A network that Sogdia reads, a folder of several, or held:NAME of the local store; may be repeated: "
            "they are joined. Default: the embedded world.",
        ),
    ] = None,
    join: Annotated[
        list[str] | None,
        typer.Option(metavar="NETWORK", help="Join this to it: `world`, a file or held:NAME; may be repeated."),
    ] = None,
    within_km: Annotated[
        float, typer.Option(min=0.001, max=100, help="Reach within which nodes of two networks may be one place, km.")
    ] = 5.0,
    countries: Annotated[
        str, typer.Option(metavar="ISO3,ISO3", help="Countries of the corridor.  [default: those of FILE]")
    ] = "",
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="FILE", help="The study file.  [default: STUDY.toml]")
    ] = "",
    quiet: Quiet = False,
) -> None:
    """Draft a study from a network of yours, or from the embedded world: commented TOML that runs at once.

    `sogdia new offer FILE --countries ISO3` drafts an offer: what a vendor and a bank put on a ministry's table.
    Nothing is overwritten. Open the file, change what you like, and run `sogdia assess` on it.
    """
    from sogdia.cli.writing import check_file, write_text
    from sogdia.studies.definition import read_definition
    from sogdia.studies.drafting import draft
    from sogdia.studies.ground import lay

    offered = study == "offer"
    place = place_of(study, path, out)
    check_file(place)
    with working("opening the network", quiet=quiet) as step:
        ground = ground_of("" if offered else study, source or [], join or [], within_km, place.parent)
        laid = lay(ground, place.parent)
        step("drafting")
        if offered:
            write_text(place, offer_text(place, laid.network, ground, codes_of(countries)))
        else:
            write_text(place, draft(study, laid.network, ground, codes_of(countries)))
            read_definition(place)
    for change in laid.changes:
        tell(f"- {change}", quiet=quiet)
    tell(f"written {place}; run it: sogdia assess {place}", quiet=quiet)


def place_of(study: str, path: str, out: str) -> Path:
    """Say where the file goes.

    Raises
    ------
    DataError
        A name that does not end in .toml, or a file that is there.
    Misuse
        A second name without `offer`.
    """
    from sogdia.errors import DataError

    if path and study != "offer":
        raise Misuse(f"only an offer takes a file here: `sogdia new offer {path}`, or give the study's with -o")
    place = Path(path or out or f"{study}.toml")
    if place.suffix != ".toml":
        kind = "an offer" if study == "offer" else "a study"
        raise DataError(f"{place} is no name of {kind} file: it must end in .toml")
    if place.exists():
        raise DataError(f"{place} is there already and stays as it is; give another name with -o")
    return place


def offer_text(place: Path, net: "Network", ground: "Ground", codes: list[str]) -> str:
    """Draft an offer to the country named; where none is, to the one with most places in the network.

    Raises
    ------
    ParameterError
        More than one country, or none that the network knows.
    """
    from sogdia.errors import ParameterError
    from sogdia.offers.drafting import draft

    if len(codes) > 1:
        raise ParameterError(f"an offer is made to one country, not to {len(codes)}; give one with --countries")
    found = net.nodes.country.dropna().value_counts()
    if not codes and found.empty:
        raise ParameterError("no node of the network has a country; give one with --countries")
    country = codes[0] if codes else str(min(found.index[found == found.max()]))
    identifier = re.sub(r"[^a-z0-9]+", "-", place.stem.lower()).strip("-") or "offer"
    return draft(identifier, net, country, place.as_posix(), ground=ground)


def ground_of(name: str, source: list[str], join: list[str], within_km: float, folder: Path) -> "Ground":
    """Say on what a study or an offer stands, its paths as they are seen from its folder.

    Parameters
    ----------
    name
        Of the study, for the project as which the user's own spans count; empty for an offer, which has none.

    Raises
    ------
    DataError
        No file of a name.
    """
    from sogdia.studies.definition import Ground

    source, join = _taken_apart(source), _taken_apart(join)
    given = [*source, *join] or ["world"]
    if not source and join and "world" not in join:
        given = ["world", *join]
    first, *rest = (_seen(each, folder) for each in dict.fromkeys(given))
    own = bool(rest) and "world" in (first, *rest)
    return Ground(base=first, join=tuple(rest), within_km=within_km, project=f"{name}-files" if own and name else "")


def _taken_apart(names: list[str]) -> list[str]:
    """Name each network of a folder that holds several: rows of one network are never joined to each other."""
    from sogdia.formats.folders import networks_in

    out = []
    for name in names:
        place = Path(name).expanduser()
        whole = name == "world" or name.startswith("held:") or not place.is_dir()
        out += [name] if whole else [part.as_posix() for part in networks_in(place)]
    return out


def _seen(name: str, folder: Path) -> str:
    from sogdia.errors import DataError

    if name == "world" or name.startswith("held:"):
        return name
    place = Path(name).expanduser()
    if not place.exists():
        raise DataError(f"no file or folder {name}")
    try:
        return Path(os.path.relpath(place, folder)).as_posix()
    except ValueError:  # another drive
        return place.absolute().as_posix()


def codes_of(countries: str) -> list[str]:
    """Give the codes of countries named in any way, separated by commas.

    Raises
    ------
    ParameterError
        A name that is no country.
    """
    from sogdia.errors import ParameterError
    from sogdia.formats.country_names import country_code, country_hint

    codes = []
    for name in filter(None, (part.strip() for part in countries.split(","))):
        code = country_code(name)
        if code is None:
            raise ParameterError(f"{name!r} is no country; {country_hint(name) or 'give ISO 3166-1 alpha-3 codes'}")
        codes.append(code)
    return codes
