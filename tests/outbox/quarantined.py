"""A portal that was restored at `AT` from a backup, and mails that it owes."""

from datetime import timedelta

import pytest

from outbox import services as outbox
from outbox.models import OutboundMessage, Quarantine
from tests.world import AT

HOUR = timedelta(hours=1)
BACKUP = AT - HOUR
"""When the backup was taken that the portal was restored from at `AT`."""


@pytest.fixture
def isolated() -> Quarantine:
    return outbox.isolate(known_until=BACKUP, at=AT)


def owe(key: str, *, written: timedelta, due: timedelta | None = None) -> None:
    """Owe a mail that was written so long before the backup, or after it, and is due then or later."""
    outbox.mail(
        name="notifications/mail/announcement",
        recipient=f"{key}@abc.example",
        payload={},
        dedupe_key=key,
        at=BACKUP + written,
        due_at=BACKUP + (written if due is None else due),
    )


def states() -> dict[str, str]:
    """What has become of each mail that a test owes."""
    found = OutboundMessage.objects.filter(recipient__endswith="@abc.example", name="notifications/mail/announcement")
    return {row.dedupe_key: "held" if row.dropped_at else "sent" if row.sent_at else "owed" for row in found}
