from __future__ import annotations

import numpy as np
import numpy_financial as npf
import pytest

from sogdia.economy import Loan, grant_element, in_usd, payment_faults, repayment_schedule, yearly_service
from sogdia.errors import ParameterError, TableError


def test_an_annuity_is_that_of_numpy_financial():
    table = repayment_schedule(Loan(100, "USD", 0.06, 0, 10, "annuity", periods_per_year=2))
    assert table.service.to_numpy() == pytest.approx([-npf.pmt(0.03, 20, 100)] * 20, abs=1e-9)
    assert table.principal.to_numpy() == pytest.approx(-npf.ppmt(0.03, np.arange(1, 21), 20, 100), abs=1e-9)


def test_interest_of_building_is_capitalised():
    table = yearly_service(
        Loan(100, "USD", 0.1, 2, 4, drawn=(0.5, 0.5), periods_per_year=1, construction_interest="capitalised")
    )
    # 50 grows to 55, 50 more are drawn, and 105 grow to 115.5, repaid in two halves.
    assert table.service.tolist() == pytest.approx([0, 0, 57.75 + 11.55, 57.75 + 5.775])
    assert table.drawn.tolist() == [50, 50, 0, 0]


def test_fees_are_paid_on_signature_and_on_what_is_not_drawn():
    table = yearly_service(Loan(100, "USD", 0.0, 2, 4, drawn=(0.5, 0.5), upfront_share=0.01, commitment_share=0.004))
    assert table.fees.tolist() == pytest.approx([1.2, 0, 0, 0])


def test_a_bullet_is_paid_at_the_end():
    table = yearly_service(Loan(10, "EUR", 0.05, 1, 5, "bullet", periods_per_year=1))
    assert table.principal.tolist() == [0, 0, 0, 0, 10]


@pytest.mark.parametrize("repayment", ["equal_principal", "annuity", "bullet"])
@pytest.mark.parametrize("periods", [1, 2, 4, 12])
def test_what_is_drawn_is_repaid(repayment, periods):
    loan = Loan(73, "USD", 0.031, 3, 17, repayment, drawn=(0.2, 0.5, 0.3), periods_per_year=periods)
    table = repayment_schedule(loan)
    assert table.drawn.sum() == pytest.approx(73)
    assert table.principal.sum() == pytest.approx(73)
    assert table.closing.iloc[-1] == pytest.approx(0, abs=1e-9)


def test_a_loan_without_interest_has_the_grant_element_of_its_time():
    loan = Loan(25, "USD", 0.0075, 6, 38)
    assert 0.5 < grant_element(loan) < 0.7


def test_all_bad_terms_are_told_at_once():
    with pytest.raises(TableError, match="4 faults") as fault:
        Loan(-5, "USD", 2, 3, 0, drawn=(0.4, 0.4))
    assert "give the years from the first drawing" in str(fault.value)


def test_a_grace_beyond_the_tenor_is_refused():
    with pytest.raises(TableError, match="must be under the tenor of 4 years"):
        Loan(5, "USD", 0.02, 4, 4)


def test_payments_that_do_not_add_up_are_told():
    loan = Loan(100, "USD", 0.1, 2, 4, periods_per_year=1)
    assert payment_faults(loan, [10, 10, 60, 55]) == []
    (fault,) = payment_faults(loan, [10, 10, 60, 65])
    assert "year 3 states 65 where the terms make 55.000" in str(fault)
    (fault,) = payment_faults(loan, [10, 10])
    assert "4 yearly payments" in str(fault)


def test_a_currency_without_a_rate_is_told():
    assert in_usd([10, 10], "AUD", {"AUD": 0.7}, 0.1).tolist() == pytest.approx([7, 7.7])
    with pytest.raises(ParameterError, match=r"no rate for the currency 'RMB'.*USD, AUD"):
        in_usd([1], "RMB", {"AUD": 0.7})
