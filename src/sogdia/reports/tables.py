"""Tables of a page: headers with a scope, figures with their range, change and basis."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.numerals import BASIS_MARKS, MISSING, NARROW, Scale, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def table(
    head: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    caption: str,
    class_: str = "",
    sortable: bool = False,
) -> Raw:
    """Make a table whose first column heads the rows.

    Parameters
    ----------
    head
        Headings of the columns.
    rows
        Cells; one that is a `Raw` starting with ``<td`` stands as it is, others are escaped.
    caption
        What the table shows; read out before it.
    sortable
        Whether a click on a heading sorts it.
    """
    titles = tag("tr", *(tag("th", text, scope="col") for text in head))
    body = [tag("tr", tag("th", first, scope="row"), *(_cell(c) for c in rest)) for first, *rest in rows]
    words = f"{class_} sortable".strip() if sortable else class_
    return tag(
        "div",
        tag("table", tag("caption", caption), tag("thead", titles), tag("tbody", *body), class_=words or None),
        class_="scroll",
    )


def _cell(content: object) -> Raw:
    return content if isinstance(content, Raw) and content.startswith("<td") else tag("td", content)


def basis_mark(basis: str) -> Raw:
    """Give the mark of how a figure was had, with the word for those who hear the page."""
    mark = BASIS_MARKS.get(basis)
    if mark is None:
        return Raw("")
    return tag("span", mark, class_="basis", title=basis, role="img", aria_label=basis)


def figure_cell(row: Mapping[str, Any] | None, scale: Scale) -> Raw:
    """Write a figure with its basis, its range and its change against the baseline in one cell."""
    if row is None or not any(known(row[k]) for k in ("base", "low", "high", "baseline")):
        return tag("td", MISSING, class_="num")
    span = scale.span(row["low"], row["high"])
    change = scale.change(row["change"])
    main = scale.plain(row["base"]) if known(row["base"]) or not span else span
    parts: list[object] = [tag("b", main), NARROW, basis_mark(row["basis"])]
    told = f"({span})" if span and main != span else ""
    if change != MISSING and row["baseline"] != 0:
        told = f"{told} {change}".strip()
    parts.append(tag("span", told, class_="range") if told else None)
    return tag("td", *parts, class_="num", data_key=_key(row["base"]))


def plain_cells(row: Mapping[str, Any], scale: Scale) -> list[Raw]:
    """Write baseline, case, range and change of a row in four cells."""
    told = [tag("b", scale.plain(row["base"])), NARROW, basis_mark(row["basis"])]
    return [
        tag("td", scale.plain(row["baseline"]), class_="num"),
        tag("td", *told, class_="num"),
        tag("td", scale.span(row["low"], row["high"]) or MISSING, class_="num"),
        tag("td", replace(scale, change_unit="", prefix="").change(row["change"]), class_="num"),
    ]


def change_cell(row: Mapping[str, Any] | None, scale: Scale) -> Raw:
    """Write a figure and its change against the baseline, short, in one cell that sorts by the figure."""
    if row is None:
        return tag("td", MISSING, class_="num")
    change = replace(scale, change_unit="", prefix="").change(row["change"])
    more = tag("span", change, class_="change") if change not in (MISSING, "±0") else None
    rank = f"rank {row['rank']:.0f} of {row['of']:.0f}" if known(row.get("rank")) and known(row.get("of")) else None
    return tag("td", scale.plain(row["base"]), more, class_="num", data_key=_key(row["base"]), title=rank)


def _key(value: object) -> str | None:
    return f"{float(value):.9g}" if known(value) else None  # type: ignore[arg-type]


def legend_of_marks() -> Raw:
    """Say what the marks of basis mean."""
    told = {
        "measured": "published, as measured or as announced",
        "modelled": "computed by Sogdia",
        "assumed": "taken as a default",
    }
    marks = (join(tag("span", BASIS_MARKS[b], class_="basis"), f" {b}: {words}") for b, words in told.items())
    return tag("p", join(*marks, by=" · "), f" · {MISSING} not known", class_="marks")


def bullet_list(items: Iterable[object], class_: str | None = None) -> Raw:
    """Make a list; empty text where there is nothing to list."""
    made = [tag("li", item) for item in items]
    return tag("ul", *made, class_=class_) if made else Raw("")
