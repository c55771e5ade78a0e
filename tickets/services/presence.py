"""Who has a ticket open: said by the page every few seconds, forgotten when it falls silent."""

from datetime import datetime

from accounts.models import User
from tickets.models import Presence, Ticket


def look(*, ticket: Ticket, user: User, is_writing: bool, at: datetime) -> None:
    """Say that `user` has the ticket open at `at`; it is no change of the ticket, so its history does not tell."""
    Presence.objects.bulk_create(
        [Presence(ticket=ticket, user=user, is_writing=is_writing, seen_at=at)],
        update_conflicts=True,
        unique_fields=["ticket", "user"],
        update_fields=["is_writing", "seen_at"],
    )


def forget_gone(at: datetime) -> int:
    """Remove who has left at `at`; returns how many."""
    return Presence.objects.gone(at).delete()[0]
