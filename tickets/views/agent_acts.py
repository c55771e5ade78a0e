"""What an agent does to a ticket, one address for each deed; a refusal comes back in words and loses no text."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.models import Agent
from common.direction import apart
from common.http import CONFLICT, INVALID, Request, local
from common.refusal import Unable
from tickets import services
from tickets.forms import edits
from tickets.forms.workspace import AssignmentForm, ComposerForm, StatusForm
from tickets.models import Ticket
from tickets.views import once, parts, refusals
from tickets.views.access import agents_only
from tickets.views.workspace import desk_agents, fetch, fetch_to_work, workspace
from uploads.fields import brought


@require_POST
@agents_only
def notes(request: Request, reference: str) -> HttpResponse:
    """Add an internal note; it is never a reply, whatever else the form says."""
    return write(request, fetch_to_work(request, reference), "note")


def write(request: Request, ticket: Ticket, mode: str) -> HttpResponse:
    """Add what an agent wrote, once for each form: `mode` is "reply" or "note".

    A reply that was written before somebody else's change is shown that change first; a note waits for nobody.
    """
    form = ComposerForm(request.POST, files=brought(request))
    if not form.is_valid():
        return workspace(request, fetch(request, ticket.reference), composer=form, status=INVALID)
    try:
        if form.cleaned_data["mode"] != mode:
            raise Unable("other_mode")  # noqa: TRY301 - refused as the service refuses
        written = once.wrote(request).reach(lambda: _written(request, ticket, form))
    except Unable as refusal:
        return _refused(request, fetch(request, ticket.reference), form, refusal)
    return redirect(written)


def _written(request: Request, ticket: Ticket, form: ComposerForm) -> str:
    """Store what a valid form says; the address where it stands."""
    data = form.cleaned_data
    said: dict[str, Any] = {"body": data["body"], "files": data["attachments"], "at": request.at}
    if data["mode"] == "note":
        services.add_note(ticket=ticket, author=request.user, **said)
    else:
        ticket = services.reply(ticket=ticket, author=request.user, edit=data["edit"], **said).ticket
    return f"{_address(ticket)}#latest"


@require_POST
@agents_only
def status(request: Request, reference: str) -> HttpResponse:
    """Put the ticket to work, to wait or on the schedule."""
    ticket = fetch_to_work(request, reference)
    form = StatusForm(request.POST)
    if not form.is_valid():
        return workspace(request, ticket, status_form=form, status=INVALID)
    draft = form.draft()
    try:
        services.change_status(
            ticket=ticket,
            actor=request.user,
            status=draft.status,
            waiting_for=draft.waiting_for,
            at=request.at,
            edit=draft.edit,
        )
    except Unable as refusal:
        return _refused(request, fetch(request, reference), form, refusal)
    return redirect(_address(ticket))


@require_POST
@agents_only
def assignment(request: Request, reference: str) -> HttpResponse:
    """Take the ticket, or give it to a colleague of its desk; then go back to where the button was."""
    ticket = fetch_to_work(request, reference)
    form = AssignmentForm(request.POST)
    if not form.is_valid():
        raise Http404
    agent, edit = _assignee(request, ticket, form.cleaned_data["assignee"]), form.cleaned_data["edit"]

    def give() -> None:
        if agent == request.user.agent:
            services.take(ticket=ticket, agent=agent, at=request.at, edit=edit)
        else:
            services.assign(ticket=ticket, actor=request.user, assignee=agent, at=request.at, edit=edit)

    then = local(request, form.cleaned_data["next"]) or _address(ticket)
    return act(
        request,
        give,
        then=then,
        wanted=gettext("to give it to %(name)s") % {"name": apart(agent.user.name)},
        about=ticket,
    )


@require_POST
@agents_only
def resolution(request: Request, reference: str) -> HttpResponse:
    """Say that the matter is solved."""
    ticket = fetch_to_work(request, reference)
    edit, leaves = edits.read(request.POST.get("edit")), parts.stay_open(request)
    try:
        services.resolve(ticket=ticket, actor=request.user, at=request.at, edit=edit, leaves_parts_open=leaves)
    except Unable as refusal:
        if refusal.code == "open_parts":
            return parts.confirmation(request, ticket)
        messages.warning(request, refusals.words(refusal))
    return redirect(_address(ticket))


def act(
    request: Request, change: Callable[[], None], *, then: str, wanted: str = "", about: Ticket | None = None
) -> HttpResponse:
    """Do `change` and go to `then`; where it is refused, that page says why.

    Where somebody else was quicker, it says what was `wanted` and how the ticket stands now.
    """
    try:
        change()
    except Unable as refusal:
        words = refusals.words(refusal)
        if about and refusal.code == "changed_meanwhile":
            words = f"{words} {_both_sides(request, about, wanted)}"
        messages.warning(request, words)
    return redirect(then)


def _refused(request: Request, ticket: Ticket, form: ComposerForm | StatusForm, refusal: Unable) -> HttpResponse:
    form.add_error(None, refusals.words(refusal))
    code = CONFLICT if refusal.code == "changed_meanwhile" else INVALID
    if isinstance(form, ComposerForm):
        return workspace(request, ticket, composer=form, status=code)
    return workspace(request, ticket, status_form=form, status=code)


def _assignee(request: Request, ticket: Ticket, key: int) -> Agent:
    """The reader, or an agent of the ticket's desk; to anybody else no ticket can be given."""
    for agent in (request.user.agent, *desk_agents(ticket)):
        if agent.pk == key:
            return agent
    raise Http404


def _both_sides(request: Request, ticket: Ticket, wanted: str) -> str:
    """What the reader wanted of the ticket, what it is now, and who changed it."""
    seen = Ticket.objects.visible_to(request.user).with_last_actor().select_related("assignee__user")
    now: Any = seen.get(pk=ticket.pk)
    sides = {
        "wanted": wanted,
        "reference": now.reference,
        "status": now.get_status_display(),
        "assignee": now.assignee.user.name if now.assignee else gettext("nobody"),
        "actor": now.changed_by or gettext("the portal"),
    }
    return (
        gettext("You wanted %(wanted)s. %(reference)s is %(status)s with %(assignee)s now; %(actor)s changed it last.")
        % sides
    )


def _address(ticket: Ticket) -> str:
    return reverse("tickets:ticket", args=[ticket.reference])
