"""What narrows the queue: each filter holds what it says, and is offered from what its reader sees."""

from datetime import timedelta

import pytest

from tests.tickets.agents_world import (
    EDWARD,
    LUCY,
    agent,
    attribute,
    client_of,
    references,
    tickets,
    words,
)
from tests.world import AT
from tickets import rules
from tickets.forms.queue import QueueFilters
from tickets.models import SeverityDispute, Tag

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tickets")]


def shown(**query: str) -> list[str]:
    """What Edward's queue shows, without the numbers."""
    return [name.removesuffix("-1") for name in references(client_of(EDWARD).get("/queue/", query))]


def test_a_promise_is_filtered_by_how_it_stands() -> None:
    tickets(1, prefix="BROKEN", promised_at=AT - timedelta(hours=1))
    tickets(1, prefix="RISK", promised_at=AT + timedelta(minutes=5))
    tickets(1, prefix="TODAY", promised_at=AT + timedelta(hours=8))
    tickets(1, prefix="TOMORROW", promised_at=AT + timedelta(hours=9))
    tickets(1, prefix="PAUSED", promised_at=None, status="waiting_for_customer", waiting_for="logs")
    tickets(1, prefix="NONE", promised_at=None)

    assert shown(promise="broken") == ["BROKEN"]
    assert shown(promise="at_risk") == ["RISK"]
    assert shown(promise="today") == ["RISK", "TODAY"]  # London's midnight is 23:00 UTC
    assert shown(promise="paused") == ["PAUSED"]
    assert shown(promise="none") == ["NONE"]


MINUTE = timedelta(minutes=1)
"""How long after what is named the first of `tickets` is promised."""


def test_a_promise_is_broken_at_its_instant_and_at_risk_until_the_last_one_before_the_hour() -> None:
    tickets(1, prefix="NOW", promised_at=AT - MINUTE)
    tickets(1, prefix="LATER", promised_at=AT + rules.AT_RISK - MINUTE)

    assert (shown(promise="broken"), shown(promise="at_risk")) == (["NOW"], [])


def test_an_assignee_is_a_colleague_oneself_or_nobody() -> None:
    tickets(1, prefix="FREE")
    tickets(1, prefix="MINE", assignee=agent(EDWARD))
    tickets(1, prefix="HERS", assignee=agent(LUCY))

    assert shown(assignee="me") == ["MINE"]
    assert shown(assignee="nobody") == ["FREE"]
    assert shown(assignee=str(agent(LUCY).pk)) == ["HERS"]


def test_a_disputed_severity_is_marked_in_its_row_and_found_by_the_state_until_it_is_answered() -> None:
    tickets(1, prefix="PLAIN")
    [doubted] = tickets(1, prefix="DOUBTED")
    facts = {"by": doubted.requester, "at": AT, "set_to": 3, "asks_for": 1, "reason": "It is down."}
    dispute = SeverityDispute.objects.create(ticket=doubted, **facts)

    def marked() -> list[bool]:
        under = words(client_of(EDWARD).get("/queue/"), "[data-row] .subject-under")
        return ["severity disputed" in each for each in under]

    assert shown(status="disputed") == ["DOUBTED"]
    assert sorted(marked()) == [False, True]
    dispute.decided_at = AT
    dispute.save(update_fields=["decided_at"])
    assert shown(status="disputed") == []
    assert marked() == [False, False]


def test_tag_and_state_are_filters() -> None:
    tickets(1, prefix="PLAIN")
    [marked] = tickets(1, prefix="MARKED", status="scheduled")
    tag = Tag.objects.create(name="night-shift")
    marked.tags.add(tag)

    assert shown(tag=str(tag.pk)) == ["MARKED"]
    assert shown(status="scheduled") == ["MARKED"]
    assert words(client_of(EDWARD).get("/queue/"), "select[name=tag] option") == ["Any tag", "night-shift"]


@pytest.mark.parametrize("name", ["assignee", "promise", "severity", "status", "tag"])
@pytest.mark.parametrize("value", ["?", "0", "-1", "99999999999999999999"])
def test_a_value_that_makes_no_sense_narrows_nothing_and_is_named(name: str, value: str) -> None:
    tickets(1)

    assert shown(**{name: value}) == ["ABC"]
    label = QueueFilters.base_fields[name].label
    assert f"Choose again: {label}." in client_of(EDWARD).get("/queue/", {name: value}).content.decode()


def test_a_severity_that_there_is_not_narrows_nothing() -> None:
    tickets(1)

    assert shown(severity="5") == ["ABC"]


def test_what_is_set_aside_is_in_no_view() -> None:
    tickets(1, prefix="SPAM", is_set_aside=True)
    tickets(1, prefix="DONE", is_set_aside=True, status="closed", promised_at=None)

    assert [shown(view=view) for view in ("desks", "all", "finished")] == [[], [], []]


def test_what_ended_last_leads_the_finished_ones_page_by_page() -> None:
    tickets(60, promised_at=None, status="closed")
    edward = client_of(EDWARD)

    first = edward.get("/queue/", {"view": "finished"})
    second = edward.get("/queue/" + attribute(first, "a[rel=next]", "href"))

    assert references(first)[0] == "ABC-60"
    assert references(second) == [f"ABC-{number}" for number in range(10, 0, -1)]
