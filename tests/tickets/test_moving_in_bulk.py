"""Promises that move many at once end as each of them would by itself."""

from datetime import date, datetime, timedelta

import pytest

from catalog import services as catalog
from catalog.models import Region
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import services
from tickets.models import Basis, Milestone, PromiseReview, Ticket
from tickets.services import promises, reviews

THURSDAY = date(2026, 6, 11)
NOON = WEDNESDAY + timedelta(hours=5)
DUTY = "admin@vendor.example"
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def stop(cast: Cast, ticket: Ticket, hour: int) -> Ticket:
    at, agent = WEDNESDAY + timedelta(hours=hour), cast.user(who.AMY)
    services.change_status(ticket=ticket, actor=agent, status="waiting_for_customer", waiting_for="Logs", at=at)
    return ticket


def go_on(cast: Cast, ticket: Ticket, hour: int) -> Ticket:
    services.reply(ticket=ticket, author=cast.user(who.GOLD), body="Here.", at=WEDNESDAY + timedelta(hours=hour))
    return ticket


@pytest.fixture
def tickets(cast: Cast) -> list[Ticket]:
    """Running, of three severities and two contracts; stopped; stopped twice and going on; warned of; answered."""
    filed = [cast.file(who.GOLD, severity=severity) for severity in (1, 2, 3, 4, 4, 4, 4)]
    filed.append(cast.file(who.EVERYDAY, severity=4))
    stop(cast, filed[3], 1)
    go_on(cast, stop(cast, filed[4], 1), 2)
    go_on(cast, stop(cast, go_on(cast, stop(cast, filed[5], 1), 2), 3), 4)
    services.reply(ticket=filed[2], author=cast.user(who.AMY), body="We look.", at=WEDNESDAY + timedelta(hours=1))
    warned = filed[6].milestones.select_related("basis").get(kind="first_response")
    warned.warns = 90
    promises.set_instants(warned, promises.cover_of(warned).track)
    warned.save()
    return filed


def review_of(*days: date) -> PromiseReview:
    region = Region.objects.get(code="AMER")
    for day in days:
        region.holidays.create(on=day, name="Moving day")
    catalog.calendar_changed(region=region, at=NOON)
    reviews.calendar_changed(key=str(region.pk), payload={}, at=NOON)
    return PromiseReview.objects.waiting().get()


def alone(milestone: Milestone, basis: Basis) -> tuple[datetime | None, datetime | None]:
    """The instants of a promise that is counted by `basis` from now on, found as at its start."""
    milestone.basis = basis
    if milestone.paused_at is None:
        promises.set_instants(milestone, promises.cover_of(milestone).track)
    return milestone.due_at, milestone.warn_at


def test_each_is_due_and_warned_of_as_if_it_were_moved_alone(cast: Cast, tickets: list[Ticket]) -> None:
    before = {milestone.pk: milestone for milestone in Milestone.objects.filter(ticket__in=tickets)}
    review = review_of(THURSDAY)
    moves = {move.milestone_id: move for move in review.moves.select_related("to_basis")}
    expected = {pk: alone(before[pk], move.to_basis) for pk, move in moves.items()}
    reviews.apply_review(review=review, actor=cast.user(DUTY), seen_at=review.noticed_at, at=NOON)
    after = Milestone.objects.in_bulk(list(moves))
    assert len(moves) == 5
    assert {pk: (each.due_at, each.warn_at) for pk, each in after.items()} == expected
    assert all(moves[pk].to_due_at in {each.due_at, None} for pk, each in after.items())


def test_each_ticket_is_due_next_when_the_first_of_its_promises_is(cast: Cast, tickets: list[Ticket]) -> None:
    review = review_of(THURSDAY)
    reviews.apply_review(review=review, actor=cast.user(DUTY), seen_at=review.noticed_at, at=NOON)
    for ticket in tickets:
        cached = Ticket.objects.get(pk=ticket.pk).next_promise_at
        promises.refresh(ticket)
        assert cached == ticket.next_promise_at


def test_each_move_is_a_line_of_its_own_in_the_history(cast: Cast, tickets: list[Ticket]) -> None:
    review = review_of(THURSDAY)
    reviews.apply_review(review=review, actor=cast.user(DUTY), seen_at=review.noticed_at, at=NOON)
    told = [
        (event.ticket_id, event.data["promise"], event.data["from"], event.data["to"], event.data["stands"], event.at)
        for ticket in tickets
        for event in ticket.events.filter(code="promise_moved", actor=review.decided_by, is_internal=False)
    ]
    moved = [
        (
            move.milestone.ticket_id,
            move.milestone.kind,
            move.from_due_at.isoformat() if move.from_due_at else None,
            move.to_due_at.isoformat() if move.to_due_at else None,
            move.milestone.paused_at is not None,
            NOON,
        )
        for move in review.moves.select_related("milestone")
        if move.from_due_at != move.to_due_at or move.milestone.paused_at
    ]
    assert sorted(told, key=str) == sorted(moved, key=str)
    assert any(stands for *_, stands, _ in told)


def test_what_does_not_move_is_made_by_the_new_calendar_without_a_word(tickets: list[Ticket]) -> None:
    far = date(2026, 12, 28)
    before = dict(Milestone.objects.values_list("pk", "due_at"))
    region = Region.objects.get(code="AMER")
    region.holidays.create(on=far, name="Bridge day")
    catalog.calendar_changed(region=region, at=NOON)
    reviews.calendar_changed(key=str(region.pk), payload={}, at=NOON)
    assert not PromiseReview.objects.exists()
    for milestone in Milestone.objects.filter(met_at=None, ticket__in=tickets[:7]).select_related("basis"):
        assert milestone.due_at == before[milestone.pk]
        assert far in promises.cover_of(milestone).calendars["AMER"].holidays
