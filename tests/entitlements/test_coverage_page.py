"""The coverage pages: what was bought and when it holds, and the agents' explorer."""

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Contact, User

LONDON = "member.london@abc.example"
AGENT = "agent.emea@vendor.example"


def page(client: Client, email: str, address: str = "/coverage/", status: int = 200) -> LexborHTMLParser:
    client.force_login(User.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(address)
    assert answer.status_code == status
    return LexborHTMLParser(answer.content.decode())


def words(html: LexborHTMLParser, selector: str) -> str:
    return " ".join(" ".join(node.text() for node in html.css(selector)).split())


def contact_of(email: str) -> int:
    return Contact.objects.get(user__email=email).pk


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
class TestCoveragePage:
    """The cast on a Wednesday, 15:00 in London."""

    def test_a_contact_reads_who_covers_it_and_why(self, client: Client) -> None:
        html = page(client, LONDON)
        assert words(html, "#now-title") == "Covered now by London until today, 19:00"
        assert "Multi-Regional covers the business hours of" in words(html, ".reasons")

    def test_every_line_says_its_term_and_state(self, client: Client) -> None:
        rows = [[cell.text().strip() for cell in row.css("th, td")] for row in page(client, LONDON).css("tbody tr")]
        gold = next(row for row in rows if row[0] == "Gold Support")
        assert gold[2:] == ["5 Jan 2026 \N{EN DASH} 4 Jan 2027", "in force"]

    def test_a_lapsed_customer_reads_that_its_lines_ended(self, client: Client) -> None:
        html = page(client, "member@lapsed.example")
        assert words(html, "#now-title") == "Not covered"
        assert "ended" in words(html, ".table tbody td")

    def test_a_stranger_is_shown_how_to_join(self, client: Client) -> None:
        assert "you belong to none yet" in words(page(client, "stranger@nowhere.example"), ".empty")

    def test_a_customer_cannot_ask_about_another_instant(self, client: Client) -> None:
        html = page(client, LONDON, "/coverage/?as_of=2026-06-13T18:00Z")
        assert words(html, "#now-title").startswith("Covered now")

    def test_an_agent_asks_for_a_contact_at_another_instant(self, client: Client) -> None:
        asked = f"/coverage/?contact={contact_of('member@goldonly.example')}&kind=break-fix&severity=1"
        html = page(client, AGENT, f"{asked}&as_of=2026-06-13T18:00Z")
        assert words(html, "#now-title").startswith("Not covered now; Los Angeles opens")
        assert "it is Saturday 11:00" in words(html, ".reasons")

    def test_an_instant_that_is_none_is_refused_in_words(self, client: Client) -> None:
        html = page(client, AGENT, "/coverage/?as_of=yesterday", status=400)
        assert "“yesterday” names no instant" in words(html, ".lead")

    def test_a_contact_that_does_not_exist_is_refused_in_the_form(self, client: Client) -> None:
        html = page(client, AGENT, "/coverage/?contact=0&kind=break-fix&severity=1")
        assert html.css_first(".error-summary")
