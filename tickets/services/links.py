"""Tickets of one customer that belong together: related ones, and one that is a part of another."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from common.refusal import Unable
from tickets import rules
from tickets.models import Link, Ticket
from tickets.services.changes import record
from tickets.services.together import lock_both, require_agent, require_one_customer

BY_HAND = (Link.Kind.RELATED, Link.Kind.PARENT)
"""The kinds that an agent makes and removes; the others say what happened."""


class UnableToLink(Unable):
    """Codes: `itself`, `other_customer`, `agents_only`, `forbidden`, `linked_already`, `makes_a_circle`.

    `part_of_another` names the ticket that it is a part of. `not_by_hand`: the link says what happened.
    """


@transaction.atomic
def link(*, earlier: Ticket, later: Ticket, kind: str, actor: User, at: datetime) -> Link:
    """Say that two tickets are related, or that `later` is a part of `earlier`.

    Raises:
        UnableToLink: when they may not belong together, or do already.
    """
    lock_both(earlier, later)
    require_agent(actor, (earlier, later), UnableToLink)
    require_one_customer(earlier, later, UnableToLink)
    if kind not in BY_HAND:
        raise UnableToLink("not_by_hand")
    _check(earlier, later, kind)
    made = Link.objects.create(earlier=earlier, later=later, kind=kind, by=actor, at=at)
    _record(made, "linked", actor, at)
    return made


@transaction.atomic
def unlink(*, made: Link, actor: User, at: datetime) -> None:
    """Take back that two tickets belong together.

    Raises:
        UnableToLink: for a link that says what happened, or an actor who does not work both tickets.
    """
    require_agent(actor, (made.earlier, made.later), UnableToLink)
    if made.kind not in BY_HAND:
        raise UnableToLink("not_by_hand")
    removed, _ = Link.objects.filter(pk=made.pk).delete()
    if removed:
        _record(made, "unlinked", actor, at)


def made_by_hand(ticket: Ticket) -> QuerySet[Link]:
    """The links of the ticket that can be removed."""
    return Link.objects.filter(Q(earlier=ticket) | Q(later=ticket), kind__in=BY_HAND)


def open_parts(ticket: Ticket) -> list[Ticket]:
    """The parts of a ticket that are not finished, oldest first."""
    parts = Ticket.objects.unfinished().filter(links_to_earlier__earlier=ticket, links_to_earlier__kind="parent")
    return list(parts.order_by("id"))


def require_finished_parts(ticket: Ticket, refusal: type[Unable]) -> None:
    """Refuse with `open_parts`, and their references, to end a ticket whose parts are still open."""
    if parts := open_parts(ticket):
        raise refusal("open_parts", tuple(part.reference for part in parts))


def _check(earlier: Ticket, later: Ticket, kind: str) -> None:
    pair = Q(earlier=earlier, later=later) | Q(earlier=later, later=earlier)
    if Link.objects.filter(pair, kind=kind).exists():
        raise UnableToLink("linked_already")
    if kind != Link.Kind.PARENT:
        return
    parents = Link.objects.filter(kind=Link.Kind.PARENT)
    if above := parents.filter(later=later).values_list("earlier__reference", flat=True).first():
        raise UnableToLink("part_of_another", (above,))
    same = {"later__organization": later.organization_id} if later.organization_id else {"later__organization": None}
    if rules.makes_a_circle(dict(parents.filter(**same).values_list("later", "earlier")), later.pk, earlier.pk):
        raise UnableToLink("makes_a_circle")


def _record(made: Link, code: str, actor: User, at: datetime) -> None:
    """Both tickets say it, to agents only: a customer may not read the other one."""
    for ticket, other in ((made.earlier, made.later), (made.later, made.earlier)):
        data = {"ticket": other.reference, "link": made.kind, "is_earlier": ticket is made.earlier}
        record(ticket, actor=actor, code=code, at=at, data=data, is_internal=True)
