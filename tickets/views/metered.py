"""What a ticket's page shows of its meter."""

from typing import Any

from common.http import Request
from entitlements.portfolio import refund_of
from tickets import permissions, rules, services
from tickets.models import Ticket
from tickets.services import Reading
from tickets.views.standing import Standing


def beside(request: Request, ticket: Ticket, stands: Standing) -> dict[str, Any]:
    """The meter of a ticket that had an emergency, read only then."""
    return shown(request, ticket, services.read_meter(ticket, request.at) if stands.had_emergency else None)


def shown(request: Request, ticket: Ticket, reading: Reading | None) -> dict[str, Any]:
    """What the piece of the page is drawn from; no `reading` without a meter."""
    if reading is None:
        return {"reading": None}
    is_over = reading.meter is not None and reading.meter.ended_at is not None
    refund = refund_of(reading.hold) if is_over else None
    role = permissions.role_of(request.user, ticket)
    is_agent = role is rules.Role.AGENT
    return {
        "ticket": ticket,
        "reading": reading,
        "passed": _passed(request, reading),
        "is_agent": is_agent,
        "refund": refund,
        "may_refund": is_over and is_agent and (refund is None or refund.is_declined),
        "may_agree": role is rules.Role.CUSTOMER and permissions.may_write(request.user, ticket),
    }


def _passed(request: Request, reading: Reading) -> int:
    """The minutes since the work began, charged or not."""
    if reading.meter is None:
        return 0
    until = reading.meter.ended_at or request.at
    return rules.whole_minutes(int((until - reading.meter.started_at).total_seconds()))
