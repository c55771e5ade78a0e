"""Sets of people and organizations; `visible_to(user)` is the door from a view to a row."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AnonymousUser, Group
from django.db import models
from django.db.models import Exists, Q

if TYPE_CHECKING:
    from accounts.models import (
        Absence,
        Agent,
        Contact,
        Environment,
        Invitation,
        JoinRequest,
        Organization,
        SheetImport,
        User,
    )


READS_ALL = ("manager", "viewer")
"""The roles of a contact that read every ticket of the organization."""
MOST_WORDS = 6
"""How many words of a search count."""


class UserManager(BaseUserManager["User"]):
    """Makes users; addresses are compared in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a person who logs in with `email`; without `password` only by code or reset."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a person with every permission."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by address, whatever its case."""
        return self.get(email=(username or "").lower())


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Sets of organizations."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all organizations; a contact its own."""
        if is_agent(user):
            return self
        return self.filter(contacts__user=user, contacts__left_at=None).distinct()


class ContactQuerySet(models.QuerySet["Contact"]):
    """Sets of contacts."""

    def current(self) -> Self:
        """Contacts that have not left."""
        return self.filter(left_at=None, user__is_active=True)

    def of(self, user: User) -> Self:
        """The contacts that `user` is now, one per organization."""
        return self.current().filter(user=user)

    def with_role(self, *roles: str) -> Self:
        """Contacts that hold any of `roles`."""
        return self.filter(roles__role__in=roles).distinct()

    def visible_to(self, user: User) -> Self:
        """An agent sees all contacts; a contact those of its organizations."""
        if is_agent(user):
            return self
        return self.filter(organization__contacts__in=user.contacts.filter(left_at=None)).distinct()

    def matching(self, text: str) -> Self:
        """Those whose name, address or organization holds each word of `text`; no word finds nobody."""
        words = text.split()[:MOST_WORDS]
        found = self if words else self.none()
        for word in words:
            found = found.filter(
                Q(user__name__icontains=word)
                | Q(user__email__icontains=word)
                | Q(organization__name__icontains=word)
                | Q(organization__key__iexact=word)
            )
        return found


class AgentQuerySet(models.QuerySet["Agent"]):
    """Sets of agents."""

    def current(self) -> Self:
        """Agents who may log in."""
        return self.filter(user__is_active=True)

    def visible_to(self, user: User) -> Self:
        """An agent sees itself and, at the desks that it leads, everybody."""
        led = user.agent.memberships.filter(is_lead=True).values("desk") if is_agent(user) else []
        return self.filter(Q(user=user) | Q(memberships__desk__in=led)).distinct()


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Sets of absences."""

    def at(self, at: datetime) -> Self:
        """Those that have begun and not ended at `at`."""
        return self.not_over(at).filter(starts_at__lte=at)

    def not_over(self, at: datetime) -> Self:
        """Those that last at `at` or are ahead, the first one first."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at)).order_by("starts_at", "id")

    def around(self, starts_at: datetime, ends_at: datetime | None) -> Self:
        """Those that last all of the time from `starts_at` until `ends_at`, or until further notice."""
        ends_later = Q(ends_at=None) if ends_at is None else Q(ends_at=None) | Q(ends_at__gte=ends_at)
        return self.filter(ends_later, starts_at__lte=starts_at)

    def visible_to(self, user: User, agents: AgentQuerySet) -> Self:
        """Those of visible `agents`."""
        return self.filter(agent__in=agents.visible_to(user))


class EnvironmentQuerySet(models.QuerySet["Environment"]):
    """Sets of environments."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all environments; a contact those of its organizations."""
        if is_agent(user):
            return self
        return self.filter(organization__in=user.contacts.filter(left_at=None).values("organization"))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Sets of invitations."""

    def open(self, at: datetime) -> Self:
        """Neither accepted nor withdrawn, and still good at `at`."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)

    def visible_to(self, user: User) -> Self:
        """A manager sees the invitations to its organizations."""
        managed = user.contacts.filter(left_at=None, roles__role="manager").values("organization")
        return self.filter(organization__in=managed)


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    """Sets of requests to join."""

    def undecided(self) -> Self:
        """Still waiting for a manager."""
        return self.filter(decided_at=None)

    def visible_to(self, user: User) -> Self:
        """A manager sees the requests to its organizations; everyone their own."""
        managed = Q(
            organization__contacts__user=user,
            organization__contacts__left_at=None,
            organization__contacts__roles__role="manager",
        )
        return self.filter(managed | Q(user=user)).distinct()


CONTRACT_ADMINISTRATORS = "contract administrator"
"""The vendor role that looks after contracts and after tickets that nothing sold covers (R16)."""


def holds_role(user: User, role: str) -> Exists:
    """Whether `user` has a vendor role, as a condition of a statement."""
    return Exists(Group.objects.filter(user=user, name=role))


def is_agent(user: User | AnonymousUser) -> bool:
    """Whether `user` works tickets for the vendor."""
    return user.is_active and hasattr(user, "agent")


class SheetImportQuerySet(models.QuerySet["SheetImport"]):
    """Sets of imports."""

    def working(self, at: datetime) -> Self:
        """Those with rows to look at that no worker has at `at`, in the order in which they came."""
        free = Q(worked_until=None) | Q(worked_until__lte=at)
        return self.filter(free, state__in=("trying", "applying")).order_by("pk")
