"""A contract on one page of PDF: data is text, however hostile, and forty lines still are one page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common.typeset import typeset
from entitlements.models import Contract, Package
from entitlements.portfolio import on_paper
from entitlements.views.contracts import STATEMENT
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
HOSTILE = '#panic("x") #read("/etc/passwd") $ */ // `raw` <label> @cite \\ "quoted" ' + "W" * 40


def of(number: str) -> Contract:
    return Contract.objects.select_related("sold_in", "organization").get(number=number)


def pages(pdf: bytes) -> int:
    return max(map(int, re.findall(rb"/Count (\d+)", pdf)))


def said(number: str) -> dict[str, Any]:
    return on_paper(of(number), AT)


def test_the_page_says_terms_hours_by_region_units_and_money() -> None:
    page = said("C-1001")
    assert (page["organization"], page["status"], page["term"]) == (
        "ABC Corporation", "active", "5 Jan 2026 \u2013 4 Jan 2027",
    )  # fmt: skip
    assert [line["package"] for line in page["lines"]] == [each["name"] for each in page["packages"]]
    assert page["total"] == "16,200.00 USD"
    hours = {region["name"]: region["hours"] for region in page["regions"]}
    assert hours["Los Angeles"] == "Mon\u2013Fri 06:00\u201317:00 (America/Los_Angeles)"
    assert hours["Hong Kong"] == "Mon\u2013Fri 09:30\u201318:00 (Asia/Hong_Kong)"
    assert said("C-1004")["units"].startswith("5 left; 0 held for incidents; the first expire on")
    assert said("C-1009")["lines"][0]["state"] == "suspended: the contract is"


def test_what_is_paid_by_unit_says_its_price_and_counts_in_no_sum() -> None:
    page = said("C-1004")
    assert {line["amount"] for line in page["lines"]} == {
        "12,000.00 USD", "180.00 USD a time unit", "260.00 USD a time unit",
    }  # fmt: skip
    assert page["total"] == "12,000.00 USD"


def test_hostile_names_are_text() -> None:
    contract = of("C-1001")
    contract.number = contract.organization.name = contract.sold_in.name = HOSTILE
    Package.objects.update(summary=HOSTILE)
    pdf = typeset(STATEMENT, on_paper(contract, AT))
    assert (pdf[:5], pages(pdf)) == (b"%PDF-", 1)


@pytest.mark.parametrize("count", [1, 40])
def test_forty_lines_with_long_words_are_one_page(count: int) -> None:
    page = said("C-1001")
    line = {**page["lines"][0], "package": "Everyday After-Hours for all of it"}
    assert pages(typeset(STATEMENT, {**page, "lines": [line] * count})) == 1


def test_more_than_a_page_holds_goes_on_readably() -> None:
    page = said("C-1001")
    assert pages(typeset(STATEMENT, {**page, "lines": page["lines"] * 100})) > 1


def test_a_draft_has_no_page_and_a_stranger_finds_none() -> None:
    contract = of("C-1001")
    url = reverse("contract-statement", args=[contract.pk])
    client = Client()
    client.force_login(User.objects.get(email="manager@abc.example"))
    answer = client.get(url)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf", 'attachment; filename="C-1001.pdf"',
    )  # fmt: skip
    Contract.objects.filter(pk=contract.pk).update(status="draft")
    assert client.get(url).status_code == 404
    client.force_login(User.objects.get(email="member@lapsed.example"))
    assert client.get(url).status_code == 404


def test_each_line_says_its_term() -> None:
    contract = of("C-1002")
    contract.entitlements.filter(package__code="gold").update(terminated_on=AT.date() + timedelta(days=1))
    assert "5 Jan 2026 \u2013 10 Jun 2026" in {line["term"] for line in said("C-1002")["lines"]}


def test_a_line_that_ended_early_says_what_its_amount_is_for_and_one_that_never_began_costs_nothing() -> None:
    lines = of("C-1001").entitlements
    lines.filter(package__code="gold").update(terminated_on=AT.date())
    lines.exclude(package__code="gold").update(terminated_on=F("starts_on"))
    page = said("C-1001")
    assert [(line["term"], line["amount"], line["discount"]) for line in page["lines"]] == [
        ("5 Jan 2026 \u2013 9 Jun 2026", "12,000.00 USD", "sold until 4 Jan 2027"),
        ("never began", "0.00 USD", ""),
    ]
    assert page["total"] == "12,000.00 USD"

    client = Client()
    client.force_login(User.objects.get(email="manager@abc.example"))
    shown = " ".join(client.get("/organization/ABC/contracts/").content.decode().split())
    assert "for the whole term, sold until 4 Jan 2027" in shown
    assert "never began" in shown
