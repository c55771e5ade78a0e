"""Why a ticket is covered, where it went and when it is due: the whole trace."""

from datetime import UTC, datetime, timedelta

from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Organization
from catalog.models import Region
from entitlements.models import Contract, License
from oncall.models import Page
from tests.entitlements.units import leave_units
from tests.tickets.cast import ABC_MANAGER, AMY, EVERYDAY, GOLD, HONG_KONG, LAPSED, LONDON, SATURDAY, WEDNESDAY, Cast
from tickets import notices, services
from tickets.models import Ticket

FRIDAY = datetime(2026, 6, 12, 23, 30, tzinfo=UTC)


def page(client: Client, cast: Cast, email: str, ticket: Ticket, status: int = 200) -> LexborHTMLParser:
    client.force_login(cast.user(email), backend="portal.authentication.Backend")
    answer = client.get(f"/tickets/{ticket.reference}/why/")
    assert answer.status_code == status
    return LexborHTMLParser(answer.content.decode())


def words(html: LexborHTMLParser, selector: str) -> str:
    return " ".join(" ".join(node.text() for node in html.css(selector)).split())


def rows(html: LexborHTMLParser) -> list[list[str]]:
    return [[" ".join(cell.text().split()) for cell in row.css("td")] for row in html.css(".arithmetic tbody tr")]


def filed(cast: Cast, email: str, at: object = WEDNESDAY, **given: object) -> Ticket:
    return services.open_ticket(requester=cast.user(email), draft=cast.draft(email, **given), at=at)  # type: ignore[arg-type]


def test_a_promise_is_summed_up_over_closing_time(client: Client, cast: Cast) -> None:
    ticket = filed(cast, GOLD, severity=4)
    html = page(client, cast, GOLD, ticket)
    assert words(html, ".trace h3").endswith("First response in 16 h of covered time, promised by Gold Support")
    assert rows(html) == [
        ["Wed 10 Jun, 07:00", "Wed 10 Jun, 17:00", "Los Angeles \N{MIDDLE DOT} Gold Support", "10 h", "10 h"],
        ["Thu 11 Jun, 06:00", "Thu 11 Jun, 12:00", "Los Angeles \N{MIDDLE DOT} Gold Support", "6 h", "16 h"],
    ]
    assert "Due Thu 11 Jun, 12:00" in words(html, ".arithmetic tfoot")
    assert not html.css_first(".notice")


def test_every_contract_that_covers_it_is_shown_with_the_one_that_decided_first(client: Client, cast: Cast) -> None:
    """Friday 16:30 in Los Angeles: Gold of the newer contract decides, and Everyday of the older goes on at 17:00."""
    goldleaf = Organization.objects.get(key="GLD")
    License.objects.filter(contracts__number__in=("C-1002", "C-1003")).update(organization=goldleaf)
    Contract.objects.filter(number__in=("C-1002", "C-1003")).update(organization=goldleaf)
    html = page(client, cast, AMY, filed(cast, GOLD, FRIDAY, severity=1))
    held = [(node.parent.text().split()[1], node.text()) for node in html.css(".trace p > strong") if node.parent]
    assert held == [("C-1004", "decided"), ("C-1002", "covers it too")]
    assert [(row[2], row[4]) for row in rows(html)] == [
        ("Los Angeles \N{MIDDLE DOT} Gold Support", "30 min"),
        ("Los Angeles \N{MIDDLE DOT} Everyday After-Hours", "1 h"),
    ]


def test_the_sum_ends_where_the_stored_promise_is_due(client: Client, cast: Cast) -> None:
    ticket = filed(cast, EVERYDAY, SATURDAY, severity=2)
    html = page(client, cast, EVERYDAY, ticket)
    ends = html.css(".arithmetic tfoot time")[0].attributes["datetime"]
    due_at = ticket.milestones.get().due_at
    assert due_at
    assert ends == due_at.isoformat()


def test_what_was_used_before_a_stop_is_counted(client: Client, cast: Cast) -> None:
    ticket = filed(cast, GOLD, severity=2)
    agent = cast.user(AMY)
    later = WEDNESDAY + timedelta(minutes=30)
    services.change_status(ticket=ticket, actor=agent, status="waiting_for_customer", waiting_for="the log", at=later)
    assert "stands still since" in words(page(client, cast, GOLD, ticket), ".trace")
    assert "30 min was used" in words(page(client, cast, GOLD, ticket), ".trace")
    again = later + timedelta(hours=1)
    services.reply(ticket=Ticket.objects.get(pk=ticket.pk), author=cast.user(GOLD), body="Here.", files=(), at=again)
    counted = rows(page(client, cast, GOLD, ticket))
    assert counted[0][-1] == "30 min"
    assert counted[-1][-1] == "4 h"


def test_a_ticket_of_london_says_why_london_works_it(client: Client, cast: Cast) -> None:
    ticket = filed(cast, LONDON)
    text = words(page(client, cast, LONDON, ticket), ".trace")
    assert "is the contact's own region, and contract C-1001 lists it." in text
    assert "Monday to Friday 06:00\N{EN DASH}19:00" in text
    assert "Each team is supported by the desk of its own region" in text


def test_a_calendar_that_changed_since_does_not_move_the_promise(client: Client, cast: Cast) -> None:
    ticket = filed(cast, GOLD, severity=4)
    region = Region.objects.get(code="AMER")
    region.holidays.create(on="2026-06-11", name="Moving day")
    Region.objects.filter(pk=region.pk).update(calendar_version=region.calendar_version + 1)
    html = page(client, cast, GOLD, ticket)
    assert "The promise stays as it was made." in words(html, ".notice")
    assert "Thu 11 Jun \N{MIDDLE DOT} Moving day" in words(html, ".trace")


def test_a_lapsed_customer_reads_that_nothing_is_promised(client: Client, cast: Cast) -> None:
    ticket = filed(cast, LAPSED)
    text = words(page(client, cast, LAPSED, ticket), ".trace")
    assert "Nothing is promised by a clock." in text
    assert "ended" in text


def test_an_agent_reads_the_pages_and_a_customer_does_not(client: Client, cast: Cast) -> None:
    ticket = filed(cast, EVERYDAY, SATURDAY, severity=1)
    notices.page_owed(key=str(ticket.pk), payload={}, at=SATURDAY)
    Page.objects.filter(dedupe_key=f"ticket:{ticket.pk}:filed").update(
        acknowledged_at=SATURDAY + timedelta(minutes=4), acknowledged_by=cast.agent(AMY)
    )
    assert "acknowledged" in words(page(client, cast, AMY, ticket), ".rows")
    assert "On-call" not in words(page(client, cast, EVERYDAY, ticket), ".trace")


def test_an_agent_is_led_to_the_explorer_at_the_instant_of_filing(client: Client, cast: Cast) -> None:
    ticket = filed(cast, GOLD)
    links = [link.attributes["href"] or "" for link in page(client, cast, AMY, ticket).css(".trace a")]
    explorer = next(link for link in links if link.startswith("/coverage/"))
    assert client.get(explorer).status_code == 200
    assert "as_of=2026-06-10T14%3A00%3A00%2B00%3A00" in explorer


def test_the_trace_is_for_those_who_see_the_ticket(client: Client, cast: Cast) -> None:
    ticket = filed(cast, LONDON)
    page(client, cast, ABC_MANAGER, ticket)
    page(client, cast, HONG_KONG, ticket, status=404)
    page(client, cast, GOLD, ticket, status=404)


def test_both_pages_of_a_ticket_lead_to_the_trace(client: Client, cast: Cast) -> None:
    ticket = filed(cast, GOLD)
    for email in (GOLD, AMY):
        client.force_login(cast.user(email), backend="portal.authentication.Backend")
        assert f"/tickets/{ticket.reference}/why/" in client.get(f"/tickets/{ticket.reference}/").content.decode()


def test_an_emergency_is_summed_up_with_the_units_that_it_holds(client: Client, cast: Cast) -> None:
    ticket = filed(cast, GOLD, SATURDAY, severity=1, emergency_confirmed=True)
    leave_units("GLD", 0)
    html = page(client, cast, GOLD, ticket)
    assert rows(html)[0][2] == "Los Angeles \N{MIDDLE DOT} Emergency After-Hours"
    assert not html.css_first(".notice")
