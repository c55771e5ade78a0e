"""Sets of rotations and pages; `visible_to(user)` is the door from a view to a row."""

from oncall.querysets.calls import EscalationRunQuerySet, PageQuerySet
from oncall.querysets.rota import OverrideQuerySet, RotaFeedQuerySet, RotationQuerySet, SwapQuerySet

__all__ = [
    "EscalationRunQuerySet",
    "OverrideQuerySet",
    "PageQuerySet",
    "RotaFeedQuerySet",
    "RotationQuerySet",
    "SwapQuerySet",
]
