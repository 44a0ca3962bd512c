from __future__ import annotations

import pytest

from sogdia.cli.losses import losses
from sogdia.errors import ParameterError


def test_losses_are_gathered_by_kind():
    lost = losses(["a"], ["1,2,3"], ["malacca"], ["owner=x", "owner=y", "home = KEN"])
    assert lost.as_keywords() == {
        "cut": ("a",),
        "near": ((1.0, 2.0, 3.0),),
        "strait": ("malacca",),
        "withdraw": {"owner": ["x", "y"], "home": ["KEN"]},
        "area": (),
        "group": (),
    }
    assert lost.any


def test_no_loss_is_none():
    assert not losses([], [], [], []).any


@pytest.mark.parametrize(
    ("text", "words"), [("hmn", "supplier=NAME"), ("owner=", "owner=NAME"), ("onwer=x", "'owner'")]
)
def test_a_bad_withdrawal_says_how(text, words):
    with pytest.raises(ParameterError, match=words):
        losses([], [], [], [text])
