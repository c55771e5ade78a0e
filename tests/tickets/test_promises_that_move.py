"""How many first responses a change of holidays would move is known before it is made."""

from collections.abc import Collection
from datetime import date, timedelta

import pytest

from catalog.models import Region
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import services

THURSDAY, FRIDAY, INDEPENDENCE_DAY = date(2026, 6, 11), date(2026, 6, 12), date(2026, 7, 3)


def moved(code: str = "AMER", closed: Collection[date] = (), opened: Collection[date] = ()) -> int:
    return services.first_responses_moved(region=Region.objects.get(code=code), closed=closed, opened=opened)


@pytest.mark.django_db
def test_a_response_that_is_owed_after_a_day_off_moves(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, severity=4)  # 16 hours of 11 a day
    due = ticket.milestones.get().due_at
    assert due is not None
    assert due.date() == THURSDAY
    assert [moved(closed=[day]) for day in (THURSDAY, FRIDAY)] == [1, 0]
    assert ticket.milestones.get().due_at == due


@pytest.mark.django_db
def test_a_day_that_is_worked_after_all_moves_it_forward(cast: Cast) -> None:
    cast.file(who.GOLD, severity=4, at=who.HOLIDAY - timedelta(hours=20))
    assert moved(opened=[INDEPENDENCE_DAY]) == 1


@pytest.mark.django_db
def test_a_day_off_elsewhere_and_around_the_clock_moves_nothing(cast: Cast) -> None:
    cast.file(who.GOLD, severity=4)
    assert moved("EMEA", closed=[THURSDAY]) == 0
    cast.file(who.EVERYDAY, severity=4)
    assert moved(closed=[THURSDAY]) == 1


@pytest.mark.django_db
def test_a_ticket_that_was_answered_is_not_counted(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, severity=4)
    later = WEDNESDAY + timedelta(minutes=5)
    services.reply(ticket=ticket, author=cast.agent(who.AMY).user, body="We look into it.", files=(), at=later)
    assert moved(closed=[THURSDAY]) == 0


@pytest.mark.django_db
def test_no_day_moves_nothing(cast: Cast) -> None:
    cast.file(who.GOLD, severity=4)
    assert moved() == 0
