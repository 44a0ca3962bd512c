from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sogdia.data.framework_facts import FOLDER
from sogdia.errors import InfeasibleError, ParameterError
from sogdia.panels import joining
from sogdia.panels.logit import fit_logit


def planted(seed, rows=4000):
    chance = np.random.default_rng(seed)
    x = np.column_stack([chance.normal(size=rows), np.ones(rows)])
    p = 1 / (1 + np.exp(-(0.8 * x[:, 0] - 1.5)))
    return x, (chance.random(rows) < p).astype(float), np.repeat(np.arange(rows // 4), 4)


def test_a_planted_coefficient_is_found_within_its_error():
    x, y, cluster = planted(1)
    beta, covariance, _ = fit_logit(x, y, cluster)
    assert abs(beta - [0.8, -1.5]).max() < 3 * np.sqrt(np.diag(covariance)).max()


def test_the_logit_agrees_with_statsmodels():
    discrete = pytest.importorskip("statsmodels.discrete.discrete_model")
    x, y, cluster = planted(2, 800)
    theirs = discrete.Logit(y, x).fit(disp=0, cov_type="cluster", cov_kwds={"groups": cluster, "use_correction": False})
    beta, covariance, likelihood = fit_logit(x, y, cluster)
    np.testing.assert_allclose(beta, theirs.params, rtol=1e-6)
    count = len(np.unique(cluster))
    np.testing.assert_allclose(covariance * (count - 1) / count, theirs.cov_params(), rtol=1e-5)
    assert likelihood == pytest.approx(theirs.llf)


def test_a_column_that_parts_all_is_refused():
    x = np.column_stack([np.r_[np.zeros(20), np.ones(20)], np.ones(40)])
    with pytest.raises(InfeasibleError, match="no finite answer"):
        fit_logit(x, x[:, 0].copy(), np.arange(40))
    with pytest.raises(InfeasibleError, match="collinear"):
        fit_logit(np.ones((4, 2)), np.array([0.0, 1, 0, 1]), np.arange(4))


def test_each_state_is_at_risk_until_it_joins():
    result = joining(["budapest-convention"], forms=["ratified", "acceded"])
    row = result.frameworks.set_index("framework").loc["budapest-convention"]
    assert row.joined == 68  # nobody had ratified in 2001
    assert row["rows"] == result.table["rows"].iloc[0]
    assert result.table.term.tolist() == ["peers", "log_population", "log_gdp_per_head", "log_years_open"]
    assert result.table.low.lt(result.table.high).all()


def test_only_coefficients_are_given_and_no_state():
    table = joining().table
    assert "country" not in table
    assert set(table.basis) == {"modelled"}


def test_a_framework_that_all_joined_at_once_is_left_out_with_its_reason():
    told = joining(["budapest-convention", "bletchley", "hiroshima-friends"]).frameworks.set_index("framework").left_out
    assert told["bletchley"] == "nobody joined after its first year"
    assert told["hiroshima-friends"] == "its list is not whole"
    with pytest.raises(InfeasibleError, match="nobody joined"):
        joining(["bletchley"])


def test_states_of_unknown_year_are_not_at_risk(tmp_path):
    frameworks = pd.read_csv(FOLDER / "frameworks.csv", dtype=str, keep_default_na=False)
    acts = pd.read_csv(FOLDER / "acceptances.csv", dtype=str, keep_default_na=False)
    frameworks.to_csv(tmp_path / "frameworks.csv", index=False)
    one = (acts.framework == "malabo-convention") & (acts.country == "SEN")
    acts.assign(date=acts.date.mask(one, "")).to_csv(tmp_path / "acceptances.csv", index=False)
    before, after = (joining(["malabo-convention"], folder=f).frameworks.joined.item() for f in (FOLDER, tmp_path))
    assert after == before - 1


@pytest.mark.parametrize("asked", [{"frameworks": ["budapst"]}, {"forms": ["liked"]}])
def test_unknown_names_are_refused(asked):
    with pytest.raises(ParameterError):
        joining(**asked)
