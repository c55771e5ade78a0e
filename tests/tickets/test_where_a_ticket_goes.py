"""The transition table, row by row, and what holds for every row."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets import models, rules
from tickets.rules import Act, Refusal, Role, Status

AT = datetime(2026, 6, 10, 12, tzinfo=UTC)
CUSTOMER, AGENT = Role.CUSTOMER, Role.AGENT
N, OP, WC, WV = Status.NEW, Status.OPEN, Status.WAITING_FOR_CUSTOMER, Status.WAITING_FOR_VENDOR
S, R, C, NE = Status.SCHEDULED, Status.RESOLVED, Status.CLOSED, Status.NEEDS_ENTITLEMENT
NO_AGENT, DONE, ENDED, NOT_YET, UNPAID = (
    Refusal.AGENTS_ONLY,
    Refusal.RESOLVED,
    Refusal.CLOSED,
    Refusal.NOT_FINISHED,
    Refusal.NEEDS_ENTITLEMENT,
)
COLUMNS = (N, OP, WC, WV, S, NE, R, C)
TABLE = {
    (CUSTOMER, Act.REPLY): (N, OP, OP, WV, S, NE, OP, ENDED),
    (CUSTOMER, Act.CLOSE): (C, C, C, C, C, C, C, ENDED),
    (CUSTOMER, Act.REOPEN): (NOT_YET, NOT_YET, NOT_YET, NOT_YET, NOT_YET, NOT_YET, OP, OP),
    (CUSTOMER, Act.RESOLVE): (NO_AGENT,) * 8,
    (CUSTOMER, Act.TAKE): (NO_AGENT,) * 8,
    (CUSTOMER, Act.NOTE): (NO_AGENT,) * 8,
    (AGENT, Act.REPLY): (OP, OP, WC, WV, S, NE, R, ENDED),
    (AGENT, Act.NOTE): (N, OP, WC, WV, S, NE, R, C),
    (AGENT, Act.TAKE): (OP, OP, WC, WV, S, NE, DONE, ENDED),
    (AGENT, Act.ASSIGN): (N, OP, WC, WV, S, NE, DONE, ENDED),
    (AGENT, Act.WORK): (OP, OP, OP, OP, OP, UNPAID, DONE, ENDED),
    (AGENT, Act.WAIT_FOR_CUSTOMER): (WC, WC, WC, WC, WC, UNPAID, DONE, ENDED),
    (AGENT, Act.WAIT_FOR_VENDOR): (WV, WV, WV, WV, WV, UNPAID, DONE, ENDED),
    (AGENT, Act.SCHEDULE): (S, S, S, S, S, UNPAID, DONE, ENDED),
    (AGENT, Act.RESOLVE): (R, R, R, R, R, R, DONE, ENDED),
    (AGENT, Act.CLOSE): (C, C, C, C, C, C, C, ENDED),
    (AGENT, Act.REOPEN): (NOT_YET, NOT_YET, NOT_YET, NOT_YET, NOT_YET, NOT_YET, OP, OP),
}


@pytest.mark.parametrize(("role", "act"), TABLE)
def test_an_act_takes_a_ticket_where_the_table_says(role: Role, act: Act) -> None:
    assert tuple(rules.after(status, act, role) for status in COLUMNS) == TABLE[role, act]


def test_the_statuses_of_the_rules_are_those_of_the_model() -> None:
    assert set(Status) == set(models.Ticket.Status.values)


@given(st.sampled_from(Status), st.sampled_from(Act), st.sampled_from(Role))
def test_every_act_has_an_answer(status: Status, act: Act, role: Role) -> None:
    assert isinstance(rules.after(status, act, role), Status | Refusal)


@given(st.sampled_from(Status), st.sampled_from(Act))
def test_a_customer_never_does_what_an_agent_may_not(status: Status, act: Act) -> None:
    if isinstance(rules.after(status, act, AGENT), Refusal):
        assert isinstance(rules.after(status, act, CUSTOMER), Refusal)


@given(st.lists(st.sampled_from(Act), max_size=8), st.sampled_from(Role))
def test_a_closed_ticket_comes_back_only_by_being_reopened(acts: list[Act], role: Role) -> None:
    for act in acts:
        if act not in {Act.REOPEN, Act.NOTE}:
            assert isinstance(rules.after(Status.CLOSED, act, role), Refusal)


@pytest.mark.parametrize(
    ("finished_at", "may"),
    [
        (None, True),
        (AT, True),
        (AT - rules.GRACE + timedelta(seconds=1), True),
        (AT - rules.GRACE, False),
    ],
)
def test_grace_ends_a_fixed_time_after_the_end(finished_at: datetime | None, may: bool) -> None:  # noqa: FBT001
    assert rules.within_grace(finished_at, AT) is may
