"""Who follows a ticket, who is mentioned, and what they are told."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import Contact, Organization, User
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tests.tickets.test_notices import deliver
from tickets import services
from tickets.models import Ticket, Watcher

LATER = WEDNESDAY + timedelta(minutes=30)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A ticket of ABC in London at the London desk, with one reply of the vendor; its mails have gone out."""
    filed = cast.file(who.LONDON)
    services.reply(ticket=filed, author=cast.user(who.EDWARD), body="We look.", at=WEDNESDAY)
    deliver(WEDNESDAY)
    return filed


def recipients() -> set[str]:
    return {recipient for recipient, _ in deliver(LATER)}


def sees(cast: Cast, email: str, ticket: Ticket) -> bool:
    return Ticket.objects.visible_to(cast.user(email)).filter(pk=ticket.pk).exists()


@pytest.mark.both
def test_a_mentioned_colleague_reads_the_ticket_and_is_told(cast: Cast, ticket: Ticket) -> None:
    assert not sees(cast, who.ANSON, ticket)
    note = services.add_note(ticket=ticket, author=cast.user(who.EDWARD), body="Ask @agent.apac about it.", at=LATER)

    assert sees(cast, who.ANSON, ticket)
    assert Watcher.objects.get(ticket=ticket).why == "mentioned"
    assert '<span class="mention">@agent.apac</span>' in note.html
    assert recipients() == {who.ANSON}
    assert "mentioned you in a note on ABC-1001" in str(mail.outbox[0].subject)


def test_who_is_added_is_told_and_who_adds_itself_is_not(cast: Cast, ticket: Ticket) -> None:
    edward = cast.user(who.EDWARD)
    services.watch(ticket=ticket, person=edward, actor=edward, at=LATER)
    services.watch(ticket=ticket, person=cast.user(who.ANSON), actor=edward, at=LATER)
    services.watch(ticket=ticket, person=cast.user(who.ANSON), actor=edward, at=LATER)
    assert deliver(LATER) == [(who.ANSON, f"You follow {ticket.reference}: Forms do not open")]


def test_who_was_taken_off_meanwhile_is_not_told(cast: Cast, ticket: Ticket) -> None:
    edward, anson = cast.user(who.EDWARD), cast.user(who.ANSON)
    services.watch(ticket=ticket, person=anson, actor=edward, at=LATER)
    services.unwatch(ticket=ticket, person=anson, actor=edward, at=LATER)
    assert deliver(LATER) == []


def test_a_mention_by_the_whole_address_is_a_mention(cast: Cast, ticket: Ticket) -> None:
    services.reply(ticket=ticket, author=cast.user(who.EDWARD), body=f"@{who.ANSON} knows more.", at=LATER)
    assert recipients() == {who.ANSON, who.LONDON}


def test_a_customer_mentions_no_agent_by_guessing(cast: Cast, ticket: Ticket) -> None:
    body = "@agent.apac @agent.emea @member.hongkong @member @manager"
    written = services.reply(ticket=ticket, author=cast.user(who.LONDON), body=body, at=LATER)

    followers = set(ticket.watchers.values_list("user__email", flat=True))
    assert followers == {who.EDWARD, who.ABC_MANAGER}
    assert written.html.count("mention") == 2


def test_an_agent_of_the_customers_own_is_mentioned_in_no_note(cast: Cast, ticket: Ticket) -> None:
    Contact.objects.create(user=cast.user(who.ANSON), organization=Organization.objects.get(key="ABC"))
    services.add_note(ticket=ticket, author=cast.user(who.EDWARD), body="@agent.apac", at=LATER)
    assert (recipients(), ticket.watchers.count()) == (set(), 0)


def test_who_follows_is_told_of_replies_and_an_agent_of_notes_too(cast: Cast, ticket: Ticket) -> None:
    agent, customer = cast.user(who.EDWARD), cast.user(who.LONDON)
    services.watch(ticket=ticket, person=cast.user(who.ANSON), actor=agent, at=LATER)
    services.watch(ticket=ticket, person=cast.user(who.HONG_KONG), actor=customer, at=LATER)

    services.reply(ticket=ticket, author=agent, body="Found.", at=LATER)
    assert recipients() == {who.LONDON, who.HONG_KONG, who.ANSON}
    services.add_note(ticket=ticket, author=agent, body="canary-4711", at=LATER)
    assert recipients() == {who.ANSON}
    assert sees(cast, who.HONG_KONG, ticket)


def test_a_note_is_not_mailed_to_somebody_who_went_to_the_customer(cast: Cast, ticket: Ticket) -> None:
    services.add_note(ticket=ticket, author=cast.user(who.EDWARD), body="@agent.apac", at=LATER)
    Contact.objects.create(user=cast.user(who.ANSON), organization=Organization.objects.get(key="ABC"))
    assert recipients() == set()


@pytest.mark.parametrize(
    ("actor", "person"),
    [
        (who.LONDON, who.GOLD),
        (who.LONDON, who.ANSON),
        (who.EDWARD, who.HONG_KONG),
        (who.EDWARD, who.GOLD),
    ],
)
def test_nobody_is_added_across_organizations(cast: Cast, ticket: Ticket, actor: str, person: str) -> None:
    with pytest.raises(services.UnableToWatch) as refused:
        services.watch(ticket=ticket, person=cast.user(person), actor=cast.user(actor), at=LATER)
    assert refused.value.code == "not_of_yours"
    assert not ticket.watchers.exists()


def test_a_customer_takes_no_agent_off(cast: Cast, ticket: Ticket) -> None:
    services.watch(ticket=ticket, person=cast.user(who.ANSON), actor=cast.user(who.EDWARD), at=LATER)
    with pytest.raises(services.UnableToWatch):
        services.unwatch(ticket=ticket, person=cast.user(who.ANSON), actor=cast.user(who.LONDON), at=LATER)
    assert ticket.watchers.count() == 1


def test_adding_twice_and_removing_twice_does_it_once(cast: Cast, ticket: Ticket) -> None:
    person, actor = cast.user(who.HONG_KONG), cast.user(who.LONDON)
    for _ in range(2):
        services.watch(ticket=ticket, person=person, actor=actor, at=LATER)
    for _ in range(2):
        services.unwatch(ticket=ticket, person=person, actor=actor, at=LATER)
    codes = [*ticket.events.filter(code__startswith="watcher").order_by("id").values_list("code", "is_internal")]
    assert codes == [("watcher_added", False), ("watcher_removed", False)]
    assert not sees(cast, who.HONG_KONG, ticket)


def test_a_customer_does_not_read_which_agent_followed_who_has_gone(cast: Cast, ticket: Ticket) -> None:
    edward, anson = cast.user(who.EDWARD), cast.user(who.ANSON)
    services.watch(ticket=ticket, person=anson, actor=edward, at=LATER)
    User.objects.filter(pk=anson.pk).update(is_active=False)

    assert not services.removable(ticket, ticket.requester).exists()
    services.unwatch(ticket=ticket, person=anson, actor=edward, at=LATER)
    assert ticket.events.get(code="watcher_removed").is_internal
