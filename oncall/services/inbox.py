"""What the inboxes of those who are called say: that a call came, and who has it by then.

It goes out by the channels of each agent, so nothing of this is a mail.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import Agent
from notifications import services as notifications
from notifications.services import News, notify, settle
from oncall.models import Attempt, EscalationRun, Page
from outbox import services as outbox


def called(*, attempt: Attempt, agent: Agent, at: datetime) -> None:
    """Say that `agent` is called; in the transaction of the call."""
    page = attempt.run.page
    notify(reader=agent.user, news=_news(page, "called", f"call:{attempt.pk}", what=page.desk.name), at=at)


def taken(*, page: Page, agent: Agent, at: datetime) -> None:
    """Say to whoever else was called that `agent` has it; what was said before is read."""
    over(pages=[page.pk], at=at)
    others = Agent.objects.filter(pk__in=Attempt.objects.filter(run__page=page).values("agent")).exclude(pk=agent.pk)
    for other in others.select_related("user").order_by("pk"):
        notify(reader=other.user, news=_news(page, "call_taken", f"call-taken:{page.pk}", by=str(agent)), at=at)


def over(*, pages: Iterable[int], at: datetime) -> None:
    """Nobody is called about `pages` any more: what inboxes say of them asks for nobody."""
    for page in pages:
        settle(about=_about(page), at=at)


def rewrite(*, key: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Let `change` clean what was said about the thing named `key`: in pages, in calls, sent ones too, and inboxes."""
    for page in Page.objects.filter(run__in=EscalationRun.objects.about(key)):
        cleaned = change({"subject": page.subject})
        if cleaned["subject"] != page.subject:
            Page.objects.filter(pk=page.pk).update(subject=cleaned["subject"][:200])
        outbox.rewrite(guards=[], dedupe_key=f"page:{page.pk}:", change=change)
        notifications.rewrite(about=_about(page.pk), change=change)


def _about(page: int) -> str:
    return f"page:{page}"


def _news(page: Page, code: str, event: str, *, by: str = "", what: str = "") -> News:
    return News(
        kind="page",
        code=code,
        about=_about(page.pk),
        event=event,
        title=page.subject,
        url=f"{reverse('oncall:board')}#page-{page.pk}",
        mail="",
        door=f"page:{page.pk}",
        by=by,
        what=what,
    )
