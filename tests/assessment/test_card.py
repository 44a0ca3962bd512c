import json

import pandas as pd
import pytest

from sogdia.assessment.card import assess, measured
from sogdia.assessment.sample import sample_study, sample_towns
from sogdia.assessment.tabulating import COLUMNS
from sogdia.errors import ParameterError
from sogdia.results import BASES

KEY = ["scope", "subject", "indicator"]


def test_rows_keep_the_contract(card):
    table = card.table
    assert list(table.columns) == list(COLUMNS)
    assert not table.duplicated(KEY).any()
    assert set(table.scope) == {"corridor", "country"}
    assert set(table.direction) <= {"up", "down", "neutral"}
    assert set(table.basis) <= set(BASES)
    assert table.source.fillna("").str.len().gt(0).all()


def test_what_is_not_measured_is_absent(card, figures):
    assert card.table[["base", "low", "high", "baseline"]].notna().any(axis=1).all()
    assert ("PAK", "employment_effect") not in figures.index
    assert ("DJI", "latency_ms:djibouti-dji") not in figures.index


def test_bounds_hold_the_figure(card):
    rows = card.table.dropna(subset=["base", "low", "high"])
    assert (rows.low <= rows.base + 1e-9).all()
    assert (rows.base <= rows.high + 1e-9).all()


def test_change_is_case_less_baseline(card):
    rows = card.table.dropna(subset=["base", "baseline"])
    assert rows.change.to_numpy() == pytest.approx((rows.base - rows.baseline).to_numpy())


@pytest.mark.parametrize(
    ("subject", "indicator", "base", "baseline"),
    [
        ("three-countries", "capex_musd", 210.8, 0.0),
        ("three-countries", "operation_musd_per_year", 8.43, 0.0),
        ("three-countries", "capacity_design_gbps", 97_000, 1_000),
        ("three-countries", "countries_joined", 3, 2),
        ("three-countries", "people_near_node", 114.3e6, 108.3e6),
        ("PAK", "capacity_lit_gbps", 22_310, 230),
        ("PAK", "countries_joined", 2, 1),
        ("PAK", "exits_landings", 1, 1),
        ("KEN", "people_near_node", 6e6, 0),
        ("KEN", "share_people_near_node", 0.2, 0),
        ("KEN", "worst_loss_share_demand", 1, None),
    ],
)
def test_numbers_counted_by_hand(figures, subject, indicator, base, baseline):
    row = figures.loc[(subject, indicator)]
    assert row.base == pytest.approx(base, rel=1e-3)
    if baseline is None:
        assert pd.isna(row.baseline)
    else:
        assert row.baseline == pytest.approx(baseline, rel=1e-3)


def test_use_is_not_compared_within_one_year(figures):
    assert figures.loc[("PAK", "bandwidth_gbps")].base == 40.0
    assert pd.isna(figures.loc[("PAK", "bandwidth_gbps")].change)


def test_use_per_person(figures):
    assert figures.loc[("PAK", "bandwidth_kbps_per_person")].base == pytest.approx(40e6 / 200e6)
    assert figures.loc[("three-countries", "bandwidth_gbps")].base == pytest.approx(80.0)


def test_ranks_are_among_all_countries_with_the_figure(figures):
    assert figures.loc[("KEN", "latency_ms:djibouti-dji"), ["rank", "of"]].tolist() == [1, 2]
    assert figures.loc[("KEN", "capacity_design_gbps"), ["rank", "of"]].tolist() == [3, 3]
    assert pd.isna(figures.loc[("KEN", "hhi_exit")]["rank"])


def test_corridor_averages_the_same_countries_on_both_sides(figures):
    row = figures.loc[("three-countries", "latency_ms:djibouti-dji")]
    assert row.base == pytest.approx(figures.loc[("PAK", "latency_ms:djibouti-dji")].base)
    assert "in the case only: KEN" in row.note


def test_effects_of_work_only_where_a_first_link_arrives(figures):
    row = figures.loc[("KEN", "employment_effect")]
    assert (row.low, row.base, row.high) == (3.0, 4.2, 10.0)
    assert "published elsewhere, applies to connected places only" in row.note
    assert pd.isna(figures.loc[("KEN", "growth_effect")].base)


def test_the_detail_holds_the_results_beneath(card):
    assert {"flow_case", "flow_baseline", "expose_case", "losses_case", "project_effects"} <= set(card.detail)


def test_progress_is_told_in_order():
    told = []
    measured(sample_study(), towns=sample_towns(), progress=lambda share, words: told.append((share, words)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1


def test_the_same_study_gives_the_same_card(card):
    again = measured(sample_study(), towns=sample_towns())
    pd.testing.assert_frame_equal(card.table, again.table)


def test_an_unknown_study_is_refused():
    with pytest.raises(ParameterError, match="digital-silk-road"):
        assess("digital-silk-rod")


def test_save_writes_whole_and_is_read_again(card, tmp_path):
    folder = card.save(tmp_path / "out")
    assert {p.name for p in folder.iterdir()} == {
        "card.parquet", "card.csv", "completeness.parquet", "completeness.csv", "projects.parquet", "projects.csv",
        "manifest.json",
    }  # fmt: skip
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "card.parquet"), card.table)
    about = json.loads((folder / "manifest.json").read_text())
    assert about["verb"] == "assess"
    assert about["rule"] == card.rule


def test_write_into_gives_the_files_it_wrote(card, tmp_path):
    assert {p.name for p in card.write_into(tmp_path)} == {p.name for p in tmp_path.iterdir()}


def test_rows_are_what_json_can_say(card):
    assert json.dumps(card.records())
