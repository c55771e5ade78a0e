"""The on-call page: who is called now, who is next, when nobody is, and the calls made."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.direction import apart
from common.http import Request
from oncall import portfolio, rules, services
from oncall.models import Debt, Page
from oncall.permissions import led
from oncall.views import lanes
from oncall.views.access import agents_only

WEEKS = 4
PAGES = 20
DRILLS_SHOWN = timedelta(hours=24)
"""So long an unanswered fire drill stands among the pages, to be acknowledged there."""


@require_safe
@agents_only
def board(request: Request) -> HttpResponse:
    """Show every desk's rota to any agent, and the newest pages that this one may see; to others it is not there."""
    visible = Page.objects.visible_to(request.user)
    waiting = visible.filter(kind=Page.Kind.DRILL).unacknowledged().filter(paged_at__gt=request.at - DRILLS_SHOWN)
    pages = (visible.real() | waiting).newest_first()
    desks = portfolio.desk_watches(request.at, WEEKS)
    owing = Debt.objects.visible_to(request.user).owing().select_related("organization")
    context = {
        "desks": desks,
        "ahead": lanes.lay_out(desks, request.at, WEEKS, timezone.get_current_timezone()),
        "debt": _debt(list(owing)),
        "pages": list(pages.with_answers().select_related("desk", "agent__user", "acknowledged_by__user")[:PAGES]),
        "weeks": WEEKS,
        "proofs": portfolio.proofs(request.at, settings.DESK_PROVEN_DAYS),
        "proven_days": settings.DESK_PROVEN_DAYS,
        "led": led(request.user),
    }
    return render(request, "oncall/board.html", context)


def _debt(owing: list[Debt]) -> dict[str, object] | None:
    """What the banner says: the hours that are owed, and to whom."""
    if not owing:
        return None
    names = sorted({str(row.organization) for row in owing})
    return {"hours": rules.hours(sum(row.seconds for row in owing)), "first": names[:3], "more": len(names[3:])}


@require_POST
@login_required
def acknowledgement(request: Request, page_id: int) -> HttpResponse:
    """Take a page over, and go back to where it was shown: the board, or what it is about."""
    page = get_object_or_404(Page.objects.visible_to(request.user), pk=page_id)
    services.acknowledge_page(page=page, agent=request.user.agent, at=request.at)
    if page.acknowledged_by != request.user.agent:
        messages.info(request, _("%(agent)s has it already.") % {"agent": apart(page.acknowledged_by)})
    return redirect(page.url if request.POST.get("show") == "subject" else "oncall:board")
