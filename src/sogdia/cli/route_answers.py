"""What `sogdia route` prints: routes as JSON, CSV or text."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sogdia.cli.console import print_csv, print_json, records
from sogdia.cli.options import Form

if TYPE_CHECKING:
    from sogdia.routing import DiverseResult, RouteResult


def print_route(result: RouteResult, form: Form) -> None:
    """Print routes."""
    if form is Form.JSON:
        print_json(_answer(result))
    elif form is Form.CSV:
        print_csv(result.table)
    else:
        _tell(result)


def print_diverse(result: DiverseResult, form: Form) -> None:
    """Print ways that share nothing."""
    if form is Form.CSV:
        print_csv(result.table)
        return
    if form is Form.JSON:
        import shapely

        rows = records(result.table)
        ways = [row | {"geometry": shapely.geometry.mapping(of)} for row, of in zip(rows, result.lines, strict=True)]
        print_json({"routes": ways, "proved": result.proved, "rule": result.rule, "manifest": result.manifest})
        return
    from sogdia.cli.printing import print_table, print_text

    print_table(result.table, title="Ways that share nothing")
    print_text(result.rule)


def _tell(result: RouteResult) -> None:
    from sogdia.cli.printing import figure, print_facts, print_table, print_text, ranged

    for i in range(len(result.table)):
        row = result.table.iloc[i]
        print_text(f"{row['from']} to {row['to']} ({row.setting})", strong=True)
        print_facts(
            {
                "length with slack, km": figure(float(row.length_km)),
                "line on the map, km": figure(float(row.line_km)),
                "geodesic, km": figure(float(row.geodesic_km)),
                "to build, US$ million": ranged(row.capex_musd, row.capex_musd_low, row.capex_musd_high),
                "a year, US$ million": ranged(
                    row.opex_musd_per_year, row.opex_musd_per_year_low, row.opex_musd_per_year_high
                ),
                "faults a year": ranged(row.faults_per_year, row.faults_per_year_low, row.faults_per_year_high),
                "countries on land": row.countries,
                "waters": row.waters,
                "landings": int(row.landings),
                "repeaters": int(row.repeaters),
                "permits": int(row.permits),
                "cables crossed": int(row.crossings),
            }
        )
        own = result.items[result.items.route == i]
        print_table(own[["item", "quantity", "unit", "cost_musd", "low_musd", "high_musd"]], title="What it is made of")
    print_text(result.rule)
    if corridor := _corridor(result.manifest["parameters"]["surface"]):
        print_text(corridor)


def _corridor(about: dict[str, Any]) -> str:
    """Say within which corridor of a finer grid a route was found; nothing where there was none."""
    if not about.get("corridors"):
        return ""
    widest = about["corridors"][-1]
    lasting = (
        "a wider one changes its cost by less than 0.1 %" if about["settled"] else "a wider one may be cheaper yet"
    )
    return (
        f"Found on {about['grid']} among {widest['cells']:,} cells: the corridor of ways that cost up to "
        f"{widest['excess']:.0%} more than the best on the shipped grid; {lasting}."
    )


def _answer(result: RouteResult) -> dict[str, Any]:
    """Give one route by its own fields, several as a list."""
    import shapely

    rows = []
    for i, row in enumerate(records(result.table)):
        under = result.profile[result.profile.route == i].drop(columns="route").rename(columns={"line": "leg"})
        met = result.crossings[result.crossings.route == i].drop(columns="route")
        ashore = [spot for one in result.bills[i].crossed for spot in one.landings]
        rows.append(
            row
            | {"countries": row["countries"].split(), "waters": row["waters"].split()}
            | {
                "landing_points": [{"country": code, "lon": lon, "lat": lat} for code, lon, lat in ashore],
                "crossed": records(met),
                "items": records(result.bills[i].items),
                "items_per_year": records(result.bills[i].yearly),
                "faults": records(result.bills[i].faults),
                "profile": records(under),
                "geometry": shapely.geometry.mapping(result.lines[i]),
            }
        )
    how = {"rule": result.rule, "manifest": result.manifest}
    return rows[0] | how if len(rows) == 1 else {"routes": rows, **how}
