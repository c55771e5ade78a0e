"""What organizations are told of their time units: few are left, some expire, and each month's statement (R11)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from entitlements.models import LedgerEntry, UnitAccount, UnitLot, UnitNotice
from entitlements.services import ledger
from outbox.services import publish

Kind = UnitNotice.Kind
AHEAD: Final = timedelta(days=30)
"""Units that expire within so long are told of, once a week."""
EVERYWHERE: Final = timedelta(hours=12)
"""So long after midnight in UTC a month is over in every zone."""


def notice_units(at: datetime) -> int:
    """Keep and tell each notice that is due at `at`, once however often this runs; returns how many were made.

    The rows are what was told: any number of sweeps may run at once, and any of them may be lost.
    """
    _end_low(at)
    due = [*_low(), *_expiring(at), *_statements(at)]
    return sum(_notice(account, kind, period, at) for account, kind, period in due)


@transaction.atomic
def _notice(account: int, kind: Kind, period: str, at: datetime) -> bool:
    """Keep one notice and tell it; False when it was kept before."""
    if UnitNotice.objects.filter(account=account, kind=kind, period=period, ended_at=None).exists():
        return False
    try:
        with transaction.atomic():
            notice = UnitNotice.objects.create(account_id=account, kind=kind, period=period, at=at)
    except IntegrityError:
        return False
    publish("units.noticed", str(notice.pk), at=at)
    return True


def _is_low() -> Q:
    """Fewer than the account's own threshold, or the vendor's where it has none."""
    usual = Q(low_at=None, balance__lt=ledger.unit_terms().low_at)
    return Q(balance__lt=F("low_at")) | usual


def _low() -> Iterator[tuple[int, Kind, str]]:
    """Accounts that ever had units, and have few left now."""
    found = UnitAccount.objects.filter(_is_low(), lots__isnull=False).exclude(
        pk__in=UnitNotice.objects.low().values("account")
    )
    for pk in found.order_by("pk").values_list("pk", flat=True).distinct():
        yield pk, Kind.LOW, ""


def _end_low(at: datetime) -> None:
    """Let the next low balance be told again where there are enough by now."""
    enough = UnitAccount.objects.exclude(_is_low())
    UnitNotice.objects.low().filter(account__in=enough).update(ended_at=at)


def _expiring(at: datetime) -> Iterator[tuple[int, Kind, str]]:
    """Accounts with units that expire within `AHEAD`, by the week of UTC."""
    year, week, _day = at.astimezone(UTC).isocalendar()
    lots = UnitLot.objects.usable(at).filter(expires_at__lte=at + AHEAD)
    for pk in lots.order_by("account").values_list("account", flat=True).distinct():
        yield pk, Kind.EXPIRING, f"{year}-W{week:02}"


def _statements(at: datetime) -> Iterator[tuple[int, Kind, str]]:
    """Accounts that have units, or moved some, by the last month that is over everywhere."""
    first = (at - EVERYWHERE).astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last_day = first - timedelta(days=1)
    moved = LedgerEntry.objects.filter(at__gte=last_day.replace(day=1) - EVERYWHERE, at__lt=first + EVERYWHERE)
    holding = Q(balance__gt=0) | Q(pk__in=moved.values("account"))
    begun = UnitAccount.objects.filter(lots__bought_at__lt=first)
    for pk in begun.filter(holding).order_by("pk").values_list("pk", flat=True).distinct():
        yield pk, Kind.STATEMENT, f"{last_day:%Y-%m}"
