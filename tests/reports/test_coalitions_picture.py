from __future__ import annotations

import numpy as np
import pandas as pd

from sogdia.reports.coalitions_picture import coalitions_picture

TABLE = pd.DataFrame(
    [(f"C{i}", year, 1 + (i > 5) + (i == 9)) for i in range(10) for year in (2000, 2001)],
    columns=["country", "year", "community"],
)
FIRM = pd.DataFrame({"year": [2000, 2001], "stability": [1.0, 0.9], "like_year_before": [np.nan, 0.8]})


def test_sizes_and_firmness_are_labelled():
    above, below = coalitions_picture(TABLE, FIRM, "votes").axes
    assert [text.get_text() for text in above.texts] == ["community 1: 6", "community 2: 3", "community 3: 1"]
    assert sorted(text.get_text() for text in below.texts) == ["starts with each other", "with the year before"]
