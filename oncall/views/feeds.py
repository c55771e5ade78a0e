"""Shifts as a calendar feed: its private address, and the calendar behind it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.querysets import is_agent
from common import digits
from common.feeds import answer
from common.http import Request
from common.icalendar import Event, calendar
from oncall import portfolio, services
from oncall.models import Reservation, RotaFeed, Rotation

REFRESH: Final = timedelta(hours=1)
WEEKS: Final = 12


@never_cache
@login_required
@require_POST
def feed_address(request: Request) -> HttpResponse:
    """Give the reader a feed in place of the one it has, and show its address: this once."""
    rotation = _rotation(request)
    token = services.open_feed(agent=request.user.agent, rotation=rotation, at=request.at)
    path = reverse("oncall:feed", kwargs={"token": token})
    context = {"address": f"{settings.BASE_URL.rstrip('/')}{path}", "rotation": rotation}
    return render(request, "oncall/feed.html", context)


@login_required
@require_POST
def feed_revocation(request: Request) -> HttpResponse:
    """Let the reader's feed answer no more."""
    rotation = _rotation(request)
    if services.revoke_feed(agent=request.user.agent, rotation=rotation, at=request.at):
        messages.success(request, _("The calendar feed is revoked. Its address answers no more."))
    return redirect("oncall:rotation", pk=rotation.pk) if rotation else redirect("oncall:my-shifts")


@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """The calendar behind `token`. Whoever has the address reads it: it says who is on call when, and no more."""
    found = services.feed_of(token)
    if found is None:
        return answer(None)
    with translation.override(found.agent.user.language):
        shifts = _shifts(found, request.at)
        name = _("On call: %(name)s") % {"name": shifts[0].rotation if found.rotation_id and shifts else found.agent}
        events = [event for shift in shifts for event in _event(shift)] + _kept(found, request.at)
        return answer(calendar(name, events, stamped_at=request.at, refresh=REFRESH))


def _shifts(found: RotaFeed, at: datetime) -> list[portfolio.OwnShift]:
    if found.rotation_id is None:
        return portfolio.shifts_of(found.agent, at, WEEKS)
    rotation = portfolio.in_full(Rotation.objects.visible_to(found.agent.user), at).get(pk=found.rotation_id)
    return [portfolio.OwnShift(rotation, watch) for watch in portfolio.rota(rotation, at, WEEKS)]


def _event(shift: portfolio.OwnShift) -> Iterator[Event]:
    """The shift as an event that keeps its identity while it begins when it did; one that nothing ends is left out."""
    watch, rotation = shift.watch, shift.rotation
    if watch.ends_at is None or not (watch.agent or watch.is_gap):
        return
    who = str(watch.agent) if watch.agent else _("nobody")
    identity = f"{rotation.pk}|{watch.agent.pk if watch.agent else 0}|{watch.starts_at.isoformat()}"
    yield Event(
        uid=f"{sha256(identity.encode()).hexdigest()[:32]}@on-call",
        starts_at=watch.starts_at,
        ends_at=watch.ends_at,
        summary=_("On call: %(name)s") % {"name": who},
        description=str(rotation),
        location=rotation.desk.region.city,
    )


def _kept(found: RotaFeed, at: datetime) -> list[Event]:
    """What the agent is kept for, in a feed of its own shifts."""
    if found.rotation_id is not None:
        return []
    reservations = Reservation.objects.visible_to(found.agent.user).open().filter(agent=found.agent)
    return [
        Event(
            uid=f"{sha256(f'reservation|{each.pk}'.encode()).hexdigest()[:32]}@on-call",
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            summary=each.title,
        )
        for each in reservations.not_over(at)
    ]


def _rotation(request: Request) -> Rotation | None:
    """The rotation that the form names; None is the reader's own shifts.

    Raises:
        Http404: when there is none of that number, or the reader is no agent.
    """
    named = request.POST.get("rotation", "")
    key = digits.read(named)
    if not is_agent(request.user) or (named and key is None):
        raise Http404
    visible = Rotation.objects.visible_to(request.user).select_related("desk")
    return get_object_or_404(visible, pk=key) if named else None
