"""A contract from draft to its end: each act with its reason, and what the decision says in each state."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Contact
from entitlements import portfolio, rules, services
from entitlements.models import Contract, SaleEvent
from entitlements.services import UnableToSell
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
BY: dict[str, Any] = {"actor": None, "at": AT}
NIGHT = datetime(2026, 6, 13, 10, tzinfo=UTC)
"""Saturday, 03:00 in Los Angeles."""


def of(key: str) -> Contract:
    return Contract.objects.select_related("organization", "sold_in").get(organization__key=key)


def decided(key: str, at: datetime, **asked: Any) -> tuple[str, str]:
    """The outcome for a fault of severity 1, and the code of its last reason."""
    contact = Contact.objects.filter(organization__key=key).select_related("organization").order_by("pk")[0]
    facts = {"product": None, "version": None, "kind": "break-fix", "severity": 1, **asked}
    decision = portfolio.assess(contact=contact, organization=contact.organization, at=at, **facts).decision
    return decision.outcome.value, decision.reasons[-1].code


@pytest.mark.parametrize("act", sorted(rules.ACTS))
@pytest.mark.parametrize("status", Contract.Status.values)
def test_an_act_is_done_from_its_statuses_alone(act: str, status: str) -> None:
    found = rules.act_violations(act, status=status, reason="Because.")
    assert [each.code for each in found] == ([] if status in rules.ACTS[act].sources else [f"cannot_{act}"])


def test_a_suspended_contract_pays_nothing_after_hours_until_it_is_resumed() -> None:
    assert decided("EVE", NIGHT) == ("covered_now", "after_hours_subscription")
    services.suspend_contract(contract=of("EVE"), reason="The invoice of May is open.", **BY)
    assert decided("EVE", NIGHT) == ("not_covered", "contract_not_active")
    services.resume_contract(contract=of("EVE"), reason="Paid.", **BY)
    assert decided("EVE", NIGHT) == ("covered_now", "after_hours_subscription")
    codes = SaleEvent.objects.filter(contract=of("EVE")).order_by("-pk").values_list("code", "data__reason")[:2]
    assert list(codes) == [("contract_resumed", "Paid."), ("contract_suspended", "The invoice of May is open.")]


def test_a_suspended_contract_sells_no_emergency() -> None:
    assert decided("GLD", NIGHT)[0] == "payment_required"
    services.suspend_contract(contract=of("GLD"), reason="Unpaid.", **BY)
    assert decided("GLD", NIGHT, emergency_confirmed=True) == ("not_covered", "contract_not_active")
    assert portfolio.unit_price(of("GLD").organization, AT) is None


def test_a_terminated_contract_gives_until_its_day_and_nothing_from_then_on() -> None:
    services.terminate_contract(contract=of("EVE"), on=date(2026, 6, 20), reason="The customer closes.", **BY)
    midnight = datetime(2026, 6, 20, 7, tzinfo=UTC)
    assert decided("EVE", midnight - timedelta(seconds=1))[0] == "covered_now"
    assert decided("EVE", midnight) == ("not_covered", "contract_expired")
    assert {line.terminated_on for line in of("EVE").entitlements.all()} == {date(2026, 6, 20)}


def test_a_line_that_would_begin_after_the_termination_never_begins() -> None:
    ahead = services.renew_contract(contract=of("EVE"), **BY)
    services.terminate_contract(contract=of("EVE"), on=date(2026, 6, 20), reason="The customer closes.", **BY)
    for line in ahead:
        line.refresh_from_db()
        assert line.terminated_on == line.starts_on
        assert {row.ends_on for row in line.covered_licenses.all()} == {line.starts_on}


def test_a_contract_expires_with_its_date_and_is_marked_once() -> None:
    contract = of("EVE")
    over = datetime(2027, 1, 5, 8, tzinfo=UTC)
    assert decided("EVE", over) == ("not_covered", "contract_expired")
    services.expire_contracts(over - timedelta(hours=1))
    contract.refresh_from_db()
    assert contract.status == "active"
    services.expire_contracts(over)
    assert services.expire_contracts(over) == 0
    contract.refresh_from_db()
    assert contract.status == "expired"
    assert decided("EVE", over) == ("not_covered", "contract_expired")
    assert decided("EVE", NIGHT)[0] == "covered_now"
    assert SaleEvent.objects.filter(contract=contract, code="contract_expired").count() == 1


def test_a_suspended_contract_expires_with_its_date_and_opens_nothing_of_the_time_that_it_was_suspended() -> None:
    services.suspend_contract(contract=of("EVE"), reason="The invoice of May is open.", **BY)
    over = datetime(2027, 1, 5, 8, tzinfo=UTC)
    services.expire_contracts(over)
    assert of("EVE").status == "expired"
    assert SaleEvent.objects.filter(contract=of("EVE")).latest("pk").code == "contract_expired"
    (term,) = {(each.starts_at, each.ends_at) for each in portfolio.terms_of("gold", [of("EVE").organization_id])}
    assert term[1] == AT


def test_a_contract_that_was_resumed_gave_until_its_end() -> None:
    services.suspend_contract(contract=of("EVE"), reason="Unpaid.", **BY)
    services.resume_contract(contract=of("EVE"), reason="Paid.", **BY)
    services.expire_contracts(datetime(2027, 1, 5, 8, tzinfo=UTC))
    ends = {each.ends_at for each in portfolio.terms_of("gold", [of("EVE").organization_id])}
    assert ends == {datetime(2027, 1, 5, 8, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("first", "act", "code"),
    [
        ("suspend", services.suspend_contract, "cannot_suspend"),
        ("", services.resume_contract, "cannot_resume"),
        ("terminate", services.suspend_contract, "cannot_suspend"),
    ],
)
def test_what_the_status_forbids_is_refused_in_words(first: str, act: Any, code: str) -> None:
    if first == "suspend":
        services.suspend_contract(contract=of("EVE"), reason="Unpaid.", **BY)
    if first == "terminate":
        services.terminate_contract(contract=of("EVE"), on=AT.date(), reason="Closed.", **BY)
    with pytest.raises(UnableToSell) as refusal:
        act(contract=of("EVE"), reason="Why not?", **BY)
    assert refusal.value.code == code
    assert "%(" not in refusal.value.reasons[0]


def test_an_act_without_a_reason_is_refused() -> None:
    with pytest.raises(UnableToSell, match="needs_reason"):
        services.suspend_contract(contract=of("EVE"), reason="  ", **BY)


def test_a_suspended_contract_does_not_end_on_a_day_to_come() -> None:
    services.suspend_contract(contract=of("EVE"), reason="Unpaid.", **BY)
    with pytest.raises(UnableToSell) as refusal:
        services.terminate_contract(contract=of("EVE"), on=date(2026, 6, 20), reason="Closed.", **BY)
    assert refusal.value.reasons == (
        (
            "A suspended contract gives nothing, so it ends today, 10 June 2026, or earlier."
            " Resume it first to let it run on."
        ),
    )


def test_a_contract_ends_within_its_term() -> None:
    with pytest.raises(UnableToSell, match="contract_terminated_outside_term"):
        services.terminate_contract(contract=of("EVE"), on=date(2027, 1, 6), reason="Closed.", **BY)


@pytest.mark.both
@pytest.mark.parametrize("wrong", [{"status": "terminated"}, {"terminated_on": date(2026, 6, 1)}])
def test_the_database_refuses_a_termination_without_its_day(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(organization__key="EVE").update(**wrong)


def test_a_draft_gives_nothing_before_it_is_activated() -> None:
    Contract.objects.filter(organization__key="EVE").update(status="draft")
    assert decided("EVE", NIGHT) == ("not_covered", "no_contract")
    services.activate_contract(contract=of("EVE"), **BY)
    assert decided("EVE", NIGHT)[0] == "covered_now"


def test_a_draft_without_lines_is_not_activated() -> None:
    eve = of("EVE")
    empty = Contract.objects.create(
        organization=eve.organization, number="N-9", sold_in=eve.sold_in, starts_on=AT.date(), ends_on=date(2027, 6, 10)
    )
    with pytest.raises(UnableToSell, match="nothing_to_activate"):
        services.activate_contract(contract=empty, **BY)
