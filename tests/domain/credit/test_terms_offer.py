"""Terms and discounts: the worked figures of DOMAIN D15 and D16."""

from __future__ import annotations

from decimal import Decimal

import pytest

from creditdesk.domain.credit.terms_offer import (
    candidate_term,
    cash_cycle_warning,
    discount_yield,
    largest_discount,
    own_maximum,
    price_of_days,
    worth_offering,
)
from creditdesk.domain.errors import InputError

d = Decimal


def test_discount_two_ten_net_thirty() -> None:
    offer = discount_yield(d("0.02"), 10, 30)
    assert [rate.quantize(d("0.0001")) for rate in (offer.simple, offer.simple_360, offer.compounded)] == [
        d("0.3724"), d("0.3673"), d("0.4459")]
    assert not worth_offering(offer, d("0.08"))
    assert worth_offering(offer, d("0.08"), cash_critical=True)
    assert largest_discount(d("0.08"), 20).quantize(d("0.0001")) == d("0.0044")


def test_price_of_thirty_days() -> None:
    assert price_of_days(30, d("0.06")).quantize(d("0.0001")) == d("0.0049")
    assert price_of_days(0, d("0.06"), more_default=d("0.01"), lgd=d("0.7")) == d("0.007")


def test_candidate_term() -> None:
    found = candidate_term(60, industry=45, own=own_maximum(d("0.01"), d("0.06")), statutory=60)
    assert (found.days, found.binding) == (45, "industry")
    assert own_maximum(d("0.01"), d("0.06")) == 60
    assert candidate_term(0, industry=30).days == 0
    assert cash_cycle_warning(d(58), 60, d(48), d(60))


@pytest.mark.parametrize(("rate", "first", "last"), [("1", 10, 30), ("0", 10, 30), ("0.02", 30, 30)])
def test_impossible_discounts(rate: str, first: int, last: int) -> None:
    with pytest.raises(InputError):
        discount_yield(d(rate), first, last)
