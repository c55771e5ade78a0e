"""The severity of a ticket: an agent changes it, its customer disagrees, an agent decides."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from common.http import Request
from tickets import services
from tickets.forms.life import DisputeDecisionForm, DisputeForm, SeverityForm
from tickets.models import Ticket
from tickets.views import acts
from tickets.views.access import agents_only, refuse_agents
from tickets.views.workspace import fetch, fetch_to_work

CHANGE = acts.Act("agent", _("Change the severity"), _("Change the severity"), "arrows-sort")
DISPUTE = acts.Act("customer", _("I disagree with this severity"), _("Send"), "flag")
DECIDE = acts.Act("agent", _("Decide about the severity"), _("Decide"), "flag")


@require_http_methods(["GET", "POST"])
@agents_only
def severity(request: Request, reference: str) -> HttpResponse:
    """Set another severity, with a reason that the customer reads."""
    ticket = fetch_to_work(request, reference)
    form = SeverityForm(request.POST or None, ticket=ticket, initial=acts.edit(ticket))
    said = gettext("It is severity %(severity)s. A first response that is still owed is promised anew from its start.")
    return acts.answer(
        request,
        ticket,
        CHANGE,
        form,
        lambda data: services.change_severity(ticket=ticket, actor=request.user, at=request.at, **data),
        said=said % {"severity": _named(ticket.severity)},
    )


@require_http_methods(["GET", "POST"])
@login_required
def dispute(request: Request, reference: str) -> HttpResponse:
    """Disagree with a severity that was lowered; an agent decides and answers."""
    ticket = fetch(request, reference)
    refuse_agents(request, ticket)
    form = DisputeForm(request.POST or None, ticket=ticket)
    said = gettext("Support set it to severity %(severity)s. An agent reads what you write, decides, and answers.")
    return acts.answer(
        request,
        ticket,
        DISPUTE,
        form,
        lambda data: services.dispute_severity(
            ticket=ticket, actor=request.user, asks_for=data["asks_for"], reason=data["reason"], at=request.at
        ),
        said=said % {"severity": _named(ticket.severity)},
    )


@require_http_methods(["GET", "POST"])
@agents_only
def decision(request: Request, reference: str) -> HttpResponse:
    """Decide the open dispute of the ticket."""
    ticket = fetch_to_work(request, reference)
    form = DisputeDecisionForm(request.POST or None, initial=acts.edit(ticket))
    return acts.answer(
        request,
        ticket,
        DECIDE,
        form,
        lambda data: services.decide_dispute(
            ticket=ticket,
            actor=request.user,
            is_upheld=data["is_upheld"] == "yes",
            answer=data["answer"],
            at=request.at,
            edit=data["edit"],
        ),
        said=_asked(ticket),
    )


def _asked(ticket: Ticket) -> str:
    made = ticket.disputes.select_related("by").order_by("-id").first()
    if made is None or made.decided_at:
        return gettext("Nobody disagrees with the severity of this ticket.")
    facts = {"by": made.by.name, "asks_for": _named(made.asks_for), "reason": made.reason}
    return gettext("%(by)s asks for severity %(asks_for)s: %(reason)s") % facts


def _named(number: int) -> str:
    return f"{number}, {Ticket.Severity(number).label}"
