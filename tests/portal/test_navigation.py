"""Each shell leads to every room of its readers, and to no room of others."""

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def places(client: Client, email: str, address: str) -> set[str | None]:
    client.force_login(User.objects.get(email=email), backend="portal.authentication.Backend")
    html = LexborHTMLParser(client.get(address).content.decode())
    return {node.attributes.get("href") for node in html.css("nav[aria-label=Main] a[data-hotkey]")}


def test_an_agent_reaches_every_room_of_its_work(client: Client) -> None:
    rooms = places(client, "agent.emea@vendor.example", "/queue/")
    assert rooms == {
        "/queue/",
        "/queue/board/",
        "/phone/",
        "/problems/",
        "/search/",
        "/kb/",
        "/community/",
        "/downloads/",
        "/on-call/",
        "/organization/",
        "/coverage/",
        "/announcements/",
        "/inbox/",
        "/windows/",
    }


def test_a_customer_reaches_its_tickets_articles_cover_and_organization(client: Client) -> None:
    rooms = places(client, "member.london@abc.example", "/")
    usual = {"/", "/tickets/", "/kb/", "/community/", "/downloads/", "/coverage/", "/organization/"}
    assert rooms == usual | {"/windows/"}
