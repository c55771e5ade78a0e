"""Rating the service: a page with a form, so that a link in a mail rates nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.http import CONFLICT, INVALID, Request, shell
from tickets import permissions, rules, services
from tickets.forms.rating import RatingForm
from tickets.models import Ticket
from tickets.views import customer_words
from tickets.views.workspace import fetch


@login_required
def rating(request: Request, reference: str) -> HttpResponse:
    """Ask how the service was, and keep the answer."""
    ticket = fetch(request, reference)
    if not permissions.may_rate(request.user, ticket):
        raise PermissionDenied(str(customer_words.WORDS["raters_only"]))
    if request.method != "POST":
        return _page(request, ticket, RatingForm(initial=_said(ticket)))
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, form, INVALID)
    try:
        services.rate(ticket=ticket, actor=request.user, **form.cleaned_data, at=request.at)
    except services.UnableToRate as refusal:
        form.add_error(None, customer_words.refusal(refusal))
        return _page(request, ticket, form, CONFLICT)
    messages.success(request, _("Thank you. The people who worked on it read what you said."))
    return redirect("tickets:ticket", reference=ticket.reference)


def _said(ticket: Ticket) -> dict[str, object]:
    said = getattr(ticket, "rating", None)
    return {"score": said.score, "comment": said.comment} if said else {}


def _page(request: Request, ticket: Ticket, form: RatingForm, status: int = 200) -> HttpResponse:
    context = {
        "shell": shell(request, "customer"),
        "ticket": ticket,
        "form": form,
        "is_finished": rules.Status(ticket.status) in rules.FINISHED,
    }
    return render(request, "tickets/rating.html", context, status=status)
