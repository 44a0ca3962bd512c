"""`joining`: whether states join a framework sooner where more of their neighbours have, as a discrete-time hazard."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sogdia.data import world
from sogdia.data.framework_facts import ACCEPTING, FOLDER, framework_facts
from sogdia.errors import InfeasibleError, pick
from sogdia.panels.accepted import matrix, spells, states
from sogdia.panels.logit import fit_logit
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOBODY: Final = "nobody joined after its first year"
TERMS: Final = ("peers", "log_population", "log_gdp_per_head", "log_years_open")
LEVEL: Final = 0.95
RULE: Final = (
    "Each state that has not yet joined is a row in each year from the second to the last of which the list is whole. "
    "Logit of joining in the year on the share of states of the same region that had joined by the end of the year "
    "before, with a constant for each framework; states whose year of joining is not known are left out. Errors allow "
    "for the years of a state hanging together. A coefficient says what goes with joining, and not what causes it: "
    "neighbours also join for reasons that they share. No state is ranked or predicted."
)


@dataclass(frozen=True)
class JoiningResult(Result):
    """Coefficients of joining.

    Attributes
    ----------
    frameworks
        Those that entered, with their rows and how many joined in them; and those that did not, with the reason.
    """

    frameworks: pd.DataFrame


def joining(
    frameworks: Sequence[str] = (), *, forms: Sequence[str] = ACCEPTING, folder: str | Path = FOLDER
) -> JoiningResult:
    """Estimate what goes with joining, by discrete-time logit.

    Parameters
    ----------
    frameworks
        Ids; all whose list is whole where none is named. One that nobody joined after its first year tells nothing and
        is left out.
    forms
        Forms that count as acceptance.
    folder
        Tables of one's own instead of the embedded ones.

    Raises
    ------
    ParameterError
        Unknown framework or form.
    InfeasibleError
        Nobody joined any of them after its first year, or no finite answer is.

    Source
    ------
    Allison (1982), Sociological Methodology 13, 61-98; peer exposure as Simmons and Elkins (2004), American Political
    Science Review 98(1), 171-189.
    """
    for form in forms:
        pick(form, ACCEPTING, "form of acceptance")
    known, acts = framework_facts(Path(folder))
    names = [pick(name, known.id, "framework") for name in dict.fromkeys(frameworks)]
    whole = known[known.complete == "yes"]
    asked = whole[whole.id.isin(names)] if names else whole
    held = spells(acts, known, forms)
    parts, told = [], []
    for row in asked.to_dict(orient="records"):
        part = _risk_set(held, str(row["id"]), int(row["opened"][:4]), int(row["complete_as_of"][:4]))
        joined = int(part.joined.sum()) if len(part) else 0
        told.append((row["id"], len(part) if joined else 0, joined, "" if joined else _NOBODY))
        if joined:
            parts.append(part)
    missing = sorted(set(names) - set(whole.id))
    told += [(name, 0, 0, "its list is not whole") for name in missing]
    if not parts:
        raise InfeasibleError("nobody joined any of these frameworks after its first year: there is nothing to explain")
    rows = pd.concat(parts, ignore_index=True)
    about = manifest("joining", {"frameworks": names, "forms": list(forms)}, digest=_digest(acts))
    entered = pd.DataFrame(told, columns=["framework", "rows", "joined", "left_out"])
    return JoiningResult(_coefficients(rows), RULE, about, entered)


def _digest(rows: pd.DataFrame) -> str:
    return sha256(rows.to_csv(index=False).encode()).hexdigest()


def _risk_set(held: pd.DataFrame, framework: str, opened: int, last: int) -> pd.DataFrame:
    """Give a row for each state and year at risk, with its exposure at the end of the year before."""
    who = states()
    regions = world().countries.set_index("id").region
    who = who[who.gdp_musd.notna() & (who.population > 0)].assign(region=who.id.map(regions)).reset_index(drop=True)
    mine = held[(held.framework == framework) & held.country.isin(who.id)]
    undated = who.id.isin(mine.country[~mine.dated]).to_numpy()
    peers = (who.region.to_numpy()[:, None] == who.region.to_numpy()[None, :]) & ~np.eye(len(who), dtype=bool)
    parts = []
    for year in range(opened + 1, last + 1):
        before, now = (matrix(mine, who, [framework], y)[:, 0] for y in (year - 1, year))
        out = ~before & ~undated
        exposure = (peers @ before.astype(float)) / np.maximum(peers.sum(axis=1), 1)
        parts.append(
            pd.DataFrame(
                {
                    "framework": framework,
                    "country": who.id[out],
                    "joined": now[out].astype(float),
                    "peers": exposure[out],
                    "log_population": np.log(who.population[out].astype(float)),
                    "log_gdp_per_head": np.log(who.gdp_musd[out].astype(float) * 1e6 / who.population[out]),
                    "log_years_open": np.log(year - opened),
                }
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _coefficients(rows: pd.DataFrame) -> pd.DataFrame:
    terms = [term for term in TERMS if (rows[term] != rows[term].iloc[0]).any()]
    constants = pd.get_dummies(rows.framework, dtype=float)
    x = np.column_stack([rows[terms].to_numpy(float), constants.to_numpy(float)])
    beta, covariance, likelihood = fit_logit(x, rows.joined.to_numpy(float), pd.factorize(rows.country)[0])
    error, z = np.sqrt(np.diag(covariance)), float(ndtri(0.5 + LEVEL / 2))
    count = len(terms)
    return pd.DataFrame(
        {
            "term": terms,
            "coefficient": beta[:count],
            "error": error[:count],
            "low": (beta - z * error)[:count],
            "high": (beta + z * error)[:count],
            "odds_ratio": np.exp(beta[:count]),
            "rows": len(rows),
            "joined": int(rows.joined.sum()),
            "frameworks": rows.framework.nunique(),
            "log_likelihood": likelihood,
            "basis": "modelled",
            "source": "frameworks.csv, acceptances.csv",
        }
    )
