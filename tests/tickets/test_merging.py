"""A ticket goes up in another one of its customer, and comes back as it was."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests.tickets import cast as who
from tests.tickets.agents_world import words
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import services
from tickets.models import Attachment, Merge, Ticket
from tickets.services import UnableToMerge
from tickets.views import conversation

LATER = WEDNESDAY + timedelta(minutes=30)
MUCH_LATER = WEDNESDAY + timedelta(days=2)


@pytest.fixture
def source(cast: Cast) -> Ticket:
    """Liam's, promised within eight covered hours."""
    return cast.file(who.LONDON, subject="Forms stay blank", description="Blank since noon.")


@pytest.fixture
def target(cast: Cast) -> Ticket:
    """The manager's, about the same, which Liam does not read."""
    return cast.file(who.ABC_MANAGER, subject="Forms do not open")


def merged(cast: Cast, source: Ticket, target: Ticket) -> Merge:
    boss = cast.user(who.EDWARD)
    return services.merge(source=source, target=target, actor=boss, at=LATER)


@pytest.fixture(autouse=True)
def _edward_sees_all(cast: Cast) -> None:
    """The agent of London works the manager's tickets too, which are at the desk of Los Angeles."""
    agent = cast.agent(who.EDWARD)
    agent.sees_all_desks = True
    agent.save()


def client_of(cast: Cast, email: str) -> Client:
    client = Client()
    client.force_login(cast.user(email), backend="portal.authentication.Backend")
    return client


def test_the_source_closes_and_its_promise_stands_still(cast: Cast, source: Ticket, target: Ticket) -> None:
    due = target.next_promise_at
    merged(cast, source, target)

    assert (source.status, source.merged_into, source.next_promise_at) == ("closed", target, None)
    target.refresh_from_db()
    assert (target.status, target.next_promise_at) == ("new", due)


def test_undone_it_stands_where_it_stood_with_the_promise_that_it_had(
    cast: Cast, source: Ticket, target: Ticket
) -> None:
    promise = source.milestones.values().get()
    due = source.next_promise_at
    merged(cast, source, target)
    services.undo_merge(source=source, actor=cast.user(who.EDWARD), at=MUCH_LATER)

    source.refresh_from_db()
    assert (source.status, source.merged_into, source.closed_at) == ("new", None, None)
    assert (source.next_promise_at, source.milestones.values().get()) == (due, promise)
    assert not target.watchers.exists()


def test_a_ticket_that_waited_for_its_customer_waits_for_the_same_again(
    cast: Cast, source: Ticket, target: Ticket
) -> None:
    edward = cast.user(who.EDWARD)
    services.change_status(ticket=source, actor=edward, status="waiting_for_customer", waiting_for="Logs", at=LATER)
    paused = source.milestones.values().get()
    merged(cast, source, target)
    services.undo_merge(source=source, actor=edward, at=LATER + timedelta(minutes=1))

    assert (source.status, source.waiting_for) == ("waiting_for_customer", "Logs")
    assert source.milestones.values().get() == paused


def test_its_requester_and_watchers_read_the_target_from_then_on(cast: Cast, source: Ticket, target: Ticket) -> None:
    liam = cast.user(who.LONDON)
    assert not Ticket.objects.visible_to(liam).filter(pk=target.pk).exists()
    merged(cast, source, target)

    assert Ticket.objects.visible_to(liam).filter(pk=target.pk).exists()
    assert target.watchers.get().why == "merged"


def test_who_came_with_two_merged_tickets_stays_when_one_of_them_leaves(
    cast: Cast, source: Ticket, target: Ticket
) -> None:
    other, edward = cast.file(who.LONDON, subject="Also blank"), cast.user(who.EDWARD)
    merged(cast, source, target)
    merged(cast, other, target)
    services.undo_merge(source=source, actor=edward, at=MUCH_LATER)
    assert target.watchers.count() == 1
    services.undo_merge(source=other, actor=edward, at=MUCH_LATER)
    assert target.watchers.count() == 0


def test_its_words_and_files_are_read_in_the_target_with_where_they_come_from(
    cast: Cast, source: Ticket, target: Ticket
) -> None:
    liam, edward = cast.user(who.LONDON), cast.user(who.EDWARD)
    file = SimpleUploadedFile("app.log", b"line")
    services.reply(ticket=source, author=liam, body="The log.", files=[file], at=LATER)
    services.add_note(ticket=source, author=edward, body="A secret.", at=LATER)
    merged(cast, source, target)
    services.reply(ticket=target, author=edward, body="We look.", at=LATER + timedelta(minutes=2))

    shown = [entry.message for entry in conversation.for_customer(target).entries if entry.message]
    assert [(message.origin, message.side) for message in shown] == [
        ("", "customer"),
        (source.reference, "customer"),
        (source.reference, "customer"),
        ("", "vendor"),
    ]
    assert "Blank since noon." in shown[1].html
    address = shown[2].attachments[0].url
    sent = client_of(cast, who.ABC_MANAGER).get(address)
    assert b"".join(sent.streaming_content) == b"line"  # type: ignore[attr-defined]
    assert client_of(cast, who.HONG_KONG).get(address).status_code == 404
    sides = [entry.message.side for entry in conversation.for_agent(target).entries if entry.message]
    assert sides.count("note") == 1


def test_no_row_moves(cast: Cast, source: Ticket, target: Ticket) -> None:
    services.reply(ticket=source, author=cast.user(who.LONDON), body="More.", at=LATER)
    merged(cast, source, target)

    assert (source.replies.count(), target.replies.count()) == (1, 0)
    assert not Attachment.objects.exists()


def test_a_reply_to_the_source_goes_to_the_target(cast: Cast, source: Ticket, target: Ticket) -> None:
    merged(cast, source, target)
    written = services.reply(ticket=source, author=cast.user(who.LONDON), body="Still blank.", at=MUCH_LATER)

    assert written.ticket == target
    target.refresh_from_db()
    assert target.changed_at == MUCH_LATER
    source.refresh_from_db()
    assert source.status == "closed"


@pytest.mark.parametrize("act", [services.reopen, services.close, services.resolve])
def test_a_merged_ticket_is_not_worked(cast: Cast, source: Ticket, target: Ticket, act: object) -> None:
    merged(cast, source, target)

    with pytest.raises(services.UnableToChange, match="merged"):
        act(ticket=source, actor=cast.user(who.EDWARD), at=LATER)  # type: ignore[operator]


def test_tickets_of_two_organizations_stay_apart(cast: Cast, source: Ticket) -> None:
    with pytest.raises(UnableToMerge, match="other_customer"):
        merged(cast, source, cast.file(who.GOLD))


def test_people_without_an_organization_are_customers_of_their_own(cast: Cast) -> None:
    first, second = cast.file(who.STRANGER), cast.file(who.STRANGER)
    assert merged(cast, first, second).target == second


def test_no_ticket_is_merged_into_itself_or_into_a_merged_one(cast: Cast, source: Ticket, target: Ticket) -> None:
    with pytest.raises(UnableToMerge, match="itself"):
        merged(cast, source, source)
    third = cast.file(who.ABC_MANAGER)
    merged(cast, source, target)
    with pytest.raises(UnableToMerge, match="target_merged") as refused:
        merged(cast, third, source)
    assert refused.value.reasons == (target.reference,)
    with pytest.raises(UnableToMerge, match="has_merged"):
        merged(cast, target, third)
    with pytest.raises(UnableToMerge, match="merged"):
        merged(cast, source, third)


def test_what_has_ended_is_not_merged(cast: Cast, source: Ticket, target: Ticket) -> None:
    services.resolve(ticket=target, actor=cast.user(who.EDWARD), at=LATER)
    with pytest.raises(UnableToMerge, match="target_finished"):
        merged(cast, source, target)
    with pytest.raises(UnableToMerge, match="finished"):
        merged(cast, target, source)


def test_what_is_in_the_trash_is_not_merged(cast: Cast, source: Ticket, target: Ticket) -> None:
    services.set_aside(ticket=target, actor=cast.user(who.EDWARD), reason="spam", at=LATER)
    with pytest.raises(UnableToMerge, match="target_set_aside"):
        merged(cast, source, target)
    with pytest.raises(UnableToMerge, match=r"^set_aside"):
        merged(cast, target, source)


def test_every_link_at_a_message_leads_somewhere(cast: Cast, source: Ticket, target: Ticket) -> None:
    edward, liam = cast.user(who.EDWARD), cast.user(who.LONDON)
    for ticket in (source, target):
        file = SimpleUploadedFile("app.log", b"line")
        services.reply(ticket=ticket, author=ticket.requester, body="See the log.", files=[file], at=LATER)
        services.add_note(ticket=ticket, author=edward, body="Thread 7.", at=LATER)
    merged(cast, source, target)
    offered = {}
    for email in (who.EDWARD, who.ABC_MANAGER, who.LONDON):
        client = client_of(cast, email)
        page = LexborHTMLParser(client.get(f"/tickets/{target.reference}/").content)
        links = [link.attributes["href"] or "" for link in page.css(".message-acts a, .message a.meta, .attachments a")]
        assert {client.get(link).status_code for link in links} == {200}
        offered[email] = " ".join(link.text() for link in page.css(".message a"))
    assert liam.watched.filter(ticket=target).exists()
    assert "Split off" in offered[who.EDWARD]
    assert offered[who.EDWARD].count("Remove this file") == 1
    assert "Split off" not in offered[who.ABC_MANAGER]
    assert "Remove" not in offered[who.ABC_MANAGER]


def test_a_customer_merges_nothing(cast: Cast, source: Ticket, target: Ticket) -> None:
    with pytest.raises(UnableToMerge, match="agents_only"):
        services.merge(source=source, target=target, actor=cast.user(who.ABC_MANAGER), at=LATER)


def test_undoing_twice_is_refused(cast: Cast, source: Ticket, target: Ticket) -> None:
    merged(cast, source, target)
    services.undo_merge(source=source, actor=cast.user(who.EDWARD), at=LATER)
    with pytest.raises(UnableToMerge, match="not_merged"):
        services.undo_merge(source=source, actor=cast.user(who.EDWARD), at=LATER)


def test_a_promise_that_broke_before_the_merge_is_recorded(cast: Cast, source: Ticket, target: Ticket) -> None:
    services.merge(source=source, target=target, actor=cast.user(who.EDWARD), at=WEDNESDAY + timedelta(days=4))
    assert source.milestones.get().broken_at == source.milestones.get().due_at


@pytest.mark.both
def test_the_database_lets_a_ticket_be_merged_once_at_a_time(cast: Cast, source: Ticket, target: Ticket) -> None:
    made = merged(cast, source, target)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(source=source, target=target, status_before="new", by=made.by, at=LATER)


def test_the_page_says_what_happens_before_it_does(cast: Cast, source: Ticket, target: Ticket) -> None:
    client = client_of(cast, who.EDWARD)
    answer = client.get(f"/tickets/{source.reference}/merge/", {"ticket": target.reference})

    said = " ".join(words(answer, "main li"))
    assert "The open promise" in said
    assert f"will follow {target.reference}, and read all of it from its beginning" in said
    assert Merge.objects.count() == 0
    client.post(f"/tickets/{source.reference}/merge/", {"ticket": target.reference.lower()})
    assert Merge.objects.get().target == target


def test_an_invisible_target_answers_as_a_missing_one(cast: Cast, source: Ticket) -> None:
    agent = cast.agent(who.EDWARD)
    agent.sees_all_desks = False
    agent.save()
    hidden, client = cast.file(who.GOLD), client_of(cast, who.EDWARD)
    answers = [
        client.post(f"/tickets/{source.reference}/merge/", {"ticket": name})
        for name in (hidden.reference, "GLD-9999", hidden.reference)
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert len({tuple(words(answer, ".error-summary, .field .errorlist, .errorlist")) for answer in answers}) == 1


def test_both_pages_say_where_it_went_and_the_customer_reads_it_there(
    cast: Cast, source: Ticket, target: Ticket
) -> None:
    merged(cast, source, target)
    for email in (who.LONDON, who.EDWARD):
        said = words(client_of(cast, email).get(f"/tickets/{source.reference}/"), ".notice")
        assert any(f"merged into {target.reference}" in notice for notice in said)
    answer = client_of(cast, who.LONDON).get(f"/tickets/{target.reference}/")
    assert any(f"from {source.reference}" in meta for meta in words(answer, ".message .meta"))
