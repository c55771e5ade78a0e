"""The beginning of an agent's view of the portal as a contact."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import services as accounts
from accounts.models import Contact, User
from common.http import INVALID, Request, shell
from tickets.models import Ticket
from tickets.views.access import agents_only

FORBIDDEN = 403


class ReasonForm(forms.Form):
    """Why an agent looks."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("The organization reads it in its history, with your name."),
        error_messages={"required": gettext_lazy("Say why: the organization reads it.")},
    )


@agents_only
def portal_view(request: Request, pk: int) -> HttpResponse:
    """Look at the portal as a contact sees it, for a reason; only who reads all that the contact reads may."""
    visible = Contact.objects.visible_to(request.user).current().select_related("user", "organization")
    contact = get_object_or_404(visible, pk=pk)
    context = {"contact": contact, "shell": shell(request, "agent")}
    if refusal := _refusal(contact, request.user):
        return render(request, "tickets/portal_view.html", {**context, "refusal": refusal}, status=FORBIDDEN)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        view = accounts.start_view(contact=contact, reason=reason, actor=request.user, at=request.at)
        request.session[accounts.VIEW] = view.pk
        return redirect("home")
    page = {**context, "form": form, "refusal": ""}
    return render(request, "tickets/portal_view.html", page, status=INVALID if form.errors else 200)


def _refusal(contact: Contact, agent: User) -> str:
    """Why the agent may not look; empty where it may."""
    if not accounts.is_mere_customer(contact.user):
        return _("This person works for the vendor. Only a customer's view can be looked at.")
    if Ticket.objects.visible_to(contact.user).hidden_from(agent).exists():
        return _("This person reads tickets that you do not. Ask somebody who reads them all.")
    return ""
