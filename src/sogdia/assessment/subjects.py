"""Of what a card speaks: the study's corridors with what belongs to them, and the countries on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.network import Network
    from sogdia.studies import Study


@dataclass(frozen=True)
class Subject:
    """A corridor or a country.

    Attributes
    ----------
    scope
        `corridor` or `country`.
    id, name
        Name in tables and name as shown.
    countries
        Its countries: the corridor's, or the country itself.
    projects
        The study's projects that belong to the corridor, or that reach the country.
    systems
        Systems listed for the corridor and those that its projects build.
    """

    scope: str
    id: str
    name: str
    countries: tuple[str, ...]
    projects: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()


def touches(net: Network) -> pd.DataFrame:
    """List which country each span touches: rows span, system, project, country; ends at sea touch none."""
    place = net.nodes.set_index("id").country
    spans = net.spans[["id", "system", "project", "start", "end"]].rename(columns={"id": "span"})
    long = spans.melt(["span", "system", "project"], ["start", "end"], value_name="node")
    long["country"] = long.node.map(place)
    return long.dropna(subset=["country"]).drop(columns="variable").drop_duplicates()


def study_projects(study: Study) -> tuple[str, ...]:
    """Give the projects that a study switches: its own and the rivals', in their order."""
    return tuple(dict.fromkeys((*study.definition.projects, *study.definition.rivals)))


def corridors(study: Study, net: Network, reach: pd.DataFrame) -> list[Subject]:
    """Give the study's corridors; a parent holds what its parts hold. A study without corridors is one itself.

    Parameters
    ----------
    net
        The case and baseline together: the network of which the card speaks.
    reach
        `touches` of it.
    """
    members = study.network.members
    built = study.definition.corridors
    if not built:
        projects = study_projects(study)
        return [_corridor(study.id, study.title, projects, (), (), net, reach)]
    out = []
    for corridor in built:
        family = _family(corridor.id, {c.id: c.parent for c in built})
        own = members[members.corridor.isin(family)]
        kinds = {kind: tuple(dict.fromkeys(own.member[own.kind == kind])) for kind in ("project", "system", "country")}
        out.append(
            _corridor(corridor.id, corridor.name, kinds["project"], kinds["system"], kinds["country"], net, reach)
        )
    return out


def _family(top: str, parent: dict[str, str | None]) -> list[str]:
    """List a corridor and all its parts."""
    found = [top]
    for name in found:
        found += [child for child, of in parent.items() if of == name and child not in found]
    return found


def _corridor(
    key: str,
    name: str,
    projects: tuple[str, ...],
    systems: tuple[str, ...],
    listed: tuple[str, ...],
    net: Network,
    reach: pd.DataFrame,
) -> Subject:
    here = reach[reach.project.isin(projects) | reach.system.isin(systems)]
    spans = net.spans
    builds = spans.system[spans.project.isin(projects)].dropna()
    countries = sorted({*listed, *here.country})
    return Subject(
        "corridor", key, name, tuple(countries), tuple(projects), tuple(sorted({*systems, *builds.unique()}))
    )


def countries(study: Study, of: list[Subject], reach: pd.DataFrame) -> list[Subject]:
    """Give the countries of the corridors, and those that the study's projects reach, by name."""
    projects = study_projects(study)
    named = recipients(study.network, projects)
    codes = {code for corridor in of for code in corridor.countries}
    codes |= {code for listed in named.values() for code in listed}
    known = country_names(study.network)
    return sorted(
        (country(code, known, projects, named, reach) for code in codes), key=lambda subject: (subject.name, subject.id)
    )


def country_names(net: Network) -> dict[str, str]:
    """Give the name of each country by its code."""
    rows = net.countries.dropna(subset=["name"])
    return dict(zip(rows.id.astype(str), rows.name.astype(str), strict=True))


def country(
    code: str,
    names: dict[str, str],
    projects: tuple[str, ...],
    named: dict[str, tuple[str, ...]],
    reach: pd.DataFrame,
) -> Subject:
    """Give a country as a subject, with the study's projects that land in it or name it as a recipient."""
    landed = set(reach.project[reach.country == code].dropna())
    here = tuple(p for p in projects if p in landed or code in named.get(p, ()))
    return Subject("country", code, str(names.get(code) or code), (code,), here)


def recipients(net: Network, projects: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Give the recipient countries that the register names for each project, known ones only."""
    rows = net.projects[net.projects.id.isin(projects)]
    known = set(net.countries.id)
    cells = zip(rows.id.astype(str), rows.countries, strict=True)
    return {project: tuple(c for c in split(cell) if c in known) for project, cell in cells}


def split(cell: Any) -> list[str]:  # noqa: ANN401  a cell of text or none
    """Give the parts of a cell joined by semicolons; none of a missing one."""
    return [part.strip() for part in cell.split(";") if part.strip()] if isinstance(cell, str) else []
