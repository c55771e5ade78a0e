"""An end is announced 90, 60, 30 and 7 days before, once each, to who pays and who sells, and again when it moves."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import IntegrityError, connection, transaction

from accounts.models import ContactRole, User
from entitlements import services
from entitlements.models import Contract, EndNotice
from notifications.models import Notification
from outbox.models import OutboundMessage
from portal import tasks
from tests.tickets.test_notices import deliver
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
THIRTY = datetime(2026, 12, 6, 17, tzinfo=UTC)
"""Nine in Los Angeles, 30 days before EVE's contract ends on 5 January 2027."""


def of(key: str) -> Contract:
    return Contract.objects.select_related("organization", "sold_in").get(organization__key=key)


def armed(contract: Contract) -> list[tuple[date, int]]:
    rows = EndNotice.objects.armed().filter(contract=contract).order_by("due_at")
    return list(rows.values_list("ends_on", "days"))


def told() -> set[str]:
    return set(Notification.objects.filter(kind="contract").values_list("recipient__email", flat=True))


def announce(at: datetime) -> int:
    """Sweep, and let the news of it go up."""
    count = services.announce_ends(at)
    deliver(at)
    return count


def test_a_contract_arms_what_lies_ahead() -> None:
    assert armed(of("EVE")) == [(date(2027, 1, 5), days) for days in (90, 60, 30, 7)]


@pytest.mark.both
def test_each_is_announced_once_however_often_the_sweep_runs() -> None:
    EndNotice.objects.exclude(contract=of("EVE")).delete()
    EndNotice.objects.filter(days__gt=30).update(sent_at=AT)
    assert services.announce_ends(THIRTY - timedelta(seconds=1)) == 0
    assert services.announce_ends(THIRTY) == 1
    assert services.announce_ends(THIRTY + timedelta(days=1)) == 0
    assert OutboundMessage.objects.filter(name="contract.ending").count() == 1


@pytest.mark.both
def test_a_sweep_that_comes_between_finding_and_announcing_leaves_nothing_to_announce() -> None:
    EndNotice.objects.exclude(contract=of("EVE")).delete()
    EndNotice.objects.filter(days__gt=30).update(sent_at=AT)
    swept = list[int]()

    def another_first(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('UPDATE "entitlements_endnotice"') and not swept:
            swept.append(0)
            swept.append(services.announce_ends(THIRTY))
        return execute(sql, *rest)

    with connection.execute_wrapper(another_first):
        assert services.announce_ends(THIRTY) == 0
    assert swept == [0, 1]
    assert OutboundMessage.objects.filter(name="contract.ending").count() == 1


def test_billing_contacts_the_account_owner_and_contract_administrators_are_told() -> None:
    EndNotice.objects.exclude(contract=of("EVE")).delete()
    administrator = User.objects.create_user("contracts@vendor.example", name="Cora Contract")
    administrator.groups.add(Group.objects.get(name="contract administrator"))
    announce(THIRTY)
    assert told() == {"manager@everyday.example", "lead.amer@vendor.example", "contracts@vendor.example"} | set(
        User.objects.filter(groups__name="contract administrator").values_list("email", flat=True)
    )
    letter = next(each for each in mail.outbox if each.to == ["manager@everyday.example"])
    assert letter.subject == "Contract C-1002 ends in 30 days"
    assert "On 5 January 2027 these packages of Everfresh Foods end:" in letter.body
    assert "- Everyday After-Hours" in letter.body
    assert "/organization/EVE/contracts/" in letter.body


def test_without_a_billing_contact_the_managers_are_told() -> None:
    EndNotice.objects.exclude(contract=of("EVE")).delete()
    ContactRole.objects.filter(contact__organization__key="EVE", role="billing").delete()
    announce(THIRTY)
    assert "manager@everyday.example" in told()


def test_a_renewal_withdraws_what_was_armed_and_arms_the_new_end() -> None:
    services.renew_contract(contract=of("EVE"), actor=None, at=AT)
    assert armed(of("EVE")) == [(date(2028, 1, 5), days) for days in (90, 60, 30, 7)]
    assert EndNotice.objects.filter(contract=of("EVE"), ends_on=date(2027, 1, 5), withdrawn_at=AT).count() == 4


def test_an_end_that_comes_back_is_armed_again_and_what_was_said_is_not_said_twice() -> None:
    contract = of("EVE")
    EndNotice.objects.filter(contract=contract, days=90).update(sent_at=AT)
    made = {line.package.code: line for line in services.renew_contract(contract=contract, actor=None, at=AT)}
    for package in ("everyday-after-hours", "gold"):
        services.terminate(entitlement=made[package], on=made[package].starts_on, actor=None, at=AT)
    assert armed(contract) == [(date(2027, 1, 5), days) for days in (60, 30, 7)]
    assert EndNotice.objects.filter(contract=contract).exclude(sent_at=None).get().days == 90


@pytest.mark.parametrize("act", ["terminate", "draft"])
def test_a_terminated_contract_announces_nothing(act: str) -> None:
    contract = of("EVE")
    if act == "terminate":
        services.terminate_contract(contract=contract, on=date(2026, 7, 1), reason="Closed.", actor=None, at=AT)
    else:
        Contract.objects.filter(pk=contract.pk).update(status="draft")
        services.change_contract(contract=contract, actor=None, at=AT)
    assert armed(contract) == []


def test_after_a_long_standstill_the_nearest_alone_is_announced() -> None:
    EndNotice.objects.exclude(contract=of("EVE")).delete()
    late = datetime(2026, 12, 30, tzinfo=UTC)
    assert services.announce_ends(late) == 1
    assert EndNotice.objects.get(sent_at=late).days == 7
    assert EndNotice.objects.filter(withdrawn_at=late).count() == 3


def test_what_was_renewed_between_sweep_and_delivery_is_not_told() -> None:
    EndNotice.objects.exclude(contract=of("EVE")).delete()
    services.announce_ends(THIRTY)
    services.renew_contract(contract=of("EVE"), actor=None, at=THIRTY)
    deliver(THIRTY)
    assert told() == set()


def test_the_workers_sweep_announces_and_marks() -> None:
    EndNotice.objects.filter(contract=of("EVE"), days=90).update(due_at=AT - timedelta(days=1))
    tasks.sweep_contracts()
    assert EndNotice.objects.filter(contract=of("EVE")).exclude(sent_at=None).exists()
    assert of("LAP").status == "expired"


@pytest.mark.both
def test_the_database_refuses_a_second_announcement_of_the_same_days() -> None:
    notice = EndNotice.objects.filter(contract=of("EVE"))[0]
    facts: dict[str, Any] = {"contract": notice.contract, "ends_on": notice.ends_on, "days": notice.days}
    with pytest.raises(IntegrityError), transaction.atomic():
        EndNotice.objects.create(due_at=AT, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        EndNotice.objects.filter(pk=notice.pk).update(sent_at=AT, withdrawn_at=AT)
