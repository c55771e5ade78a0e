"""Files: on their way in, in a ticket, and as pictures of a text."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from accounts.models import User
from tests.pages.objects import liams_ticket
from tests.pages.registry import FORBIDDEN, LOGIN, TO_KNOWN, Address, Reader, of_the_desk
from tests.world import AT
from tickets import services
from tickets.models import Attachment, Ticket
from uploads.models import Upload
from uploads.services import begin


def liams_file() -> dict[str, Any]:
    """A picture in the ticket of the list."""
    found = _picture()
    return {"reference": found.ticket.reference, "number": found.pk}


def liams_picture() -> dict[str, Any]:
    """The same picture, as texts show it."""
    return {"token": _picture().token}


def liams_upload() -> dict[str, Any]:
    """A file that Liam has begun to send."""
    liam = User.objects.get(email=Reader.OWNER)
    found = Upload.objects.filter(owner=liam).first()
    return {"token": (found or begin(owner=liam, purpose="attachment", name="app.log", size=4, at=AT)).token}


def _picture() -> Attachment:
    ticket = Ticket.objects.get(**liams_ticket())
    found = ticket.attachments.filter(note=None).first()
    if found is None:
        out = BytesIO()
        Image.new("RGB", (4, 4), "red").save(out, format="PNG")
        file = ContentFile(out.getvalue(), "screenshot.png")
        reply = services.reply(ticket=ticket, author=ticket.requester, body="", files=[file], at=AT)
        found = reply.attachments.get()
    return found


OWNERS_ONLY = {**dict.fromkeys(Reader, 404), Reader.OWNER: 200, Reader.ANONYMOUS: LOGIN}
"""An upload is its owner's alone."""
PAGES: tuple[Address, ...] = (
    Address(
        "tickets:attachment",
        of_the_desk(200, customers=200),
        statements=4,
        arguments=liams_file,
        looked_at=False,
    ),
    Address(
        "tickets:picture",
        of_the_desk(200, customers=200),
        statements=4,
        arguments=liams_picture,
        looked_at=False,
    ),
    Address(
        "tickets:bundle",
        {**of_the_desk(200, customers=200), Reader.VIEWER: FORBIDDEN},
        statements=8,
        arguments=liams_ticket,
    ),
    Address(
        "uploads:uploads",
        {**TO_KNOWN, **dict.fromkeys((reader for reader in Reader if reader), 412)},
        statements=2,
        method="POST",
        looked_at=False,
    ),
    Address(
        "uploads:allowance",
        {**dict.fromkeys(Reader, 204), Reader.ANONYMOUS: FORBIDDEN},
        statements=2,
        looked_at=False,
    ),
    Address("uploads:upload", OWNERS_ONLY, statements=3, arguments=liams_upload, looked_at=False),
)
