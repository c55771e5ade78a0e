"""Calling whoever must be woken, one after the other, until somebody answers."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import Agent
from catalog.models import Desk
from common.feeds import hashed
from oncall.models import Attempt, EscalationRun, Page
from oncall.services import escalation

if TYPE_CHECKING:
    from oncall.querysets import EscalationRunQuerySet

Ending = EscalationRun.Ending


@transaction.atomic
def page_on_call(
    *,
    desk: Desk,
    subject: str,
    url: str,
    dedupe_key: str,
    at: datetime,
    assignee: Agent | None = None,
    package: str = "",
) -> Page:
    """Begin to call for `desk` by the policy of it and of `package` (a code), once for a `dedupe_key`.

    The page names whom the first call went to. When no step reaches anybody it goes to `PAGE_FALLBACK_EMAIL`, has no
    agent and says so.
    """
    facts = {"desk": desk, "subject": subject[:200], "url": url, "paged_at": at}
    page, is_new = Page.objects.get_or_create(dedupe_key=dedupe_key, defaults=facts)
    if is_new:
        first = escalation.start(page=page, assignee=assignee, package=package, at=at)
        page.agent, page.recipient = first.agent, first.recipient
        page.save(update_fields=["agent", "recipient"])
    return page


def record_sent(*, page_id: int, at: datetime, attempt: int | None = None) -> None:
    """Note on the page, and on the attempt, that the call left the house; the first time counts."""
    Page.objects.filter(pk=page_id, sent_at=None).update(sent_at=at)
    Attempt.objects.filter(pk=attempt or 0, sent_at=None).update(sent_at=at)


@transaction.atomic
def acknowledge_page(*, page: Page, agent: Agent, at: datetime) -> None:
    """Take the page over and call nobody else; the first agent who answers has it, a later answer changes nothing."""
    if Page.objects.unacknowledged().filter(pk=page.pk).update(acknowledged_at=at, acknowledged_by=agent):
        _end(EscalationRun.objects.filter(page=page), Ending.ACKNOWLEDGED, at)
    page.refresh_from_db(fields=["acknowledged_at", "acknowledged_by"])


def attempt_of(token: str) -> Attempt | None:
    """The call whose mail holds `token`, while its agent may log in; None for any other."""
    calls = Attempt.objects.select_related("agent__user", "run__page__desk__region", "run__page__acknowledged_by__user")
    return calls.filter(token_hash=hashed(token), agent__user__is_active=True).first()


def resolve_run(*, key: str, at: datetime) -> int:
    """Call nobody else about the thing named `key`, such as "ticket:12"; returns how many escalations that ends."""
    return _end(EscalationRun.objects.about(key), Ending.RESOLVED, at)


def _end(runs: "EscalationRunQuerySet", ending: str, at: datetime) -> int:
    return runs.running().update(ended_at=at, ending=ending, due_at=None)
