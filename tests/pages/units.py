"""An organization's time units. The viewer of ABC is its billing contact too."""

from typing import Any

from accounts.models import Organization, User
from entitlements.models import UnitOrder
from tests.pages.registry import Address, Reader, abc
from tests.world import AT

READERS = {"manager": 200, "viewer": 200, "agent": 200, "lead": 200, "far_agent": 200, "administrator": 200}


def order_of_abc() -> dict[str, Any]:
    """An order of ABC that waits for its payment; an earlier one may be taken back already."""
    managers = User.objects.filter(contacts__organization__key="ABC", contacts__roles__role="manager")
    order = UnitOrder.objects.create(
        organization=Organization.objects.get(key="ABC"),
        units=4,
        price_minor=26_000,
        currency="USD",
        requested_at=AT,
        requested_by=managers.order_by("pk")[0],
    )
    return {"pk": order.pk}


PAGES: tuple[Address, ...] = (
    Address(
        "units",
        abc(of_abc=403, **READERS),
        statements=12,
        portrait=Reader.MANAGER,
        arguments=lambda: {"key": "ABC"},
    ),
    Address(
        "units-statement",
        abc(of_abc=403, **READERS),
        statements=12,
        portrait=Reader.MANAGER,
        arguments=lambda: {"key": "ABC"},
        looked_at=False,
    ),
    Address(
        "unit-order-new",
        abc(of_abc=403, manager=200, viewer=200),
        statements=10,
        portrait=Reader.MANAGER,
        arguments=lambda: {"key": "ABC"},
    ),
    Address(
        "unit-order-new",
        abc(of_abc=403, manager=422, viewer=422),
        statements=13,
        portrait=Reader.MANAGER,
        arguments=lambda: {"key": "ABC"},
        data=lambda: {"units": "4", "purchase_order": "PO-1"},
        known=("units", "purchase_order"),
        method="POST",
        looked_at=False,
    ),
    Address(
        "unit-order-payment",
        abc(of_abc=404, manager=302, viewer=302, agent=403, lead=403, far_agent=403, administrator=403),
        statements=10,
        portrait=Reader.MANAGER,
        arguments=order_of_abc,
        method="POST",
        looked_at=False,
    ),
    Address(
        "payment-news",
        dict.fromkeys(Reader, 404),
        statements=4,
        portrait=Reader.MANAGER,
        method="POST",
        looked_at=False,
    ),
    Address(
        "unit-order-cancellation",
        abc(of_abc=404, manager=302, viewer=302, agent=403, lead=403, far_agent=403, administrator=403),
        statements=14,
        portrait=Reader.MANAGER,
        arguments=order_of_abc,
        method="POST",
        looked_at=False,
    ),
)
