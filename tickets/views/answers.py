"""What a ticket answers to the fields of its product, as agents set it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from common.http import CONFLICT, INVALID, Request, shell
from common.refusal import Unable
from tickets import services
from tickets.forms.handling import AnswersForm
from tickets.models import Ticket
from tickets.views import refusals
from tickets.views.access import agents_only
from tickets.views.workspace import fetch_to_work


@agents_only
def answers(request: Request, reference: str) -> HttpResponse:
    """Answer the fields of the ticket's product, those for agents only too."""
    ticket = fetch_to_work(request, reference)
    asked = services.asked_fields(ticket)
    stored = dict(ticket.field_values.values_list("field", "value"))
    if request.method != "POST":
        form = AnswersForm(asked=asked, stored=stored, initial={"edit": ticket.version_number})
        return _page(request, ticket, form)
    form = AnswersForm(request.POST, asked=asked)
    if not form.is_valid():
        return _page(request, ticket, form, INVALID)
    try:
        services.answer(
            ticket=ticket, actor=request.user, answers=form.given(), at=request.at, edit=form.cleaned_data["edit"]
        )
    except Unable as refusal:
        form.add_error(None, refusals.words(refusal))
        form.data = {**request.POST.dict(), "edit": ticket.version_number}
        return _page(request, ticket, form, CONFLICT if refusal.code == "changed_meanwhile" else INVALID)
    return redirect(reverse("tickets:ticket", args=[reference]))


def _page(request: Request, ticket: Ticket, form: AnswersForm, status: int = 200) -> HttpResponse:
    context = {"shell": shell(request, "agent"), "ticket": ticket, "form": form}
    return render(request, "tickets/answers.html", context, status=status)
