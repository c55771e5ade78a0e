"""How a ticket's state and promises are marked, the same on every page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext

from tickets import rules
from tickets.forms.rating import SCORES
from tickets.models import Milestone, Ticket
from tickets.querysets import FINISHED

TONES = {
    Ticket.Status.NEW: "accent",
    Ticket.Status.WAITING_FOR_CUSTOMER: "info",
    Ticket.Status.WAITING_FOR_VENDOR: "info",
    Ticket.Status.RESOLVED: "success",
    Ticket.Status.NEEDS_ENTITLEMENT: "warning",
}
"""The tones of the statuses that have one; the others are neutral."""


@dataclass(frozen=True)
class PromiseMark:
    """A promise as its chip shows it: `state` is kept, due, at-risk, broken or paused."""

    state: str
    at: datetime | None = None
    name: str = ""
    note: str = ""


class Marked(Protocol):
    """What is known of a ticket that is marked: the ticket itself, or the columns of a row."""

    @property
    def status(self) -> str: ...
    @property
    def is_set_aside(self) -> bool: ...
    @property
    def waiting_for(self) -> str: ...
    @property
    def next_promise_at(self) -> datetime | None: ...


def tone(ticket: Marked) -> str:
    """The tone of the ticket's state word; what is in the trash warns."""
    if ticket.is_set_aside:
        return "warning"
    return TONES.get(Ticket.Status(ticket.status), "neutral")


def next_promise(ticket: Marked, at: datetime) -> PromiseMark | None:
    """The promise that the ticket's place in the queue comes from; None where nothing is promised."""
    if ticket.status in FINISHED:
        return None
    if ticket.status == Ticket.Status.WAITING_FOR_CUSTOMER:
        return PromiseMark("paused", note=ticket.waiting_for)
    if ticket.next_promise_at is None:
        return None
    state, warned = rules.promise_state(ticket.next_promise_at, at), getattr(ticket, "warned", None)
    note = gettext("%(percent)s %% used") % {"percent": warned} if warned and state != "broken" else ""
    return PromiseMark(state, ticket.next_promise_at, note=note)


def milestone(made: Milestone, at: datetime, *, for_customer: bool = False) -> PromiseMark:
    """The mark of one milestone of a ticket whose page is read at `at`."""
    name = str(made.get_kind_display()).capitalize()
    if made.broken_at:
        return PromiseMark("broken", made.broken_at, name)
    if made.met_at:
        return PromiseMark("kept", made.met_at, name)
    if made.paused_at or made.due_at is None:
        return PromiseMark("paused", None, name, _paused_because(made, for_customer=for_customer))
    return PromiseMark(rules.promise_state(made.due_at, at), made.due_at, name)


def _paused_because(made: Milestone, *, for_customer: bool) -> str:
    """Why a clock stands still; nothing where the ticket's state says it."""
    ticket = made.ticket
    if ticket.status == Ticket.Status.WAITING_FOR_CUSTOMER:
        said = gettext("waiting for you: %(ask)s") if for_customer else gettext("waiting for the customer: %(ask)s")
        return said % {"ask": ticket.waiting_for}
    if ticket.status in FINISHED or ticket.is_set_aside or ticket.merged_into_id:
        return ""
    return gettext("coverage ended") if made.paused_at else gettext("coverage ends first")


@dataclass(frozen=True)
class RatingMark:
    """What the customer said of the service; `score` is in words."""

    score: str
    comment: str
    at: datetime


def rating(ticket: Ticket) -> RatingMark | None:
    """What was said of the ticket, fetched with it; None if nothing was."""
    said = getattr(ticket, "rating", None)
    return RatingMark(str(SCORES[said.score]), said.comment, said.at) if said else None
