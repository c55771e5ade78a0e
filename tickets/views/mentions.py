"""Whom the writer of a message may mention: what the composer offers after an @."""

from collections import Counter

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse

from common.http import Request
from tickets import services
from tickets.views.workspace import fetch

MOST = 500
"""So many people are offered; the others are mentioned by their address."""


@login_required
def mentionable(request: Request, reference: str) -> JsonResponse:
    """Answer the people whom the reader may mention on the ticket, each with the shortest handle that names one."""
    ticket = fetch(request, reference)
    people = list(services.mentionable(ticket, request.user).exclude(pk=request.user.pk).order_by("name")[:MOST])
    shared = Counter(person.email.partition("@")[0] for person in people)
    offered = []
    for person in people:
        short = person.email.partition("@")[0]
        offered.append({"handle": short if shared[short] == 1 else person.email, "name": person.name})
    return JsonResponse({"people": offered})
