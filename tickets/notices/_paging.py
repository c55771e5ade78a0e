"""Making the call that a ticket owes, within what one contract may make in an hour."""

from datetime import datetime
from typing import Any

from entitlements.coverage import Mode
from oncall.models import Page
from oncall.services import page_on_call, page_within_cap
from tickets.models import Ticket, TicketEvent
from tickets.notices._mail import address

PAGED, HELD_BACK = "paged", "page_held_back"


def call(ticket: Ticket, *, subject: str, dedupe_key: str, at: datetime, package: str) -> Page | None:
    """Call on-call at the ticket's desk and write it into its history; None when the page was held back.

    A confirmed emergency is paid before service (R11): its call is made whatever else was called.
    """
    if ticket.desk is None:
        return None
    facts: dict[str, Any] = {
        "desk": ticket.desk,
        "subject": subject,
        "url": address(ticket),
        "dedupe_key": dedupe_key,
        "at": at,
        "assignee": ticket.assignee,
        "package": package,
    }
    is_paid = ticket.decision.get("mode") == Mode.EMERGENCY
    if ticket.contract is None or is_paid:
        page: Page | None = page_on_call(**facts, contract=ticket.contract)
    else:
        page = page_within_cap(**facts, contract=ticket.contract)
    code, data = (PAGED, {"page": page.pk}) if page else (HELD_BACK, {"key": dedupe_key})
    TicketEvent.objects.get_or_create(ticket=ticket, code=code, data=data, defaults={"at": at, "is_internal": True})
    return page
