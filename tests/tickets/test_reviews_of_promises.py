"""A change of a calendar, a contract or targets moves no open promise before a duty manager says so."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Organization
from catalog import services as catalog
from catalog.models import Region
from entitlements.models import Contract, CoveredLicense, Entitlement, License, Package
from entitlements.services import change_contract
from entitlements.services.packages import package_changed
from tests.tickets import cast as who
from tests.tickets.agents_world import client_of, words
from tests.tickets.cast import WEDNESDAY, Cast
from tests.tickets.test_notices import deliver
from tests.world import standing_clock
from tickets import services
from tickets.models import Milestone, PromiseReview, Ticket
from tickets.services import reviews

LA = ZoneInfo("America/Los_Angeles")
THURSDAY, CHRISTMAS = date(2026, 6, 11), date(2026, 12, 28)
DUTY = "admin@vendor.example"
NOON = WEDNESDAY + timedelta(hours=5)
ACTS = ("", "application/", "dismissal/")


def la(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=LA).astimezone(UTC)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Filed on Wednesday at 07:00 in Los Angeles at severity 4: 16 covered hours, due on Thursday at 12:00."""
    made = cast.file(who.GOLD, severity=4)
    deliver(WEDNESDAY)
    return made


def close(day: date = THURSDAY, name: str = "Moving day", code: str = "AMER", at: datetime = NOON) -> None:
    """Publish a holiday, and let the worker hear of it."""
    region = Region.objects.get(code=code)
    region.holidays.create(on=day, name=name)
    catalog.calendar_changed(region=region, at=at)
    deliver(at)


def waiting() -> PromiseReview:
    return PromiseReview.objects.waiting().get()


def apply(cast: Cast, review: PromiseReview, at: datetime = NOON) -> None:
    reviews.apply_review(review=review, actor=cast.user(DUTY), seen_at=review.noticed_at, at=at)


def first(ticket: Ticket) -> Milestone:
    return ticket.milestones.get(kind="first_response")


def test_a_new_holiday_waits_for_a_decision(ticket: Ticket) -> None:
    close()
    assert first(ticket).due_at == la(11, 12)
    move = waiting().moves.get()
    assert (move.milestone, move.from_due_at, move.to_due_at) == (first(ticket), la(11, 12), la(12, 12))
    assert waiting().facts["closed"] == [["2026-06-11", "Moving day"]]


def test_applied_it_moves_the_promise_and_says_so_in_the_history(cast: Cast, ticket: Ticket) -> None:
    close()
    apply(cast, waiting())
    ticket.refresh_from_db()
    assert first(ticket).due_at == la(12, 12) == ticket.next_promise_at
    assert first(ticket).warn_at == la(10, 15)
    event = ticket.events.get(code="promise_moved")
    assert (event.actor, event.is_internal) == (cast.user(DUTY), False)
    assert (event.data["from"], event.data["to"]) == (la(11, 12).isoformat(), la(12, 12).isoformat())


def test_one_act_moves_the_promises_of_all_open_tickets(cast: Cast, ticket: Ticket) -> None:
    others = [cast.file(who.GOLD, severity=4) for _ in range(3)]
    close()
    apply(cast, waiting())
    assert {first(each).due_at for each in (ticket, *others)} == {la(12, 12)}
    assert waiting_count() == 0


def waiting_count() -> int:
    return PromiseReview.objects.waiting().count()


def test_what_is_left_stays_as_it_was_made(cast: Cast, ticket: Ticket) -> None:
    close()
    review = waiting()
    reviews.leave_review(review=review, actor=cast.user(DUTY), seen_at=review.noticed_at, at=NOON)
    assert first(ticket).due_at == la(11, 12)
    assert (review.decision, review.decided_by, review.decided_at) == ("left", cast.user(DUTY), NOON)


def test_a_change_that_moves_nothing_asks_nobody_and_counts_from_then_on(cast: Cast, ticket: Ticket) -> None:
    before = first(ticket).basis
    close(CHRISTMAS, "Bridge day")
    assert waiting_count() == 0
    basis = first(ticket).basis
    assert basis is not None
    assert basis != before
    agent = cast.user(who.AMY)
    services.change_status(ticket=ticket, actor=agent, status="waiting_for_customer", waiting_for="Logs", at=NOON)
    late = datetime(2026, 12, 25, 8, tzinfo=LA).astimezone(UTC)
    services.reply(ticket=ticket, author=cast.user(who.GOLD), body="Here.", at=late)
    due_at = first(ticket).due_at
    assert due_at is not None
    assert due_at.astimezone(LA).date() == date(2026, 12, 29)


def test_a_pause_goes_on_by_the_pinned_calendar_until_it_is_applied(cast: Cast, ticket: Ticket) -> None:
    close()
    agent = cast.user(who.AMY)
    services.change_status(ticket=ticket, actor=agent, status="waiting_for_customer", waiting_for="Logs", at=NOON)
    services.reply(ticket=ticket, author=cast.user(who.GOLD), body="Here.", at=NOON + timedelta(hours=1))
    assert first(ticket).due_at == la(11, 13)
    apply(cast, waiting(), NOON + timedelta(hours=2))
    assert first(ticket).due_at == la(12, 13)


def test_a_promise_that_stands_still_goes_on_by_what_was_applied(cast: Cast, ticket: Ticket) -> None:
    agent = cast.user(who.AMY)
    services.change_status(ticket=ticket, actor=agent, status="waiting_for_customer", waiting_for="Logs", at=NOON)
    close()
    apply(cast, waiting())
    assert ticket.events.get(code="promise_moved").data["stands"] is True
    services.reply(ticket=ticket, author=cast.user(who.GOLD), body="Here.", at=NOON + timedelta(hours=1))
    assert first(ticket).due_at == la(12, 13)


def test_a_further_change_is_taken_in_and_decided_anew(cast: Cast, ticket: Ticket) -> None:
    close()
    seen = waiting()
    close(date(2026, 6, 12), "Another day", at=NOON + timedelta(minutes=5))
    assert waiting().pk == seen.pk
    assert waiting().moves.get().to_due_at == la(15, 12)
    with pytest.raises(reviews.UnableToReview) as refusal:
        apply(cast, seen)
    assert refusal.value.code == "changed_meanwhile"
    assert first(ticket).due_at == la(11, 12)


def test_a_change_that_is_taken_back_leaves_nothing_to_decide(ticket: Ticket) -> None:
    close()
    region = Region.objects.get(code="AMER")
    region.holidays.filter(on=THURSDAY).delete()
    catalog.calendar_changed(region=region, at=NOON)
    deliver(NOON)
    assert waiting_count() == 0
    assert first(ticket).due_at == la(11, 12)


def test_what_was_answered_meanwhile_is_not_moved(cast: Cast, ticket: Ticket) -> None:
    close()
    services.reply(ticket=ticket, author=cast.user(who.AMY), body="We look.", at=NOON)
    review = waiting()
    apply(cast, review)
    assert review.moves.get().outdated_at == NOON
    assert not ticket.events.filter(code="promise_moved").exists()


@pytest.mark.usefixtures("ticket")
def test_only_a_duty_manager_decides(cast: Cast) -> None:
    close()
    with pytest.raises(reviews.UnableToReview) as refusal:
        reviews.apply_review(review=waiting(), actor=cast.user(who.AMY), seen_at=waiting().noticed_at, at=NOON)
    assert refusal.value.code == "forbidden"


@pytest.mark.usefixtures("ticket")
def test_the_duty_managers_are_told_once() -> None:
    region = Region.objects.get(code="AMER")
    region.holidays.create(on=THURSDAY, name="Moving day")
    catalog.calendar_changed(region=region, at=NOON)
    assert (DUTY, "1 promise would move: Americas") in deliver(NOON)
    catalog.calendar_changed(region=region, at=NOON)
    assert deliver(NOON) == []


def test_another_regions_holiday_concerns_nobody_here(ticket: Ticket) -> None:
    before = first(ticket).basis_id
    close(code="EMEA")
    assert (waiting_count(), first(ticket).basis_id) == (0, before)


def test_new_targets_are_applied_to_open_tickets_on_purpose(cast: Cast, ticket: Ticket) -> None:
    gold = Package.objects.get(code="gold")
    gold.targets.filter(milestone="first_response", severity=4).update(minutes=600)
    package_changed(package=gold, at=NOON)
    deliver(NOON)
    assert (first(ticket).target_minutes, waiting().cause) == (960, "targets")
    apply(cast, waiting())
    assert (first(ticket).target_minutes, first(ticket).due_at) == (600, la(10, 17))


@pytest.mark.usefixtures("ticket")
def test_what_would_be_broken_at_once_is_said_before_the_act(tmp_path: Path) -> None:
    gold = Package.objects.get(code="gold")
    gold.targets.filter(milestone="first_response", severity=4).update(minutes=30)
    package_changed(package=gold, at=NOON)
    deliver(NOON)
    place = f"/promises/{waiting().pk}/"
    with standing_clock(tmp_path / "clock.json", NOON):
        asked = {name: " ".join(words(client_of(DUTY).get(place + name), "main")) for name in ACTS}
    assert "1 of them is broken at once" in asked["application/"]
    assert "Broken at once" in asked[""]
    assert "broken" not in asked["dismissal/"]


def test_a_new_update_target_of_a_ticket_that_owes_none_yet_moves_nothing(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, severity=2)
    gold = Package.objects.get(code="gold")
    gold.targets.filter(milestone="next_update", severity=2).update(minutes=60)
    package_changed(package=gold, at=WEDNESDAY)
    deliver(WEDNESDAY)
    assert waiting_count() == 0
    services.reply(ticket=ticket, author=cast.user(who.AMY), body="We look.", at=WEDNESDAY)
    assert ticket.milestones.get(kind="next_update").target_minutes == 60


def terminate(ticket: Ticket, day: date) -> None:
    assert ticket.contract is not None
    lines = Entitlement.objects.filter(contract=ticket.contract)
    CoveredLicense.objects.filter(entitlement__in=lines).update(ends_on=day)
    lines.update(terminated_on=day)
    change_contract(contract=Contract.objects.get(pk=ticket.contract.pk), actor=None, at=NOON)
    deliver(NOON)


def test_a_contract_that_ends_first_would_leave_the_promise_without_an_instant(cast: Cast, ticket: Ticket) -> None:
    terminate(ticket, THURSDAY)
    assert (waiting().cause, waiting().moves.get().to_due_at) == ("contract", None)
    apply(cast, waiting())
    assert first(ticket).due_at is None
    services.record_broken(la(11, 8))
    event = ticket.events.get(code="coverage_ended")
    assert event.data["on"] == "2026-06-11"
    told = words(client_of(who.GOLD).get(f"/tickets/{ticket.reference}/"), "main")
    assert any("Coverage ended on 10 Jun 2026; the clocks stand still" in each for each in told)


def test_a_contract_that_ends_later_moves_nothing(ticket: Ticket) -> None:
    terminate(ticket, date(2026, 7, 1))
    assert waiting_count() == 0


def test_of_two_changes_that_wait_the_second_is_looked_at_again_after_the_first(cast: Cast, ticket: Ticket) -> None:
    close()
    calendar = waiting()
    terminate(ticket, THURSDAY)
    contract = PromiseReview.objects.waiting().get(cause="contract")
    apply(cast, calendar)
    apply(cast, contract)
    assert first(ticket).due_at == la(12, 12)
    assert (waiting().cause, waiting().moves.get().from_due_at, waiting().moves.get().to_due_at) == (
        "contract",
        la(12, 12),
        None,
    )


def test_many_promises_move_in_slices(cast: Cast, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    others = [cast.file(who.GOLD, severity=4) for _ in range(4)]
    close()
    monkeypatch.setattr("tickets.services.reviews._deciding.SLICE", 2)
    apply(cast, waiting())
    assert sum(first(each).due_at == la(12, 12) for each in (ticket, *others)) == 2
    deliver(NOON)
    assert {first(each).due_at for each in (ticket, *others)} == {la(12, 12)}


@pytest.mark.both
def test_the_promise_that_is_written_stays_the_same_row(cast: Cast, ticket: Ticket) -> None:
    close()
    before: Any = Milestone.objects.filter(ticket=ticket).values().get()
    apply(cast, waiting())
    after: Any = Milestone.objects.filter(ticket=ticket).values().get()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"due_at", "warn_at", "basis_id"} - (
        {"warn_at"} if before["warn_at"] == after["warn_at"] else set()
    )


def test_the_end_of_another_contract_of_the_customer_moves_what_that_one_gives(cast: Cast) -> None:
    """Friday 16:30: the newer contract decides by Gold, and Everyday of the older one carries the hour over closing."""
    gold = Organization.objects.get(key="GLD")
    License.objects.filter(contracts__number="C-1002").update(organization=gold)
    Contract.objects.filter(number="C-1002").update(organization=gold)
    ticket = cast.file(who.GOLD, severity=1, at=la(12, 16, 30))
    assert (str(ticket.contract), first(ticket).due_at) == ("C-1004", la(12, 17, 30))
    line = Entitlement.objects.filter(contract__number="C-1002", package__code="everyday-after-hours")
    CoveredLicense.objects.filter(entitlement__in=line).update(ends_on=date(2026, 6, 12))
    line.update(terminated_on=date(2026, 6, 12))
    change_contract(contract=Contract.objects.get(number="C-1002"), actor=None, at=la(12, 16, 40))
    deliver(la(12, 16, 40))
    assert (waiting().cause, waiting().moves.get().to_due_at) == ("contract", la(15, 6, 30))
