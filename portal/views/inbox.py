"""The inbox: what a person was told, by the things that it is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Max, Q, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from common import digits
from common.http import Request
from notifications import services
from notifications.models import Notification
from portal import doors

PAGE = 25
LINES = 3
"""So many of the last events of a thing are shown."""
NOTHING = 204
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Line:
    """One event of a thing."""

    text: str
    by: str
    at: datetime
    is_unread: bool


@dataclass(frozen=True)
class Group:
    """What the inbox says about one thing; `key` is its newest entry, `more` counts the events that are not shown."""

    about: str
    key: int
    title: str
    unread: int
    more: int
    lines: list[Line]


@require_GET
@login_required
def inbox(request: Request) -> HttpResponse:
    """Show a page of it, the newest thing first."""
    only_unread = request.GET.get("show") == "unread"
    before = digits.read(request.GET.get("before", "")) or LARGEST
    groups = _groups(request, only_unread=only_unread, before=before)
    shown, rest = groups[:PAGE], groups[PAGE:]
    older = f"?{'show=unread&' if only_unread else ''}before={shown[-1].key}" if rest else ""
    page = {"groups": shown, "only_unread": only_unread, "older_url": older, "is_first": before == LARGEST}
    return render(request, "portal/inbox.html", {**page, "newest": shown[0].key if shown else 0})


@require_GET
@login_required
def inbox_entry(request: Request, pk: int) -> HttpResponse:
    """Lead on to the thing that an entry is about, and mark what the inbox says about it as read."""
    entry = Notification.objects.visible_to(request.user).filter(pk=pk).first()
    if entry is None or not doors.readable(request.user, [entry])[0]:
        raise Http404
    services.mark_read(user=request.user, abouts=[entry.about], at=request.at)
    return redirect(entry.url)


@require_POST
@login_required
def inbox_reading(request: Request) -> HttpResponse:
    """Mark things as read or unread, or everything as read, and go back."""
    abouts = [about.replace("\0", "") for about in request.POST.getlist("about")]
    if request.POST.get("state") == "all":
        services.mark_all(user=request.user, at=request.at)
    else:
        is_read = request.POST.get("state") != "unread"
        services.mark_read(user=request.user, abouts=abouts, at=request.at if is_read else None)
    unread = "?show=unread" if request.POST.get("show") == "unread" else ""
    return redirect(f"{reverse('inbox')}{unread}")


@require_GET
@login_required
def inbox_count(request: Request) -> HttpResponse:
    """Answer the number in the link to the inbox if it is no longer the one that the page shows."""
    count = services.unread_of(request.user)
    if request.GET.get("seen") == str(count):
        return HttpResponse(status=NOTHING)
    return render(request, "components/inbox_count.html", {"unread": count})


@require_GET
@login_required
def inbox_news(request: Request) -> HttpResponse:
    """Say how many entries came after the one that the page shows first; the page itself does not move."""
    after = digits.read(request.GET.get("after", "")) or 0
    count = Notification.objects.visible_to(request.user).filter(pk__gt=after).count()
    if not count or request.GET.get("seen") == str(count):
        return HttpResponse(status=NOTHING)
    return render(request, "portal/_inbox_news.html", {"count": count, "after": after})


def _groups(request: Request, *, only_unread: bool, before: int) -> list[Group]:
    """A page of groups and one more. What its reader may no longer read is withdrawn, and the page read again."""
    while True:
        rows = _rows(request, only_unread=only_unread, before=before)
        entries = _entries(request, [row["about"] for row in rows])
        open_ones, closed = doors.readable(request.user, entries)
        if not closed:
            return [_group(row, [each for each in open_ones if each.about == row["about"]]) for row in rows]
        services.withdraw(user=request.user, doors={each.door for each in closed}, at=request.at)


def _rows(request: Request, *, only_unread: bool, before: int) -> list[Any]:
    unread = Count("pk", filter=Q(read_at=None))
    things = Notification.objects.visible_to(request.user).values("about")
    found = things.annotate(latest=Max("pk"), unread=unread, many=Count("pk")).filter(latest__lt=before)
    return list((found.filter(unread__gt=0) if only_unread else found).order_by("-latest")[: PAGE + 1])


def _entries(request: Request, abouts: list[str]) -> list[Notification]:
    """The last events of each thing."""
    if not abouts:
        return []
    place = Window(RowNumber(), partition_by=F("about"), order_by=F("pk").desc())
    found = Notification.objects.visible_to(request.user).filter(about__in=abouts).annotate(place=place)
    return list(found.filter(place__lte=LINES).order_by("-pk"))


def _group(row: Any, entries: list[Notification]) -> Group:
    lines = [
        Line(
            text=services.said(entry),
            by=entry.facts.get("by", ""),
            at=entry.at,
            is_unread=entry.read_at is None,
        )
        for entry in entries
    ]
    return Group(
        about=row["about"],
        key=row["latest"],
        title=entries[0].facts["title"],
        unread=row["unread"],
        more=row["many"] - len(lines),
        lines=lines,
    )
