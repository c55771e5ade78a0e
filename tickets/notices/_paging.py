"""Making the call that a ticket owes, within what one contract may make in an hour."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from entitlements.coverage import Mode
from oncall.models import Page
from oncall.services import PASSING, page_on_call, page_within_cap, tell_fallback
from tickets.models import Ticket, TicketEvent, TicketPage
from tickets.notices._mail import address

log = logging.getLogger(__name__)
PAGED, HELD_BACK = "paged", "page_held_back"


def call(ticket: Ticket, *, subject: str, dedupe_key: str, at: datetime, package: str) -> None:
    """Call on-call at the ticket's desk, or hold the page back, and write it into the ticket's history.

    A confirmed emergency is paid before service (R11): its call is made whatever else was called. A call that cannot be
    made, for a reason that does not pass by itself, is a mail to the fallback: no fault of ours leaves people alone.
    """
    if ticket.desk is None:
        return
    facts: dict[str, Any] = {
        "desk": ticket.desk,
        "subject": subject,
        "url": address(ticket),
        "dedupe_key": dedupe_key,
        "at": at,
        "assignee": ticket.assignee,
        "package": package,
        "contract": ticket.contract,
    }
    try:
        with transaction.atomic():
            _call(ticket, facts)
    except PASSING:
        raise
    except Exception as error:
        log.exception("No page could be made about %s; the fallback is mailed.", ticket.reference)
        tell_fallback(subject, facts["url"], error=error, key=f"no-page:{dedupe_key}", at=at)


def _call(ticket: Ticket, facts: dict[str, Any]) -> None:
    is_paid = ticket.decision.get("mode") == Mode.EMERGENCY
    is_capped = ticket.contract is not None and not is_paid
    page: Page | None = page_within_cap(**facts) if is_capped else page_on_call(**facts)
    if page:
        TicketPage.objects.get_or_create(page=page, defaults={"ticket": ticket})
    code, data = (PAGED, {"page": page.pk}) if page else (HELD_BACK, {"key": facts["dedupe_key"]})
    event = {"at": facts["at"], "is_internal": True}
    TicketEvent.objects.get_or_create(ticket=ticket, code=code, data=data, defaults=event)
