"""Sets of tickets; `visible_to(user)` is the door from a view to a row."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from django.db import models
from django.db.models import Case, F, IntegerField, Q, When

from accounts.querysets import CONTRACT_ADMINISTRATORS, holds_role, is_agent

if TYPE_CHECKING:
    from accounts.models import User
    from tickets.models import Attachment, Milestone, Ticket


FINISHED = ("resolved", "closed")
WAITING = ("waiting_for_customer", "waiting_for_vendor")


class QueuePlace(NamedTuple):
    """Where a ticket stands in the order of `by_next_promise`."""

    next_promise_at: datetime | None
    id: int


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Sets of tickets."""

    def visible_to(self, user: User) -> Self:
        """What `user` may read, as contact, as agent or as both. The only door from a view to a ticket."""
        if is_agent(user) and user.agent.sees_all_desks:
            return self
        readable = _as_contact(user)
        return self.filter(readable | _as_agent(user) if is_agent(user) else readable)

    def unfinished(self) -> Self:
        """Neither resolved nor closed."""
        return self.exclude(status__in=FINISHED)

    def finished(self) -> Self:
        """Resolved or closed."""
        return self.filter(status__in=FINISHED)

    def of_customer(self, user: User) -> Self:
        """Those that `user` reads as a customer, whatever else it reads as an agent."""
        return self.filter(_as_contact(user))

    def at_desks_of(self, user: User) -> Self:
        """Tickets that a desk of the agent `user` works."""
        return self.filter(desk__memberships__agent__user=user)

    def assigned_to(self, user: User) -> Self:
        """Tickets that the agent `user` works."""
        return self.filter(assignee__user=user)

    def unassigned(self) -> Self:
        """Unfinished tickets that nobody has taken."""
        return self.unfinished().filter(assignee=None)

    def waiting(self) -> Self:
        """Tickets that rest until the customer or the vendor answers."""
        return self.filter(status__in=WAITING)

    def needing_entitlement(self) -> Self:
        """Tickets that nothing sold covers (R16)."""
        return self.filter(status="needs_entitlement")

    def matching(self, text: str) -> Self:
        """Tickets whose subject or organization holds `text`, or whose reference begins with it."""
        return self.filter(
            Q(subject__icontains=text) | Q(organization__name__icontains=text) | Q(reference__istartswith=text)
        )

    def after(self, place: QueuePlace) -> Self:
        """Those that `by_next_promise` puts behind `place`."""
        if place.next_promise_at is None:
            return self.filter(next_promise_at=None, id__gt=place.id)
        later = Q(next_promise_at__gt=place.next_promise_at)
        beside = Q(next_promise_at=place.next_promise_at, id__gt=place.id)
        return self.filter(later | beside | Q(next_promise_at=None))

    def by_next_promise(self) -> Self:
        """The promise that comes due first leads; those without a promise follow, oldest first."""
        return self.order_by(F("next_promise_at").asc(nulls_last=True), "id")

    def waiting_for_customer_first(self) -> Self:
        """What the customer must answer leads, then the promise that comes due first."""
        waits = Case(When(status="waiting_for_customer", then=0), default=1, output_field=IntegerField())
        return self.order_by(waits, F("next_promise_at").asc(nulls_last=True), "id")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Sets of attachments."""

    def visible_to(self, user: User, tickets: TicketQuerySet) -> Self:
        """Those of visible `tickets`; those of internal notes for agents who are not on the customer's side."""
        visible = self.filter(ticket__in=tickets.visible_to(user))
        if not is_agent(user):
            return visible.filter(note=None)
        own = user.contacts.filter(left_at=None).values("organization")
        return visible.exclude(Q(ticket__requester=user) | Q(ticket__organization__in=own), note__isnull=False)


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Sets of milestones."""

    def running(self) -> Self:
        """Neither met nor paused."""
        return self.filter(met_at=None, paused_at=None)

    def broken_by(self, at: datetime) -> Self:
        """Running, past due at `at`, and not yet recorded as broken."""
        return self.running().filter(broken_at=None, due_at__lte=at)


def _as_contact(user: User) -> Q:
    """Own tickets, and the organization's for those of its contacts whose role reads them."""
    contacts = user.contacts.filter(left_at=None)
    reads_all = contacts.filter(roles__role__in=("manager", "viewer")).values("organization")
    return Q(requester=user, organization=None) | Q(contact__in=contacts) | Q(organization__in=reads_all)


def _as_agent(user: User) -> Q:
    """Tickets of the agent's desks and regions, those assigned to it, and to contract administrators R16's."""
    desks = user.agent.memberships.values("desk")
    regions = user.agent.memberships.values("desk__region")
    return (
        Q(desk__in=desks)
        | Q(assignee=user.agent)
        | Q(contact__home_region__in=regions)
        | Q(contract__sold_in__in=regions)
        | Q(holds_role(user, CONTRACT_ADMINISTRATORS), status="needs_entitlement")
    )
