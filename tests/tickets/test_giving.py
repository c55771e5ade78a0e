"""How a desk gives its tickets to its agents."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from accounts import services as people
from accounts.models import DeskMembership
from catalog.models import Desk, Product
from portal import followers
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import services
from tickets.models import Ticket
from tickets.rules import Candidate, Nobody, Way, choose
from tickets.views.history import Event, line

HOUR = timedelta(hours=1)
LUCY = "lead.emea@vendor.example"
MERIDIAN = 1


def candidate(number: int, **facts: object) -> Candidate:
    """An agent at work who was given a ticket `number` hours after the first one."""
    return Candidate(number, **{"is_at_work": True, "last_given_at": WEDNESDAY + number * HOUR, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("way", "candidates", "chosen"),
    [
        (Way.BY_HAND, [candidate(1)], Nobody.BY_HAND),
        (Way.IN_TURN, [], Nobody.NO_AGENTS),
        (Way.IN_TURN, [candidate(2), candidate(1), candidate(3)], 1),
        (Way.IN_TURN, [candidate(1), candidate(2, last_given_at=None)], 2),
        (Way.IN_TURN, [candidate(1, is_at_work=False), candidate(2)], 2),
        (Way.IN_TURN, [candidate(1, skills=frozenset({7})), candidate(2, skills=frozenset({MERIDIAN}))], 2),
        (Way.IN_TURN, [candidate(1, skills=frozenset({7}))], Nobody.NOBODY_SKILLED),
        (Way.IN_TURN, [candidate(1, is_at_work=False)], Nobody.NOBODY_AT_WORK),
        (Way.IN_TURN, [candidate(1, open_tickets=3, capacity=3)], Nobody.ALL_FULL),
        (Way.IN_TURN, [candidate(1, open_tickets=0, capacity=0)], Nobody.ALL_FULL),
        (Way.LEAST_LOADED, [candidate(1, open_tickets=3), candidate(2, open_tickets=2)], 2),
        (Way.LEAST_LOADED, [candidate(1, open_tickets=3, capacity=4), candidate(2, open_tickets=5, capacity=20)], 2),
        (Way.LEAST_LOADED, [candidate(1, open_tickets=3, capacity=20), candidate(2, open_tickets=4)], 1),
        (Way.LEAST_LOADED, [candidate(2, open_tickets=3), candidate(1, open_tickets=3)], 1),
    ],
)
def test_the_rule_of_the_desk_chooses(way: Way, candidates: list[Candidate], chosen: object) -> None:
    found = choose(way, MERIDIAN, candidates)
    assert (found.id if isinstance(found, Candidate) else found) == chosen


def _desk(assignment: str = Desk.Assignment.IN_TURN) -> Desk:
    """The London desk, giving its tickets by itself; it opens at 06:00 and closes at 19:00."""
    Desk.objects.filter(code="emea").update(assignment=assignment)
    return Desk.objects.get(code="emea")


def _given(ticket: Ticket, at: datetime = WEDNESDAY) -> str:
    services.give_unowned(key=str(ticket.pk), payload={}, at=at)
    ticket.refresh_from_db()
    return ticket.assignee.user.email if ticket.assignee else ""


def _lines(ticket: Ticket) -> list[str]:
    events = ticket.events.order_by("id")
    return [line(Event(each.pk, each.code, each.data, "", each.at))[1] for each in events]


def test_a_name_turns_the_direction_of_no_line_of_the_history() -> None:
    event = Event(1, "assigned", {"to": "Zoe"}, "Ana \u202esserroT", WEDNESDAY)
    assert line(event)[1] == "\u2068Ana \u202esserroT\u2069 assigned the ticket to Zoe"


def test_tickets_go_round_in_turn_and_the_history_says_why(cast: Cast) -> None:
    _desk()
    edward = cast.agent(who.EDWARD)
    edward.skills.add(Product.objects.get(name="Meridian Server"))
    cast.agent(LUCY).skills.clear()

    first, second = _given(cast.file(who.LONDON)), _given(cast.file(who.LONDON), WEDNESDAY + HOUR)
    third = cast.file(who.LONDON)

    assert {first, second} == {who.EDWARD, LUCY}
    assert _given(third, WEDNESDAY + 2 * HOUR) == first
    assert any(said.startswith("Given to ") and "in turn: at work" in said for said in _lines(third))
    assert third.events.get(code="given").is_internal


def test_news_that_comes_twice_gives_once(cast: Cast) -> None:
    _desk()
    ticket = cast.file(who.LONDON)
    assert _given(ticket) == _given(ticket)
    assert ticket.events.filter(code="given").count() == 1


def test_a_desk_that_gives_by_hand_gives_nothing(cast: Cast) -> None:
    ticket = cast.file(who.LONDON)
    assert _given(ticket) == ""
    assert not ticket.events.filter(code__in=("given", "not_given")).exists()


def test_a_ticket_that_comes_at_night_is_given_in_the_morning_and_says_once_why_it_waits(cast: Cast) -> None:
    _desk()
    night, morning = WEDNESDAY + 12 * HOUR, WEDNESDAY + 16 * HOUR
    ticket = cast.file(who.LONDON, at=night)
    assert _given(ticket, night) == _given(ticket, night + HOUR) == ""
    assert ticket.events.filter(code="not_given").count() == 1
    assert any("nobody who knows the product is at work" in said for said in _lines(ticket))

    assert services.give_waiting(at=night + HOUR) == 0
    assert services.give_waiting(at=morning) == 1
    ticket.refresh_from_db()
    assert ticket.assignee is not None


def test_what_needs_an_entitlement_is_given_to_nobody(cast: Cast) -> None:
    Desk.objects.update(assignment=Desk.Assignment.IN_TURN)
    ticket = cast.file(who.LAPSED)
    assert ticket.status == "needs_entitlement"
    assert _given(ticket) == ""


def test_what_somebody_took_off_an_agent_by_hand_is_left_alone(cast: Cast) -> None:
    _desk()
    ticket = cast.file(who.LONDON)
    services.take(ticket=ticket, agent=cast.agent(who.EDWARD), at=WEDNESDAY)
    services.assign(ticket=ticket, actor=cast.user(who.EDWARD), assignee=None, at=WEDNESDAY)
    assert services.give_waiting(at=WEDNESDAY + HOUR) == 0


def test_who_goes_away_gives_back_what_it_has_not_begun(cast: Cast) -> None:
    _desk()
    edward = cast.agent(who.EDWARD)
    begun, untouched = cast.file(who.LONDON), cast.file(who.LONDON)
    for ticket in (begun, untouched):
        services.take(ticket=ticket, agent=edward, at=WEDNESDAY)
    services.add_note(ticket=begun, author=edward.user, body="Mine.", at=WEDNESDAY)
    people.go_away(agent=edward, until=None, actor=edward.user, at=WEDNESDAY)

    assert services.give_back(agent=edward, actor=cast.user(LUCY), at=WEDNESDAY) == 1

    assert services.give_waiting(at=WEDNESDAY) == 1
    untouched.refresh_from_db()
    begun.refresh_from_db()
    assert (begun.assignee, untouched.assignee) == (edward, cast.agent(LUCY))


def test_nobody_gives_back_for_somebody_elses_desk(cast: Cast) -> None:
    with pytest.raises(services.UnableToGiveBack, match="not_your_agent"):
        services.give_back(agent=cast.agent(who.EDWARD), actor=cast.user(who.AMY), at=WEDNESDAY)


def test_the_news_of_a_filed_ticket_sets_it_off() -> None:
    assert services.give_unowned in followers.FOLLOWERS["ticket.filed"]
    assert services.give_unowned in followers.FOLLOWERS["ticket.unowned"]


@pytest.mark.both
def test_tickets_that_come_at_once_see_each_other(committed: Cast) -> None:
    _desk()
    DeskMembership.objects.filter(agent__user__email=LUCY).delete()
    edward = committed.agent(who.EDWARD)
    edward.capacity = 3
    edward.save()
    tickets = [committed.file(who.LONDON) for _ in range(8)]

    def give(ticket: Ticket) -> bool:
        try:
            return services.give(
                ticket=Ticket.objects.select_related("desk", "product").get(pk=ticket.pk), at=WEDNESDAY
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(give, tickets))

    assert sum(given) == 3
    assert Ticket.objects.filter(assignee=edward).count() == 3
