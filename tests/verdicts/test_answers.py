from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.influence.contrast import stacked
from sogdia.influence.imputation import imputation
from sogdia.influence.study_panel import lay_out
from sogdia.panels import panel
from sogdia.verdicts import verdict
from sogdia.verdicts.distances import with_distances
from sogdia.verdicts.page import page, restrictions_by_kind
from sogdia.verdicts.wording import finding, numbers_of

ASKED = {"years": (2000, 2015), "outcome": ["ideal_point"], "sponsor": ["AAA"]}


def row_of(result, programme, sponsor="AAA", outcome="ideal_point"):
    table = result.table
    return table[(table.programme == programme) & (table.sponsor == sponsor) & (table.outcome == outcome)].squeeze()


@pytest.fixture(scope="module")
def moved(draw):
    return verdict(draw(tech=0.5), **ASKED)


def test_a_planted_effect_is_found_in_the_right_words(moved):
    row = row_of(moved, "tech")
    assert row.low < 0.5 < row.high
    assert row.imputation_low < 0.5 < row.imputation_high
    assert row.finding == "moved up"
    assert "moved up by" in row.sentence
    assert row.treated + row.compared == 60
    assert row.detectable == pytest.approx(2.8 * row.se, rel=0.06)


def test_what_has_no_effect_is_said_not_to_be_larger(moved):
    row = row_of(moved, "cultural")
    assert row.low <= 0 <= row.high
    assert row.finding in {"no effect larger", "cannot tell"}


def test_tech_less_culture_has_the_joint_variance(moved):
    row = moved.contrast.squeeze()
    assert row.finding == "moved up"
    assert row.low < 0.5 < row.high
    assert row.effect == pytest.approx(row_of(moved, "tech").effect - row_of(moved, "cultural").effect)
    assert np.isfinite(row.detectable)
    assert row.se != pytest.approx(np.hypot(row_of(moved, "tech").se, row_of(moved, "cultural").se), rel=1e-6)


def test_noise_that_drowns_the_yardstick_cannot_tell(draw):
    row = row_of(verdict(draw(noise=3.0, units=30), **ASKED), "tech")
    assert row.detectable > row.yardstick
    assert row.low > 0 or row.high < 0 or row.finding == "cannot tell"


def test_a_trend_before_is_named(draw):
    row = row_of(verdict(draw(drift=0.2), **ASKED), "tech")
    assert row.p_pretrend <= 0.1
    assert row.finding == "trend before"
    assert row.sentence.startswith("The trend was there before")


def test_a_constant_outcome_and_a_sponsor_without_programmes_are_rows_with_reasons(draw):
    result = verdict(draw(), years=(2000, 2015), sponsor=["AAA", "BBB"], outcome=["frameworks_accepted"])
    assert (result.table.finding == "not estimated").all()
    assert "nothing varies" in row_of(result, "tech", outcome="frameworks_accepted").reason
    assert "itself counted" in row_of(result, "political", outcome="frameworks_accepted").reason
    assert "no programme" in row_of(result, "political", "BBB", "frameworks_accepted").reason
    assert (result.contrast.reason != "").all()


def test_few_treated_are_refused(draw):
    drawn = draw(units=8)
    row = row_of(verdict(drawn, **ASKED), "tech")
    assert row.finding == "not estimated"
    assert "5 of each are needed" in row.reason


def test_restrictions_say_what_each_cost(draw):
    drawn = draw(tech=0.5)
    wide = drawn.wide.copy()
    wide.loc[wide.country == "C03", "projects_agreed:AAA"] = np.nan
    wide.loc[(wide.country == "C04") & (wide.year < 2003), "ideal_point"] = np.nan
    result = verdict(replace(drawn, wide=wide), **(ASKED | {"years": (2001, 2015)}))
    lost = result.restrictions[result.restrictions.programme == "tech"].set_index("restriction")
    assert lost.rows["outcome of another year than 2001-2015"] == 60
    assert lost.rows["outcome is not known"] == 2
    assert lost.rows["has a programme whose year is not known"] == 15
    row = row_of(result, "tech")
    assert row.rows_lost == lost.rows.sum()
    assert row.rows + row.rows_lost == len(wide)


def test_swapped_labels_of_two_sponsors_swap_the_labels_alone(draw, moved):
    drawn = draw(tech=0.5)
    swap = {"AAA": "BBB", "BBB": "AAA"}
    names = {c: f"{c[:-3]}{swap[c[-3:]]}" for c in drawn.wide.columns if c[-3:] in swap}
    other = verdict(replace(drawn, wide=drawn.wide.rename(columns=names)), **(ASKED | {"sponsor": ["BBB"]}))
    words = [text.replace("BBB", "AAA") for text in other.sentences]
    assert words == list(moved.sentences)
    assert [text.replace("BBB", "AAA") for text in other.side_sentences] == list(moved.side_sentences)
    assert [text.replace("BBB", "AAA") for text in other.answer] == list(moved.answer)
    assert other.not_measured == moved.not_measured
    pd.testing.assert_frame_equal(
        other.table.drop(columns=["sponsor", "sentence"]), moved.table.drop(columns=["sponsor", "sentence"])
    )


def test_the_same_numbers_twice(draw):
    drawn = draw(tech=0.5, units=24)
    alone = replace(drawn, ledger=drawn.ledger[drawn.ledger.group.isin(["tech", "outcome"])])
    asked = ASKED | {"years": (2003, 2012), "draws": 20, "seed": 4}
    one, two = (verdict(alone, **asked) for _ in range(2))
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.sentences == two.sentences
    row = row_of(one, "tech")
    assert 0 < row.p_permutation <= 1
    assert row.misdated_low <= row.low <= row.high <= row.misdated_high


def test_each_word_follows_from_the_numbers_of_its_row(moved):
    for table in (moved.table, moved.contrast):
        for row in table.to_dict(orient="records"):
            assert finding(numbers_of(row)) == row["finding"]


def test_what_the_panel_lacks_is_told(moved):
    told = " ".join(moved.not_measured)
    assert "opinion: the panel has no such series" in told
    assert "reverse channel" in told
    assert moved.supporter_would_say
    assert moved.critic_would_say


@pytest.mark.parametrize("wrong", [{"sponsor": ["ZZZ"]}, {"outcome": ["x"]}, {"years": (5, 4)}, {"draws": 3}])
def test_wrong_questions_are_told(draw, wrong):
    with pytest.raises(ParameterError):
        verdict(draw(units=12), **wrong)


def test_the_joint_covariance_is_that_of_influence_by_country(draw):
    drawn = draw(tech=0.5)
    wide, parts = drawn.wide, []
    for name in ("projects_agreed:AAA", "institutes_opened:AAA"):
        first = wide[wide[name] > 0].groupby("country").year.min()
        rows = wide.assign(first=wide.country.map(first).fillna(0))
        parts.append(imputation(lay_out(rows, unit="country", outcome="ideal_point", first="first")))
    both = stacked(parts).covariance
    assert both[0, 1] == pytest.approx(parts[0].influence[:, 0] @ parts[1].influence[:, 0])


def test_what_hardly_ever_changes_is_refused(draw):
    drawn = draw()
    rare = (drawn.wide.country == "C07") & (drawn.wide.year > 2009)
    wide = drawn.wide.assign(**{"frameworks_accepted:AAA": rare.astype(float)})
    result = verdict(replace(drawn, wide=wide), years=(2000, 2015), sponsor=["AAA"], outcome=["frameworks_accepted"])
    assert "too few to tell its spread" in row_of(result, "tech", outcome="frameworks_accepted").reason


def test_the_distance_from_a_sponsor_that_votes_is_an_outcome(draw):
    drawn = draw(units=30)
    swap = {"C00": "AAA"}
    wide = drawn.wide.assign(country=drawn.wide.country.replace(swap))
    given, ledger = with_distances(wide, drawn.ledger, ["AAA", "BBB"])
    assert given["ideal_point_distance:AAA"][given.country == "AAA"].eq(0).all()
    assert "ideal_point_distance:BBB" not in given
    assert ledger.series.tolist()[-1] == "ideal_point_distance"
    row = given[(given.country == "C05") & (given.year == 2004)].squeeze()
    own = given[(given.country == "AAA") & (given.year == 2004)].squeeze()
    assert row["ideal_point_distance:AAA"] == pytest.approx(abs(row.ideal_point - own.ideal_point))


def test_two_powers_swapped_in_the_shipped_facts_read_the_same():
    built = panel((1990, 2024), stored=False)
    swap = {"CHN": "USA", "USA": "CHN"}
    names = {c: f"{c[:-3]}{swap[c[-3:]]}" for c in built.wide.columns if c[-3:] in swap}
    wide = built.wide.rename(columns=names).assign(country=built.wide.country.replace(swap))
    asked = {"years": (2000, 2024), "outcome": ["frameworks_accepted"]}
    one = verdict(built, sponsor=["CHN", "USA"], **asked)
    other = verdict(replace(built, wide=wide), sponsor=["USA", "CHN"], **asked)
    for part in ("sentences", "side_sentences", "answer", "not_measured"):
        moved = [re.sub("CHN|USA", lambda found: swap[found[0]], text) for text in getattr(other, part)]
        assert moved == list(getattr(one, part))
    assert (one.table.finding != "not estimated").any()
    assert other.table.effect.to_numpy() == pytest.approx(one.table.effect.to_numpy(), nan_ok=True, abs=1e-9)


def test_a_panel_without_programmes_or_outcomes_is_refused(draw):
    drawn = draw(units=12)
    for groups, words in (((), "no programme"), (("outcome",), "no programme"), (("tech",), "no outcome")):
        part = replace(drawn, ledger=drawn.ledger[drawn.ledger.group.isin(groups)])
        with pytest.raises(InfeasibleError, match=words):
            verdict(part)
    rare = drawn.wide.assign(**{"projects_agreed:AAA": 0.0, "projects_agreed:BBB": 0.0})
    few = replace(drawn, wide=rare, ledger=drawn.ledger[drawn.ledger.group.isin(["tech", "outcome"])])
    with pytest.raises(InfeasibleError, match="no sponsor has begun"):
        verdict(few)


def test_a_page_without_much_refused_gives_the_reasons(moved):
    told = page(moved)
    assert told[: len(moved.answer)] == list(moved.answer)
    assert (
        sum(words.startswith("Not estimated for") for words in told) == (moved.table.finding == "not estimated").sum()
    )
    assert "Reverse channel, beside the effects:" in told
    assert {"fewest_rows", "most_rows"} <= set(restrictions_by_kind(moved.restrictions))


def test_the_answer_of_a_planted_difference_is_told(draw):
    drawn = draw(tech=0.5, units=120, noise=0.05)
    wide = drawn.wide.assign(country=drawn.wide.country.replace({"C00": "AAA"}))
    ledger = pd.concat([drawn.ledger, drawn.ledger.tail(1).assign(series="vote_agreement")], ignore_index=True)
    wide["vote_agreement:AAA"] = wide.ideal_point
    row = verdict(
        replace(drawn, wide=wide, ledger=ledger), **(ASKED | {"outcome": ["vote_agreement"]})
    ).contrast.squeeze()
    assert row.answer == "yes"
