"""Calling whoever must be woken, one after the other, until somebody answers."""

from datetime import datetime
from typing import TYPE_CHECKING, NotRequired, TypedDict, Unpack

from django.db import transaction

from accounts.models import Agent
from catalog.models import Desk
from entitlements.models import Contract
from oncall.models import EscalationRun, Page, PageEvent
from oncall.services import delivery, escalation, inbox

if TYPE_CHECKING:
    from oncall.querysets import EscalationRunQuerySet

Ending = EscalationRun.Ending


class PageFacts(TypedDict):
    """What a page is about and whom it is for: of a desk, told once for a `dedupe_key`; `package` is a code."""

    desk: Desk
    subject: str
    url: str
    dedupe_key: str
    at: datetime
    assignee: NotRequired[Agent | None]
    package: NotRequired[str]


@transaction.atomic
def page_on_call(*, contract: Contract | None = None, **call: Unpack[PageFacts]) -> Page:
    """Begin to call for the desk by the policy of it and of the package, once for a `dedupe_key`.

    The page names whom the first call went to. When no step reaches anybody it goes to `PAGE_FALLBACK_EMAIL`, has no
    agent and says so.
    """
    facts = {"contract": contract, "subject": call["subject"][:200], "paged_at": call["at"]}
    named = {"desk": call["desk"], "url": call["url"]}
    page, is_new = Page.objects.get_or_create(dedupe_key=call["dedupe_key"], defaults=facts | named)
    if is_new:
        begin(page=page, at=call["at"], assignee=call.get("assignee"), package=call.get("package", ""))
    return page


def begin(
    *,
    page: Page,
    at: datetime,
    assignee: Agent | None = None,
    package: str = "",
    policy: escalation.Policy | None = None,
) -> None:
    """Make the first call of a new page and note whom it went to."""
    first = escalation.start(page=page, assignee=assignee, package=package, at=at, policy=policy)
    page.agent, page.recipient = first.agent, first.recipient
    page.save(update_fields=["agent", "recipient"])


@transaction.atomic
def acknowledge_page(*, page: Page, agent: Agent, at: datetime) -> bool:
    """Take the page over and call nobody else, by no channel; whether it was `agent` who has it now.

    The first agent who answers has it, a later answer changes nothing.
    """
    is_taken = bool(Page.objects.unacknowledged().filter(pk=page.pk).update(acknowledged_at=at, acknowledged_by=agent))
    if is_taken:
        _end(EscalationRun.objects.filter(page=page), Ending.ACKNOWLEDGED, at)
        delivery.spare(pages=[page.pk], at=at)
        PageEvent.objects.create(page=page, at=at, actor=agent.user, code="acknowledged")
        inbox.taken(page=page, agent=agent, at=at)
    page.refresh_from_db(fields=["acknowledged_at", "acknowledged_by"])
    return is_taken


@transaction.atomic
def acknowledge_about(*, key: str, agent: Agent, at: datetime) -> int:
    """Take every page about the thing named `key` that waits, since `agent` works on it; how many there were."""
    waiting = list(Page.objects.waiting_about(key).order_by("pk"))
    return sum(acknowledge_page(page=page, agent=agent, at=at) for page in waiting)


@transaction.atomic
def resolve_run(*, key: str, at: datetime) -> int:
    """Call nobody else about the thing named `key`, such as "ticket:12"; returns how many escalations that ends.

    Pages that nobody has taken wait for nobody any more, also those whose calls have ended.
    """
    about = EscalationRun.objects.about(key)
    delivery.spare(pages=about.values_list("page_id", flat=True), at=at)
    untaken = about.filter(page__acknowledged_at=None).exclude(page__events__code="resolved")
    pages = list(untaken.select_for_update(of=("self",)).values_list("page_id", flat=True))
    inbox.over(pages=pages, at=at)
    PageEvent.objects.bulk_create(PageEvent(page_id=page, at=at, code="resolved") for page in pages)
    return _end(about, Ending.RESOLVED, at)


def set_assignee(*, key: str, assignee: Agent | None) -> None:
    """Let the escalations about the thing named `key` call `assignee` where they call its agent from now on."""
    EscalationRun.objects.about(key).running().update(assignee=assignee)


def _end(runs: "EscalationRunQuerySet", ending: str, at: datetime) -> int:
    return runs.running().update(ended_at=at, ending=ending, due_at=None)
