from __future__ import annotations

import numpy as np
import pandas as pd

from sogdia.reports.verdict_picture import verdict_picture

ROW = {
    "outcome": "memberships", "sponsor": "AAA", "programme": "tech", "finding": "moved up", "effect": 0.5, "low": 0.2,
    "high": 0.8, "detectable": 0.4, "yardstick": 0.2, "sd": 1.0, "q": 0.3, "breakdown_m": np.nan,
}  # fmt: skip


def words(effects, contrast):
    figure = verdict_picture(pd.DataFrame(effects), pd.DataFrame(contrast))
    return [text.get_text() for text in figure.axes[0].texts]


def test_each_estimate_is_named_with_its_finding_and_doubt():
    told = words([ROW, ROW | {"finding": "not estimated"}], [ROW | {"finding": "cannot tell"}])
    assert told == [
        "Tech less cultural: the question of the page", "memberships, AAA, tech less cultural", "cannot tell",
        "Acceptance of norms", "memberships, AAA, tech", "moved up *",
    ]  # fmt: skip


def test_a_movement_without_doubt_bears_no_star():
    assert "moved up" in words([ROW | {"q": 0.01, "breakdown_m": 2.0}], [ROW])


def test_nothing_estimated_is_drawn_empty():
    assert words([ROW | {"finding": "not estimated"}], [ROW | {"finding": "not estimated"}]) == []
