"""An administrator enters what is sold, from the region to the contract, and is told in words what cannot be sold."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from accounts.models import Contact
from catalog.models import Region
from entitlements.models import Contract, Package
from tests.browser.conftest import AT_REST, WCAG, PageAs
from tests.browser.sheets import SCHEMES, WIDTHS
from tests.tickets.cast import GOLD, Cast
from tests.world import AT

NEEDS_GOLD = (
    "Everyday After-Hours is an add-on to Gold Support. Add Gold Support for the same term to this contract first."
)
OVERLAPS = "Gold Support already covers one of these licenses from 1 July 2026 until 1 July 2027."
OUTSIDE = "outside the contract's term from 1 July 2026 until 1 June 2027."


def add(page: Page, what: str) -> None:
    """Open the form for a new thing from the first page of the administration."""
    page.goto("/admin/")
    page.locator(f"tr.model-{what}").get_by_role("link", name="Add").click()


def row(page: Page, group: str) -> Locator:
    """Open one more line of a group of lines."""
    lines = page.locator(f"#{group}-group .add-row a")
    lines.click()
    return page.locator(f"#{group}-group tr.dynamic-{group}").last


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def saved(page: Page, name: str) -> None:
    """Save, and read that it was."""
    save(page)
    expect(page.locator(".messagelist .success")).to_contain_text(name)


def choose(page: Page, label: str, text: str) -> None:
    """Choose in a field that searches while one types."""
    page.locator(f".field-{label} .select2-selection").click()
    page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()


def enter_region(page: Page) -> None:
    add(page, "region")
    for label, text in {"Code": "NORDIC", "Name": "Nordics", "City": "Oslo"}.items():
        page.get_by_label(f"{label}:").fill(text)
    page.get_by_label("Time zone:").select_option("Europe/Oslo")
    for index, (weekday, opens, closes) in enumerate(
        [("Monday", "08:00", "12:00"), ("Monday", "13:00", "17:00"), ("Tuesday", "18:00", "24:00")]
    ):
        line = page.locator("#business_hours-0") if index == 0 else row(page, "business_hours")
        line.get_by_label("Weekday").select_option(weekday)
        line.get_by_label("Opens").fill(opens)
        line.get_by_label("Closes").fill(closes)
    page.locator("#holidays-group summary").click()
    holiday = row(page, "holidays")
    holiday.get_by_label("Day").fill("2026-05-17")
    holiday.get_by_label("Name").fill("Constitution Day")
    saved(page, "Nordics")


def enter_package(page: Page) -> None:
    add(page, "package")
    page.get_by_label("Name:").fill("Desk Hours")
    page.get_by_label("Code:").fill("desk-hours")
    page.get_by_label("Window:").select_option("business hours")
    page.get_by_label("supported: before its sunset").check()
    page.get_by_label("Price:").fill("1250.50")
    for severity in ("1: production down", "2: major function impaired"):
        page.locator(".field-eligible_severities").get_by_label(severity).check()
    saved(page, "Desk Hours")


def enter_organization(page: Page) -> None:
    add(page, "organization")
    page.get_by_label("Name:").fill("Fjord Shipping")
    page.get_by_label("Key:").fill("FJD")
    contact = row(page, "contacts")
    contact.locator(".select2-selection").click()
    page.locator(".select2-search__field").last.fill("stranger")
    page.locator(".select2-results__option", has_text="Stranger").click()
    contact.get_by_label("Home region").select_option("Nordics")
    contact.get_by_label("member").check()
    contact.get_by_label("manager").check()
    saved(page, "Fjord Shipping")


def enter_license(page: Page) -> None:
    add(page, "license")
    choose(page, "organization", "Fjord")
    choose(page, "product", "Meridian")
    page.get_by_label("Quantity:").fill("2")
    page.get_by_label("Sold-in region:").select_option("Nordics")
    page.get_by_label("Purchased:").fill("2026-06-01")
    saved(page, "Fjord Shipping")


def begin_contract(page: Page) -> None:
    add(page, "contract")
    page.get_by_label("Number:").fill("C-2001")
    choose(page, "organization", "Fjord")
    page.get_by_label("Sold-in region:").select_option("Nordics")
    page.get_by_label("Starts:").fill("2026-07-01")
    choose(page, "licenses", "Fjord")


def enter_line(page: Page, index: int, package: str, starts_on: str = "2026-07-01") -> None:
    line = page.locator(f"#entitlements-{index}")
    if not line.is_visible():
        line = row(page, "entitlements")
    line.locator("select[name$=package]").select_option(package)
    line.locator("input[name$=starts_on]").fill(starts_on)


def refused(page: Page, words: str) -> None:
    """Save, and read why not."""
    save(page)
    expect(page.locator(".errorlist").filter(has_text=words).first).to_be_visible()


@pytest.mark.story
def test_an_administrator_enters_what_is_sold_and_cannot_break_a_rule(page_as: PageAs) -> None:
    page = page_as("admin@vendor.example")
    page.goto("/")
    page.get_by_role("link", name="Administration").first.click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    enter_region(page)
    enter_package(page)
    enter_organization(page)
    enter_license(page)

    begin_contract(page)
    enter_line(page, 0, "Everyday After-Hours")
    refused(page, NEEDS_GOLD)
    enter_line(page, 1, "Gold Support")
    page.get_by_label("Ends (exclusive):").fill("2027-06-01")
    refused(page, OUTSIDE)
    page.get_by_label("Ends (exclusive):").fill("2028-07-01")
    enter_line(page, 2, "Gold Support", "2026-12-01")
    refused(page, OVERLAPS)
    enter_line(page, 2, "Gold Support", "2027-07-01")
    page.locator("#entitlements-1 input[name$=price_minor]").fill("12000.00")
    saved(page, "C-2001")
    assert_sold()


def assert_sold() -> None:
    """What was typed is what was sold."""
    region = Region.objects.get(code="NORDIC")
    hours = region.business_hours.order_by("weekday", "opens_minute").values_list("opens_minute", "closes_minute")
    assert list(hours) == [(480, 720), (780, 1020), (1080, 1440)]
    assert region.holidays.get().on == date(2026, 5, 17)
    assert Package.objects.get(code="desk-hours").price_minor == 125_050
    contact = Contact.objects.get(organization__key="FJD")
    assert {held.role for held in contact.roles.all()} == {"member", "manager"}
    contract = Contract.objects.get(number="C-2001", organization=contact.organization, status="active")
    sold = contract.entitlements.order_by("starts_on", "package__position")
    assert [(line.package.code, line.starts_on.year, line.price_minor) for line in sold.select_related("package")] == [
        ("gold", 2026, 1_200_000),
        ("everyday-after-hours", 2026, 980_000),
        ("gold", 2027, 1_200_000),
    ]


LOOKED_AT = (
    "/admin/",
    "/admin/catalog/region/{region}/change/",
    "/admin/entitlements/contract/{contract}/change/",
    "/admin/entitlements/package/{package}/change/",
    "/admin/accounts/organization/{organization}/change/",
)


def look(page: Page) -> None:
    """Fail when axe finds something, but for what Django's script makes of a choice: a field and a list."""
    page.evaluate(AT_REST)
    options = {"runOnly": WCAG, "resultTypes": ["violations"]}
    results = Axe().run(
        page, context={"exclude": [[".select2-search__field"], [".select2-selection__rendered"]]}, options=options
    )
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def test_an_administrator_previews_an_option_before_it_is_sold(page_as: PageAs) -> None:
    ticket = Cast().file(GOLD, severity=4, at=AT)
    page = page_as("admin@vendor.example")
    contract = Contract.objects.get(number="C-1004")
    page.goto(f"/admin/entitlements/contract/{contract.pk}/change/")
    enter_line(page, contract.entitlements.count(), "Everyday After-Hours", "2026-06-10")
    page.locator("tr.dynamic-entitlements").last.locator("input[name$=is_co_termed]").check()
    page.get_by_role("button", name="Preview").click()

    panel = page.get_by_role("region", name="Preview: nothing is saved yet")
    expect(panel).to_contain_text("106 h gained: After hours, Los Angeles")
    expect(panel.locator("figure.strip")).to_have_count(2)
    expect(panel.get_by_role("row", name=ticket.reference)).to_be_visible()
    expect(page.locator("tr.dynamic-entitlements").last.locator("input[name$=starts_on]")).to_have_value("2026-06-10")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            look(page)
    assert not contract.entitlements.filter(package__code="everyday-after-hours").exists()
    saved(page, "C-1004")
    assert contract.entitlements.filter(package__code="everyday-after-hours").exists()


def test_the_administration_is_accessible_at_every_width_in_both_themes(page_as: PageAs) -> None:
    page = page_as("admin@vendor.example")
    contract = Contract.objects.get(number="C-1001")
    keys = {"region": contract.sold_in_id, "contract": contract.pk, "organization": contract.organization_id}
    keys["package"] = Package.objects.get(code="gold").pk
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            for address in LOOKED_AT:
                page.goto(address.format(**keys))
                assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
                look(page)
