"""Files of tickets: asked for again on every request, and never shown by the portal itself."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from common.http import Request
from tickets.models import Attachment, Ticket

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_safe
@login_required
def attachment(request: Request, reference: str, number: int) -> FileResponse:
    """Send a file of a ticket that the reader may see, to be saved and not to be opened here.

    Raises:
        Http404: unknown and invisible alike.
    """
    visible = Attachment.objects.visible_to(request.user, Ticket.objects.all())
    shown_at = Q(ticket__reference=reference) | Q(ticket__merged_into__reference=reference)
    found = visible.filter(shown_at, pk=number).first()
    if found is None:
        raise Http404
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type
    )
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
