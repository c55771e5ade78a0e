"""The first page says who covers the reader, until when, and which phone answers."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from tests.world import standing_clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def page(client: Client, email: str, address: str = "/") -> LexborHTMLParser:
    client.force_login(User.objects.get(email=email), backend="portal.authentication.Backend")
    answer = client.get(address)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.content.decode())


def answer(html: LexborHTMLParser) -> str:
    heading = html.css_first("h1")
    assert heading
    return " ".join(heading.text().split())


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("manager@abc.example", "Covered now by Los Angeles until today, 17:00"),
        ("member.london@abc.example", "Covered now by London until today, 19:00"),
        ("member@everyday.example", "Covered now by Los Angeles around the clock"),
        ("member@lapsed.example", "No support is in force"),
        ("stranger@nowhere.example", "You belong to no organization yet"),
    ],
)
def test_home_begins_with_the_answer(client: Client, email: str, said: str) -> None:
    assert answer(page(client, email)) == said


def test_a_gold_customer_on_saturday_reads_when_the_desk_opens(client: Client, tmp_path: Path) -> None:
    with standing_clock(tmp_path / "clock.json", datetime(2026, 6, 13, 18, tzinfo=UTC)):
        assert answer(page(client, "member@goldonly.example")) == "Los Angeles opens Mon 15 Jun, 06:00"


def test_the_phone_of_the_desk_that_covers_now_is_a_link(client: Client) -> None:
    links = [node.attributes.get("href") or "" for node in page(client, "member.london@abc.example").css("a")]
    assert any(link.startswith("tel:+44") for link in links)


def test_the_strip_shows_seven_days(client: Client) -> None:
    assert len(page(client, "member.london@abc.example").css(".strip-day")) == 7


def test_an_agent_goes_to_the_queue(client: Client) -> None:
    client.force_login(User.objects.get(email="agent.emea@vendor.example"), backend="portal.authentication.Backend")
    assert client.get("/").headers["Location"] == "/queue/"


def test_who_only_administrates_goes_to_the_administration(client: Client) -> None:
    client.force_login(
        User.objects.create_superuser("root@vendor.example", "demo-portal", name="Rita Root"),
        backend="portal.authentication.Backend",
    )
    assert client.get("/").headers["Location"] == "/admin/"


def test_the_menu_of_an_administrator_leads_to_the_administration(client: Client) -> None:
    def links(email: str) -> list[str | None]:
        return [node.attributes.get("href") for node in page(client, email, "/account/").css(".menu-body a")]

    assert "/admin/" in links("admin@vendor.example")
    assert "/admin/" not in links("member.london@abc.example")
