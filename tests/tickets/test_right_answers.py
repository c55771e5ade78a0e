"""What each customer is told when it files, and what is stored and promised then."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from entitlements import portfolio
from entitlements.models import UnitAccount
from outbox.models import OutboundMessage
from tests.entitlements.units import leave_units
from tests.tickets import cast as who
from tests.tickets.cast import HOLIDAY, SATURDAY, WEDNESDAY, Cast
from tickets import services, wording
from tickets.models import Ticket

LA = ZoneInfo("America/Los_Angeles")


def words(ticket: Ticket) -> wording.DecisionWords:
    return wording.stored_in_words(
        ticket.decision, spelling=wording.spelling(), zone=ticket.requester.zone, due_at=services.first_due_of(ticket)
    )


def why(ticket: Ticket) -> str:
    return portfolio.load(ticket.decision).reasons[-1].code


def due(ticket: Ticket) -> datetime | None:
    return ticket.milestones.get(kind="first_response").due_at


def test_a_gold_customer_is_worked_in_business_hours(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, severity=1)

    assert (ticket.outcome, ticket.status, str(ticket.desk)) == ("covered_now", "new", "Los Angeles desk")
    assert due(ticket) == WEDNESDAY + timedelta(hours=1) == ticket.next_promise_at
    assert words(ticket).headline == "The Los Angeles desk works on it now."


def test_covered_time_stops_at_closing_time(cast: Cast) -> None:
    before_closing = datetime(2026, 6, 10, 16, 30, tzinfo=LA).astimezone(UTC)
    assert due(cast.file(who.GOLD, before_closing, severity=1)) == datetime(2026, 6, 11, 6, 30, tzinfo=LA)


def test_a_gold_customer_waits_for_monday_on_a_saturday(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, SATURDAY, severity=3)

    assert (ticket.outcome, ticket.status) == ("covered_later", "new")
    assert due(ticket) == datetime(2026, 6, 15, 14, tzinfo=LA)
    assert words(ticket).headline == "The Los Angeles desk works on it from Monday 15 June, 06:00."
    assert any("Saturday 03:10" in reason.text for reason in words(ticket).reasons)
    assert not OutboundMessage.objects.filter(name="page.owed").exists()


def test_an_emergency_that_is_not_confirmed_waits_for_monday(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, SATURDAY, severity=1)

    assert (ticket.outcome, ticket.status) == ("payment_required", "new")
    assert due(ticket) == datetime(2026, 6, 15, 7, tzinfo=LA)
    assert "or now as a paid emergency" in words(ticket).headline


def test_a_confirmed_emergency_takes_a_unit_and_calls_support(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, SATURDAY, severity=1, emergency_confirmed=True)

    assert (ticket.outcome, ticket.decision["mode"]) == ("covered_now", "emergency")
    assert UnitAccount.objects.get(organization=ticket.organization_id).balance == 7
    assert due(ticket) == SATURDAY + timedelta(hours=1)
    assert OutboundMessage.objects.filter(name="page.owed").exists()


def test_an_emergency_without_units_waits_and_names_what_to_buy(cast: Cast) -> None:
    leave_units("GLD", 0)
    ticket = cast.file(who.GOLD, SATURDAY, severity=1, emergency_confirmed=True)

    assert (ticket.outcome, ticket.status) == ("payment_required", "new")
    assert [way.label for way in words(ticket).ways] == ["Buy 1 time unit."]
    assert not OutboundMessage.objects.filter(name="page.owed").exists()


def test_nobody_files_as_somebody_elses_contact(cast: Cast) -> None:
    with pytest.raises(services.UnableToFile) as refusal:
        services.open_ticket(requester=cast.user(who.GOLD), draft=cast.draft(who.LONDON), at=WEDNESDAY)
    assert (refusal.value.code, Ticket.objects.count()) == ("not_your_contact", 0)


def test_nobody_files_as_a_contact_that_only_reads(cast: Cast) -> None:
    with pytest.raises(services.UnableToFile, match="not_your_contact"):
        cast.file(who.ABC_BILLING)
    assert not Ticket.objects.exists()


def test_a_public_holiday_is_named_and_not_worked(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, HOLIDAY, severity=2)

    assert ticket.outcome == "covered_later"
    assert due(ticket) == datetime(2026, 7, 6, 10, tzinfo=LA)
    assert any("3 July 2026" in reason.text for reason in words(ticket).reasons)


def test_an_everyday_customer_is_worked_at_night_and_on_call_is_paged(cast: Cast) -> None:
    ticket = cast.file(who.EVERYDAY, SATURDAY, severity=1)

    assert (ticket.outcome, ticket.decision["mode"]) == ("covered_now", "after-hours")
    assert due(ticket) == SATURDAY + timedelta(hours=1)
    assert words(ticket).is_paged
    assert OutboundMessage.objects.get(name="page.owed").payload["key"] == str(ticket.pk)


def test_a_minor_fault_pages_nobody(cast: Cast) -> None:
    cast.file(who.EVERYDAY, SATURDAY, severity=3)
    assert not OutboundMessage.objects.filter(name="page.owed").exists()


def test_a_business_day_customer_is_not_worked_on_a_saturday(cast: Cast) -> None:
    assert cast.file(who.BUSINESS_DAY, SATURDAY).outcome == "covered_later"


def test_extended_term_covers_a_version_at_its_end_of_life(cast: Cast) -> None:
    ticket = cast.file(who.EXTENDED, version=who.OLD_SERVER)
    assert (ticket.outcome, ticket.decision["package"]) == ("covered_now", "extended-term")


def test_a_version_at_its_end_of_life_needs_extended_term(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, version=who.OLD_SERVER)

    assert (ticket.outcome, ticket.status) == ("not_covered", "needs_entitlement")
    assert why(ticket) == "version_not_supported"
    assert not ticket.milestones.exists()
    assert any("Extended-Term" in way.label for way in words(ticket).ways)
    assert words(ticket).promise == "No response time is promised."


def test_a_lapsed_customers_ticket_is_stored_and_says_when_support_ended(cast: Cast) -> None:
    ticket = cast.file(who.LAPSED)

    assert (ticket.outcome, ticket.status, why(ticket)) == ("not_covered", "needs_entitlement", "contract_expired")
    assert "ended on 4 April 2026" in words(ticket).reasons[-1].text
    assert str(ticket.desk) == "Los Angeles desk"
    assert [way.label for way in words(ticket).ways] == ["Add Gold Support to the contract."]


def test_a_lapsed_customer_is_told_on_a_saturday_too_that_a_renewal_covers_it(cast: Cast) -> None:
    ticket = cast.file(who.LAPSED, SATURDAY)
    assert [way.label for way in words(ticket).ways] == [
        "Renew the contract: it is worked from the first day of the new term."
    ]


def test_at_night_too_an_old_version_is_told_what_would_cover_it(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, SATURDAY, version=who.OLD_SERVER)
    assert [(way.label, way.price) for way in words(ticket).ways] == [
        ("Add Extended-Term to the contract: it is worked from the next opening.", "7,400.00 USD")
    ]


def test_a_strangers_ticket_is_stored_and_says_that_there_is_no_contract(cast: Cast) -> None:
    ticket = cast.file(who.STRANGER)

    assert (ticket.outcome, ticket.status, why(ticket)) == ("not_covered", "needs_entitlement", "no_contract")
    assert (ticket.reference, ticket.organization, ticket.desk) == ("T-1001", None, None)
    assert words(ticket).reasons[-1].text == "There is no support contract."


def test_a_question_is_stored_and_read_by_the_desk(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, kind="question", severity=4)

    assert (ticket.outcome, ticket.status, why(ticket)) == ("not_covered", "new", "question")
    assert str(ticket.desk) == "Los Angeles desk"
    assert not ticket.milestones.exists()


@pytest.mark.parametrize(
    ("email", "hour", "desk"),
    [(who.LONDON, 9, "London desk"), (who.HONG_KONG, 2, "Hong Kong desk"), (who.ABC_MANAGER, 17, "Los Angeles desk")],
)
def test_a_team_of_abc_is_worked_in_its_own_region(cast: Cast, email: str, hour: int, desk: str) -> None:
    ticket = cast.file(email, WEDNESDAY.replace(hour=hour))
    assert (ticket.outcome, str(ticket.desk)) == ("covered_now", desk)


def test_the_words_on_the_ticket_are_those_before_filing(cast: Cast) -> None:
    from_preview = preview_words(cast)
    ticket = cast.file(who.LONDON, SATURDAY)
    assert words(ticket) == from_preview


def preview_words(cast: Cast) -> wording.DecisionWords:
    version = cast.version(who.LONDON)
    made = services.preview(
        requester=cast.user(who.LONDON),
        contact=cast.contact(who.LONDON),
        product=version.product,
        version=version,
        kind="break-fix",
        severity=3,
        at=SATURDAY,
    )
    return wording.decision_in_words(
        made.decision,
        spelling=wording.spelling(),
        zone=cast.user(who.LONDON).zone,
        due_at=services.first_due(made, 3, SATURDAY),
    )


def test_numbers_follow_each_other_by_organization(cast: Cast) -> None:
    filed = [cast.file(email).reference for email in (who.GOLD, who.LONDON, who.HONG_KONG, who.STRANGER, who.GOLD)]
    assert filed == ["GLD-1001", "ABC-1001", "ABC-1002", "T-1001", "GLD-1002"]
