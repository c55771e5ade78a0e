"""The agent's workspace: one ticket with its conversation, its promise and why, and what can be done to it."""

import secrets
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.models import Agent, DeskMembership
from catalog.models import Desk
from common.http import Request
from common.statements import Statement, partly
from entitlements import portfolio
from tickets import permissions, rules
from tickets.forms.workspace import ComposerForm, EditForm, StatusForm
from tickets.models import Ticket
from tickets.querysets import FINISHED, TicketQuerySet
from tickets.querysets.readers import known, stand_in
from tickets.services import promises
from tickets.views import around, conversation, linked, marks, messages, metered, panel
from tickets.views.access import agents_only
from tickets.views.standing import standing
from uploads.fields import rescued

F = TypeVar("F", bound=EditForm)
RELATED = (
    "requester",
    "contact__user",
    "contact__home_region",
    "organization",
    "partner",
    "rating",
    "contract__sold_in",
    "product",
    "version",
    "environment",
    "desk__region",
    "assignee__user",
)
"""What the page says about a ticket, fetched with it."""


def fetch(request: Request, reference: str) -> Ticket:
    """The ticket with everything that the page says about it, if the reader may see it.

    Raises:
        Http404: unknown and invisible alike.
    """
    found: list[Ticket] = _TICKET.rows(reader=known(request.user), reference=reference)
    if not found:
        raise Http404
    return found[0]


def _ticket(*, reader: Mapping[str, Any], reference: str) -> TicketQuerySet:
    return Ticket.objects.visible_to(stand_in(reader)).select_related(*RELATED).filter(reference=reference)[:1]


_TICKET = Statement(_ticket)


def fetch_to_work(request: Request, reference: str) -> Ticket:
    """The ticket, if the reader stands on the vendor's side of it: an agent of the customer's own reads its page only.

    Raises:
        Http404: for everybody else, as if it were unknown.
    """
    found = fetch(request, reference)
    if permissions.role_of(request.user, found) is not rules.Role.AGENT:
        raise Http404
    return found


def workspace(
    request: Request,
    ticket: Ticket,
    *,
    composer: ComposerForm | None = None,
    status_form: StatusForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the workspace; forms that were refused come back with what was typed and why."""
    talk = conversation.for_agent(ticket)
    composer, changes = _renewed(composer or _composer(request, ticket, talk), ticket, talk)
    if ticket.is_set_aside:
        composer.take_notes_only()
    status_form, more = _renewed(status_form or _status_form(ticket, talk), ticket, talk)
    stands = standing(talk.events)
    context = {
        **_head(request, ticket),
        **_side(request, ticket),
        "composer": composer,
        "status_form": status_form,
        "changes": changes or more,
        "standing": stands,
        **metered.beside(request, ticket, stands),
    }
    beside = context["around"]
    around.opened(request, ticket, beside)
    context["talk"] = messages.with_acts(talk, ticket, beside, request.at, role=rules.Role.AGENT, answers=True)
    return render(request, "tickets/workspace.html", context, status=status)


@agents_only
def reassessment(request: Request, reference: str) -> HttpResponse:
    """Answer what the contract says about the ticket now; the stored decision stays what it is."""
    ticket = fetch_to_work(request, reference)
    assessment = promises.assess(ticket, request.at)
    answer = panel.answer(assessment.decision, assessment.names)
    name = "tickets/workspace_answer.html" if request.htmx else "tickets/workspace_reassessment.html"
    return render(request, name, {"ticket": ticket, "answer": answer, "asked_at": request.at})


def _head(request: Request, ticket: Ticket) -> dict[str, Any]:
    own = request.user.agent
    return {
        "ticket": ticket,
        "tone": marks.tone(ticket),
        "is_mine": ticket.assignee_id == own.pk,
        "own_agent": own,
        "colleagues": [agent for agent in desk_agents(ticket) if agent.pk not in (ticket.assignee_id, own.pk)],
        "acts": _acts(ticket),
    }


def _side(request: Request, ticket: Ticket) -> dict[str, Any]:
    names = portfolio.names()
    beside = around.for_agent(ticket, request.user)
    made = panel.promises(ticket, names, request.at)
    leads = (each.mark for each in made if each.mark.at and each.mark.at == ticket.next_promise_at)
    return {
        "promises": made,
        "promise": next(leads, marks.next_promise(ticket, request.at)),
        "answer": panel.answer(portfolio.load(ticket.decision), names),
        "rating": marks.rating(ticket),
        "local_time": panel.local_time(ticket, request.at),
        "others": panel.others(beside["others"]),
        "around": beside,
        "answers": panel.answered(beside["values"]),
        "together": linked.together(beside, is_merged=bool(ticket.merged_into_id)),
        "time_spent": panel.covered_time(beside["minutes"][0].key) if beside["minutes"] else "",
    }


def _acts(ticket: Ticket) -> dict[str, bool]:
    """Which acts the rules let an agent do to the ticket as it stands."""
    stands = rules.Status(ticket.status)
    goes = {act: rules.after(stands, act, rules.Role.AGENT, is_set_aside=ticket.is_set_aside) for act in rules.Act}
    may = {act.value: not isinstance(to, rules.Refusal) for act, to in goes.items()}
    if ticket.merged_into_id:
        may = {act: act == rules.Act.NOTE for act in may}
    return {**may, "change": any(may[act.value] for act in rules.ACT_FOR.values()), "ended": stands in FINISHED}


def desk_agents(ticket: Ticket) -> list[Agent]:
    """Whom the ticket can be given to: the agents of its desk, by name."""
    if ticket.desk is None:
        return []
    return [place.agent for place in _PLACES.rows(desk=ticket.desk.pk)]


def _places(desk: int) -> QuerySet[DeskMembership]:
    places = partly(Desk, id=desk).memberships.filter(agent__user__is_active=True)
    return places.select_related("agent__user").order_by("agent__user__name")


_PLACES = Statement(_places)


def _seen(ticket: Ticket, talk: conversation.Conversation) -> dict[str, Any]:
    return {"edit": ticket.version_number, "seen": talk.last_event}


def _composer(request: Request, ticket: Ticket, talk: conversation.Conversation) -> ComposerForm:
    """An empty composer, or one with the quote that is asked for; its token lets it be sent once."""
    begun = {"token": secrets.token_urlsafe(24), "attachments": rescued(request), **_seen(ticket, talk)}
    return ComposerForm(initial={**begun, **messages.quotation(request, ticket)})


def _status_form(ticket: Ticket, talk: conversation.Conversation) -> StatusForm:
    return StatusForm(initial={"status": ticket.status, "waiting_for": ticket.waiting_for, **_seen(ticket, talk)})


def _renewed(form: F, ticket: Ticket, talk: conversation.Conversation) -> tuple[F, list[conversation.Line]]:
    """A form that was refused stands on the ticket as it is now, and its page shows what has changed since."""
    seen = form.outdated_from()
    if seen is None:
        return form, []
    form.refresh(**_seen(ticket, talk))
    return form, talk.since(seen)
