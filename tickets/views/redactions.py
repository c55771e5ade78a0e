"""Taking a pasted secret out of a ticket: an agent chooses the text, or the file, and what of it goes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from common.http import CONFLICT, INVALID, Request, shell
from common.refusal import Unable
from tickets import rules, services
from tickets.forms.redaction import FileRedactionForm, RedactionForm
from tickets.models import Attachment, Note, Reply, Ticket
from tickets.views import refusals
from tickets.views.access import agents_only
from tickets.views.messages import find
from tickets.views.workspace import fetch_to_work


@agents_only
def redaction(request: Request, reference: str, kind: str, number: int = 0) -> HttpResponse:
    """Take pieces out of a text; the form comes back with its choices when it is refused."""
    ticket = fetch_to_work(request, reference)
    message = ticket if kind == "description" else find(ticket, request.user, kind, number)
    text = message.description if isinstance(message, Ticket) else message.body
    proposed = rules.looks_secret(text)
    if request.method != "POST":
        everything = [str(place) for place in range(len(proposed))]
        begun = {"read": rules.fingerprint(text), "found": everything}
        return _page(request, ticket, RedactionForm(proposed=proposed, initial=begun), text=text)
    form = RedactionForm(request.POST, proposed=proposed)
    if form.data.get("read") != rules.fingerprint(text):
        return _refused(request, ticket, form, Unable("changed_meanwhile"), text=text)
    if not form.is_valid():
        return _page(request, ticket, form, INVALID, text=text)
    return _redact(request, ticket, message, form, text)


@agents_only
def file_redaction(request: Request, reference: str, number: int) -> HttpResponse:
    """Remove the bytes of a file."""
    ticket = fetch_to_work(request, reference)
    found = Attachment.objects.visible_to(request.user, Ticket.objects.all()).filter(ticket=ticket, pk=number).first()
    if found is None:
        raise Http404
    form = FileRedactionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, ticket, form, INVALID if form.is_bound else 200, file=found)
    try:
        services.redact_file(attachment=found, actor=request.user, reason=form.cleaned_data["reason"], at=request.at)
    except Unable as refusal:
        return _refused(request, ticket, form, refusal, file=found)
    return _done(request, ticket, gettext("The file is removed."))


def _redact(
    request: Request, ticket: Ticket, message: Ticket | Reply | Note, form: RedactionForm, text: str
) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    try:
        made = services.redact(message=message, actor=request.user, pieces=form.pieces(), reason=reason, at=request.at)
    except Unable as refusal:
        return _refused(request, ticket, form, refusal, text=text)
    return _done(request, ticket, gettext("Removed in %(places)s places.") % {"places": made.places})


def _done(request: Request, ticket: Ticket, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(reverse("tickets:ticket", args=[ticket.reference]))


def _refused(request: Request, ticket: Ticket, form: FileRedactionForm, refusal: Unable, **shown: Any) -> HttpResponse:
    form.add_error(None, refusals.words(refusal))
    if refusal.code != "changed_meanwhile":
        return _page(request, ticket, form, INVALID, **shown)
    sent: Any = form.data
    renewed = sent.copy()
    renewed["read"] = rules.fingerprint(shown["text"])
    form.data = renewed
    return _page(request, ticket, form, CONFLICT, **shown)


def _page(
    request: Request,
    ticket: Ticket,
    form: FileRedactionForm,
    status: int = 200,
    *,
    text: str = "",
    file: Attachment | None = None,
) -> HttpResponse:
    context = {"ticket": ticket, "form": form, "text": text, "file": file, "shell": shell(request, "agent")}
    return render(request, "tickets/redaction.html", {**context, "address": request.path}, status=status)
