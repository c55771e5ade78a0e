"""What no form of ours sends: each is answered in order, and nothing breaks."""

from typing import Any

import pytest
from django.test import Client

from tests.tickets import cast as who
from tests.tickets.agents_world import client_of, words
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import services
from tickets.models import CustomField, Draft, Ticket

NUL = "a\0b"
HUGE = "9" * 5000
"""More digits than Python reads at once."""


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return cast.file(who.LONDON)


@pytest.fixture
def edward(cast: Cast) -> Client:  # noqa: ARG001 - it makes Edward
    return client_of(who.EDWARD)


def test_an_edit_number_of_thousands_of_digits_is_none(ticket: Ticket, edward: Client) -> None:
    assert edward.post(f"/tickets/{ticket.reference}/resolution/", {"edit": HUGE}).status_code == 302


def test_nobody_follows_under_a_number_of_thousands_of_digits(ticket: Ticket, edward: Client) -> None:
    assert edward.post(f"/tickets/{ticket.reference}/watchers/departure/", {"person": HUGE}).status_code == 404


def test_a_quote_of_a_number_of_thousands_of_digits_quotes_nothing(ticket: Ticket, edward: Client) -> None:
    assert edward.get(f"/tickets/{ticket.reference}/", {"quote": f"reply-{HUGE}"}).status_code == 200


@pytest.mark.parametrize("row", [f"{NUL}:1", f"ABC-1001:{HUGE}", "ABC-1001:²", ":", ""])
def test_a_row_that_names_no_ticket_is_left_out(edward: Client, row: str) -> None:
    answer = edward.post("/queue/bulk/", {"do": "tag:add", "words": "slow", "row": [row, ":"]}, follow=True)

    assert "Choose tickets first." in answer.content.decode()


def test_an_upload_that_cannot_be_is_a_missing_one(ticket: Ticket) -> None:
    liam = client_of(who.LONDON)

    answer = liam.post(f"/tickets/{ticket.reference}/replies/", {"body": "See the file.", "uploads": NUL})

    assert answer.status_code == 422
    assert "See the file." in answer.content.decode()


def test_a_draft_is_kept_without_nul(cast: Cast, ticket: Ticket) -> None:
    liam = client_of(who.LONDON)

    assert liam.post(f"/tickets/{ticket.reference}/draft/", {"body": NUL}).status_code == 200
    assert Draft.objects.get(user=cast.user(who.LONDON)).fields == {"body": "ab"}


def test_answers_to_many_fields_are_stored_at_once(cast: Cast, ticket: Ticket) -> None:
    """The guard against statements in a loop stands around this test too."""
    made: dict[str, Any] = {"product": ticket.product, "is_shown_to_customer": True}
    fields = [CustomField.objects.create(label=label, **made) for label in ("Build", "Node", "Cause")]
    said: dict[str, Any] = {"ticket": ticket, "actor": cast.user(who.EDWARD), "at": WEDNESDAY}
    services.answer(answers=dict.fromkeys(fields, "1"), **said)

    services.answer(answers={fields[0]: "2", fields[1]: "", fields[2]: "3"}, **said)

    assert dict(ticket.field_values.values_list("field__label", "value")) == {"Build": "2", "Cause": "3"}


@pytest.mark.both
@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_list_behind_the_ends_of_the_calendar_is_the_list(ticket: Ticket, instant: str) -> None:
    answer = client_of(who.LONDON).get("/tickets/", {"sort": "promise", "before": f"{instant}~5"})

    assert ticket.subject in answer.content.decode()


@pytest.mark.parametrize(("encoding", "code"), [("utf-16", 400), ("latin-1", 400), ("utf8", 403)])
def test_a_form_in_another_encoding_is_refused_in_order(ticket: Ticket, encoding: str, code: int) -> None:
    """The last one is read, and lacks its token."""
    liam = client_of(who.LONDON)
    liam.handler.enforce_csrf_checks = True
    form = f"application/x-www-form-urlencoded; charset={encoding}"

    answer = liam.post(f"/tickets/{ticket.reference}/replies/", "body=Hello", content_type=form)

    assert answer.status_code == code


def test_a_reply_that_meets_the_trash_keeps_its_text(cast: Cast, ticket: Ticket) -> None:
    services.set_aside(ticket=ticket, actor=cast.user(who.EDWARD), reason="spam", at=WEDNESDAY)

    answer = client_of(who.LONDON).post(f"/tickets/{ticket.reference}/replies/", {"body": "It is no spam."})

    assert answer.status_code == 422
    assert words(answer, "#reply textarea") == ["It is no spam."]
