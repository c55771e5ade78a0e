"""Maintenance windows as both sides see them: lists, the page of one, and what is done on it (R9)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Contact
from accounts.querysets import is_agent
from common.http import Request
from common.icalendar import invitation
from tickets import permissions, services
from tickets.forms.windows import CancellationForm, EndForm, GivingForm
from tickets.models import Window
from tickets.notices import invitation_of
from tickets.rules import Role
from tickets.views import acts, history, window_words
from tickets.views.access import agents_only, refuse_readers

MOST = 100
PAST = 20
CANCEL = acts.Act(
    "customer", _("Cancel the window"), _("Cancel the window"), "calendar-off", "danger", "tickets:window"
)
CALL_OFF = acts.Act("agent", _("Cancel the window"), _("Cancel the window"), "calendar-off", "danger", "tickets:window")
GIVE = acts.Act("agent", _("Give the window to somebody else"), _("Give it"), "user-check", then="tickets:window")
END = acts.Act("agent", _("End the window"), _("End and settle"), "circle-check", then="tickets:window")


@require_safe
@login_required
def windows(request: Request) -> HttpResponse:
    """A customer's windows; for an agent those that it works and those of the tickets that it sees."""
    agent = is_agent(request.user)
    visible = Window.objects.visible_to(request.user).with_all()
    live = list(visible.live().order_by("starts_at", "pk")[:MOST])
    mine = [each for each in live if each.engineer.user_id == request.user.pk] if agent else []
    own = Contact.objects.of(request.user).with_role(*permissions.WRITES)
    context = {
        "is_agent": agent,
        "mine": window_rows(mine),
        "live": window_rows([each for each in live if each not in mine], is_agent=agent),
        "past": [_row(each) for each in visible.over().order_by("-starts_at", "-pk")[:PAST]],
        "may_book": not agent and own.exists(),
    }
    return render(request, "tickets/windows.html", context)


@require_safe
@login_required
def window(request: Request, reference: str) -> HttpResponse:
    """A window: when, who, the plan, the checklist, what happened, and what may be done."""
    found = _fetch(request, reference)
    is_working = permissions.role_of(request.user, found.ticket) is Role.AGENT
    may_write = permissions.may_write(request.user, found.ticket)
    is_booked = found.state == Window.State.BOOKED and request.at < found.starts_at
    context = {
        **(_row(found, _cannot([found])) if is_working else _row(found)),
        "is_agent": is_working,
        "items": list(found.items.select_related("ticked_by__user").order_by("position")),
        "events": _events(found, is_working=is_working),
        "may_move": is_booked and may_write and not is_working and request.at < found.free_until,
        "may_cancel": is_booked and may_write,
        "is_free": request.at < found.free_until,
        "may_tick": is_working and found.is_live,
        "may_give": is_working and is_booked,
        "may_end": is_working and found.state == Window.State.RUNNING,
        "plan": found.ticket.description_html,
    }
    return render(request, "tickets/window.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def cancellation(request: Request, reference: str) -> HttpResponse:
    """Say what it costs to give the window up, and give it up."""
    found = _fetch(request, reference)
    refuse_readers(request, found.ticket)
    is_working = permissions.role_of(request.user, found.ticket) is Role.AGENT
    return _answer(
        request,
        found,
        CALL_OFF if is_working else CANCEL,
        CancellationForm(request.POST or None),
        lambda _data: services.cancel_window(window=found, actor=request.user, at=request.at),
        said=_costs(found, is_working=is_working, at=request.at),
    )


@require_http_methods(["GET", "POST"])
@agents_only
def engineer(request: Request, reference: str) -> HttpResponse:
    """Let another engineer of the desk work in the window; where nobody is free, that is said with the way out."""
    found = _fetch_to_work(request, reference)
    free = services.substitutes(found)
    why = window_words.cannot(services.unstaffed([found]).get(found.pk, ""), str(found.engineer))
    none = gettext("Nobody else of the desk is free then: ask the customer for another time, or cancel the window.")
    told = gettext("Customer and engineers are told, and their calendars follow.")
    return _answer(
        request,
        found,
        GIVE,
        GivingForm(request.POST or None, engineers=free),
        lambda data: services.give_window(window=found, agent=data["engineer"], actor=request.user, at=request.at),
        said=f"{why} {told if free else none}".strip(),
        is_possible=bool(free),
    )


@require_http_methods(["GET", "POST"])
@agents_only
def end(request: Request, reference: str) -> HttpResponse:
    """End the window: what was worked is charged, the rest goes back, both sides see the account."""
    found = _fetch_to_work(request, reference)
    entered = services.window_minutes(found)
    passed = int((min(request.at, found.ends_at) - found.starts_at).total_seconds()) // 60
    initial = {"minutes": max(0, passed - entered), "what": gettext("Work in the window")}
    facts = {"entered": entered, "units": found.units}
    said = gettext("Entered so far: %(entered)s min. Held: %(units)s time units; what is not used goes back.") % facts
    return _answer(
        request,
        found,
        END,
        EndForm(request.POST or None, initial=initial),
        lambda data: services.end_window(
            window=found, agent=request.user.agent, minutes=data["minutes"], what=data["what"], at=request.at
        ),
        said=said,
    )


@require_POST
@agents_only
def item(request: Request, reference: str, number: int) -> HttpResponse:
    """Tick a thing of the checklist off, or take the tick back."""
    found = _fetch_to_work(request, reference)
    ticked = get_object_or_404(found.items.all(), position=number)
    ticked.window = found
    try:
        services.tick(item=ticked, agent=request.user.agent, is_done="done" in request.POST, at=request.at)
    except services.UnableToRun as unable:
        raise PermissionDenied(window_words.refusal(unable, request.user.zone, is_agent=True)) from unable
    return redirect("tickets:window", reference)


@require_safe
@login_required
def calendar(request: Request, reference: str) -> HttpResponse:
    """The window as a file that calendars take."""
    found = _fetch(request, reference)
    text = invitation(invitation_of(found.ticket, found, request.user), stamped_at=request.at)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.ticket.reference}.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _answer(
    request: Request, found: Window, act: acts.Act, form: Any, change: Any, *, said: str, is_possible: bool = True
) -> HttpResponse:
    """Show the form of an act or do it; a refusal is said in words of windows."""
    is_agent, zone = act.side == "agent", request.user.zone
    return acts.answer(
        request,
        found.ticket,
        act,
        form,
        change,
        said=said,
        template="tickets/window_act.html",
        words=lambda refusal: window_words.refusal(refusal, zone, is_agent=is_agent),
        is_possible=is_possible,
    )


def _fetch(request: Request, reference: str) -> Window:
    return get_object_or_404(Window.objects.visible_to(request.user).with_all(), ticket__reference=reference)


def _fetch_to_work(request: Request, reference: str) -> Window:
    return get_object_or_404(Window.objects.worked_by(request.user).with_all(), ticket__reference=reference)


def _row(found: Window, cannot: Mapping[int, str] = MappingProxyType({})) -> dict[str, Any]:
    """What lists and the page say of a window; `cannot` says why the engineer of each cannot work in it."""
    why = cannot.get(found.pk, "")
    word, tone = window_words.NEEDS if why else window_words.STATES[found.state]
    return {"window": found, "ticket": found.ticket, "word": word, "tone": tone, "cannot": why}


def window_rows(windows: Sequence[Window], *, is_agent: bool = True) -> list[dict[str, Any]]:
    """The windows as lists say them; an agent is told whose engineer cannot work in it."""
    cannot = _cannot(windows) if is_agent else {}
    return [_row(each, cannot) for each in windows]


def _cannot(windows: Sequence[Window]) -> dict[int, str]:
    """In words why the engineer of a window cannot work in it, of those where it is so."""
    named = {each.pk: str(each.engineer) for each in windows}
    return {key: window_words.cannot(why, named[key]) for key, why in services.unstaffed(windows).items()}


def _events(found: Window, *, is_working: bool) -> list[dict[str, Any]]:
    """What happened to the window, the newest last."""
    rows = found.ticket.events.filter(code__startswith="window_").select_related("actor")
    if not is_working:
        rows = rows.filter(is_internal=False)
    lines = []
    for row in rows.order_by("id"):
        said = history.Event(row.pk, row.code, row.data, row.actor.name if row.actor else "", row.at)
        icon, text = history.line(said)
        lines.append({"icon": icon, "text": text, "at": row.at})
    return lines


def _costs(found: Window, *, is_working: bool, at: datetime) -> str:
    """What giving the window up costs at `at`."""
    if is_working:
        return gettext("The customer is told, and gets all time units back.")
    if at < found.free_until or not found.units:
        return gettext("It costs nothing: all that is held for it goes back.")
    return gettext("It is less than the free time before its start: the minimum is used, the rest goes back.")
