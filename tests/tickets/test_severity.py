"""How an agent changes a severity, how its customer disagrees, and what that does to promises and calls."""

from datetime import timedelta

import pytest
from django.core import mail

from entitlements import portfolio
from oncall.models import Page
from tests.tickets import cast as who
from tests.tickets.cast import SATURDAY, WEDNESDAY, Cast
from tests.tickets.test_notices import deliver
from tickets import services
from tickets.models import SeverityDispute, Ticket

LATER = WEDNESDAY + timedelta(minutes=30)
REASON = "Only one user sees it"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Filed on Wednesday at 15:00 in London at severity 2: four covered hours."""
    filed = cast.file(who.LONDON, severity=2)
    deliver(WEDNESDAY)
    return filed


def change(cast: Cast, ticket: Ticket, severity: int, at: object = LATER, email: str = who.EDWARD) -> None:
    services.change_severity(
        ticket=ticket,
        actor=cast.user(email),
        severity=severity,
        reason=REASON,
        at=at,  # type: ignore[arg-type]
    )


def dispute(cast: Cast, ticket: Ticket, asks_for: int = 2) -> SeverityDispute:
    return services.dispute_severity(
        ticket=ticket, actor=cast.user(who.LONDON), asks_for=asks_for, reason="All of us do", at=LATER
    )


def decide(cast: Cast, ticket: Ticket, *, is_upheld: bool, answer: str = "") -> None:
    services.decide_dispute(ticket=ticket, actor=cast.user(who.EDWARD), is_upheld=is_upheld, answer=answer, at=LATER)


def test_a_change_is_decided_anew_and_leaves_the_decision_of_the_filing(cast: Cast, ticket: Ticket) -> None:
    filed = ticket.decision
    change(cast, ticket, 3)
    event = ticket.events.get(code="severity_changed")
    assert {key: event.data[key] for key in ("from", "to", "reason")} == {"from": 2, "to": 3, "reason": REASON}
    assert portfolio.load(event.data["decision"]).package == "multi-regional"
    assert (ticket.severity, ticket.decision) == (3, filed)


@pytest.mark.parametrize(("severity", "hours"), [(1, 1), (3, 8), (4, 21)])
def test_an_owed_response_is_promised_anew_from_its_start(
    cast: Cast, ticket: Ticket, severity: int, hours: int
) -> None:
    """London covers until 18:00 UTC and Los Angeles until midnight; London again from 05:00."""
    change(cast, ticket, severity)
    assert ticket.milestones.get().due_at == WEDNESDAY + timedelta(hours=hours) == ticket.next_promise_at


def test_a_response_that_was_given_stays_given(cast: Cast, ticket: Ticket) -> None:
    services.reply(ticket=ticket, author=cast.user(who.EDWARD), body="We look.", at=LATER)
    due = ticket.milestones.get(kind="first_response").due_at
    change(cast, ticket, 1)
    assert ticket.milestones.get(kind="first_response").due_at == due
    assert ticket.next_promise_at == LATER + timedelta(hours=4)


def test_a_clock_that_stands_still_goes_on_for_what_is_left_of_the_new_target(cast: Cast, ticket: Ticket) -> None:
    edward = cast.user(who.EDWARD)
    services.change_status(ticket=ticket, actor=edward, status="waiting_for_customer", waiting_for="Logs", at=LATER)
    change(cast, ticket, 1)
    assert ticket.next_promise_at is None
    services.reply(ticket=ticket, author=cast.user(who.LONDON), body="Here.", at=LATER + timedelta(hours=1))
    assert ticket.milestones.get().due_at == LATER + timedelta(hours=1, minutes=30)


def test_a_broken_promise_stays_broken(cast: Cast, ticket: Ticket) -> None:
    after = WEDNESDAY + timedelta(days=1)
    services.record_broken(after)
    change(cast, ticket, 4, after)
    assert ticket.milestones.get().broken_at == WEDNESDAY + timedelta(hours=4)


@pytest.mark.parametrize(("reason", "severity", "code"), [(" ", 3, "no_reason"), ("Why", 2, "same_severity")])
def test_a_change_needs_a_reason_and_a_difference(
    cast: Cast, ticket: Ticket, reason: str, severity: int, code: str
) -> None:
    with pytest.raises(services.UnableToSetSeverity) as refusal:
        services.change_severity(ticket=ticket, actor=cast.user(who.EDWARD), severity=severity, reason=reason, at=LATER)
    assert refusal.value.code == code


def test_a_customer_sets_no_severity(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(services.UnableToSetSeverity) as refusal:
        change(cast, ticket, 1, email=who.LONDON)
    assert refusal.value.code == "agents_only"


def test_a_raise_at_night_pages_once(cast: Cast) -> None:
    ticket = cast.file(who.EVERYDAY, SATURDAY, severity=3)
    deliver(SATURDAY)
    assert not Page.objects.exists()

    change(cast, ticket, 1, SATURDAY + timedelta(hours=1), who.AMY)
    deliver(SATURDAY + timedelta(hours=1))
    assert Page.objects.count() == 1


def test_a_raise_does_not_call_again_who_was_called_at_the_filing(cast: Cast) -> None:
    ticket = cast.file(who.EVERYDAY, SATURDAY, severity=2)
    deliver(SATURDAY)
    change(cast, ticket, 1, SATURDAY + timedelta(hours=1), who.AMY)
    deliver(SATURDAY + timedelta(hours=1))
    assert Page.objects.count() == 1


def test_a_raise_in_business_hours_pages_nobody(cast: Cast, ticket: Ticket) -> None:
    change(cast, ticket, 1)
    deliver(LATER)
    assert not Page.objects.exists()


def test_what_was_set_aside_meanwhile_is_not_paged_for(cast: Cast) -> None:
    ticket = cast.file(who.EVERYDAY, SATURDAY, severity=1)
    Ticket.objects.filter(pk=ticket.pk).update(is_set_aside=True)
    deliver(SATURDAY)
    assert not Page.objects.exists()


def test_the_customer_is_told_why_and_how_to_disagree(cast: Cast, ticket: Ticket) -> None:
    change(cast, ticket, 3)
    assert deliver(LATER) == [(who.LONDON, "ABC-1001 is severity 3, Minor impact: Forms do not open")]
    text = str(mail.outbox[0].body)
    assert REASON in text
    assert "/tickets/ABC-1001/dispute/" in text


def test_a_raise_is_told_without_a_way_to_disagree(cast: Cast, ticket: Ticket) -> None:
    change(cast, ticket, 1)
    deliver(LATER)
    assert "/dispute/" not in mail.outbox[0].message().as_string()


def test_a_dispute_reaches_the_desk_where_nobody_has_the_ticket(cast: Cast, ticket: Ticket) -> None:
    change(cast, ticket, 3)
    deliver(LATER)
    dispute(cast, ticket)
    assert [recipient for recipient, _ in deliver(LATER)] == [who.EDWARD, "lead.emea@vendor.example"]
    assert ticket.events.get(code="severity_disputed").data == {"set_to": 3, "asks_for": 2, "reason": "All of us do"}


def test_a_dispute_that_is_upheld_sets_the_severity_back(cast: Cast, ticket: Ticket) -> None:
    change(cast, ticket, 3)
    made = dispute(cast, ticket)
    deliver(LATER)
    decide(cast, ticket, is_upheld=True)

    made.refresh_from_db()
    assert (made.is_upheld, made.decided_by, made.decided_at) == (True, cast.user(who.EDWARD), LATER)
    assert ticket.severity == 2
    assert ticket.milestones.get().due_at == WEDNESDAY + timedelta(hours=4)
    assert deliver(LATER) == [(who.LONDON, "ABC-1001 is severity 2, Major function impaired again")]


def test_a_dispute_that_is_declined_is_answered_in_words(cast: Cast, ticket: Ticket) -> None:
    change(cast, ticket, 3)
    dispute(cast, ticket)
    deliver(LATER)
    with pytest.raises(services.UnableToDispute) as refusal:
        decide(cast, ticket, is_upheld=False)
    assert refusal.value.code == "no_answer"

    decide(cast, ticket, is_upheld=False, answer="There is a way around it.")
    assert ticket.severity == 3
    assert deliver(LATER) == [(who.LONDON, "ABC-1001 stays severity 3, Minor impact")]
    assert "There is a way around it." in str(mail.outbox[0].body)


@pytest.mark.parametrize(
    ("severity", "disputes", "asks_for", "code"),
    [(1, 0, 1, "not_lowered"), (3, 0, 3, "asks_for_less"), (3, 1, 1, "is_disputed")],
)
def test_a_dispute_is_refused(
    cast: Cast, ticket: Ticket, severity: int, disputes: int, asks_for: int, code: str
) -> None:
    change(cast, ticket, severity)
    for _ in range(disputes):
        dispute(cast, ticket)
    with pytest.raises(services.UnableToDispute) as refusal:
        dispute(cast, ticket, asks_for)
    assert refusal.value.code == code


def test_what_was_answered_is_not_disputed_again(cast: Cast, ticket: Ticket) -> None:
    change(cast, ticket, 3)
    dispute(cast, ticket)
    decide(cast, ticket, is_upheld=False, answer="No.")
    with pytest.raises(services.UnableToDispute) as refusal:
        dispute(cast, ticket)
    assert refusal.value.code == "is_disputed"


def test_nothing_is_decided_where_nobody_disagrees(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(services.UnableToDispute) as refusal:
        decide(cast, ticket, is_upheld=True)
    assert refusal.value.code == "not_disputed"
