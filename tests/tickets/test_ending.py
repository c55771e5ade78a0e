"""How a resolved ticket closes by itself, and what is written after that."""

from datetime import timedelta

import pytest

from portal import tasks
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tests.tickets.test_notices import deliver
from tickets import rules, services
from tickets.models import Link, Ticket

LATER = WEDNESDAY + timedelta(minutes=30)
OVER = LATER + rules.GRACE
SECOND = timedelta(seconds=1)


@pytest.fixture
def resolved(cast: Cast) -> Ticket:
    """A ticket of ABC in London that support resolved."""
    ticket = cast.file(who.LONDON)
    services.resolve(ticket=ticket, actor=cast.user(who.EDWARD), at=LATER)
    return ticket


@pytest.mark.both
def test_a_resolved_ticket_closes_by_itself_when_its_grace_is_over(resolved: Ticket) -> None:
    assert resolved.closes_at == OVER
    assert services.close_resolved(OVER - SECOND) == 0
    assert services.close_resolved(OVER + timedelta(hours=3)) == 1

    closed = Ticket.objects.get(pk=resolved.pk)
    assert (closed.status, closed.closed_at, closed.closes_at) == ("closed", OVER, None)
    event = resolved.events.get(code="closed_by_itself")
    assert (event.actor, event.at) == (None, OVER)
    assert services.close_resolved(OVER + timedelta(hours=4)) == 0


def test_the_workers_sweep_closes_it(resolved: Ticket) -> None:
    Ticket.objects.filter(pk=resolved.pk).update(closes_at=WEDNESDAY - timedelta(days=1))
    tasks.sweep_promises()
    resolved.refresh_from_db()
    assert resolved.status == "closed"


def test_closing_by_itself_tells_nobody(resolved: Ticket) -> None:
    deliver(LATER)
    services.close_resolved(OVER)
    resolved.refresh_from_db()
    assert (resolved.status, deliver(OVER)) == ("closed", [])


def test_an_answer_takes_the_closing_away(cast: Cast, resolved: Ticket) -> None:
    services.reply(ticket=resolved, author=cast.user(who.LONDON), body="It is back.", at=OVER - SECOND)
    assert (resolved.status, resolved.closes_at) == ("open", None)
    assert services.close_resolved(OVER) == 0


@pytest.mark.both
def test_a_ticket_with_open_parts_waits_for_the_last_of_them(cast: Cast, resolved: Ticket) -> None:
    part, edward = cast.file(who.LONDON), cast.user(who.EDWARD)
    services.link(earlier=resolved, later=part, kind="parent", actor=edward, at=LATER)
    assert services.close_resolved(OVER) == 0

    ended = OVER + timedelta(days=2)
    services.close(ticket=part, actor=edward, at=ended)
    assert services.close_resolved(ended + timedelta(days=1)) == 1
    resolved.refresh_from_db()
    assert (resolved.status, resolved.closed_at) == ("closed", ended)


def test_what_is_in_the_trash_does_not_close(resolved: Ticket) -> None:
    Ticket.objects.filter(pk=resolved.pk).update(is_set_aside=True)
    assert services.close_resolved(OVER) == 0


def test_a_reply_brings_back_what_its_customer_closed(cast: Cast, resolved: Ticket) -> None:
    services.close(ticket=resolved, actor=cast.user(who.LONDON), at=LATER)
    services.reply(ticket=resolved, author=cast.user(who.LONDON), body="It is back.", at=OVER - SECOND)
    assert resolved.status == "open"


def test_the_grace_is_as_long_before_the_sweep_as_after_it(cast: Cast, resolved: Ticket) -> None:
    for _ in range(2):
        with pytest.raises(services.UnableToReply) as refusal:
            services.reply(ticket=resolved, author=cast.user(who.LONDON), body="Hello?", at=OVER)
        assert refusal.value.code == "grace_is_over"
        services.close_resolved(OVER)


def test_what_is_written_after_the_grace_is_a_ticket_that_follows(cast: Cast, resolved: Ticket) -> None:
    services.close_resolved(OVER)
    later = services.follow_up(ticket=resolved, requester=cast.user(who.LONDON), body="Again.", at=OVER)

    assert (later.description, later.subject) == ("Again.", resolved.subject)
    assert (later.product, later.version, later.severity) == (resolved.product, resolved.version, resolved.severity)
    assert (later.filed_at, later.status) == (OVER, "new")
    assert later.events.get(code="filed").data["decision"] == later.decision
    link = Link.objects.get(later=later)
    assert (link.earlier, link.kind) == (resolved, "follow_up")
    assert resolved.events.get(code="followed_up").data == {"reference": later.reference}
    assert later.events.get(code="follows").data == {"reference": resolved.reference}


def test_a_manager_follows_up_as_itself(cast: Cast, resolved: Ticket) -> None:
    later = services.follow_up(ticket=resolved, requester=cast.user(who.ABC_MANAGER), body="Again.", at=OVER)
    assert later.contact == cast.contact(who.ABC_MANAGER)


@pytest.mark.parametrize(
    ("email", "at", "code"),
    [
        (who.LONDON, OVER - SECOND, "grace_runs"),
        (who.EDWARD, OVER, "customers_only"),
        (who.ABC_BILLING, OVER, "forbidden"),
    ],
)
def test_a_follow_up_is_refused(cast: Cast, resolved: Ticket, email: str, at: object, code: str) -> None:
    with pytest.raises(services.UnableToFollowUp) as refusal:
        services.follow_up(ticket=resolved, requester=cast.user(email), body="Again.", at=at)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert not Link.objects.exists()


def test_an_open_ticket_is_not_followed_up(cast: Cast) -> None:
    ticket = cast.file(who.LONDON)
    with pytest.raises(services.UnableToFollowUp) as refusal:
        services.follow_up(ticket=ticket, requester=cast.user(who.LONDON), body="Again.", at=OVER)
    assert refusal.value.code == "not_finished"
