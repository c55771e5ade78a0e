"""What a customer wrote in a ticket becomes a ticket of its own."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from outbox.models import OutboundMessage
from outbox.services import deliver_due
from portal.followers import handlers
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import services
from tickets.models import Link, Reply, Ticket

LATER = WEDNESDAY + timedelta(hours=1)
SENT = {"subject": "Printing fails too", "text": "And the printer is dead.", "severity": "4", "token": "t1"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return cast.file(who.LONDON)


@pytest.fixture
def written(cast: Cast, ticket: Ticket) -> Reply:
    """Liam's second matter, with a file."""
    file = SimpleUploadedFile("printer.log", b"line")
    body = "All of them. And the printer is dead."
    return services.reply(ticket=ticket, author=cast.user(who.LONDON), body=body, files=[file], at=WEDNESDAY)


def split(cast: Cast, ticket: Ticket, reply: Reply | None) -> Ticket:
    part = services.Part(subject="Printing fails too", text="The printer is dead.", severity=4, reply=reply)
    return services.split(ticket=ticket, part=part, actor=cast.user(who.EDWARD), at=LATER)


def client_of(cast: Cast, email: str) -> Client:
    client = Client()
    client.force_login(cast.user(email), backend="portal.authentication.Backend")
    return client


def test_the_part_is_filed_for_the_same_person_and_decided_anew(cast: Cast, ticket: Ticket, written: Reply) -> None:
    made = split(cast, ticket, written)

    assert (made.requester, made.contact, made.version) == (ticket.requester, ticket.contact, ticket.version)
    assert (made.description, made.severity, made.filed_at) == ("The printer is dead.", 4, LATER)
    assert made.decision["outcome"] == "covered_now"


def test_what_is_split_off_an_emergency_is_none(cast: Cast, ticket: Ticket) -> None:
    ticket.kind = Ticket.Kind.EMERGENCY.value
    ticket.save(update_fields=["kind"])

    assert split(cast, ticket, None).kind == Ticket.Kind.BREAK_FIX


def test_its_customer_loses_no_draft_and_no_pace_by_it(cast: Cast, ticket: Ticket, settings: Settings) -> None:
    liam = cast.user(who.LONDON)
    services.keep_draft(user=liam, place=services.NEW, fields={"subject": "Half a"}, read="", at=WEDNESDAY)
    settings.TICKETS_PER_HOUR = 1
    made = split(cast, ticket, None)

    assert services.draft_of(liam, services.NEW) is not None
    assert made.events.get(code="filed").actor == cast.user(who.EDWARD)


def test_its_files_belong_to_both_and_are_stored_once(cast: Cast, ticket: Ticket, written: Reply) -> None:
    made = split(cast, ticket, written)

    copied, old = made.attachments.get(), ticket.attachments.get()
    assert (copied.file.name, copied.sha256, copied.reply) == (old.file.name, old.sha256, None)
    assert old.reply == written


def test_both_tickets_say_it(cast: Cast, ticket: Ticket, written: Reply) -> None:
    made = split(cast, ticket, written)

    assert Link.objects.get(earlier=ticket, later=made).kind == "split"
    assert ticket.events.filter(code="split", data__ticket=made.reference, is_internal=False).exists()
    assert made.events.filter(code="split_off", data__ticket=ticket.reference, is_internal=False).exists()


def test_its_customer_is_told_once_where_it_came_from(cast: Cast, ticket: Ticket, written: Reply) -> None:
    made = split(cast, ticket, written)
    topics = {"topic": handlers(LATER)["topic"]}
    while deliver_due(handlers=topics, at=LATER):
        pass

    mail = OutboundMessage.objects.get(kind="mail", payload__reference=made.reference)
    assert (mail.recipient, mail.payload["split_from"]) == (who.LONDON, ticket.reference)


def test_a_vendors_words_do_not_become_the_customers(cast: Cast, ticket: Ticket) -> None:
    answer = services.reply(ticket=ticket, author=cast.user(who.EDWARD), body="We look.", at=LATER)
    with pytest.raises(services.UnableToSplit, match="vendors_text"):
        split(cast, ticket, answer)


def test_a_reply_of_another_ticket_is_not_split_off(cast: Cast, written: Reply) -> None:
    with pytest.raises(services.UnableToSplit, match="other_ticket"):
        split(cast, cast.file(who.LONDON), written)


def test_a_part_of_the_description_becomes_a_ticket_once_whatever_is_sent_twice(cast: Cast, ticket: Ticket) -> None:
    client, address = client_of(cast, who.EDWARD), f"/tickets/{ticket.reference}/split/?part=description"
    first, second = client.post(address, SENT), client.post(address, SENT)

    made = Ticket.objects.get(subject=SENT["subject"])
    assert first["Location"] == second["Location"] == f"/tickets/{made.reference}/"


def test_an_empty_subject_comes_back_with_the_text_kept(cast: Cast, ticket: Ticket) -> None:
    address = f"/tickets/{ticket.reference}/split/?part=description"
    answer = client_of(cast, who.EDWARD).post(address, {**SENT, "subject": " "})

    assert answer.status_code == 422
    assert SENT["text"] in answer.content.decode()


def test_a_part_of_another_ticket_is_not_found(cast: Cast, ticket: Ticket, written: Reply) -> None:
    other = cast.file(who.LONDON)
    client = client_of(cast, who.EDWARD)
    assert client.get(f"/tickets/{other.reference}/split/", {"part": f"reply-{written.pk}"}).status_code == 404
    assert client.get(f"/tickets/{ticket.reference}/split/", {"part": f"reply-{written.pk}"}).status_code == 200
