"""Editing one's own words, and reading what they said before."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from common.http import CONFLICT, INVALID, Request, shell
from common.refusal import Unable
from tickets import rules, services
from tickets.forms.words import TextForm
from tickets.models import Note, Reply, Ticket
from tickets.views import customer_words, refusals
from tickets.views.access import side_of
from tickets.views.messages import find
from tickets.views.workspace import fetch


@login_required
def text(request: Request, reference: str, number: int, kind: str) -> HttpResponse:
    """Edit a reply or a note of one's own; a refusal keeps what was typed and shows what is stored."""
    ticket = fetch(request, reference)
    message = find(ticket, request.user, kind, number)
    if message.author_id != request.user.pk:
        raise PermissionDenied(_said(request, ticket, Unable("not_yours")))
    if request.method != "POST":
        return _begun(request, ticket, message)
    form = TextForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, message, form, INVALID)
    try:
        services.edit(message=message, actor=request.user, at=request.at, **form.cleaned_data)
    except Unable as refusal:
        form.add_error(None, _said(request, ticket, refusal))
        form.begin_again(rules.fingerprint(message.body))
        return _page(request, ticket, message, form, CONFLICT if refusal.code == "changed_meanwhile" else INVALID)
    return redirect(reverse("tickets:ticket", args=[reference]))


@login_required
def revisions(request: Request, reference: str, number: int, kind: str) -> HttpResponse:
    """Show what a message said before it was edited, to whoever may read the message."""
    ticket = fetch(request, reference)
    message = find(ticket, request.user, kind, number)
    context = {
        "ticket": ticket,
        "message": message,
        "earlier": list(message.revisions.order_by("-id")),
        "shell": shell(request, side_of(request, ticket)),
    }
    return render(request, "tickets/words_revisions.html", context)


def _begun(request: Request, ticket: Ticket, message: Reply | Note) -> HttpResponse:
    """The form with the text as it is, as long as it may be edited."""
    if not rules.may_edit(message.at, request.at):
        raise PermissionDenied(_said(request, ticket, Unable("too_late")))
    begun = {"body": message.body, "read": rules.fingerprint(message.body)}
    return _page(request, ticket, message, TextForm(initial=begun))


def _page(request: Request, ticket: Ticket, message: Reply | Note, form: TextForm, status: int = 200) -> HttpResponse:
    context = {
        "ticket": ticket,
        "message": message,
        "form": form,
        "is_note": isinstance(message, Note),
        "until": message.at + rules.EDIT_GRACE,
        "is_conflict": status == CONFLICT,
        "shell": shell(request, side_of(request, ticket)),
    }
    return render(request, "tickets/words_text.html", context, status=status)


def _said(request: Request, ticket: Ticket, refusal: Unable) -> str:
    return refusals.words(refusal) if side_of(request, ticket) == "agent" else customer_words.refusal(refusal)
