"""Calling the agent who is on call, and the agent's answer."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.models import Agent
from catalog.models import Desk
from oncall import portfolio
from oncall.models import Page
from outbox import services as outbox

log = logging.getLogger(__name__)
MAIL = "oncall/mail/page"


@transaction.atomic
def page_on_call(*, desk: Desk, subject: str, url: str, dedupe_key: str, at: datetime) -> Page:
    """Call whoever is on call for `desk` at `at`; with a `dedupe_key` that was used before, the page made then.

    When nobody is on call the page goes to `PAGE_FALLBACK_EMAIL`, has no agent and says so.
    """
    agent = _on_call(desk, at)
    recipient = agent.user.email if agent else settings.PAGE_FALLBACK_EMAIL
    facts = {"desk": desk, "agent": agent, "recipient": recipient, "subject": subject[:200], "url": url, "paged_at": at}
    page, is_new = Page.objects.get_or_create(dedupe_key=dedupe_key, defaults=facts)
    if is_new:
        outbox.page(
            name=MAIL,
            recipient=recipient,
            payload=_payload(page),
            dedupe_key=f"page:{page.pk}:{recipient}",
            at=at,
        )
    return page


def record_sent(*, page_id: int, at: datetime) -> None:
    """Note on the page that the call left the house; the first time counts."""
    Page.objects.filter(pk=page_id, sent_at=None).update(sent_at=at)


def acknowledge_page(*, page: Page, agent: Agent, at: datetime) -> None:
    """Take the page over; the first agent who answers has it, a later answer changes nothing."""
    Page.objects.unacknowledged().filter(pk=page.pk).update(acknowledged_at=at, acknowledged_by=agent)
    page.refresh_from_db(fields=["acknowledged_at", "acknowledged_by"])


def _on_call(desk: Desk, at: datetime) -> Agent | None:
    """Who is on call; a broken rotation is nobody, so that the fallback is paged and the call is not lost."""
    try:
        agent = portfolio.on_call(desk, at)
    except Exception:
        log.exception("The rotation of desk %s cannot be read; the fallback is paged.", desk.code)
        return None
    if agent is None:
        log.error("Nobody is on call for desk %s; the fallback is paged.", desk.code)
    return agent


def _payload(page: Page) -> dict[str, object]:
    agent = page.agent
    return {
        "page": page.pk,
        "desk": page.desk.name,
        "subject": page.subject,
        "url": page.url,
        "on_call": str(agent) if agent else "",
        "paged_at": page.paged_at.isoformat(),
        "zone": str(agent.user.zone if agent else page.desk.region.zone),
        "language": agent.user.language if agent else settings.LANGUAGE_CODE,
    }
