"""A customer confirms, on a stored ticket, the emergency that it is offered now."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from common.http import Request
from tickets import services, wording
from tickets.forms.life import ActForm
from tickets.models import Ticket
from tickets.services import promises
from tickets.views import acts
from tickets.views.access import refuse_agents
from tickets.views.workspace import fetch

CONFIRM = acts.Act("customer", _("Call support now, as an emergency"), _("Take the units and call"), "phone-call")


@require_http_methods(["GET", "POST"])
@login_required
def emergency(request: Request, reference: str) -> HttpResponse:
    """Say what it costs and how much there is; take the units and call on-call."""
    ticket = fetch(request, reference)
    refuse_agents(request, ticket)
    form = ActForm(request.POST or None, initial=acts.edit(ticket))
    return acts.answer(
        request,
        ticket,
        CONFIRM,
        form,
        lambda data: services.confirm_emergency(ticket=ticket, actor=request.user, at=request.at, edit=data["edit"]),
        said=_terms(ticket, request.at),
    )


def _terms(ticket: Ticket, at: datetime) -> str:
    """The price, the units and the balance; or that nothing is offered at `at`."""
    terms = wording.emergency(promises.assess(ticket, at), wording.spelling())
    if terms is None or terms.is_confirmed:
        return gettext("No emergency is offered for this ticket now: the desk works on it, or the contract has none.")
    taken = ngettext("It takes %(units)s time unit", "It takes %(units)s time units", terms.units)
    rest = gettext("of 15 minutes at %(price)s each; you have %(balance)s. What is not used comes back.")
    facts = {"units": terms.units, "price": terms.unit_price, "balance": terms.balance}
    return f"{taken} {rest}" % facts
