"""Diagnostic bundles and scanned files: sent as a reply, given out in parts, held back, and deleted in time."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from common.sending import asked
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import services
from tickets.models import Attachment, Ticket
from tickets.services import files
from uploads import services as uploads
from uploads.models import Upload

LATER = WEDNESDAY + timedelta(minutes=5)
TEN = b"0123456789"


def sent(cast: Cast, email: str, content: bytes = TEN, purpose: str = "bundle") -> uploads.StoredUpload:
    """A file that somebody has uploaded whole."""
    begun = uploads.begin(owner=cast.user(email), purpose=purpose, name="b.zip", size=len(content), at=LATER)
    uploads.append(upload=begun, offset=0, stream=BytesIO(content), at=LATER)
    return uploads.StoredUpload(begun)


def replied(cast: Cast, ticket: Ticket, file: uploads.StoredUpload) -> Attachment:
    """The attachment that a reply of Liam's makes of it."""
    reply = services.reply(ticket=ticket, author=cast.user(who.LONDON), body="", files=[file], at=LATER)
    return reply.attachments.get()


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return cast.file(who.LONDON)


def get(client: Client, cast: Cast, stored: Attachment, email: str = who.LONDON, **headers: str) -> Any:
    client.force_login(cast.user(email), backend="portal.authentication.Backend")
    address = reverse("tickets:attachment", args=[stored.ticket.reference, stored.pk])
    return client.get(address, headers=headers)


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=2-4", (2, 5)),
        ("bytes=7-", (7, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-30", (0, 10)),
        ("bytes=4-99", (4, 10)),
        ("bytes=10-", None),
        ("bytes=5-4", None),
        ("bytes=-0", None),
        ("bytes=-", (0, 10)),
        ("bytes=0-1,4-5", (0, 10)),
        ("lines=1-2", (0, 10)),
        ("", (0, 10)),
    ],
)
def test_a_range_is_the_part_that_it_names(header: str, part: tuple[int, int] | None) -> None:
    assert asked(header, 10) == part


def test_a_bundle_is_given_out_in_parts(client: Client, cast: Cast, ticket: Ticket) -> None:
    stored = replied(cast, ticket, sent(cast, who.LONDON))
    answer = get(client, cast, stored, who.EDWARD, Range="bytes=2-4")
    assert (answer.status_code, b"".join(answer)) == (206, b"234")
    assert (answer["Content-Range"], answer["Content-Length"]) == ("bytes 2-4/10", "3")
    assert get(client, cast, stored, who.EDWARD, Range="bytes=10-").status_code == 416
    assert get(client, cast, stored, who.GOLD).status_code == 404


def test_a_proxy_sends_the_bytes_when_it_is_set(client: Client, cast: Cast, ticket: Ticket, settings: Settings) -> None:
    settings.FILES_ACCEL_PREFIX = "/protected/"
    stored = replied(cast, ticket, sent(cast, who.LONDON))
    answer = get(client, cast, stored)
    assert (answer["X-Accel-Redirect"], answer.content) == (f"/protected/{stored.file}", b"")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.both
def test_a_bundle_is_deleted_in_time_and_its_line_stays(
    client: Client, cast: Cast, ticket: Ticket, django_capture_on_commit_callbacks: Any
) -> None:
    stored = replied(cast, ticket, sent(cast, who.LONDON))
    assert stored.expires_at == LATER + timedelta(days=30)
    assert services.expire_bundles(stored.expires_at - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert services.expire_bundles(stored.expires_at) == 1
    assert not stored.file.storage.exists(str(stored.file))
    assert ticket.events.get(code="file_expired").data == {"file": "b.zip"}
    assert get(client, cast, stored).status_code == 403
    page = client.get(reverse("tickets:ticket", args=[ticket.reference])).content.decode()
    assert "b.zip" in page
    assert "deleted 10 Jul 2026" in page


@pytest.mark.both
@pytest.mark.parametrize(("verdict", "answer"), [("clean", 200), ("infected", 403)])
def test_nobody_gets_a_file_before_it_was_scanned(
    client: Client, cast: Cast, ticket: Ticket, settings: Settings, verdict: str, answer: int
) -> None:
    settings.CLAMD_SOCKET = "/nowhere/clamd.sock"
    stored = replied(cast, ticket, sent(cast, who.LONDON))
    assert stored.scan == "waiting"
    assert get(client, cast, stored, who.EDWARD).status_code == 403
    assert b"waiting for the virus scan" in client.get(reverse("tickets:ticket", args=[ticket.reference])).content

    files.scanned(key=str(stored.file), payload={"verdict": verdict, "found": "Test.Virus"}, at=LATER)
    given = get(client, cast, stored, who.EDWARD)
    assert (given.status_code, b"".join(given) == TEN if given.streaming else False) == (answer, answer == 200)
    assert ticket.events.filter(code="file_infected").exists() == (verdict == "infected")


def test_a_picture_is_shown_drawn_anew_and_only_to_who_reads_the_ticket(
    client: Client, cast: Cast, ticket: Ticket
) -> None:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (4, 4), "red").save(out, format="JPEG", exif=exif)
    file = sent(cast, who.LONDON, out.getvalue(), "attachment")
    address = reverse("tickets:picture", args=[file.upload.token])

    answers = []
    for stage in ("before", "after"):
        for email in (who.LONDON, who.EDWARD, who.GOLD):
            client.force_login(cast.user(email), backend="portal.authentication.Backend")
            answer = client.get(address)
            shown = b"".join(answer) if answer.streaming else answer.content
            assert b"secret place" not in shown
            answers.append(answer.status_code)
        if stage == "before":
            replied(cast, ticket, file)
    assert answers == [200, 404, 404, 200, 200, 404]


def test_a_picture_sent_as_a_bundle_is_never_shown(client: Client, cast: Cast, ticket: Ticket) -> None:
    out = BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, format="PNG")
    stored = replied(cast, ticket, sent(cast, who.LONDON, out.getvalue()))
    client.force_login(cast.user(who.LONDON), backend="portal.authentication.Backend")
    assert stored.content_type == "application/octet-stream"
    assert client.get(reverse("tickets:picture", args=[stored.token])).status_code == 404


@pytest.mark.both
def test_an_upload_of_somebody_else_is_as_if_it_never_was(client: Client, cast: Cast, ticket: Ticket) -> None:
    foreign = sent(cast, who.GOLD, purpose="attachment")
    client.force_login(cast.user(who.LONDON), backend="portal.authentication.Backend")
    address = reverse("tickets:replies", args=[ticket.reference])
    answers = [client.post(address, {"body": "x", "uploads": token}) for token in (foreign.upload.token, "0" * 32)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert not ticket.replies.exists()
    assert Upload.objects.get().state == "clean"
