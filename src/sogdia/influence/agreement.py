"""How alike two countries vote: agreement, Cohen's kappa and Signorino and Ritter's S on contested votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray


def agreement(cast: pd.DataFrame, roll_calls: pd.DataFrame) -> pd.DataFrame:
    """Give the agreement of each pair of countries in each session, on the contested votes that both cast.

    Parameters
    ----------
    cast
        `roll_call`, `cow`, `vote` (1 yes, 2 abstain, 3 no).
    roll_calls
        `roll_call`, `session`.

    Returns
    -------
    pandas.DataFrame
        `cow_a`, `cow_b` (the lower number first), `session`, `votes`, `agreement` (1 minus half the mean
        distance, in [0, 1]), `kappa` (missing where chance alone would agree fully), `s` (in [-1, 1]).

    Source
    ------
    Agreement as Bailey, Strezhnev and Voeten publish it; Cohen (1960), Educational and Psychological Measurement 20(1);
    Signorino and Ritter (1999), International Studies Quarterly 43(1), equation 5 with equal weights.
    """
    votes = cast.merge(roll_calls[["roll_call", "session"]], on="roll_call")
    votes = votes[votes.groupby("roll_call")["vote"].transform("nunique") > 1]
    tables = [
        _session(part, session) for session, part in votes.astype({"session": "int64"}).groupby("session", sort=True)
    ]
    columns = ["cow_a", "cow_b", "session", "votes", "agreement", "kappa", "s"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def _session(votes: pd.DataFrame, session: object) -> pd.DataFrame:
    who, row = np.unique(votes["cow"], return_inverse=True)
    column = np.unique(votes["roll_call"].astype(str), return_inverse=True)[1]
    marks = np.zeros((3, len(who), int(column.max()) + 1))
    marks[votes["vote"].to_numpy(dtype=np.int64) - 1, row, column] = 1
    shared, distance, kappa = alike(marks)
    a, b = np.triu_indices(len(who), 1)
    some = shared[a, b] > 0
    a, b = a[some], b[some]
    near = 1 - distance[a, b] / (2 * shared[a, b])
    return pd.DataFrame(
        {
            "cow_a": who[a], "cow_b": who[b], "session": session, "votes": shared[a, b].astype(np.int64),
            "agreement": near, "kappa": kappa[a, b], "s": 2 * near - 1,
        }
    )  # fmt: skip


def alike(marks: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Give, for each pair, the number of shared votes, the sum of their distances (0 to 2 each), and Cohen's kappa.

    Parameters
    ----------
    marks
        1 where a country cast the vote, shape (3 votes, countries, roll calls).

    Returns
    -------
    tuple
        Three matrices, shape (countries, countries); kappa is NaN where it is not defined.
    """
    there = marks.sum(axis=0)
    shared = there @ there.T
    places = np.arange(3)
    joint = np.einsum("aic,bjc->abij", marks, marks, optimize=True)
    distance = np.einsum("ab,abij->ij", np.abs(places[:, None] - places[None, :]).astype(float), joint)
    same = joint[places, places].sum(axis=0)
    own = np.einsum("aic,jc->aij", marks, there, optimize=True)
    by_chance = np.einsum("aij,aji->ij", own, own)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = by_chance / shared**2
        kappa = np.where(1 - chance > 1e-12, (same / shared - chance) / (1 - chance), np.nan)
    return shared, distance, kappa
