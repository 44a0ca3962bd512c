"""`sogdia acceptance`: which states accept which frameworks, since when, and how the circles overlap."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, tell
from sogdia.cli.options import Countries, Csv, Form, Json, Quiet, check_picture, examples, form_of
from sogdia.cli.writing import write_picture

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.panels import AcceptanceResult

EXAMPLES = examples(
    "sogdia acceptance",
    "sogdia acceptance budapest-convention un-cybercrime-convention",
    "sogdia acceptance --by country --country KGZ",
    "sogdia acceptance artemis-accords lunar-research-station --picture moon.png",
    "sogdia acceptance budapest-convention artemis-accords --joining",
    "sogdia acceptance budapest-convention --votes unvotes/ --roll-call 9087",
    "sogdia acceptance --audit 60 --seed 7 --csv",
)
SHOWN = 60
"""Rows that are printed; JSON and CSV have all."""


def acceptance(  # noqa: PLR0917  typer reads the options off the signature
    frameworks: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FRAMEWORK]...", help="Ids of frameworks; all where none is named."),
    ] = None,
    by: Annotated[str, typer.Option(metavar="WHAT", help="Rows: framework, country or year.")] = "framework",
    country: Countries = None,
    year: Annotated[int | None, typer.Option(min=1900, max=2100, help="As at the end of this year.")] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Only frameworks whose list of states is complete.")
    ] = False,
    votes: Annotated[str, typer.Option(metavar="PATH", help="Votes of the General Assembly, for --roll-call.")] = "",
    roll_call: Annotated[
        list[str] | None,
        typer.Option(metavar="NUMBER", help="A roll call beside the frameworks: number, or words of its title."),
    ] = None,
    folder: Annotated[
        str, typer.Option(metavar="FOLDER", help="Your own frameworks.csv and acceptances.csv instead.")
    ] = "",
    picture: Annotated[
        str, typer.Option(metavar="FILE", help="Draw it: a .png or .svg of the ten largest, or of those named.")
    ] = "",
    audit: Annotated[
        int, typer.Option("--audit", metavar="ROWS", min=0, help="Draw rows at random for a second reader.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="Seed of that draw.")] = 0,
    joining: Annotated[
        bool, typer.Option("--joining", help="What goes with joining, as a hazard with exposure to neighbours.")
    ] = False,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell which states accept which frameworks, since when, and how the circles overlap.

    Each act is a fact with its page. Lists that are not complete say so, and count too few.
    """
    form = form_of(json=json, csv=csv)
    check_picture(picture)
    from sogdia.data.framework_facts import FOLDER
    from sogdia.panels import acceptance as measure

    if audit:
        _audit(audit, seed, Path(folder or FOLDER), form)
        return
    if joining:
        _joining(frameworks or [], Path(folder or FOLDER), form)
        return
    result = measure(
        frameworks or (), by=by, country=country or (), year=year, complete=complete, votes=votes or None,
        roll_calls=roll_call or (), folder=folder or FOLDER,
    )  # fmt: skip
    if picture:
        _draw(result, Path(picture), named=bool(frameworks))
        tell(f"picture written to {picture}", quiet=quiet)
    if form is Form.JSON:
        parts = {by: records(result.table), "overlap": records(result.overlap)}
        print_json({**parts, "rule": result.rule, "manifest": result.manifest})
    elif form is Form.CSV:
        print_csv(result.table)
    else:
        _print(result, by)


def _audit(rows: int, seed: int, folder: Path, form: Form) -> None:
    from sogdia.panels.audit import draw

    sheet = draw(rows, seed, folder)
    if form is Form.JSON:
        print_json({"rows": records(sheet), "seed": seed})
    else:
        print_csv(sheet)


def _joining(frameworks: list[str], folder: Path, form: Form) -> None:
    from sogdia.cli.printing import print_table, print_text
    from sogdia.panels import joining as estimate

    result = estimate(frameworks, folder=folder)
    if form is Form.JSON:
        parts = {"coefficients": records(result.table), "frameworks": records(result.frameworks)}
        print_json({**parts, "rule": result.rule, "manifest": result.manifest})
    elif form is Form.CSV:
        print_csv(result.table)
    else:
        shown = result.table[["term", "coefficient", "error", "low", "high", "odds_ratio", "rows", "joined"]]
        print_table(shown.round(3))
        print_table(result.frameworks[result.frameworks.joined > 0][["framework", "rows", "joined"]])
        print_text(result.rule)


def _draw(result: "AcceptanceResult", path: Path, *, named: bool) -> None:
    from sogdia.reports.acceptance_picture import MOST, acceptance_picture

    rows = result.frameworks
    if not named:
        whole = rows[rows.complete == "yes"]
        rows = whole.sort_values(["states", "framework"], ascending=[False, True])
    figure = acceptance_picture(rows.head(MOST), result.years, result.overlap)
    write_picture(figure, path)


def _print(result: "AcceptanceResult", by: str) -> None:
    from sogdia.cli.printing import print_table, print_text

    shown = {"framework": _frameworks, "country": _countries, "year": _years}[by](result.table)
    print_table(shown.head(SHOWN))
    more = len(shown) - SHOWN
    if more > 0:
        print_text(f"... and {more:,} more rows; --csv or --json give all.")
    if by == "framework" and 2 <= len(result.frameworks) <= 6:
        _print_overlap(result.overlap)
    print_text(result.rule)


def _percent(shares: "pd.Series[float]") -> "pd.Series[str]":
    return shares.map(lambda share: f"{share:.0%}")


def _frameworks(rows: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    whole = ["" if word == "yes" else "no" for word in rows.complete]
    return pd.DataFrame(
        {
            "framework": rows.framework, "opened": rows.opened, "states": rows.states,
            "people": _percent(rows.share_people), "GDP": _percent(rows.share_gdp), "half after years": _half(rows),
            "list whole": whole, "as of": rows.complete_as_of,
        }
    )  # fmt: skip


def _half(rows: "pd.DataFrame") -> "pd.Series[str]":
    import pandas as pd

    words = []
    for low, high in zip(rows.years_to_half_low, rows.years_to_half_high, strict=True):
        near = "" if low != low else f"{low:.1f}"  # noqa: PLR0124  a missing figure is unlike itself
        words.append(near if near in {"", f"{high:.1f}"} else f"{near} to {high:.1f}")
    return pd.Series(words, index=rows.index, dtype="string")


def _countries(rows: "pd.DataFrame") -> "pd.DataFrame":
    return rows.assign(date=rows.date.fillna("by then"))[["country", "framework", "form", "date", "left", "read"]]


def _years(rows: "pd.DataFrame") -> "pd.DataFrame":
    shares = {"people": _percent(rows.share_people), "GDP": _percent(rows.share_gdp)}
    return rows[["framework", "year", "states", "joined", "left"]].assign(**shares)


def _print_overlap(pairs: "pd.DataFrame") -> None:
    from sogdia.cli.printing import print_table

    shown = pairs[["framework_a", "framework_b", "both", "only_a", "only_b", "neither"]].rename(
        columns={"framework_a": "a", "framework_b": "b"}
    )
    bars = {
        name: [
            f"{row[name]:.2f} [{row[f'{name}_low']:.2f}, {row[f'{name}_high']:.2f}]" for row in pairs.to_dict("records")
        ]
        for name in ("jaccard", "kappa")
    }
    print_table(shown.assign(**bars), title="Overlap")
