"""Questions that are asked again before something is sent."""

from accounts.models import User
from tickets.models import Ticket


def may_read(reference: str, email: str) -> bool:
    """Whether the person with that address may read the ticket now; nobody without an active account may."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    return user is not None and Ticket.objects.visible_to(user).filter(reference=reference).exists()
