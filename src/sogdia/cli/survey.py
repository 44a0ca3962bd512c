"""`sogdia survey`: depth, slope, exposure, expected faults and shared risk of the spans of a network."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, tell, working
from sogdia.cli.opening import open_network
from sogdia.cli.options import Csv, Form, Ground, Json, Quiet, Year, examples, form_of

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.network import Network

EXAMPLES = examples(
    "sogdia survey world -o world-surveyed",
    "sogdia survey my-network.gpkg -o surveyed.gpkg",
    "sogdia survey world --year 2024 --csv",
)
SHOWN = 12
"""Spans with the most expected faults that are printed; JSON and CSV have all."""


def survey(
    network: Ground,
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="OUT", help="Where the network goes: a folder or a .gpkg.")
    ] = "",
    year: Year = None,
    groups: Annotated[bool, typer.Option(help="Find what spans share: strips, landings, straits.")] = True,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Fill depth, slope, exposure, expected faults and shared-risk groups of spans that are drawn.

    Heights are those of the shipped 5-minute grid; belts, shipping and towns those of the embedded world.
    """
    form = form_of(json=json, csv=csv)
    from sogdia.cli.writing import check_file
    from sogdia.formats import write

    if out.endswith(".gpkg"):
        check_file(Path(out), [Path(network)] if Path(network).is_file() else [])
    with working("opening the network", quiet=quiet) as step:
        opened = open_network(network, year)
        step(f"surveying {len(opened.net.spans)} spans")
        net = _surveyed(opened.net, opened.year, groups=groups)
    if out:
        write(net, out)
    _print(net, form, opened.heading)
    if out:
        tell(f"network written to {out}", quiet=quiet)


def _surveyed(net: "Network", year: int | None, *, groups: bool) -> "Network":
    from sogdia.data import outlines, places, world
    from sogdia.data.terrain_file import unpack
    from sogdia.data.terrain_surface import STEP
    from sogdia.routing import survey as fill
    from sogdia.routing.heights import Heights
    from sogdia.routing.lattice import Lattice
    from sogdia.routing.surroundings import Surroundings

    around = Surroundings.of(world().hazards, outlines(), places())
    meant = net if year is None else net.in_service(year)
    return fill(meant, Heights(Lattice.globe(STEP), unpack()[0]), around, groups=groups)


def _print(net: "Network", form: Form, heading: str) -> None:
    from sogdia.cli.printing import print_facts, print_table, print_text
    from sogdia.routing.sounding import FILLED

    spans = net.spans[["id", "system", "start", "end", "setting", "length_km", *FILLED]]
    if form is Form.JSON:
        print_json({"network": heading, "spans": records(spans)})
        return
    if form is Form.CSV:
        print_csv(spans)
        return
    print_text(heading, strong=True)
    for setting, rows in spans.groupby("setting"):
        print_facts(_facts(str(setting), rows))
    most = spans.sort_values("faults_per_year", ascending=False).head(SHOWN)
    columns = ["id", "setting", "length_km", "depth_mean_m", "share_shallow", "seismic_km", "faults_per_year"]
    print_table(most[columns], title="Spans with the most expected faults")
    print_text(
        "Expected faults are means over many lines by depth, ground and surroundings; a span's own may be several "
        "times as many."
    )


def _facts(setting: str, rows: "pd.DataFrame") -> dict[str, object]:
    from sogdia.cli.printing import figure, ranged

    if setting == "satellite":
        return {"satellite, spans": len(rows)}
    total = rows[["length_km", "faults_per_year", "faults_per_year_low", "faults_per_year_high"]].sum()
    shared = rows.shared_risk_groups.notna().sum()
    return {
        f"{setting}, spans": len(rows),
        f"{setting}, km": figure(float(total.length_km)),
        f"{setting}, faults a year": ranged(
            total.faults_per_year, total.faults_per_year_low, total.faults_per_year_high
        ),
        f"{setting}, spans that share risk": int(shared),
    }
