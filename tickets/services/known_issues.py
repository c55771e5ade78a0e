"""What the history of a ticket says of the thread and the articles that belong to it; these stand in the search."""

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


def note_bridge(*, ticket: Ticket, code: str, title: str, actor: User, at: datetime, **more: int) -> None:
    """Append to the history, in the caller's transaction: `made_of_thread`, `became_article` or `became_thread`.

    What was made of a ticket is for agents to know; where it came from, for everybody who reads it.
    `more` are facts for the next bridge.
    """
    record(ticket, actor=actor, code=code, at=at, data={"title": title, **more}, is_internal=code != "made_of_thread")
