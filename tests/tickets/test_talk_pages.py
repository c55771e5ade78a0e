"""The pages on which people edit, quote and let others follow."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from tests.tickets import cast as who
from tests.tickets.agents_world import attribute, client_of, words
from tests.tickets.cast import WEDNESDAY, Cast
from tests.world import standing_clock, stop
from tickets import rules, services
from tickets.models import Note, Reply, Ticket

SOON = WEDNESDAY + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def clock(tmp_path: Path) -> Iterator[Path]:
    """It is shortly after everything was written."""
    with standing_clock(tmp_path / "clock", SOON):
        yield tmp_path / "clock"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return cast.file(who.LONDON)


@pytest.fixture
def reply(cast: Cast, ticket: Ticket) -> Reply:
    return services.reply(ticket=ticket, author=cast.user(who.EDWARD), body="Try *this*.", at=WEDNESDAY)


@pytest.fixture
def note(cast: Cast, ticket: Ticket) -> Note:
    return services.add_note(ticket=ticket, author=cast.user(who.EDWARD), body="canary-4711", at=WEDNESDAY)


@pytest.fixture
def agent(ticket: Ticket) -> Client:  # noqa: ARG001 - the world comes first
    return client_of(who.EDWARD)


@pytest.fixture
def customer(ticket: Ticket) -> Client:  # noqa: ARG001 - the world comes first
    return client_of(who.LONDON)


def test_an_edit_shows_its_mark_and_the_mark_the_earlier_text(
    agent: Client, customer: Client, ticket: Ticket, reply: Reply
) -> None:
    address = f"/tickets/{ticket.reference}/replies/{reply.pk}/text/"
    assert words(agent.get(f"/tickets/{ticket.reference}/"), ".message-acts")[-1] == "QuoteEditRemove a secret"
    agent.post(address, {"body": "Try that.", "read": rules.fingerprint(reply.body)})

    page = customer.get(f"/tickets/{ticket.reference}/")
    assert words(page, ".message .prose")[-1] == "Try that."
    earlier = customer.get(attribute(page, ".message-head a.meta", "href"))
    assert words(earlier, ".prose") == ["Try that.", "Try this."]


def test_an_edit_on_top_of_another_one_shows_both_texts(agent: Client, ticket: Ticket, reply: Reply) -> None:
    address = f"/tickets/{ticket.reference}/replies/{reply.pk}/text/"
    began = rules.fingerprint(reply.body)
    agent.post(address, {"body": "First tab.", "read": began})
    answer = agent.post(address, {"body": "Second tab.", "read": began})

    assert answer.status_code == 409
    assert words(answer, ".panel .prose") == ["First tab."]
    assert words(answer, "textarea") == ["Second tab."]
    agent.post(address, {"body": "Second tab.", "read": attribute(answer, "[name=read]", "value")})
    reply.refresh_from_db()
    assert (reply.body, reply.revisions.count()) == ("Second tab.", 2)


@pytest.mark.parametrize("body", ["", "   ", "x" * (rules.MAX_TEXT + 1)])
def test_a_bad_edit_is_refused_and_keeps_its_text(agent: Client, ticket: Ticket, reply: Reply, body: str) -> None:
    answer = agent.post(f"/tickets/{ticket.reference}/replies/{reply.pk}/text/", {"body": body, "read": "x"})
    assert answer.status_code == 422
    assert words(answer, ".error-summary")
    assert words(answer, "textarea") == [body.strip()]


def test_an_edit_that_comes_too_late_says_so_and_keeps_its_text(
    agent: Client, ticket: Ticket, reply: Reply, clock: Path
) -> None:
    stop(clock, WEDNESDAY + rules.EDIT_GRACE)
    address = f"/tickets/{ticket.reference}/replies/{reply.pk}/text/"
    answer = agent.post(address, {"body": "Late.", "read": rules.fingerprint(reply.body)})
    assert (answer.status_code, words(answer, "textarea")) == (422, ["Late."])
    assert "more than 15 minutes ago" in words(answer, ".error-summary")[0]
    assert agent.get(address).status_code == 403


def test_a_quote_is_in_the_composer_without_script(customer: Client, ticket: Ticket, reply: Reply) -> None:
    page = customer.get(f"/tickets/{ticket.reference}/?quote=reply-{reply.pk}")
    assert (
        words(page, "textarea") == ["> **Edward Hall** > > Try *this*."]
        or "> Try *this*." in words(page, "textarea")[0]
    )


def test_a_quoted_note_stays_a_note(agent: Client, ticket: Ticket, note: Note) -> None:
    page = agent.get(f"/tickets/{ticket.reference}/?quote=note-{note.pk}")
    assert "canary-4711" in words(page, "textarea")[0]
    assert attribute(page, "[name=mode][checked]", "value") == "note"


@pytest.mark.parametrize("asked", ["note-{note}", "note-0", "reply-999999", "x", "reply-", "reply-" + "9" * 40])
def test_a_customer_quotes_no_note_and_nothing_unknown(
    customer: Client, ticket: Ticket, note: Note, asked: str
) -> None:
    page = customer.get(f"/tickets/{ticket.reference}/?quote={asked.format(note=note.pk)}")
    assert words(page, "textarea") == [""]


def test_a_customer_adds_somebody_of_its_organization_and_takes_them_off(
    cast: Cast, customer: Client, ticket: Ticket
) -> None:
    person = cast.user(who.HONG_KONG)
    address = f"/tickets/{ticket.reference}/watchers/"
    offered = words(customer.get(address), "option")
    assert not [each for each in offered if "@vendor.example" in each or "goldonly" in each]

    customer.post(address, {"person": person.pk})
    assert person.name in words(customer.get(f"/tickets/{ticket.reference}/"), "aside .section")[-1]
    customer.post(f"{address}departure/", {"person": person.pk})
    assert not ticket.watchers.exists()


@pytest.mark.parametrize("person", ["", "x", "0", "9" * 40, who.ANSON])
def test_nobody_outside_is_added_whatever_is_sent(cast: Cast, customer: Client, ticket: Ticket, person: str) -> None:
    named = cast.user(person).pk if "@" in person else person
    answer = customer.post(f"/tickets/{ticket.reference}/watchers/", {"person": named})
    assert answer.status_code == 422
    assert not ticket.watchers.exists()


def test_a_customer_neither_sees_nor_takes_off_the_vendors_people(cast: Cast, customer: Client, ticket: Ticket) -> None:
    anson = cast.user(who.ANSON)
    services.watch(ticket=ticket, person=anson, actor=cast.user(who.EDWARD), at=WEDNESDAY)
    address = f"/tickets/{ticket.reference}/watchers/"
    assert anson.name not in " ".join(words(customer.get(address), "body"))
    assert customer.post(f"{address}departure/", {"person": anson.pk}).status_code == 404


def test_a_customer_is_offered_those_who_replied_and_its_own_people_only(
    cast: Cast, agent: Client, customer: Client, ticket: Ticket, reply: Reply
) -> None:
    address = f"/tickets/{ticket.reference}/mentionable/"
    offered = {person["handle"] for person in customer.get(address).json()["people"]}
    assert {"agent.emea", "manager"} <= offered
    assert "agent.apac" not in offered
    assert "agent.apac" in {person["handle"] for person in agent.get(address).json()["people"]}
    assert reply.author == cast.user(who.EDWARD)
