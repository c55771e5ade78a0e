"""Files go to whom Gold opens them, whole or in part, by a link of one's own, and each time is written down."""

import re
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.files.storage import default_storage
from django.test import override_settings

from downloads import services
from downloads.models import Download, File, Release
from downloads.services import sign
from entitlements.models import Contract
from tests.downloads.conftest import (
    AGENT,
    CONTENT,
    EDITOR,
    GOLD,
    LAPSED,
    MANAGER_OF_LAPSED,
    PARTNER,
    SECRET,
    STRANGER,
    address_of,
    client_of,
    publish,
    user,
)
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def body(answer: Any) -> bytes:
    return b"".join(cast("Any", answer.streaming_content)) if answer.streaming else bytes(answer.content)


def plain(answer: Any) -> bytes:
    """A page without the token of its forms, which is new each time."""
    return re.sub(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', b"", answer.content)


def given(email: str, release: Release, **headers: str) -> Any:
    """What somebody gets who follows the link that it is led to."""
    return client_of(email).get(address_of(release), follow=True, headers=headers)


@pytest.mark.parametrize("email", [GOLD, AGENT, EDITOR])
def test_who_may_have_the_file_gets_it_to_be_saved_and_not_opened(email: str, release: Release) -> None:
    answer = given(email, release)

    assert body(answer) == CONTENT
    assert answer["Content-Disposition"] == 'attachment; filename="beacon-2026.9.tar.gz"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["ETag"] == release.files.get().etag
    assert "no-store" in answer["Cache-Control"]


def test_a_lapsed_customer_gets_what_was_published_while_gold_was_in_force_and_no_more(release: Release) -> None:
    earlier = Release.objects.get(slug="beacon-analytics-2026-1")
    file = earlier.files.order_by("id")[0]
    got = client_of(LAPSED).get(f"/downloads/releases/{earlier.slug}/files/{file.pk}/", follow=True)
    assert len(body(got)) == file.size

    refused = given(LAPSED, release)
    assert refused.status_code == 403
    assert "Gold ended on 4 April 2026" in refused.content.decode()
    page = client_of(LAPSED).get(f"/downloads/releases/{release.slug}/").content.decode()
    assert "Published after your Gold ended" in page
    assert "See what to renew" in page
    assert SECRET not in page
    assert release.files.get().sha256 not in page


@pytest.mark.parametrize("email", [STRANGER, PARTNER])
@pytest.mark.parametrize("what", ["", "files/{}/", "files/{}/signature/", "SHA256SUMS"])
def test_to_strangers_and_partners_a_release_does_not_exist(email: str, what: str, release: Release) -> None:
    address = f"/downloads/releases/{release.slug}/{what.format(release.files.get().pk)}"
    missing = f"/downloads/releases/no-such-release/{what.format(1)}"
    answers = [client_of(email).get(each) for each in (address, missing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert plain(answers[0]) == plain(answers[1])


def test_of_a_public_title_everybody_reads_the_title_and_nothing_else() -> None:
    made = publish(is_public=True)
    for email in ("", STRANGER, LAPSED):
        page = client_of(email).get(f"/downloads/releases/{made.slug}/")
        assert page.status_code == 200
        assert "Maps" in page.content.decode()
        assert SECRET not in page.content.decode()
    feed = client_of("").get("/downloads/feed.atom").content.decode()
    assert "2026.9: Maps" in feed
    assert SECRET not in feed


def test_a_release_that_is_not_public_is_in_no_feed(release: Release) -> None:
    assert release.number not in client_of("").get("/downloads/feed.atom").content.decode()


def test_a_link_is_its_readers_alone_and_ends_after_ten_minutes(release: Release) -> None:
    file = release.files.get()
    mine = f"/downloads/links/{sign(file=file, user=user(GOLD), at=AT)}/"
    assert client_of(GOLD).get(mine).status_code == 200
    assert client_of("manager@goldonly.example").get(mine).status_code == 403
    assert client_of(EDITOR).get(mine).status_code == 403
    assert client_of("").get(mine).status_code == 302
    lasting = f"/downloads/links/{sign(file=file, user=user(GOLD), at=AT - timedelta(minutes=9, seconds=59))}/"
    over = f"/downloads/links/{sign(file=file, user=user(GOLD), at=AT - timedelta(minutes=10))}/"
    assert client_of(GOLD).get(lasting).status_code == 200
    assert "ten minutes" in client_of(GOLD).get(over).content.decode()
    assert client_of(GOLD).get(over).status_code == 403
    assert client_of(GOLD).get(mine.replace("/links/", "/links/x")).status_code == 404


def test_the_right_is_asked_again_when_a_link_is_used(release: Release) -> None:
    link = f"/downloads/links/{sign(file=release.files.get(), user=user(GOLD), at=AT)}/"
    services.withdraw(release=release, reason="Broken.", actor=user(EDITOR), at=AT)
    assert client_of(GOLD).get(link).status_code == 403
    assert client_of(GOLD).get(address_of(release)).status_code == 403
    assert given(EDITOR, release).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status", "expected", "content_range"),
    [
        ({"range": "bytes=0-9"}, 206, CONTENT[:10], "bytes 0-9/1000"),
        ({"range": "bytes=990-"}, 206, CONTENT[990:], "bytes 990-999/1000"),
        ({"range": "bytes=-5"}, 206, CONTENT[-5:], "bytes 995-999/1000"),
        ({"range": "bytes=500-99999"}, 206, CONTENT[500:], "bytes 500-999/1000"),
        ({"range": "bytes=0-"}, 200, CONTENT, ""),
        ({"range": "bytes=1000-"}, 416, b"", "bytes */1000"),
        ({"range": "bytes=0-1,5-6"}, 200, CONTENT, ""),
        ({"range": "lines=0-1"}, 200, CONTENT, ""),
        ({"range": "bytes=0-9", "if-range": '"another"'}, 200, CONTENT, ""),
    ],
)
def test_a_range_is_answered_as_http_says(
    headers: dict[str, str], status: int, expected: bytes, content_range: str, release: Release
) -> None:
    answer = given(GOLD, release, **headers)

    assert (answer.status_code, body(answer)) == (status, expected)
    assert answer.get("Content-Range", "") == content_range
    assert Download.objects.filter(file__release=release).count() == (0 if status == 416 else 1)


def test_a_download_that_broke_off_goes_on_with_the_same_bytes_only(release: Release) -> None:
    answer = given(GOLD, release, **{"range": "bytes=10-", "if-range": release.files.get().etag})
    assert (answer.status_code, body(answer)) == (206, CONTENT[10:])


def test_a_head_says_how_much_there_is_and_is_not_counted(release: Release) -> None:
    answer = client_of(GOLD).head(address_of(release))
    assert (answer.status_code, answer["Content-Length"], answer.content) == (200, "1000", b"")
    assert answer["Accept-Ranges"] == "bytes"
    assert not Download.objects.filter(file__release=release).exists()


def test_each_download_says_who_got_which_bytes_when_and_from_where(release: Release) -> None:
    given(GOLD, release, range="bytes=10-19")

    row = Download.objects.get(file__release=release)
    assert (row.user, row.at, row.address) == (user(GOLD), AT, "127.0.0.1")
    assert (row.first_byte, row.end_byte, row.size) == (10, 20, 10)
    assert row.organization is not None
    assert row.organization.key == "GLD"


def test_the_log_is_for_agents_and_for_who_manages_or_pays(release: Release) -> None:
    given(GOLD, release)
    assert "beacon-2026.9.tar.gz" in client_of(AGENT).get("/downloads/log/").content.decode()
    assert "beacon-2026.9.tar.gz" in client_of("manager@goldonly.example").get("/downloads/log/").content.decode()
    assert "beacon-2026.9.tar.gz" not in client_of(MANAGER_OF_LAPSED).get("/downloads/log/").content.decode()
    assert client_of(GOLD).get("/downloads/log/").status_code == 404
    found = client_of(AGENT).get("/downloads/log/", {"q": "2026.9"}).content.decode()
    assert "meridian" not in found.lower()


@override_settings(DOWNLOADS_PER_HOUR=2)
def test_who_begins_too_many_downloads_is_told_when_to_go_on(release: Release) -> None:
    assert [given(EDITOR, release).status_code for _each in range(3)] == [200, 200, 429]
    answer = given(EDITOR, release)
    assert answer["Retry-After"] == "3601"
    assert "Go on in 60 minutes" in answer.content.decode()
    assert given(GOLD, release).status_code == 200


@override_settings(FILES_ACCEL_PREFIX="/protected/")
def test_a_proxy_that_stands_before_the_portal_sends_the_bytes(release: Release) -> None:
    answer = client_of(GOLD).get(address_of(release))
    assert answer["X-Accel-Redirect"] == f"/protected/{release.files.get().file}"
    assert answer.content == b""
    assert Download.objects.filter(file__release=release).count() == 1
    assert "X-Accel-Redirect" not in client_of(LAPSED).get(address_of(release))


@pytest.mark.parametrize(("scan", "words"), [("waiting", "virus scan"), ("infected", "deleted")])
def test_nobody_gets_a_file_before_the_scan_or_after_it_found_something(
    scan: str, words: str, release: Release
) -> None:
    File.objects.filter(release=release).update(scan=scan)
    for email in (GOLD, EDITOR):
        answer = given(email, release)
        assert answer.status_code == 403
        assert words in answer.content.decode()


def test_a_suspended_contract_opens_what_came_before_it_was_suspended(release: Release) -> None:
    contract = Contract.objects.get(number="C-1004")
    Contract.objects.filter(pk=contract.pk).update(status="suspended")
    assert given(GOLD, release).status_code == 403
    contract.events.create(
        organization=contract.organization,
        at=AT + timedelta(seconds=1),
        code="contract_changed",
        data={"status": "suspended"},
    )
    assert given(GOLD, release).status_code == 200


def test_the_checksums_of_a_release_are_one_file(release: Release) -> None:
    text = client_of(GOLD).get(f"/downloads/releases/{release.slug}/SHA256SUMS").content.decode()
    assert re.fullmatch(r"[0-9a-f]{64}  beacon-2026\.9\.tar\.gz\n", text)


def test_a_large_file_passes_through_a_small_memory(release: Release) -> None:
    file, size = release.files.get(), 64 * 1024 * 1024
    with Path(default_storage.path(file.file)).open("r+b") as large:
        large.truncate(size)
    File.objects.filter(pk=file.pk).update(size=size)
    answer = given(GOLD, release)
    tracemalloc.start()
    sent = sum(len(piece) for piece in answer.streaming_content)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sent == size
    assert peak < 4 * 1024 * 1024
