"""What is not whole in a portal is named, and the command ends with how bad it is."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from accounts.models import User
from common import clock
from outbox import services as outbox
from outbox.models import OutboundMessage
from portal import doctor
from portal.doctor import Level, running, stored
from portal.watch import rounds
from tests.buckets import NOWHERE, storage
from tests.world import AT, standing_clock
from uploads import services as uploads

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """A folder of files of the test's own."""
    made = tmp_path / "files"
    made.mkdir()
    settings.MEDIA_ROOT = made
    return made


def kept(name: str) -> Path:
    """A file that somebody has uploaded."""
    owner = User.objects.create(email="owner@abc.example", joined_at=AT)
    file = ContentFile(b"line\n", name=name)
    upload = uploads.keep(owner=owner, purpose="bundle", file=file, at=AT)
    return Path(str(upload.file.path))


def old(path: Path) -> None:
    """Make the file a day older than the test's clock."""
    then = (AT - timedelta(days=1)).timestamp()
    os.utime(path, (then, then))


def said(check: Callable[..., object], at: datetime = AT) -> str:
    return " ".join(each.text for each in check(at))  # type: ignore[attr-defined]  # each check yields findings


def test_a_file_that_a_row_names_and_that_is_gone_is_found() -> None:
    path = kept("log.txt")
    assert said(stored.files_match) == ""
    path.unlink()
    assert f"{path.name} is named by a row and is not there" in said(stored.files_match)


def test_a_file_that_no_row_names_is_found_once_it_is_an_hour_old(folder: Path) -> None:
    (folder / "stray").write_text("?")
    os.utime(folder / "stray", (AT.timestamp(), AT.timestamp()))
    assert said(stored.files_match) == ""
    old(folder / "stray")
    assert "stray is named by no row" in said(stored.files_match)


def test_objects_are_compared_with_rows_and_a_bucket_that_is_open_or_away_is_named(
    bucket: Any, settings: Settings
) -> None:
    owner = User.objects.create(email="owner@abc.example", joined_at=AT)
    half = uploads.begin(owner=owner, purpose="bundle", name="dump.zip", size=9, at=AT)
    uploads.append(upload=half, offset=0, stream=BytesIO(b"half"), at=AT)
    whole = uploads.keep(owner=owner, purpose="bundle", file=ContentFile(b"line\n", name="a.log"), at=AT)
    bucket.write("stray", b"?")
    later = AT + timedelta(days=400)  # the bucket has a clock of its own
    assert said(stored.files_match, later) == "stray is named by no row: it may be deleted."
    bucket.client.put_object_acl(Bucket=bucket.bucket_name, Key="stray", ACL="public-read")
    bucket.delete(str(whole.file))
    assert f"{whole.file} is named by a row and is not there" in said(stored.files_match)
    bucket.delete(f"{half.file}.rest")
    assert "block public access" in said(stored.files_match)
    settings.STORAGES = {**settings.STORAGES, "default": storage(NOWHERE, settings.S3_BUCKET)}
    with pytest.raises(OSError, match="cannot be reached"):
        said(stored.files_match)


def test_a_row_that_points_nowhere_is_found(*, is_postgresql: bool) -> None:
    if is_postgresql:
        pytest.skip("PostgreSQL takes no such row")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO accounts_user_groups (user_id, group_id) VALUES (9999, 9999)")
    assert "9999" in said(stored.keys_match)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_user_groups WHERE user_id = 9999")


def test_a_number_that_is_given_twice_is_found(*, is_postgresql: bool) -> None:
    for key in ("1", "2"):  # the number 1 may be that of a table with one row
        outbox.publish("x", key, at=AT)
    assert "outbox_outboundmessage" not in said(stored.numbers)
    if is_postgresql:
        OutboundMessage.objects.filter(dedupe_key=OutboundMessage.objects.latest("pk").dedupe_key).update(id=10_000_000)
    else:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'outbox_outboundmessage'")
    assert "The next row of outbox_outboundmessage" in said(stored.numbers)


def test_messages_that_were_given_up_are_counted() -> None:
    outbox.publish("x", "1", at=AT)
    OutboundMessage.objects.update(dead_at=AT)
    assert "1 messages were given up" in said(running.broken_off)


def test_rounds_that_stand_still_are_named_and_a_quarantine_explains_them() -> None:
    assert "No round of the worker" in said(running.going_on)
    outbox.ended(rounds.CALLS, at=AT - timedelta(hours=1))
    assert "Escalations stand still since" in said(running.going_on)
    outbox.isolate(known_until=AT, at=AT)
    assert "in quarantine" in said(running.going_on)
    assert "stand still" not in said(running.going_on)


def test_a_clock_that_is_wrong_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(running.clocks) == ""
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(clock, "shared", lambda: AT + timedelta(seconds=5))
    assert "5.0 s apart" in said(running.clocks)


def test_a_question_that_cannot_be_answered_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_at: object) -> object:
        raise OSError("no such folder")

    monkeypatch.setattr(doctor, "CHECKS", {"files": fails})
    (name, found), *_rest = doctor.examine(AT)
    assert (name, found[0].level) == ("files", Level.BROKEN)
    assert "no such folder" in found[0].text


def test_the_command_ends_with_how_bad_it_is(tmp_path: Path) -> None:
    out = StringIO()
    with standing_clock(tmp_path / "clock.json"):
        for name in rounds.LABELS:
            outbox.ended(name, at=AT)
        OutboundMessage.objects.all().delete()
        outbox.publish("x", "1", at=AT)
        OutboundMessage.objects.update(dead_at=AT)
        with pytest.raises(SystemExit) as ended:
            call_command("doctor", stdout=out)
    assert ended.value.code == Level.BROKEN
    assert "BROKEN  messages" in out.getvalue()
    assert "well    ledger" in out.getvalue()
