"""Attachments: what is refused, what is stored, and who gets them."""

import hashlib
import struct
import zlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from accounts.models import Contact, Organization
from tests.buckets import NOWHERE, storage
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import services
from tickets.models import Attachment, Ticket
from uploads.rules import LARGEST_OF_A_FORM
from uploads.services import StoredUpload
from uploads.services.receiving import keep

LATER = WEDNESDAY + timedelta(minutes=5)


def picture(kind: str = "PNG", **given: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, format=kind, **given)
    return out.getvalue()


def upload(content: bytes = b"line 1\n", name: str = "app.log", content_type: str = "text/html") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


def content(stored: Attachment) -> bytes:
    with stored.file.open("rb") as file:
        return bytes(file.read())


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A ticket of ABC in London with a log."""
    return cast.file(who.LONDON, files=[upload()])


def test_a_file_is_stored_under_a_random_name_with_its_digest(ticket: Ticket) -> None:
    stored = ticket.attachments.get()

    assert (stored.name, stored.content_type, stored.size) == ("app.log", "text/plain", 7)
    assert stored.sha256 == hashlib.sha256(b"line 1\n").hexdigest()
    assert "app" not in str(stored.file)
    assert content(stored) == b"line 1\n"


def test_a_page_that_calls_itself_a_picture_is_no_picture(cast: Cast) -> None:
    ticket = cast.file(who.LONDON, files=[upload(b"<script>alert(1)</script>", "cat.png", "image/png")])
    assert not ticket.attachments.get().content_type.startswith("image/")


def test_a_picture_keeps_nothing_but_the_picture(cast: Cast) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    ticket = cast.file(who.LONDON, files=[upload(picture("JPEG", exif=exif), "photo.jpg")])

    stored = ticket.attachments.get()
    assert stored.content_type == "image/jpeg"
    assert b"secret place" not in content(stored)


def test_what_only_begins_like_a_picture_is_stored_as_it_is(cast: Cast) -> None:
    broken = picture()[:40]
    ticket = cast.file(who.LONDON, files=[upload(broken, "broken.png")])

    stored = ticket.attachments.get()
    assert (stored.content_type, content(stored)) == ("application/octet-stream", broken)


def frames(kind: str, *, size: int = 4) -> bytes:
    """A picture of three frames."""
    out = BytesIO()
    first, *others = (Image.new("RGB", (size, size), colour) for colour in ("red", "green", "blue"))
    first.save(out, format=kind, save_all=True, append_images=others)
    return out.getvalue()


def test_the_first_picture_of_a_cameras_pair_is_kept(cast: Cast) -> None:
    ticket = cast.file(who.LONDON, files=[upload(frames("MPO"), "photo.jpg")])

    stored = ticket.attachments.get()
    assert stored.content_type == "image/jpeg"
    assert Image.open(BytesIO(content(stored))).size == (4, 4)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_a_picture_that_moves_is_kept_as_it_is_and_not_decoded(cast: Cast, kind: str) -> None:
    moving = frames(kind)
    stored = cast.file(who.LONDON, files=[upload(moving, "recording")]).attachments.get()

    assert (stored.content_type, content(stored)) == ("application/octet-stream", moving)


def test_a_picture_of_more_pixels_than_are_decoded_is_kept_as_it_is(cast: Cast) -> None:
    out = BytesIO()
    Image.new("1", (8000, 5001)).save(out, format="PNG")
    stored = cast.file(who.LONDON, files=[upload(out.getvalue(), "large.png")]).attachments.get()

    assert (stored.content_type, content(stored)) == ("application/octet-stream", out.getvalue())


def flood() -> bytes:
    """A few bytes that claim to be 100,000 pixels wide and high."""
    return png(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 1, 0, 0, 0, 0)) + chunk(b"IDAT", b"")


def deep() -> bytes:
    """A picture of one pixel whose words unpack into a thousand times what it weighs."""
    words = b"Comment\0\0" + zlib.compress(b" " * 80_000_000, 9)
    return png(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 1, 0, 0, 0, 0)) + chunk(b"zTXt", words) + chunk(b"IDAT", b"")


def png(kind: bytes, data: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(kind, data)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize("bomb", [flood, deep])
@pytest.mark.parametrize("is_uploaded", [True, False])
def test_a_picture_that_fills_a_memory_is_refused(
    cast: Cast, ticket: Ticket, bomb: Callable[[], bytes], *, is_uploaded: bool
) -> None:
    liam, file = cast.user(who.LONDON), upload(bomb(), "bomb.png")
    stored = keep(owner=liam, purpose="attachment", file=file, at=LATER)
    files = [StoredUpload(stored)] if is_uploaded else [file]

    with pytest.raises(services.UnableToAttach) as refusal:
        services.reply(ticket=ticket, author=liam, body="See.", files=files, at=LATER)

    assert (refusal.value.code, refusal.value.reasons) == ("picture_unpacks", ("bomb.png",))
    assert not ticket.replies.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\logs\\a.txt", "a.txt"),
        ("a\r\nb.txt", "ab.txt"),
        ("x" * 300 + ".log", "x" * 196 + ".log"),
    ],
)
def test_a_name_is_only_a_name(cast: Cast, name: str, shown: str) -> None:
    file = upload()
    file.__dict__["_name"] = name  # as a hostile browser would send it: Django's own parser takes folders away
    stored = cast.file(who.LONDON, files=[file]).attachments.get()
    assert stored.name == shown


def test_ten_files_are_taken_and_eleven_are_not(cast: Cast) -> None:
    assert cast.file(who.LONDON, files=[upload()] * 10).attachments.count() == 10
    with pytest.raises(services.UnableToAttach) as refusal:
        cast.file(who.LONDON, files=[upload()] * 11)
    assert (refusal.value.code, Ticket.objects.count()) == ("too_many_files", 1)


def test_a_file_that_is_too_large_leaves_no_ticket(cast: Cast) -> None:
    large = upload()
    large.size = LARGEST_OF_A_FORM + 1
    with pytest.raises(services.UnableToAttach) as refusal:
        cast.file(who.LONDON, files=[large])
    assert (refusal.value.code, refusal.value.reasons) == ("file_too_large", ("app.log",))
    assert not Ticket.objects.exists()


def get(client: Client, cast: Cast, email: str, stored: Attachment) -> int:
    client.force_login(cast.user(email))
    address = reverse("tickets:attachment", args=[stored.ticket.reference, stored.pk])
    response = client.get(address)
    if response.streaming:
        list(response)  # what was sent whole is closed
    return response.status_code


@pytest.mark.parametrize(
    ("email", "answer"),
    [
        (who.LONDON, 200),
        (who.ABC_MANAGER, 200),
        (who.EDWARD, 200),
        (who.HONG_KONG, 404),
        (who.GOLD, 404),
        (who.ANSON, 404),
    ],
)
def test_a_file_is_for_those_who_read_the_ticket(
    client: Client, cast: Cast, ticket: Ticket, email: str, answer: int
) -> None:
    assert get(client, cast, email, ticket.attachments.get()) == answer


def test_a_file_of_a_note_is_for_agents(client: Client, cast: Cast, ticket: Ticket) -> None:
    services.add_note(ticket=ticket, author=cast.user(who.EDWARD), body="", files=[upload()], at=LATER)
    stored = ticket.attachments.get(note__isnull=False)

    assert get(client, cast, who.EDWARD, stored) == 200
    assert get(client, cast, who.LONDON, stored) == 404


def test_a_file_of_a_note_is_not_for_an_agent_on_the_customers_side(client: Client, cast: Cast, ticket: Ticket) -> None:
    services.add_note(ticket=ticket, author=cast.user(who.EDWARD), body="", files=[upload()], at=LATER)
    Contact.objects.create(user=cast.user(who.EDWARD), organization=Organization.objects.get(key="ABC"))

    assert get(client, cast, who.EDWARD, ticket.attachments.get(note__isnull=False)) == 404
    assert get(client, cast, who.EDWARD, ticket.attachments.get(note=None)) == 200


def test_a_file_is_saved_and_never_shown(client: Client, cast: Cast, ticket: Ticket) -> None:
    client.force_login(cast.user(who.LONDON))
    response = client.get(reverse("tickets:attachment", args=[ticket.reference, ticket.attachments.get().pk]))

    assert response["Content-Disposition"] == 'attachment; filename="app.log"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response) == b"line 1\n"


def test_a_message_whose_file_cannot_be_stored_comes_back_with_its_words(
    client: Client, ticket: Ticket, settings: Settings
) -> None:
    settings.S3_BUCKET = "files"
    settings.STORAGES = {**settings.STORAGES, "default": storage(NOWHERE, settings.S3_BUCKET)}
    client.force_login(ticket.requester, backend="portal.authentication.Backend")
    said = {"body": "Here is the log.", "token": "once", "attachments": upload()}
    answer = client.post(f"/tickets/{ticket.reference}/replies/", said)
    page = answer.content.decode()
    assert ("cannot reach its files" in page, "Here is the log." in page) == (True, True)
    assert not ticket.replies.filter(body="Here is the log.").exists()


def test_another_tickets_reference_does_not_open_a_file(client: Client, cast: Cast, ticket: Ticket) -> None:
    other = cast.file(who.LONDON)
    client.force_login(cast.user(who.LONDON))
    address = reverse("tickets:attachment", args=[other.reference, ticket.attachments.get().pk])
    assert client.get(address).status_code == 404
