"""`sogdia availability`: how long each country is cut off or short of capacity, by many years of faults and repairs."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import Step, print_csv, print_json, records, working
from sogdia.cli.opening import open_network, pick_countries
from sogdia.cli.options import Countries, Csv, Form, Ground, Json, Quiet, Year, examples, form_of

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.flows import AvailabilityResult

EXAMPLES = examples(
    "sogdia availability world --years 1000 --country TON --country KEN",
    "sogdia availability my-network.gpkg --years 100000 --keep years/ --json",
    "sogdia availability world --side high --withdraw country=EGY:0.01",
    "sogdia availability my-network.gpkg --method served --samples 5000",
)


class Method(StrEnum):
    """How what is left is counted."""

    SHARE = "share"
    SERVED = "served"


class Side(StrEnum):
    """Side of the ranges of the fault rates."""

    DEFAULT = "default"
    LOW = "low"
    HIGH = "high"


def availability(
    ground: Ground,
    *,
    years: Annotated[int, typer.Option("--years", help="Years lived through.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", help="Seed; the same one gives the same answer.")] = 0,
    method: Annotated[
        Method,
        typer.Option(
            help="share: capacity over each country's border. served: demand that rerouting can still serve, at faults "
            "drawn from the years, with a certified gap."
        ),
    ] = Method.SHARE,
    samples: Annotated[
        int, typer.Option("--samples", min=1, help="Faults before and after which `served` reroutes.")
    ] = 1000,
    side: Annotated[Side, typer.Option(help="Rates of faults: as usual, or at the low or high end.")] = Side.DEFAULT,
    fleet: Annotated[float, typer.Option(help="Repair ships, as a multiple of today's.")] = 1.0,
    lost: Annotated[
        float, typer.Option(help="Share of capacity (served: of demand) gone from which hours count as lost.")
    ] = 0.5,
    withdraw: Annotated[
        list[str] | None,
        typer.Option(metavar="ROLE=NAME:RATE", help="A withdrawal that comes so many times a year; may be repeated."),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="FOLDER", help="Keep years as they are done; run again to go on.")
    ] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="Threads. Default: one for each processor.")] = None,
    country: Countries = None,
    year: Year = None,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell how often and how long each country loses capacity abroad, with intervals."""
    form = form_of(json=json, csv=csv)
    withdrawals = tuple(_withdrawal(text) for text in withdraw or ())
    from sogdia.data.known_countries import with_countries
    from sogdia.flows import AvailabilityParams
    from sogdia.flows import availability as measure

    params = AvailabilityParams(side=side.value, fleet=fleet, lost_share=lost, withdrawals=withdrawals, samples=samples)
    with working("opening the network", quiet=quiet) as step:
        opened = open_network(ground, year)
        codes = pick_countries(opened.net, country)
        step("listing what may happen" if method is Method.SHARE else "listing what may happen, and routing all demand")
        result = measure(
            with_countries(opened.net), years=years, seed=seed, year=opened.year, method=method.value, params=params,
            jobs=jobs, keep=keep, progress=_progress(step, years),
        )  # fmt: skip
    _tell(result, codes, form, opened.heading)


def _withdrawal(text: str) -> tuple[str, str, float]:
    from sogdia.errors import ParameterError, pick
    from sogdia.flows import WITHDRAWALS

    what, colon, rate = text.rpartition(":")
    role, equals, name = what.partition("=")
    try:
        number = float(rate)
    except ValueError:
        number = -1.0
    if not (colon and equals and name and number >= 0):
        raise ParameterError(f"{text!r} is no withdrawal with its rate; write ROLE=NAME:RATE, such as owner=NAME:0.01")
    return pick(role, WITHDRAWALS, "withdrawal"), name, number


def _progress(step: Step, years: int) -> Callable[[int, int], None]:
    began = time.monotonic()

    def told(done: int, count: int) -> None:
        left = (time.monotonic() - began) / done * (count - done)
        step.share(done / count, f"{done * years // count:,} of {years:,} years, {left:.0f} s left")

    return told


def _tell(result: "AvailabilityResult", codes: list[str], form: Form, heading: str) -> None:
    rows = result.table[result.table.country.isin(codes)] if codes else result.table
    if form is Form.JSON:
        print_json(
            {
                "rows": records(rows),
                "perils": records(result.perils),
                "repairs": records(result.repairs),
                "convergence": records(result.convergence),
                "method": result.method,
                "gap": result.gap,
            }
        )
        return
    if form is Form.CSV:
        print_csv(rows)
        return
    from sogdia.cli.printing import print_table, print_text

    rows = rows.sort_values("cut_off_hours_per_year", ascending=False)
    shown = rows if codes else rows.head(30)
    print_table(_shown(shown), title=f"{heading}: hours a year lost to faults, the longest cut off first")
    if len(shown) < len(rows):
        print_text(f"{len(rows) - len(shown)} more countries with --country, --json or --csv.")
    print_table(result.perils, title="What may happen")
    print_table(result.repairs, title="Repairs at sea")
    print_table(result.convergence.tail(4), title="How the mean settles")
    print_text(result.rule)


def _shown(rows: "pd.DataFrame") -> "pd.DataFrame":
    from sogdia.cli.printing import ranged_column

    return rows[["country"]].assign(
        **{
            "cut off, h": ranged_column(rows, "cut_off_hours_per_year"),
            "lost, h": ranged_column(rows, "lost_hours_per_year"),
            "any less, h": rows.degraded_hours_per_year,
            "demand lost, %": rows.demand_lost_per_year * 100.0,
            "years to a loss of 50 %": rows.return_years_50,
            "of all": rows.return_years_100,
        }
    )
