"""Writing, publishing and taking back announcements."""

from secrets import token_urlsafe
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.querysets import is_agent
from catalog.models import Product, Region
from common.http import INVALID, Request, digest, doorkeeper, shell
from common.refusal import Unable
from notifications import services, wording
from notifications.forms import AnnouncementForm, PublicationForm
from notifications.models import Announcement
from notifications.permissions import may_announce
from outbox.services import submit_once


@doorkeeper
def announcers_only(request: Request) -> None:
    """Let those through who announce: to a customer the page does not exist, to another agent it is forbidden."""
    if not is_agent(request.user):
        raise Http404
    if not may_announce(request.user):
        raise PermissionDenied(str(wording.REFUSALS["not_an_announcer"]))


@announcers_only
def announcement_new(request: Request) -> HttpResponse:
    """Write a draft."""
    form = _form(request, None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "announcement_form", form, None)

    def make() -> str:
        made = services.draft_announcement(draft=form.draft(), actor=request.user, at=request.at)
        return reverse("announcement", args=[made.pk])

    owner, token = f"user:{request.user.pk}", form.cleaned_data["token"]
    return redirect(submit_once(owner=owner, token=token, at=request.at, make=make, said=digest(request)))


@announcers_only
def announcement_text(request: Request, pk: int) -> HttpResponse:
    """Change what an announcement says."""
    found = _fetch(request, pk)
    form = _form(request, found)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "announcement_form", form, found)
    services.write_announcement(announcement=found, draft=form.draft(), actor=request.user, at=request.at)
    return redirect("announcement", pk)


@announcers_only
def announcement_publication(request: Request, pk: int) -> HttpResponse:
    """Publish an announcement, or change until when it is published."""
    found = _fetch(request, pk)
    begun = {"starts_at": found.starts_at, "ends_at": found.ends_at}
    form = PublicationForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "announcement_publication", form, found)
    try:
        services.announce(announcement=found, actor=request.user, at=request.at, **form.cleaned_data)
    except Unable as refusal:
        form.add_error(None, wording.REFUSALS[refusal.code])
        return _page(request, "announcement_publication", form, found)
    messages.success(request, _("The announcement is published."))
    return redirect("announcement", pk)


@announcers_only
def announcement_withdrawal(request: Request, pk: int) -> HttpResponse:
    """Take an announcement back; a GET asks first."""
    found = _fetch(request, pk)
    if request.method != "POST":
        return _page(request, "announcement_withdrawal", None, found)
    try:
        services.take_back(announcement=found, actor=request.user, at=request.at)
    except Unable as refusal:
        messages.warning(request, wording.REFUSALS[refusal.code])
    return redirect("announcement", pk)


def _fetch(request: Request, pk: int) -> Announcement:
    """The announcement; whoever comes here is an agent, to whom all are visible."""
    found = Announcement.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _form(request: Request, announcement: Announcement | None) -> AnnouncementForm:
    products, regions = Product.objects.order_by("name"), Region.objects.order_by("name")
    data = request.POST if request.method == "POST" else None
    initial = _initial(announcement) if announcement else {"token": token_urlsafe(16)}
    return AnnouncementForm(data, products=products, regions=regions, initial=initial)


def _initial(announcement: Announcement) -> dict[str, Any]:
    names = ("title", "severity", "body", "is_mailed", "is_public")
    return {
        **{name: getattr(announcement, name) for name in names},
        "products": [row.pk for row in announcement.products.all()],
        "regions": [row.pk for row in announcement.regions.all()],
    }


def _page(request: Request, name: str, form: Any, announcement: Announcement | None) -> HttpResponse:
    status = INVALID if form is not None and form.errors else 200
    context = {"form": form, "announcement": announcement, "shell": shell(request, "agent")}
    return render(request, f"notifications/{name}.html", context, status=status)
