"""The worker's rounds that must not stand still, and what follows when one has ended."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from outbox import services as outbox
from portal.watch import heartbeat

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DELIVERIES: Final = "deliveries"
CALLS: Final = "calls"
PROMISES: Final = "promises"
LABELS: "dict[str, StrOrPromise]" = {
    DELIVERIES: _("Deliveries"),
    CALLS: _("Escalations"),
    PROMISES: _("Promises"),
}
"""What people call them. Each runs at least every fifteen seconds."""


def ended(name: str, *, at: datetime) -> None:
    """Record that a round is over, and let the deliveries tell the outside."""
    outbox.ended(name, at=at)
    if name == DELIVERIES:
        heartbeat.beat(name, at=at)
