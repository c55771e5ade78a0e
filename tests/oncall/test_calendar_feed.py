"""Shifts in an agent's own calendar: behind an address that nobody guesses and that can be revoked."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Absence, Agent
from oncall import services
from oncall.models import RotaFeed, Rotation
from tests.oncall.conftest import Cast
from tests.oncall.strict_calendar import read as read_strictly
from tests.world import standing_clock

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(tmp_path_factory: pytest.TempPathFactory) -> object:
    with standing_clock(tmp_path_factory.mktemp("clock") / "clock.json", AT):
        yield


def read(agent: Agent, name: str, rotation: Rotation | None = None) -> list[str]:
    """What the lines called `name` of the feed say."""
    token = services.open_feed(agent=agent, rotation=rotation, at=AT)
    answer = Client().get(reverse("oncall:feed", args=[token]))
    assert answer["Content-Type"].startswith("text/calendar")
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    return [line.split(":", 1)[1] for line in lines if line.startswith(f"{name}:")]


def test_an_agent_reads_its_own_shifts_and_of_a_rotation_all(cast: Cast) -> None:
    assert set(read(cast.ana, "SUMMARY")) == {"On call: Ana"}
    assert read(cast.ana, "DTSTART")[0] == "20261102T090000Z"
    assert set(read(cast.ana, "SUMMARY", cast.rotation)) == {"On call: Ana", "On call: Tom"}


def test_an_event_keeps_its_identity(cast: Cast) -> None:
    assert read(cast.ana, "UID") == read(cast.ana, "UID")
    assert len(set(read(cast.ana, "UID"))) == len(read(cast.ana, "UID"))


def test_an_address_that_is_revoked_renewed_or_of_somebody_gone_answers_no_more(cast: Cast) -> None:
    first = services.open_feed(agent=cast.ana, rotation=None, at=AT)
    second = services.open_feed(agent=cast.ana, rotation=None, at=AT)
    third = services.open_feed(agent=cast.tom, rotation=None, at=AT)
    services.revoke_feed(agent=cast.ana, rotation=None, at=AT)
    cast.tom.user.is_active = False
    cast.tom.user.save(update_fields=["is_active"])
    for token in (first, second, third, "guess"):
        assert Client().get(reverse("oncall:feed", args=[token])).status_code == 404


def test_the_address_is_shown_once_and_not_kept(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.ana.user)
    page = client.post(reverse("oncall:feed-address")).content.decode()
    token = page.split("/on-call/feed/", 1)[1].split(".ics", 1)[0]
    assert token not in {feed.token_hash for feed in RotaFeed.objects.all()}
    assert Client().get(reverse("oncall:feed", args=[token])).status_code == 200
    assert client.post(reverse("oncall:feed-revocation")).status_code == 302
    assert Client().get(reverse("oncall:feed", args=[token])).status_code == 404


@pytest.mark.parametrize("whose", ["agent", "rotation"])
def test_a_strict_reader_finds_nothing_wrong(cast: Cast, whose: str) -> None:
    cast.ana.user.name = "Ana, the first; \\o/ " + "ä" * 40
    cast.ana.user.save(update_fields=["name"])
    Absence.objects.create(agent=cast.tom, starts_at=AT + timedelta(days=8), ends_at=AT + timedelta(days=9))
    starts_at = datetime(2026, 11, 6, 18, tzinfo=UTC)
    services.reserve(
        agent=cast.ana,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        key="booking:1",
        title="Upgrade, then a look\nat it",
        actor=None,
        at=AT,
    )
    token = services.open_feed(agent=cast.ana, rotation=cast.rotation if whose == "rotation" else None, at=AT)
    events = read_strictly(Client().get(reverse("oncall:feed", args=[token])).content)
    summaries = {event["SUMMARY"] for event in events}
    assert ("Upgrade\\, then a look\\nat it" in summaries) == (whose == "agent")
    assert ("On call: nobody" in summaries) == (whose == "rotation")


@pytest.mark.parametrize(
    "broken",
    [
        b"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nEND:VCALENDAR\n",
        b"BEGIN:VCALENDAR\r\nPRODID:x\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nSUMMARY:a;b\r\nEND:VCALENDAR\r\n",
    ],
)
def test_the_strict_reader_refuses_what_is_wrong(broken: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_strictly(broken)
