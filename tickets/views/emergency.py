"""A customer confirms the emergency that its stored ticket is offered now, and agrees to go past what is held (R10)."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from common import money
from common.http import Request
from entitlements import portfolio
from tickets import services, wording
from tickets.forms.emergencies import ConfirmationForm, ConsentForm
from tickets.models import Ticket
from tickets.services import Reading, promises, unit_minutes
from tickets.views import acts
from tickets.views.access import refuse_agents
from tickets.views.workspace import fetch

CONFIRM = acts.Act("customer", _("Call support now, as an emergency"), _("Take the units and call"), "phone-call")
CONSENT = acts.Act("customer", _("Go on past what is held"), _("Agree and go on"), "player-play")
Facts = list[tuple[str | Promise, str]]
TEMPLATE = "tickets/emergency.html"


@require_http_methods(["GET", "POST"])
@login_required
def emergency(request: Request, reference: str) -> HttpResponse:
    """Say what it costs and how much there is; take the units and call on-call."""
    ticket = fetch(request, reference)
    refuse_agents(request, ticket)
    form = ConfirmationForm(request.POST or None, initial=acts.edit(ticket))
    facts = _terms(ticket, request.at)
    none = gettext("No emergency is offered for this ticket now: the desk works on it, or the contract has none.")
    return acts.answer(
        request,
        ticket,
        CONFIRM,
        form,
        lambda data: services.confirm_emergency(ticket=ticket, actor=request.user, at=request.at, edit=data["edit"]),
        said="" if facts else none,
        template=TEMPLATE,
        facts=facts,
    )


@require_http_methods(["GET", "POST"])
@login_required
def consent(request: Request, reference: str) -> HttpResponse:
    """Say what stands on the meter and what is left; hold more units for the work to go on."""
    ticket = fetch(request, reference)
    refuse_agents(request, ticket)
    reading = services.read_meter(ticket, request.at)
    runs = reading is not None and reading.runs
    form = ConsentForm(request.POST or None, balance=reading.balance if reading else 0)
    none = gettext("No emergency runs on this ticket, so nothing is charged.")
    return acts.answer(
        request,
        ticket,
        CONSENT,
        form,
        lambda data: services.agree_to_more(ticket=ticket, actor=request.user, units=data["units"], at=request.at),
        said="" if runs else none,
        template=TEMPLATE,
        facts=_stands(ticket, reading, request.at) if reading and runs else [],
    )


def _terms(ticket: Ticket, at: datetime) -> Facts:
    """Price, units and balance of the emergency that is offered at `at`; nothing when none is."""
    terms = wording.emergency(promises.assess(ticket, at), wording.spelling())
    if terms is None or terms.is_confirmed:
        return []
    return [
        (_("Taken now"), _units(terms.units)),
        *_price(ticket, at),
        (_("You have"), _units(terms.balance)),
        (_("Left after it"), _units(terms.balance - terms.units)),
    ]


def _stands(ticket: Ticket, reading: Reading, at: datetime) -> Facts:
    return [
        (_("Charged so far"), gettext("%(minutes)s min") % {"minutes": reading.minutes}),
        (_("Held"), _units(reading.held)),
        *_price(ticket, at),
        (_("You have besides"), _units(reading.balance)),
    ]


def _price(ticket: Ticket, at: datetime) -> Facts:
    """What a unit is, and what it costs where that is known."""
    is_one = gettext("%(minutes)s minutes; the started unit counts") % {"minutes": unit_minutes()}
    price = portfolio.unit_price(ticket.organization, at) if ticket.organization else None
    costs = [(_("Price of a unit"), money.written(price.minor, price.currency))] if price else []
    return [(_("A unit is"), is_one), *costs]


def _units(count: int) -> str:
    return wording.units(count)
