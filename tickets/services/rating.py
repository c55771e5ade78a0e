"""What the customer says of the service in the end."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from outbox.services import publish
from tickets import permissions, rules
from tickets.models import Rating, Ticket
from tickets.services.changes import lock, record


class UnableToRate(Unable):
    """Codes: `raters_only`, `set_aside`, `unfinished`, `rated_for_good`, `no_score`."""


@transaction.atomic
def rate(*, ticket: Ticket, actor: User, score: int, comment: str, at: datetime) -> Rating:
    """Say how good the service was, 1 to 5; it may be said otherwise for as long as a ticket may be reopened.

    Raises:
        UnableToRate: when the ticket is not finished, or `actor` is neither its requester nor a manager.
    """
    lock(ticket)
    if not permissions.may_rate(actor, ticket):
        raise UnableToRate("raters_only")
    if ticket.is_set_aside:
        raise UnableToRate("set_aside")
    if rules.Status(ticket.status) not in rules.FINISHED:
        raise UnableToRate("unfinished")
    if score not in rules.SCORES:
        raise UnableToRate("no_score")
    before = Rating.objects.filter(ticket=ticket).first()
    if before and at >= before.at + rules.GRACE:
        raise UnableToRate("rated_for_good")
    said = {"by": actor, "score": score, "comment": comment.strip()[:1000], "at": before.at if before else at}
    rating, _made = Rating.objects.update_or_create(ticket=ticket, defaults=said)
    event = record(ticket, actor=actor, code="rated", at=at, data={"score": score})
    publish("ticket.rated", str(ticket.pk), at=at, payload={"event": event.pk, "score": score})
    return rating
