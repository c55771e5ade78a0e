"""An administrator acts on a contract: what is shown is done, and what cannot be done says why."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from entitlements import services
from entitlements.models import Bundle, Contract, Package
from tests.administration import administrator
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


def of(key: str) -> Contract:
    return Contract.objects.get(organization__key=key)


def url(contract: Contract, noun: str) -> str:
    return reverse("admin:entitlements_contract_act", args=[contract.pk, noun])


def asked(contract: Contract, noun: str, **typed: str) -> tuple[int, LexborHTMLParser]:
    """The page of an act, or the answer to its form."""
    client = administrator()
    answer = client.post(url(contract, noun), typed) if typed else client.get(url(contract, noun))
    return answer.status_code, LexborHTMLParser(answer.content)


def said(html: LexborHTMLParser, selector: str) -> str:
    return " ".join(" ".join(node.text(separator=" ") for node in html.css(selector)).split())


def seen(html: LexborHTMLParser) -> str:
    field = html.css_first("input[name=seen]")
    return (field.attributes["value"] or "") if field else ""


def test_a_renewal_is_shown_with_its_sum_before_it_is_done() -> None:
    contract = of("EVE")
    status, html = asked(contract, "renewal")
    assert status == 200
    line = "5 January 2027 4 January 2028 365 12,000.00 USD for 12 months 0 % 12,000.00 USD"
    assert line in said(html, ".contract-plan tbody")
    assert said(html, ".contract-plan tfoot td") == "21,800.00 USD"
    assert contract.entitlements.count() == 2
    status, _page = asked(contract, "renewal", years="1", seen=seen(html), _confirm="1")
    contract.refresh_from_db()
    assert (status, contract.ends_on) == (302, date(2028, 1, 5))


@pytest.mark.parametrize("typed", [{"seen": "another plan"}, {}])
def test_a_plan_that_was_not_seen_is_not_done(typed: dict[str, str]) -> None:
    status, html = asked(of("EVE"), "renewal", years="1", _confirm="1", **typed)
    assert status == 409
    assert "Read the new one before you confirm it." in said(html, ".errornote")
    assert of("EVE").entitlements.count() == 2


def test_a_plan_that_was_seen_for_other_years_is_not_done_and_says_whose_change_it_was() -> None:
    _status, html = asked(of("EVE"), "renewal")
    planned = html.css("input[name=planned]")[0].attributes["value"] or ""
    status, html = asked(of("EVE"), "renewal", years="2", seen=seen(html), planned=planned, _confirm="1")

    assert (status, of("EVE").entitlements.count()) == (409, 2)
    assert "you changed the form since its plan was shown" in said(html, ".errornote")
    assert said(html, ".plan-sum strong") == said(html, ".contract-plan tfoot td") == "43,600.00 USD"
    status, html = asked(of("EVE"), "renewal", years="2", seen="another plan", planned="2", _confirm="1")
    assert "The contract was changed since this plan was shown." in said(html, ".errornote")


def test_a_late_renewal_says_the_gap_plainly() -> None:
    _status, html = asked(of("LAP"), "renewal")
    assert said(html, ".contract-plan .errornote") == (
        "The contract ended 66 days ago, on 5 April 2026. The new term starts on that day all the same:"
        " the gap is covered and charged afterwards."
    )


def test_a_renewal_names_the_lines_that_it_leaves_out() -> None:
    contract = of("EVE")
    services.renew(entitlement=contract.entitlements.get(package__code="gold"), actor=None, at=AT)
    _status, html = asked(contract, "renewal")
    assert "Not renewed, because they end sooner: Everyday After-Hours (5 January 2027)." in said(
        html, ".contract-plan"
    )
    _status, html = asked(contract, "co-terming")
    assert "Everyday After-Hours 5 January 2027 4 January 2028 365" in said(html, ".contract-plan tbody")


@pytest.mark.parametrize(
    ("noun", "typed", "status"),
    [
        ("suspension", {"reason": "Unpaid."}, "suspended"),
        ("termination", {"reason": "Closed.", "on": "2026-06-20"}, "terminated"),
    ],
)
def test_a_status_changes_with_its_reason(noun: str, typed: dict[str, str], status: str) -> None:
    answer, _html = asked(of("EVE"), noun, _confirm="1", **typed)
    assert (answer, of("EVE").status) == (302, status)


@pytest.mark.parametrize(
    ("noun", "typed", "words"),
    [
        ("suspension", {"reason": " "}, "Say why: the reason stands in the history of the contract."),
        ("termination", {"reason": "Closed.", "on": "2029-01-01"}, "it ends early on one of these days."),
        ("termination", {"reason": "Closed.", "on": "yesterday"}, "Enter a valid date."),
        ("renewal", {"years": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(noun: str, typed: dict[str, str], words: str) -> None:
    answer, html = asked(of("EVE"), noun, _confirm="1", **typed)
    assert answer == 422
    assert words in said(html, ".errorlist")
    assert of("EVE").status == "active"


def test_an_act_that_the_status_forbids_leads_back_with_its_rule() -> None:
    client = administrator()
    services.suspend_contract(contract=of("EVE"), reason="Unpaid.", actor=None, at=AT)
    answer = client.get(url(of("EVE"), "renewal"), follow=True)
    page = LexborHTMLParser(answer.content)
    assert "An active or expired contract is renewed; this one is suspended." in said(page, ".messagelist")
    offered = [link.text() for link in page.css(".object-tools a")]
    assert "Resume" in offered
    assert "Renew" not in offered


def test_a_bundle_is_added_with_what_it_costs() -> None:
    bundle = Bundle.objects.create(code="after-hours", name="After Hours", discount_percent=20)
    bundle.packages.set(Package.objects.filter(code__in=["business-day-after-hours"]))
    gold = of("GLD")
    typed = {"bundle": str(bundle.pk), "starts_on": gold.starts_on.isoformat(), "years": "1"}
    status, page = asked(gold, "bundling")
    assert (status, page.css_first(".contract-plan")) == (200, None)
    assert page.css_first("select[name=bundle]") is not None
    _status, html = asked(gold, "bundling", _preview="1", **typed)
    assert said(html, ".contract-plan tfoot td") == "5,200.00 USD"
    again, _page = asked(gold, "bundling", seen=seen(html), _preview="1", **typed)
    assert (again, gold.entitlements.filter(bundle=bundle).exists()) == (200, False)
    answer, _page = asked(gold, "bundling", seen=seen(html), _confirm="1", **typed)
    line = gold.entitlements.get(package__code="business-day-after-hours")
    assert (answer, line.discount_percent, line.bundle) == (302, 20, bundle)


def test_an_act_asks_for_the_right_to_change_contracts() -> None:
    client, person = Client(), User.objects.create_user("reader@vendor.example", name="Rea", is_staff=True)
    client.force_login(person, "portal.authentication.Backend")
    assert client.get(url(of("EVE"), "renewal")).status_code == 403
    assert administrator().get(url(of("EVE"), "haunting")).status_code == 404
