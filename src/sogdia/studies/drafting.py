"""Drafts a study file of a network: commented TOML that runs at once and says what may be changed next."""

from __future__ import annotations

import json
import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.errors import ParameterError, nearest_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sogdia.network import Network
    from sogdia.studies.definition import Ground

YEAR: Final = 2026
"""Year that is meant where the network has no later one: the embedded facts were gathered up to it."""
WORLD_HUBS: Final = ("frankfurt-deu", "marseille-fra", "london-gbr", "singapore-sgp", "mumbai-ind", "dubai-are")
"""Hubs of the shipped studies."""
MOST_COUNTRIES: Final = 12
"""Most countries of a corridor that is drafted without a word which are meant."""
MOST_SYSTEMS: Final = 20
"""Most systems that are named in a comment."""
HUB_KINDS: Final = ("exchange", "data_centre", "landing", "border_crossing")


@dataclass(frozen=True)
class Question:
    """What a drafted study asks: how its case and its baseline differ.

    Attributes
    ----------
    text
        The question.
    case, baseline
        Lines of the two tables, after the year.
    projects
        Projects that are switched.
    why
        A comment on it.
    """

    text: str
    case: tuple[str, ...]
    baseline: tuple[str, ...]
    projects: tuple[str, ...]
    why: tuple[str, ...]


def draft(name: str, net: Network, ground: Ground, countries: Sequence[str] = ()) -> str:
    """Draft the text of a study file.

    Parameters
    ----------
    name
        Name of the study, kebab case.
    net
        The network as `ground` opens it.
    ground
        What `[network]` will say.
    countries
        Codes (ISO 3166-1 alpha-3) of the corridor; empty: those in which the user's network has nodes.

    Returns
    -------
    str
        TOML that `study` opens.

    Raises
    ------
    ParameterError
        A name that is no kebab case, a country without nodes, or a network without spans or countries.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ParameterError(f"{name!r} is no name of a study: small letters, digits and hyphens, such as 'kenya-2026'")
    codes = _countries(net, ground, countries)
    spans = _within(net, codes)
    if spans.empty:
        raise ParameterError(
            f"the network has no span in {', '.join(codes)}; give other countries, or a network with spans"
        )
    systems = sorted(spans.system.dropna().unique())
    hubs = _hubs(net, spans)
    asked = _question(net, ground, spans, codes)
    year = _year(spans, asked)
    lands, words = _listed(codes, net), name.replace("-", " ")
    title = lands if words == lands.casefold() else f"{words.capitalize()}: {lands}"
    names = {
        str(key): str(shown)
        for table in (net.nodes, net.projects, net.systems)
        for key, shown in zip(table.id, table.name, strict=True)
        if not pd.isna(shown) and str(shown) != str(key)
    }
    return "\n".join(_lines(name, title, ground, year, hubs, asked, codes, systems, names)) + "\n"


def _countries(net: Network, ground: Ground, wanted: Sequence[str]) -> list[str]:
    known = sorted(net.nodes.country.dropna().unique())
    for code in wanted:
        if code not in known:
            hint = nearest_name(code, known) or f"it has nodes in {', '.join(known[:12])}"
            raise ParameterError(f"the network has no node in the country {code!r}; {hint}")
    if wanted:
        return list(dict.fromkeys(wanted))
    own = net.nodes
    if ground.project:
        own = own[own.id.isin(_ends(net.spans[(net.spans.project == ground.project).fillna(value=False)]))]
    counts = own.country.value_counts()
    codes = sorted(str(code) for code in counts.index)
    if not codes:
        raise ParameterError("no node of the network has a country; fill the column `country` of its nodes first")
    if len(codes) > MOST_COUNTRIES:
        raise ParameterError(
            f"the network has nodes in {len(codes)} countries; name those that you mean: --countries "
            f"{','.join(sorted(str(code) for code in counts.index[:3]))}"
        )
    return codes


def _ends(spans: pd.DataFrame) -> set[str]:
    return set(spans.start) | set(spans.end)


def _within(net: Network, codes: Sequence[str]) -> pd.DataFrame:
    """Give the spans with an end in any of the countries."""
    there = net.nodes.id[net.nodes.country.isin(codes).fillna(value=False)]
    spans = net.spans
    return spans[spans.start.isin(there) | spans.end.isin(there)]


def _hubs(net: Network, spans: pd.DataFrame) -> list[str]:
    """Choose the hubs: those of the shipped studies where the network has them, else nodes where most spans meet."""
    known = [hub for hub in WORLD_HUBS if hub in set(net.nodes.id)]
    if known:
        return known[:4]
    meet = pd.concat([spans.start, spans.end]).value_counts().rename_axis("id").reset_index(name="spans")
    nodes = net.nodes[["id", "kind"]].merge(meet, on="id")
    nodes = nodes.assign(likely=nodes.kind.isin(HUB_KINDS).fillna(value=False))
    nodes = nodes[~nodes.kind.isin(["branching_unit", "junction"]).fillna(value=False)]
    ranked = nodes.sort_values(["likely", "spans", "id"], ascending=[False, False, True])
    return [str(node) for node in ranked.id[:3]]


def _question(net: Network, ground: Ground, spans: pd.DataFrame, codes: Sequence[str]) -> Question:
    """Choose what is asked: the user's files, planned projects, built ones, or the loss of the newest system."""
    lands = _listed(codes, net)
    planned = spans[spans.status.isin(["proposed", "under_construction"]).fillna(value=False)]
    build = sorted(planned.project.dropna().unique())
    if ground.project:
        own = (ground.project,)
        built = (f"build = {_array(own)}",) if ground.project in build else ()
        return Question(
            f"What do the networks of this study's files change for {lands}?", built,
            (f"without = {_array(own)}",), own,
            ("The case has your files' spans, the baseline has not: the card tells what they change.",),
        )  # fmt: skip
    if build:
        return Question(
            f"What do the planned projects change for {lands}?", (f"build = {_array(build)}",),
            (f"without = {_array(build)}",), tuple(build),
            ("The case builds the planned projects, the baseline leaves them out.",),
        )  # fmt: skip
    projects = sorted(spans.project.dropna().unique())
    if projects:
        return Question(
            f"What did these projects change for {lands}?", (), (f"without = {_array(projects)}",), tuple(projects),
            ("The baseline leaves the projects out: the card tells what they changed.",),
        )  # fmt: skip
    serving = spans[spans.id.isin(net.in_service(YEAR).spans.id)]
    if serving.empty:
        why = "Nothing is in service yet and no project is named: give spans a project to switch."
        return Question(f"What does {lands} have?", (), (), (), (why,))
    newest = _newest(net, serving)
    return Question(
        f"What does {newest} bring to {lands}?", (), (f"cut = {_array([newest])}",), (),
        ("The network has no projects, so the baseline loses its newest system (or its longest span):",
         "the card tells what that brings. Write any other span, system or node there."),
    )  # fmt: skip


def _newest(net: Network, spans: pd.DataFrame) -> str:
    """Give the system of the latest year, of two the first by name; without systems the longest span."""
    systems = net.systems[net.systems.id.isin(spans.system.dropna())]
    systems = systems[
        ~systems.status.isin(["proposed", "under_construction", "cancelled", "retired"]).fillna(value=False)
    ]
    if len(systems):
        ranked = systems.assign(year=systems.year_in_service.astype(float).fillna(0.0))
        return str(ranked.sort_values(["year", "id"], ascending=[False, True]).id.iloc[0])
    ranked = spans.assign(far=spans.length_km.astype(float).fillna(0.0))
    return str(ranked.sort_values(["far", "id"], ascending=[False, True]).id.iloc[0])


def _year(spans: pd.DataFrame, asked: Question) -> int:
    """Give the year of the case: that of the facts, or the last of the planned spans that it switches."""
    years = spans.year_in_service[spans.project.isin(asked.projects).fillna(value=False)].dropna().astype(int)
    return max([YEAR, *(year for year in years.tolist() if year <= 2100)])


def _listed(codes: Sequence[str], net: Network) -> str:
    names = dict(zip(net.countries.id, net.countries.name.fillna(net.countries.id), strict=True))
    words = [str(names.get(code, code)) for code in codes]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _lines(
    name: str,
    title: str,
    ground: Ground,
    year: int,
    hubs: Sequence[str],
    asked: Question,
    codes: Sequence[str],
    systems: Sequence[str],
    names: Mapping[str, str],
) -> list[str]:
    return [
        f"# A study drafted by `sogdia new`. Run it: sogdia assess {name}.toml",
        "# Lines that begin with # are comments. Change what you like: a misspelt key is refused with the nearest.",
        "",
        "# Projects that the study switches. `sogdia list projects` names those of the world.",
        f"projects = {_array(asked.projects, names)}",
        "",
        "# Hubs: nodes to which latency is told. Ids of nodes; `sogdia list nodes` names those of the world.",
        f"hubs = {_array(hubs, names)}",
        "",
        "[study]",
        f"id = {_text(name)}",
        f"title = {_text(title)}",
        f"question = {_text(asked.text)}",
        "# What a reader must know stands on the card's first page: where your data is from, and how sure it is.",
        'notes = ["Drafted from data as given; not checked by anyone yet."]',
        "",
        *_network_lines(ground),
        "",
        "# The case is what is asked about; the baseline is what it is set against.",
        *(f"# {line}" for line in asked.why),
        "[case]",
        "# Spans that are in service in this year count.",
        f"year = {year}",
        *asked.case,
        "# Further keys of a case and of a baseline:",
        '# cut = ["SYSTEM", "NODE", "SPAN"]    lost: a span, all of a system, or all that meets at a node',
        "# near = [[39.67, -4.05, 50]]         lost: what lies within 50 km of a place (lon, lat, km)",
        '# strait = ["bab-el-mandeb"]          lost: all cables in a strait (`sogdia list straits`)',
        '# build = ["PROJECT"]                 planned spans of this project count as built',
        '# without = ["PROJECT"]               all spans of this project are taken out',
        "",
        "[baseline]",
        f"year = {year}",
        *asked.baseline,
        "",
        "# A corridor is measured as a whole and country by country. Add as many [[corridors]] as you like.",
        "[[corridors]]",
        f"id = {_text(name)}",
        f"name = {_text(title)}",
        f"countries = {_array(codes)}",
        "# Systems belong to a corridor too; then every country that they touch is measured, which takes longer.",
        *_system_lines(systems, names),
        '# systems = ["SYSTEM"]',
        "",
        *_addition_lines(hubs),
    ]


def _addition_lines(hubs: Sequence[str]) -> list[str]:
    return [
        "# What is planned and in no file yet can be added here, row by row:",
        "# [[nodes]]",
        '# id = "my-town"',
        '# country = "KEN"',
        "# lon = 37.0",
        "# lat = -1.0",
        "# [[spans]]",
        '# id = "my-span"',
        f"# start = {_text(hubs[0] if hubs else 'my-town')}",
        '# end = "my-town"',
        '# setting = "terrestrial"             terrestrial, submarine or satellite',
        '# status = "proposed"',
        '# project = "my-project"              a project that stands in the network',
    ]


def _network_lines(ground: Ground) -> list[str]:
    lines = [
        "[network]",
        "# `world` (the embedded facts), or a file or folder that sogdia reads: its path from this file.",
        f"base = {_text(ground.base)}",
    ]
    if ground.join:
        lines += [
            "# Networks joined to it: nodes that are one place, within so many km, become one.",
            f"join = {_array(ground.join)}",
            f"within_km = {ground.within_km:g}",
        ]
    else:
        lines.append('# join = ["world"]                     join the embedded facts: the ways abroad')
    if ground.project:
        lines += [
            "# The project as which your files' spans count, so that the case can switch them.",
            f"project = {_text(ground.project)}",
        ]
    return lines


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _array(values: Sequence[str], names: Mapping[str, str] | None = None) -> str:
    """Write a list: in one line, or one a line, with the name of each where it says more than the id."""
    whole = f"[{', '.join(map(_text, values))}]"
    if not values or (len(whole) <= 100 and not any(_is_code(value) for value in values)):
        return whole
    told = {key: re.sub(r"[\x00-\x1f\x7f]", " ", name) for key, name in (names or {}).items()}
    rows = [f"  {_text(value)}," + (f"  # {told[value]}" if value in told else "") for value in values]
    return "\n".join(["[", *rows, "]"])


def _system_lines(systems: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """Name the systems of the corridor in comments: plain ids in a row, others one a line."""
    shown = [_told(key, names) for key in systems[:MOST_SYSTEMS]]
    plain = [text for key, text in zip(systems, shown, strict=False) if not _is_code(key)]
    more = " ..." if len(shown) < len(systems) else ""
    words = f"Systems with an end there: {', '.join(plain) or ('none' if not shown else 'those below')}{more}"
    rows = textwrap.wrap(words, 112, break_long_words=False, break_on_hyphens=False, subsequent_indent="  ")
    return [f"# {row}" for row in rows] + [f"#   {text}" for text in shown if text not in plain]


def _told(key: str, names: Mapping[str, str]) -> str:
    """Give the id of a row as a comment shows it: with its name behind where the id says nothing to a person."""
    name = re.sub(r"[\x00-\x1f\x7f]", " ", names.get(key, ""))
    plain = re.sub(r"[\x00-\x1f\x7f]", " ", key)
    return f"{plain} ({name})" if name and _is_code(key) else plain


def _is_code(value: str) -> bool:
    """Tell whether an id says nothing to a reader: without three letters on end."""
    return "{" in value or re.search(r"[0-9a-f]{8}-", value) is not None or not re.search(r"[^\W\d_]{3}", value)
