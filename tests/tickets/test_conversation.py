"""What a reply and a note do to a ticket."""

from datetime import timedelta

import pytest

from outbox.models import OutboundMessage
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import rules, services
from tickets.models import Ticket

LATER = WEDNESDAY + timedelta(minutes=30)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A ticket of ABC in London: promised within eight covered hours."""
    return cast.file(who.LONDON)


def codes(ticket: Ticket) -> list[str]:
    return list(ticket.events.order_by("id").values_list("code", flat=True))


def test_a_vendors_first_reply_keeps_the_promise_of_a_first_response(cast: Cast, ticket: Ticket) -> None:
    services.reply(ticket=ticket, author=cast.user(who.EDWARD), body="We look.", at=LATER)

    milestone = ticket.milestones.get(kind="first_response")
    assert (milestone.met_at, milestone.broken_at) == (LATER, None)
    assert (ticket.status, ticket.next_promise_at) == ("open", ticket.milestones.get(kind="next_update").due_at)
    assert codes(ticket) == ["filed", "replied", "promise_kept", "status_changed"]


def test_a_late_first_reply_keeps_a_broken_promise_and_says_when_it_broke(cast: Cast, ticket: Ticket) -> None:
    milestone = ticket.milestones.get(kind="first_response")
    services.reply(ticket=ticket, author=cast.user(who.EDWARD), body="Late.", at=WEDNESDAY + timedelta(days=3))

    broken = ticket.milestones.get(kind="first_response")
    assert (broken.broken_at, broken.met_at) == (milestone.due_at, WEDNESDAY + timedelta(days=3))
    assert codes(ticket).count("promise_broken") == 1


def test_a_customers_own_reply_keeps_no_promise(cast: Cast, ticket: Ticket) -> None:
    services.reply(ticket=ticket, author=cast.user(who.LONDON), body="More.", at=LATER)

    assert ticket.milestones.get(kind="first_response").met_at is None
    assert ticket.status == "new"


def test_an_answer_brings_a_waiting_ticket_back(cast: Cast, ticket: Ticket) -> None:
    services.change_status(
        ticket=ticket, actor=cast.user(who.EDWARD), status="waiting_for_customer", waiting_for="Logs", at=LATER
    )
    services.reply(ticket=ticket, author=cast.user(who.LONDON), body="Here.", at=LATER + timedelta(hours=1))

    assert (ticket.status, ticket.waiting_for) == ("open", "")


def test_a_vendors_reply_leaves_a_waiting_ticket_waiting_for_the_same(cast: Cast, ticket: Ticket) -> None:
    edward = cast.user(who.EDWARD)
    services.change_status(ticket=ticket, actor=edward, status="waiting_for_customer", waiting_for="Logs", at=LATER)
    services.reply(ticket=ticket, author=edward, body="The file is called app.log.", at=LATER)

    assert (ticket.status, ticket.waiting_for) == ("waiting_for_customer", "Logs")


def test_a_reply_reopens_a_resolved_ticket_within_its_grace(cast: Cast, ticket: Ticket) -> None:
    services.resolve(ticket=ticket, actor=cast.user(who.EDWARD), at=LATER)
    almost = LATER + rules.GRACE - timedelta(seconds=1)
    services.reply(ticket=ticket, author=cast.user(who.LONDON), body="Not solved.", at=almost)

    assert (ticket.status, ticket.resolved_at) == ("open", None)


def test_a_reply_after_the_grace_is_refused_and_leaves_nothing(cast: Cast, ticket: Ticket) -> None:
    services.resolve(ticket=ticket, actor=cast.user(who.EDWARD), at=LATER)
    before = codes(ticket)

    with pytest.raises(services.UnableToReply) as refusal:
        services.reply(ticket=ticket, author=cast.user(who.LONDON), body="Hello?", at=LATER + rules.GRACE)

    assert refusal.value.code == "grace_is_over"
    assert codes(ticket) == before
    assert not ticket.replies.exists()


@pytest.mark.parametrize(("body", "code"), [("", "empty"), ("  \n", "empty"), ("x" * 65537, "too_long")])
def test_a_reply_that_says_nothing_or_too_much_is_refused(cast: Cast, ticket: Ticket, body: str, code: str) -> None:
    with pytest.raises(services.UnableToReply) as refusal:
        services.reply(ticket=ticket, author=cast.user(who.LONDON), body=body, at=LATER)
    assert refusal.value.code == code


def test_a_viewer_of_the_organization_may_not_reply(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(services.UnableToReply) as refusal:
        services.reply(ticket=ticket, author=cast.user(who.ABC_BILLING), body="I", at=LATER)
    assert refusal.value.code == "forbidden"


def test_a_manager_replies_for_its_organization(cast: Cast, ticket: Ticket) -> None:
    reply = services.reply(ticket=ticket, author=cast.user(who.ABC_MANAGER), body="We need it.", at=LATER)
    assert not reply.is_from_vendor


def test_a_note_moves_nothing_and_is_for_agents_only(cast: Cast, ticket: Ticket) -> None:
    services.add_note(ticket=ticket, author=cast.user(who.EDWARD), body="Known bug.", at=LATER)

    assert ticket.status == "new"
    assert ticket.milestones.get(kind="first_response").met_at is None
    assert list(ticket.events.filter(is_internal=True).values_list("code", flat=True)) == ["noted"]


def test_a_customer_writes_no_notes(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(services.UnableToNote) as refusal:
        services.add_note(ticket=ticket, author=cast.user(who.LONDON), body="Psst", at=LATER)
    assert refusal.value.code == "agents_only"


def test_what_was_written_is_news(cast: Cast, ticket: Ticket) -> None:
    reply = services.reply(ticket=ticket, author=cast.user(who.LONDON), body="More.", at=LATER)
    assert OutboundMessage.objects.get(name="ticket.replied").payload["key"] == str(reply.pk)


def test_markdown_is_rendered_and_script_is_not(cast: Cast, ticket: Ticket) -> None:
    body = "**bold** <script>alert(1)</script>"
    reply = services.reply(ticket=ticket, author=cast.user(who.LONDON), body=body, at=LATER)

    assert "<strong>bold</strong>" in reply.html
    assert "<script" not in reply.html
