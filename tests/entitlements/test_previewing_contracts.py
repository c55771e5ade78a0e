"""An administrator sees what an edit of a contract would change before it is saved, and nothing of it is kept."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core import serializers
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from entitlements import services
from entitlements.models import Contract, CoveredLicense, Entitlement, Package, SaleEvent
from outbox.models import OutboundMessage
from tests.administration import administrator, opened, values
from tests.tickets.cast import AMY, GOLD
from tests.tickets.cast import Cast as People
from tests.tickets.test_windows import book, environment
from tests.world import AT
from tickets.models import Milestone, Ticket, TicketEvent, Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]

EVERYDAY = "everyday-after-hours"
ROWS = (Contract, Entitlement, CoveredLicense, SaleEvent, LogEntry, OutboundMessage, Ticket, Milestone, TicketEvent)


@pytest.fixture
def contract() -> Contract:
    return Contract.objects.get(organization__key="GLD")


@pytest.fixture
def ticket() -> Ticket:
    """Filed on Wednesday at 07:00 in Los Angeles: 16 hours of 11 a day, due on Thursday."""
    return People().file(GOLD, severity=4, at=AT)


def address(contract: Contract) -> str:
    return reverse("admin:entitlements_contract_change", args=[contract.pk])


def with_line(client: Client, contract: Contract, package: str, **fields: str) -> dict[str, Any]:
    """What the form sends with one more line, co-termed with Gold."""
    sent = values(opened(client, address(contract)))
    index = int(sent["entitlements-TOTAL_FORMS"][0])
    key = str(Package.objects.get(code=package).pk)
    typed = {"package": key, "starts_on": "2026-06-10", "is_co_termed": "on", "years": "1", "discount_percent": "7"}
    added = {f"entitlements-{index}-{name}": [value] for name, value in (typed | fields).items()}
    return {**sent, **added, "entitlements-TOTAL_FORMS": [str(index + 1)]}


def previewed(client: Client, contract: Contract, sent: dict[str, Any]) -> HTMLParser:
    response = client.post(address(contract), {**sent, "_preview": ["Preview"]})
    assert response.status_code == 200
    return HTMLParser(response.content)


def stored() -> list[str]:
    """Every row that an edit or a promise could touch."""
    return [serializers.serialize("json", model.objects.order_by("pk")) for model in ROWS]


def words(page: HTMLParser) -> str:
    panel = page.css_first(".contract-preview")
    return " ".join(panel.text(separator=" ").split()) if panel else ""


def moved(page: HTMLParser) -> Iterator[tuple[str, datetime, datetime]]:
    for row in page.css(".contract-preview > table tbody tr"):
        now, then = (datetime.fromisoformat(node.attributes["datetime"] or "") for node in row.css("td time"))
        yield row.css("th")[0].text(strip=True), now, then


def test_everyday_shows_more_hours_after_than_before(contract: Contract) -> None:
    client = administrator()
    page = previewed(client, contract, with_line(client, contract, EVERYDAY))
    assert "161 h of cover after the edit, 55 h before it." in words(page)
    assert "106 h gained: After hours, Los Angeles" in words(page)
    assert [node.attributes["id"] for node in page.css(".contract-preview figure.strip")] == ["before", "after"]
    assert page.css(".messagelist li") == []


def test_a_contract_that_is_ended_shows_the_hours_that_are_lost(contract: Contract, ticket: Ticket) -> None:
    act = reverse("admin:entitlements_contract_act", args=[contract.pk, "termination"])
    answer = administrator().post(act, {"on": AT.date().isoformat(), "reason": "The customer closes.", "_preview": "1"})
    page = HTMLParser(answer.content)
    assert "55 h lost: Business hours, Los Angeles" in words(page)
    row = next(row for row in page.css(".contract-preview > table tbody tr") if ticket.reference in row.text())
    assert row.css("td")[1].text(strip=True) == "never"


@pytest.fixture
def window(contract: Contract) -> Window:
    """Booked by the customer for the evening of Tuesday, 16 June in Los Angeles; units are held for it."""
    services.grant_units(organization=contract.organization, units=20, actor=None, at=AT)
    return book(People(), environment(People(), GOLD))


def ended(contract: Contract, on: str) -> HTMLParser:
    act = reverse("admin:entitlements_contract_act", args=[contract.pk, "termination"])
    answer = administrator().post(act, {"on": on, "reason": "The customer closes.", "_preview": "1"})
    return HTMLParser(answer.content)


def rows(page: HTMLParser, table: str) -> list[list[str]]:
    return [[cell.text(strip=True) for cell in row.css("th, td")] for row in page.css(f".{table} tbody tr")]


def test_the_lines_and_the_windows_that_an_end_takes_are_named(contract: Contract, window: Window) -> None:
    before = stored()
    page = ended(contract, "2026-06-16")
    assert ["Gold Support", "4 March 2027", "15 June 2026"] in rows(page, "preview-lines")
    reference, kind, _begins, units = rows(page, "preview-windows")[0]
    assert (reference, kind, units) == (window.ticket.reference, "Upgrade", str(window.units))
    assert "They are not cancelled by this." in words(page)
    assert stored() == before


@pytest.mark.usefixtures("window")
def test_a_window_before_the_end_is_none_that_it_takes(contract: Contract) -> None:
    page = ended(contract, "2026-06-17")
    assert len(rows(page, "preview-lines")) == contract.entitlements.count()
    assert rows(page, "preview-windows") == []


def test_open_tickets_that_the_edit_would_move_are_listed_with_both_instants(
    contract: Contract, ticket: Ticket
) -> None:
    client = administrator()
    found = {row[0]: row[1:] for row in moved(previewed(client, contract, with_line(client, contract, EVERYDAY)))}
    due, then = found[ticket.reference]
    assert due == ticket.milestones.get().due_at
    assert then < due


def test_a_ticket_is_linked_for_those_who_may_open_it(contract: Contract, ticket: Ticket) -> None:
    client = administrator()
    sent = with_line(client, contract, EVERYDAY)
    link = f'.contract-preview a[href="/tickets/{ticket.reference}/"]'
    assert previewed(client, contract, sent).css(link) == []
    agent = People().user(AMY)
    agent.is_staff = agent.is_superuser = True
    agent.save()
    client.force_login(agent)
    assert len(previewed(client, contract, sent).css(link)) == 1


def test_an_edit_of_the_price_moves_nothing(contract: Contract, ticket: Ticket) -> None:
    client = administrator()
    sent = {**values(opened(client, address(contract))), "entitlements-0-price_minor": ["1.00"]}
    page = previewed(client, contract, sent)
    assert "The cover of these days stays as it is." in words(page)
    assert "No open ticket would be owed its first response at another time." in words(page)
    assert ticket.reference not in words(page)


def test_nothing_of_a_preview_is_stored(contract: Contract, ticket: Ticket) -> None:
    client = administrator()
    sent = {**with_line(client, contract, EVERYDAY), "number": ["C-9999"], "entitlements-0-price_minor": ["1.00"]}
    before = stored()
    assert ticket.reference in words(previewed(client, contract, sent))
    assert stored() == before


def test_what_was_typed_is_still_in_the_form_and_can_be_saved(contract: Contract) -> None:
    client = administrator()
    sent = {**with_line(client, contract, EVERYDAY), "number": ["C-9999"]}
    again = values(previewed(client, contract, sent))
    assert {name: again[name] for name in sent if name != "csrfmiddlewaretoken" and any(sent[name])} == {
        name: value for name, value in sent.items() if name != "csrfmiddlewaretoken" and any(value)
    }
    assert client.post(address(contract), {**again, "_save": ["Save"]}).status_code == 302
    line = Entitlement.objects.get(contract__number="C-9999", package__code=EVERYDAY)
    assert (line.discount_percent, line.is_co_termed) == (7, True)


def test_errors_are_shown_instead_of_a_preview(contract: Contract) -> None:
    client = administrator()
    before = stored()
    sent = with_line(client, contract, EVERYDAY, starts_on="2031-01-01")
    page = previewed(client, contract, sent)
    assert page.css(".errorlist li") != []
    assert words(page) == ""
    assert stored() == before


def test_a_new_contract_has_nothing_to_compare_with() -> None:
    page = opened(administrator(), reverse("admin:entitlements_contract_add"))
    assert page.css('input[name="_preview"]') == []


def line_of(contract: Contract) -> Entitlement:
    """The contract's line that maintenance windows are booked by."""
    return contract.entitlements.get(package__window=Package.Window.BOOKED)


def page_of(contract: Contract) -> str:
    return reverse("admin:entitlements_entitlement_change", args=[line_of(contract).pk])


def test_the_page_of_a_line_says_what_its_end_takes_and_keeps_nothing_of_it(contract: Contract, window: Window) -> None:
    client, url = administrator(), page_of(contract)
    sent, before = {**values(opened(client, url)), "terminated_on": ["2026-06-16"]}, stored()

    tried = client.post(url, {**sent, "_preview": ["Preview"]})
    page = HTMLParser(tried.content)
    assert [row[2] for row in rows(page, "preview-lines")] == ["15 June 2026"]
    assert [row[0] for row in rows(page, "preview-windows")] == [window.ticket.reference]
    assert values(page)["terminated_on"] == ["2026-06-16"]
    assert stored() == before

    assert client.post(url, values(page)).status_code == 302
    assert str(line_of(contract).terminated_on) == "2026-06-16"


def test_a_refused_end_of_a_line_is_shown_instead_of_a_preview(contract: Contract) -> None:
    client, url = administrator(), page_of(contract)
    sent = {**values(opened(client, url)), "terminated_on": ["2020-01-01"]}
    page = HTMLParser(client.post(url, {**sent, "_preview": ["Preview"]}).content)
    assert page.css(".contract-preview") == []
    assert len(page.css(".errorlist li")) == 1


def test_the_history_of_a_contract_and_of_a_line_is_the_one_on_the_contracts_page(contract: Contract) -> None:
    client, there = administrator(), address(contract)
    for url in (f"{there.removesuffix('change/')}history/", f"{page_of(contract).removesuffix('change/')}history/"):
        assert client.get(url).headers["Location"] == f"{there}#events-group"
    assert opened(client, there).css_first("#events-group") is not None
