"""Who owns a ticket, where it stands, and how it ends and comes back."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import rules, services
from tickets.models import Ticket

LATER = WEDNESDAY + timedelta(minutes=30)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A new ticket of ABC in London."""
    return cast.file(who.LONDON)


def test_taking_a_new_ticket_opens_it(cast: Cast, ticket: Ticket) -> None:
    services.take(ticket=ticket, agent=cast.agent(who.EDWARD), at=LATER)

    assert (ticket.assignee, ticket.status) == (cast.agent(who.EDWARD), "open")
    assert [(event.code, event.data) for event in ticket.events.order_by("id")[1:]] == [
        ("assigned", {"from": "", "to": "Edward Ellis"}),
        ("status_changed", {"from": "new", "to": "open"}),
    ]


def test_an_agent_works_no_ticket_that_it_filed_itself(cast: Cast) -> None:
    own, edward = cast.file(who.EDWARD), cast.user(who.EDWARD)

    assert own.organization is None
    assert Ticket.objects.visible_to(edward).contains(own)
    assert not Ticket.objects.worked_by(edward).contains(own)


def test_giving_a_ticket_to_a_colleague_does_not_open_it(cast: Cast, ticket: Ticket) -> None:
    services.assign(ticket=ticket, actor=cast.user(who.EDWARD), assignee=cast.agent(who.AMY), at=LATER)
    assert (ticket.assignee, ticket.status) == (cast.agent(who.AMY), "new")


def test_an_agent_who_saw_an_older_edit_is_told(cast: Cast, ticket: Ticket) -> None:
    seen = ticket.version_number
    services.reply(ticket=ticket, author=cast.user(who.LONDON), body="More.", at=LATER)

    with pytest.raises(services.UnableToAssign) as refusal:
        services.take(ticket=ticket, agent=cast.agent(who.EDWARD), at=LATER, edit=seen)

    assert refusal.value.code == "changed_meanwhile"


def test_every_change_is_a_new_edit(cast: Cast, ticket: Ticket) -> None:
    services.take(ticket=ticket, agent=cast.agent(who.EDWARD), at=LATER, edit=ticket.version_number)
    services.resolve(ticket=ticket, actor=cast.user(who.EDWARD), at=LATER, edit=ticket.version_number)
    ticket.refresh_from_db()
    assert (ticket.version_number, ticket.changed_at) == (4, LATER)


def test_waiting_for_the_customer_names_an_ask(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(services.UnableToChange) as refusal:
        services.change_status(ticket=ticket, actor=cast.user(who.EDWARD), status="waiting_for_customer", at=LATER)
    assert refusal.value.code == "no_ask"


@pytest.mark.parametrize("status", ["new", "resolved", "closed", "needs_entitlement"])
def test_a_status_with_an_act_of_its_own_is_not_set_by_name(cast: Cast, ticket: Ticket, status: str) -> None:
    with pytest.raises(services.UnableToChange) as refusal:
        services.change_status(ticket=ticket, actor=cast.user(who.EDWARD), status=status, at=LATER)
    assert refusal.value.code == "has_its_own_act"


def test_what_nothing_covers_is_not_worked(cast: Cast) -> None:
    uncovered = cast.file(who.LAPSED)
    with pytest.raises(services.UnableToChange) as refusal:
        services.change_status(ticket=uncovered, actor=cast.user(who.AMY), status="open", at=LATER)
    assert refusal.value.code == "needs_entitlement"


def test_a_customer_closes_and_reopens_its_ticket(cast: Cast, ticket: Ticket) -> None:
    liam = cast.user(who.LONDON)
    services.close(ticket=ticket, actor=liam, at=LATER)
    assert (ticket.status, ticket.closed_at, ticket.next_promise_at) == ("closed", LATER, None)

    services.reopen(ticket=ticket, actor=liam, at=LATER + timedelta(days=1))
    assert (ticket.status, ticket.closed_at) == ("open", None)


def test_a_ticket_is_not_reopened_after_its_grace(cast: Cast, ticket: Ticket) -> None:
    services.close(ticket=ticket, actor=cast.user(who.LONDON), at=LATER)
    with pytest.raises(services.UnableToChange) as refusal:
        services.reopen(ticket=ticket, actor=cast.user(who.LONDON), at=LATER + rules.GRACE)
    assert refusal.value.code == "grace_is_over"


def test_an_uncovered_ticket_that_is_reopened_still_needs_an_entitlement(cast: Cast) -> None:
    uncovered = cast.file(who.LAPSED)
    services.close(ticket=uncovered, actor=cast.user(who.LAPSED), at=LATER)
    services.reopen(ticket=uncovered, actor=cast.user(who.LAPSED), at=LATER)
    assert uncovered.status == "needs_entitlement"


@pytest.mark.parametrize(
    "act",
    [
        lambda ticket, actor: services.resolve(ticket=ticket, actor=actor, at=LATER),
        lambda ticket, actor: services.change_status(ticket=ticket, actor=actor, status="open", at=LATER),
        lambda ticket, actor: services.assign(ticket=ticket, actor=actor, assignee=None, at=LATER),
    ],
)
def test_a_customer_does_nothing_that_is_an_agents(
    cast: Cast, ticket: Ticket, act: Callable[[Ticket, object], None]
) -> None:
    with pytest.raises((services.UnableToChange, services.UnableToAssign)) as refusal:
        act(ticket, cast.user(who.LONDON))
    assert refusal.value.code == "agents_only"
