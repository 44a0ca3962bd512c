"""`sogdia ideal-points`: where countries stand in the General Assembly, session by session."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_csv, print_json, records, tell, working
from sogdia.cli.options import Csv, Form, Json, Quiet, examples, form_of
from sogdia.errors import ParameterError, pick

if TYPE_CHECKING:
    from sogdia.formats.votes import Votes
    from sogdia.results import Result

EXAMPLES = examples(
    "sogdia ideal-points unvotes/ --bridges Matches.csv -o points.parquet",
    "sogdia ideal-points UNVotes.csv --sessions 46-79 --csv",
    'sogdia ideal-points unvotes/ --issue "Human rights" -o rights.parquet',
)
_SHOWN = 12
Method = Annotated[
    str,
    typer.Option(
        metavar="METHOD",
        help="sampler: drawn as the published points are. variational: nothing by chance; nearer to the truth in drawn "
        "chambers.",
    ),
]


def ideal_points(  # noqa: PLR0917  typer reads the options off the signature
    votes: Annotated[
        str,
        typer.Argument(
            metavar="VOTES",
            help="Folder of the R package unvotes, Voeten's UNVotes.csv or .RData, or the voting CSV of the UN Digital "
            "Library.",
        ),
    ],
    bridges: Annotated[
        str,
        typer.Option(metavar="CSV", help="Pairs of roll calls on one resolution (rcid1, rcid2). Default: by title."),
    ] = "",
    sessions: Annotated[str, typer.Option(metavar="FROM-TO", help="Sessions to use, such as 46-74 (1 is 1946).")] = "",
    issue: Annotated[str, typer.Option(metavar="ISSUE", help="Roll calls of this issue only.")] = "",
    parts: Annotated[
        bool, typer.Option("--parts", help="Use votes on paragraphs and amendments after session 44 too.")
    ] = False,
    anchor: Annotated[
        str,
        typer.Option(
            metavar="COUNTRY", help="Country on the positive side. Default: the side that votes no more often."
        ),
    ] = "",
    method: Method = "sampler",
    seed: Annotated[int, typer.Option(min=0, help="Seed of the sampler.")] = 0,
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="OUT", help="Where the points go: a .parquet or .csv file.")
    ] = "",
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Estimate where countries stand by how they vote, with 90 % intervals.

    A dynamic ordinal probit model (Bailey, Strezhnev and Voeten 2017). The same votes and the same seed give the same
    points.
    """
    form = form_of(json=json, csv=csv)
    from sogdia.formats.vote_files import read_votes
    from sogdia.influence.bridges import read_bridges
    from sogdia.influence.chambers import ideal_points as estimate

    if out and Path(out).suffix not in {".parquet", ".csv"}:
        raise ParameterError(f"{out}: give a name that ends in .parquet or .csv")
    span, side = _sessions(sessions), _anchor(anchor)
    with working("reading the votes", quiet=quiet) as step:
        read = read_votes(votes)
        pairs = read_bridges(Path(bridges)) if bridges else None
        only = _issue(read, issue) if issue else None
        step("laying out the chamber")
        result = estimate(
            read.cast, read.roll_calls, bridges=pairs, sessions=span, only=only, parts=parts, anchor=side,
            method=method, seed=seed, tell=lambda rounds, done: step.share(done, f"step {rounds:,}"),
        )  # fmt: skip
    for note in (*read.notes, *result.manifest["parameters"]["notes"]):
        tell(f"note: {note}", quiet=quiet)
    if out:
        _write(result, Path(out))
        tell(f"{len(result.table):,} points written to {out}", quiet=quiet)
    _print(result, form, printed=not out)


def _sessions(text: str) -> range | None:
    """Read `46-74` or `74`."""
    if not text:
        return None
    first, _, last = text.partition("-")
    if not (first.isdigit() and (last or first).isdigit()) or int(last or first) < int(first) or int(first) < 1:
        raise ParameterError(f"--sessions {text}: write it as FROM-TO, such as 46-74")
    return range(int(first), int(last or first) + 1)


def _anchor(name: str) -> int | None:
    from sogdia.formats.country_names import country_hint
    from sogdia.formats.cow_states import cow_number

    if not name:
        return None
    number = int(name) if name.isdigit() else cow_number(name)
    if number is None:
        raise ParameterError(f"--anchor {name!r} is no country that is known; {country_hint(name)}".rstrip("; "))
    return number


def _issue(votes: "Votes", issue: str) -> list[str]:
    known = sorted(votes.issues["issue"].unique())
    if not known:
        raise ParameterError(f"--issue {issue!r}: these votes come without issues")
    found = pick(issue, known, "issue")
    return votes.issues.loc[votes.issues["issue"] == found, "roll_call"].tolist()


def _write(result: "Result", path: Path) -> None:
    from sogdia.results import whole_file

    with whole_file(path) as beside:
        if path.suffix == ".csv":
            result.table.to_csv(beside, index=False)
        else:
            result.table.to_parquet(beside, index=False)


def _print(result: "Result", form: Form, *, printed: bool) -> None:
    table = result.table
    if form is Form.JSON:
        print_json({"rule": result.rule, "points": records(table), "manifest": result.manifest})
    elif form is Form.CSV:
        print_csv(table)
    elif printed:
        from sogdia.cli.printing import print_table, print_text

        last = table[table["session"] == table["session"].max()].sort_values("country")
        shown = last[["country", "session", "point", "low", "high"]].head(_SHOWN).round(2)
        print_table(shown)
        print_text(
            f"{len(last)} countries in session {table['session'].max()}, {len(table):,} points in all; -o, --csv "
            f"or --json give all. {result.rule}"
        )
