"""Time units are ordered by the customer, paid by invoice, and stand in the ledger once the payment is confirmed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Contact, ContactRole, Organization, User
from entitlements import portfolio, services
from entitlements.models import Entitlement, SaleEvent, UnitLot, UnitOrder
from entitlements.rules import month
from entitlements.services import UnableToOrderUnits, UnitOrderDraft
from tests.tickets.cast import GOLD, Cast
from tests.tickets.test_notices import deliver
from tests.world import AT, standing_clock

BACKEND = "portal.authentication.Backend"


@pytest.fixture
def goldleaf(cast: Cast) -> Organization:  # noqa: ARG001 - it loads the contracts
    """The customer that pays by time unit; its contact buys for it."""
    organization = Organization.objects.get(key="GLD")
    buyer = Contact.objects.get(user__email=GOLD)
    ContactRole.objects.get_or_create(contact=buyer, role="billing")
    return organization


@pytest.fixture
def buyer(goldleaf: Organization) -> User:  # noqa: ARG001 - it comes first
    """Who buys."""
    return User.objects.get(email=GOLD)


@pytest.fixture
def administrator(db: None) -> User:  # noqa: ARG001 - it comes first
    """Who confirms payments for the vendor."""
    person = User.objects.create_user("orders@vendor.example", name="Olga Orders")
    person.groups.add(Group.objects.get(name="contract administrator"))
    return person


@pytest.fixture
def order(goldleaf: Organization, buyer: User) -> UnitOrder:
    """Ten units, ordered now."""
    return services.order_units(organization=goldleaf, draft=UnitOrderDraft(10, "PO-7"), actor=buyer, at=AT)


@pytest.mark.both
def test_an_order_has_the_price_of_its_day_and_changes_nothing_before_it_is_paid(order: UnitOrder) -> None:
    assert (order.price_minor, order.currency, order.total_minor) == (260_00, "USD", 2_600_00)
    assert portfolio.standing(order.organization, AT).left == 5


@pytest.mark.both
def test_a_paid_order_stands_in_the_ledger_once(order: UnitOrder, administrator: User) -> None:
    services.confirm_order(order=order, actor=administrator, at=AT + timedelta(days=3))
    assert portfolio.standing(order.organization, AT + timedelta(days=3)).left == 15
    assert order.lot is not None
    assert order.lot.expires_at == datetime(2027, 6, 13, 14, tzinfo=UTC)
    for decide in (services.confirm_order, services.cancel_order):
        with pytest.raises(UnableToOrderUnits, match="order_is_decided"):
            decide(order=order, actor=administrator, at=AT + timedelta(days=4))
    assert UnitLot.objects.filter(account__organization=order.organization).count() == 3
    assert portfolio.discrepancies() == []


def test_a_cancelled_order_is_never_paid(order: UnitOrder, buyer: User) -> None:
    services.cancel_order(order=order, actor=buyer, at=AT)
    with pytest.raises(UnableToOrderUnits) as refusal:
        services.confirm_order(order=order, actor=buyer, at=AT)
    assert refusal.value.reasons == ("This order is closed: cancelled.",)
    assert SaleEvent.objects.filter(code="units_order_cancelled").count() == 1


def test_a_unit_has_a_price_on_the_days_of_the_sold_in_region(goldleaf: Organization) -> None:
    line = Entitlement.objects.get(contract__organization=goldleaf, package__code="emergency-after-hours")
    zone = line.contract.sold_in.zone
    opens = datetime(line.starts_on.year, line.starts_on.month, line.starts_on.day, tzinfo=zone)
    assert portfolio.unit_price(goldleaf, opens) == portfolio.UnitPrice(260_00, "USD")
    assert portfolio.unit_price(goldleaf, opens - timedelta(seconds=1)) is None


@pytest.mark.parametrize(("units", "code"), [(0, "too_many_units"), (10_001, "too_many_units")])
def test_a_number_out_of_bounds_is_refused(goldleaf: Organization, buyer: User, units: int, code: str) -> None:
    with pytest.raises(UnableToOrderUnits, match=code):
        services.order_units(organization=goldleaf, draft=UnitOrderDraft(units), actor=buyer, at=AT)


def test_who_does_not_buy_for_the_organization_is_refused(goldleaf: Organization, administrator: User) -> None:
    with pytest.raises(UnableToOrderUnits, match="may_not_buy"):
        services.order_units(organization=goldleaf, draft=UnitOrderDraft(1), actor=administrator, at=AT)


@pytest.mark.usefixtures("cast")
def test_a_customer_without_an_option_by_the_unit_has_none_to_buy() -> None:
    contact = Contact.objects.filter(organization__key="EVE").select_related("user", "organization").first()
    assert contact is not None
    ContactRole.objects.get_or_create(contact=contact, role="billing")
    with pytest.raises(UnableToOrderUnits, match="no_units_sold"):
        services.order_units(organization=contact.organization, draft=UnitOrderDraft(1), actor=contact.user, at=AT)


def test_administrators_are_told_of_an_order_and_the_buyer_of_the_payment(
    order: UnitOrder, administrator: User
) -> None:
    deliver(AT)
    (told,) = [sent for sent in mail.outbox if sent.to == [administrator.email]]
    assert (told.subject, "2,600.00 USD" in told.body, "PO-7" in told.body) == (
        "Goldleaf Optics ordered 10 time units",
        True,
        True,
    )
    mail.outbox.clear()
    services.confirm_order(order=order, actor=administrator, at=AT)
    deliver(AT)
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [([GOLD], "10 time units can be used")]


@pytest.fixture
def visit(client: Client, buyer: User, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens an address as the buyer, at the world's instant."""
    client.force_login(buyer, backend=BACKEND)

    def asked(name: str, *arguments: object, data: dict[str, str] | None = None, query: str = "") -> Any:
        url = reverse(name, args=arguments) + query
        return client.get(url) if data is None else client.post(url, data)

    with standing_clock(tmp_path / "clock.json"):
        yield asked


def test_a_buyer_orders_on_the_page_and_a_double_click_orders_once(visit: Callable[..., Any]) -> None:
    form = LexborHTMLParser(visit("unit-order-new", "GLD").content.decode())
    token = form.css_first("input[name=token]")
    assert token is not None
    assert "260.00 USD" in form.css_first("main").text()  # type: ignore[union-attr]
    sent = {"units": "4", "purchase_order": "PO-9", "token": token.attributes["value"] or ""}
    answers = [visit("unit-order-new", "GLD", data=sent) for _ in range(2)]
    assert [answer.url for answer in answers] == [reverse("units", args=["GLD"])] * 2
    order = UnitOrder.objects.get()
    assert (order.units, order.purchase_order, order.status) == (4, "PO-9", "requested")

    page = visit("units", "GLD").content.decode()
    assert "1,040.00 USD" in page
    visit("unit-order-cancellation", order.pk, data={})
    order.refresh_from_db()
    assert order.status == "cancelled"


@pytest.mark.parametrize("typed", ["", "0", "-3", "ten", "10001", "1.5"])
def test_a_number_that_cannot_be_ordered_keeps_what_was_typed(visit: Callable[..., Any], typed: str) -> None:
    answer = visit("unit-order-new", "GLD", data={"units": typed, "purchase_order": "PO-9"})
    assert answer.status_code == 422
    assert 'value="PO-9"' in answer.content.decode()
    assert not UnitOrder.objects.exists()


def test_the_statement_of_a_month_is_read_and_exported(visit: Callable[..., Any]) -> None:
    page = LexborHTMLParser(visit("units", "GLD", query="?month=2026-06").content.decode())
    rows = [" ".join(row.text(separator=" ").split()) for row in page.css("section tr")]
    assert any("purchased" in row and "lot:" not in row and row.endswith("+8") for row in rows)
    table = b"".join(visit("units-statement", "GLD", query="?month=2026-06").streaming_content).decode()
    assert "purchased,lot:" in table
    assert table.splitlines()[-1].split(",")[3] == "5"


def test_what_is_read_of_a_statement_adds_up(visit: Callable[..., Any]) -> None:
    gold = Organization.objects.get(key="GLD")
    services.hold_units(organization=gold, subject="GLD-9", units=3, actor=None, at=AT)
    services.use_units(subject="GLD-9", minutes=20, use_key="GLD-9/time:1", actor=None, at=AT)
    services.close_hold(subject="GLD-9", actor=None, at=AT)
    page = LexborHTMLParser(visit("units", "GLD", query="?month=2026-06").content.decode())
    said = [
        cell.text(strip=True).replace("\N{MINUS SIGN}", "-")
        for cell in page.css("section tbody td.number:not([data-label])")
    ]
    opening, *moves, closing = said
    assert "(3)" in moves
    assert int(opening) + sum(int(move) for move in moves if "(" not in move) == int(closing)
    assert "In brackets: of units that were held." in page.text()


@pytest.mark.parametrize("typed", ["", "2026", "2026-13", "0000-01", "9999-12", "nonsense", "2026-06\0"])
def test_a_month_that_is_none_is_the_month_of_today(visit: Callable[..., Any], typed: str) -> None:
    assert visit("units", "GLD", query=f"?month={typed}").status_code == 200
    starts_at, ends_at = month(typed, AT, timezone.get_default_timezone())
    assert starts_at <= AT < ends_at or typed == "9999-12"
