"""Sets of tickets; `visible_to(user)` is the door from a view to a row."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, When

from accounts.querysets import holds_role, is_agent
from entitlements.models import Contract
from oncall.permissions import DUTY_MANAGER
from tickets import rules
from tickets.querysets.reach import as_agent, as_contact, reach_of

if TYPE_CHECKING:
    from accounts.models import Agent, User
    from tickets.models import (
        Attachment,
        CustomField,
        Macro,
        Meter,
        Milestone,
        Presence,
        Problem,
        PromiseReview,
        SavedView,
        Tag,
        Ticket,
    )


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
        if not is_agent(user):
            return self.filter(as_contact(user))
        return self if user.agent.sees_all_desks else self.filter(as_contact(user) | as_agent(user))

    def with_last_actor(self) -> Self:
        """Each with the name of whoever changed it last as `changed_by`; None where the portal itself did."""
        events = self.model.events.field.model._default_manager  # noqa: SLF001 - Django's name for it
        last = events.filter(ticket=OuterRef("pk")).order_by("-id").values("actor__name")[:1]
        return self.annotate(changed_by=Subquery(last))

    def hidden_from(self, user: User) -> Self:
        """Those that `user` may not read."""
        return self.exclude(pk__in=type(self)(self.model).visible_to(user).values("pk"))

    def with_lookers(self, user: User, at: datetime) -> Self:
        """Each with the name of a colleague of `user` who has it open at `at` as `looking`, or None."""
        presences: Any = self.model.presences.field.model._default_manager  # noqa: SLF001 - Django's name for it
        others = presences.current(at).exclude(user=user).filter(ticket=OuterRef("pk"))
        return self.annotate(looking=Subquery(others.order_by("-seen_at").values("user__name")[:1]))

    def with_warnings(self) -> Self:
        """Each with the percent of an open promise's time that it was last warned of as `warned`, or None."""
        milestones: Any = self.model.milestones.field.model._default_manager  # noqa: SLF001 - Django's name for it
        last = milestones.filter(ticket=OuterRef("pk"), met_at=None, broken_at=None, paused_at=None)
        return self.annotate(
            warned=Subquery(last.order_by(F("warnings__percent").desc(nulls_last=True)).values("warnings__percent")[:1])
        )

    def with_disputes(self) -> Self:
        """Each with whether its customer disagrees with its severity, unanswered, as `is_disputed`."""
        return self.annotate(is_disputed=Exists(self._open_disputes().filter(ticket=OuterRef("pk"))))

    def disputed(self) -> Self:
        """Those whose customer disagrees with the severity, and whom no agent has answered."""
        return self.filter(pk__in=self._open_disputes().values("ticket"))

    def _open_disputes(self) -> Any:
        disputes = self.model.disputes.field.model._default_manager  # noqa: SLF001 - Django's name for it
        return disputes.filter(decided_at=None)

    def kept(self) -> Self:
        """Those that are not in the trash; lists and counts show no others."""
        return self.filter(is_set_aside=False)

    def unfinished(self) -> Self:
        """Neither resolved nor closed, and not in the trash."""
        return self.kept().exclude(status__in=FINISHED)

    def finished(self) -> Self:
        """Resolved or closed, and not in the trash."""
        return self.kept().filter(status__in=FINISHED)

    def closing_by(self, at: datetime) -> Self:
        """Resolved ones whose grace is over at `at`; the trash waits, and so does one with open parts."""
        parts = self.model._default_manager.unfinished().filter(links_to_earlier__kind="parent")  # noqa: SLF001 - Django's name for it
        due = self.kept().filter(status="resolved", closes_at__lte=at)
        return due.exclude(pk__in=parts.values("links_to_earlier__earlier"))

    def set_aside(self) -> Self:
        """Those in the trash."""
        return self.filter(is_set_aside=True)

    def of_customer(self, user: User) -> Self:
        """Those that `user` reads as a customer, whatever else it reads as an agent: some of `visible_to`."""
        return self.filter(as_contact(user))

    def worked_by(self, user: User) -> Self:
        """Those that `user` reads as an agent and not as a customer: on these it may act."""
        if not is_agent(user):
            return self.none()
        strangers = Q(organization=None) | ~Q(organization__in=reach_of(user).organizations)
        return self.visible_to(user).filter(strangers).exclude(requester=user)

    def at_desks_of(self, user: User) -> Self:
        """Tickets that a desk of the agent `user` works: some of `visible_to`."""
        return self.filter(desk__in=reach_of(user).desks)

    def assigned_to(self, user: User) -> Self:
        """Tickets that the agent `user` works: some of `visible_to`."""
        return self.filter(assignee=user.agent)

    def assignees(self) -> models.QuerySet[Agent]:
        """The agents who work any of these."""
        agents: Any = self.model.assignee.field.related_model._default_manager  # noqa: SLF001 - Django's name for it
        working: models.QuerySet[Agent] = agents.filter(Exists(self.filter(assignee=OuterRef("pk"))))
        return working

    def unassigned(self) -> Self:
        """Unfinished tickets that nobody has taken."""
        return self.unfinished().filter(assignee=None)

    def waiting(self) -> Self:
        """Tickets that rest until the customer or the vendor answers."""
        return self.unfinished().filter(status__in=WAITING)

    def with_promise(self, state: str, *, at: datetime, day_ends: datetime) -> Self:
        """Those whose next promise is `state`: broken, at_risk, today (before `day_ends`), paused or none."""
        risk_ends = at + rules.AT_RISK
        paused = Q(status="waiting_for_customer")
        conditions = {
            "broken": Q(next_promise_at__lte=at),
            "at_risk": Q(next_promise_at__gt=at, next_promise_at__lt=risk_ends),
            "today": Q(next_promise_at__gt=at, next_promise_at__lt=day_ends),
            "paused": paused,
            "none": Q(next_promise_at=None) & ~paused,
        }
        return self.filter(conditions[state])

    def needing_entitlement(self) -> Self:
        """Tickets that nothing sold covers (R16)."""
        return self.unfinished().filter(status="needs_entitlement")

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

    def linked_with(self, ticket: Ticket) -> Self:
        """Those that a link joins with `ticket`, and the one that it was merged into.

        Their keys are one set: two sets, of which either will do, would be looked for in every ticket.
        """
        went = self.model._default_manager.filter(pk=ticket.pk).exclude(merged_into=None)  # noqa: SLF001 - Django's name for it
        later, earlier = ticket.links_to_later.values("later"), ticket.links_to_earlier.values("earlier")
        return self.filter(pk__in=later.union(earlier, went.values("merged_into")))

    def first_by_promise(self, most: int) -> Self:
        """The first `most` of these by their next promise, as a set that goes on being narrowed and joined."""
        first = self.by_next_promise().values("pk")[:most]
        return type(self)(self.model).filter(pk__in=first)

    def before(self, place: QueuePlace) -> Self:
        """Those that `latest_first` puts behind `place`."""
        return self.filter(id__lt=place.id)

    def latest_first(self) -> Self:
        """What was filed last leads."""
        return self.order_by("-id")

    def waiting_for_customer_first(self) -> Self:
        """What the customer must answer leads, then the promise that comes due first."""
        waits = Case(When(status="waiting_for_customer", then=0), default=1, output_field=IntegerField())
        return self.order_by(waits, F("next_promise_at").asc(nulls_last=True), "id")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Sets of attachments."""

    def visible_to(self, user: User, tickets: TicketQuerySet) -> Self:
        """Those of visible `tickets` and of what was merged into them.

        Those of internal notes are for agents who are not on the customer's side.
        """
        seen = tickets.visible_to(user)
        visible = self.filter(Q(ticket__in=seen) | Q(ticket__merged_into__in=seen))
        if not is_agent(user):
            return visible.filter(note=None)
        own = reach_of(user).organizations
        named = Contract.objects.filter(partners__in=own).values("pk")
        customer = Q(ticket__requester=user) | Q(ticket__organization__in=own) | Q(ticket__contract__in=named)
        return visible.exclude(customer, note__isnull=False)

    def given_out(self) -> Self:
        """Those that are there and that no virus scan is owed for or has condemned."""
        return self.filter(scan="clean", removed_at=None)


class CustomFieldQuerySet(models.QuerySet["CustomField"]):
    """Sets of fields of products."""

    def current(self) -> Self:
        """Those that are asked; a retired field keeps its old answers and is asked no more."""
        return self.filter(retired_at=None)

    def asked_of_customers(self) -> Self:
        """Those that the form for a new ticket asks."""
        return self.current().filter(is_shown_to_customer=True)

    def in_order(self) -> Self:
        """As the administration put them."""
        return self.order_by("position", "id")


class MacroQuerySet(models.QuerySet["Macro"]):
    """Sets of macros."""

    def visible_to(self, user: User) -> Self:
        """Those that an agent may find offered on some ticket of its desks; none for anybody else."""
        if not is_agent(user):
            return self.none()
        own = Q(desk=None) | Q(desk__in=user.agent.memberships.values("desk"))
        return self.filter(own, retired_at=None)

    def offered_on(self, ticket: Ticket) -> Self:
        """Those for the ticket's desk and product, or for any; no retired one."""
        desk, product = Q(desk=None) | Q(desk=ticket.desk_id), Q(product=None) | Q(product=ticket.product_id)
        return self.filter(desk, product, retired_at=None)

    def matching(self, text: str) -> Self:
        """Those whose name or text holds `text`."""
        return self.filter(Q(name__icontains=text) | Q(text__icontains=text))


class TagQuerySet(models.QuerySet["Tag"]):
    """Sets of tags."""

    def visible_to(self, user: User) -> Self:
        """Agents share their words; nobody else sees any."""
        return self if is_agent(user) else self.none()


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Sets of saved views."""

    def visible_to(self, user: User) -> Self:
        """An agent's own, and those shared with a desk of the agent."""
        if not is_agent(user):
            return self.none()
        return self.filter(Q(owner=user) | Q(desk__in=user.agent.memberships.values("desk")))


class ProblemQuerySet(models.QuerySet["Problem"]):
    """Sets of problems."""

    def visible_to(self, user: User) -> Self:
        """All of them for an agent, none for anybody else."""
        return self if is_agent(user) else self.none()

    def unsolved(self) -> Self:
        """Those that tickets still join."""
        return self.filter(solved_at=None)


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Who has a ticket open."""

    def current(self, at: datetime) -> Self:
        """Those who were seen not long before `at`."""
        return self.filter(seen_at__gt=at - rules.GONE_AFTER)

    def gone(self, at: datetime) -> Self:
        """Those who were not seen for a while at `at`."""
        return self.filter(seen_at__lte=at - rules.GONE_AFTER)


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Sets of milestones."""

    def running(self) -> Self:
        """Neither met nor paused."""
        return self.filter(met_at=None, paused_at=None)

    def unbroken(self) -> Self:
        """Neither met nor broken; their clocks run or stand still."""
        return self.filter(met_at=None, broken_at=None)

    def warning_by(self, at: datetime) -> Self:
        """Running, owed, and past the instant of their next warning at `at`."""
        return self.running().owed().filter(warn_at__lte=at)

    def owed(self) -> Self:
        """Of tickets that are worked: neither finished, nor merged, nor in the trash."""
        worked = self.filter(ticket__is_set_aside=False, ticket__merged_into=None)
        return worked.exclude(ticket__status__in=FINISHED)

    def broken_by(self, at: datetime) -> Self:
        """Running, owed, past due at `at`, and not yet recorded as broken."""
        return self.running().owed().filter(broken_at=None, due_at__lte=at)


class MeterQuerySet(models.QuerySet["Meter"]):
    """Sets of meters of emergencies."""

    def running(self) -> Self:
        """Not ended."""
        return self.filter(ended_at=None)

    def due_by(self, at: datetime) -> Self:
        """Running ones whose customer is asked, or whose ticket is covered otherwise, by `at`."""
        return self.running().filter(Q(asks_at__lte=at) | Q(covered_at__lte=at))


class PromiseReviewQuerySet(models.QuerySet["PromiseReview"]):
    """Sets of reviews of promises."""

    def visible_to(self, user: User) -> Self:
        """All of them for a duty manager, none for anybody else."""
        return self.filter(holds_role(user, DUTY_MANAGER)) if is_agent(user) else self.none()

    def waiting(self) -> Self:
        """Those that nobody has decided."""
        return self.filter(decided_at=None)
