from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sogdia.data.framework_facts import ACCEPTANCES, FOLDER, FRAMEWORKS, UNION, framework_facts
from sogdia.errors import DataError, ParameterError, TableError
from sogdia.panels import acceptance
from sogdia.panels.audit import draw

FRAMEWORK = {
    "id": "a", "name": "A treaty", "short": "A", "kind": "treaty", "topic": "data", "launched_by": "", "opened": "2020",
    "complete": "yes", "complete_as_of": "2023", "published_count": "2", "counted_forms": "",
    "source_url": "https://example.org/a", "read": "read", "as_of": "2026", "note": "",
}  # fmt: skip
ACT = {
    "framework": "a", "country": "KEN", "form": "signed", "date": "2020-05", "source_url": "https://example.org/a",
    "read": "read", "as_of": "2026", "note": "",
}  # fmt: skip


@pytest.fixture
def own(tmp_path):
    """Write frameworks and acts of one's own: each a row that differs from the plain one in what is given."""

    def write(acts, frameworks=({},)):
        pd.DataFrame([FRAMEWORK | row for row in frameworks]).to_csv(tmp_path / "frameworks.csv", index=False)
        pd.DataFrame([ACT | row for row in acts]).to_csv(tmp_path / "acceptances.csv", index=False)
        return tmp_path

    return write


PAIR = ({}, {"country": "NAM", "date": "2022"})


def test_at_least_18_frameworks_have_their_whole_list():
    frameworks, acts = framework_facts()
    whole = frameworks[frameworks.complete == "yes"]
    assert len(whole) >= 18
    assert set(whole.id) <= set(acts.framework)
    assert acts[["source_url", "read", "as_of"]].notna().all(axis=None)


def test_frameworks_of_many_powers_stand_in_the_same_columns():
    frameworks, _ = framework_facts()
    launched = frameworks.launched_by.dropna().str.split(";").explode()
    assert launched.nunique() >= 10
    assert frameworks.columns.tolist() == list(FRAMEWORKS)


def test_a_state_is_in_from_its_first_act_until_it_leaves(own):
    folder = own([*PAIR, {"form": "ratified", "date": "2021"}, {"form": "left", "date": "2023-02"}])
    years = acceptance(folder=folder, by="year", year=2024).table.set_index("year").states
    assert years.to_dict() == {2020: 1, 2021: 1, 2022: 2, 2023: 1, 2024: 1}
    bound = acceptance(folder=folder, by="year", forms=["ratified"], year=2024).table.set_index("year").states
    assert bound.to_dict() == {2021: 1, 2022: 1, 2023: 0, 2024: 0}


def test_namibia_is_a_state_and_the_union_is_none(own):
    folder = own([*PAIR, {"country": UNION}])
    table = acceptance(folder=folder, by="country").table
    assert table.country.tolist() == ["KEN", "NAM"]
    assert acceptance(folder=folder).table.states.item() == 2


def test_forms_beside_acceptance_do_not_count(own):
    folder = own([*PAIR, *({"country": "CHE", "form": f} for f in ("applied", "observer", "voted_no"))])
    assert acceptance(folder=folder).table.states.item() == 2


def test_an_unknown_day_lies_within_the_list(own):
    folder = own([{"date": ""}, {"country": "NAM", "date": ""}])
    row = acceptance(folder=folder).table.iloc[0]
    assert row.undated == 2
    assert (row.years_to_half_low, row.years_to_half_high) == (0.0, 4.0)
    assert acceptance(folder=folder, by="year").table.set_index("year").states[2023] == 2


def test_overlap_counts_each_state_once(own):
    other = {"id": "b", "name": "B", "published_count": "1"}
    result = acceptance(folder=own([*PAIR, {"framework": "b"}], ({}, other)))
    pair = result.overlap.iloc[0]
    assert (pair.both, pair.only_a, pair.only_b) == (1, 1, 0)
    assert pair.jaccard == pytest.approx(0.5)
    total = pair.both + pair.only_a + pair.only_b + pair.neither
    assert total >= 193
    assert pair.jaccard_low < 0.5 < pair.jaccard_high


def test_shares_of_people_lie_within_bounds_and_grow_with_states():
    rows = acceptance().frameworks
    assert rows.share_people.between(0, 1).all()
    assert rows.share_gdp.between(0, 1).all()
    assert (rows.share_people[rows.states > 0] > 0).all()


def test_the_same_question_has_the_same_answer_and_says_what_it_read():
    one, two = acceptance(["depa"]), acceptance(["depa"])
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.manifest == two.manifest
    assert one.manifest["parameters"]["frameworks"] == ["depa"]


def test_a_chosen_framework_reads_as_among_all():
    alone, among = acceptance(["bletchley"]).table.iloc[0], acceptance().table.set_index("framework").loc["bletchley"]
    assert alone.share_gdp == pytest.approx(among.share_gdp)


@pytest.mark.parametrize(
    ("acts", "frameworks", "says"),
    [
        ([{}, {}], ({"published_count": "1"},), "stands twice as signed"),
        ([{}], ({},), "the list has 1 states by 2023"),
        ([*PAIR, {"country": "ZZZ"}], ({},), "is no country"),
        ([*PAIR, {"country": "CHE", "form": "liked"}], ({},), "is none of signed"),
        ([*PAIR, {"country": "CHE", "date": "2020-13"}], ({},), "is no date"),
        ([*PAIR, {"country": "CHE", "framework": "aa"}], ({},), "did you mean 'a'"),
        ([*PAIR, {"country": "CHE", "source_url": ""}], ({},), "is no address"),
        (PAIR, ({"kind": "pact"},), "is none of treaty"),
        (PAIR, ({"complete": "perhaps"},), "is neither yes nor no"),
        (PAIR, ({}, {}), "stands twice"),
    ],
)
def test_every_fault_is_told_with_its_row(own, acts, frameworks, says):
    with pytest.raises(TableError, match="(?s)row.*" + says):
        acceptance(folder=own(acts, frameworks))


def test_missing_files_and_columns_are_named(own, tmp_path):
    with pytest.raises(DataError, match=r"frameworks\.csv"):
        acceptance(folder=tmp_path / "nothing")
    folder = own(PAIR)
    pd.DataFrame([ACT]).drop(columns="form").to_csv(folder / "acceptances.csv", index=False)
    with pytest.raises(TableError, match="column is missing"):
        acceptance(folder=folder)


def test_latin_1_is_told_with_its_line(own):
    folder = own(PAIR)
    text = ",".join(ACCEPTANCES) + "\na,CIV,signed,2020,https://example.org,read,2026,Côte\n"
    (folder / "acceptances.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(DataError, match="UTF-8"):
        acceptance(folder=folder)


@pytest.mark.parametrize(
    "asked",
    [{"frameworks": ["budapst"]}, {"by": "region"}, {"country": ["XYZ"]}, {"forms": ["liked"]}, {"year": 1901}],
)
def test_unknown_names_are_refused(asked):
    with pytest.raises(ParameterError):
        acceptance(**asked)


def test_the_draw_for_a_second_reader_is_repeatable():
    one = draw(60, 7)
    pd.testing.assert_frame_equal(one, draw(60, 7))
    assert len(one) == 60
    assert one.claim.is_unique
    assert (one.verdict == "").all()
    assert not one.equals(draw(60, 8))


def test_swapped_labels_of_two_states_swap_the_answer(own):
    acts = framework_facts()[1]
    swapped = acts.assign(country=acts.country.replace({"CHN": "USA", "USA": "CHN"}))
    frameworks = pd.read_csv(FOLDER / "frameworks.csv", dtype=str, keep_default_na=False)
    folder = own(PAIR)
    frameworks.to_csv(folder / "frameworks.csv", index=False)
    swapped.to_csv(folder / "acceptances.csv", index=False)
    there, here = acceptance(folder=folder), acceptance()
    assert there.table.states.tolist() == here.table.states.tolist()
    np.testing.assert_array_equal(there.overlap.both, here.overlap.both)
    names = {"CHN": "USA", "USA": "CHN"}
    back = there.countries.assign(country=there.countries.country.replace(names))
    key = ["country", "framework", "form"]
    assert set(back[key].itertuples(index=False)) == set(here.countries[key].itertuples(index=False))


VOTES = """rcid,ccode,session,vote,descr
9,2,74,3,On crime
9,501,74,1,On crime
9,565,74,2,On crime
9,20,74,8,On crime
10,2,74,1,On trade
11,2,74,1,On trade and more
"""


@pytest.fixture
def votes(tmp_path):
    path = tmp_path / "UNVotes.csv"
    path.write_text(VOTES, encoding="utf-8")
    return path


def test_a_roll_call_stands_beside_the_frameworks(own, votes):
    result = acceptance(folder=own(PAIR), votes=votes, roll_calls=["9"], year=2024)
    assert result.table.set_index("framework").states.to_dict() == {"a": 2, "roll-call-9": 1}
    assert (result.overlap.both.item(), result.overlap.only_a.item()) == (1, 1)
    row = result.countries[result.countries.framework == "roll-call-9"].iloc[0]
    assert (row.country, row.form, row.year) == ("KEN", "voted_yes", 2019)


@pytest.mark.parametrize(
    ("asked", "says"),
    [("12", "no roll call 12"), ("trade", "2 roll calls have 'trade'"), ("tea", "no roll call has 'tea'")],
)
def test_roll_calls_that_are_not_one_are_refused(own, votes, asked, says):
    with pytest.raises(ParameterError, match=says):
        acceptance(folder=own(PAIR), votes=votes, roll_calls=[asked])
    with pytest.raises(ParameterError, match="need votes"):
        acceptance(folder=own(PAIR), roll_calls=["9"])


@pytest.mark.slow
def test_the_vote_of_2019_on_a_convention_is_as_the_assembly_recorded_it(outside):
    """A/74/PV.52: 79 in favour, 60 against, 33 abstentions."""
    from sogdia.panels.vote_acts import vote_acts  # noqa: PLC0415  needs the outside votes

    _, acts = vote_acts(outside / "unvotes_dgrtwo", ["Countering the use of information and communications"])
    assert acts.form.value_counts().to_dict() == {"voted_yes": 79, "voted_no": 60, "abstained": 33}
