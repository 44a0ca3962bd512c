"""`View`: what the pages ask of a card, looked up in one place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.assessment.setting import Setting
from sogdia.assessment.subjects import corridors, study_projects, touches
from sogdia.reports.numerals import Scale, known, scale_of
from sogdia.reports.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sogdia.assessment import Card
    from sogdia.assessment.subjects import Subject
    from sogdia.network import Network

_NUMBERS: Final = ("base", "low", "high", "baseline", "change")
_WORDS: Final = ("unit", "direction", "basis", "source", "note", "name", "subject_name")


@dataclass(frozen=True)
class View:
    """A card as the pages read it.

    Attributes
    ----------
    card
        The card.
    """

    card: Card

    @cached_property
    def table(self) -> pd.DataFrame:
        """The card's rows, figures as floats and missing words as empty text."""
        rows = self.card.table.copy()
        for column in _NUMBERS:
            rows[column] = pd.to_numeric(rows[column], errors="coerce").astype(float)
        for column in _WORDS:
            rows[column] = rows[column].astype(object).where(rows[column].notna(), "").astype(str)
        return rows

    @cached_property
    def case(self) -> Network:
        """The network of the case."""
        return self._measured.case.net if self._measured else self.card.study.case

    @cached_property
    def baseline(self) -> Network:
        """The network of the baseline."""
        return self._measured.baseline.net if self._measured else self.card.study.baseline

    @property
    def _measured(self) -> Setting | None:
        found = self.card.detail.get("setting")
        return found if isinstance(found, Setting) else None

    @cached_property
    def corridors(self) -> list[Subject]:
        """The study's corridors."""
        if self._measured:
            return list(self._measured.corridors)
        whole = self.case.replace(spans=_either(self.case, self.baseline))
        return corridors(self.card.study, whole, touches(whole))

    def description(self, corridor: str) -> str:
        """Say what a corridor is, in the study's words."""
        return next((c.description for c in self.card.study.definition.corridors if c.id == corridor), "")

    @cached_property
    def projects(self) -> tuple[tuple[str, str], ...]:
        """The study's projects in their order: id and name."""
        names = self.card.study.network.projects.drop_duplicates("id").set_index("id").name
        return tuple((p, str(names[p]) if p in names and pd.notna(names[p]) else p) for p in self._project_ids)

    @cached_property
    def _project_ids(self) -> tuple[str, ...]:
        return study_projects(self.card.study)

    @cached_property
    def country_names(self) -> dict[str, str]:
        """Names of the card's countries by code, in the order of their names."""
        rows = self.table[self.table.scope == "country"].drop_duplicates("subject").sort_values("subject_name")
        return dict(zip(rows.subject, rows.subject_name, strict=True))

    def theme(self, corridor: Subject | None = None) -> Theme:
        """Give what the map of a corridor tells; None is the map of all."""
        parts = self.corridors if corridor is None else [corridor]
        members = tuple(sorted({c for part in parts for c in part.countries}))
        return Theme(members, self.projects, None if corridor is None else corridor.projects, self.hubs)

    def is_whole(self, corridor: Subject) -> bool:
        """Tell whether a corridor holds all others, so that the first map is its map."""
        return all(set(other.countries) <= set(corridor.countries) for other in self.corridors)

    @property
    def hubs(self) -> tuple[str, ...]:
        """Nodes to which latency is told."""
        return tuple(self.card.study.definition.hubs)

    def rows(self, scope: str, indicator: str, subjects: Iterable[str] | None = None) -> pd.DataFrame:
        """Give the rows of an indicator by subject."""
        found = self._groups.get((scope, indicator))
        if found is None:
            return self.table.head(0).set_index("subject")
        return found if subjects is None else found[found.index.isin(list(subjects))]

    @cached_property
    def _groups(self) -> dict[tuple[str, str], pd.DataFrame]:
        rows = self.table.drop_duplicates(["scope", "indicator", "subject"]).set_index("subject")
        return {(str(s), str(i)): part for (s, i), part in rows.groupby(["scope", "indicator"], sort=False)}

    def row(self, scope: str, indicator: str, subject: str) -> dict[str, Any] | None:
        """Give one row as a dictionary, None where the card has none."""
        return self._by_key.get((scope, indicator, subject))

    @cached_property
    def _by_key(self) -> dict[tuple[str, str, str], dict[str, Any]]:
        rows = self.table.drop_duplicates(["scope", "indicator", "subject"])
        return {
            (str(row["scope"]), str(row["indicator"]), str(row["subject"])): {str(k): v for k, v in row.items()}
            for row in rows.to_dict("records")
        }

    def indicators(self, scope: str | None = None) -> pd.DataFrame:
        """List the indicators that the card has, in its order: indicator, name, unit, direction."""
        rows = self.table if scope is None else self.table[self.table.scope == scope]
        return rows.drop_duplicates("indicator")[["indicator", "name", "unit", "direction"]].reset_index(drop=True)

    def parts(self, stem: str) -> list[str]:
        """List the indicators of a stem: itself, and its parts (``latency_ms:frankfurt-deu``)."""
        return [i for i in self.indicators().indicator if i == stem or i.startswith(f"{stem}:")]

    def scale(self, rows: pd.DataFrame, indicator: str) -> Scale:
        """Choose how the figures of an indicator's rows are written, one way for all of them."""
        unit = "hhi" if indicator.startswith("hhi") else (rows.unit.iloc[0] if len(rows) else "")
        basis = "measured" if len(rows) and (rows.basis == "measured").all() else "modelled"
        return scale_of(unit, rows[["base", "baseline"]].to_numpy().ravel() if len(rows) else (), basis=basis)


def moved(row: dict[str, Any] | pd.Series[Any]) -> int:
    """Tell which way a figure moved for those who live with it: 1 better, -1 worse, 0 neither or not known.

    Less than half a percent of the baseline counts as no move.
    """
    change, baseline = row["change"], row["baseline"]
    if not known(change) or not known(baseline) or row["direction"] not in ("up", "down"):
        return 0
    if abs(change) <= max(0.005 * abs(baseline), 1e-9):
        return 0
    return int(np.sign(change)) * (1 if row["direction"] == "up" else -1)


def _either(one: Network, two: Network) -> pd.DataFrame:
    """Give the spans that either of two networks has."""
    rows = two.spans
    return pd.concat([one.spans, rows[~rows.id.isin(one.spans.id)]], ignore_index=True)
