"""A customer's list: whose tickets, which filters, in which order, and the same as a table for a spreadsheet."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser as Page

from accounts.models import Environment, Organization
from common import cells
from entitlements.models import Contract
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tests.world import stop
from tickets import services
from tickets.models import Ticket

LIST, TABLE = "/tickets/", "/tickets/export.csv"
PARTNER, PARTNERS_MANAGER = "member@partner.example", "manager@partner.example"
As = Callable[[str], Client]


@pytest.fixture
def as_(cast: Cast, settings: Settings, tmp_path: Path) -> As:
    settings.PORTAL_CLOCK = str(tmp_path / "clock.json")
    stop(tmp_path / "clock.json", WEDNESDAY)

    def log_in(email: str) -> Client:
        client = Client()
        client.force_login(cast.user(email), backend="portal.authentication.Backend")
        return client

    return log_in


def subjects(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return [each.text() for each in Page(answer.text).css("tbody .subject")]


def table(client: Client, query: str = "") -> list[list[str]]:
    answer = client.get(f"{TABLE}?{query}")
    assert answer.status_code == 200
    text = b"".join(answer).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def file_under(cast: Cast, email: str, number: str, subject: str) -> Ticket:
    version = cast.version(who.GOLD)
    draft = services.TicketDraft(
        contract=Contract.objects.get(number=number),
        partner=Organization.objects.get(key="PRT"),
        product=version.product,
        version=version,
        severity=3,
        subject=subject,
        description="Flat.",
    )
    return services.open_ticket(requester=cast.user(email), draft=draft, at=WEDNESDAY)


def test_whose_tickets_are_listed_follows_the_role(cast: Cast, as_: As) -> None:
    cast.file(who.LONDON, subject="London's")
    cast.file(who.ABC_MANAGER, subject="The manager's")
    assert subjects(as_(who.LONDON)) == ["London's"]
    assert subjects(as_(who.ABC_MANAGER)) == ["The manager's", "London's"]
    assert subjects(as_(who.ABC_MANAGER), "whose=mine") == ["The manager's"]
    assert subjects(as_(who.ABC_BILLING)) == ["The manager's", "London's"]
    assert subjects(as_(who.GOLD)) == []


def test_a_partner_lists_its_customers_apart(cast: Cast, as_: As) -> None:
    cast.file(who.GOLD, subject="The customer's")
    cast.file(who.LONDON, subject="A stranger's")
    file_under(cast, PARTNER, "C-1004", "For the customer")
    cast.file(PARTNERS_MANAGER, subject="Its own")
    assert subjects(as_(PARTNER)) == ["For the customer"]
    assert subjects(as_(PARTNERS_MANAGER)) == ["Its own", "For the customer", "The customer's"]
    assert subjects(as_(PARTNERS_MANAGER), "whose=customers") == ["For the customer", "The customer's"]
    Contract.objects.get(number="C-1004").partners.clear()
    assert subjects(as_(PARTNERS_MANAGER)) == ["Its own"]
    assert [row[1] for row in table(as_(PARTNER))[1:]] == []


def test_the_filters_offer_what_the_organization_has_and_what_a_partners_customers_ask_about(
    cast: Cast, as_: As
) -> None:
    abc, customer = Organization.objects.get(key="ABC"), Contract.objects.get(number="C-1004").organization
    version = cast.version(who.GOLD)
    for organization, name in ((abc, "Plant 7"), (customer, "Mill 3"), (customer, "Mill 4")):
        Environment.objects.create(organization=organization, name=name, product=version.product, version=version)
    cast.file(who.LONDON)
    ticket = file_under(cast, PARTNER, "C-1004", "For the customer")
    Ticket.objects.filter(pk=ticket.pk).update(environment=Environment.objects.get(name="Mill 3"))

    assert "Plant 7" in offered(as_(who.LONDON))
    assert version.product.name in offered(as_(PARTNER))
    assert "Mill 3" in offered(as_(PARTNER))
    assert not {"Mill 4", "Plant 7"} & set(offered(as_(PARTNER)))


def offered(client: Client) -> list[str]:
    return [each.text() for each in Page(client.get(LIST).text).css("form option")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=prints", ["Prints half"]),
        ("severity=1", ["Prints half"]),
        ("severity=3", ["Forms do not open"]),
        ("filed_from=2026-06-10", ["Forms do not open"]),
        ("filed_until=2026-06-09", ["Prints half"]),
        ("filed_from=2026-06-08&filed_until=2026-06-09", ["Prints half"]),
        ("sort=oldest", ["Prints half", "Forms do not open"]),
        ("sort=promise", ["Prints half", "Forms do not open"]),
        ("state=new", ["Forms do not open", "Prints half"]),
        ("state=closed", []),
    ],
)
def test_filters_narrow_and_order_the_list_and_the_table(cast: Cast, as_: As, query: str, found: list[str]) -> None:
    cast.file(who.LONDON, at=WEDNESDAY - timedelta(days=1), subject="Prints half", severity=1)
    cast.file(who.LONDON)
    client = as_(who.LONDON)
    assert subjects(client, query) == found
    assert [row[1] for row in table(client, query)[1:]] == found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("filed_from=yesterday", "Filed from: Write a date as 2026-06-30."),
        ("filed_until=9999-12-31", "Filed until: Write a date as 2026-06-30."),
        ("severity=9", "Severity"),
        ("product=x", "Product"),
        ("sort=random", "Order"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named_and_narrows_nothing(cast: Cast, as_: As, query: str, said: str) -> None:
    cast.file(who.LONDON)
    client = as_(who.LONDON)
    assert said in client.get(f"{LIST}?{query}").text
    assert subjects(client, query) == ["Forms do not open"]


@pytest.mark.parametrize("cursor", ["x", "~", "9" * 40, "2026~5", "2026-06-10T10:00:00~7", "~-1"])
@pytest.mark.parametrize("sort", ["newest", "oldest", "promise"])
def test_a_broken_cursor_breaks_no_page(cast: Cast, as_: As, sort: str, cursor: str) -> None:
    cast.file(who.LONDON)
    assert as_(who.LONDON).get(f"{LIST}?sort={sort}&before={cursor}").status_code == 200


@pytest.mark.parametrize("sort", ["newest", "oldest", "promise"])
def test_pages_follow_each_other_without_gap(cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    monkeypatch.setattr("tickets.views.customer_list.ROWS", 2)
    for number in range(5):
        cast.file(who.LONDON, subject=f"Number {number}", severity=number % 4 + 1)
    client, seen, query = as_(who.LONDON), [], f"?sort={sort}"
    while query:
        page = Page(client.get(f"{LIST}{query}").text)
        seen += [each.text() for each in page.css("tbody .subject")]
        older = [each.attributes["href"] or "" for each in page.css("nav a[href*=before]")]
        query = next((f"?{each.partition('?')[2]}" for each in older), "")
    assert sorted(seen) == [f"Number {number}" for number in range(5)]


def test_no_cell_is_a_formula(cast: Cast, as_: As) -> None:
    cast.file(who.LONDON, subject="=HYPERLINK(1)")
    row = table(as_(who.LONDON))[1]
    assert row[1] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra"])
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert cells.cell(text) == f"'{text}"


def test_the_table_names_the_readers_zone_and_nothing_internal(cast: Cast, as_: As) -> None:
    ticket = cast.file(who.LONDON)
    services.take(ticket=ticket, agent=cast.agent(who.EDWARD), at=WEDNESDAY)
    services.add_note(ticket=ticket, author=cast.user(who.EDWARD), body="canary-4711", at=WEDNESDAY)
    head, row = table(as_(who.LONDON))
    assert "Filed (Europe/London)" in head
    assert row[head.index("Filed (Europe/London)")] == "2026-06-10 15:00"
    assert "canary-4711" not in str(row)


def test_a_long_table_is_cut_and_says_so(cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.views.customer_list.EXPORTED", 1)
    cast.file(who.LONDON)
    cast.file(who.LONDON)
    assert [len(row) for row in table(as_(who.LONDON))] == [16, 16, 1]


@pytest.mark.parametrize("email", [who.ABC_MANAGER, PARTNERS_MANAGER])
def test_the_list_takes_six_statements_whatever_the_number(cast: Cast, as_: As, email: str) -> None:
    client = as_(email)
    for number in range(3):
        for one in (email, who.GOLD, who.LONDON):
            cast.file(one, subject=f"Number {number}")
    with CaptureQueriesContext(connection) as statements:
        client.get(LIST)
    logged_in = [each for each in statements if "session" in each["sql"] or '"accounts_user"."password"' in each["sql"]]
    assert len(statements) - len(logged_in) <= 6
