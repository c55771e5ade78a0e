"""Rotations, policies and calls in the administration."""

from oncall.admin.calls import EscalationPolicyAdmin, EscalationRunAdmin, PageAdmin
from oncall.admin.rota import LayerAdmin, OverrideAdmin, ReservationAdmin, RotationAdmin, SwapAdmin

__all__ = [
    "EscalationPolicyAdmin",
    "EscalationRunAdmin",
    "LayerAdmin",
    "OverrideAdmin",
    "PageAdmin",
    "ReservationAdmin",
    "RotationAdmin",
    "SwapAdmin",
]
