"""Files that lie in a bucket: the portal asks for the right and writes down; the bucket sends, to a signed link."""

from datetime import timedelta
from email.message import Message
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest
from django.test import RequestFactory

from common.sending import send
from downloads.models import Download, Release
from downloads.services import sign
from tests.downloads.conftest import CONTENT, GOLD, LAPSED, STRANGER, address_of, client_of, publish, user
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture
def release(bucket: Any) -> Release:  # noqa: ARG001 - it is where the file goes
    return publish()


def got(address: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    """What the bucket answers to somebody without a cookie."""
    try:
        with urlopen(Request(address, method=method, headers=headers), timeout=10) as answer:  # noqa: S310 - loopback
            return answer.status, answer.headers, answer.read()
    except HTTPError as refusal:
        return refusal.code, refusal.headers, b""


def test_the_link_of_ones_own_leads_to_a_signed_one_of_the_bucket(release: Release, bucket: Any) -> None:
    client = client_of(GOLD)
    own = client.get(address_of(release))["Location"]
    assert own.startswith("/downloads/links/")
    answer = client.get(own)

    address = urlsplit(answer["Location"])
    assert (answer.status_code, address.path) == (302, f"/{bucket.bucket_name}/{release.files.get().file}")
    assert parse_qs(address.query)["X-Amz-Expires"] == ["60"]
    assert "no-store" in answer["Cache-Control"]
    status, headers, body = got(answer["Location"])
    assert (status, body) == (200, CONTENT)
    assert headers["Content-Disposition"] == 'attachment; filename="beacon-2026.9.tar.gz"'
    assert headers["Content-Type"] == "application/octet-stream"
    assert Download.objects.filter(user=user(GOLD), file=release.files.get()).count() == 1


def test_a_range_is_written_down_here_and_sent_by_the_bucket(release: Release) -> None:
    answer = client_of(GOLD).get(address_of(release), follow=False)
    led = client_of(GOLD).get(answer["Location"], headers={"Range": "bytes=10-19"})
    status, headers, body = got(led["Location"], Range="bytes=10-19")
    assert (status, headers["Content-Range"], body) == (206, f"bytes 10-19/{len(CONTENT)}", CONTENT[10:20])
    written = Download.objects.get(user=user(GOLD), file=release.files.get())
    assert (written.first_byte, written.end_byte) == (10, 20)


def test_a_head_costs_nothing_and_is_signed_as_one(release: Release) -> None:
    answer = client_of(GOLD).head(address_of(release))
    status, headers, body = got(answer["Location"], "HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(len(CONTENT)), b"")
    assert not Download.objects.filter(user=user(GOLD), file=release.files.get()).exists()


def test_a_signature_is_for_one_method(bucket: Any) -> None:
    said = {"Content-Type": "text/plain"}
    assert bucket.link("a", said=said, method="HEAD") != bucket.link("a", said=said, method="GET")
    head: Any = RequestFactory().head("/files/a/")
    sent = [urlsplit(send(head, "a", name="a", content_type="text/plain")["Location"]).query for _ in range(2)]
    shown = {"Content-Type": "text/plain", "Content-Disposition": 'attachment; filename="a"'}
    assert urlsplit(bucket.link("a", said=shown, method="HEAD")).query in sent


@pytest.mark.parametrize("email", [LAPSED, STRANGER])
def test_nobody_else_is_led_to_the_bucket(release: Release, email: str) -> None:
    file = release.files.get()
    link = f"/downloads/links/{sign(file=file, user=user(GOLD), at=AT)}/"
    for address in (address_of(release), link):
        answer = client_of(email).get(address)
        assert (answer.status_code in {403, 404}, answer.get("Location")) == (True, None)


def test_a_link_of_ones_own_is_good_for_ten_minutes(release: Release) -> None:
    late = sign(file=release.files.get(), user=user(GOLD), at=AT - timedelta(minutes=11))
    assert client_of(GOLD).get(f"/downloads/links/{late}/").status_code == 403


def test_the_bucket_gives_nothing_without_a_signature(release: Release, bucket: Any) -> None:
    stored = release.files.get().file
    assert got(f"{bucket.endpoint_url}/{bucket.bucket_name}/{stored}")[0] == 403
    assert not bucket.is_public(stored)
    bucket.client.put_object_acl(Bucket=bucket.bucket_name, Key=stored, ACL="public-read")
    assert bucket.is_public(stored)


def test_a_picture_that_the_portal_drew_is_shown_under_any_name(bucket: Any) -> None:
    bucket.write("articles/a", b"drawn")
    request: Any = RequestFactory().get("/files/a/")
    answer = send(request, "articles/a", name='Wärme "1".png', content_type="image/png", inline=True)
    _status, headers, body = got(answer["Location"])
    assert (headers["Content-Type"], body) == ("image/png", b"drawn")
    assert headers["Content-Disposition"] == "inline; filename*=utf-8''W%C3%A4rme%20%221%22.png"
