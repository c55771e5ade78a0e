"""Tags, watchers, links, answers and time: what each side sees of them, in one statement."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Agent, User
from tests.world import AT
from tickets.models import CustomField, FieldValue, Link, Tag, Ticket, TimeEntry, Watcher
from tickets.views import around

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("world")]


@pytest.fixture
def agent() -> Agent:
    """An agent of London who reads every desk's tickets."""
    found = Agent.objects.get(user__email="agent.emea@vendor.example")
    found.sees_all_desks = True
    found.save(update_fields=["sees_all_desks"])
    return found


@pytest.fixture
def ticket(agent: Agent) -> Ticket:
    """A ticket with one of everything around it."""
    alone = {"links_to_later": None, "links_to_earlier": None, "merged_into": None}
    of_abc = Ticket.objects.filter(organization__key="ABC", **alone).order_by("id")
    found = of_abc[0]
    Link.objects.create(earlier=found, later=of_abc.exclude(requester=found.requester)[0], kind="related", at=AT)
    found.tags.add(Tag.objects.create(name="upgrade"))
    Watcher.objects.create(ticket=found, user=agent.user, by=agent.user, at=AT)
    for minutes in (5, 7):
        TimeEntry.objects.create(ticket=found, agent=agent, minutes=minutes, what="looked", at=AT)
    TimeEntry.objects.create(ticket=found, agent=agent, minutes=60, what="typo", at=AT, cancelled_at=AT)
    assert found.product is not None
    for label, is_shown in (("Build", True), ("Root cause", False)):
        field = CustomField.objects.create(product=found.product, label=label, is_shown_to_customer=is_shown)
        FieldValue.objects.create(ticket=found, field=field, value="77")
    return found


def test_an_agent_sees_all_of_it_in_one_statement(ticket: Ticket, agent: Agent) -> None:
    with CaptureQueriesContext(connection) as statements:
        found = around.for_agent(ticket, agent.user)

    assert len(statements) == 1
    assert [each.label for each in found["tags"]] == ["upgrade"]
    assert [each.label for each in found["watchers"]] == [agent.user.name]
    assert [each.label for each in found["values"]] == ["Build", "Root cause"]
    assert [each.key for each in found["minutes"]] == [12]
    assert [(each.kind, bool(each.label)) for each in found["later"]] == [("related", True)]


def test_a_customer_sees_neither_tags_nor_time_nor_what_is_for_agents(ticket: Ticket) -> None:
    found = around.for_customer(ticket, ticket.requester)

    assert "tags" not in found
    assert "minutes" not in found
    assert found["watchers"] == []
    assert [each.label for each in found["values"]] == ["Build"]


def test_a_linked_ticket_is_shown_to_nobody_who_may_not_read_it(ticket: Ticket) -> None:
    manager = User.objects.get(email="manager@abc.example")

    assert around.for_customer(ticket, ticket.requester)["later"] == []
    assert len(around.for_customer(ticket, manager)["later"]) == 1
