"""Booking a maintenance window and moving it: free starts are offered, another one can be typed (R9)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import groupby, islice
from secrets import token_urlsafe
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import Contact
from accounts.querysets import is_agent
from common import digits
from common.http import INVALID, Request, digest, shell
from common.refusal import Unable
from entitlements.coverage import Span
from outbox.services import submit_once
from tickets import permissions, services
from tickets.forms.places import places_of
from tickets.forms.windows import BookingForm, StartForm, WhatForm
from tickets.models import Window
from tickets.services import Grounds, Judged
from tickets.views import window_words
from tickets.views.access import refuse_agents

AHEAD, FURTHER = timedelta(days=14), timedelta(days=42)
STEP = timedelta(hours=2)
MOST = 24


@dataclass(frozen=True)
class Offers:
    """The free starts that a page lists by local day, why there is none, and the day after which more are shown."""

    days: list[tuple[date, list[Judged]]]
    why: str
    later: str


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    """Choose what is planned, then a free start, and book it; an agent does so for the contact that is named."""
    sent = request.POST if request.method == "POST" else request.GET
    contacts, named = _bookers(request, sent.get("contact", ""))
    places = places_of(request.user, contacts, is_for_another=bool(named))
    types = services.window_types()
    what = WhatForm(sent if "environment" in sent else None, places=places, types=types)
    side = shell(request, "agent" if named else "customer")
    context = {"what": what, "has_environments": bool(places), "shell": side, "named": named}
    if not what.is_valid():
        status = INVALID if request.method == "POST" else 200
        return render(request, "tickets/window_new.html", {**context, "form": None}, status=status)
    if request.method == "POST":
        return _book(request, what, context)
    initial = {"token": token_urlsafe(16), "checklist": what.cleaned_data["type"].checklist}
    form = BookingForm(zone=request.user.zone, initial=initial)
    return _page(request, what, form, context)


@require_http_methods(["GET", "POST"])
@login_required
def move(request: Request, reference: str) -> HttpResponse:
    """Choose another start for a booked window."""
    window = get_object_or_404(Window.objects.visible_to(request.user).with_all(), ticket__reference=reference)
    refuse_agents(request, window.ticket)
    form = StartForm(request.POST if request.method == "POST" else None, zone=request.user.zone)
    since, status, said = _since(request.GET.get("on", ""), request), 200, ""
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            at = form.cleaned_data["at"]
            try:
                services.move_window(window=window, starts_at=at, actor=request.user, at=request.at)
            except Unable as unable:
                said = window_words.refusal(unable, request.user.zone)
                since = max(at, request.at)
            else:
                return redirect("tickets:window", reference)
    context = {"window": window, "form": form, "shell": shell(request, "customer"), "here": request.path, "kept": {}}
    return render(
        request, "tickets/window_move.html", {**context, **_others(request, window, since, said)}, status=status
    )


def _others(request: Request, window: Window, since: datetime, said: str) -> dict[str, Any]:
    """The free starts of a window that is moved; none of one that is moved no more."""
    if window.state != Window.State.BOOKED or request.at >= window.free_until:
        words = window_words.WORDS["too_late" if window.state == Window.State.BOOKED else "is_over"]
        return {"offers": None, "said": said or str(words)}
    within = Span(since, since + FURTHER + timedelta(days=1))
    found = services.grounds_to_move(window, within=within, at=request.at)
    minutes = int(window.length.total_seconds()) // 60
    offers = _offers(found, minutes, since, request.user.zone)
    return {"offers": offers, "said": _with_next(said, offers, request.user.zone)}


def _book(request: Request, what: WhatForm, context: dict[str, Any]) -> HttpResponse:
    form = BookingForm(request.POST, zone=request.user.zone)
    if not form.is_valid():
        return _page(request, what, form, context, status=INVALID)
    chosen, named = what.cleaned_data, context["named"]
    place, customer = chosen["environment"], chosen["environment"].customer
    draft = services.WindowDraft(
        contact=chosen["contact"],
        contract=customer.contract if customer else None,
        partner=customer.partner if customer else None,
        environment=place.environment,
        type=chosen["type"],
        starts_at=form.cleaned_data["at"],
        minutes=chosen["minutes"],
        plan=form.cleaned_data["plan"],
        rollback_name=form.cleaned_data["rollback_name"],
        rollback_phone=form.cleaned_data["rollback_phone"],
        checklist=form.items,
    )

    def make() -> str:
        requester, by = (named.user, request.user) if named else (request.user, None)
        window = services.book_window(requester=requester, draft=draft, at=request.at, by=by)
        return reverse("tickets:window", args=[window.ticket.reference])

    owner, token = f"user:{request.user.pk}", form.cleaned_data["token"]
    try:
        return redirect(submit_once(owner=owner, token=token, at=request.at, make=make, said=digest(request)))
    except Unable as unable:
        said = window_words.refusal(unable, request.user.zone)
        since = None if unable.code == "too_far_ahead" else draft.starts_at
        return _page(request, what, form, context, said=said, since=since, status=INVALID)


def _page(
    request: Request,
    what: WhatForm,
    form: BookingForm,
    context: dict[str, Any],
    *,
    said: str = "",
    since: datetime | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with the free starts, after a refusal those from what was asked for on."""
    chosen, zone = what.cleaned_data, request.user.zone
    begin = max(since or _midnight(chosen["on"], zone) or request.at, request.at)
    place = chosen["environment"]
    found = services.grounds_of_windows(
        contact=chosen["contact"],
        environment=place.environment,
        under=place.customer.contract if place.customer else None,
        kind=chosen["type"],
        within=Span(begin, begin + FURTHER + timedelta(days=1)),
        at=request.at,
    )
    offers = _offers(found, chosen["minutes"], begin, zone)
    kept: dict[str, Any] = {
        name: what[name].value() for name in ("environment", "concerned", "type", "minutes") if name in what.fields
    }
    if context["named"]:
        kept["contact"] = context["named"].pk
    more = {
        "form": form,
        "offers": offers,
        "said": _with_next(said, offers, zone),
        "kept": kept,
        "type": chosen["type"],
    }
    return render(request, "tickets/window_new.html", {**context, **more}, status=status)


def _offers(found: Grounds, minutes: int, since: datetime, zone: tzinfo) -> Offers:
    starts = list(islice(found.free(minutes, step=STEP), MOST))
    by_day = [
        (day, list(each)) for day, each in groupby(starts, lambda one: one.span.starts_at.astimezone(zone).date())
    ]
    later = (by_day[-1][0] + timedelta(days=1)).isoformat() if by_day else ""
    return Offers(by_day, "" if by_day else _why_none(found, minutes, since, zone), later)


def _why_none(found: Grounds, minutes: int, since: datetime, zone: tzinfo) -> str:
    """What stands against the first window that its notice would allow."""
    notice = timedelta(hours=found.type.notice_hours)
    start = max(since, found.at + notice + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    problem = found.judge(Span(start, start + timedelta(minutes=minutes))).problem
    return window_words.problem(problem, zone) if problem else ""


def _with_next(said: str, offers: Offers, zone: tzinfo) -> str:
    """A refusal, and the next free start."""
    if not said or not offers.days:
        return said
    first = offers.days[0][1][0].span.starts_at
    return f"{said} {window_words.next_start(first, zone)}"


def _bookers(request: Request, named: str) -> tuple[list[Contact], Contact | None]:
    """The contacts as which the reader books; for an agent the one that is named, who files."""
    own = Contact.objects.of(request.user)
    if is_agent(request.user) and named:
        key = digits.read(named) or 0
        own = Contact.objects.visible_to(request.user).current().filter(pk=key)
    writing = own.with_role(*permissions.WRITES).select_related("user", "organization", "home_region")
    of_another = [contact for contact in writing if contact.user_id != request.user.pk]
    return list(writing), next(iter(of_another), None)


def _since(text: str, request: Request) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return request.at
    return max(_midnight(day, request.user.zone) or request.at, request.at)


def _midnight(day: date | None, zone: tzinfo) -> datetime | None:
    try:
        return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) if day else None
    except OverflowError:
        return None
