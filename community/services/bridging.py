"""What the history of a thread says of the ticket that it became, or that it was made of."""

from datetime import datetime

from accounts.models import User
from community.models import Thread
from community.services.changes import record

BECAME, CAME = "became_ticket", "came_of_ticket"


def note_ticket(*, thread: Thread, code: str, actor: User, at: datetime) -> None:
    """Append to the history, in the caller's transaction: `BECAME` or `CAME`; the search knows which ticket it is."""
    record(code, actor=actor, at=at, thread=thread)
