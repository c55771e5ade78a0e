"""What is typed and not sent is kept for its writer alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from tests.tickets import cast as who
from tests.tickets.agents_world import client_of
from tests.tickets.cast import WEDNESDAY, Cast
from tests.world import standing_clock, stop
from tickets import rules, services
from tickets.models import Draft, Ticket
from uploads.models import Upload
from uploads.services.receiving import keep

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


def sent(email: str, name: str = "app.log") -> Upload:
    owner = User.objects.get(email=email)
    return keep(owner=owner, purpose="attachment", file=SimpleUploadedFile(name, b"line"), at=WEDNESDAY)


def test_a_draft_remembers_the_files_of_its_writer_and_nobody_elses(liam: Client, ticket: Ticket) -> None:
    address, own, foreign = f"/tickets/{ticket.reference}/draft/", sent(who.LONDON), sent(who.GOLD, "theirs.log")
    liam.post(address, {"body": "", "uploads": [own.token, foreign.token, "9" * 32]})

    answer = liam.get(address).json()
    assert answer["names"] == ["app.log"]
    assert f'value="{own.token}"' in answer["files"]
    assert "4\xa0bytes, ready" in answer["files"]
    assert foreign.token not in str(answer)


def test_a_draft_says_that_a_file_of_it_is_gone(liam: Client) -> None:
    own, other = sent(who.LONDON), sent(who.LONDON, "b.log")
    liam.post(NEW, {"subject": "One", "uploads": [own.token, other.token]})
    Upload.objects.filter(pk=own.pk).update(state=Upload.State.EXPIRED)

    answer = liam.get(NEW).json()
    assert (answer["names"], "1 file is no longer kept" in answer["said"]) == (["b.log"], True)


def test_a_form_without_text_and_file_keeps_no_draft(liam: Client) -> None:
    read = liam.post(NEW, {"subject": "", "uploads": [sent(who.LONDON).token]}).json()["read"]
    assert Draft.objects.exists()
    assert liam.post(NEW, {"subject": "", "read": read}).status_code == 204
    assert not Draft.objects.exists()


def test_home_speaks_of_an_unfinished_ticket(liam: Client) -> None:
    assert "unfinished" not in liam.get("/").content.decode()
    liam.post(NEW, {"subject": "One"})
    assert "You have an unfinished ticket" in liam.get("/").content.decode()
