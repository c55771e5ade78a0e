"""Who is called after hours, in which order, and the calls."""

from oncall.models.calls import Attempt, EscalationRun, HeldBackPage, Page, PageEvent
from oncall.models.delivery import ChannelCode, Delivery, DeliveryTry, Device, Way, Webhook
from oncall.models.drills import DrillPlan
from oncall.models.escalation import STEPS, EscalationPolicy, EscalationStep, Whom
from oncall.models.planning import Debt, DebtEvent, Reservation, ReservationEvent, ReservedQuarter
from oncall.models.rota import Layer, Override, RotaFeed, Rotation, RotationEvent, RotationMember, Swap
from oncall.models.stumbles import Stumble

__all__ = [
    "STEPS",
    "Attempt",
    "ChannelCode",
    "Debt",
    "DebtEvent",
    "Delivery",
    "DeliveryTry",
    "Device",
    "DrillPlan",
    "EscalationPolicy",
    "EscalationRun",
    "EscalationStep",
    "HeldBackPage",
    "Layer",
    "Override",
    "Page",
    "PageEvent",
    "Reservation",
    "ReservationEvent",
    "ReservedQuarter",
    "RotaFeed",
    "Rotation",
    "RotationEvent",
    "RotationMember",
    "Stumble",
    "Swap",
    "Way",
    "Webhook",
    "Whom",
]
