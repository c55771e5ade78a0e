"""Changing one's own words for a quarter of an hour."""

from datetime import timedelta

import pytest

from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tests.tickets.test_notices import deliver
from tickets import rules, services
from tickets.models import Reply, Ticket

SOON = WEDNESDAY + timedelta(minutes=10)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return cast.file(who.LONDON)


@pytest.fixture
def written(cast: Cast, ticket: Ticket) -> Reply:
    """What the agent wrote at `WEDNESDAY`."""
    return services.reply(ticket=ticket, author=cast.user(who.EDWARD), body="Try this.", at=WEDNESDAY)


def read(message: Reply) -> str:
    return rules.fingerprint(message.body)


@pytest.mark.both
def test_an_edit_keeps_what_was_said_before(cast: Cast, written: Reply) -> None:
    services.edit(message=written, actor=cast.user(who.EDWARD), body="Try **that**.", read=read(written), at=SOON)

    written.refresh_from_db()
    assert (written.body, written.edited_at) == ("Try **that**.", SOON)
    assert "<strong>that</strong>" in written.html
    assert [(each.body, each.replaced_at) for each in written.revisions.all()] == [("Try this.", SOON)]
    assert written.ticket.events.get(code="edited").data == {"reply": written.pk}


def test_an_edit_of_a_note_is_in_the_history_of_agents_only(cast: Cast, ticket: Ticket) -> None:
    note = services.add_note(ticket=ticket, author=cast.user(who.EDWARD), body="So.", at=WEDNESDAY)
    services.edit(message=note, actor=cast.user(who.EDWARD), body="So?", read=rules.fingerprint("So."), at=SOON)
    assert ticket.events.get(code="edited").is_internal


@pytest.mark.parametrize(
    ("actor", "body", "minutes", "code"),
    [
        (who.LONDON, "Mine now.", 1, "not_yours"),
        (who.EDWARD, "Late.", 15, "too_late"),
        (who.EDWARD, " ", 1, "empty"),
        (who.EDWARD, "x" * (rules.MAX_TEXT + 1), 1, "too_long"),
    ],
)
def test_an_edit_is_refused_in_words(
    cast: Cast, written: Reply, actor: str, body: str, minutes: int, code: str
) -> None:
    at = WEDNESDAY + timedelta(minutes=minutes)
    with pytest.raises(services.UnableToEdit) as refused:
        services.edit(message=written, actor=cast.user(actor), body=body, read=read(written), at=at)
    assert refused.value.code == code
    assert not written.revisions.exists()


def test_an_edit_that_began_with_an_older_text_is_refused(cast: Cast, written: Reply) -> None:
    began = read(written)
    services.edit(message=written, actor=cast.user(who.EDWARD), body="One.", read=began, at=SOON)
    with pytest.raises(services.UnableToEdit) as refused:
        services.edit(message=written, actor=cast.user(who.EDWARD), body="Two.", read=began, at=SOON)
    assert refused.value.code == "changed_meanwhile"
    assert written.revisions.count() == 1


def test_the_same_edit_sent_twice_is_one_edit(cast: Cast, written: Reply) -> None:
    began = read(written)
    for _ in range(2):
        services.edit(message=written, actor=cast.user(who.EDWARD), body="One.", read=began, at=SOON)
    assert written.revisions.count() == 1


def test_only_somebody_newly_mentioned_is_told_of_an_edit(cast: Cast, written: Reply) -> None:
    deliver(WEDNESDAY)
    body = "Try this. @agent.apac knows."
    services.edit(message=written, actor=cast.user(who.EDWARD), body=body, read=read(written), at=SOON)
    assert [recipient for recipient, _ in deliver(SOON)] == [who.ANSON]

    written.refresh_from_db()
    services.edit(message=written, actor=cast.user(who.EDWARD), body=f"{body} Ask.", read=read(written), at=SOON)
    assert deliver(SOON) == []


def test_a_quote_holds_each_line_and_its_author() -> None:
    assert rules.quoted("a\n\nb\n", "Ann") == "> **Ann**\n>\n> a\n>\n> b\n\n"
