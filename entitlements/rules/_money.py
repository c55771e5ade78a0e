"""What a stretch of a term costs: prorated by days, in whole minor units of a currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from entitlements.rules._contracts import term_end

_WHOLE = Decimal(1)


def prorated(price_minor: int, starts_on: date, ends_on: date) -> int:
    """What [starts_on, ends_on) costs at `price_minor` for 12 months, in minor units, half of one rounded up.

    Whole 12-month terms from `starts_on` cost the whole price; the days that are left cost their share of the 12
    months that would begin with them: of 366 days where these hold a 29 February, else of 365. So a whole term never
    costs more or less than its price, in leap years too.
    """
    years = 0
    while term_end(starts_on, years + 1) <= ends_on:
        years += 1
    begins = term_end(starts_on, years)
    days, whole = (ends_on - begins).days, (term_end(starts_on, years + 1) - begins).days
    exact = Decimal(price_minor) * years + Decimal(price_minor) * days / whole
    return int(exact.quantize(_WHOLE, ROUND_HALF_UP))


def discounted(price_minor: int, percent: int) -> int:
    """A price less a discount in percent, in minor units, half of one rounded up."""
    exact = Decimal(price_minor) * (100 - percent) / 100
    return int(exact.quantize(_WHOLE, ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Sold:
    """A line that came out of a bundle, as far as its discount looks at it: which bundle, which package, which term."""

    key: int
    bundle: str
    package: str
    starts_on: date
    ends_on: date


def bundled(lines: Iterable[Sold], packages: dict[str, frozenset[str]]) -> frozenset[int]:
    """The keys of the lines that keep their bundle's discount (R12).

    They do while lines of all its `packages` stand for the very same term.
    """
    together: dict[tuple[str, date, date], list[Sold]] = {}
    for line in lines:
        together.setdefault((line.bundle, line.starts_on, line.ends_on), []).append(line)
    return frozenset(
        line.key
        for (bundle, _starts_on, _ends_on), group in together.items()
        if packages[bundle] <= {line.package for line in group}
        for line in group
    )
