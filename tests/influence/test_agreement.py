from __future__ import annotations

import pandas as pd
import pytest

from sogdia.influence.agreement import agreement


def test_three_countries_by_hand():
    cast = pd.DataFrame({"roll_call": list("aaabbbccc"), "cow": [1, 2, 3] * 3, "vote": [1, 1, 3, 1, 2, 3, 3, 3, 1]})
    table = agreement(cast, pd.DataFrame({"roll_call": list("abc"), "session": 1}))
    assert table["votes"].tolist() == [3, 3, 3]
    assert table["agreement"].tolist() == pytest.approx([5 / 6, 0, 1 / 6])
    assert table["kappa"].tolist() == pytest.approx([0.5, -0.8, -0.5])
    assert table["s"].tolist() == pytest.approx([2 / 3, -1, -2 / 3])


def test_unanimous_votes_do_not_count():
    cast = pd.DataFrame({"roll_call": list("aabb"), "cow": [1, 2] * 2, "vote": [1, 1, 1, 3]})
    table = agreement(cast, pd.DataFrame({"roll_call": list("ab"), "session": 1}))
    assert table["votes"].tolist() == [1]
