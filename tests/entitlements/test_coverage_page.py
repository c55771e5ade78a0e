"""The coverage pages: what was bought and when it holds, and the agents' explorer."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Contact, User
from entitlements import services
from entitlements.models import Contract, Entitlement
from tests.world import AT

LONDON = "member.london@abc.example"
AGENT = "agent.emea@vendor.example"


def page(client: Client, email: str, address: str = "/coverage/", status: int = 200) -> LexborHTMLParser:
    client.force_login(User.objects.get(email=email), backend="portal.authentication.Backend")
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

    def test_where_products_are_covered_for_different_times_the_page_says_so(self, client: Client) -> None:
        """Everyday of both products, and then for the server alone."""
        everyday = "member@everyday.example"
        assert page(client, everyday).css_first("#by-product-title") is None
        line = Entitlement.objects.get(contract__number="C-1002", package__code="everyday-after-hours")
        line.covered_licenses.filter(license__product__name="Lattice Forms").delete()
        html = page(client, everyday)
        section = html.css_first("section[aria-labelledby=by-product-title]")
        assert section
        assert [" ".join(row.text(separator=" ").split()) for row in section.css("li")] == [
            "55 h Lattice Forms",
            "168 h Meridian Server",
        ]

    def test_a_contact_reads_who_covers_it_and_why(self, client: Client) -> None:
        html = page(client, LONDON)
        assert words(html, "#now-title") == "Covered now by London until today, 19:00"
        assert "Multi-Regional covers the business hours of" in words(html, ".reasons")

    def test_every_line_says_its_term_and_state(self, client: Client) -> None:
        rows = [[cell.text().strip() for cell in row.css("th, td")] for row in page(client, LONDON).css("tbody tr")]
        gold = next(row for row in rows if row[0].startswith("Gold Support"))
        assert gold[1:] == ["5 Jan 2026 \N{EN DASH} 4 Jan 2027", "in force"]

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

    def test_an_agent_who_has_nobody_to_ask_for_is_led_to_the_organizations(self, client: Client) -> None:
        Contact.objects.update(left_at=AT)
        html = page(client, AGENT)
        assert html.css("form.explorer-question") == []
        assert "There is no contact yet" in words(html, ".empty")
        assert html.css(".empty a")[0].attributes["href"] == "/organization/"

    def test_an_instant_that_is_none_is_refused_in_words(self, client: Client) -> None:
        html = page(client, AGENT, "/coverage/?as_of=yesterday", status=400)
        assert "“yesterday” names no instant" in words(html, ".lead")

    def test_a_contact_that_does_not_exist_is_refused_in_the_form(self, client: Client) -> None:
        html = page(client, AGENT, "/coverage/?contact=0&kind=break-fix&severity=1")
        assert html.css_first(".error-summary")

    def test_the_page_says_how_much_each_desk_covers(self, client: Client) -> None:
        assert words(page(client, LONDON), ".tallies") == "65 h London Multi-Regional 30 h Los Angeles Gold Support"

    def test_the_first_response_is_told_by_severity(self, client: Client) -> None:
        rows = page(client, "member@goldonly.example").css("[aria-labelledby=responses-title] tbody tr")
        assert " ".join(rows[3].text().split()) == (
            "4 Cosmetic or question 16 h Thu 11 Jun, 12:00 Wed 07:00\N{EN DASH}17:00 (10 h) +"
            " Thu 06:00\N{EN DASH}12:00 (6 h)"
        )

    def test_what_if_shows_the_hours_that_a_package_adds(self, client: Client) -> None:
        html = page(client, "member@goldonly.example", "/coverage/?what_if=everyday-after-hours")
        assert words(html, ".difference-gain") == "+113 h of cover in these seven days: 168 h instead of 55 h."
        assert [strip.id for strip in html.css("figure.strip")] == ["strip", "as-it-is", "as-it-would-be"]
        assert "Longest stretch without cover 61 h none no gap is left" in words(html, ".versus tbody")

    def test_what_if_about_nothing_that_is_sold_shows_nothing(self, client: Client) -> None:
        html = page(client, "member@goldonly.example", "/coverage/?what_if=platinum")
        assert html.css_first("#what-if-package")
        assert not html.css_first(".difference")

    def test_a_way_to_be_covered_leads_to_its_trial(self, client: Client) -> None:
        asked = f"/coverage/?contact={contact_of('member@goldonly.example')}&kind=break-fix&severity=3"
        html = page(client, AGENT, f"{asked}&as_of=2026-06-13T18:00Z")
        ways = [way.attributes["href"] or "" for way in html.css("a.way")]
        assert [way.rpartition("what_if=")[2] for way in ways] == ["everyday-after-hours#what-if"]
        trial = page(client, AGENT, f"/coverage/{ways[0]}")
        assert "as of Sat 13 Jun" in words(trial, "main")
        assert "+123 h" in words(trial, ".difference-gain")

    def test_the_explorer_keeps_the_instant_in_its_form(self, client: Client) -> None:
        html = page(client, AGENT, "/coverage/?as_of=2026-06-13T18:00Z")
        field = html.css_first("#id_as_of")
        assert field
        assert field.attributes["value"] == "2026-06-13T18:00Z"
        assert not html.css_first(".error-summary")

    def test_an_agent_asks_what_was_owed_by_what_had_been_recorded(self, client: Client) -> None:
        contract = Contract.objects.get(organization__key="LAP")
        services.renew_contract(contract=contract, actor=None, at=AT + timedelta(days=1))
        asked = f"/coverage/?contact={contact_of('member@lapsed.example')}&kind=break-fix&severity=1"
        asked += "&as_of=2026-05-01T18:00Z&known_at="
        before = page(client, AGENT, f"{asked}2026-06-11T00:00Z")
        assert words(before, "#now-title") == "Not covered"
        assert "5 Apr 2026" in words(before, "[aria-labelledby=known-title] tbody")
        assert "5 Apr 2027" not in words(before, "[aria-labelledby=known-title] tbody")
        after = page(client, AGENT, f"{asked}2026-06-12T00:00Z")
        assert words(after, "#now-title").startswith("Covered now by Los Angeles")
        assert "5 Apr 2027" in words(after, "[aria-labelledby=known-title] tbody")
        assert "no contract was known" in words(page(client, AGENT, f"{asked}2020-01-01"), "main")

    @pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59", "1899-12-31", "x"])
    def test_an_instant_that_cannot_be_reckoned_with_is_refused(self, client: Client, text: str) -> None:
        page(client, AGENT, f"/coverage/?{urlencode({'as_of': text})}", status=400)
