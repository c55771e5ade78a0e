"""Macros: chosen from a list, looked at with what they would say and do here, then applied."""

import secrets
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from common import markup
from common.direction import apart
from common.http import CONFLICT, INVALID, Request, shell, sought
from common.refusal import Unable
from tickets import rules, services
from tickets.forms.handling import MacroForm
from tickets.models import Macro, Ticket
from tickets.rules import Act, Refusal, Status
from tickets.views import once, refusals
from tickets.views.access import agents_only
from tickets.views.workspace import fetch_to_work

SHOWN = 50
"""How many macros one list shows; a search finds the others."""


@agents_only
def macros(request: Request, reference: str) -> HttpResponse:
    """List what is prepared for tickets of this desk and product; `q` narrows it."""
    ticket = fetch_to_work(request, reference)
    offered, text = services.offered_macros(ticket), sought(request)
    found = list((offered.matching(text) if text else offered).order_by("name")[:SHOWN])
    context = {"shell": shell(request, "agent"), "ticket": ticket, "macros": found, "sought": text}
    return render(request, "tickets/macros.html", context)


@agents_only
def macro(request: Request, reference: str, number: int) -> HttpResponse:
    """Show what a macro would say and do on this ticket; a POST does it, with the text as it was edited."""
    ticket = fetch_to_work(request, reference)
    chosen = services.offered_macros(ticket).prefetch_related("tags").filter(pk=number).first()
    if chosen is None:
        raise Http404
    values = services.placeholder_values(ticket, request.user)
    if request.method != "POST":
        first = {"body": rules.filled(chosen.text, values), "edit": ticket.version_number}
        form = MacroForm(initial={**first, "token": secrets.token_urlsafe(24)})
        return _page(request, ticket, chosen, form)
    form = MacroForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, chosen, form, INVALID)
    try:
        return redirect(_apply(request, ticket, chosen, form))
    except Unable as refusal:
        ticket.refresh_from_db()
        form.add_error(None, refusals.words(refusal))
        form.data = {**request.POST.dict(), "edit": ticket.version_number}
        return _page(request, ticket, chosen, form, CONFLICT if refusal.code == "changed_meanwhile" else INVALID)


def _apply(request: Request, ticket: Ticket, chosen: Macro, form: MacroForm) -> str:
    """Apply the macro once for each form; the address of what it wrote."""
    data = form.cleaned_data

    def make() -> str:
        services.apply_macro(
            ticket=ticket, macro=chosen, actor=request.user, at=request.at, body=data["body"], edit=data["edit"]
        )
        return f"{reverse('tickets:ticket', args=[ticket.reference])}#latest"

    return once.wrote(request).reach(make)


def _page(request: Request, ticket: Ticket, chosen: Macro, form: MacroForm, status: int = 200) -> HttpResponse:
    values = services.placeholder_values(ticket, request.user)
    context = {
        "shell": shell(request, "agent"),
        "ticket": ticket,
        "macro": chosen,
        "form": form,
        "html": markup.html(form["body"].value() or ""),
        "unfilled": ", ".join(f"{{{name}}}" for name in rules.unfilled(chosen.text, values)),
        **_deeds(ticket, chosen, values, is_owner=ticket.assignee_id == request.user.agent.pk),
    }
    return render(request, "tickets/macro.html", context, status=status)


def _deeds(ticket: Ticket, chosen: Macro, values: dict[str, str], *, is_owner: bool) -> dict[str, Any]:
    """What will be done, one sentence for each deed, or why the ticket does not allow it."""
    writes = (Act.NOTE if chosen.is_note else Act.REPLY) if chosen.text else None
    goes_to = rules.macro_goes_to(Status(ticket.status), chosen.status, takes=chosen.takes, writes=writes)
    if isinstance(goes_to, Refusal):
        return {"deeds": [], "refused": refusals.words(Unable(goes_to.value))}
    deeds = [("user-check", _("You take the ticket."))] if chosen.takes and not is_owner else []
    if writes is Act.REPLY:
        deeds.append(("send", _("%(name)s gets the text as a reply.") % {"name": apart(ticket.requester.name)}))
    elif writes is Act.NOTE:
        deeds.append(("lock", _("The text becomes an internal note.")))
    if goes_to != ticket.status:
        deeds.append(("arrow-right", _("The state becomes: %(state)s.") % {"state": Ticket.Status(goes_to).label}))
    if ask := rules.filled(chosen.waiting_for, values, is_markdown=False):
        deeds.append(("player-pause", _("Asked for: %(ask)s.") % {"ask": ask}))
    if names := [each.name for each in chosen.tags.all()]:
        deeds.append(("tag", _("Tags: %(names)s.") % {"names": ", ".join(names)}))
    return {"deeds": deeds, "refused": ""}
