"""Who is on the phone: found by an agent, and known once the PIN was right or a lead says so."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import services as accounts
from accounts.models import Contact, User
from accounts.services import PinAnswer
from common import instants
from common.http import Request
from tickets.forms.phone import OverrideForm, PinForm
from tickets.models import Ticket
from tickets.views.access import agents_only

SHOWN = 10
"""How many callers a search lists."""
CALL = "phone_call"
"""Where the session keeps who is known."""
CALL_LASTS = timedelta(minutes=30)
ANSWERS: dict[str, Promise] = {
    PinAnswer.WRONG: _("The PIN is wrong. Say nothing about the organization; the ticket can be logged all the same."),
    PinAnswer.LOCKED: _("Too many wrong tries: the PIN rests for 15 minutes. The ticket can be logged all the same."),
    PinAnswer.NONE: _("The caller has no PIN. The ticket can be logged all the same."),
}
REFUSALS: dict[str, Promise] = {
    "leads-only": _("Only who leads a desk may do this."),
    "no-reason": _("Say why you believe the caller: the organization reads it."),
}


@dataclass(frozen=True)
class Found:
    """What a search found; `more` says that it found too many to list."""

    contacts: list[Contact]
    more: bool

    @property
    def only(self) -> Contact | None:
        """The one that was found, if it is the only one."""
        return self.contacts[0] if len(self.contacts) == 1 else None


def find(user: User, text: str) -> Found:
    """Contacts by name, address or organization, or the one of the ticket that `text` names; one or two statements."""
    visible = Contact.objects.visible_to(user).current().select_related("user", "organization")
    rows = list(visible.matching(text).order_by("user__name", "pk")[: SHOWN + 1])
    if not rows and "-" in text:
        named = Ticket.objects.visible_to(user).filter(reference__iexact=text.strip()).values("contact")
        rows = list(visible.filter(pk__in=named))
    return Found(rows[:SHOWN], len(rows) > SHOWN)


def caller(request: Request, pk: int) -> Contact:
    """The contact who calls."""
    visible = Contact.objects.visible_to(request.user).current()
    return get_object_or_404(visible.select_related("user", "organization", "home_region"), pk=pk)


def is_known(request: Request, contact: Contact) -> bool:
    """Whether this agent has made sure in this call that the caller is that contact."""
    call = request.session.get(CALL, {})
    return call.get("contact") == contact.pk and request.at < _instant(call.get("until", ""), request.at)


@require_POST
@agents_only
def pin(request: Request, pk: int) -> HttpResponse:
    """Ask the caller's PIN."""
    contact, form = caller(request, pk), PinForm(request.POST)
    said = form.cleaned_data["pin"] if form.is_valid() else ""
    answer = accounts.check_pin(contact=contact, pin=said, actor=request.user, at=request.at)
    if answer is PinAnswer.RIGHT:
        _know(request, contact)
    else:
        messages.warning(request, str(ANSWERS[answer]))
    return redirect("tickets:call", pk=contact.pk)


@require_POST
@agents_only
def word(request: Request, pk: int) -> HttpResponse:
    """Let a lead say that the caller is known."""
    contact, form = caller(request, pk), OverrideForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        accounts.override_pin(contact=contact, reason=reason, actor=request.user, at=request.at)
    except accounts.UnableToOverride as refusal:
        messages.warning(request, str(REFUSALS[refusal.code]))
    else:
        _know(request, contact)
    return redirect("tickets:call", pk=contact.pk)


def hang_up(request: Request) -> None:
    """Forget who was known."""
    request.session.pop(CALL, None)


def _know(request: Request, contact: Contact) -> None:
    request.session[CALL] = {"contact": contact.pk, "until": (request.at + CALL_LASTS).isoformat()}


def _instant(text: str, otherwise: datetime) -> datetime:
    try:
        return instants.read(text)
    except ValueError:
        return otherwise
