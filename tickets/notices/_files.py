"""What follows the scan of a file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tickets.models import Attachment
from tickets.notices._mail import mail, ticket_of


def infected(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell whoever sent a file that it was infected and is deleted."""
    file = Attachment.objects.select_related("uploader").get(pk=key)
    mail("infected", ticket_of(file.ticket_id), file.uploader, {"file": file.name}, event=f"infected:{key}", at=at)
