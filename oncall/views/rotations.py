"""A rotation: who is on call in the weeks ahead, the gaps, and what leads decide about it."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.http import INVALID, Request, shell
from common.instants import read
from oncall import notices, portfolio, services
from oncall.forms import StretchForm
from oncall.models import Override, RotaFeed, Rotation
from oncall.permissions import decides
from oncall.views.weeks import grid

WEEKS: Final = 6
EVENTS: Final = 20


@require_safe
@login_required
def rotation(request: Request, pk: int) -> HttpResponse:
    """Show the next weeks as a grid and a list, the gaps of a year, the overrides ahead and what was done."""
    found = fetch(request, pk)
    watches = portfolio.rota(found, request.at, WEEKS)
    events = found.events.select_related("actor").order_by("-id")[:EVENTS]
    context = {
        "rotation": found,
        "weeks": WEEKS,
        "grid": grid(watches, request.at, WEEKS, found.desk.region.tz),
        "watches": watches,
        "gaps": [watch for watch in portfolio.rota(found, request.at, portfolio.FAR) if watch.is_gap],
        "overrides": [each for each in found.overrides.all() if each.ends_at > request.at],
        "events": [(event, notices.ACTS[event.code]) for event in events],
        "may_decide": decides(request.user, found),
        "feed": RotaFeed.objects.visible_to(request.user).open().filter(rotation=found).first(),
    }
    return render(request, "oncall/rotation.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def override_new(request: Request, pk: int) -> HttpResponse:
    """Put an agent on call; leads of the desk and duty managers only."""
    found = fetch(request, pk)
    if not decides(request.user, found):
        raise PermissionDenied
    starts_at = asked_instant(request, "starts_at") or request.at
    initial = {"starts_at": starts_at, "ends_at": asked_instant(request, "ends_at") or starts_at + timedelta(days=1)}
    form = StretchForm(request.POST or None, agents=portfolio.colleagues(found), initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            services.set_override(
                rotation=found,
                agent=facts["agent"],
                starts_at=facts["starts_at"],
                ends_at=facts["ends_at"],
                reason=facts["note"],
                actor=request.user.agent,
                at=request.at,
            )
        except services.UnableToOverride as unable:
            form.add_error(None, notices.refusal(unable))
        else:
            messages.success(request, _("The override is set. Whom it concerns is told by mail."))
            return redirect("oncall:rotation", pk=found.pk)
    title = _("Put somebody on call")
    return stretch_page(request, found, form, title=title, button=_("Put on call"))


@require_POST
@login_required
def override_end(request: Request, pk: int) -> HttpResponse:
    """Take an override back."""
    visible = Override.objects.visible_to(request.user).select_related("agent__user", "rotation__desk")
    override = get_object_or_404(visible, pk=pk)
    if not decides(request.user, override.rotation):
        raise PermissionDenied
    try:
        services.end_override(override=override, actor=request.user.agent, at=request.at)
    except services.UnableToOverride as unable:
        messages.info(request, notices.refusal(unable))
    return redirect("oncall:rotation", pk=override.rotation_id)


def fetch(request: Request, pk: int) -> Rotation:
    """The rotation with all that says who is on call, through the door."""
    return get_object_or_404(portfolio.in_full(Rotation.objects.visible_to(request.user), request.at), pk=pk)


def asked_instant(request: Request, name: str) -> datetime | None:
    """An instant that a link names, to begin a form with; None when it names none, or one that no form takes."""
    try:
        return read(request.GET.get(name, ""), get_current_timezone())
    except ValueError:
        return None


def stretch_page(request: Request, found: Rotation, form: StretchForm, **words: Any) -> HttpResponse:
    """The form of an override or a swap; 422 when it was refused."""
    context = {"rotation": found, "form": form, "shell": shell(request, "agent"), **words}
    return render(request, "oncall/stretch.html", context, status=INVALID if form.errors else None)
