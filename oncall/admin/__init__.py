"""Rotations, policies and calls in the administration."""

from oncall.admin.calls import EscalationPolicyAdmin, EscalationRunAdmin, PageAdmin
from oncall.admin.delivery import DeliveryAdmin, DeviceAdmin, DrillPlanAdmin, WebhookAdmin
from oncall.admin.rota import LayerAdmin, OverrideAdmin, ReservationAdmin, RotationAdmin, SwapAdmin
from oncall.admin.stumbles import StumbleAdmin

__all__ = [
    "DeliveryAdmin",
    "DeviceAdmin",
    "DrillPlanAdmin",
    "EscalationPolicyAdmin",
    "EscalationRunAdmin",
    "LayerAdmin",
    "OverrideAdmin",
    "PageAdmin",
    "ReservationAdmin",
    "RotationAdmin",
    "StumbleAdmin",
    "SwapAdmin",
    "WebhookAdmin",
]
