import numpy as np
import pandas as pd

from sogdia.incidents.scores import scored, spearman


def test_spearman_of_ties_and_of_too_few() -> None:
    assert np.isnan(spearman(np.array([1.0, 2.0]), np.array([1.0, 2.0])))
    assert np.isnan(spearman(np.array([1.0, 1.0, 1.0]), np.array([1.0, 2.0, 3.0])))


def test_recall_and_false_alarms() -> None:
    table = pd.DataFrame(
        {
            "incident": "x",
            "country": ["KEN", "UGA", "RWA"],
            "kind": ["share", "affected", "unaffected"],
            "observed": [0.5, np.nan, np.nan],
            "predicted": [0.4, 0.01, 0.2],
        }
    )
    every = pd.DataFrame({"incident": "x", "country": ["KEN", "TZA", "RWA"], "predicted": [0.4, 0.3, 0.2]})
    told = scored(table, every, 0.05).iloc[0]
    assert (told.named, told.recall, told.unaffected_right, told.false_alarms, told.alarms) == (2, 0.5, 0, 1, "TZA")
