"""An offer at a terminal: how `assess` knows one, and what it prints and writes."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sogdia.cli.console import working

if TYPE_CHECKING:
    from sogdia.offers import OfferResult


def is_offer(name: str) -> bool:
    """Tell whether a name is that of a shipped offer, or of a file with a table `[offer]` or `[proposal]`."""
    place = Path(name)
    if place.suffix != ".toml":
        shipped = Path(__file__).resolve().parents[1] / "offers" / "shipped" / f"{name}.toml"
        return "/" not in name and shipped.is_file()
    from sogdia.errors import DataError
    from sogdia.toml_files import read_toml

    try:
        keys = read_toml(place)
    except DataError:
        return False
    return ("offer" in keys or "proposal" in keys) and "study" not in keys


def assess_offer(name: str, out: str, *, seed: int, quiet: bool) -> tuple[OfferResult, Path]:
    """Appraise an offer, write its page and tables as a folder, and give both."""
    from sogdia.cli.writing import check_folder

    with working("opening the offer", quiet=quiet) as step:
        from sogdia.offers import offer, open_offer

        definition = open_offer(name)
        folder = Path(out) if out else Path("out") / definition.offer.id
        check_folder(folder)
        result = offer(definition, seed=seed, progress=step.share)
        step("writing the folder")
        write_offer(result, folder)
    return result, folder


def write_offer(result: OfferResult, folder: Path) -> None:
    """Write the tables and the page of an offer as one folder: whole or not at all."""
    from sogdia.reports import offer_report
    from sogdia.results import write_folder

    def fill(beside: Path) -> None:
        result.write_into(beside)
        offer_report(result, beside / "offer.html")

    write_folder(folder, fill)


def print_offer(result: OfferResult) -> None:
    """Print the page of an offer."""
    import pandas as pd

    from sogdia.cli.printing import print_table, print_text
    from sogdia.offers.figures import NOT_KNOWN
    from sogdia.reports.offer_box import box_words, switch_words
    from sogdia.reports.offer_words import decimals_for, missing_words, value_text

    about = result.definition.offer
    print_text(f"{about.title}, {result.country_name}", strong=True)
    print_text(about.question)
    print_text("")
    for head, words in box_words(result):
        print_text(f"{head} {words}")
    lead, turns, rest = switch_words(result)
    for words in (lead, *(f"- {turn}" for turn in turns), rest):
        if words:
            print_text(words)
    heads = {a.key: a.key if a.proposal is None else f"{a.key}: {a.name}" for a in result.alternatives}
    rows = []
    for (group, _), here in result.table.groupby(["group", "row"], sort=False):
        if not (here.basis != "").any():
            continue
        places = decimals_for(here.base, str(here.unit.iloc[0]))
        told = {
            heads[line["alternative"]]: value_text((line["base"], line["low"], line["high"]), line["text"], places)
            for line in here.to_dict(orient="records")
        }
        first = here.iloc[0]
        name = f"{first['name']}, {first['unit']}" if first["unit"] else first["name"]
        rows.append({"group": group, "figure": name, **{head: told.get(head) or NOT_KNOWN for head in heads.values()}})
    table = pd.DataFrame(rows)
    for group in ("money", "gains", "binds"):
        print_text("")
        print_table(table[table.group == group].drop(columns="group"), title=group)
    print_text("")
    known = f"{result.share_known:.0%} of the facts asked for are known."
    print_text(f"{known} Without a source (* a figure stands in its place): {missing_words(result)}.")
    print_text(result.rule)
