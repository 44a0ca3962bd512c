from __future__ import annotations

import numpy as np
import pytest

from sogdia.errors import ParameterError
from sogdia.influence.power import detectable


def test_an_effect_of_that_size_is_found_four_times_in_five():
    effect = float(detectable(0.5))
    draws = np.random.default_rng(0).normal(effect, 0.5, 200_000)
    assert (np.abs(draws) > 1.959964 * 0.5).mean() == pytest.approx(0.8, abs=0.005)


def test_few_degrees_of_freedom_ask_for_more():
    assert detectable([1, 1], freedom=[5, 1e9]) == pytest.approx([3.490, 2.802], abs=1e-3)


def test_shares_are_asked_for():
    with pytest.raises(ParameterError, match="between 0 and 1"):
        detectable(1.0, power=80)
