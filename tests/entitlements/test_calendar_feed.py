"""A contact's cover as a calendar feed with a private address."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Contact, User
from entitlements.forms import Question
from entitlements.models import CoverageFeed
from entitlements.portfolio import feed_events
from entitlements.services import open_feed, revoke_feed
from entitlements.views.asking import asked
from tests.world import AT

LONDON = "member.london@abc.example"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture
def liam() -> Contact:
    return Contact.objects.select_related("user").get(user__email=LONDON)


def read(client: Client, token: str, status: int = 200) -> list[str]:
    answer = client.get(reverse("coverage-feed", kwargs={"token": token}))
    assert answer.status_code == status
    assert "private" in answer["Cache-Control"]
    return answer.content.decode().replace("\r\n ", "").split("\r\n")


def values(lines: list[str], name: str) -> list[str]:
    return [line.split(":", 1)[1] for line in lines if line.startswith(f"{name}:")]


def login(client: Client, email: str) -> None:
    client.force_login(User.objects.get(email=email), backend="portal.authentication.Backend")


def test_a_feed_names_the_desk_that_covers_now_and_since_when(client: Client, liam: Contact) -> None:
    lines = read(client, open_feed(contact=liam, at=AT))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert values(lines, "SUMMARY")[0] == "Covered by London: business hours"
    assert values(lines, "DTSTART")[0] == "20260610T050000Z"
    assert values(lines, "DTEND")[0] == "20260610T180000Z"
    assert set(values(lines, "DTSTAMP")) == {"20260610T140000Z"}
    assert "BEGIN:VALARM" not in lines


def test_a_feed_looks_four_weeks_ahead(client: Client, liam: Contact) -> None:
    starts = values(read(client, open_feed(contact=liam, at=AT)), "DTSTART")
    last = datetime.strptime(starts[-1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert AT + timedelta(days=26) < last < AT + timedelta(days=28)


def test_two_events_are_never_the_same_one(client: Client, liam: Contact) -> None:
    names = values(read(client, open_feed(contact=liam, at=AT)), "UID")
    assert len(names) == len(set(names)) > 20


@pytest.mark.parametrize("email", [LONDON, "member@everyday.example"])
def test_an_event_stays_the_same_when_the_feed_is_read_later(email: str) -> None:
    def events(at: datetime) -> dict[str, datetime]:
        contact = Contact.objects.select_related("organization").get(user__email=email)
        assessment = asked(Question(contact, contact.organization), at)
        return {event.uid: event.starts_at for event in feed_events(assessment, owner="7", at=at)}

    first, later = events(AT), events(AT + timedelta(hours=2, minutes=1))
    assert len(first.items() & later.items()) >= len(first) - 1
    assert {starts_at for starts_at in first.values() if starts_at <= AT}


def test_a_feed_is_read_without_a_session(liam: Contact) -> None:
    assert values(read(Client(), open_feed(contact=liam, at=AT)), "X-WR-CALNAME") == [
        "Support coverage: ABC Corporation"
    ]


def test_an_unknown_and_a_revoked_address_answer_alike(client: Client, liam: Contact) -> None:
    token = open_feed(contact=liam, at=AT)
    revoke_feed(contact=liam, at=AT)
    assert read(client, token, status=404) == read(client, "nobody", status=404)


def test_a_renewed_feed_stops_the_old_address(client: Client, liam: Contact) -> None:
    old, new = open_feed(contact=liam, at=AT), open_feed(contact=liam, at=AT)
    read(client, old, status=404)
    read(client, new)


def test_the_feed_of_a_person_who_may_not_log_in_stops(client: Client, liam: Contact) -> None:
    token = open_feed(contact=liam, at=AT)
    User.objects.filter(pk=liam.user_id).update(is_active=False)
    read(client, token, status=404)


def test_the_feed_of_a_contact_who_left_stops(client: Client, liam: Contact) -> None:
    token = open_feed(contact=liam, at=AT)
    Contact.objects.filter(pk=liam.pk).update(left_at=AT)
    read(client, token, status=404)


def test_the_address_is_shown_once_and_kept_as_a_hash(client: Client, liam: Contact) -> None:
    login(client, LONDON)
    answer = client.post(reverse("coverage-feed-address"), {"organization": "ABC"})
    field = LexborHTMLParser(answer.content.decode()).css_first("#feed-address")
    assert field
    address = field.attributes["value"] or ""
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert len(token) >= 32
    assert "no-store" in answer["Cache-Control"]
    assert token not in CoverageFeed.objects.get(contact=liam, revoked_at=None).token_hash
    assert token not in client.get("/coverage/").content.decode()
    read(client, token)


def test_a_person_revokes_its_feed_on_the_page(client: Client, liam: Contact) -> None:
    token = open_feed(contact=liam, at=AT)
    login(client, LONDON)
    assert "Renew the address" in client.get("/coverage/").content.decode()
    client.post(reverse("coverage-feed-revocation"), {"organization": "ABC"})
    read(client, token, status=404)
    assert "Make a calendar feed" in client.get("/coverage/").content.decode()


def test_nobody_makes_a_feed_for_another_organization(client: Client) -> None:
    login(client, "member@everyday.example")
    assert client.post(reverse("coverage-feed-address"), {"organization": "ABC"}).status_code == 404
