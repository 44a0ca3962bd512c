"""The command `sogdia`: its commands, its global options, and how errors are told."""

from __future__ import annotations

import sys
import warnings
from typing import Annotated, Any, TextIO

import typer
from typer.core import TyperGroup

from sogdia import __version__
from sogdia.cli import (
    acceptance,
    assess,
    availability,
    check,
    claims,
    coalitions,
    compare,
    convert,
    data,
    ecosystems,
    estimate,
    expose,
    fail,
    flow,
    ideal_points,
    latency,
    listing,
    merge,
    new,
    panel,
    plan,
    replay,
    report,
    route,
    show,
    survey,
    sweep,
    verdict,
    verify,
)
from sogdia.cli.console import tell
from sogdia.cli.points import PointsCommand
from sogdia.errors import DataWarning, SogdiaError


class SogdiaGroup(TyperGroup):
    """The group of commands; it tells an error by its message alone, unless --debug asks for the traceback."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  typer's own context
        """Run a command; leave with 1 after an error that the user can mend, with 130 after an interrupt."""
        warnings.showwarning = _warned
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            tell("interrupted; nothing half-written is left behind")
            raise typer.Exit(130) from None
        except BrokenPipeError:
            raise
        except (SogdiaError, OSError) as fault:
            if ctx.params.get("debug"):
                raise
            tell(told(fault))
            raise typer.Exit(1) from None


def _warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: TextIO | None = None,
    line: str | None = None,
) -> None:  # fmt: skip
    """Tell a warning about a user's data in one plain line; others as Python does."""
    del file
    plain = issubclass(category, DataWarning)
    tell(f"note: {message}" if plain else warnings.formatwarning(message, category, filename, lineno, line).rstrip())


def told(fault: Exception) -> str:
    """Say an error as a user is told it."""
    if not isinstance(fault, OSError) or fault.strerror is None:
        return str(fault)
    where = fault.filename2 or fault.filename
    mends = {
        PermissionError: "give a place that you may write to, or change its permissions",
        FileExistsError: "give another place with -o",
        NotADirectoryError: "a part of the path is a file; give another place with -o",
        IsADirectoryError: "it is a folder; give a file",
        FileNotFoundError: "give the path of one that is there",
    }
    mend = next((text for kind, text in mends.items() if isinstance(fault, kind)), "see that the disk is in order")
    return f"{where or 'a file'}: {fault.strerror.lower()}; {mend}"


app = typer.Typer(
    cls=SogdiaGroup,
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"sogdia {__version__}")
        raise typer.Exit


@app.callback()
def sogdia(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="On an error, print the traceback too.")] = False,
) -> None:
    """Plan, stress-test and judge digital corridors: cables, fibre, satellites and what they bring and cost."""
    del version, debug


COMMANDS = (
    ("new", new.new, new.EXAMPLES, "A study file drafted from a network."),
    ("check", check.check, check.EXAMPLES, "Every fault of a network file, with its mend."),
    ("acceptance", acceptance.acceptance, acceptance.EXAMPLES, "Which states accept which frameworks, since when."),
    ("assess", assess.assess, assess.EXAMPLES, "A study's card: what the case changes against its baseline."),
    ("claims", claims.claims, claims.EXAMPLES, "Figures of the two studies, held against sources."),
    (
        "coalitions",
        coalitions.coalitions,
        coalitions.EXAMPLES,
        "Which countries vote, or accept frameworks, alike.",
    ),
    ("compare", compare.compare, compare.EXAMPLES, "Two cards side by side."),
    ("convert", convert.convert, convert.EXAMPLES, "A network from one format into another."),
    ("latency", latency.latency, latency.EXAMPLES, "Round-trip time between two points, or a table of them."),
    ("fail", fail.fail, fail.EXAMPLES, "What each country loses when given things are lost."),
    ("flow", flow.flow, flow.EXAMPLES, "Load, capacity and headroom of each span."),
    ("availability", availability.availability, availability.EXAMPLES, "Hours a year lost to faults, by country."),
    ("replay", replay.replay, replay.EXAMPLES, "Predicted against observed for incidents that happened."),
    ("estimate", estimate.estimate, estimate.EXAMPLES, "A regression or an effect of treatment, from a model file."),
    (
        "ecosystems",
        ecosystems.ecosystems,
        ecosystems.EXAMPLES,
        "Whose cables, cloud, 5G, navigation and payments a country uses.",
    ),
    ("expose", expose.expose, expose.EXAMPLES, "On whom and on what a country depends."),
    (
        "ideal-points",
        ideal_points.ideal_points,
        ideal_points.EXAMPLES,
        "Where countries stand by how they vote, session by session.",
    ),
    ("panel", panel.panel, panel.EXAMPLES, "Countries and years: programmes, and what came of them."),
    ("plan", plan.plan, plan.EXAMPLES, "What to build at the least cost, with a certified bound."),
    ("verdict", verdict.verdict, verdict.EXAMPLES, "What programmes did to acceptance, votes and opinion."),
    ("verify", verify.verify, verify.EXAMPLES, "A plan recomputed by code of its own."),
    ("report", report.report, report.EXAMPLES, "A card as one HTML file."),
    ("route", route.route, route.EXAMPLES, "Where a new cable runs, what it costs, how often it fails."),
    ("list", listing.list_things, listing.EXAMPLES, "Studies, systems, organisations and the like."),
    ("merge", merge.merge, merge.EXAMPLES, "Networks of several operators and cable maps as one."),
    ("survey", survey.survey, survey.EXAMPLES, "Depth, exposure, expected faults and shared risk of spans."),
    ("show", show.show, show.EXAMPLES, "All facts about one thing, with their sources."),
    ("sweep", sweep.sweep, sweep.EXAMPLES, "Many cases by many verbs, as one store of Parquet files."),
)
"""Name, function, examples and one line of each command."""

for _name, _function, _examples, _line in COMMANDS:
    app.command(_name, cls=PointsCommand, short_help=_line, epilog=_examples)(_function)
app.add_typer(data.app, name="data")


def main() -> None:
    """Run the command line."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
