"""The ledger of claims as a page of the docs, written anew by `python -m sogdia.verdicts.ledger_page`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sogdia.verdicts.ledger import FINDINGS, RULE, STUDIES, claims

PAGE: Final = Path(__file__).resolve().parents[3] / "docs" / "explanation" / "claims.md"


def claims_page() -> str:
    """Give the page: what each finding means, how many there are, and each claim with its source."""
    result = claims()
    head = (
        "Two studies stand behind Sogdia. Each figure of theirs is a claim with a date. This page holds it against a "
        "source; `sogdia claims` prints the same. The page is made from `src/sogdia/data/facts/claims.csv`."
    )
    lines = ["# Claims ledger", "", head, "", RULE, "", "| finding | meaning | A | B |", "|---|---|---|---|"]
    counts = result.counts.set_index(["study", "finding"]).claims
    for finding, meaning in FINDINGS.items():
        told = " | ".join(str(int(counts.get((study, finding), 0))) for study in STUDIES)
        lines.append(f"| {finding.replace('_', ' ')} | {meaning} | {told} |")
    for study, title in STUDIES.items():
        lines += ["", f"## Study {study}", "", f"{title[0].upper()}{title[1:]}.", ""]
        lines += ["| claim | finding | what was found | of | source |", "|---|---|---|---|---|"]
        lines += [_line(row) for row in result.table[result.table.study == study].to_dict(orient="records")]
    return "\n".join(lines) + "\n"


def _line(row: dict[Any, Any]) -> str:
    found = f"{row['found']}; {row['note']}" if row["note"] else row["found"]
    source = f"[{row['read']}]({row['source']})"
    return f"| {row['claim']} | {row['finding'].replace('_', ' ')} | {found} | {row['found_date']} | {source} |"


def write_page() -> None:
    """Write the page."""
    PAGE.write_text(claims_page(), encoding="utf-8")


if __name__ == "__main__":
    write_page()
