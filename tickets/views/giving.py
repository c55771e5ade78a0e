"""Why a ticket was given to somebody, or to nobody, in words; and the way back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import Agent
from common.http import Request
from tickets import services
from tickets.rules import Nobody
from tickets.views.access import agents_only

NOBODY: dict[str, Promise] = {
    Nobody.NO_AGENTS: _("the desk has no agents"),
    Nobody.NOBODY_SKILLED: _("nobody at the desk is skilled in the product"),
    Nobody.NOBODY_AT_WORK: _("nobody who knows the product is at work; it is given when somebody comes"),
    Nobody.ALL_FULL: _("everybody at work has as many tickets as they take"),
}


def because(facts: Mapping[str, Any]) -> str:
    """Say why: "at work, skilled in Meridian Server, 3 of 20"; of nobody, what everybody lacked."""
    if "why" in facts:
        return str(NOBODY.get(facts["why"], facts["why"]))
    skilled, count, capacity = facts.get("skilled"), facts.get("open", 0), facts.get("capacity")
    words = [gettext("at work")]
    if skilled:
        words.append(gettext("skilled in %(product)s") % {"product": skilled})
    if capacity is None:
        words.append(ngettext("%(count)s open ticket", "%(count)s open tickets", count) % {"count": count})
    else:
        words.append(gettext("%(count)s of %(capacity)s") % {"count": count, "capacity": capacity})
    return ", ".join(words)


@require_POST
@agents_only
def returns(request: Request, pk: int) -> HttpResponse:
    """Give the untouched tickets of an agent, oneself or of a desk that one leads, back to their desks."""
    agent = get_object_or_404(Agent.objects.visible_to(request.user).select_related("user"), pk=pk)
    count = services.give_back(agent=agent, actor=request.user, at=request.at)
    said = ngettext("%(count)s ticket went back to its desk.", "%(count)s tickets went back to their desks.", count)
    messages.success(request, said % {"count": count})
    return redirect("people:work", pk=agent.pk)
