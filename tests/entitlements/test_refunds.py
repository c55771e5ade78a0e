"""A product defect refunds an incident: proposed by one, approved by another, and given back by the ledger (R11)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Organization, User
from entitlements import portfolio, services
from entitlements.models import LedgerEntry, Refund, SaleEvent, UnitLot, UnitTerms
from entitlements.services import UnableToRefund
from tests.entitlements.test_ledger import buyer, left
from tests.tickets.test_notices import deliver
from tests.world import AT, standing_clock

__all__ = ["buyer"]
LATER = AT + timedelta(days=2)
pytestmark = pytest.mark.both


def person(name: str, *groups: str) -> User:
    made = User.objects.create_user(f"{name}@vendor.example", name=name.title(), is_staff=bool(groups))
    made.groups.add(*Group.objects.filter(name__in=groups))
    return made


@pytest.fixture
def incident(buyer: Organization) -> str:
    """Three of ten units were used, and the incident is over."""
    services.hold_units(organization=buyer, subject="CARE-1001", units=3, actor=None, at=AT)
    services.close_hold(subject="CARE-1001", actor=None, at=AT)
    return "CARE-1001"


def propose(agent: User, subject: str = "CARE-1001", reason: str = "The update lost the index.") -> Refund:
    return services.propose_refund(subject=subject, reason=reason, actor=agent, at=AT)


def test_an_approved_refund_gives_the_units_back_as_bought_now(incident: str, buyer: Organization) -> None:
    refund = propose(person("agent"))
    assert left(buyer) == (7, 0)
    assert services.approve_refund(refund=refund, actor=person("olga", "contract administrator"), at=LATER) == 3
    assert left(buyer) == (10, 0)
    lot = UnitLot.objects.get(refund=refund)
    assert (lot.units, lot.left, lot.expires_at) == (3, 3, LATER.replace(year=2027))
    entry = LedgerEntry.objects.get(kind="refunded")
    assert (entry.subject, entry.units, entry.source, entry.target) == (incident, 3, "consumed", "available")
    assert SaleEvent.objects.get(code="units_refunded").data["why"] == "The update lost the index."


def test_a_declined_one_gives_nothing_back_and_may_be_proposed_again(incident: str, buyer: Organization) -> None:
    agent = person("agent")
    refund = propose(agent, incident)
    services.decline_refund(refund=refund, actor=person("olga", "contract administrator"), at=LATER)
    assert (left(buyer), LedgerEntry.objects.filter(kind="refunded").exists()) == ((7, 0), False)
    assert propose(agent).pk != refund.pk


@pytest.mark.usefixtures("incident")
def test_nobody_approves_what_it_proposed_nor_without_the_role() -> None:
    own = person("olga", "contract administrator")
    refund = propose(own)
    for actor, code in ((own, "own_proposal"), (person("agent"), "may_not_refund")):
        with pytest.raises(UnableToRefund, match=code):
            services.approve_refund(refund=refund, actor=actor, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(decided_at=LATER, decided_by=own)


def test_only_what_is_over_and_used_units_is_refunded_and_once(incident: str, buyer: Organization) -> None:
    agent = person("agent")
    services.hold_units(organization=buyer, subject="CARE-1002", units=1, actor=None, at=AT)
    for subject, reason, code in (
        ("CARE-1002", "A defect.", "nothing_used"),
        ("CARE-9", "A defect.", "nothing_used"),
        (incident, "  ", "refund_needs_reason"),
    ):
        with pytest.raises(UnableToRefund, match=code):
            propose(agent, subject, reason)
    refund = propose(agent)
    with pytest.raises(UnableToRefund, match="refunded_already"):
        propose(agent)
    services.approve_refund(refund=refund, actor=person("olga", "administrator"), at=LATER)
    with pytest.raises(UnableToRefund, match="refunded_already"):
        propose(agent)


@pytest.mark.usefixtures("incident")
def test_a_vendor_whose_terms_refund_nothing_refuses_the_proposal() -> None:
    UnitTerms.objects.update(refunds_defects=False)
    with pytest.raises(UnableToRefund, match="no_refunds"):
        propose(person("agent"))


@pytest.mark.usefixtures("incident")
def test_administrators_decide_in_the_administration_and_everybody_is_told(client: Client, tmp_path: Path) -> None:
    agent, olga = person("agent"), person("olga", "contract administrator")
    refund = propose(agent)
    deliver(LATER)
    assert [sent.to for sent in mail.outbox] == [[olga.email]]
    client.force_login(olga, backend="portal.authentication.Backend")
    there = reverse("admin:entitlements_refund_changelist")
    asked = {"action": "approve", "_selected_action": [refund.pk]}
    with standing_clock(tmp_path / "clock.json", LATER):
        shown = [client.post(there, asked, follow=True).content.decode() for _turn in range(2)]
    assert "3 time units of CARE-1001 went back." in shown[0]
    assert "This refund was decided already." in shown[1]
    deliver(LATER)
    assert mail.outbox[-1].to == [agent.email]
    assert "is approved" in mail.outbox[-1].subject


@pytest.mark.usefixtures("incident")
def test_refunds_are_listed_by_where_they_stand(client: Client) -> None:
    refund = propose(person("agent"))
    olga = person("olga", "contract administrator")
    client.force_login(olga, backend="portal.authentication.Backend")
    there = reverse("admin:entitlements_refund_changelist")

    def listed() -> list[str]:
        states = ("waiting", "approved", "declined")
        return [state for state in states if client.get(there, {"state": state}).context["cl"].result_count]

    assert listed() == ["waiting"]
    assert "Not empty" not in client.get(there).text
    services.approve_refund(refund=refund, actor=olga, at=LATER)
    assert listed() == ["approved"]
    Refund.objects.update(lot=None)
    assert listed() == ["declined"]


@pytest.mark.django_db(transaction=True)
def test_of_four_who_approve_at_once_one_gives_the_units_back() -> None:
    organization = Organization.objects.create(name="Busy", key="BUSY")
    services.grant_units(organization=organization, units=5, actor=None, at=AT)
    services.hold_units(organization=organization, subject="BUSY-1", units=5, actor=None, at=AT)
    services.close_hold(subject="BUSY-1", actor=None, at=AT)
    agent = User.objects.create_user("agent@vendor.example")
    olga = User.objects.create_user("olga@vendor.example", is_superuser=True)
    refund = propose(agent, "BUSY-1")

    def approve(_: int) -> bool:
        try:
            services.approve_refund(refund=Refund.objects.get(pk=refund.pk), actor=olga, at=LATER)
        except UnableToRefund:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(approve, range(4))) == 1
    assert left(organization) == (5, 0)
    assert portfolio.discrepancies() == []
