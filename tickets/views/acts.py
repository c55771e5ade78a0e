"""An act with a form at an address of its own: GET shows it, as a page or in a dialog, POST does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from common.http import CONFLICT, INVALID, Request, shell
from common.refusal import Unable
from tickets.forms.life import ActForm
from tickets.models import Ticket
from tickets.views import customer_words, refusals


@dataclass(frozen=True)
class Act:
    """The words of an act's page, and the side on which it is done: "agent" or "customer"."""

    side: str
    title: Promise
    button: Promise
    icon: str
    tone: str = "primary"
    then: str = "tickets:ticket"


def answer(
    request: Request,
    ticket: Ticket,
    act: Act,
    form: ActForm,
    change: Callable[[dict[str, Any]], object],
    *,
    said: str = "",
    template: str = "tickets/act.html",
    words: Callable[[Unable], str] | None = None,
    **context: Any,
) -> HttpResponse:
    """Show the form, or do what it says and go back to the ticket; what is refused keeps its text and says why.

    `said` is what the page says before the form; `words` say a refusal, where they are not those of tickets.
    """
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                change(form.cleaned_data)
            except Unable as refusal:
                status = _refused(form, ticket, refusal, (words or _words_of(act))(refusal))
            else:
                return redirect(act.then, ticket.reference)
    shown = {"ticket": ticket, "act": act, "form": form, "said": said, "shell": shell(request, act.side)}
    return render(request, template, {**shown, **context}, status=status)


def edit(ticket: Ticket) -> dict[str, Any]:
    """What a form begins with: the edit that its reader looks at."""
    return {"edit": ticket.version_number}


def _words_of(act: Act) -> Callable[[Unable], str]:
    return refusals.words if act.side == "agent" else customer_words.refusal


def _refused(form: ActForm, ticket: Ticket, refusal: Unable, words: str) -> int:
    form.add_error(None, words)
    if refusal.code != "changed_meanwhile":
        return INVALID
    ticket.refresh_from_db(fields=["version_number"])
    form.renew(ticket.version_number)
    return CONFLICT
