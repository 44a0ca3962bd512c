"""The page of projects: what each builds, for whom, with whose money, and what it alone changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.numerals import MISSING, Scale, known, scale_of
from sogdia.reports.tables import basis_mark, table

if TYPE_CHECKING:
    from sogdia.reports.view import View


def projects_section(view: View) -> Raw:
    """Make the pages of projects."""
    listed = view.card.projects
    if listed.empty:
        return tag(
            "section", tag("h2", "Projects"), tag("p", "The study switches no project."), id="projects", class_="none"
        )
    order = {project: i for i, (project, _) in enumerate(view.projects, 1)}
    rows = [row for _, row in listed.iterrows()]
    rows.sort(key=lambda row: order.get(row["project"], len(order) + 1))
    return tag(
        "section",
        tag("h2", "Projects"),
        _built(view, rows, order),
        _alone(rows, order),
        _told(view, rows, order),
        id="projects",
    )


def _name(row: pd.Series[Any], order: dict[str, int]) -> str:
    name = row["name"] if pd.notna(row["name"]) else row["project"]
    return f"{order[row['project']]}  {name}" if row["project"] in order else str(name)


def _built(view: View, rows: list[pd.Series[Any]], order: dict[str, int]) -> Raw:
    organisations = view.card.study.network.organisations
    who = {str(k): str(v) for k, v in organisations.set_index("id").name.dropna().items()}
    body = []
    for row in rows:
        basis = _words(row.get("capex_basis"))
        base, low, high = (_number(row.get(f"capex_{k}_musd")) for k in ("base", "low", "high"))
        scale = scale_of("US$ million", (base, low, high), basis=basis)
        cost, span = scale.text(base), scale.span(low, high)
        km, design = _number(row.get("km")), _number(row.get("design_gbps"))
        states = [w for w, flag in (("case", row.get("in_case")), ("baseline", row.get("in_baseline"))) if flag]
        body.append(
            [
                _name(row, order),
                _words(row.get("status")).replace("_", " ") or MISSING,
                tag("td", _list(row.get("countries"), {}), class_="words"),
                tag("td", scale_of("km").text(km), class_="num"),
                tag(
                    "td",
                    scale_of("gbps", (design,)).text(design),
                    " ",
                    _mark(row.get("design_basis"), design),
                    class_="num",
                ),
                tag(
                    "td",
                    cost,
                    " ",
                    _mark(basis, base),
                    tag("span", f"({span})", class_="range") if span else None,
                    class_="num",
                ),
                tag("td", _list(row.get("supplier"), who), class_="words"),
                tag("td", _list(row.get("financier"), who), class_="words"),
                " and ".join(states) or "neither",
            ]
        )
    head = ["Project", "Status", "Countries", "Length", "Design capacity", "Cost to build, prices of 2024", "Supplier",
            "Financing", "Stands in"]  # fmt: skip
    return table(head, body, caption="The study's projects, with the numbers of the maps", class_="wide projects")


def _alone(rows: list[pd.Series[Any]], order: dict[str, int]) -> Raw | None:
    """Say what each project alone changes, on the mean of its countries."""
    measures: tuple[tuple[str, str, Scale], ...] = (
        ("alone_latency_ms", "Round trip to the hubs", scale_of("ms")),
        ("alone_exits_landings", "Ways out that share no landing", Scale(digits=2)),
        ("alone_hhi_owner", "Concentration over owners (HHI)", Scale(digits=2)),
        ("alone_hhi_supplier", "Concentration over suppliers (HHI)", Scale(digits=2)),
    )
    have = [m for m in measures if m[0] in rows[0].index]
    if not have:
        return None
    body = [
        [_name(row, order), *(tag("td", scale.change(_number(row.get(key))), class_="num") for key, _, scale in have)]
        for row in rows
    ]
    head = [
        "Project",
        *(join(name, tag("span", scale.axis, class_="unit") if scale.axis else None) for _, name, scale in have),
    ]
    caption = "What each project alone changes: the case less the case without it, mean over its countries"
    return table(head, body, caption=caption, class_="wide projects")


def _told(view: View, rows: list[pd.Series[Any]], order: dict[str, int]) -> Raw:
    """Give the words of the register beside each project: terms, dates, how the cost was had."""
    register = view.card.study.network.projects.drop_duplicates("id").set_index("id")
    body = []
    for row in rows:
        entry = register.loc[row["project"]] if row["project"] in register.index else pd.Series(dtype=object)
        agreed, done = _words(entry.get("date_agreed")), entry.get("year_completed")
        body.append(
            [
                _name(row, order),
                agreed or MISSING,
                str(done) if pd.notna(done) else MISSING,
                tag("td", _words(entry.get("terms")) or MISSING, class_="words"),
                tag("td", _joined(row.get("capex_source"), row.get("capex_note")), class_="words"),
                tag("td", _words(entry.get("note")) or MISSING, class_="words"),
            ]
        )  # fmt: skip
    head = ["Project", "Agreed", "Completed", "Terms", "How the cost was had", "Notes"]
    return table(head, body, caption="What the register says of the projects", class_="wide projects")


def _joined(*cells: object) -> str:
    return "; ".join(_words(cell) for cell in cells if _words(cell)) or MISSING


def _mark(basis: object, value: object) -> Raw:
    return basis_mark(_words(basis)) if known(value) else Raw("")


def _words(value: Any) -> str:  # noqa: ANN401  a cell
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float | None:  # noqa: ANN401  a cell
    return float(value) if known(value) else None


def _list(cell: Any, names: dict[str, str]) -> str:  # noqa: ANN401  a cell
    parts = [part for part in _words(cell).split(";") if part]
    return ", ".join(names.get(part, part) for part in parts) or MISSING
