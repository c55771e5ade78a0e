"""Money: kept in whole minor units of a currency of ISO 4217, typed and shown as a decimal amount."""

from decimal import Decimal

from django.utils.formats import number_format

DECIMALS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 0),
    **dict.fromkeys(("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""How many decimals an amount of a currency has, where it is not two."""


def decimals(currency: str) -> int:
    """How many decimals an amount of `currency` has: 2 for USD, 0 for JPY, 3 for KWD."""
    return DECIMALS.get(currency, 2)


def amount(minor: int, currency: str) -> Decimal:
    """Minor units as an amount: 480050 of USD are 4800.50."""
    return Decimal(minor).scaleb(-decimals(currency))


def minor_units(of: Decimal, currency: str) -> int:
    """An amount in minor units: 4800.50 USD are 480050.

    Raises:
        ValueError: if it has more decimals than the currency.
    """
    units = of.scaleb(decimals(currency))
    if units != units.to_integral_value():
        raise ValueError(f"{of} {currency}")
    return int(units)


def written(minor: int, currency: str) -> str:
    """Minor units as people read them: "4,800.50 USD"."""
    return f"{number_format(amount(minor, currency), decimals(currency), force_grouping=True)} {currency}"
