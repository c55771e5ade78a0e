"""Questions that are asked again before something is sent."""

from accounts.models import User
from tickets import permissions
from tickets.models import Ticket
from tickets.rules import Role


def may_read(reference: str, email: str) -> bool:
    """Whether the person with that address may read the ticket now; nobody without an active account may."""
    return _reader(reference, email) is not None


def may_read_notes(reference: str, email: str) -> bool:
    """Whether the person with that address may read the internal notes of the ticket now: on the vendor's side only."""
    found = _reader(reference, email)
    return found is not None and permissions.role_of(*found) is Role.AGENT


def _reader(reference: str, email: str) -> tuple[User, Ticket] | None:
    """The person and the ticket, if the one may read the other."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    ticket = Ticket.objects.visible_to(user).filter(reference=reference).first() if user else None
    return (user, ticket) if user and ticket else None
