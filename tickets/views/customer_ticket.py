"""A customer's page of one ticket: where it stands, who has it, what is promised and why, and what was written."""

import secrets
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.http import Request
from tickets import permissions, rules, wording
from tickets.forms.customer import ReplyForm
from tickets.models import Ticket
from tickets.services import first_due_of
from tickets.views import around, conversation, customer_words, linked, marks, messages, metered, panel
from tickets.views.standing import standing
from tickets.wording import day
from uploads.fields import rescued

ANSWERS: dict[str, Promise] = {
    "new": _("The %(desk)s desk has it. Nobody has taken it yet."),
    "open": _("The %(desk)s desk works on it."),
    "open_owned": _("%(agent)s at the %(desk)s desk works on it."),
    "waiting_for_customer": _("It waits for you: %(ask)s"),
    "waiting_for_vendor": _("The %(desk)s desk waits for another team."),
    "scheduled": _("It is scheduled at the %(desk)s desk."),
    "resolved": _("Support says that it is solved. It closes by itself on %(until)s unless you reply."),
    "closed": _("It is closed."),
    "merged": _("It was merged into another ticket and goes on there."),
    "needs_entitlement": _("Nothing that was bought covers it. It is stored, and nobody works on it yet."),
}
"""Where a ticket stands, by status; a new one is told by its decision at first."""
SET_ASIDE = _("Support set it aside as spam or as filed by mistake. Nobody works on it, and its clocks stand still.")
"""Where a ticket in the trash stands."""


def page(request: Request, ticket: Ticket, *, form: ReplyForm | None = None, status: int = 200) -> HttpResponse:
    """Show the ticket; a reply that was refused comes back with its text and why, also where none is asked for."""
    reader = request.user
    words = wording.stored_in_words(
        ticket.decision, spelling=wording.spelling(), zone=reader.zone, due_at=first_due_of(ticket)
    )
    acts, talk, beside = _acts(request, ticket), conversation.for_customer(ticket), around.for_customer(ticket, reader)
    around.opened(request, ticket, beside)
    stands = standing(talk.events)
    may_reply = acts["may_reply"]
    talk = messages.with_acts(talk, ticket, beside, request.at, role=rules.Role.CUSTOMER, answers=may_reply)
    context = {
        "ticket": ticket,
        "state": customer_words.state(ticket),
        "tone": marks.tone(ticket),
        "answer": answer(ticket, words, request),
        "promises": panel.marks_of(ticket, request.at, for_customer=True),
        "words": words,
        "is_uncovered": ticket.status == rules.Status.NEEDS_ENTITLEMENT,
        "talk": talk,
        "standing": stands,
        **metered.beside(request, ticket, stands),
        "around": beside,
        "answers": panel.answered(beside["values"]),
        "together": linked.together(beside, is_merged=bool(ticket.merged_into_id)),
        "form": form or _reply_form(request, ticket),
        **_rating(request, ticket),
        **acts,
        "may_reply": may_reply or form is not None,
    }
    return render(request, "tickets/ticket.html", context, status=status)


def _rating(request: Request, ticket: Ticket) -> dict[str, Any]:
    """What was said of the service, and whether the reader is asked or may say it otherwise."""
    said, is_finished = marks.rating(ticket), ticket.status in rules.FINISHED
    may_rate = is_finished and permissions.may_rate(request.user, ticket)
    return {
        "rating": said,
        "asks_rating": may_rate and not said,
        "may_rate_again": bool(may_rate and said and request.at < said.at + rules.GRACE),
    }


def _reply_form(request: Request, ticket: Ticket) -> ReplyForm:
    """A reply, empty or with the quote that is asked for."""
    begun = {"token": secrets.token_urlsafe(24), "attachments": rescued(request)}
    return ReplyForm(initial={**begun, **messages.quotation(request, ticket)})


def answer(ticket: Ticket, words: wording.DecisionWords, request: Request) -> str:
    """Who has the ticket and what it waits for, in one sentence; a decision speaks as long as it says "now"."""
    if ticket.is_set_aside:
        return str(SET_ASIDE)
    if ticket.status == rules.Status.NEW and not _is_past(words, request.at):
        return words.headline
    if ticket.merged_into_id:
        return str(ANSWERS["merged"])
    key = "open_owned" if ticket.status == rules.Status.OPEN and ticket.assignee else ticket.status
    return str(ANSWERS[key]) % {
        "desk": ticket.desk.region.city if ticket.desk else words.region,
        "agent": str(ticket.assignee or ""),
        "ask": ticket.waiting_for,
        "until": day(ticket.closes_at, request.user.zone) if ticket.closes_at else "",
    }


def _is_past(words: wording.DecisionWords, at: datetime) -> bool:
    """Whether the window that the decision speaks of has closed, or has opened since."""
    turns_at = words.until or words.opens_at
    return turns_at is not None and turns_at <= at


def _acts(request: Request, ticket: Ticket) -> dict[str, bool]:
    """What the reader may do to the ticket as it stands."""
    may_write = permissions.may_write(request.user, ticket)
    if ticket.merged_into_id:
        none = ("may_reply", "may_close", "may_reopen", "may_follow_up", "asks")
        return {**dict.fromkeys(none, False), "may_write": True}
    is_in_grace = rules.within_grace(ticket.resolved_at, ticket.closed_at, request.at)
    return {
        "may_write": may_write,
        "may_reply": may_write and is_in_grace and _allows(ticket, rules.Act.REPLY),
        "may_close": may_write and _allows(ticket, rules.Act.CLOSE),
        "may_reopen": may_write and is_in_grace and _allows(ticket, rules.Act.REOPEN),
        "may_follow_up": may_write and not is_in_grace and _allows(ticket, rules.Act.FOLLOW_UP),
        "may_confirm": may_write and _allows(ticket, rules.Act.CONFIRM_EMERGENCY),
        "may_dispute": may_write and _allows(ticket, rules.Act.DISPUTE),
        "asks": ticket.status == rules.Status.WAITING_FOR_CUSTOMER,
    }


def _allows(ticket: Ticket, act: rules.Act) -> bool:
    """Whether the rules let a customer do `act` to the ticket as it stands."""
    goes_to = rules.after(rules.Status(ticket.status), act, rules.Role.CUSTOMER, is_set_aside=ticket.is_set_aside)
    return not isinstance(goes_to, rules.Refusal)
