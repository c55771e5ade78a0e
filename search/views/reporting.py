"""The report of answers, for agents: which articles and threads spare tickets, and what is looked for in vain."""

from collections.abc import Iterator
from datetime import timedelta, tzinfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.querysets import is_agent
from common import cells
from common.http import Request
from search.portfolio import keys_of
from search.services import Measured, measured

PERIODS = (7, 30, 90, 365)
USUAL = 30


@login_required
def answers(request: Request) -> HttpResponse:
    """Show agents what became of the forms of the last days, and the searches that found nothing."""
    days = _days(request)
    found = _measured(request, days)
    share = round(100 * found.spared / found.opened) if found.opened else None
    context = {"found": found, "days": days, "periods": PERIODS, "share": share}
    return render(request, "search/answers.html", context)


@login_required
def export(request: Request) -> StreamingHttpResponse:
    """What the report shows for the same days, as CSV."""
    found = _measured(request, _days(request))
    answer = StreamingHttpResponse(
        cells.lines(list(_table(found, request.user.zone))), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="answers-{request.at:%Y-%m-%d}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _measured(request: Request, days: int) -> Measured:
    if not is_agent(request.user):
        raise Http404
    keys = keys_of(request.user, request.at)
    return measured(since=request.at - timedelta(days=days), at=request.at, keys=keys)


def _days(request: Request) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(each) for each in PERIODS} else USUAL


def _table(found: Measured, zone: tzinfo) -> Iterator[tuple[object, ...]]:
    """Both tables below each other, each with its head."""
    yield (_("Answer"), _("Kind"), _("Shown"), _("Opened"), _("Tickets spared"), _("Filed all the same"), _("Address"))
    for each in found.answers:
        yield (each.title, each.kind, each.shown, each.opened, each.spared, each.filed, each.url)
    yield ()
    yield (_("Looked for in vain"), _("Times"), _("People"), _("Last (%(zone)s)") % {"zone": zone})
    for gap in found.gaps:
        yield (gap.words, gap.times, gap.people, f"{gap.at.astimezone(zone):%Y-%m-%d %H:%M}")
