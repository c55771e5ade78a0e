"""Hearing no more of a ticket, and hearing of it again."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from common.http import Request, shell
from notifications import services
from notifications.models import Mute
from tickets import permissions
from tickets.rules import Role
from tickets.views.workspace import fetch


@login_required
def muting(request: Request, reference: str) -> HttpResponse:
    """Ask whether the reader wants to hear no more of the ticket, or of it again; "state" says which."""
    ticket = fetch(request, reference)
    about = f"ticket:{reference}"
    if request.method == "POST":
        if request.POST.get("state") == "off":
            services.unmute(user=request.user, about=about)
        else:
            services.mute(user=request.user, about=about, at=request.at)
        return redirect("tickets:ticket", reference)
    side = "agent" if permissions.role_of(request.user, ticket) is Role.AGENT else "customer"
    is_muted = Mute.objects.visible_to(request.user).filter(about=about).exists()
    page = {"ticket": ticket, "is_muted": is_muted, "shell": shell(request, side)}
    return render(request, "tickets/muting.html", page)
