"""What the customer says of the service in the end, who hears it, and how fast anybody may send."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from outbox.models import OutboundMessage
from portal.followers import FOLLOWERS
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tests.world import stop
from tickets import rules, services
from tickets.models import Rating, Ticket

As = Callable[[str], Client]


@pytest.fixture
def resolved(cast: Cast) -> Ticket:
    ticket = cast.file(who.LONDON)
    services.resolve(ticket=ticket, actor=cast.user(who.EDWARD), at=WEDNESDAY)
    return ticket


@pytest.fixture
def as_(cast: Cast, settings: Settings, tmp_path: Path) -> As:
    settings.PORTAL_CLOCK = str(tmp_path / "clock.json")
    stop(tmp_path / "clock.json", WEDNESDAY)

    def log_in(email: str) -> Client:
        client = Client()
        client.force_login(cast.user(email), backend="portal.authentication.Backend")
        return client

    return log_in


def rate(cast: Cast, ticket: Ticket, email: str = who.LONDON, score: int = 4, days: int = 0) -> Rating:
    at = WEDNESDAY + timedelta(days=days)
    return services.rate(ticket=ticket, actor=cast.user(email), score=score, comment="Quick.", at=at)


def follow(topic: str) -> None:
    news = OutboundMessage.objects.filter(name=topic).latest("pk")
    for follower in FOLLOWERS[topic]:
        follower(key=news.payload["key"], payload=news.payload, at=WEDNESDAY)


def mailed(name: str) -> list[str]:
    found = OutboundMessage.objects.filter(name=f"tickets/mail/{name}")
    return sorted(found.values_list("recipient", flat=True))


@pytest.mark.parametrize("email", [who.LONDON, who.ABC_MANAGER])
def test_the_requester_and_a_manager_rate(cast: Cast, resolved: Ticket, email: str) -> None:
    assert rate(cast, resolved, email).score == 4
    event = resolved.events.latest("pk")
    assert (event.code, event.data, event.is_internal) == ("rated", {"score": 4}, False)


@pytest.mark.parametrize("email", [who.HONG_KONG, who.ABC_BILLING, who.GOLD, who.STRANGER, who.EDWARD, who.ANSON])
def test_nobody_else_does(cast: Cast, resolved: Ticket, email: str) -> None:
    with pytest.raises(services.UnableToRate, match="raters_only"):
        rate(cast, resolved, email)


@pytest.mark.both
def test_a_rating_is_one_and_may_change_for_fourteen_days(cast: Cast, resolved: Ticket) -> None:
    rate(cast, resolved)
    rate(cast, resolved, score=2, days=13)
    assert Rating.objects.get().score == 2
    with pytest.raises(services.UnableToRate, match="rated_for_good"):
        rate(cast, resolved, score=5, days=14)


def test_an_open_ticket_is_not_rated(cast: Cast) -> None:
    with pytest.raises(services.UnableToRate, match="unfinished"):
        rate(cast, cast.file(who.LONDON))


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_is_one_of_five(cast: Cast, resolved: Ticket, score: int) -> None:
    with pytest.raises(services.UnableToRate, match="no_score"):
        rate(cast, resolved, score=score)


def test_a_low_rating_is_told_to_those_who_lead_the_desk(cast: Cast, resolved: Ticket) -> None:
    rate(cast, resolved, score=rules.LOW)
    follow("ticket.rated")
    assert mailed("rated") == ["lead.emea@vendor.example"]


def test_a_good_one_is_told_to_nobody(cast: Cast, resolved: Ticket) -> None:
    rate(cast, resolved, score=rules.LOW + 1)
    follow("ticket.rated")
    assert mailed("rated") == []


def test_a_link_opens_the_page_and_rates_nothing(as_: As, resolved: Ticket) -> None:
    client, address = as_(who.LONDON), f"/tickets/{resolved.reference}/rating/"
    assert client.get(f"{address}?score=1").status_code == 200
    assert client.head(f"{address}?score=1").status_code == 200
    assert not Rating.objects.exists()


def test_a_post_rates_and_both_sides_see_it(as_: As, resolved: Ticket) -> None:
    address = f"/tickets/{resolved.reference}/"
    assert "Rate the service" in as_(who.LONDON).get(address).text
    as_(who.LONDON).post(f"{address}rating/", {"score": 5, "comment": "Quick & kind"})
    for email in (who.LONDON, who.EDWARD):
        page = as_(email).get(address).text
        assert "Quick &amp; kind" in page
        assert "Liam Lowe rated the service 5 of 5" in page


@pytest.mark.parametrize("score", ["", "6", "x"])
def test_a_rating_without_a_score_comes_back_with_its_comment(as_: As, resolved: Ticket, score: str) -> None:
    data = {"score": score, "comment": "Kept"}
    answer = as_(who.LONDON).post(f"/tickets/{resolved.reference}/rating/", data)
    assert answer.status_code == 422
    assert "Choose one of the five." in answer.text
    assert "Kept</textarea>" in answer.text


def test_the_mail_of_a_resolved_ticket_leads_to_the_rating(cast: Cast, resolved: Ticket) -> None:
    follow("ticket.changed")
    mail = OutboundMessage.objects.get(name="tickets/mail/resolved", recipient=cast.user(who.LONDON).email)
    assert mail.payload["rating_url"] == f"/tickets/{resolved.reference}/rating/"


def test_too_many_replies_wait_and_keep_their_text(as_: As, cast: Cast, settings: Settings) -> None:
    settings.REPLIES_PER_HOUR = 1
    client, address = as_(who.LONDON), f"/tickets/{cast.file(who.LONDON).reference}/replies/"
    assert client.post(address, {"body": "The first"}).status_code == 302
    answer = client.post(address, {"body": "The second"})
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3601
    assert "The second</textarea>" in answer.text
    assert "within an hour" in answer.text


def test_too_many_tickets_wait_and_keep_their_text(as_: As, cast: Cast, settings: Settings) -> None:
    settings.TICKETS_PER_HOUR = 1
    client = as_(who.LONDON)
    facts = {"version": cast.version(who.LONDON).pk, "kind": "break-fix", "severity": 3, "description": "Half a page"}
    assert client.post("/tickets/new/", {**facts, "subject": "One"}).status_code == 302
    answer = client.post("/tickets/new/", {**facts, "subject": "Two"})
    assert answer.status_code == 429
    assert answer["Retry-After"].isdecimal()
    assert "Half a page</textarea>" in answer.text
    assert Ticket.objects.count() == 1


def test_an_hour_later_the_next_one_is_taken(cast: Cast, settings: Settings) -> None:
    settings.TICKETS_PER_HOUR = 1
    cast.file(who.LONDON)
    with pytest.raises(services.UnableToFile, match="too_often"):
        cast.file(who.LONDON, at=WEDNESDAY + timedelta(minutes=59))
    cast.file(who.LONDON, at=WEDNESDAY + timedelta(hours=1))
