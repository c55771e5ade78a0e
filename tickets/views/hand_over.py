"""Giving a ticket to another desk; the one that is open longest, or opens next, is suggested."""

from datetime import datetime

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from catalog.models import Desk
from common.http import Request
from entitlements import portfolio
from tickets import rules, services
from tickets.forms.life import HandOverForm
from tickets.models import Ticket
from tickets.views import acts
from tickets.views.access import agents_only
from tickets.views.workspace import fetch_to_work

HAND_OVER = acts.Act("agent", _("Hand over to another desk"), _("Hand over"), "world", then="tickets:ticket")


@require_http_methods(["GET", "POST"])
@agents_only
def hand_over(request: Request, reference: str) -> HttpResponse:
    """Give the ticket to another desk, with a note."""
    ticket = fetch_to_work(request, reference)
    desks = {desk.pk: desk for desk in Desk.objects.exclude(pk=ticket.desk_id or 0).select_related("region")}
    form = HandOverForm(request.POST or None, desks=_choices(desks, request.at), initial=acts.edit(ticket))
    return acts.answer(
        request,
        ticket,
        HAND_OVER,
        form,
        lambda data: services.hand_over(
            ticket=ticket,
            actor=request.user,
            desk=desks[data["desk"]],
            note=data["note"],
            at=request.at,
            edit=data["edit"],
        ),
        said=_said(ticket),
    )


def _choices(desks: dict[int, Desk], at: datetime) -> list[tuple[int, str]]:
    """Every other desk with its hours, the suggested one first."""
    calendars = portfolio.calendars_of({desk.region for desk in desks.values()})
    hours = {}
    for pk, desk in desks.items():
        calendar = calendars[desk.region.code]
        is_open = calendar.is_open(at)
        hours[pk] = rules.DeskHours(
            pk,
            open_until=calendar.next_close(at) if is_open else None,
            opens_at=None if is_open else calendar.next_open(at),
        )
    return [
        (pk, f"{desks[pk].name} \N{MIDDLE DOT} {_hours(hours[pk])}") for pk in rules.follow_the_sun([*hours.values()])
    ]


def _hours(hours: rules.DeskHours) -> str:
    if hours.open_until:
        return gettext("open until %(time)s") % {"time": _local(hours.open_until)}
    if hours.opens_at:
        return gettext("opens %(time)s") % {"time": _local(hours.opens_at)}
    return gettext("without hours")


def _local(at: datetime) -> str:
    return date_format(at.astimezone(get_current_timezone()), "D j M, H:i")


def _said(ticket: Ticket) -> str:
    if ticket.desk is None:
        return gettext("No desk has it. The promise stays what it is.")
    return gettext("%(desk)s has it, and still reads it afterwards. The promise stays what it is.") % {
        "desk": ticket.desk.name
    }
