"""The trash of the agents: what was set aside as spam or by mistake, and the way back."""

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from common.http import Request
from tickets import services
from tickets.forms.life import ActForm, TrashForm
from tickets.models import SettingAside, Ticket
from tickets.views import acts
from tickets.views.access import agents_only
from tickets.views.queue_page import ROWS, name_of, place_of
from tickets.views.workspace import fetch_to_work

SET_ASIDE = acts.Act("agent", _("Put into the trash"), _("Put into the trash"), "trash", tone="danger")
RESTORE = acts.Act("agent", _("Restore the ticket"), _("Restore"), "arrow-back-up")


@agents_only
def trash(request: Request) -> HttpResponse:
    """List what was set aside of the tickets that the reader may see, the first filed first."""
    seen = Ticket.objects.visible_to(request.user).set_aside().filter(settings_aside__restored_at=None)
    named = seen.annotate(
        put_by=F("settings_aside__by__name"), why=F("settings_aside__reason"), put_at=F("settings_aside__at")
    )
    place = place_of(request.GET.get("after", ""))
    behind = (named.after(place) if place else named).select_related("organization", "requester").by_next_promise()
    found = list(behind[: ROWS + 1])
    context = {
        "tickets": found[:ROWS],
        "next": name_of(found[ROWS - 1]) if len(found) > ROWS else "",
        "reasons": dict(SettingAside.Reason.choices),
    }
    return render(request, "tickets/trash.html", context)


@require_http_methods(["GET", "POST"])
@agents_only
def setting_aside(request: Request, reference: str) -> HttpResponse:
    """Put a ticket into the trash."""
    ticket = fetch_to_work(request, reference)
    form = TrashForm(request.POST or None, initial=acts.edit(ticket))
    return acts.answer(
        request,
        ticket,
        SET_ASIDE,
        form,
        lambda data: services.set_aside(ticket=ticket, actor=request.user, at=request.at, **data),
        said=gettext("No list shows it then, and its clocks stand still. Its customer reads why. It can be restored."),
    )


@require_http_methods(["GET", "POST"])
@agents_only
def restoration(request: Request, reference: str) -> HttpResponse:
    """Take a ticket out of the trash."""
    ticket = fetch_to_work(request, reference)
    form = ActForm(request.POST or None, initial=acts.edit(ticket))
    return acts.answer(
        request,
        ticket,
        RESTORE,
        form,
        lambda data: services.restore(ticket=ticket, actor=request.user, at=request.at, **data),
        said=gettext("It comes back to the queue, and its clocks go on."),
    )
