"""`sogdia plan --pareto` and `--scenarios`: many plans beside each other."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sogdia.cli.console import print_json, records, tell
from sogdia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from sogdia.cli.console import Step
    from sogdia.cli.plan_study import Opened, Tasks
    from sogdia.planning import WeighResult


def sweep_budgets(opened: Opened, tasks: Tasks, out: str, step: Step, *, json: bool, quiet: bool) -> Callable[[], None]:
    """Sweep budgets; give what prints and writes."""
    from sogdia.planning import frontier

    found = frontier(opened.net, opened.params, points=tasks.pareto, tell=step)

    def tell_it() -> None:
        from sogdia.reports.pictures import as_png
        from sogdia.reports.plan_charts import frontier_picture

        if out:
            drawn = as_png(frontier_picture(found.table, found.traffic_gbps))
            tables = {"frontier": found.table, "choices": found.choices}
            _write(Path(out), tables, {"rule": found.rule, **found.manifest}, {"frontier.png": drawn})
            tell(f"written to {out}", quiet=quiet)
        if json:
            print_json({"rows": found.records(), "rule": found.rule, "manifest": found.manifest})
            return
        from sogdia.cli.printing import print_table, print_text

        print_table(found.table.drop(columns=["basis", "source"]), title=f"{opened.title}: budgets and losses")
        print_text(found.rule)

    return tell_it


def weigh_scenarios(
    opened: Opened, tasks: Tasks, out: str, step: Step, *, json: bool, quiet: bool
) -> Callable[[], None]:
    """Hold plans against scenarios; give what prints and writes."""
    from sogdia.formats.plan_question import read_plan
    from sogdia.planning import scenarios_of, weigh

    rows = list(opened.scenarios) if tasks.scenarios == "study" else _rows(Path(tasks.scenarios))
    given = {folder.name: read_plan(folder)[1] for folder in tasks.given}
    found = weigh(
        opened.net, opened.params, scenarios_of(rows), criterion=tasks.criterion, given=given, tell=step,
        alternatives=tasks.alternatives or 3,
    )  # fmt: skip

    def tell_it() -> None:
        if out:
            tables = {"plans": found.table, "cases": found.cases, "foreseen": found.foreseen, "buys": found.purchases}
            _write(Path(out), tables, {"rule": found.rule, **_proved(found), **found.manifest}, {})
            tell(f"written to {out}", quiet=quiet)
        if json:
            told = {**_proved(found), "rows": found.records(), "cases": records(found.cases)}
            more = {"buys": records(found.purchases), "foreseen": records(found.foreseen), "rule": found.rule}
            print_json(told | more | {"manifest": found.manifest})
            return
        from sogdia.cli.printing import print_table, print_text

        print_text(f"{opened.title}: {found.chosen}", strong=True)
        print_table(found.table, title="Plans over the scenarios, the best first")
        first = found.purchases[found.purchases.plan == found.chosen]
        print_table(first[["option", "modules"]], title="What it buys in the first phase")
        print_table(found.cases.pivot_table(index="plan", columns="scenario", values="cost_musd", sort=False)
                    .reset_index(), title="Cost in each scenario, US$ million")  # fmt: skip
        if found.mean_plan_musd == found.mean_plan_musd and tasks.criterion == "expected":
            print_text(
                f"Thinking of each scenario and not of their mean alone saves US$ "
                f"{max(found.mean_plan_musd - found.value_musd, 0.0):,.1f} million in the mean."
            )
        print_text(found.rule)

    return tell_it


def _proved(found: WeighResult) -> dict[str, Any]:
    """Give the plan chosen and what is proved of the best of all."""
    keys = ("chosen", "value_musd", "bound_musd", "gap", "short_gbps", "short_bound_gbps", "foreseen_musd",
            "mean_plan_musd")  # fmt: skip
    return {key: getattr(found, key) for key in keys}


def _rows(path: Path) -> list[dict[str, Any]]:
    """Read a CSV of scenarios.

    Raises
    ------
    DataError
        It is missing or no CSV.
    """
    import pandas as pd

    if not path.is_file():
        raise DataError(f"no file {path} of scenarios; give a CSV with name, probability, demand_factor, price_factor, "
                        "delay_years, or `study` for those of the study")  # fmt: skip
    try:
        table = pd.read_csv(path)
    except (ValueError, pd.errors.ParserError) as fault:
        raise DataError(f"{path} is no CSV of scenarios: {fault}") from fault
    return [{str(k): v for k, v in row.items() if v == v} for row in table.to_dict(orient="records")]  # noqa: PLR0124


def _write(folder: Path, tables: dict[str, pd.DataFrame], manifest: dict[str, Any], pictures: dict[str, bytes]) -> None:
    from json import dumps

    from sogdia.results import plain, write_folder

    def fill(beside: Path) -> None:
        for name, table in tables.items():
            table.to_csv(beside / f"{name}.csv", index=False)
        for name, drawn in pictures.items():
            (beside / name).write_bytes(drawn)
        text = dumps(plain(manifest), indent=2, ensure_ascii=False)
        (beside / "manifest.json").write_text(text + "\n", encoding="utf-8")

    write_folder(folder, fill)
