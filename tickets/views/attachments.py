"""Files of tickets: asked for again on every request, and only pictures of our own drawing are shown."""

from typing import NoReturn

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.http import Request
from common.sending import guard, send
from tickets.models import Attachment, Ticket
from uploads.services import KINDS, own_picture

REMOVED = _("This file was deleted.")
NOT_GIVEN_OUT: dict[str, Promise] = {
    Attachment.Scan.WAITING: _("This file waits for the virus scan. Nobody gets it before; try again in a minute."),
    Attachment.Scan.INFECTED: _("The virus scan found something in this file. It was deleted."),
}


@require_safe
@login_required
def attachment(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Send a file of a ticket that the reader may see, to be saved and not to be opened here.

    Raises:
        Http404: unknown and invisible alike.
        PermissionDenied: while it waits for the scan, when it is infected, and once it is deleted.
    """
    visible = Attachment.objects.visible_to(request.user, Ticket.objects.all())
    shown_at = Q(ticket__reference=reference) | Q(ticket__merged_into__reference=reference)
    found = visible.filter(shown_at, pk=number).first()
    if found is None:
        raise Http404
    if found.removed_at or found.scan != Attachment.Scan.CLEAN:
        _refuse(found)
    return send(request, str(found.file.name), name=found.name, content_type=found.content_type)


@require_safe
@login_required
def picture(request: Request, token: str) -> HttpResponseBase:
    """Show a picture of a text: an attachment that the reader may see, or an own upload before it is sent.

    Raises:
        Http404: unknown, invisible, not scanned, deleted and no picture, all alike.
    """
    visible = Attachment.objects.visible_to(request.user, Ticket.objects.all()).given_out()
    found = visible.filter(token=token, content_type__in=KINDS, expires_at=None).first()
    if found is not None:
        return send(request, str(found.file.name), name=found.name, content_type=found.content_type, inline=True)
    return _own(request, token)


def _own(request: Request, token: str) -> HttpResponseBase:
    drawn = own_picture(owner=request.user, token=token, purpose="attachment")
    if drawn is None:
        raise Http404
    picture, content_type = drawn
    return guard(HttpResponse(picture.read(), content_type=content_type))


def _refuse(found: Attachment) -> NoReturn:
    words = REMOVED if found.scan == Attachment.Scan.CLEAN else NOT_GIVEN_OUT[found.scan]
    raise PermissionDenied(str(words))
