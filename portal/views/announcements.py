"""Announcements as their readers see them; agents see the drafts too."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.querysets import is_agent
from common.http import Request, visitor_of
from notifications import services
from notifications.models import Announcement
from notifications.permissions import may_announce
from portal import audiences

EARLIER = timedelta(days=90)
"""How long one that is over is still listed."""
TONES = {"info": "info", "warning": "warning", "outage": "danger"}
DRAFT, PLANNED, RUNNING, OVER = "draft", "planned", "running", "over"


@dataclass(frozen=True)
class Shown:
    """An announcement on a page: where it stands and how it looks."""

    row: Announcement
    state: str
    tone: str

    @property
    def products(self) -> list[str]:
        """The names of the products that it is for."""
        return sorted(product.name for product in self.row.products.all())

    @property
    def regions(self) -> list[str]:
        """The names of the regions that it is for."""
        return sorted(region.name for region in self.row.regions.all())


@require_GET
def announcements(request: Request) -> HttpResponse:
    """List what runs now, what was before, and for agents what is planned and drafted."""
    reader = visitor_of(request)
    found = audiences.announcements_for(reader).prefetch_related("products", "regions").order_by("-starts_at", "-pk")
    shown = [_shown(row, request.at) for row in found]
    since = request.at - EARLIER
    parts = {
        "running": [each for each in shown if each.state == RUNNING],
        "planned": [each for each in shown if each.state == PLANNED],
        "drafts": [each for each in shown if each.state == DRAFT],
        "earlier": [each for each in shown if each.state == OVER and each.row.ends_at and each.row.ends_at > since],
    }
    if not is_agent(reader):
        parts |= {"planned": [], "drafts": []}
    writes = isinstance(reader, User) and may_announce(reader)
    return render(request, "portal/announcements.html", {**parts, "may_announce": writes})


@require_GET
def announcement(request: Request, pk: int) -> HttpResponse:
    """Show one; to an agent also what was done to it."""
    reader = visitor_of(request)
    row = audiences.announcements_for(reader).prefetch_related("products", "regions").filter(pk=pk).first()
    if row is None or (not is_agent(reader) and _shown(row, request.at).state == PLANNED):
        raise Http404
    page = {"shown": _shown(row, request.at), "may_announce": False, "events": []}
    if isinstance(reader, User):
        if request.viewed is None:
            services.opened(user=reader, about=f"announcement:{pk}", at=request.at)
        if is_agent(reader):
            page |= {"may_announce": may_announce(reader), "events": services.history_of(row)}
    return render(request, "portal/announcement.html", page)


@require_POST
@login_required
def announcement_dismissal(request: Request, pk: int) -> HttpResponse:
    """Take one off the reader's pages and go home."""
    row = audiences.announcements_for(request.user).published().filter(pk=pk).first()
    if row is None:
        raise Http404
    services.dismiss(announcement=row, user=request.user, at=request.at)
    return redirect("home")


def _shown(row: Announcement, at: datetime) -> Shown:
    if row.starts_at is None:
        state = DRAFT
    elif row.starts_at > at:
        state = PLANNED
    else:
        state = OVER if row.ends_at is not None and row.ends_at <= at else RUNNING
    return Shown(row, state, TONES[row.severity] if state == RUNNING else "neutral")
