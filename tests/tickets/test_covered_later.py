"""How a stored ticket is decided again: a contract covers it by now, or its customer confirms an emergency."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail

from entitlements import portfolio
from entitlements.models import Contract, CoveredLicense, Entitlement, UnitAccount
from oncall.models import Page
from outbox.models import OutboundMessage
from tests.entitlements.units import leave_units
from tests.tickets import cast as who
from tests.tickets.cast import SATURDAY, WEDNESDAY, Cast
from tests.tickets.test_customer_pages import Visitor, address, text, visitor
from tests.tickets.test_notices import deliver
from tickets import services
from tickets.models import Ticket

__all__ = ["visitor"]
LATER = WEDNESDAY + timedelta(days=1)


@pytest.fixture
def uncovered(cast: Cast) -> Ticket:
    """A ticket that was filed while everything on the contract was terminated."""
    contract = Contract.objects.get(organization__key="GLD")
    lines = Entitlement.objects.filter(contract=contract)
    ends = dict(lines.values_list("pk", "ends_on"))
    CoveredLicense.objects.filter(entitlement__in=lines).update(ends_on=date(2026, 6, 1))
    lines.update(terminated_on=date(2026, 6, 1))
    deliver(WEDNESDAY)
    ticket = cast.file(who.GOLD, severity=2)
    deliver(WEDNESDAY)
    lines.update(terminated_on=None)
    for line, day in ends.items():
        CoveredLicense.objects.filter(entitlement=line).update(ends_on=day)
    return ticket


def contract_changes() -> None:
    contract = Contract.objects.get(organization__key="GLD")
    services.cover_again(key=str(contract.pk), payload={}, at=LATER)


def test_a_ticket_that_is_covered_by_now_is_new_and_its_promise_starts(uncovered: Ticket) -> None:
    assert uncovered.status == "needs_entitlement"
    filed = uncovered.decision
    contract_changes()

    ticket = Ticket.objects.get(pk=uncovered.pk)
    assert (ticket.status, ticket.outcome) == ("new", "covered_now")
    assert ticket.desk is not None
    milestone = ticket.milestones.get()
    assert (milestone.starts_at, milestone.due_at) == (LATER, LATER + timedelta(hours=4))
    assert ticket.next_promise_at == milestone.due_at
    event = ticket.events.get(code="covered")
    assert (event.actor, event.data["decision"]) == (None, ticket.decision)
    assert ticket.events.get(code="filed").data["decision"] == filed


def test_customer_and_desk_are_told_once(uncovered: Ticket) -> None:
    contract_changes()
    contract_changes()
    told = deliver(LATER)
    assert (who.GOLD, f"{uncovered.reference} is covered: Forms do not open") in told
    assert sorted(recipient for recipient, _ in told) == [who.AMY, "lead.amer@vendor.example", who.GOLD]
    assert "First response due" in str(mail.outbox[0].body) + str(mail.outbox[-1].body)


def test_news_of_a_contract_reaches_the_tickets(uncovered: Ticket) -> None:
    contract = Contract.objects.get(organization__key="GLD")
    OutboundMessage.objects.create(
        kind="topic",
        name="contract.changed",
        payload={"key": str(contract.pk)},
        dedupe_key="c",
        created_at=LATER,
        due_at=LATER,
    )
    deliver(LATER)
    uncovered.refresh_from_db()
    assert uncovered.status == "new"


def test_what_nothing_covers_stays_what_it_is(cast: Cast) -> None:
    lapsed = cast.file(who.LAPSED)
    contract = Contract.objects.filter(organization__key="LAP").first()
    assert contract is not None
    services.cover_again(key=str(contract.pk), payload={}, at=LATER)
    assert lapsed.events.count() == 1


@pytest.mark.parametrize("change", [{"is_set_aside": True}, {"status": "closed"}])
def test_what_is_over_or_in_the_trash_is_not_decided_again(uncovered: Ticket, change: dict[str, object]) -> None:
    Ticket.objects.filter(pk=uncovered.pk).update(**change)
    contract_changes()
    assert not uncovered.events.filter(code="covered").exists()
    assert services.cover(ticket=uncovered, at=LATER) is False


@pytest.fixture
def night(cast: Cast) -> Ticket:
    """A production ticket of Saturday morning, filed without confirming the emergency that it was offered."""
    ticket = cast.file(who.GOLD, SATURDAY, severity=1)
    deliver(SATURDAY)
    return ticket


def confirm(cast: Cast, ticket: Ticket, email: str = who.GOLD) -> None:
    services.confirm_emergency(ticket=ticket, actor=cast.user(email), at=SATURDAY + timedelta(hours=1))


@pytest.mark.both
def test_an_emergency_that_is_confirmed_later_holds_units_and_calls(cast: Cast, night: Ticket) -> None:
    before = UnitAccount.objects.get(organization__key="GLD").balance
    confirm(cast, night)
    deliver(SATURDAY + timedelta(hours=1))

    assert night.decision["mode"] == "emergency"
    assert UnitAccount.objects.get(organization__key="GLD").balance == before - night.decision["units_held"]
    assert Page.objects.count() == 1
    milestone = night.milestones.get()
    assert (milestone.package, milestone.starts_at) == ("emergency-after-hours", SATURDAY + timedelta(hours=1))
    assert night.events.get(code="emergency_confirmed").actor == cast.user(who.GOLD)


@pytest.mark.both
@pytest.mark.parametrize("minutes", [0, 40])
def test_an_emergency_that_is_closed_uses_what_was_logged_and_holds_nothing(
    cast: Cast, night: Ticket, minutes: int
) -> None:
    confirm(cast, night)
    later = SATURDAY + timedelta(hours=2)
    if minutes:
        services.log_time(ticket=night, agent=cast.agent(who.AMY), minutes=minutes, what="Restart", at=later)
    services.close(ticket=night, actor=cast.user(who.GOLD), at=later)

    account = UnitAccount.objects.get(organization__key="GLD")
    assert (account.balance, account.held) == (7, 0)  # one was held and agreed to; nobody agreed to more
    assert night.events.get(code="units_settled").data == {"used": 1}
    assert portfolio.discrepancies() == []


@pytest.mark.both
def test_an_emergency_that_is_none_any_longer_gives_its_units_back_once(cast: Cast, night: Ticket) -> None:
    before = UnitAccount.objects.get(organization__key="GLD").balance
    confirm(cast, night)
    later = SATURDAY + timedelta(hours=2)
    for severity in (2, 3):
        services.change_severity(ticket=night, actor=cast.user(who.AMY), severity=severity, reason="One user", at=later)

    night.refresh_from_db()
    assert UnitAccount.objects.get(organization__key="GLD").balance == before
    assert (night.decision["mode"], night.decision["units_held"], night.outcome) == (None, 0, "covered_later")
    assert night.events.filter(code="emergency_ended").count() == 1
    milestone = night.milestones.get()
    assert (milestone.package, milestone.due_at) == ("gold", night.next_promise_at)


def test_an_emergency_whose_subject_is_corrected_goes_on(cast: Cast, night: Ticket) -> None:
    confirm(cast, night)
    held = UnitAccount.objects.get(organization__key="GLD").balance
    now = services.properties_of(night)
    wanted = replace(now, kind="emergency")
    monday = SATURDAY + timedelta(days=2, hours=8)
    services.change_properties(ticket=night, actor=cast.user(who.AMY), wanted=wanted, at=monday)

    assert UnitAccount.objects.get(organization__key="GLD").balance == held
    assert not night.events.filter(code="emergency_ended").exists()


@pytest.mark.parametrize(("times", "units", "code"), [(1, 0, "no_emergency"), (2, None, "is_confirmed")])
def test_an_emergency_is_refused(cast: Cast, night: Ticket, times: int, units: int | None, code: str) -> None:
    if units is not None:
        leave_units("GLD", units)
    for _ in range(times - 1):
        confirm(cast, night)
    with pytest.raises(services.UnableToConfirm) as refusal:
        confirm(cast, night)
    assert refusal.value.code == code


def test_an_agent_confirms_no_emergency(cast: Cast, night: Ticket) -> None:
    with pytest.raises(services.UnableToConfirm) as refusal:
        confirm(cast, night, who.AMY)
    assert refusal.value.code == "customers_only"


def test_a_customer_confirms_on_the_page_of_the_ticket(visitor: Visitor, night: Ticket) -> None:
    visitor.log_in(who.GOLD, SATURDAY + timedelta(hours=1))
    there = address(night, "emergency")
    assert visitor.get(address(night)).css_first(f'a[href="{there}"]') is not None
    shown = text(visitor.get(there), ".facts")
    assert all(each in shown for each in ("1 time unit", "260.00 USD", "8 time units", "7 time units"))
    refused = visitor.send(there, visitor.form(there), 422)
    assert "nothing is taken without it" in text(refused)
    page = visitor.send(there, {**visitor.form(there), "sure": "on"})
    assert "confirmed an emergency" in text(page)
    assert page.css_first(f'a[href="{there}"]') is None


def test_a_ticket_that_is_offered_none_says_so(visitor: Visitor) -> None:
    ticket = visitor.cast.file(who.LONDON)
    visitor.log_in(who.LONDON)
    there = address(ticket, "emergency")
    assert "No emergency is offered" in text(visitor.get(there))
    visitor.send(there, {"sure": "on", "edit": ticket.version_number}, 422)
