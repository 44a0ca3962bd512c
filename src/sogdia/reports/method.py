"""The last pages: how each figure was counted, how complete the data are, whence they come, how to repeat it all."""

from __future__ import annotations

import inspect
import json
import re
from typing import TYPE_CHECKING, Any, Final

from sogdia.assessment.registry import REGISTRY
from sogdia.reports.cover import complete_share
from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.numerals import MISSING, known
from sogdia.reports.sources import HOW, sources_used
from sogdia.reports.tables import bullet_list, legend_of_marks, table

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.reports.view import View

RESPONSIBLE: Final = (
    "No map and no figure can show a back door, a tap or an intent: a network's shape says who could, never who does.",
    "Places are towns and landing stations that are already public; no ducts, beach manholes or buildings are shown.",
    "Losses are told one at a time, ranked for the defender; no set of losses is searched for.",
    "The same rules and the same words hold for every state and every vendor.",
    "The report gives figures and how sure they are; it advises nothing beyond them.",
    "Names and borders are data of Natural Earth and ISO 3166, and no position of those who made this.",
)
"""What must be known to use the report well."""

_ROLLED: Final = {
    "sum": "corridor: sum over its countries",
    "mean": "corridor: mean over its countries, weighted by population",
}

_HELD: Final = {
    "exit": (
        "its exits (the neighbour, landing or ground station by which traffic first leaves)",
        "one exit (the neighbour, landing or ground station by which traffic first leaves)",
        "",
    ),
    "owner": ("the owners of the systems on its way", "one owner of the systems on its way", "owner"),
    "supplier": ("the suppliers of the systems on its way", "one supplier of the systems on its way", "supplier"),
    "home_of_owner": (
        "the home countries of the owners of the systems on its way",
        "one home country of the owners (of their ultimate parents, where known) of the systems on its way",
        "owner",
    ),
    "home_of_supplier": (
        "the home countries of the suppliers of the systems on its way",
        "one home country of the suppliers (of their ultimate parents, where known) of the systems on its way",
        "supplier",
    ),
}
"""Dimension of an index or a largest share: its holders, one of them, and whom of them must be known."""


def method_section(view: View) -> Raw:
    """Make the pages of method and sources."""
    return tag(
        "section",
        tag("h2", "Method and sources"),
        tag("h3", "Responsible use"),
        bullet_list(RESPONSIBLE),
        tag("h3", "How it was counted"),
        tag("p", view.card.rule),
        *(tag("p", tag("b", f"{name}: "), words, class_="rule") for name, words in _rules(view)),
        _indicators(view),
        legend_of_marks(),
        tag("h3", "Completeness by country"),
        _completeness(view.card.completeness),
        tag("h3", "Sources"),
        _sources(view),
        tag("h3", "To repeat it"),
        _manifest(view.card.manifest),
        id="method",
    )


def _rules(view: View) -> list[tuple[str, str]]:
    """Gather the rules of the answers beneath the card, each once."""
    found: dict[str, str] = {}
    for name, answer in view.card.detail.items():
        words = getattr(answer, "rule", "").replace("`", "")
        if words and words not in found.values():
            found[name.rsplit("_", 1)[0].replace("_", " ").capitalize()] = words
    return list(found.items())


def _indicators(view: View) -> Raw:
    """Say of each indicator what it is, its unit, how sure its figures are, and where it is defined."""
    rows = []
    parts = view.table.assign(stem=view.table.indicator.str.split(":").str[0])
    for stem, part in parts.groupby("stem", sort=False):
        entry = REGISTRY.get(str(stem))
        ranged = (part.low.map(known) & part.high.map(known) & (part.low < part.high)).mean()
        bases = ", ".join(f"{b} {n}" for b, n in part.basis.value_counts().items() if b)
        words = _concentration(str(stem)) or (_definition(entry.measure) if entry else "")
        rolled = _ROLLED.get(entry.corridor, "") if entry else ""
        told = f"low to high with {ranged:.0%} of figures" if ranged else "no range is given"
        rows.append(
            [
                f"{entry.name}{' …' if ':' in part.indicator.iloc[0] else ''}" if entry else str(part["name"].iloc[0]),
                _unit(str(stem), str(part.unit.iloc[0])),
                {"up": "higher", "down": "lower"}.get(part.direction.iloc[0], "neither"),
                tag(
                    "td", " ".join(w for w in (words, f"({rolled})" if rolled else "") if w) or MISSING, class_="words"
                ),
                bases or MISSING,
                told,
                tag("td", entry.source if entry else part.source.iloc[0], class_="words"),
            ]
        )
    head = ["Indicator", "Unit", "Better", "Definition", "Basis (figures)", "Uncertainty", "Defined in"]
    return table(head, rows, caption="The indicators of this card", class_="wide")


def _unit(stem: str, unit: str) -> str:
    if unit != "1":
        return unit or MISSING
    return "index, 0\u00a0to\u00a01" if stem.startswith("hhi") else "share, 0\u00a0to\u00a01"


def _definition(measure: Any) -> str:  # noqa: ANN401  a function
    text = inspect.getdoc(measure) or ""
    words = " ".join(text.split("\n\n")[0].split()).replace("`", "").removeprefix("Give ")
    return words[:1].upper() + words[1:]


def _concentration(stem: str) -> str:
    """Define an index of concentration or a largest share in one sentence; empty for any other indicator.

    Examples
    --------
    >>> _concentration("hhi_exit")[:33], _concentration("latency_ms")
    ('The sum of the squared shares of ', '')
    """
    found = re.fullmatch(r"hhi_(\w+)|largest_(\w+)_share", stem)
    if found is None or (found[1] or found[2]) not in _HELD:
        return ""
    several, one, who = _HELD[found[1] or found[2]]
    only = f", counting only traffic whose {who} is known" if who else ""
    if found[1]:
        return (
            f"The sum of the squared shares of a country's international traffic over {several}, from 1/n where n hold "
            f"equal shares to 1 where one holds all{only}."
        )
    return f"The greatest share of a country's international traffic that falls to {one}{only}."


def _completeness(rows: pd.DataFrame) -> Raw:
    made = complete_share(rows)
    if made.empty:
        return tag("p", "The card says nothing of it.")
    kinds = [c for c in rows.columns if c.endswith("_known") and c != "share_known"] + (
        ["lit_observed"] if "lit_observed" in rows else []
    )
    body = []
    for _, row in made.sort_values("name_").iterrows():
        cells = [_percent(row[kind]) for kind in kinds]
        systems = row.get("systems", "")
        body.append([row["name_"], tag("td", systems, class_="num"), *cells, _percent(row["share_known"])])
    names = [kind.replace("_", " ").capitalize() for kind in kinds]
    caption = "Share of the systems that leave each country for which a fact is known, and the mean of the kinds"
    return table(["Country", "Systems", *names, "All kinds"], body, caption=caption, class_="wide", sortable=True)


def _percent(value: object) -> Raw:
    if not known(value):
        return tag("td", MISSING, class_="num")
    share = float(value)  # type: ignore[arg-type]
    return tag("td", f"{share:.0%}", class_="num", data_key=f"{share:.4f}")


def _sources(view: View) -> Raw:
    rows = sources_used(view)
    if rows.empty:
        return tag("p", "No row behind the card names a source.")
    total = {how: int(rows[how].sum()) for how in HOW}
    told = ", ".join(f"{n:,} {how}" for how, n in total.items() if n)
    intro = (
        f"{int(rows.facts.sum()):,} facts of {len(rows):,} sources stand behind this card: {told}. "
        "Read: seen in the source; "
        "recalled: known to stand in it but not looked up again; derived: by a stated rule; given: by the user."
    )
    body = []
    for row in rows.itertuples():
        count = ", ".join(f"{getattr(row, how)} {how}" for how in HOW if getattr(row, how))
        title = row.title if isinstance(row.title, str) else row.source
        more = [w for w in (row.publisher, row.date, row.url) if isinstance(w, str)]
        body.append([title, tag("td", " · ".join(more), class_="words"), tag("td", count, class_="words")])
    made = table(
        ["Source", "Publisher, date, address", "Facts"],
        body,
        caption="Sources, those of most facts first",
        class_="wide",
    )
    summary = tag("summary", f"List of the {len(rows):,} sources (open it before printing to have it on paper)")
    return join(tag("p", intro), tag("details", summary, made))


def _manifest(manifest: dict[str, Any]) -> Raw:
    versions = manifest.get("versions") or {}
    facts = [
        ("Door", manifest.get("verb")),
        ("Network (SHA-256)", manifest.get("network_sha256")),
        ("Seed", manifest.get("seed")),
        ("Versions", ", ".join(f"{k} {v}" for k, v in versions.items())),
    ]
    shown = [join(tag("dt", name), tag("dd", words)) for name, words in facts if words not in (None, "")]
    text = json.dumps(manifest.get("parameters"), indent=1, ensure_ascii=False, default=str)
    summary = tag("summary", "Parameters: the whole study as it was measured")
    return join(tag("dl", *shown, class_="facts"), tag("details", summary, tag("pre", text)))
