"""`sogdia replay`: predicted against observed for documented incidents; and dated predictions for the next one."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import Step, print_csv, print_json, records, tell, working
from sogdia.cli.options import Csv, Form, Json, Misuse, Quiet, examples, form_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.incidents import ReplayResult
    from sogdia.network import Network

EXAMPLES = examples(
    "sogdia replay abidjan-2024",
    "sogdia replay --all --csv",
    "sogdia replay sicily-2008-12 --year 2026",
    "sogdia replay --freeze -o predictions.csv",
)


def replay(
    incident: Annotated[
        str | None, typer.Argument(metavar="INCIDENT", help="A documented incident; without one, they are listed.")
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Replay all documented incidents.")] = False,
    freeze: Annotated[
        bool, typer.Option("--freeze", help="Predict the loss of each single system of today, with the date.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="CSV file to write, with --freeze.")] = None,
    network: Annotated[
        str, typer.Option("--network", metavar="NETWORK", help="A network that Sogdia reads, or `world`.")
    ] = "world",
    incidents_in: Annotated[
        Path | None,
        typer.Option(
            "--incidents", metavar="FOLDER", help="Incidents of your own: incidents.csv, incident_effects.csv."
        ),
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", min=1990, max=2100, help="Network of this year. Default: the incident's.")
    ] = None,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell what Sogdia predicts of an incident that happened, beside what was seen."""
    form = form_of(json=json, csv=csv)
    if freeze and (incident or every):
        raise Misuse("--freeze takes each system of today; give it without an incident and without --all")
    if out and not freeze:
        raise Misuse("-o writes the predictions of --freeze; give both, or --csv for a replay")
    if incident and every:
        raise Misuse("give an incident or --all, not both")
    if freeze:
        _freeze(out, network, year, form, quiet=quiet)
        return
    if not (incident or every):
        _list(incidents_in, form)
        return
    from sogdia.data.incident_facts import FOLDER
    from sogdia.incidents import replay as measure
    from sogdia.incidents.record import pick_incident

    folder = incidents_in or FOLDER
    one = pick_incident(incident, folder) if incident else None
    with working("replaying", quiet=quiet) as step:
        result = measure(one, net=_network(network), year=year, folder=folder, progress=_progress(step))
    _tell(result, form, alone=one is not None)


def _network(name: str) -> "Network":
    from sogdia.cli.opening import open_network

    return open_network(name).net


def _progress(step: Step) -> "Callable[[int, int], None]":
    return lambda done, count: step.share(done / count, f"{done} of {count} replayed")


def _list(folder: Path | None, form: Form) -> None:
    import pandas as pd

    from sogdia.data.incident_facts import FOLDER
    from sogdia.incidents import incidents

    known = incidents(folder or FOLDER)
    rows = pd.DataFrame(
        [(i.id, i.date, i.name, len(i.effects)) for i in known.values()],
        columns=["incident", "date", "name", "observations"],
    )
    if form is Form.JSON:
        print_json(records(rows))
    elif form is Form.CSV:
        print_csv(rows)
    else:
        from sogdia.cli.printing import print_table

        print_table(rows, title="Documented incidents: `sogdia replay INCIDENT`")


def _tell(result: "ReplayResult", form: Form, *, alone: bool) -> None:
    if form is Form.JSON:
        print_json({"rows": records(result.table), "summary": records(result.summary), "not_known": result.not_known})
        return
    if form is Form.CSV:
        print_csv(result.table)
        return
    from sogdia.cli.printing import print_table, print_text, ranged_column

    rows = result.table
    shown = rows[["country", "counterpart", "kind"]].assign(
        **{
            "observed, %": rows.observed * 100.0,
            "predicted, %": ranged_column(
                rows.assign(share=rows.predicted, share_low=rows.predicted_low, share_high=rows.predicted_high),
                "share",
                unit="%",
            ),
            "verdict": rows.verdict,
        }
    )
    print_table(shown if alone else shown.assign(incident=rows.incident)[["incident", *shown.columns]])
    summary = result.summary if not alone else result.summary.head(1)
    print_table(summary.drop(columns=["alarms"]), title="Summary")
    if alone and summary.alarms.iloc[0]:
        print_text(
            f"Predicted as affected, and named by none of the sources: {summary.alarms.iloc[0].replace(';', ', ')}"
        )
    for name, cuts in result.not_known.items():
        print_text(f"{name}: the network of that year knows nothing of {', '.join(cuts)}")
    print_text(result.rule)


def _freeze(out: Path | None, network: str, year: int | None, form: Form, *, quiet: bool) -> None:
    from sogdia.cli.writing import check_file, write_text

    if out:
        check_file(out)
    from sogdia.incidents import freeze
    from sogdia.incidents.freezing import TODAY

    with working("predicting the loss of each system", quiet=quiet):
        result = freeze(_network(network), year=year or TODAY)
    if out:
        write_text(out, result.table.to_csv(index=False))
        tell(f"{len(result.table)} predictions of {result.date} written to {out}", quiet=quiet)
        if form is Form.JSON:
            print_json({"file": str(out), "rows": len(result.table), "date": result.date, "manifest": result.manifest})
        return
    if form is Form.JSON:
        print_json(records(result.table))
        return
    print_csv(result.table)
