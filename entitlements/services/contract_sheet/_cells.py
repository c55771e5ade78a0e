"""The cells of a contract or a line as values, beside those that every sheet has."""

import re
from decimal import Decimal, InvalidOperation

from accounts.services.sheets import Reading
from common import money

LARGEST = 2_147_483_647
"""Minor units that the database keeps at most."""
MOST_CONTACTS = 10_000
_CURRENCY = re.compile(r"[A-Z]{3}")
_AMOUNT = re.compile(r"\d{1,10}(\.\d{1,3})?")


class SaleReading(Reading):
    """A row of what was sold."""

    def price(self, currency: str) -> int | None:
        """An amount of the currency, in minor units."""
        text = self.text("price")
        if not text:
            return None
        try:
            minor = money.minor_units(Decimal(text if _AMOUNT.fullmatch(text) else "nan"), currency)
        except (ValueError, InvalidOperation):
            minor = LARGEST + 1
        if minor > LARGEST:
            self.note("row_price", text=text, decimals=money.decimals(currency), currency=currency)
        return minor

    def percent(self) -> int | None:
        """A discount."""
        text = self.text("discount")
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 3 or int(text) > 100:  # noqa: PLR2004 - percent
            self.note("row_percent", text=text)
            return None
        return int(text)

    def currency(self) -> str:
        """Three letters."""
        text = self.text("currency")
        if text and not _CURRENCY.fullmatch(text):
            self.note("row_currency", text=text)
            return ""
        return text
