"""Bare pages: a list of 25 rows, a ticket, and a page of its messages, for whoever is logged in, and nothing else."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from community.models import Post
from tickets.models import Reply, Ticket


@login_required
def tickets(request: HttpRequest) -> HttpResponse:
    """The 25 newest tickets: three statements with those for the session and the reader."""
    rows = Ticket.objects.select_related("organization").order_by("-pk")[:25]
    return render(request, "bare/tickets.html", {"tickets": rows})


@login_required
def ticket(request: HttpRequest, reference: str) -> HttpResponse:
    """One ticket with its replies."""
    found = get_object_or_404(Ticket, reference=reference)
    replies = Reply.objects.filter(ticket=found).select_related("author").order_by("pk")
    return render(request, "bare/ticket.html", {"ticket": found, "replies": replies})


@login_required
def replies(request: HttpRequest, reference: str) -> HttpResponse:
    """The messages of one ticket in one statement."""
    rows = Reply.objects.filter(ticket__reference=reference).select_related("author").order_by("pk")
    return render(request, "bare/rows.html", {"rows": rows})


@login_required
def posts(request: HttpRequest, pk: int) -> HttpResponse:
    """The posts of one thread in one statement."""
    rows = Post.objects.filter(thread=pk).select_related("author").order_by("pk")
    return render(request, "bare/rows.html", {"rows": rows})


urlpatterns = [
    path("tickets/", tickets),
    path("tickets/<slug:reference>/", ticket),
    path("tickets/<slug:reference>/replies/", replies),
    path("threads/<int:pk>/", posts),
]
