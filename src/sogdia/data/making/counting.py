"""How many facts there are, and how they were had: the table of DATA.md, written anew by `just world`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sogdia.data.making.facts import FOLDER, read_facts

PAGE: Final = Path(__file__).resolve().parents[4] / "DATA.md"
_BEGIN, _END = "<!-- counts -->", "<!-- /counts -->"
_WORDS: Final = {
    "systems": "cables and trunks",
    "routes": "stretches of them, with stops in order",
    "nodes": "landings, cities, exchanges, border crossings",
    "roles": "who built, owns, runs or paid for what",
    "organisations": "with home country and parent",
    "projects": "the register of projects, any donor",
    "observations": "dated published figures",
    "laws": "laws and ownership facts of home states",
    "countries": "all ISO 3166-1 codes and Kosovo",
    "hazards": "straits and passages, seismic belts, dense shipping",
}


def counts_table() -> str:
    """Give the table: rows of each kind, read, recalled or derived."""
    facts = read_facts()
    lines = ["| table | rows | read | recalled | derived | what |", "|---|---|---|---|---|---|"]
    for name, words in _WORDS.items():
        had = facts[name]["read"].value_counts()
        kinds = " | ".join(f"{int(had.get(kind, 0)):,}" for kind in ("read", "recalled", "derived"))
        lines.append(f"| {name} | {len(facts[name]):,} | {kinds} | {words} |")
    lines.append(f"| sources | {len(facts['sources']):,} | | | | documents in which the facts stand |")
    return "\n".join(lines)


def write_counts() -> None:
    """Put the table between its marks in DATA.md."""
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(_BEGIN)[0], page.split(_END)[1]
    PAGE.write_text(f"{before}{_BEGIN}\n{counts_table()}\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write_counts()
    print(FOLDER)  # noqa: T201  a maker's command speaks
