"""`assess`: the card of a study, what its projects change for each corridor and country, and how sure that is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sogdia.assessment.changes import changes_of
from sogdia.assessment.completeness import RANK_FROM, completeness
from sogdia.assessment.preparing import prepare
from sogdia.assessment.printing import card_text, subject_text
from sogdia.assessment.projects import alone_effects, project_table
from sogdia.assessment.subjects import country_names
from sogdia.assessment.tabulating import tabulate
from sogdia.data import places
from sogdia.results import Result, manifest, write_folder
from sogdia.studies import Study, study

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    Progress = Callable[[float, str], None]

RULE: Final = (
    "Each figure is of the case; change is case less baseline. Low and high are bounds, not confidence intervals. "
    "Corridors add up or average their countries (by population), over those with the figure on both sides. A country "
    "is ranked among all of the world with the figure, 1 for the best, when at least {share:.0%} of the needed facts "
    "on it are known. What was not measured is absent."
)


@dataclass(frozen=True)
class Card(Result):
    """The card of a study; see `assess`.

    Attributes
    ----------
    study
        The study.
    completeness
        Rows country, name, systems, capacity_known, owner_known, supplier_known, length_known, lit_observed,
        share_known.
    projects
        One row for each project of the study; see `sogdia.assessment.projects.project_table`.
    changes
        What differs from the facts and studies as shipped, and who made it; empty where nothing does.
    detail
        Answers beneath: flow, expose, losses and latency of each side (`flow_case`, `flow_baseline` ...), and
        `project_effects`.
    """

    study: Study = field(repr=False)
    completeness: pd.DataFrame = field(repr=False)
    projects: pd.DataFrame = field(repr=False)
    changes: tuple[str, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def title(self) -> str:
        """Title of the study, with what was switched."""
        return "; ".join((self.study.title, *self.study.changes))

    def __str__(self) -> str:
        return card_text(self)

    def about(self, subject: str) -> str:
        """Give the rows of one country or corridor as text.

        Raises
        ------
        ParameterError
            The card does not speak of it.
        """
        return subject_text(self, subject)

    def write_into(self, folder: str | Path) -> list[Path]:
        """Write the card's files into a folder that is there, and give their paths: whoever adds files calls this."""
        target = Path(folder)
        tables = {"card": self.table, "completeness": self.completeness, "projects": self.projects}
        written = []
        for name, table in tables.items():
            written += [target / f"{name}.parquet", target / f"{name}.csv"]
            table.to_parquet(written[-2], index=False)
            table.to_csv(written[-1], index=False)
        about = {**self.manifest, "rule": self.rule, "title": self.title, "changes": list(self.changes)}
        written.append(target / "manifest.json")
        written[-1].write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return written

    def save(self, folder: str | Path, name: str = "card") -> Path:
        """Write card, completeness and projects (Parquet and CSV) and manifest.json; `folder` is replaced whole."""
        del name
        return write_folder(Path(folder), lambda beside: (self.write_into(beside), None)[1])


def assess(study_or_name: Study | str | Path, *, seed: int = 0, progress: Progress | None = None) -> Card:
    """Measure a study: each corridor and country of it, in the case and against the baseline.

    Parameters
    ----------
    study_or_name
        A study, the name of a shipped one, or the path of a study file.
    seed
        Recorded in the manifest; nothing of today's measures is drawn by chance.
    progress
        Told the share done, in [0, 1], and what is being done.

    Returns
    -------
    Card
        Rows scope (corridor, country), subject, subject_name, indicator, name, unit, direction (up, down, neutral:
        which way is better), base, low, high, baseline, change, rank, of, basis, source, note.

    Raises
    ------
    ParameterError
        No study of this name, or a fault in its file.

    Examples
    --------
    >>> from sogdia.assessment.sample import sample_study
    >>> card = assess(sample_study())
    >>> rows = card.table.set_index(["subject", "indicator"])
    >>> rows.loc[("PAK", "capacity_design_gbps"), ["base", "baseline", "change"]].tolist()
    [97000.0, 1000.0, 96000.0]
    """
    asked = study_or_name if isinstance(study_or_name, Study) else study(study_or_name)
    return measured(asked, towns=places(), seed=seed, progress=progress)


def measured(asked: Study, *, towns: pd.DataFrame, seed: int = 0, progress: Progress | None = None) -> Card:
    """Measure a study with the towns given; see `assess`."""
    tell = progress or (lambda _share, _words: None)
    setting = prepare(asked, towns, progress)
    names = country_names(asked.network)
    complete = completeness(setting.case, names)
    tell(0.8, "taking each project out alone")
    effects = alone_effects(setting)
    tell(0.95, "making the card")
    sides = {"case": setting.case, "baseline": setting.baseline}
    detail: dict[str, Any] = {"project_effects": effects, "setting": setting}
    for label, side in sides.items():
        detail |= {
            f"flow_{label}": side.flow,
            f"expose_{label}": side.exposure,
            f"losses_{label}": side.losses,
            f"latency_{label}": side.latency,
        }
    return Card(
        table=tabulate(setting, complete, RANK_FROM),
        rule=RULE.format(share=RANK_FROM),
        manifest={
            **manifest("assess", {"study": asked.definition.model_dump()}, digest=asked.network.digest, seed=seed),
            "sets": list(asked.sets),
        },
        study=asked,
        completeness=completeness(setting.case, names, [s.id for s in setting.countries]),
        projects=project_table(setting, effects),
        changes=changes_of(asked),
        detail=detail,
    )
