"""A contract, an end or an account of units that breaks its sweep rests, and keeps no other one waiting."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import Organization
from entitlements import services
from entitlements.models import Contract, EndNotice, UnitAccount, UnitLot
from oncall import rules as patience
from oncall import services as oncall
from oncall.models import Stumble
from outbox.models import OutboundMessage
from portal import tasks
from tests.refusing import refuse, take_again
from tests.world import AT, standing_clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
OVER = datetime(2027, 6, 1, tzinfo=UTC)
"""Every contract of the cast is over."""
Broken = tuple[str, str, int, str]
"""A table, a column of it and the value that its database refuses; and what the row is about."""


def contracts() -> Broken:
    """Of all contracts the first one that is over breaks."""
    first = Contract.objects.over_by(OVER.date()).order_by("ends_on", "pk")[0]
    return "entitlements_saleevent", "contract_id", first.pk, first.number


def ends() -> Broken:
    """Of all ends the one breaks whose time came first."""
    first = EndNotice.objects.due_by(OVER)[0]
    return "entitlements_endnotice", "id", first.pk, first.contract.number


def accounts() -> Broken:
    """Two organizations have units that expire, and the first of them breaks."""
    first, other = (Organization.objects.create(key=key, name=key) for key in ("ONE", "TWO"))
    for each in (first, other):
        services.grant_units(organization=each, units=2, actor=None, at=AT)
    UnitLot.objects.filter(account__organization__in=[first, other]).update(expires_at=OVER)
    return "entitlements_saleevent", "organization_id", first.pk, first.name


def few() -> Broken:
    """Both have few left, and the first one breaks."""
    _table, _column, organization, name = accounts()
    account = UnitAccount.objects.get(organization=organization)
    return "entitlements_unitnotice", "account_id", account.pk, name


@pytest.mark.parametrize(
    ("sweep", "kind", "broken"),
    [
        (services.expire_contracts, "contract", contracts),
        (services.announce_ends, "ending", ends),
        (services.expire_due_units, "units-expired", accounts),
        (services.notice_units, "units-low", few),
    ],
)
def test_one_that_breaks_rests_and_the_others_go_on(
    sweep: Callable[..., int], kind: str, broken: Callable[[], Broken]
) -> None:
    table, column, value, name = broken()
    refuse(table, column, value)
    assert sweep(OVER, each=oncall.do_each) > 0
    stumble = Stumble.objects.get(kind=kind)
    assert (stumble.what, stumble.due_at) == (name, OVER + patience.rest(1))
    assert sweep(OVER, each=oncall.do_each) == 0
    take_again(table)
    later = OVER + patience.rest(1)
    assert sweep(later, each=oncall.do_each) > 0
    assert not Stumble.objects.filter(kind=kind).exists()


def test_the_worker_sets_a_contract_aside_in_the_end_and_the_fallback_is_told(
    settings: Settings, tmp_path: Path
) -> None:
    settings.PAGE_FALLBACK_EMAIL = "fallback@vendor.example"
    table, column, value, name = contracts()
    refuse(table, column, value)
    for tries in range(patience.TRIES):
        with standing_clock(tmp_path / "clock.json", OVER + tries * patience.rest(patience.TRIES)):
            tasks.sweep_contracts()
    assert Stumble.objects.set_aside().get().what == name
    told = OutboundMessage.objects.filter(name="oncall/mail/stuck", recipient="fallback@vendor.example")
    assert [row.payload["subject"] for row in told] == [name]
