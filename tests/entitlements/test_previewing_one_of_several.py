"""The preview of one of several contracts says which contract decides, and what of its gain others give already."""

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from accounts.models import Organization
from entitlements.models import Contract, License
from tests.administration import administrator
from tests.entitlements.test_previewing_contracts import EVERYDAY, previewed, rows, with_line, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]

GIVEN = "gives them already, with Everyday After-Hours."


@pytest.fixture(autouse=True)
def _goldleaf_has_three() -> None:
    """C-1004 (server, analytics) is the newest; C-1002 has Everyday (server, forms), C-1003 Business Day (forms)."""
    goldleaf = Organization.objects.get(key="GLD")
    others = Contract.objects.filter(number__in=("C-1002", "C-1003"))
    License.objects.filter(contracts__in=others).update(organization=goldleaf)
    others.update(organization=goldleaf)


def with_everyday(number: str) -> HTMLParser:
    """The preview of the contract with Everyday, co-termed with its Gold."""
    client, contract = administrator(), Contract.objects.get(number=number)
    return previewed(client, contract, with_line(client, contract, EVERYDAY))


def drop(number: str, *products: str) -> None:
    """Let the contract hold no license of these products."""
    contract = Contract.objects.get(number=number)
    contract.licenses.set(contract.licenses.exclude(product__name__in=products))


def test_what_another_contract_gives_already_is_no_gain_and_the_preview_says_which() -> None:
    drop("C-1004", "Beacon Analytics")
    page = with_everyday("C-1004")
    assert "168 h of cover after the edit, 168 h before it." in words(page)
    assert "The cover of these days stays as it is." in words(page)
    assert "Without the other contracts, C-1004 would cover 161 h after the edit, 55 h before it." in words(page)
    assert f"106 h of what C-1004 would gain are no gain: C-1002 {GIVEN}" in words(page)
    assert rows(page, "preview-deciding") == [["C-1004 (this contract)", "55 h", "161 h"], ["C-1002", "113 h", "7 h"]]


def test_the_contract_that_decides_at_this_moment_is_named_with_its_reason() -> None:
    drop("C-1004", "Beacon Analytics")
    said = words(with_everyday("C-1004"))
    assert "At this moment C-1004 decides after the edit: Gold Support covers the business hours of Americas" in said


def test_a_gain_for_one_product_is_shown_though_another_contract_gives_it_for_another() -> None:
    said = words(with_everyday("C-1004"))
    assert "These are tickets about Beacon Analytics; the products of the contract differ." in said
    assert "106 h gained: After hours, Los Angeles" in said
    assert "Meridian Server: 168 h after the edit, 168 h before it" in said
    assert "Tickets about Meridian Server, the next seven days" in said
    assert "Tickets about Beacon Analytics" not in said


def test_an_older_contract_takes_nothing_from_the_newer_one_and_keeps_its_business_day() -> None:
    page = with_everyday("C-1003")
    assert f"C-1002 {GIVEN}" in words(page)
    assert rows(page, "preview-deciding") == [["C-1002", "116 h", "116 h"], ["C-1003 (this contract)", "52 h", "52 h"]]


def test_a_draft_gives_nothing_and_the_preview_says_so() -> None:
    drop("C-1004", "Beacon Analytics")
    Contract.objects.filter(number="C-1004").update(status=Contract.Status.DRAFT)
    page = with_everyday("C-1004")
    assert "C-1004 is a draft: it gives nothing before it is activated" in words(page)
    assert [row[0] for row in rows(page, "preview-deciding")] == ["C-1002"]


def test_another_contract_that_is_suspended_decides_nothing_and_is_shown_as_such() -> None:
    drop("C-1004", "Beacon Analytics")
    Contract.objects.filter(number="C-1002").update(status=Contract.Status.SUSPENDED)
    page = with_everyday("C-1004")
    assert "106 h gained: After hours, Los Angeles" in words(page)
    assert rows(page, "preview-deciding")[1] == ["C-1002 · suspended", "no time", "no time"]


def test_a_contract_that_stands_alone_says_nothing_of_others() -> None:
    client, alone = administrator(), Contract.objects.get(number="C-1001")
    sent = with_line(client, alone, EVERYDAY)
    assert "Which contract decides" not in words(previewed(client, alone, sent))
