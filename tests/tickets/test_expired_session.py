"""A form whose sender is no longer logged in, or whose token is too old, comes back with its text."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from common.rescue import KEPT_FOR, LONGEST
from tests.tickets import cast as who
from tests.tickets.agents_world import attribute, page_of, words
from tests.tickets.cast import WEDNESDAY, Cast
from tests.world import standing_clock, stop
from tickets.models import Ticket
from uploads.services.receiving import keep

TEXT = "It was a long <story>."


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return cast.file(who.LONDON)


@pytest.fixture
def visitor(ticket: Ticket, tmp_path: Path) -> Iterator[Client]:  # noqa: ARG001 - the world comes first
    with standing_clock(tmp_path / "clock"):
        yield Client()


def log_in(visitor: Client, cast: Cast, email: str) -> None:
    visitor.force_login(cast.user(email), backend="portal.authentication.Backend")


def sent(visitor: Client, address: str, page: str, **fields: object) -> str:
    """Send a form from `page` in vain; where it leads."""
    answer = visitor.post(address, fields, headers={"referer": f"http://testserver{page}"})
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.parametrize(("email", "noun"), [(who.LONDON, "replies"), (who.EDWARD, "replies"), (who.EDWARD, "notes")])
def test_a_message_stands_in_its_form_after_the_login(
    cast: Cast, visitor: Client, ticket: Ticket, email: str, noun: str
) -> None:
    page = f"/tickets/{ticket.reference}/"
    mode = "note" if noun == "notes" else "reply"
    file = SimpleUploadedFile("app.log", b"line")
    goes_to = sent(visitor, f"{page}{noun}/", page, body=TEXT, mode=mode, edit=0, files=file)
    assert goes_to == f"/accounts/login/?next=%2Ftickets%2F{ticket.reference}%2F"

    log_in(visitor, cast, email)
    shown = visitor.get(page)
    assert words(shown, "form[action] textarea") == [TEXT]
    assert "Choose these files again: app.log" in words(shown, "[data-rescued]")[0]
    assert attribute(shown, "[name=edit]", "value") != "0"
    if email == who.EDWARD:
        assert attribute(shown, "[name=mode][checked]", "value") == mode
    assert not ticket.replies.exists()
    assert not words(visitor.get(page), "[data-rescued]")


def test_a_new_ticket_stands_in_its_form_after_the_login(cast: Cast, visitor: Client) -> None:
    page = "/tickets/new/"
    sent(visitor, page, page, subject="Down", description=TEXT, severity="1", csrfmiddlewaretoken="x")
    log_in(visitor, cast, who.LONDON)
    shown = visitor.get(page)
    assert (attribute(shown, "[name=subject]", "value"), words(shown, "textarea")) == ("Down", [TEXT])
    assert attribute(shown, "[name=severity][checked]", "value") == "1"


@pytest.mark.parametrize("email", [who.LONDON, who.EDWARD])
def test_what_was_uploaded_before_stands_in_the_form_again(
    cast: Cast, visitor: Client, ticket: Ticket, email: str
) -> None:
    page, file = f"/tickets/{ticket.reference}/", SimpleUploadedFile("app.log", b"line")
    own = keep(owner=cast.user(email), purpose="attachment", file=file, at=WEDNESDAY)
    foreign = keep(owner=cast.user(who.GOLD), purpose="attachment", file=file, at=WEDNESDAY)
    sent(visitor, f"{page}replies/", page, body=TEXT, uploads=[own.token, foreign.token])

    log_in(visitor, cast, email)
    shown = visitor.get(page)
    named = page_of(shown).css("[name=uploads][checked]")
    assert [each.attributes["value"] for each in named] == [own.token]


def test_an_act_with_a_page_of_its_own_comes_back_too(cast: Cast, visitor: Client, ticket: Ticket) -> None:
    page = f"/tickets/{ticket.reference}/redaction/"
    sent(visitor, page, page, others="a\nb", reason="a password", sure="on")
    log_in(visitor, cast, who.EDWARD)
    shown = visitor.get(page)
    assert attribute(shown, "[name=reason]", "value") == "a password"


def test_a_form_with_an_old_token_comes_back_at_once(cast: Cast, ticket: Ticket, tmp_path: Path) -> None:
    page = f"/tickets/{ticket.reference}/"
    with standing_clock(tmp_path / "clock"):
        visitor = Client(enforce_csrf_checks=True)
        log_in(visitor, cast, who.LONDON)
        ours = {"referer": f"http://testserver{page}", "origin": "http://testserver"}
        answer = visitor.post(f"{page}replies/", {"body": TEXT}, headers=ours)
        assert (answer.status_code, answer["Location"]) == (302, page)
        assert words(visitor.get(page), "form[action] textarea") == [TEXT]

        theirs = {"referer": "http://evil.example/", "origin": "http://evil.example"}
        assert visitor.post(f"{page}replies/", {"body": TEXT}, headers=theirs).status_code == 403
        assert words(visitor.get(page), "form[action] textarea") == [""]
    assert not ticket.replies.exists()


def test_a_form_of_a_browser_that_tells_nothing_comes_back_on_the_page_above(
    cast: Cast, visitor: Client, ticket: Ticket
) -> None:
    page = f"/tickets/{ticket.reference}/"
    goes_to = visitor.post(f"{page}replies/", {"body": TEXT})["Location"]
    assert goes_to == f"/accounts/login/?next=%2Ftickets%2F{ticket.reference}%2Freplies%2F"

    log_in(visitor, cast, who.LONDON)
    shown = visitor.get(f"{page}replies/", follow=True)

    assert shown.redirect_chain == [(page, 302)]
    assert words(shown, "form[action] textarea") == [TEXT]
    assert visitor.get(f"{page}replies/").status_code == 405


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"referer": "http://testserver/tickets/"}, 302),
        ({"referer": "http://evil.example/tickets/"}, 403),
        ({"origin": "null", "referer": "http://testserver/tickets/"}, 403),
        ({}, 403),
    ],
    ids=["our page", "another site", "a hidden origin", "nothing"],
)
def test_an_old_token_is_forgiven_to_a_page_of_ours_alone(
    cast: Cast, visitor: Client, ticket: Ticket, said: dict[str, str], status: int
) -> None:
    visitor = Client(enforce_csrf_checks=True)
    log_in(visitor, cast, who.LONDON)

    answer = visitor.post(f"/tickets/{ticket.reference}/replies/", {"body": TEXT}, headers=said)

    assert answer.status_code == status
    assert ("rescued" in visitor.session) == (status == 302)


def test_what_is_too_long_secret_or_old_is_not_kept(
    cast: Cast, visitor: Client, ticket: Ticket, tmp_path: Path
) -> None:
    page = f"/tickets/{ticket.reference}/"
    sent(visitor, f"{page}replies/", page, body="x" * (LONGEST + 1))
    assert "rescued" not in visitor.session
    sent(visitor, f"{page}replies/", page, body=TEXT, password="geheim99")
    assert "geheim99" not in str(dict(visitor.session))
    log_in(visitor, cast, who.LONDON)
    stop(tmp_path / "clock", WEDNESDAY + KEPT_FOR + timedelta(seconds=1))
    assert not words(visitor.get(page), "[data-rescued]")


def test_somebody_else_finds_nothing_on_a_page_that_is_not_theirs(cast: Cast, visitor: Client, ticket: Ticket) -> None:
    page = f"/tickets/{ticket.reference}/"
    sent(visitor, f"{page}replies/", page, body=TEXT)
    log_in(visitor, cast, who.GOLD)
    answer = visitor.get(page)
    assert (answer.status_code, TEXT in answer.content.decode()) == (404, False)


def test_nobody_is_sent_to_another_host_by_where_a_form_stood(cast: Cast, ticket: Ticket, tmp_path: Path) -> None:
    with standing_clock(tmp_path / "clock"):
        visitor = Client(enforce_csrf_checks=True)
        log_in(visitor, cast, who.LONDON)
        sly = {"referer": "http://testserver//evil.example/", "origin": "http://testserver"}

        answer = visitor.post(f"/tickets/{ticket.reference}/replies/", {"body": TEXT}, headers=sly)

    assert answer["Location"] == f"/tickets/{ticket.reference}/replies/"
