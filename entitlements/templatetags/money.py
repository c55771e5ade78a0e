"""Amounts of money as people read them."""

from django import template

from common import money

register = template.Library()


@register.filter
def written(minor: int, currency: str) -> str:
    """Minor units of a currency: `{{ 480050|written:"USD" }}` is 4,800.50 USD."""
    return money.written(minor, currency)
