"""Uploads that arrive in an S3 bucket: in parts, broken off, gone on with elsewhere, and while it is away."""

import hashlib
import re
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import User
from tests.buckets import NOWHERE, SMALLEST, storage
from tests.uploads.conftest import AT, Sender
from tests.uploads.test_protocol import Broken, address, stored
from uploads import rules, services
from uploads.models import Upload

pytestmark = pytest.mark.usefixtures("bucket")
LARGE = bytes(range(256)) * (2 * SMALLEST // 256) + b"the end"
CUTS = (0, 5, SMALLEST, SMALLEST + 6, 2 * SMALLEST + 1, len(LARGE))
"""Where the pieces of a file begin and end: short of a part, at its end, and over it."""


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As small as the service takes them, so that a file of several parts is soon sent."""
    monkeypatch.setattr(rules, "PART", SMALLEST)


def large(owner: User) -> Upload:
    return services.begin(owner=owner, purpose="bundle", name="dump.zip", size=len(LARGE), at=AT)


def names(bucket: Any) -> list[str]:
    return [each.name for each in bucket.objects()]


def on_their_way(bucket: Any) -> int:
    return len(bucket.client.list_multipart_uploads(Bucket=bucket.bucket_name).get("Uploads", ()))


def test_a_small_file_is_one_object_that_says_nothing_of_it(sender: Sender, bucket: Any) -> None:
    begun = sender.begin(10, name="app.log")
    sender.send(begun["Location"], 0, b"0123")
    last = sender.send(begun["Location"], 4, b"456789")

    upload = Upload.objects.get()
    assert (last["Upload-Offset"], last["Upload-State"], upload.content_type) == ("10", "clean", "text/ascii")
    assert upload.sha256 == hashlib.sha256(b"0123456789").hexdigest()
    assert stored(upload) == b"0123456789"
    assert names(bucket) == [str(upload.file)]
    assert re.fullmatch(r"uploads/[0-9a-f]{32}", str(upload.file))


def test_pieces_of_any_size_become_the_parts_of_one_object(owner: User, bucket: Any) -> None:
    upload = large(owner)
    for start, end in pairwise(CUTS):
        seen = Upload.objects.get(pk=upload.pk)  # each piece may come to another web server
        assert services.append(upload=seen, offset=start, stream=BytesIO(LARGE[start:end]), at=AT) == end

    upload.refresh_from_db()
    assert (upload.state, upload.sha256) == ("clean", hashlib.sha256(LARGE).hexdigest())
    assert stored(upload) == LARGE
    assert (names(bucket), on_their_way(bucket)) == ([str(upload.file)], 0)


def test_what_arrived_before_the_connection_broke_is_kept(owner: User) -> None:
    upload = large(owner)
    services.append(upload=upload, offset=0, stream=BytesIO(LARGE[: SMALLEST + 1]), at=AT)
    with pytest.raises(services.UnableToReceive, match="broken_off"):
        services.append(upload=upload, offset=SMALLEST + 1, stream=Broken(LARGE[SMALLEST + 1 :][:6]), at=AT)
    there = services.offset_of(Upload.objects.get())
    assert there == SMALLEST + 7
    services.append(upload=upload, offset=there, stream=BytesIO(LARGE[there:]), at=AT)
    assert stored(upload) == LARGE


def test_of_two_writers_at_the_same_place_one_is_refused_and_nothing_is_mixed(begun: Upload) -> None:
    class Slower(BytesIO):
        """A body during which another one arrives whole."""

        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() == 0:
                other = Upload.objects.get(pk=begun.pk)
                services.append(upload=other, offset=0, stream=BytesIO(b"other"), at=AT)
            return super().read(size)

    with pytest.raises(services.UnableToReceive, match="busy"):
        services.append(upload=begun, offset=0, stream=Slower(b"mine"), at=AT)
    assert services.offset_of(Upload.objects.get()) == len(b"other")
    with pytest.raises(services.UnableToReceive, match="wrong_offset"):
        services.append(upload=begun, offset=0, stream=BytesIO(b"mine"), at=AT)


def test_a_bucket_that_is_away_is_said_in_words_and_costs_nothing_that_arrived(
    sender: Sender, settings: Settings
) -> None:
    begun = sender.begin(10)
    sender.send(begun["Location"], 0, b"0123")
    there, settings.STORAGES = settings.STORAGES, {**settings.STORAGES, "default": storage(NOWHERE, settings.S3_BUCKET)}
    answer = sender.send(begun["Location"], 4, b"456789")
    assert (answer.status_code, "cannot reach its store" in answer.content.decode()) == (503, True)
    settings.STORAGES = there
    assert sender.head(begun["Location"])["Upload-Offset"] == "4"
    assert sender.send(begun["Location"], 4, b"456789")["Upload-State"] == "clean"


def test_a_file_whose_last_request_was_lost_is_completed_when_somebody_asks(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = sender.begin(10)
    with monkeypatch.context() as lost:
        lost.setattr("uploads.services.in_bucket.InBucket.close", Full.close)
        assert sender.send(begun["Location"], 0, b"0123456789").status_code == 503
    asked = sender.head(begun["Location"])
    assert (asked["Upload-Offset"], asked["Upload-State"]) == ("10", "clean")


class Full:
    """Stands for a bucket that goes away just before the last byte is looked at."""

    def close(self, _upload: Upload) -> None:
        raise services.UnableToReceive("away")


@pytest.mark.parametrize("end", [4, SMALLEST + 4])
def test_what_is_taken_back_leaves_nothing_in_the_bucket(
    sender: Sender, owner: User, bucket: Any, django_capture_on_commit_callbacks: Callable[..., Any], end: int
) -> None:
    upload = large(owner)
    services.append(upload=upload, offset=0, stream=BytesIO(LARGE[:end]), at=AT)
    assert names(bucket) == [f"{upload.file}.rest"]
    with django_capture_on_commit_callbacks(execute=True):
        assert sender.forget(address(upload)).status_code == 204
    assert (names(bucket), on_their_way(bucket)) == ([], 0)
