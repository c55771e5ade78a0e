"""The seven packages of the seed's price list, as values; an administrator edits the rows that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from entitlements.coverage.values import Lifecycle, Package, Where, Window

_GOLD: Final = frozenset({"gold"})

DEFAULT_PACKAGES: Final[Mapping[str, Package]] = MappingProxyType(
    {
        package.code: package
        for package in (
            Package("gold", Window.BUSINESS_HOURS),
            Package("business-day-after-hours", Window.BUSINESS_WEEK, needs=_GOLD),
            Package("everyday-after-hours", Window.ALWAYS, needs=_GOLD),
            Package("multi-regional", Window.BUSINESS_HOURS, Where.CONTACT, needs=_GOLD),
            Package(
                "extended-term",
                Window.BUSINESS_HOURS,
                lifecycles=frozenset({Lifecycle.SUNSET, Lifecycle.EOL}),
                needs=_GOLD,
            ),
            Package("scheduled-after-hours", Window.BOOKED, needs=_GOLD),
            Package("emergency-after-hours", Window.UNCOVERED, needs=_GOLD),
        )
    }
)
