"""Coverage debt: which hours were sold with nobody on call, and where an override would end it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import cells
from common.http import Request
from oncall import portfolio, rules
from oncall.models import Debt
from oncall.permissions import led
from oncall.views.access import agents_only

HOLES = 8
EVENTS = 10


@require_safe
@agents_only
def debt(request: Request) -> HttpResponse:
    """Show what is owed by customer and desk, the stretches that hold it, and what made it; to agents."""
    every, shown = _asked(request)
    decided = led(request.user)
    desks = portfolio.holes(shown, request.at)
    context = {
        "debts": [(row, rules.hours(row.sold_seconds), rules.hours(row.seconds), *_ends(row)) for row in shown],
        "customers": len({row.organization_id for row in shown}),
        "hours": rules.hours(sum(row.seconds for row in shown)),
        "choices": sorted({(row.desk.code, str(row.desk)) for row in every if row.desk}),
        "chosen": request.GET.get("desk", ""),
        "query": request.GET.urlencode(),
        "desks": [_desk(each, decided) for each in desks],
        "events": [(each, rules.hours(each.data.get("seconds", 0))) for each in portfolio.debt_events(EVENTS)],
        "made_at": max((row.made_at for row in every), default=None),
        "has_sold": bool(every) or Debt.objects.visible_to(request.user).exists(),
    }
    return render(request, "oncall/debt.html", context)


@require_safe
@agents_only
def debt_csv(request: Request) -> StreamingHttpResponse:
    """What the page shows with the same choice of a desk, as CSV with the times of the reader's zone."""
    shown = _asked(request)[1]
    rows = list(_table(shown, request.user.zone))
    answer = StreamingHttpResponse(cells.lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="coverage-debt-{request.at:%Y-%m-%d}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _asked(request: Request) -> tuple[list[Debt], list[Debt]]:
    """All that is owed, and what of it the choice of a desk leaves."""
    rows = Debt.objects.visible_to(request.user).owing().select_related("organization", "region", "desk")
    every, chosen = list(rows), request.GET.get("desk", "")
    return every, [row for row in every if not chosen or (row.desk and row.desk.code == chosen)]


def _ends(row: Debt) -> tuple[Any, Any]:
    """When the first hours of a debt begin and the last ones end."""
    spans = portfolio.spans_of(row)
    return spans[0].starts_at, spans[-1].ends_at


def _desk(found: portfolio.DeskHoles, decided: set[int]) -> dict[str, Any]:
    may_decide = found.desk.pk in decided
    return {
        "desk": found.desk,
        "rotation": found.rotation,
        "holes": [(hole, rules.hours(hole.seconds)) for hole in found.holes[:HOLES]],
        "more": max(0, len(found.holes) - HOLES),
        "may_decide": may_decide and found.rotation is not None,
    }


def _table(shown: Iterable[Debt], zone: tzinfo) -> Iterator[Sequence[object]]:
    yield _("Customer"), _("Desk"), _("Hours sold"), _("Hours with nobody on call"), _("From"), _("Until")
    for row in shown:
        hours = rules.hours(row.sold_seconds), rules.hours(row.seconds)
        ends = (at.astimezone(zone).isoformat(timespec="minutes") for at in _ends(row))
        yield row.organization, row.desk or row.region, *hours, *ends
