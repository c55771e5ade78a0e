"""Amounts of money are typed as people write them and kept in whole minor units."""

from decimal import Decimal

import pytest

from common import money


@pytest.mark.parametrize(
    ("typed", "currency", "kept", "read"),
    [
        ("4800.50", "USD", 480_050, "4,800.50 USD"),
        ("4800", "EUR", 480_000, "4,800.00 EUR"),
        ("4800", "JPY", 4_800, "4,800 JPY"),
        ("1.234", "KWD", 1_234, "1.234 KWD"),
        ("0", "USD", 0, "0.00 USD"),
    ],
)
def test_an_amount_is_kept_in_minor_units_and_read_as_it_was_typed(
    typed: str, currency: str, kept: int, read: str
) -> None:
    assert money.minor_units(Decimal(typed), currency) == kept
    assert money.amount(kept, currency) == Decimal(typed)
    assert money.written(kept, currency) == read


@pytest.mark.parametrize(("typed", "currency"), [("0.5", "JPY"), ("1.005", "USD"), ("1.0001", "KWD")])
def test_an_amount_finer_than_its_currency_is_refused(typed: str, currency: str) -> None:
    with pytest.raises(ValueError, match=currency):
        money.minor_units(Decimal(typed), currency)
