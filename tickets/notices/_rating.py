"""Who is told that a customer was not content."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from tickets import rules
from tickets.models import Rating
from tickets.notices._mail import mail, ticket_of


def rated(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Tell those who lead the ticket's desk of a low rating."""
    if payload["score"] > rules.LOW:
        return
    ticket, said = ticket_of(key), Rating.objects.select_related("by").get(ticket=int(key))
    facts = {"score": said.score, "comment": said.comment, "by": said.by.name}
    led = User.objects.filter(agent__memberships__desk=ticket.desk, agent__memberships__is_lead=True, is_active=True)
    for lead in led.distinct() if ticket.desk else []:
        mail("rated", ticket, lead, facts, event=f"rated:{payload['event']}", at=at)
