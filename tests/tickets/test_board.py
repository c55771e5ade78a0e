"""The lead's board: who has what, what nobody has, what is broken or due today."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Agent
from accounts.services import go_away
from tests.tickets.agents_world import ANSON, EDWARD, LUCY, agent, attribute, client_of, tickets, words
from tests.world import AT
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tickets")]


def test_a_lead_sees_who_has_what_at_its_desk() -> None:
    tickets(3, prefix="HIS", assignee=agent(EDWARD), promised_at=AT - timedelta(minutes=2))
    tickets(2, prefix="FREE", promised_at=AT + timedelta(hours=1))
    Agent.objects.filter(user__email=EDWARD).update(capacity=20)

    board = client_of(LUCY).get("/queue/board/")

    assert words(board, "tbody tr:first-child > *")[:5] == ["Edward Ellis", "at work", "3 of 20", "1", "2"]
    assert words(board, "tbody tr:last-child > *")[:5] == ["Nobody", "", "2", "0", "0"]


def test_who_is_away_is_shown_as_away() -> None:
    go_away(agent=agent(EDWARD), until=None, actor=agent(EDWARD).user, at=AT)

    assert words(client_of(LUCY).get("/queue/board/"), "tbody tr")[0].startswith("Edward Ellis away 0")


def test_what_broke_on_an_earlier_day_stands_before_what_is_due_today_and_the_list_says_so() -> None:
    tickets(1, prefix="TODAY", subject="Due today", promised_at=AT + timedelta(hours=2))
    tickets(1, prefix="OLD", subject="Broken long ago", promised_at=AT - timedelta(days=3))
    board = client_of(LUCY).get("/queue/board/")

    assert "Broken or due today" in words(board, "h3")
    assert words(board, ".board-row a.subject") == ["Broken long ago", "Due today"]


def test_a_desk_whose_promises_do_not_fit_into_the_list_is_led_to_the_queue() -> None:
    tickets(51, promised_at=AT)
    lucy = client_of(LUCY)
    assert "50 of 51 stand here." in words(lucy.get("/queue/board/"), "section .muted")[-1]

    Ticket.objects.filter(reference="ABC-51").delete()
    assert "stand here" not in lucy.get("/queue/board/").content.decode()


def test_what_is_broken_or_due_today_stands_in_order_and_can_be_given_to_somebody_else() -> None:
    tickets(1, prefix="LATER", subject="Later", promised_at=AT + timedelta(hours=2))
    tickets(1, prefix="FIRST", subject="First", promised_at=AT)
    tickets(1, prefix="TOMORROW", subject="Tomorrow", promised_at=AT + timedelta(hours=9))
    lucy = client_of(LUCY)
    board = lucy.get("/queue/board/")

    assert [line.split()[0] for line in words(board, ".board-row a")] == ["First", "Later"]
    hidden = {name: attribute(board, f".board-row [name={name}]", "value") for name in ("edit", "next")}
    address = attribute(board, ".board-row form", "action")
    answer = lucy.post(address, {**hidden, "assignee": str(agent(EDWARD).pk)})

    assert answer["Location"] == "/queue/board/"
    assert Ticket.objects.get(subject="First").assignee == agent(EDWARD)


@pytest.mark.parametrize("email", [EDWARD, ANSON])
def test_whoever_leads_no_desk_sees_none(email: str) -> None:
    tickets(1, subject="Of London")

    board = client_of(email).get("/queue/board/")

    assert words(board, ".empty p") == ["You lead no desk. A lead sees here who has what."]
    assert b"Of London" not in board.content


def test_a_lead_sees_only_the_desks_it_leads_and_who_sees_all_desks_all() -> None:
    assert len(words(client_of(LUCY).get("/queue/board/"), "h2.section-title")) == 1
    Agent.objects.filter(user__email=LUCY).update(sees_all_desks=True)
    assert len(words(client_of(LUCY).get("/queue/board/"), "h2.section-title")) > 1


@pytest.mark.both
@pytest.mark.parametrize("count", [1, 80])
def test_the_board_costs_thirteen_statements_whatever_is_on_it(count: int) -> None:
    tickets(count, assignee=agent(EDWARD))
    lucy = client_of(LUCY)

    with CaptureQueriesContext(connection) as statements:
        lucy.get("/queue/board/")

    assert len(statements) <= 13, "\n".join(query["sql"][:120] for query in statements)
