"""`sogdia estimate`: a regression or an effect of treatment, from a model file."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, tell, working
from sogdia.cli.options import Csv, Form, Json, Misuse, Quiet, examples, form_of

if TYPE_CHECKING:
    from sogdia.influence.estimation import EstimateResult

EXAMPLES = examples(
    "sogdia estimate --example",
    "sogdia estimate gravity.toml",
    "sogdia estimate effects.toml -o out/effects --csv",
)


def estimate(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A model file (.toml); --example prints one.")] = "",
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="FOLDER", help="Write estimates, sample and manifest there.")
    ] = "",
    example: Annotated[bool, typer.Option("--example", help="Print a commented model file, and leave.")] = False,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Fit the model of a file: least squares, PPML with fixed effects, or effects of a treatment by a named estimator.

    The answer says what each restriction of the sample cost in rows. The same file and model give the same numbers.
    """
    if example:
        path = Path(__file__).resolve().parents[1] / "influence" / "example.toml"
        typer.echo(path.read_text(encoding="utf-8"), nl=False)
        return
    if not model:
        raise Misuse("give a model file, or --example to print one")
    form = form_of(json=json, csv=csv)
    from sogdia.cli.writing import check_folder
    from sogdia.influence import estimate as fit

    if out:
        check_folder(Path(out))
    with working("estimating", quiet=quiet):
        result = fit(model)
    for note in result.manifest["parameters"]["notes"]:
        tell(f"note: {note}", quiet=quiet)
    if out:
        result.save(out)
        tell(f"written to {out}", quiet=quiet)
    _print(result, form)


def _print(result: "EstimateResult", form: Form) -> None:
    if form is Form.JSON:
        print_json(
            {
                "rule": result.rule, "estimates": records(result.table), "sample": records(result.sample),
                "manifest": result.manifest,
            }
        )  # fmt: skip
        return
    if form is Form.CSV:
        print_csv(result.table)
        return
    from sogdia.cli.printing import print_table, print_text

    table = result.table
    if "kind" in table:
        table = table[(table["kind"] != "group_time").to_numpy()].drop(columns=["kind", "at", "year"])
    written = {
        name: table[name].map("{: .4f}".format)
        for name in ("estimate", "se", "low", "high", "p", "detectable")
        if name in table
    }
    print_table(table.assign(**written))
    print_text("")
    print_table(result.sample, title="Sample")
    print_text(result.rule)
