"""What the history of a ticket says of the known issue behind it; which one that is stands in the search."""

from datetime import datetime
from typing import Any

from accounts.models import User
from tickets.models import Ticket
from tickets.services.changes import record


def note_known_issue(
    *, ticket: Ticket, code: str, issue: str, actor: User | None, at: datetime, is_internal: bool = True, **data: Any
) -> None:
    """Append to the history, in the caller's transaction: `issue_linked`, `issue_unlinked` or `issue_fixed`."""
    record(ticket, actor=actor, code=code, at=at, data={"issue": issue, **data}, is_internal=is_internal)
