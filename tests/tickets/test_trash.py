"""What is set aside stays readable and stands still, and comes back as it was."""

from datetime import timedelta
from functools import partial

import pytest

from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tests.tickets.test_customer_pages import Visitor, address, text, visitor
from tickets import services
from tickets.models import SettingAside, Ticket

__all__ = ["visitor"]
LATER = WEDNESDAY + timedelta(minutes=30)
pytestmark = pytest.mark.both


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A ticket of ABC in London at severity 2: four covered hours."""
    return cast.file(who.LONDON, severity=2)


def set_aside(cast: Cast, ticket: Ticket) -> None:
    services.set_aside(ticket=ticket, actor=cast.user(who.EDWARD), reason="spam", at=LATER)


def test_no_list_shows_what_is_set_aside_and_its_clocks_stand_still(cast: Cast, ticket: Ticket) -> None:
    set_aside(cast, ticket)
    assert not Ticket.objects.unfinished().exists()
    assert list(Ticket.objects.set_aside()) == [ticket]
    assert (ticket.next_promise_at, ticket.milestones.get().paused_at) == (None, LATER)
    assert services.record_broken(WEDNESDAY + timedelta(days=3)) == 0
    assert ticket.milestones.get().paused_at == LATER
    assert ticket.events.get(code="set_aside").data == {"reason": "spam"}


def test_what_is_restored_goes_on_for_what_was_left(cast: Cast, ticket: Ticket) -> None:
    set_aside(cast, ticket)
    back = LATER + timedelta(hours=1)
    services.restore(ticket=ticket, actor=cast.user(who.EDWARD), at=back)
    assert ticket.milestones.get().due_at == back + timedelta(hours=3, minutes=30) == ticket.next_promise_at
    put = SettingAside.objects.get()
    assert (put.restored_by, put.restored_at) == (cast.user(who.EDWARD), back)


def test_who_saw_an_older_edit_neither_sets_aside_nor_restores(cast: Cast, ticket: Ticket) -> None:
    read, edward = ticket.version_number, cast.user(who.EDWARD)
    services.set_aside(ticket=ticket, actor=edward, reason="spam", at=LATER, edit=read)

    for act in (services.restore, partial(services.set_aside, reason="spam")):
        with pytest.raises(services.UnableToSetAside) as refusal:
            act(ticket=ticket, actor=edward, at=LATER, edit=read)
        assert refusal.value.code == "changed_meanwhile"


def test_a_customer_sets_nothing_aside(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(services.UnableToSetAside) as refusal:
        services.set_aside(ticket=ticket, actor=cast.user(who.LONDON), reason="spam", at=LATER)
    assert refusal.value.code == "agents_only"


def test_what_is_set_aside_is_not_set_aside_again(cast: Cast, ticket: Ticket) -> None:
    set_aside(cast, ticket)
    with pytest.raises(services.UnableToSetAside) as refusal:
        set_aside(cast, ticket)
    assert refusal.value.code == "set_aside"


def test_what_is_not_in_the_trash_is_not_restored(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(services.UnableToSetAside) as refusal:
        services.restore(ticket=ticket, actor=cast.user(who.EDWARD), at=LATER)
    assert refusal.value.code == "not_set_aside"


def test_nobody_writes_to_the_customer_in_the_trash(cast: Cast, ticket: Ticket) -> None:
    set_aside(cast, ticket)
    for email in (who.LONDON, who.EDWARD):
        with pytest.raises(services.UnableToReply) as refusal:
            services.reply(ticket=ticket, author=cast.user(email), body="Hello?", at=LATER)
        assert refusal.value.code == "set_aside"


def test_the_customer_reads_that_it_was_set_aside_and_how_to_object(visitor: Visitor, ticket: Ticket) -> None:
    set_aside(visitor.cast, ticket)
    visitor.log_in(who.LONDON)
    page = visitor.get(address(ticket))
    assert text(page, ".lead").startswith("Support set it aside")
    assert f"and name {ticket.reference} in it." in text(page)
    assert page.css_first("#reply") is None
    assert text(page, ".page-header .state") == "set aside"
    assert "desk works on it now" not in text(page)


def test_the_customer_finds_it_in_no_list_but_where_it_asks_for_what_was_set_aside(
    visitor: Visitor, ticket: Ticket
) -> None:
    set_aside(visitor.cast, ticket)
    visitor.log_in(who.LONDON)
    for state in ("", "?state=open", "?state=all", "?state=new"):
        assert ticket.subject not in text(visitor.get(f"/tickets/{state}"))
    assert f"{ticket.subject}" in text(visitor.get("/tickets/?state=set_aside"))
    services.restore(ticket=ticket, actor=visitor.cast.user(who.EDWARD), at=LATER)
    assert ticket.subject not in text(visitor.get("/tickets/?state=set_aside"))
    assert ticket.subject in text(visitor.get("/tickets/"))


def test_an_agent_is_offered_no_reply_in_the_trash_and_a_note_all_the_same(visitor: Visitor, ticket: Ticket) -> None:
    set_aside(visitor.cast, ticket)
    visitor.log_in(who.EDWARD)
    page = visitor.get(address(ticket))
    assert [each.attributes["value"] for each in page.css("#composer [name=mode]")] == ["note"]
    assert "in the trash" in text(page, ".subject-bar")
    assert page.css_first("[data-writes=reply]") is None
    assert page.css("#composer textarea")[0].attributes["placeholder"] == "A note among agents"

    visitor.send(address(ticket, "notes"), {**visitor.form(address(ticket)), "mode": "note", "body": "Who is it?"})
    assert ticket.notes.count() == 1


def test_an_agent_sets_aside_finds_it_in_the_trash_and_restores(visitor: Visitor, ticket: Ticket) -> None:
    visitor.log_in(who.EDWARD)
    there = address(ticket, "trash")
    assert "In the trash" in text(visitor.send(there, {**visitor.form(there), "reason": "mistake"}))
    assert f"{ticket.reference} · ABC Corporation · filed by mistake, Edward Ellis" in text(
        visitor.get("/queue/trash/")
    )

    there = address(ticket, "restoration")
    page = visitor.send(there, visitor.form(there))
    assert "Edward Ellis restored the ticket" in text(page)
    assert "Nothing that you may see is in the trash." in text(visitor.get("/queue/trash/"))


def test_the_trash_shows_nobody_what_it_may_not_see(visitor: Visitor, ticket: Ticket) -> None:
    set_aside(visitor.cast, ticket)
    visitor.log_in(who.ANSON)
    assert ticket.reference not in text(visitor.get("/queue/trash/"))
