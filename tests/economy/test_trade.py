"""Trade against the package gegravity, in one run."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from sogdia.economy import counterfactual, gravity
from sogdia.errors import ParameterError, TableError

N = 6
# gegravity puts its reference last by the name "ZZZ_...", which holds for names in capitals alone.
NAMES = [f"C{i}" for i in range(N)]
EFFECT = 0.5
SIGMA = 5.0


@pytest.fixture(scope="module")
def world():
    chance = np.random.default_rng(1)
    output = chance.uniform(1, 10, N)
    spending = output * chance.uniform(0.8, 1.2, N)
    far = chance.uniform(0, 2, (N, N))
    far = (far + far.T) / 2
    np.fill_diagonal(far, 0)
    old = np.exp(-far)
    new = old.copy()
    new[0, 1] *= np.exp(EFFECT)
    new[1, 0] *= np.exp(EFFECT)
    return output, spending, far, old, new


def theirs(output, spending, far):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import gegravity as ge  # noqa: PLC0415  it warns when it is imported

        rows = [
            (NAMES[i], NAMES[j], "2006", 1.0, output[i], spending[j], far[i, j], 0.0)
            for i in range(N)
            for j in range(N)
        ]
        columns = ["exporter", "importer", "year", "trade", "Y", "E", "dist", "pta"]
        data = ge.BaselineData(
            pd.DataFrame(rows, columns=columns), trade_var_name="trade", expend_var_name="E", output_var_name="Y"
        )
        terms = pd.DataFrame({"var": ["dist", "pta"], "coeff": [-1.0, EFFECT], "ste": [0.1, 0.1]})
        model = ge.OneSectorGE(
            data, year="2006", expend_var_name="E", output_var_name="Y", cost_variables=["dist", "pta"],
            cost_coeff_values=ge.CostCoeffs(terms, identifier_col="var", coeff_col="coeff", stderr_col="ste"),
            reference_importer="C2", sigma=SIGMA, quiet=True,
        )  # fmt: skip
        model.build_baseline(omr_rescale=1, mr_tolerance=1e-10)
        changed = model.baseline_data.copy()
        pair = changed.exporter.isin(["C0", "C1"]) & changed.importer.isin(["C0", "C1"])
        changed.loc[pair & (changed.exporter != changed.importer), "pta"] = 1.0
        model.define_experiment(changed)
        model.simulate(ge_tolerance=1e-10)
    return model


def test_the_counterfactual_with_shares_held_is_that_of_gegravity(world):
    output, spending, far, old, new = world
    model = theirs(output, spending, far)
    made = counterfactual(NAMES, output, spending, old, new, sigma=SIGMA, reference="C2", shares="held")
    ours = made.countries.set_index("country")
    their = model.country_results.loc[NAMES]
    for column, name in (
        ("gdp_change", "GDP change (percent)"),
        ("output_change", "output change (percent)"),
        ("price_index_change", "imr change (percent)"),
        ("exports_change", "foreign exports change (percent)"),
        ("imports_change", "foreign imports change (percent)"),
    ):
        assert 100 * ours[column].to_numpy() == pytest.approx(their[name].to_numpy(dtype=float), abs=1e-6)
    assert ours.welfare_ratio.to_numpy() == pytest.approx(their["welfare statistic"].to_numpy(dtype=float), abs=1e-8)


def test_with_shares_updated_every_market_clears(world):
    output, _, _, old, new = world
    made = counterfactual(NAMES, output, output, old, new, sigma=SIGMA, reference="C2")
    after = made.countries.set_index("country")
    assert made.trade_after.sum(axis=1).to_numpy() == pytest.approx(after.output_after.to_numpy(), rel=1e-9)
    assert made.trade_after.sum(axis=0).to_numpy() == pytest.approx(after.expenditure_after.to_numpy(), rel=1e-9)
    # What is bought from i falls with its price to the power 1 - sigma: exact hat algebra (Dekle, Eaton, Kortum 2008).
    before = made.trade_before.to_numpy() / output
    hat = (new / old) * (after.price.to_numpy() ** (1 - SIGMA))[:, None]
    shares = before * hat / (before * hat).sum(axis=0)
    assert made.trade_after.to_numpy() == pytest.approx(shares * after.expenditure_after.to_numpy(), rel=1e-9)


def test_nothing_changes_when_costs_do_not(world):
    output, spending, _, old, _ = world
    made = counterfactual(NAMES, output, spending, old, old, sigma=SIGMA, reference="C0")
    assert made.countries.gdp_change.abs().max() < 1e-10


def test_the_reference_sets_the_unit_and_nothing_else(world):
    output, spending, _, old, new = world
    one, two = (counterfactual(NAMES, output, spending, old, new, sigma=SIGMA, reference=r) for r in ("C0", "C5"))
    assert one.countries.gdp_change.to_numpy() == pytest.approx(two.countries.gdp_change.to_numpy(), abs=1e-9)


def test_bad_worlds_are_refused(world):
    output, spending, _, old, new = world
    with pytest.raises(ParameterError, match="above 1"):
        counterfactual(NAMES, output, spending, old, new, sigma=1.0, reference="C0")
    with pytest.raises(ParameterError, match="unknown country"):
        counterfactual(NAMES, output, spending, old, new, sigma=3.0, reference="C9")


def test_three_way_effects_give_back_what_was_put_in():
    chance = np.random.default_rng(2)
    rows = []
    sides = chance.normal(0, 1, (2, 8, 4))
    pairs = chance.normal(0, 1, (8, 8))
    for i in range(8):
        for j in range(8):
            joined = chance.integers(1, 5)
            for t in range(4):
                tie = float(t >= joined and (i + j) % 2)
                rows.append((i, j, t, tie, np.exp(0.4 * tie + sides[0, i, t] + sides[1, j, t] + pairs[i, j])))
    table = pd.DataFrame(rows, columns=["exporter", "importer", "when", "tie", "trade"])
    fit = gravity(table, ["tie"], year="when", three_way=True)
    assert fit.coefficients[-1] == pytest.approx(0.4, abs=1e-6)


def test_a_missing_column_is_told_with_the_nearest():
    table = pd.DataFrame({"exporter": ["a"], "importer": ["b"], "trade": [1.0], "distance": [1.0]})
    with pytest.raises(TableError, match="did you mean 'distance'"):
        gravity(table, ["distanse"])
