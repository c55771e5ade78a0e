"""Hearing no more of a ticket, and hearing of it again."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from common.http import Request, shell
from notifications import services
from notifications.models import Mute
from tickets.views.access import side_of
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
    is_muted = Mute.objects.visible_to(request.user).filter(about=about).exists()
    page = {"ticket": ticket, "is_muted": is_muted, "shell": shell(request, side_of(request, ticket))}
    return render(request, "tickets/muting.html", page)
