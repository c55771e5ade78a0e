"""What follows a promise that runs out, one that is broken, and a change that would move some."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from notifications.services import News, notify
from oncall.permissions import DUTY_MANAGER
from tickets import rules
from tickets.models import Milestone, PromiseReview, Ticket, Warned
from tickets.notices._mail import agent_of, at_desk, mail, ticket_of
from tickets.notices._paging import call
from tickets.services import promise_pages


def promise_warned(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell who works the ticket how much of a promise's time is used; near its end the leads of the desk too."""
    warned = Warned.objects.select_related("milestone").get(pk=key)
    milestone = warned.milestone
    if milestone.met_at or milestone.broken_at:
        return
    ticket, is_urgent = ticket_of(milestone.ticket_id), warned.percent >= rules.URGENT_AT
    facts = {"percent": warned.percent, "due_at": milestone.due_at.isoformat() if milestone.due_at else None}
    for reader in _told(ticket, is_urgent=is_urgent):
        said = {**facts, "promise": _named(milestone, reader)}
        mail("promise_warned", ticket, reader, said, event=f"warned:{warned.pk}", at=at, door="note")
    if is_urgent:
        _page(ticket, milestone, f"warned:{warned.pk}", warned.at, at)


def promise_broken(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell who works the ticket and the leads of its desk that a promise is broken, unless it was answered since."""
    milestone = Milestone.objects.get(pk=key)
    if milestone.broken_at is None or milestone.met_at is not None:
        return
    ticket = ticket_of(milestone.ticket_id)
    for reader in _told(ticket, is_urgent=True):
        facts = {"promise": _named(milestone, reader), "due_at": milestone.broken_at.isoformat()}
        mail("promise_broken", ticket, reader, facts, event=f"broken:{milestone.pk}", at=at, door="note")
    _page(ticket, milestone, f"broken:{milestone.pk}", milestone.broken_at, at)


def to_review(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the duty managers that a change would move open promises, while nobody has decided on it."""
    review = PromiseReview.objects.waiting().filter(pk=key).first()
    if review is None:
        return
    count, url = review.moves.count(), reverse("tickets:promise-review", args=[review.pk])
    news = News(
        kind="promise",
        code="promises_to_review",
        about=f"review:{review.pk}",
        event=f"promises.review:{review.pk}",
        title=review.facts["name"],
        url=url,
        mail="tickets/mail/promises_to_review",
        what=str(count),
        facts={"cause": review.cause, "name": review.facts["name"], "count": count},
    )
    for reader in User.objects.filter(groups__name=DUTY_MANAGER, agent__isnull=False, is_active=True).order_by("email"):
        notify(reader=reader, news=news, at=at)


def _told(ticket: Ticket, *, is_urgent: bool) -> list[User]:
    """Who has the ticket, or the leads of its desk where nobody has it; both where it is urgent.

    A desk without a lead is told whole.
    """
    at_it = at_desk(ticket)
    leads = [user for user in at_it if user.agent.memberships.filter(desk=ticket.desk_id, is_lead=True).exists()]
    agent = agent_of(ticket)
    if agent is None:
        return leads or at_it
    return [agent, *(lead for lead in leads if lead != agent)] if is_urgent else [agent]


def _page(ticket: Ticket, milestone: Milestone, event: str, asked_at: datetime, at: datetime) -> None:
    """Call on-call where the contract, asked at that instant, pages: after hours, at severities that wake people."""
    is_gone = ticket.is_set_aside or ticket.merged_into_id is not None
    if ticket.desk is None or not rules.is_paged(ticket.status, is_gone=is_gone):
        return
    if not promise_pages(ticket, asked_at):
        return
    subject = gettext("%(reference)s, %(promise)s runs out: %(subject)s") % {
        "reference": ticket.reference,
        "promise": milestone.get_kind_display(),
        "subject": ticket.subject,
    }
    call(ticket, subject=subject, dedupe_key=f"ticket:{ticket.pk}:{event}", at=at, package=milestone.package)


def _named(milestone: Milestone, reader: User) -> str:
    """What is promised, in the reader's language."""
    with translation.override(reader.language):
        return str(milestone.get_kind_display())
