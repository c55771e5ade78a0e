"""The transition table of `docs/tickets.md`, cell by cell, and what holds for every cell."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.architecture.house import ROOT
from tickets import models, rules
from tickets.rules import Act, Refusal, Role, Status

AT = datetime(2026, 6, 10, 12, tzinfo=UTC)
CUSTOMER, AGENT = Role.CUSTOMER, Role.AGENT
OF_OTHERS = {Refusal.AGENTS_ONLY, Refusal.CUSTOMERS_ONLY, Refusal.PORTAL_ONLY}
Cells = dict[tuple[Role, Act], list[str]]


def read(text: str) -> tuple[list[Status], Cells]:
    """The statuses of the table's columns, and the cells of each row by who does what."""
    rows = [
        [cell.strip().replace(" ", "_") for cell in line.strip("| \n").split("|")]
        for line in text.splitlines()
        if line.startswith("| ") and "---" not in line
    ]
    columns = [Status(name) for name in rows[0][2:-1]]
    return columns, {(Role(who), Act(act)): cells for who, act, *cells in rows[1:]}


COLUMNS, TABLE = read((ROOT / "docs" / "tickets.md").read_text())
CELLS = [(role, act, status) for role in Role for act in Act for status in Status]


def meant(cell: str) -> Status | Refusal:
    """What a cell says: a status, or the refusal after "no:"."""
    return Refusal(cell.removeprefix("no:_")) if cell.startswith("no:") else Status(cell)


def test_the_table_has_every_status_and_every_act() -> None:
    assert sorted(COLUMNS) == sorted(Status)
    assert {act for _, act in TABLE} == set(Act)


@pytest.mark.parametrize(("role", "act", "status"), CELLS)
def test_an_act_takes_a_ticket_where_the_table_says(role: Role, act: Act, status: Status) -> None:
    went = rules.after(status, act, role)
    if cells := TABLE.get((role, act)):
        assert went == meant(cells[COLUMNS.index(status)])
    else:
        assert went in OF_OTHERS


@pytest.mark.parametrize(("role", "act", "status"), CELLS)
def test_the_trash_lets_nothing_through_but_what_the_table_says(role: Role, act: Act, status: Status) -> None:
    went = rules.after(status, act, role, is_set_aside=True)
    if cells := TABLE.get((role, act)):
        assert went == (status if cells[-1] == "stays" else meant(cells[-1]))
    else:
        assert went in OF_OTHERS


@pytest.mark.parametrize(
    ("act", "role", "refusal"),
    [
        (Act.RESOLVE, CUSTOMER, Refusal.AGENTS_ONLY),
        (Act.DISPUTE, AGENT, Refusal.CUSTOMERS_ONLY),
        (Act.EXPIRE, AGENT, Refusal.PORTAL_ONLY),
        (Act.COVER, CUSTOMER, Refusal.PORTAL_ONLY),
    ],
)
def test_whoever_may_not_is_told_who_may(act: Act, role: Role, refusal: Refusal) -> None:
    assert rules.after(Status.OPEN, act, role) is refusal


def test_the_statuses_of_the_rules_are_those_of_the_model() -> None:
    assert set(Status) == set(models.Ticket.Status.values)


@given(st.lists(st.sampled_from(Act), max_size=8))
def test_only_its_customer_and_a_reopening_bring_a_closed_ticket_back(acts: list[Act]) -> None:
    stays = {Act.REOPEN, Act.NOTE, Act.SET_ASIDE}
    for act in acts:
        if act not in stays:
            assert isinstance(rules.after(Status.CLOSED, act, AGENT), Refusal)
            assert isinstance(rules.after(Status.CLOSED, act, Role.PORTAL), Refusal)


@pytest.mark.parametrize(
    ("resolved_at", "closed_at", "may"),
    [
        (None, None, True),
        (AT, None, True),
        (AT - rules.GRACE + timedelta(seconds=1), None, True),
        (AT - rules.GRACE, None, False),
        (None, AT - rules.GRACE + timedelta(seconds=1), True),
        (None, AT - rules.GRACE, False),
        (AT - rules.GRACE, AT, False),
    ],
)
def test_grace_counts_from_the_first_end(
    resolved_at: datetime | None,
    closed_at: datetime | None,
    may: bool,  # noqa: FBT001
) -> None:
    assert rules.within_grace(resolved_at, closed_at, AT) is may


@pytest.mark.parametrize(
    ("status", "is_gone", "is_paged"),
    [(Status.NEW, False, True), (Status.OPEN, True, False), (Status.RESOLVED, False, False)],
)
def test_a_ticket_that_is_over_is_not_paged_for(status: Status, is_gone: bool, is_paged: bool) -> None:  # noqa: FBT001
    assert rules.is_paged(status, is_gone=is_gone) is is_paged
