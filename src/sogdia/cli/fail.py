"""`sogdia fail`: what each country loses when given cables, places or organisations are lost."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, tell, working
from sogdia.cli.losses import losses
from sogdia.cli.opening import open_network, pick_countries
from sogdia.cli.options import Countries, Csv, Form, Ground, Json, Misuse, Quiet, Year, examples, form_of

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.flows import FailResult, SingleLossesResult
    from sogdia.network import Network

EXAMPLES = examples(
    "sogdia fail world --strait bab-el-mandeb",
    "sogdia fail world --cut aae-1 --cut seacom --country KEN --country DJI",
    "sogdia fail digital-silk-road --near 43.3,12.6,50 --json",
    "sogdia fail world --withdraw supplier=alcatel-submarine-networks --csv",
    "sogdia fail world --cut sea-me-we-5@32.5,29.9 --by pair",
    "sogdia fail my-network.gpkg --area quake.geojson --method served --json",
    "sogdia fail world --singles --country KEN",
)
NOTHING_LOST = (
    "say what is lost: --cut NAME, --near LON,LAT,KM, --area FILE, --strait NAME, --group NAME or --withdraw "
    "supplier=NAME (all may be repeated); "
    "or --singles for each system and landing alone"
)
SINGLES_SHOWN = 3
"""Single losses printed for each country where none was asked for by name; JSON and CSV have all."""


EFFECTS = ("share_demand_lost", "share_capacity_lost", "latency_increase_ms")


class By(StrEnum):
    """What a row is about."""

    COUNTRY = "country"
    PAIR = "pair"
    CORRIDOR = "corridor"
    SPAN = "span"


class Method(StrEnum):
    """How what is left is counted."""

    CUT = "cut"
    SHARE = "share"
    USUAL = "usual"
    SERVED = "served"
    EXACT = "exact"


Cut = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Span, system or node lost, by id or name; NAME@STRAIT or NAME@LON,LAT: only there. May be repeated.",
    ),
]
Near = Annotated[
    list[str] | None, typer.Option(metavar="LON,LAT,KM", help="All within a circle, on land or under the sea.")
]
Strait = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="All under the sea in a strait (`sogdia list straits`).")
]
Withdraw = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ROLE=NAME",
        help="All with this supplier, owner or operator (an organisation's id); all that touch a country "
        "(country=ISO3); all whose supplier, owner or operator has its home there (home=ISO3).",
    ),
]
Area = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE-OR-WKT", help="All within a polygon: a GeoJSON file, or well-known text."),
]
Group = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="All of a shared-risk group, or within a hazard of any kind."),
]
HowCounted = Annotated[
    Method,
    typer.Option(
        help="cut: each country alone, to its hubs. share: what crosses its border, quickest. usual: by the ways that "
        "traffic usually takes, before rerouting, as replay predicts incidents. served: all demand at once, rerouted, "
        "with a certified gap. exact: the same by a linear programme, small networks only."
    ),
]


def fail(
    ground: Ground,
    *,
    cut: Cut = None,
    near: Near = None,
    strait: Strait = None,
    withdraw: Withdraw = None,
    area: Area = None,
    group: Group = None,
    method: HowCounted = Method.CUT,
    singles: Annotated[
        bool, typer.Option("--singles", help="Lose each system and landing alone, and rank them by country.")
    ] = False,
    by: Annotated[
        By, typer.Option(help="A row for each country, pair of countries, corridor, or span lost.")
    ] = By.COUNTRY,
    country: Countries = None,
    year: Year = None,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell what each country loses of capacity and demand, and how much longer its traffic takes."""
    form = form_of(json=json, csv=csv)
    if singles and method is not Method.CUT:
        raise Misuse("--singles counts by `cut`; for another method ask each loss alone in `sogdia sweep`")
    lost = losses(cut or (), near or (), strait or (), withdraw or (), area or (), group or ())
    if not (singles or lost.any):
        raise Misuse(NOTHING_LOST)
    if singles and (lost.any or by is not By.COUNTRY):
        raise Misuse("--singles loses each thing alone; give it without other losses and with --by country")
    from sogdia.data.known_countries import with_countries
    from sogdia.flows import fail as measure
    from sogdia.flows import single_losses

    with working("opening the network", quiet=quiet) as step:
        opened = open_network(ground, year)
        net = with_countries(opened.net)
        codes = pick_countries(net, country)
        step("losing each system and landing alone" if singles else "measuring what is lost")
        if singles:
            ranked = single_losses(net, year=opened.year)
        else:
            result = measure(net, **lost.as_keywords(), year=opened.year, method=method.value)
    if singles:
        _tell_singles(ranked, codes, form, opened.heading)
    else:
        if result.lost.empty:
            tell("note: no span in service is meant: nothing is lost", quiet=quiet)
        _tell(result, _rows(result, net, codes, by), codes, by, form, opened.heading)


def _of(table: "pd.DataFrame", codes: list[str]) -> "pd.DataFrame":
    return table[table.country.isin(codes)] if codes else table


def _rows(result: "FailResult", net: "Network", codes: list[str], by: By) -> "pd.DataFrame":
    """Give the rows that are asked for."""
    if by is By.SPAN:
        return result.lost
    if by is By.COUNTRY:
        return _of(result.table, codes)
    if by is By.CORRIDOR:
        from sogdia.flows import by_corridor

        return by_corridor(result.table, net)
    rows = result.pairs
    return rows[rows.start.isin(codes) | rows.end.isin(codes)] if codes else rows


def _tell(result: "FailResult", rows: "pd.DataFrame", codes: list[str], by: By, form: Form, heading: str) -> None:
    if form is Form.JSON:
        print_json(records(rows))
        return
    if form is Form.CSV:
        print_csv(rows)
        return
    import numpy as np

    from sogdia.cli.printing import print_table, print_text

    systems = sorted(result.lost.system.dropna().unique())
    print_text(f"{heading}: {result.description}", strong=True)
    spans = f"{len(result.lost)} span{'' if len(result.lost) == 1 else 's'}"
    print_text(f"Lost: {spans}{' of ' if systems else ''}{', '.join(systems)}")
    if result.in_sum is not None:
        whole, least, most = (f"{share * 100:.3g}" for share in result.in_sum)
        print_text(f"Of all demand that was served {whole} % is lost; between {least} and {most} %, as bounds prove.")
    if by is not By.COUNTRY:
        print_table(rows)
        return
    felt = rows if codes else rows[_felt(rows)]
    keys = [felt[name].fillna(0.0).round(3) for name in EFFECTS]
    print_table(_shown(felt.iloc[np.lexsort([felt.country, *(-key for key in reversed(keys))])]))
    if not codes and len(felt) < len(rows):
        others = f"{len(rows) - len(felt)} {'other ' if len(felt) else ''}countries"
        print_text(f"{others} lose less than 0.1 % of either and wait less than 0.5 ms longer.")
    print_text(result.rule)


def _felt(rows: "pd.DataFrame") -> "pd.Series[bool]":
    losses_felt = rows[["share_capacity_lost_high", "share_demand_lost_high"]].fillna(0.0).max(axis=1) >= 0.001
    return losses_felt | (rows.latency_increase_ms.fillna(0.0) >= 0.5)


def _shown(rows: "pd.DataFrame") -> "pd.DataFrame":
    from sogdia.cli.printing import ranged_column

    lead = [name for name in ("country", "rank", "kind", "loss") if name in rows]
    return rows[lead].assign(
        **{
            "demand lost, %": ranged_column(rows, "share_demand_lost", unit="%"),
            "capacity lost, %": ranged_column(rows, "share_capacity_lost", unit="%"),
            "later by, ms": ranged_column(rows, "latency_increase_ms", least=0.01),
            "basis": rows.basis,
        }
    )


def _tell_singles(result: "SingleLossesResult", codes: list[str], form: Form, heading: str) -> None:
    rows = _of(result.table, codes)
    if form is Form.JSON:
        print_json(records(rows))
        return
    if form is Form.CSV:
        print_csv(rows)
        return
    from sogdia.cli.printing import print_table, print_text

    shown = rows if codes else rows[rows["rank"] <= SINGLES_SHOWN]
    print_table(_shown(shown), title=f"{heading}: single losses, the worst first")
    if len(shown) < len(rows):
        print_text(f"{len(rows) - len(shown)} more with --country, --json or --csv.")
    print_text(result.rule)
