"""The meter of an emergency: what its customer and its agents see of it, and how agents start and end it (R10, R11)."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from common.http import Request
from tickets import services
from tickets.forms.emergencies import RefundForm
from tickets.forms.life import ActForm
from tickets.models import Ticket
from tickets.services import Reading
from tickets.views import acts, metered
from tickets.views.access import agents_only
from tickets.views.workspace import fetch, fetch_to_work

NO_CONTENT = 204
START = acts.Act("agent", _("Begin the emergency"), _("Begin: the meter runs"), "player-play")
REFUND = acts.Act("agent", _("Propose a refund"), _("Propose"), "arrow-back-up")
END = acts.Act("agent", _("End the emergency"), _("End and settle"), "circle-check")


@require_safe
@login_required
def meter(request: Request, reference: str) -> HttpResponse:
    """The meter as it stands; 204 when the page, which sends what it shows as `known`, says so already."""
    ticket = fetch(request, reference)
    reading = services.read_meter(ticket, request.at)
    if reading is None:
        raise Http404
    if request.GET.get("known") == reading.fingerprint:
        return HttpResponse(status=NO_CONTENT)
    return render(request, "tickets/meter.html", metered.shown(request, ticket, reading))


@require_http_methods(["GET", "POST"])
@agents_only
def start(request: Request, reference: str) -> HttpResponse:
    """Begin the work: from now on its time is charged."""
    said = gettext("From now on the time is charged, up to what the customer agreed to. The customer is told.")
    return _change(request, fetch_to_work(request, reference), START, services.start_meter, said)


@require_http_methods(["GET", "POST"])
@agents_only
def end(request: Request, reference: str) -> HttpResponse:
    """End the work: what was counted is charged, the rest goes back, both sides see the account."""
    ticket = fetch_to_work(request, reference)
    return _change(request, ticket, END, services.end_meter, _settles(services.read_meter(ticket, request.at)))


@require_http_methods(["GET", "POST"])
@agents_only
def refund(request: Request, reference: str) -> HttpResponse:
    """Propose that the units of an emergency that is over go back."""
    ticket = fetch_to_work(request, reference)
    said = gettext("All units of the last emergency go back when an administrator approves it.")
    return acts.answer(
        request,
        ticket,
        REFUND,
        RefundForm(request.POST or None),
        lambda data: services.propose_refund(
            ticket=ticket, agent=request.user.agent, reason=data["reason"], at=request.at
        ),
        said=said,
    )


def _change(request: Request, ticket: Ticket, act: acts.Act, change: Callable[..., object], said: str) -> HttpResponse:
    """Show what an act on the meter does, or do it."""
    return acts.answer(
        request,
        ticket,
        act,
        ActForm(request.POST or None),
        lambda _data: change(ticket=ticket, agent=request.user.agent, at=request.at),
        said=said,
    )


def _settles(reading: Reading | None) -> str:
    """What the end will cost, as it stands now."""
    if reading is None or not (reading.runs or reading.meter is None):
        return gettext("No emergency runs on this ticket. Somebody else may have ended it.")
    if reading.meter is None:
        return gettext("The work was not begun, so all that is held goes back to the customer.")
    facts = {"minutes": reading.minutes, "units": reading.units, "left": reading.left}
    words = gettext("Charged: %(minutes)s minutes, which is %(units)s time units. Returned: %(left)s.")
    return words % facts
