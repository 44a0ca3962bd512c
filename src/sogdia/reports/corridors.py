"""The pages of the corridors: map, figures, and charts of what changes for their countries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.reports import style
from sogdia.reports.charts import Panel, has_figures, panels, ranked_bars
from sogdia.reports.maps import corridor_map
from sogdia.reports.markup import Raw, tag
from sogdia.reports.numerals import BASIS_MARKS, MISSING, known, scale_of
from sogdia.reports.pictures import picture
from sogdia.reports.tables import legend_of_marks, plain_cells, table
from sogdia.reports.ties import cut, holders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.assessment.subjects import Subject
    from sogdia.reports.numerals import Scale
    from sogdia.reports.view import View

MOST_LOSSES: Final = 20
"""Most bars of losses; half as many again where the last ones are equal."""

_ENDS: Final = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0)
"""Ends of an axis of shares: the first one that holds all figures."""

_CHARTS: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    (
        "Round trips to the hubs",
        ("latency_ms",),
        "Round trip from each country's main city to each hub, before and after.",
    ),
    (
        "International capacity",
        ("capacity_design_gbps", "capacity_lit_gbps"),
        "Capacity of the systems that leave each country; the axes count in powers of ten.",
    ),
    (
        "Ways out and their concentration",
        ("exits_landings", "exits_straits", "hhi_exit"),
        "Ways out that share nothing; how concentrated traffic is on them (Herfindahl-Hirschman index, 1 for one way).",
    ),
    (
        "Largest shares over a country's traffic",
        (
            "largest_supplier_share",
            "largest_home_of_supplier_share",
            "largest_owner_share",
            "largest_home_of_owner_share",
        ),
        "Share over the systems of the largest supplier, owner or home country, of traffic whose holders are known.",
    ),
)
_LOG: Final = ("capacity_design_gbps", "capacity_lit_gbps", "bandwidth_gbps")


def corridor_section(view: View, corridor: Subject) -> Raw:
    """Make the pages of one corridor."""
    names = [view.country_names.get(code, code) for code in corridor.countries]
    words = view.description(corridor.id)
    children = [c.name for c, d in zip(view.corridors, _parents(view), strict=True) if d == corridor.id]
    parts = (
        [tag("p", f"Its countries are charted under its parts: {', '.join(children)}.", class_="note")]
        if children
        else _charts(view, corridor)
    )
    listed = f"{len(names)} countries: {', '.join(sorted(names))}." if names else "No country belongs to it."
    return tag(
        "section",
        tag("h2", corridor.name),
        tag("p", words, class_="lead") if words else None,
        tag("p", listed, class_="note"),
        None if view.is_whole(corridor) else _map(view, corridor),
        _figures(view, corridor),
        *parts,
        _losses(view, corridor) if not children else None,
        _costs(view, corridor),
        class_="corridor" if not view.is_whole(corridor) else "corridor whole",
        id=f"corridor-{corridor.id}",
    )


def _parents(view: View) -> list[str | None]:
    of = {c.id: c.parent for c in view.card.study.definition.corridors}
    return [of.get(c.id) for c in view.corridors]


def _map(view: View, corridor: Subject) -> Raw:
    own = [f"{i} {name}" for i, (p, name) in enumerate(view.projects, 1) if p in corridor.projects]
    alt = f"Map of {corridor.name}: its countries tinted; projects in it: {'; '.join(own) or 'none'}."
    caption = f"{corridor.name}. Projects of other corridors are drawn thin, in their own colours."
    return picture(corridor_map(view.case, view.baseline, view.theme(corridor)), alt=alt, caption=caption, vector=False)


def _figures(view: View, corridor: Subject) -> Raw:
    """Make the table of all figures of a corridor."""
    rows: list[Sequence[object]] = []
    for indicator in view.indicators("corridor").indicator.tolist():
        row = view.row("corridor", indicator, corridor.id)
        if row is None:
            continue
        scale = view.scale(pd.DataFrame([row]), indicator)
        words = tag("td", row["note"], class_="words")
        rows.append([row["name"], tag("td", scale.axis or "index"), *plain_cells(row, scale), words])
    if not rows:
        return tag("p", "The card has no figure of this corridor.")
    head = ["Indicator", "Unit", "Baseline", "Case", "Low to high", "Change", "How it was counted"]
    made = table(head, rows, caption=f"All figures of {corridor.name}", class_="wide")
    return tag("div", made, legend_of_marks())


def _charts(view: View, corridor: Subject) -> list[Raw]:
    out = []
    for title, stems, words in _CHARTS:
        shown = [panel for stem in stems for panel in _panels(view, corridor, stem)][:4]
        shown = [panel for panel in shown if has_figures(panel.rows)]
        if not shown:
            out.append(tag("div", tag("h3", title), tag("p", "No figure is known.", class_="note")))
            continue
        order = shown[0].rows.base.reindex(list(corridor.countries)).sort_values(ascending=False, kind="stable").index
        labels = {code: view.country_names.get(code, code) for code in order}
        caption = f"{words} {MISSING}: not known."
        alt = f"{title}, {corridor.name}: {_extremes(shown[0], labels)}"
        out.append(
            tag("div", tag("h3", title), picture(panels(labels, shown), alt=alt, caption=caption), class_="chart")
        )
    return out


def _panels(view: View, corridor: Subject, stem: str) -> list[Panel]:
    out = []
    for indicator in view.parts(stem):
        rows = view.rows("country", indicator, corridor.countries)
        if rows.empty:
            continue
        bars = indicator.startswith("largest_")
        better = {"up": "higher", "down": "lower"}.get(rows.direction.iloc[0], "")
        scale = view.scale(rows, indicator)
        name = rows["name"].iloc[0]
        out.append(Panel(name, scale, rows, better, log=indicator in _LOG, full=1.0 if bars else None, bars=bars))
    return out


def _extremes(panel: Panel, labels: dict[str, str]) -> str:
    """Say the lowest and highest figure of a panel and who alone holds it, for those who cannot see it."""
    figures = panel.rows.base.dropna()
    if figures.empty:
        return f"{panel.title}, no figure of the case."
    texts = figures.map(panel.scale.text)
    ends = [panel.scale.text(float(value)) for value in (figures.min(), figures.max())]
    who = [holders([labels.get(str(code), str(code)) for code in texts.index[texts == end]]) for end in ends]
    told = f"from {who[0]} {ends[0]} to {who[1]} {ends[1]}" if ends[0] != ends[1] else f"{who[0]} with {ends[0]}"
    return f"{panel.title}, {told}; figures in the table of countries."


def _losses(view: View, corridor: Subject) -> Raw:
    """Draw each country's worst single loss, for those who defend against it."""
    rows = view.rows("country", "worst_loss_share_demand", corridor.countries)
    felt = rows[rows.base > 0].sort_values(["base", "subject_name"], ascending=[False, True])
    title = tag("h3", "Worst single losses")
    if felt.empty:
        words = (
            "No figure is known." if rows.empty else "No system or landing lost alone takes demand from any country."
        )
        return tag("div", title, tag("p", words, class_="note"))
    scale = scale_of("1")
    shown, more = _bars_of_losses(felt, scale)
    reach = float(np.nanmax(shown[["value", "high"]].to_numpy(dtype=float)))
    full = next((end for end in _ENDS if end >= reach), 1.0)
    figure = ranked_bars(shown, scale, "Demand that cannot be carried", full=full)
    unfelt = int((rows.base == 0).sum())
    caption = (
        "For each country, the system or landing whose loss alone takes most of its demand, ranked for its defender; "
        f"whiskers: low to high. Losses are never combined. No loss for {unfelt} of {len(rows)} countries"
        + (f"; {more} with smaller losses not shown." if more else ".")
    )
    top = felt.base.map(scale.text)
    alike = int((top == top.iloc[0]).sum())
    first = f"{shown.label[0] if alike == 1 else f'{alike} countries'}, {top.iloc[0]} of demand"
    alt = f"Ranked bars of worst single losses in {corridor.name}: first {first}."
    return tag("div", title, picture(figure, alt=alt, caption=caption), class_="chart")


def _bars_of_losses(felt: pd.DataFrame, scale: Scale) -> tuple[pd.DataFrame, int]:
    """Give the bars of the largest losses, equals across the cut as one bar, and the count of smaller ones."""
    named, equal = cut([scale.text(value) for value in felt.base], MOST_LOSSES)
    if named + equal <= MOST_LOSSES * 3 // 2:
        named, equal = named + equal, 0
    labels = [_short(f"{name}: {note}") for name, note in zip(felt.subject_name, felt.note, strict=True)]
    figures = {"value": felt.base, "low": felt.low, "high": felt.high}
    bars = pd.DataFrame({"label": labels, **figures}).reset_index(drop=True)
    shown, rest = bars.iloc[:named], bars.iloc[named : named + equal]
    if equal:
        one = {"label": f"{equal} countries, each by a loss of its own", "value": rest.value.iloc[0]}
        ends = {"low": rest.low.min(), "high": rest.high.max()}
        shown = pd.concat([shown, pd.DataFrame([one | ends])], ignore_index=True)
    return shown, len(felt) - named - equal


def _short(text: str, most: int = 54) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _costs(view: View, corridor: Subject) -> Raw | None:
    """Draw what the corridor's projects cost to build, with their ranges."""
    if not corridor.projects:
        return None
    title = tag("h3", "Cost to build, by project")
    table_ = view.card.projects
    rows: list[dict[str, Any]] = []
    strokes = style.project_strokes(len(view.projects))
    for i, (project, name) in enumerate(view.projects):
        own = table_[table_.project == project] if "capex_base_musd" in table_ else table_.head(0)
        if project not in corridor.projects or own.empty or not known(own.capex_base_musd.iloc[0]):
            continue
        row = own.iloc[0]
        figures = {k: float(row[f"capex_{v}_musd"]) for k, v in (("value", "base"), ("low", "low"), ("high", "high"))}
        mark = BASIS_MARKS.get(str(row.get("capex_basis")), "")
        rows.append({"label": f"{i + 1}  {_short(name, 58)}", "mark": mark, "colour": strokes[i][0], **figures})
    if not rows:
        return tag("div", title, tag("p", "No figure is known.", class_="note"))
    shown = pd.DataFrame(rows).sort_values("value", ascending=False, ignore_index=True)
    scale = scale_of("US$ million", shown[["value"]].to_numpy().ravel(), basis="modelled")
    wide = shown.value.max() / max(shown.value.min(), 1e-9) > 30
    figure = ranked_bars(shown, scale, "Cost to build, prices of 2024", log=wide)
    missing = len(corridor.projects) - len(shown)
    caption = (
        "Whiskers: low to high. Marks: ● published, ◐ by a cost law, ○ assumed."
        + (" The axis counts in powers of ten." if wide else "")
        + (f" {missing} of the corridor's projects without a figure." if missing else "")
    )
    told = "; ".join(f"{row['label']} {scale.text(row['value'])}" for row in shown.to_dict("records"))
    alt = f"Bars of cost to build: {told}."
    return tag("div", title, picture(figure, alt=alt, caption=caption), class_="chart")
