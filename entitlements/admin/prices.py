"""Prices as the administration types them: amounts of a currency, kept in its minor units."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common import money

LARGEST = 2_147_483_647
"""Minor units that the database keeps at most."""


class PriceField(forms.DecimalField):
    """An amount of money; `stored` turns it into minor units once the currency is known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=Decimal(0), **kwargs)
        self.widget.attrs |= {"class": "vBigIntegerField", "step": "any", "inputmode": "decimal"}


def shown(minor: int | None, currency: str) -> Decimal | None:
    """A stored price as a form shows it."""
    return None if minor is None else money.amount(minor, currency)


def stored(price: Decimal, currency: str) -> int:
    """A typed price as it is kept.

    Raises:
        ValidationError: if it has more decimals than the currency, or is too large to keep.
    """
    try:
        units = money.minor_units(price, currency)
    except ValueError:
        words = _("An amount in %(currency)s has at most %(count)s decimals.")
        raise ValidationError(words, params={"currency": currency, "count": money.decimals(currency)}) from None
    if units > LARGEST:
        largest = money.written(LARGEST, currency)
        raise ValidationError(_("A price is %(largest)s at most."), params={"largest": largest})
    return units
