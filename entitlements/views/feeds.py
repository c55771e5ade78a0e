"""A contact's cover as a calendar feed: its private address, and the calendar behind it."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Contact
from common.feeds import answer
from common.http import Request
from common.icalendar import calendar
from entitlements.forms import Question
from entitlements.portfolio import feed_events
from entitlements.services import feed_of, open_feed, revoke_feed
from entitlements.views.asking import asked

REFRESH: Final = timedelta(hours=6)


@never_cache
@login_required
@require_POST
def feed_address(request: Request) -> HttpResponse:
    """Give the reader a feed in place of the one it has, and show its address: this once."""
    contact = _contact(request)
    path = reverse("coverage-feed", kwargs={"token": open_feed(contact=contact, at=request.at)})
    context = {"address": f"{settings.BASE_URL.rstrip('/')}{path}", "organization": contact.organization}
    return render(request, "entitlements/feed.html", context)


@login_required
@require_POST
def feed_revocation(request: Request) -> HttpResponse:
    """Let the reader's feed answer no more."""
    contact = _contact(request)
    if revoke_feed(contact=contact, at=request.at):
        messages.success(request, gettext("The calendar feed is revoked. Its address answers no more."))
    return redirect(f"{reverse('coverage')}?organization={contact.organization.key}")


@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """The calendar behind `token`. Whoever has the address reads it: it says which desk covers when, and no more."""
    found = feed_of(token)
    if found is None:
        return answer(None)
    contact = found.contact
    with translation.override(contact.user.language):
        assessment = asked(Question(contact, contact.organization), request.at)
        name = gettext("Support coverage: %(organization)s") % {"organization": contact.organization.name}
        events = feed_events(assessment, owner=str(found.contact_id), at=request.at)
        text = calendar(name, events, stamped_at=request.at, refresh=REFRESH)
    return answer(text)


def _contact(request: Request) -> Contact:
    """Whom of the reader's contacts the form names.

    Raises:
        Http404: when it is none of them.
    """
    own = Contact.objects.of(request.user).select_related("organization")
    found = next((each for each in own if each.organization.key == request.POST.get("organization")), None)
    if found is None:
        raise Http404
    return found
