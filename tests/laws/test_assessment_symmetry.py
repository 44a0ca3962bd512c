"""Swapping the labels of two states, or of two vendors, gives the same card with the labels swapped."""

import re

import pandas as pd
import pytest

from sogdia.assessment.card import measured
from sogdia.assessment.sample import sample_network, sample_study, sample_towns
from sogdia.studies import Study

STATES = {"PAK": "KEN", "KEN": "PAK", "Pakistan": "Kenya", "Kenya": "Pakistan"}
VENDORS = {"builder-a": "builder-b", "builder-b": "builder-a", "Builder A": "Builder B", "Builder B": "Builder A"}


def relabel(table, words):
    """Swap whole words in every cell of text."""
    pattern = re.compile("|".join(rf"(?<![\w-]){re.escape(word)}(?![\w-])" for word in words))
    out = table.copy()
    for column in out.columns:
        if pd.api.types.is_string_dtype(out[column]) and column != "geometry":
            out[column] = out[column].map(lambda v: pattern.sub(lambda m: words[m[0]], v), na_action="ignore")
    return out


def swapped(words):
    net = sample_network()
    tables = {
        name: relabel(getattr(net, name), words) for name in ("nodes", "countries", "organisations", "roles", "demands")
    }
    return measured(Study(sample_study().definition, net.replace(**tables)), towns=relabel(sample_towns(), words))


@pytest.mark.parametrize("words", [STATES, VENDORS])
def test_swapped_labels_give_the_same_card_permuted(words):
    plain = measured(sample_study(), towns=sample_towns())
    other = swapped(words)
    key = ["scope", "subject", "indicator"]
    expected = relabel(plain.table, words).sort_values(key, ignore_index=True)
    got = other.table.sort_values(key, ignore_index=True)
    for column in ("base", "low", "high", "baseline", "change"):
        assert got[column].to_numpy() == pytest.approx(expected[column].to_numpy(), nan_ok=True)
    rest = [c for c in got if c not in {"base", "low", "high", "baseline", "change"}]
    pd.testing.assert_frame_equal(got[rest], expected[rest], check_dtype=False)


@pytest.mark.parametrize("words", [STATES, VENDORS])
def test_swapped_labels_give_the_same_wording(words):
    plain, other = str(measured(sample_study(), towns=sample_towns())), str(swapped(words))
    labels = "|".join(map(re.escape, words))
    assert re.sub(labels, "X", plain).split() == re.sub(labels, "X", other).split()
