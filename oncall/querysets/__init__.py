"""Sets of rotations and pages; `visible_to(user)` is the door from a view to a row."""

from oncall.querysets.calls import EscalationRunQuerySet, PageQuerySet
from oncall.querysets.delivery import DeliveryQuerySet, DeviceQuerySet, WayQuerySet, WebhookQuerySet
from oncall.querysets.rota import OverrideQuerySet, RotaFeedQuerySet, RotationQuerySet, SwapQuerySet

__all__ = [
    "DeliveryQuerySet",
    "DeviceQuerySet",
    "EscalationRunQuerySet",
    "OverrideQuerySet",
    "PageQuerySet",
    "RotaFeedQuerySet",
    "RotationQuerySet",
    "SwapQuerySet",
    "WayQuerySet",
    "WebhookQuerySet",
]
