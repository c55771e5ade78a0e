"""Sets of what was sold; `visible_to(user)` is the door from a view to a row."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.db.models.lookups import Exact

from accounts.querysets import is_agent

if TYPE_CHECKING:
    from accounts.models import User
    from entitlements.models import (
        Contract,
        ContractVersion,
        CoverageFeed,
        EndNotice,
        Entitlement,
        LedgerEntry,
        License,
        PaymentEvent,
        Refund,
        UnitAccount,
        UnitHold,
        UnitLot,
        UnitNotice,
        UnitOrder,
    )


GIVING = ("active", "expired", "terminated")
"""The statuses of contracts that give what their lines promise, on the days of their lines; the others give nothing."""

CURRENT = ("active", "suspended")
"""The statuses of contracts that are signed and go on."""


def _of(organization: str, user: User) -> Q:
    """Whether `user` is a contact of the organization that this field names."""
    return Q(**{f"{organization}__contacts__user": user, f"{organization}__contacts__left_at": None})


class ContractQuerySet(models.QuerySet["Contract"]):
    """Sets of contracts."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all contracts; a contact those of its organizations."""
        return self if is_agent(user) else self.filter(_of("organization", user)).distinct()

    def over_by(self, day: date) -> Self:
        """Those whose last day lies before `day`, and that are not marked as over."""
        return self.current().filter(Q(ends_on__lte=day) | Q(terminated_on__lte=day))

    def current(self) -> Self:
        """Those that name partners (R1): signed and not over, such as one terminated as of a day to come."""
        return self.filter(Q(status__in=CURRENT) | Q(status="terminated", over_at=None))


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    """Sets of lines."""

    def ending(self) -> Self:
        """Those whose last day ends something: not terminated early, and continued by nothing that began."""
        undone = Q(continued_by__terminated_on=F("continued_by__starts_on"))
        return self.filter(Q(continued_by=None) | undone, terminated_on=None)


class LicenseQuerySet(models.QuerySet["License"]):
    """Sets of licenses."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all licenses; a contact those of its organizations."""
        return self if is_agent(user) else self.filter(_of("organization", user)).distinct()


def is_anniversary(day: str) -> Q:
    """Whether the field `day` is an anniversary of `first_starts_on`: for 29 February also 1 March (R3)."""
    same_day = Q(**{f"{day}__month": F("first_starts_on__month"), f"{day}__day": F("first_starts_on__day")})
    first_of_march = Q(first_starts_on__month=2, first_starts_on__day=29, **{f"{day}__month": 3, f"{day}__day": 1})
    leap_year = _divides(4, day) & (~_divides(100, day) | _divides(400, day))
    return same_day | (first_of_march & ~leap_year)


def _divides(number: int, day: str) -> Q:
    return Q(Exact(ExtractYear(day) % number, 0))


class ContractVersionQuerySet(models.QuerySet["ContractVersion"]):
    """Sets of what was recorded of contracts."""

    def known_at(self, at: datetime) -> Self:
        """What was recorded by `at`, in the order of recording."""
        return self.filter(recorded_at__lte=at).order_by("recorded_at", "pk")


class EndNoticeQuerySet(models.QuerySet["EndNotice"]):
    """Sets of announcements of ends."""

    def armed(self) -> Self:
        """Those that are to be sent, and were not yet."""
        return self.filter(sent_at=None, withdrawn_at=None)

    def due_by(self, at: datetime) -> Self:
        """Those to be sent by `at`, in their order."""
        return self.armed().filter(due_at__lte=at).order_by("due_at", "pk")


class UnitAccountQuerySet(models.QuerySet["UnitAccount"]):
    """Sets of time unit accounts."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all accounts; a contact those of its organizations."""
        return self if is_agent(user) else self.filter(_of("organization", user)).distinct()


class UnitLotQuerySet(models.QuerySet["UnitLot"]):
    """Sets of lots of time units."""

    def expired_by(self, at: datetime) -> Self:
        """Those that hold units which nobody may use any longer at `at`."""
        return self.filter(left__gt=0, expires_at__lte=at)

    def usable(self, at: datetime) -> Self:
        """Those that hold units to use at `at`."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), left__gt=0)


class UnitHoldQuerySet(models.QuerySet["UnitHold"]):
    """Sets of holds."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all holds; a contact those of its organizations."""
        return self if is_agent(user) else self.filter(_of("account__organization", user)).distinct()

    def open(self) -> Self:
        """Those of incidents that are not over."""
        return self.filter(closed_at=None)


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    """Sets of ledger entries."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all entries; a contact those of its organizations."""
        return self if is_agent(user) else self.filter(_of("account__organization", user)).distinct()

    def between(self, starts_at: datetime, ends_at: datetime) -> Self:
        """What happened in [starts_at, ends_at), in order."""
        return self.filter(at__gte=starts_at, at__lt=ends_at).order_by("at", "pk")


class UnitOrderQuerySet(models.QuerySet["UnitOrder"]):
    """Sets of orders of time units."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all orders; who buys for an organization, or leads it there, sees its orders."""
        buys = {"organization__contacts__roles__role__in": ["billing", "manager"]}
        return self if is_agent(user) else self.filter(_of("organization", user), **buys).distinct()

    def waiting(self) -> Self:
        """Those that nobody paid or cancelled."""
        return self.filter(status="requested")


class PaymentEventQuerySet(models.QuerySet["PaymentEvent"]):
    """Sets of news of payments."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all of them; nobody else sees any: a customer reads its orders."""
        return self if is_agent(user) else self.none()


class RefundQuerySet(models.QuerySet["Refund"]):
    """Sets of refunds."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all refunds; nobody else sees any: the customer reads what the ledger gave back."""
        return self if is_agent(user) else self.none()

    def waiting(self) -> Self:
        """Those that nobody decided."""
        return self.filter(decided_at=None)


class UnitNoticeQuerySet(models.QuerySet["UnitNotice"]):
    """Sets of notices about time units."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all notices; a contact those of its organizations."""
        return self if is_agent(user) else self.filter(_of("account__organization", user)).distinct()

    def low(self) -> Self:
        """Balances that were told to be low, and did not rise since."""
        return self.filter(kind="low", ended_at=None)


class CoverageFeedQuerySet(models.QuerySet["CoverageFeed"]):
    """Sets of calendar feeds."""

    def visible_to(self, user: User) -> Self:
        """A person sees its own feeds; nobody sees another one's."""
        return self.filter(contact__user=user)

    def open(self) -> Self:
        """Not revoked, of a contact that has not left and whose person may log in."""
        return self.filter(revoked_at=None, contact__left_at=None, contact__user__is_active=True)
