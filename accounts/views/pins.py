"""The phone PIN on a person's own page."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import services
from accounts.models import Contact, User
from common.http import Request


@never_cache
@login_required
@require_POST
def pin(request: Request, pk: int) -> HttpResponse:
    """Make a new PIN for oneself as a contact, and show it this once."""
    contact = get_object_or_404(Contact.objects.of(request.user).select_related("organization", "user"), pk=pk)
    made = services.make_pin(contact=contact, actor=request.user, at=request.at)
    return render(request, "accounts/pin.html", {"contact": contact, "pin": made})


def pins_of(user: User) -> list[tuple[Contact, datetime | None]]:
    """The reader as a contact of each organization, with when its PIN was made; None without one."""
    contacts = Contact.objects.of(user).select_related("organization", "pin").order_by("organization__name")
    return [(contact, contact.pin.made_at if hasattr(contact, "pin") else None) for contact in contacts]
