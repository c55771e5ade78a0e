"""What is typed and not sent is kept for its writer alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.tickets import cast as who
from tests.tickets.agents_world import client_of
from tests.tickets.cast import WEDNESDAY, Cast
from tests.world import standing_clock, stop
from tickets import rules, services
from tickets.models import Draft, Ticket

NEW = "/tickets/new/draft/"


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[Path]:
    with standing_clock(tmp_path / "clock"):
        yield tmp_path / "clock"


@pytest.fixture
def ticket(cast: Cast, clock: Path) -> Ticket:  # noqa: ARG001 - the clock stands first
    return cast.file(who.LONDON)


@pytest.fixture
def liam(ticket: Ticket) -> Client:  # noqa: ARG001 - the world comes first
    return client_of(who.LONDON)


def kept(client: Client, address: str = NEW) -> Any:
    answer = client.get(address)
    return answer.json()["fields"] if answer.status_code == 200 else None


@pytest.mark.both
def test_a_draft_is_kept_and_is_nobody_elses(liam: Client, ticket: Ticket) -> None:
    address = f"/tickets/{ticket.reference}/draft/"
    liam.post(address, {"body": "Half a", "mode": "reply", "token": "x", "other": "y"})

    assert kept(liam, address) == {"body": "Half a", "mode": "reply"}
    assert kept(client_of(who.ABC_MANAGER), address) is None
    assert client_of(who.GOLD).get(address).status_code == 404


def test_another_page_overwrites_nothing_by_itself(liam: Client, clock: Path) -> None:
    first = liam.post(NEW, {"subject": "One"}).json()["read"]
    stop(clock, WEDNESDAY + timedelta(minutes=1))
    refused = liam.post(NEW, {"subject": "Two", "read": ""})
    assert (refused.status_code, refused.json()["fields"]) == (409, {"subject": "One"})
    assert kept(liam) == {"subject": "One"}

    liam.post(NEW, {"subject": "Two", "read": first})
    assert kept(liam) == {"subject": "Two"}
    assert Draft.objects.count() == 1


def test_an_emptied_form_keeps_no_draft(liam: Client) -> None:
    read = liam.post(NEW, {"subject": "One", "severity": "1"}).json()["read"]
    assert liam.post(NEW, {"subject": " ", "severity": "1", "read": read}).status_code == 204
    assert not Draft.objects.exists()


def test_a_discarded_draft_is_gone(liam: Client) -> None:
    liam.post(NEW, {"subject": "One"})
    assert liam.post(NEW, {"discard": "1"}).status_code == 204
    assert kept(liam) is None


def test_a_text_that_is_too_long_is_refused_in_words(liam: Client) -> None:
    answer = liam.post(NEW, {"description": "x" * (rules.MAX_TEXT + 1)})
    assert (answer.status_code, "too long" in answer.json()["said"]) == (413, True)


def test_sending_forgets_the_draft_of_that_place_only(cast: Cast, liam: Client, ticket: Ticket) -> None:
    address = f"/tickets/{ticket.reference}/draft/"
    liam.post(address, {"body": "Half"})
    liam.post(NEW, {"subject": "One"})
    services.reply(ticket=ticket, author=cast.user(who.LONDON), body="Whole", at=WEDNESDAY)
    assert (kept(liam, address), kept(liam)) == (None, {"subject": "One"})
    cast.file(who.LONDON)
    assert kept(liam) is None


def test_a_refused_reply_keeps_its_draft(cast: Cast, liam: Client, ticket: Ticket) -> None:
    liam.post(f"/tickets/{ticket.reference}/draft/", {"body": "Half"})
    with pytest.raises(services.UnableToReply):
        services.reply(ticket=ticket, author=cast.user(who.LONDON), body="x" * (rules.MAX_TEXT + 1), at=WEDNESDAY)
    assert kept(liam, f"/tickets/{ticket.reference}/draft/") == {"body": "Half"}


def test_home_speaks_of_an_unfinished_ticket(liam: Client) -> None:
    assert "unfinished" not in liam.get("/").content.decode()
    liam.post(NEW, {"subject": "One"})
    assert "You have an unfinished ticket" in liam.get("/").content.decode()
