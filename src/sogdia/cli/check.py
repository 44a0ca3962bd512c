"""`sogdia check`: every fault of a file at once, with its mend; `--fix` makes the safe mends in a copy."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sogdia.cli.console import print_csv, print_json, records, tell, working
from sogdia.cli.options import Csv, Form, Json, Misuse, Quiet, examples, form_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from sogdia.inspection import CheckResult, MendResult

EXAMPLES = examples(
    "sogdia check network.gpkg",
    "sogdia check network.json --json",
    "sogdia check network.gpkg --fix",
    "sogdia check network.gpkg --fix -o mended.gpkg",
    "sogdia check network.gpkg --country KEN --csv",
    "sogdia check my-sites/ --mapping mapping.toml",
)


def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file or folder that Sogdia reads, or `world`.")],
    fix: Annotated[bool, typer.Option("--fix", help="Make the safe mends in a copy, and list them.")] = False,
    out: Annotated[str, typer.Option("--out", "-o", metavar="OUT", help="The copy; default NAME.fixed.EXT.")] = "",
    country: Annotated[
        list[str] | None,
        typer.Option("--country", metavar="ISO3", help="Only nodes in this country and spans that end there."),
    ] = None,
    mapping: Annotated[
        str, typer.Option("--mapping", metavar="TOML", help="Which column of FILE is meant by which of Sogdia's.")
    ] = "",
    show: Annotated[int, typer.Option("--show", min=0, help="How many of each kind are shown.")] = 3,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Find every fault of a network file at once: file, row, column, value, and what to do about it."""
    form = form_of(json=json, csv=csv)
    if out and not fix:
        raise Misuse("-o names the mended copy: give --fix with it")
    if fix and country:
        raise Misuse("--fix mends the whole file: leave --country out")
    from sogdia import inspection

    with working("reading", quiet=quiet) as step:
        opened = _opened(file, mapping)
        step("checking")
        result = inspection.check(opened, countries=_codes(country))
        mended = None
        if fix:
            step("mending")
            mended = inspection.mend(opened, out or None)
    if form is Form.JSON:
        print_json(_as_json(file, result, mended))
    elif form is Form.CSV:
        print_csv(result.table if mended is None else mended.table)
    else:
        _print(file, result, mended, show)
    left = result if mended is None else mended.left
    if left.ok:
        return
    if not quiet:
        tell(f"{file}{' (the copy)' if mended is not None else ''}: {_count(left, 'error')}: {_kinds(left)}")
    raise typer.Exit(1)


def _opened(file: str, mapping: str = "") -> "Any":  # noqa: ANN401  a draft, or the embedded network
    if file == "world" and not Path(file).exists():
        from sogdia.data import world

        return world()
    from sogdia.formats.files import draft

    return draft(file, mapping or None)


def _codes(country: list[str] | None) -> list[str]:
    from sogdia.data import world
    from sogdia.errors import pick

    return [pick(code.upper(), world().countries.id, "country") for code in country] if country else []


def _as_json(file: str, result: "CheckResult", mended: "MendResult | None") -> dict[str, object]:
    fixed = None
    if mended is not None:
        fixed = {
            "path": None if mended.path is None else str(mended.path),
            "mended": records(mended.table),
            "left": _counts(mended.left),
        }
    return {
        "file": file,
        "format": result.manifest["parameters"]["format"],
        **_counts(result),
        "codes": records(result.by_code()),
        "findings": records(result.table),
        "fixed": fixed,
    }


def _counts(result: "CheckResult") -> dict[str, int]:
    return {
        "errors": result.count("error"),
        "warnings": result.count("warning"),
        "notes": result.count("note"),
        "mended": int(result.table.mended.sum()),
    }


def _count(result: "CheckResult", severity: str) -> str:
    number = result.count(severity)
    return f"{number:,} {severity}{'' if number == 1 else 's'}"


def _kinds(result: "CheckResult") -> str:
    rows = result.by_code()
    errors = rows[(rows.severity == "error") & (rows.findings > rows.mended)]
    return ", ".join(f"{n:,} {code}" for n, code in zip(errors.findings - errors.mended, errors.code, strict=True))


def _print(file: str, result: "CheckResult", mended: "MendResult | None", show: int) -> None:
    from sogdia.cli.printing import print_text

    counts = ", ".join(_count(result, severity) for severity in ("error", "warning", "note"))
    by_reader = int(result.table.mended.sum())
    tail = f", {by_reader:,} mended on reading" if by_reader else ""
    print_text(f"{file} ({result.manifest['parameters']['format']}): {counts}{tail}", strong=True)
    if len(result.table):
        _print_kinds(result)
        _print_details(result.table, show)
    if mended is not None:
        _print_mended(mended, show)
    elif result.by_code().query("fixable and findings > mended").shape[0]:
        print_text("`--fix` mends those marked so in a copy.")


def _print_kinds(result: "CheckResult") -> None:
    from sogdia.cli.printing import print_table

    rows = result.by_code()
    first = result.table.drop_duplicates("code").set_index("code")
    rows["first"] = [_where(first.loc[code]) for code in rows.code]
    rows["fix"] = rows.fixable.map({True: "--fix", False: ""})
    print_table(rows[["severity", "code", "findings", "fix", "first"]])


def _where(row: "pd.Series[Any]") -> str:
    import pandas as pd

    number = "" if pd.isna(row["row"]) else f" row {row['row']}"
    return f"{Path(str(row.file).split(', ')[0]).name}{number}"


def _print_details(table: "pd.DataFrame", show: int) -> None:
    from sogdia.cli.printing import print_text
    from sogdia.inspection.codes import CODES, READER_CODES

    for code, rows in table.groupby("code", sort=False):
        if not show:
            return
        words = CODES[str(code)].meaning if code in CODES else READER_CODES.get(str(code), "")
        meaning = f": {words}" if words else ""
        print_text("")
        print_text(f"{rows.severity.iloc[0]} {code}{meaning}", strong=True)
        for row in rows.head(show).to_dict(orient="records"):
            print_text(f"  {_sentence(row)}")
        if len(rows) > show:
            print_text(f"  ... and {len(rows) - show:,} more (--show {len(rows)}, or --csv for all)")
    print_text("")


def _sentence(row: "Mapping[Any, Any]") -> str:
    """Say one finding as its own line."""
    import pandas as pd

    from sogdia.formats.draft import Finding

    number = None if pd.isna(row["row"]) else int(row["row"])
    return str(Finding(**{**row, "row": number}))


def _print_mended(mended: "MendResult", show: int) -> None:
    from sogdia.cli.printing import print_text

    if mended.path is None:
        print_text("Nothing to mend; nothing is written.")
        return
    print_text(f"{len(mended.table):,} mended in {mended.path}", strong=True)
    for code, rows in mended.table.groupby("code", sort=False):
        print_text(f"  {code}: {len(rows):,}")
        for row in rows.head(show).to_dict(orient="records"):
            print_text(f"    {_sentence(row)}")
    left = ", ".join(_count(mended.left, severity) for severity in ("error", "warning", "note"))
    print_text(f"Left in the copy: {left}")
