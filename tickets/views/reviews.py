"""Changes that would move open promises: what each would do, and a duty manager's act on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common import digits
from common.http import Request, shell
from tickets import permissions
from tickets.forms.reviews import ReviewForm
from tickets.models import PromiseReview, Ticket
from tickets.services import reviews as services
from tickets.views import moved
from tickets.views.access import agents_only

LISTED, ROWS = 20, 50
CHANGED = _("The change went on, or somebody decided, while you had it open. Read what it would do now, then decide.")
WAITS = Q(moves__applied_at=None, moves__outdated_at=None)
COUNTS = {
    "promises": Count("moves"),
    "tickets": Count("moves__milestone__ticket", distinct=True),
    "later": Count("moves", filter=Q(moves__to_due_at__gt=F("moves__from_due_at"))),
    "earlier": Count("moves", filter=Q(moves__to_due_at__lt=F("moves__from_due_at"))),
    "endless": Count("moves", filter=Q(moves__to_due_at=None, moves__from_due_at__isnull=False)),
    "standing": Count("moves", filter=Q(moves__to_due_at=None, moves__from_due_at=None)),
    "applied": Count("moves", filter=Q(moves__applied_at__isnull=False)),
    "outdated": Count("moves", filter=Q(moves__outdated_at__isnull=False)),
    "going_on": Count("moves", filter=WAITS),
}
"""What is counted of the moves of a review."""


@dataclass(frozen=True)
class Listed:
    """A review with what changed in words."""

    review: Any
    title: str
    details: list[str]


@dataclass(frozen=True)
class Move:
    """One promise before and after; `breaks` says that its instant would be past by now."""

    move: Any
    is_readable: bool
    breaks: bool


@dataclass(frozen=True)
class Act:
    """What a duty manager may do with a review."""

    title: Promise
    button: Promise
    icon: str
    tone: str
    said: Promise
    change: Callable[..., None]


APPLY = Act(
    _("Move the promises"),
    _("Move them"),
    "circle-check",
    "primary",
    _("Each ticket gets a line in its history that its customer reads. This cannot be undone."),
    services.apply_review,
)
LEAVE = Act(
    _("Leave the promises as they are"),
    _("Leave them"),
    "lock",
    "primary",
    _("They stay as they were made. The next change of the same kind asks again."),
    services.leave_review,
)


@agents_only
def reviews(request: Request) -> HttpResponse:
    """List the changes that wait for a decision, and the last that were decided."""
    if not permissions.is_duty_manager(request.user):
        raise Http404
    shown = PromiseReview.objects.visible_to(request.user).select_related("decided_by").annotate(**COUNTS)
    decided = shown.exclude(decided_at=None).order_by("-decided_at", "-pk")[:LISTED]
    context = {
        "waiting": [_listed(each) for each in shown.waiting().order_by("noticed_at", "pk")],
        "decided": [_listed(each) for each in decided],
    }
    return render(request, "tickets/promise_reviews.html", context)


@agents_only
def review(request: Request, pk: int) -> HttpResponse:
    """Show which promises a change would move, before and after."""
    found = _fetch(request, pk)
    rows = _moves(request, found, digits.read(request.GET.get("after", "")) or 0)
    context = {
        "listed": _listed(found),
        "review": found,
        "moves": rows[:ROWS],
        "next": rows[ROWS - 1].move.pk if len(rows) > ROWS else None,
    }
    return render(request, "tickets/promise_review.html", context)


@require_http_methods(["GET", "POST"])
@agents_only
def application(request: Request, pk: int) -> HttpResponse:
    """Move the promises that a change would move."""
    return _act(request, pk, APPLY)


@require_http_methods(["GET", "POST"])
@agents_only
def dismissal(request: Request, pk: int) -> HttpResponse:
    """Let the promises stay as they were made."""
    return _act(request, pk, LEAVE)


def _act(request: Request, pk: int, act: Act) -> HttpResponse:
    found = _fetch(request, pk)
    form = ReviewForm(request.POST or None, initial={"seen": found.noticed_at})
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                act.change(review=found, actor=request.user, seen_at=form.cleaned_data["seen"], at=request.at)
            except services.UnableToReview:
                status, form = 409, _renewed(found)
            else:
                return redirect("tickets:promise-review", found.pk)
    counted = ngettext("%(count)s promise", "%(count)s promises", found.promises) % {"count": found.promises}
    context = {
        "listed": _listed(found),
        "act": act,
        "breaking": found.breaking if act is APPLY else 0,
        "form": form,
        "counted": counted,
        "is_decided": found.decided_at is not None,
        "shell": shell(request, "agent"),
    }
    return render(request, "tickets/promise_act.html", context, status=status)


def _renewed(found: Any) -> ReviewForm:
    """A form that was refused, on the review as it is now."""
    found.refresh_from_db()
    form = ReviewForm({"seen": found.noticed_at.isoformat()})
    form.add_error(None, str(CHANGED))
    return form


def _fetch(request: Request, pk: int) -> Any:
    shown = PromiseReview.objects.visible_to(request.user).select_related("decided_by")
    breaking = Count("moves", filter=WAITS & Q(moves__to_due_at__lte=request.at))
    found = shown.annotate(**COUNTS, breaking=breaking).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _listed(found: Any) -> Listed:
    return Listed(found, moved.title(found.cause, found.facts), moved.details(found.facts))


def _moves(request: Request, found: PromiseReview, after: int) -> list[Move]:
    """The moves behind the place `after`, one more than a page; a ticket that its reader may not open has no link."""
    rows = found.moves.select_related("milestone__ticket__organization", "milestone__ticket__requester")
    rows = rows.filter(pk__gt=after).order_by("pk")[: ROWS + 1]
    tickets = [row.milestone.ticket_id for row in rows]
    readable = set(Ticket.objects.visible_to(request.user).filter(pk__in=tickets).values_list("pk", flat=True))
    return [
        Move(row, row.milestone.ticket_id in readable, _breaks(row.to_due_at, row.milestone.broken_at, request.at))
        for row in rows
    ]


def _breaks(due_at: datetime | None, broken_at: datetime | None, at: datetime) -> bool:
    return due_at is not None and (due_at <= at or broken_at is not None)
