from __future__ import annotations

from pathlib import Path

import pytest

import sogdia.sweeps
from sogdia.errors import DataError, ParameterError
from sogdia.sweeps.definition import read_definition


def test_the_example_is_a_cases_file_also_with_all_that_is_commented_out(tmp_path):
    example = Path(sogdia.sweeps.__file__).parent / "example.toml"
    assert read_definition(example).verbs.fail.cut[-1] == ("seacom", "eig")
    lines = []
    for line in example.read_text(encoding="utf-8").splitlines():
        bare = line.removeprefix("# ")
        lines.append(bare if bare != line and (bare.startswith("[") or " = " in bare.split("#")[0]) else line)
    whole = tmp_path / "whole.toml"
    whole.write_text("\n".join(lines), encoding="utf-8")
    asked = read_definition(whole)
    assert asked.verbs.assess.without == (("peace",), ("peace", "2africa"))
    assert asked.verbs.fail.each == ("system", "landing", "crossing")
    assert asked.verbs.availability.seed == (0, 1, 2)
    assert asked.verbs.latency.pairs == "pairs.csv"


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ('cut = "a"', (("a",),)),
        ('cut = ["a", "b"]', (("a",), ("b",))),
        ('cut = [["a", "b"], "c"]', (("a", "b"), ("c",))),
    ],
)
def test_a_list_is_a_list_of_cases_and_one_within_it_is_lost_together(write, text, cases):
    assert read_definition(write(f"[verbs.fail]\n{text}")).verbs.fail.cut == cases


@pytest.mark.parametrize(
    "text", ["near = [1, 2, 3]", "near = [[1, 2, 3]]", "near = [[[1, 2, 3]]]", 'near = "1,2,3"', 'near = ["1,2,3"]']
)
def test_a_circle_may_be_numbers_or_text(write, text):
    assert read_definition(write(f"[verbs.fail]\n{text}")).verbs.fail.near == (("1,2,3",),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("yaer = 2024\n[verbs.flow]", "yaer: unknown key; did you mean 'year'?"),
        ("[verbs.fial]\ncut = 'a'", "verbs.fial: unknown key; did you mean 'fail'?"),
        ("[verbs.fail]\ncuts = 'a'", "verbs.fail.cuts: unknown key; did you mean 'cut'?"),
        (
            "[[verbs.fail.together]]\nstriat = 'a'",
            "verbs.fail.together [1].striat: unknown key; did you mean 'strait'?",
        ),
        ("year = [2024, 20244]\n[verbs.flow]", "year [2]: input should be less than or equal to 2100 (found 20244)"),
        ("[verbs.latency]", "verbs.latency.pairs: is missing; add it"),
        ("[verbs.fail]\neach = 'cable'", "verbs.fail.each [1]: input should be 'system', 'landing' or 'crossing'"),
        ("[verbs]", "asks no verb"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_mend(write, text, words):
    with pytest.raises(ParameterError) as told:
        read_definition(write(text))
    assert words in str(told.value)


def test_a_file_that_is_missing_or_no_toml_is_told(tmp_path, write):
    with pytest.raises(DataError, match="sogdia sweep --example"):
        read_definition(tmp_path / "none.toml")
    with pytest.raises(DataError, match="line 2"):
        read_definition(write("year = = 3"))
