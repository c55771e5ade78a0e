"""A ticket that breaks a sweep rests, is set aside in the end, and keeps no other ticket waiting."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from pytest_django import Settings

from oncall import rules as patience
from oncall import services as oncall
from oncall.models import Page, Stumble
from outbox.models import OutboundMessage
from tests.refusing import refuse, take_again
from tests.tickets import cast as who
from tests.tickets.cast import SATURDAY, WEDNESDAY, Cast
from tickets import notices, rules, services
from tickets.models import Milestone, Ticket

pytestmark = pytest.mark.both
LATE = WEDNESDAY + timedelta(days=3)


@pytest.fixture(autouse=True)
def _fallback(settings: Settings) -> None:
    settings.PAGE_FALLBACK_EMAIL = "fallback@vendor.example"


@pytest.fixture
def two(cast: Cast) -> tuple[Ticket, Ticket]:
    """Two tickets of one customer; the database refuses each new line of the first one's history."""
    broken, other = (cast.file(who.GOLD, severity=2) for _ in range(2))
    return broken, other


def mails() -> list[str]:
    return list(OutboundMessage.objects.filter(name="oncall/mail/stuck").values_list("payload__subject", flat=True))


def resolved(tickets: tuple[Ticket, Ticket], cast: Cast) -> None:
    for ticket in tickets:
        services.resolve(ticket=ticket, actor=cast.user(who.AMY), at=WEDNESDAY)


@pytest.mark.parametrize(
    ("sweep", "kind", "at"),
    [
        (services.warn_of_promises, "warning", WEDNESDAY + timedelta(hours=2)),
        (services.record_broken, "breach", LATE),
        (services.close_resolved, "closing", WEDNESDAY + rules.GRACE),
    ],
)
def test_one_that_breaks_rests_and_the_others_go_on(
    cast: Cast, two: tuple[Ticket, Ticket], sweep: Callable[[datetime], int], kind: str, at: datetime
) -> None:
    if kind == "closing":
        resolved(two, cast)
    refuse("tickets_ticketevent", "ticket_id", two[0].pk)
    assert sweep(at) == 1
    stumble = Stumble.objects.get()
    assert (stumble.kind, stumble.tries, stumble.due_at) == (kind, 1, at + patience.rest(1))
    assert sweep(at + timedelta(seconds=1)) == 0
    assert Stumble.objects.get().tries == 1


def test_it_is_set_aside_told_once_and_done_at_its_own_instant_once_it_is_mended(two: tuple[Ticket, Ticket]) -> None:
    broken, at = two[0], LATE
    due_at = broken.milestones.get().due_at
    refuse("tickets_ticketevent", "ticket_id", broken.pk)
    rests = []
    for _ in range(patience.TRIES + 2):
        services.record_broken(at)
        rests.append(Stumble.objects.get().due_at - at)
        at += timedelta(hours=1)
    assert all(after == 2 * before for before, after in pairwise(rests[: patience.TRIES]))
    stumble = Stumble.objects.set_aside().get()
    assert (stumble.tries, mails()) == (patience.TRIES, [f"{broken.reference}: {broken.subject}"])
    take_again("tickets_ticketevent")
    assert services.record_broken(at) == 0
    oncall.let_go_on(stumbles=[stumble.pk], at=at)
    assert services.record_broken(at) == 1
    assert Milestone.objects.get(ticket=broken).broken_at == due_at
    assert not Stumble.objects.exists()


def test_a_page_that_cannot_be_made_is_a_mail_to_the_fallback(cast: Cast) -> None:
    ticket = cast.file(who.EVERYDAY, SATURDAY, severity=1)
    assert ticket.desk
    refuse("oncall_page", "desk_id", ticket.desk.pk)
    for _ in range(2):
        notices.page_owed(key=str(ticket.pk), payload={}, at=SATURDAY)
    assert not Page.objects.exists()
    assert mails() == [f"{ticket.reference}, severity 1: {ticket.subject}"]
