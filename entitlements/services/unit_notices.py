"""What organizations are told of their time units: few are left, some expire, and each month's statement (R11)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from common.sweeping import DoEach, plainly
from entitlements.models import LedgerEntry, UnitAccount, UnitLot, UnitNotice
from entitlements.querysets import UnitAccountQuerySet
from entitlements.services import ledger
from entitlements.services.units import MOST, about_account
from outbox.services import publish

Kind = UnitNotice.Kind
AHEAD: Final = timedelta(days=30)
"""Units that expire within so long are told of, once a week."""
EVERYWHERE: Final = timedelta(hours=12)
"""So long after midnight in UTC a month is over in every zone."""


def notice_units(at: datetime, *, each: DoEach = plainly) -> int:
    """Keep and tell each notice that is due at `at`, once however often this runs; returns how many were made.

    The rows are what was told: any number of sweeps may run at once, and any of them may be lost.
    """
    _end_low(at)
    made = 0
    for due in (_low(), _expiring(at), _statements(at)):
        notice = partial(_notice, due=due, at=at)
        made += sum(each(_untold(due), notice, kind=due.sweep, about=about_account, at=at, limit=MOST))
    return made


@dataclass(frozen=True)
class Due:
    """Which accounts are owed a notice of one kind about one `period`."""

    accounts: UnitAccountQuerySet
    kind: Kind
    period: str

    @property
    def sweep(self) -> str:
        """How its sweep is called."""
        return f"units-{self.kind.value}"


def _untold(due: Due) -> UnitAccountQuerySet:
    """Those that were not told yet: whoever was told leaves, so that none stands before the next."""
    told = UnitNotice.objects.filter(kind=due.kind, period=due.period, ended_at=None).values("account")
    return due.accounts.exclude(pk__in=told).select_related("organization").order_by("pk").distinct()


@transaction.atomic
def _notice(account: UnitAccount, due: Due, at: datetime) -> bool:
    """Keep one notice and tell it; False when another sweep kept it."""
    named = {"account": account, "kind": due.kind, "period": due.period, "ended_at": None}
    notice, is_new = UnitNotice.objects.get_or_create(**named, defaults={"at": at})
    if is_new:
        publish("units.noticed", str(notice.pk), at=at)
    return is_new


def _is_low() -> Q:
    """Fewer than the account's own threshold, or the vendor's where it has none."""
    usual = Q(low_at=None, balance__lt=ledger.unit_terms().low_at)
    return Q(balance__lt=F("low_at")) | usual


def _low() -> Due:
    """Accounts that ever had units, and have few left now."""
    return Due(UnitAccount.objects.filter(_is_low(), lots__isnull=False), Kind.LOW, "")


def _end_low(at: datetime) -> None:
    """Let the next low balance be told again where there are enough by now."""
    enough = UnitAccount.objects.exclude(_is_low())
    UnitNotice.objects.low().filter(account__in=enough).update(ended_at=at)


def _expiring(at: datetime) -> Due:
    """Accounts with units that expire within `AHEAD`, by the week of UTC."""
    year, week, _day = at.astimezone(UTC).isocalendar()
    lots = UnitLot.objects.usable(at).filter(expires_at__lte=at + AHEAD)
    return Due(UnitAccount.objects.filter(pk__in=lots.values("account")), Kind.EXPIRING, f"{year}-W{week:02}")


def _statements(at: datetime) -> Due:
    """Accounts that have units, or moved some, by the last month that is over everywhere."""
    first = (at - EVERYWHERE).astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last_day = first - timedelta(days=1)
    moved = LedgerEntry.objects.filter(at__gte=last_day.replace(day=1) - EVERYWHERE, at__lt=first + EVERYWHERE)
    holding = Q(balance__gt=0) | Q(pk__in=moved.values("account"))
    begun = UnitAccount.objects.filter(lots__bought_at__lt=first)
    return Due(begun.filter(holding), Kind.STATEMENT, f"{last_day:%Y-%m}")
