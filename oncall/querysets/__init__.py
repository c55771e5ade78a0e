"""Sets of rotations and pages; `visible_to(user)` is the door from a view to a row."""

from oncall.querysets.calls import EscalationRunQuerySet, HeldBackPageQuerySet, PageQuerySet
from oncall.querysets.delivery import DeliveryQuerySet, DeviceQuerySet, WayQuerySet, WebhookQuerySet
from oncall.querysets.planning import DebtQuerySet, ReservationQuerySet
from oncall.querysets.rota import OverrideQuerySet, RotaFeedQuerySet, RotationQuerySet, SwapQuerySet
from oncall.querysets.stumbles import StumbleQuerySet

__all__ = [
    "DebtQuerySet",
    "DeliveryQuerySet",
    "DeviceQuerySet",
    "EscalationRunQuerySet",
    "HeldBackPageQuerySet",
    "OverrideQuerySet",
    "PageQuerySet",
    "ReservationQuerySet",
    "RotaFeedQuerySet",
    "RotationQuerySet",
    "StumbleQuerySet",
    "SwapQuerySet",
    "WayQuerySet",
    "WebhookQuerySet",
]
