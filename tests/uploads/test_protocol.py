"""The protocol tus 1.0.0: what is announced, sent, broken off, gone on with, refused and forgotten."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files import locks
from django.core.files.storage import default_storage
from django.http import UnreadablePostError
from django.test import Client

from accounts.models import User
from tests.uploads.conftest import AT, TUS, Sender
from uploads import rules, services
from uploads.models import Upload

TEN = b"0123456789"


def address(upload: Upload) -> str:
    return f"/uploads/{upload.token}/"


def stored(upload: Upload) -> bytes:
    with default_storage.open(str(upload.file)) as file:
        return bytes(file.read())


def test_the_portal_says_what_it_speaks(sender: Sender) -> None:
    answer = sender.client.options("/uploads/")
    assert answer.status_code == 204
    assert (answer["Tus-Version"], answer["Tus-Extension"]) == ("1.0.0", "creation,expiration,termination")
    assert answer["Tus-Max-Size"] == str(16384 * 1024 * 1024)


def test_a_file_arrives_in_pieces_and_is_known_by_its_bytes(sender: Sender) -> None:
    begun = sender.begin(10, name="app.exe")
    assert begun.status_code == 201
    assert sender.send(begun["Location"], 0, TEN[:4])["Upload-Offset"] == "4"
    last = sender.send(begun["Location"], 4, TEN[4:])

    upload = Upload.objects.get()
    assert (last.status_code, last["Upload-Offset"], last["Upload-State"]) == (204, "10", "clean")
    assert (upload.state, upload.received, upload.content_type[:5]) == ("clean", 10, "text/")
    assert upload.sha256 == hashlib.sha256(TEN).hexdigest()
    assert stored(upload) == TEN
    assert "app" not in str(upload.file)


def test_a_lost_answer_loses_nothing(sender: Sender, begun: Upload) -> None:
    sender.send(address(begun), 0, TEN[:6])
    there = sender.head(address(begun))
    assert (there["Upload-Offset"], there["Upload-Length"], there["Cache-Control"]) == ("6", "10", "no-store")
    assert "filename" in there["Upload-Metadata"]
    assert sender.send(address(begun), there["Upload-Offset"], TEN[6:]).status_code == 204
    assert stored(begun) == TEN


def test_bytes_that_were_written_before_a_crash_count_although_no_row_says_so(sender: Sender, begun: Upload) -> None:
    with Path(default_storage.path(str(begun.file))).open("ab") as file:
        file.write(TEN[:3])
    assert begun.received == 0
    assert sender.head(address(begun))["Upload-Offset"] == "3"
    assert sender.send(address(begun), 3, TEN[3:]).status_code == 204


@pytest.mark.parametrize("offset", [2, 8])
def test_another_offset_than_the_disks_is_a_conflict_and_writes_nothing(
    sender: Sender, begun: Upload, offset: int
) -> None:
    sender.send(address(begun), 0, TEN[:4])
    assert sender.send(address(begun), offset, b"xx").status_code == 409
    assert stored(begun) == TEN[:4]


class Broken(BytesIO):
    """A body whose sender goes away after the first bytes."""

    def read(self, size: int | None = -1, /) -> bytes:
        if piece := super().read(min(size or 0, 3)):
            return piece
        raise UnreadablePostError


def test_what_arrived_before_the_connection_broke_is_kept(begun: Upload) -> None:
    with pytest.raises(services.UnableToReceive) as refusal:
        services.append(upload=begun, offset=0, stream=Broken(TEN[:6]), at=AT)
    assert refusal.value.code == "broken_off"
    assert (services.offset_of(begun), Upload.objects.get().received) == (6, 6)


class Full(BytesIO):
    """Stands for a disk without room: the body that cannot be written."""

    def read(self, _size: int | None = -1, /) -> bytes:
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_said_in_words(sender: Sender, begun: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.core.handlers.wsgi.WSGIRequest.read", Full().read)
    answer = sender.send(address(begun), 0, TEN)
    assert (answer.status_code, "no room for files" in answer.content.decode()) == (507, True)


@pytest.mark.both
def test_a_second_writer_waits_and_nothing_is_mixed(sender: Sender, begun: Upload) -> None:
    with Path(default_storage.path(str(begun.file))).open("r+b") as first:
        assert locks.lock(first, locks.LOCK_EX | locks.LOCK_NB)
        assert sender.send(address(begun), 0, TEN).status_code == 423
    assert sender.send(address(begun), 0, TEN).status_code == 204
    assert stored(begun) == TEN


@pytest.mark.both
@pytest.mark.parametrize("act", ["get", "head", "patch", "delete"])
def test_nobody_else_can_touch_an_upload(begun: Upload, sender_of: Callable[..., Sender], act: str) -> None:
    other = User.objects.create_user("other@abc.example", name="Otto Other")
    client = sender_of(other).client
    given: dict[str, Any] = {"headers": {**TUS, "Upload-Offset": "0"}}
    there = getattr(client, act)(address(begun), **given)
    nowhere = getattr(client, act)(f"/uploads/{'0' * 32}/", **given)
    assert (there.status_code, len(there.content)) == (404, len(nowhere.content))
    assert Upload.objects.get().state == "receiving"


def test_a_stranger_is_sent_to_the_login(begun: Upload) -> None:
    assert Client().patch(address(begun), headers=TUS)["Location"].startswith("/accounts/login/")


def test_a_forged_request_sends_no_file(owner: User, begun: Upload, sender_of: Callable[..., Sender]) -> None:
    forged = sender_of(owner, enforce_csrf_checks=True)
    assert forged.begin(10).status_code == 403
    assert forged.send(address(begun), 0, TEN).status_code == 403
    assert forged.forget(address(begun)).status_code == 403
    assert Upload.objects.count() == 1


@pytest.mark.parametrize(
    ("size", "purpose", "status"),
    [
        (25 * rules.MEGABYTE, "attachment", 201),
        (25 * rules.MEGABYTE + 1, "attachment", 413),
        (2048 * rules.MEGABYTE, "bundle", 201),
        (2048 * rules.MEGABYTE + 1, "bundle", 413),
        (0, "attachment", 400),
        (10, "wallpaper", 400),
        ("", "attachment", 400),
        ("-1", "attachment", 400),
        ("9" * 30, "attachment", 400),
        ("٣", "attachment", 400),
    ],
)
def test_a_file_has_the_size_of_its_purpose(sender: Sender, size: object, purpose: str, status: int) -> None:
    header = str(size).encode("utf-8").decode("latin-1")
    answer = sender.begin(header, purpose=purpose)
    assert (answer.status_code, Upload.objects.count()) == (status, int(status == 201))
    assert status == 201 or answer.content


def test_nobody_has_more_waiting_than_the_limit(sender: Sender) -> None:
    most = rules.LIMITS["bundle"].most
    answers = [sender.begin(10, purpose="bundle").status_code for _ in range(most + 1)]
    assert answers == [201] * most + [429]
    sender.forget(address(Upload.objects.all()[0]))
    assert sender.begin(10, purpose="bundle").status_code == 201


def test_no_more_bytes_come_than_were_announced(sender: Sender, begun: Upload) -> None:
    assert sender.send(address(begun), 0, TEN + b"!").status_code == 413
    assert sender.head(address(begun))["Upload-Offset"] == "0"


def test_an_empty_piece_changes_nothing(sender: Sender, begun: Upload) -> None:
    answer = sender.send(address(begun), 0, b"")
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "0")


def test_a_piece_says_what_it_is(sender: Sender, begun: Upload) -> None:
    assert sender.send(address(begun), 0, TEN, content_type="text/plain").status_code == 415
    assert sender.send(address(begun), "first", TEN).status_code == 400
    assert sender.send(address(begun), 0, TEN, **{"Tus-Resumable": "0.2.2"}).status_code == 412


def test_a_post_may_stand_for_a_method_that_a_proxy_refuses(sender: Sender, begun: Upload) -> None:
    answer = sender.client.post(address(begun), headers={**TUS, "X-HTTP-Method-Override": "DELETE"})
    assert (answer.status_code, Upload.objects.count()) == (204, 0)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\logs\\a.txt", "a.txt"),
        ("a\r\nb.txt", "ab.txt"),
        ("", "file"),
        ("..", ".."),
    ],
)
def test_a_name_is_only_a_name(sender: Sender, name: str, shown: str) -> None:
    sender.begin(10, name=name)
    upload = Upload.objects.get()
    assert upload.name == shown
    assert str(upload.file).startswith("uploads/")


def test_a_header_that_is_no_pair_is_left_out() -> None:
    assert rules.metadata("filename YQ==,bad !!,empty,  purpose YnVuZGxl ,x /w==") == {
        "filename": "a",
        "empty": "",
        "purpose": "bundle",
    }


def test_a_cancelled_upload_leaves_nothing(
    sender: Sender, begun: Upload, files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert sender.forget(address(begun)).status_code == 204
    assert not [path for path in files.rglob("*") if path.is_file()]
    assert sender.head(address(begun)).status_code == 404


@pytest.mark.both
def test_what_nobody_uses_expires_with_its_file(
    sender: Sender, begun: Upload, files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    assert services.expire(AT + rules.KEPT - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert services.expire(AT + rules.KEPT) == 1
    assert not [path for path in files.rglob("*") if path.is_file()]
    assert sender.head(address(begun)).status_code == 410
    assert sender.send(address(begun), 0, TEN).status_code == 410
    services.expire(AT + rules.KEPT + rules.FORGOTTEN)
    assert not Upload.objects.exists()


@pytest.mark.both
def test_an_upload_is_used_once(owner: User, begun: Upload) -> None:
    with pytest.raises(services.UnableToAdopt) as refusal:
        services.adopt(upload=begun, owner=owner)
    assert refusal.value.code == "file_unfinished"
    services.append(upload=begun, offset=0, stream=BytesIO(TEN), at=AT)
    assert services.adopt(upload=begun, owner=owner) == "clean"
    with pytest.raises(services.UnableToAdopt) as refusal:
        services.adopt(upload=begun, owner=owner)
    assert refusal.value.code == "file_gone"
    with pytest.raises(services.UnableToReceive):
        services.cancel(upload=begun)
