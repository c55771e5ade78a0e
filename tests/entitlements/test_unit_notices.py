"""Organizations are told of their units once: few are left, some expire, and how a month went."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from accounts.models import Organization, User
from entitlements import services
from entitlements.models import UnitAccount, UnitNotice, UnitTerms
from tests.at_once import at_once
from tests.entitlements.test_ledger import buyer
from tests.entitlements.test_unit_orders import goldleaf
from tests.tickets.cast import GOLD
from tests.tickets.test_notices import deliver
from tests.world import AT

__all__ = ["buyer", "goldleaf"]
pytestmark = pytest.mark.both
A_MONTH = datetime(2026, 7, 1, 12, tzinfo=UTC)


def kinds(at: datetime) -> list[tuple[str, str]]:
    """What a sweep at `at` tells, for the first time and again."""
    before = set(UnitNotice.objects.values_list("pk", flat=True))
    services.notice_units(at)
    assert services.notice_units(at) == 0
    made = UnitNotice.objects.exclude(pk__in=before).order_by("pk")
    return list(made.values_list("kind", "period"))


def spend(organization: Organization, units: int, subject: str, at: datetime = AT) -> None:
    services.hold_units(organization=organization, subject=subject, units=units, actor=None, at=at)


def test_a_low_balance_is_told_once_until_there_are_enough_again(buyer: Organization) -> None:
    assert kinds(AT) == []
    spend(buyer, 7, "CARE-1")
    assert kinds(AT) == [("low", "")]
    spend(buyer, 1, "CARE-2")
    assert kinds(AT + timedelta(days=1)) == []
    services.grant_units(organization=buyer, units=2, actor=None, at=AT + timedelta(days=2))
    assert kinds(AT + timedelta(days=2)) == []
    assert UnitNotice.objects.get().ended_at == AT + timedelta(days=2)
    spend(buyer, 1, "CARE-3", AT + timedelta(days=3))
    assert kinds(AT + timedelta(days=3)) == [("low", "")]


def test_an_organization_has_a_threshold_of_its_own(buyer: Organization) -> None:
    UnitAccount.objects.update(low_at=11)
    assert kinds(AT) == [("low", "")]
    UnitAccount.objects.update(low_at=None)
    UnitTerms.objects.update(low_at=0)
    spend(buyer, 10, "CARE-1")
    assert kinds(AT) == []


def test_a_threshold_of_its_own_holds_also_where_the_vendors_is_higher(buyer: Organization) -> None:
    UnitAccount.objects.update(low_at=2)
    spend(buyer, 7, "CARE-1")
    assert kinds(AT) == []


def test_who_never_had_units_is_told_nothing(db: None) -> None:  # noqa: ARG001 - it opens the database
    UnitAccount.objects.create(organization=Organization.objects.create(name="None", key="NONE"))
    assert kinds(AT) == []


@pytest.mark.usefixtures("buyer")
def test_what_expires_within_thirty_days_is_told_once_a_week() -> None:
    expires_at = datetime(2027, 6, 10, 14, tzinfo=UTC)
    weeks = [expires_at - timedelta(days=days) for days in (31, 30, 29, 23)]
    told = [[period for kind, period in kinds(at) if kind == "expiring"] for at in weeks]
    assert told == [[], ["2027-W19"], [], ["2027-W20"]]


@pytest.mark.usefixtures("buyer")
def test_a_month_is_told_when_it_is_over_everywhere() -> None:
    assert kinds(A_MONTH - timedelta(seconds=1)) == []
    assert kinds(A_MONTH) == [("statement", "2026-06")]
    assert kinds(A_MONTH + timedelta(days=40)) == [("statement", "2026-07")]


def test_a_month_in_which_the_last_units_went_is_told_and_the_empty_ones_after_it_are_not(buyer: Organization) -> None:
    UnitTerms.objects.update(low_at=0)
    spend(buyer, 10, "CARE-1")
    assert kinds(A_MONTH) == [("statement", "2026-06")]
    assert kinds(A_MONTH + timedelta(days=40)) == []


def test_the_mails_say_what_is_left_what_expires_and_how_the_month_went(goldleaf: Organization) -> None:
    deliver(AT)
    mail.outbox.clear()
    spend(goldleaf, 3, "GLD-7")
    services.close_hold(subject="GLD-7", actor=None, at=AT)
    services.notice_units(AT)
    services.notice_units(A_MONTH)
    deliver(A_MONTH)
    said = {sent.subject: str(sent.body) for sent in mail.outbox if sent.to == [GOLD]}
    assert "Goldleaf Optics has 2 time units left" in said
    statement = said["Time units of Goldleaf Optics in June 2026"]
    assert "Bought: 12. Used: 10." in statement
    assert "Available after: 2." in statement
    assert "?month=2026-06" in statement


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (services.approve_refund, "GLD-7: 3 time units came back"),
        (services.decline_refund, "GLD-7: the refund of 3 time units is declined"),
    ],
)
def test_the_customer_is_told_what_became_of_a_refund(
    goldleaf: Organization, decide: Callable[..., object], said: str
) -> None:
    spend(goldleaf, 3, "GLD-7")
    services.close_hold(subject="GLD-7", actor=None, at=AT)
    agent, olga = User.objects.create_user("agent@vendor.example"), User.objects.create_superuser("olga@vendor.example")
    refund = services.propose_refund(subject="GLD-7", reason="The update lost the index.", actor=agent, at=AT)
    decide(refund=refund, actor=olga, at=AT)
    deliver(AT)
    assert [sent.subject for sent in mail.outbox if sent.to == [GOLD] and "GLD-7" in sent.subject] == [said]


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_tell_once() -> None:
    organization = Organization.objects.create(name="Busy", key="BUSY")
    services.grant_units(organization=organization, units=2, actor=None, at=AT)

    assert sum(at_once(*[lambda: services.notice_units(AT)] * 4)) == 1
