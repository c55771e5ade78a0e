"""Who follows a ticket besides its requester and its assignee: added by hand, or mentioned in a text."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.querysets import READS_ALL
from common import markup
from common.refusal import Unable
from outbox.services import publish
from tickets import permissions
from tickets.models import Ticket, TicketEvent, Watcher
from tickets.rules import MAX_MENTIONS, Role
from tickets.services.changes import lock, record, role_of, touch


class UnableToWatch(Unable):
    """Codes: `forbidden`, `not_of_yours`."""


def colleagues(ticket: Ticket) -> QuerySet[User]:
    """The vendor's agents who may log in, without those who stand on the customer's side of the ticket."""
    return _of_vendor(ticket).filter(is_active=True)


def addable(ticket: Ticket, actor: User) -> QuerySet[User]:
    """Whom `actor` may let follow the ticket: an agent colleagues, a contact people of its own organization."""
    if permissions.role_of(actor, ticket) is Role.AGENT:
        return colleagues(ticket)
    own = _customers(ticket)
    return own.exclude(pk=ticket.requester_id) if own.filter(pk=actor.pk).exists() else own.none()


def removable(ticket: Ticket, actor: User) -> QuerySet[Watcher]:
    """Whom `actor` may take off: an agent everybody, a customer everybody but the vendor's people."""
    if permissions.role_of(actor, ticket) is Role.AGENT:
        return ticket.watchers.all()
    return ticket.watchers.exclude(user__in=_of_vendor(ticket).values("pk"))


@transaction.atomic
def watch(*, ticket: Ticket, person: User, actor: User, at: datetime) -> None:
    """Let `person` follow and read the ticket, and be told of it by mail; who follows it already goes on.

    Raises:
        UnableToWatch: when `actor` may not add that person; anybody who reads the ticket may add itself.
    """
    lock(ticket)
    if person != actor:
        role_of(actor, ticket, UnableToWatch)
    if not addable(ticket, actor).filter(pk=person.pk).exists():
        raise UnableToWatch("not_of_yours")
    if _follow(ticket, [person], by=actor, why=Watcher.Why.ADDED, at=at):
        event = _remember(ticket, "watcher_added", person, actor, at)
        if person != actor:
            publish("ticket.watched", str(event.pk), at=at, payload={"person": person.pk})


@transaction.atomic
def unwatch(*, ticket: Ticket, person: User, actor: User, at: datetime) -> None:
    """Let `person` follow the ticket no longer; nothing happens when it does not.

    Raises:
        UnableToWatch: when `actor` may not take that person off; everybody may take itself off.
    """
    lock(ticket)
    if person != actor:
        role_of(actor, ticket, UnableToWatch)
    row = removable(ticket, actor).filter(user=person).first()
    if row is None:
        if ticket.watchers.filter(user=person).exists():
            raise UnableToWatch("not_of_yours")
        return
    row.delete()
    _remember(ticket, "watcher_removed", person, actor, at)


def mentionable(ticket: Ticket, author: User) -> QuerySet[User]:
    """Whom `author` may mention.

    An agent may mention its colleagues. A customer finds nobody of the vendor by guessing: the agents who replied on
    the ticket, and the people of its organization who may read it.
    """
    if permissions.role_of(author, ticket) is Role.AGENT:
        return colleagues(ticket)
    replied = ticket.replies.filter(is_from_vendor=True).values("author")
    of_organization = _customers(ticket)
    if not of_organization.filter(pk=author.pk).exists():
        return User.objects.filter(is_active=True, pk__in=replied)
    reads = Q(
        contacts__left_at=None,
        contacts__organization=ticket.organization_id,
        contacts__roles__role__in=READS_ALL,
    ) | Q(pk__in=of_organization.filter(Q(pk=ticket.requester_id) | Q(watched__ticket=ticket)).values("pk"))
    return User.objects.filter(Q(pk__in=replied) | reads, is_active=True).distinct()


def named_in(body: str, ticket: Ticket, author: User) -> Mapping[str, User]:
    """The people whom `author` mentions in `body`, by handle: what stands before the @ of their address, or all of it.

    A short handle that two people share names nobody.
    """
    handles = markup.handles(body)[:MAX_MENTIONS]
    if not handles:
        return {}
    wanted = Q(pk__in=())
    for handle in handles:
        wanted |= Q(email=handle) if "@" in handle else Q(email__startswith=f"{handle}@")
    people = list(mentionable(ticket, author).filter(wanted))
    named: dict[str, User] = {}
    for handle in handles:
        found = [each for each in people if handle in (each.email, each.email.partition("@")[0])]
        if len(found) == 1:
            named[handle] = found[0]
    return named


def mention(*, ticket: Ticket, people: Iterable[User], author: User, at: datetime) -> list[int]:
    """Let those follow the ticket who are mentioned, in the caller's transaction; the ids of those to tell."""
    others = {person.pk: person for person in people if person != author}
    _follow(ticket, others.values(), by=author, why=Watcher.Why.MENTIONED, at=at)
    return sorted(others)


def _follow(ticket: Ticket, people: Iterable[User], *, by: User, why: Watcher.Why, at: datetime) -> bool:
    """Store who follows; whether anybody is new."""
    asked = {person.pk for person in people} - {ticket.requester_id}
    new = asked - set(ticket.watchers.filter(user__in=asked).values_list("user", flat=True)) if asked else asked
    Watcher.objects.bulk_create([Watcher(ticket=ticket, user_id=key, why=why, by=by, at=at) for key in sorted(new)])
    return bool(new)


def _remember(ticket: Ticket, code: str, person: User, actor: User, at: datetime) -> TicketEvent:
    """Append to the history; a customer does not read who of the vendor follows."""
    is_internal = _of_vendor(ticket).filter(pk=person.pk).exists()
    event = record(ticket, actor=actor, code=code, at=at, data={"person": person.name}, is_internal=is_internal)
    touch(ticket, at=at)
    return event


def _of_vendor(ticket: Ticket) -> QuerySet[User]:
    """The vendor's agents, those who have gone too, without those who stand on the customer's side of the ticket."""
    agents = User.objects.filter(agent__isnull=False).exclude(pk=ticket.requester_id)
    return agents.exclude(pk__in=_customers(ticket).values("pk"))


def _customers(ticket: Ticket) -> QuerySet[User]:
    """The people of the ticket's organization."""
    if ticket.organization_id is None:
        return User.objects.none()
    return User.objects.filter(
        is_active=True, contacts__left_at=None, contacts__organization=ticket.organization_id
    ).distinct()
