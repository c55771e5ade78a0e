"""Who finds a ticket: whoever reads it, and nobody else, whatever the world looks like."""

from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import Agent, Contact, User
from accounts.querysets import CONTRACT_ADMINISTRATORS
from accounts.services.contacts import ContactDraft, mark_left, put_contact
from catalog.models import Desk, Region
from common.statements import Statement
from entitlements.models import Contract, Entitlement
from oncall.models import EscalationPolicy, EscalationStep
from outbox.services import deliver_due
from portal.followers import handlers
from search.models import SearchDocument
from search.portfolio import keys_of
from search.services import PAGE, Narrow, Results, find
from tests.pages.registry import Reader
from tests.world import AT
from tickets import indexing, notices, permissions, services
from tickets.middleware import ReachMiddleware
from tickets.models import HandOver, Ticket, Watcher
from tickets.querysets.reach import MOST, ask, reach_of
from tickets.querysets.readers import known, stand_in
from tickets.rules import Role

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("world")]

WORD = "zebrafinch"
NOTE_WORD = "nightjar"


def settle() -> None:
    """Let the worker do what it was told."""
    while deliver_due(handlers=handlers(AT), at=AT):
        pass


def groups(text: str, user: User | None) -> set[str]:
    """Every group that `user` finds."""
    found: set[str] = set()
    keys, first = keys_of(user, AT), 0
    while True:
        page = find(f"{text} ", keys=keys, narrow=Narrow(), at=AT, first=first)
        if page.is_similar or not page.shown:
            return found
        found |= {each.group for each in page.shown}
        first += PAGE


def tickets_of(text: str, user: User) -> set[int]:
    """The keys of the tickets that `user` finds."""
    return {indexing.ticket_of(group) for group in groups(text, user)}


def results(text: str, email: str) -> Results:
    """The first page of what somebody finds."""
    return find(text, keys=keys_of(User.objects.get(email=email), AT), narrow=Narrow(), at=AT)


@pytest.fixture
def busy_world() -> None:
    """Everybody watches something, desks gave tickets away, agents are contacts too, people left."""
    people = cycle(User.objects.order_by("pk"))
    desks = list(Desk.objects.order_by("pk"))
    agents = list(Agent.objects.order_by("pk"))
    for number, ticket in enumerate(Ticket.objects.order_by("pk")):
        author = agents[number % len(agents)].user
        note = ticket.notes.create(author=author, body=NOTE_WORD, html=f"<p>{NOTE_WORD}</p>", at=AT)
        for person in {next(people), next(people), next(people)}:
            Watcher.objects.get_or_create(ticket=ticket, user=person, defaults={"by": author, "at": AT})
        if number % 2:
            other = next(desk for desk in desks if desk != ticket.desk)
            HandOver.objects.create(
                ticket=ticket, from_desk=other, to_desk=ticket.desk or desks[-1], note=note, by=author, at=AT
            )
        ticket.subject = f"{ticket.subject} {WORD}"
        ticket.is_set_aside = number % 7 == 3
        ticket.assignee = agents[number % len(agents)] if number % 3 else None
        if number % 5 == 0 and not ticket.closes_at:
            ticket.status = Ticket.Status.NEEDS_ENTITLEMENT
        ticket.save()
        if number % 6 == 0:
            notices.page_owed(key=str(ticket.pk), payload={}, at=AT)
    _stand_on_both_sides()
    indexing.index_tickets(list(Ticket.objects.values_list("pk", flat=True)), at=AT)


def _stand_on_both_sides() -> None:
    """An agent speaks for a customer, another for a partner, a third administers contracts; a contact has left."""
    owner, partner = Contact.objects.get(user__email=Reader.OWNER), Contract.objects.exclude(partners=None).first()
    assert partner is not None
    draft = ContactDraft(home_region=None, roles=frozenset({"member"}))
    admin = User.objects.get(email=Reader.ADMINISTRATOR)
    for email, organization in ((Reader.AGENT, owner.organization), (Reader.FAR_AGENT, partner.partners.get())):
        user = User.objects.get(email=email)
        put_contact(organization=organization, user=user, draft=draft, actor=admin, at=AT)
    group, _made = Group.objects.get_or_create(name=CONTRACT_ADMINISTRATORS)
    User.objects.get(email=Reader.FAR_AGENT).groups.add(group)
    manager = User.objects.get(email=Reader.MANAGER)
    mark_left(contact=Contact.objects.get(user__email=Reader.TEAMMATE), actor=manager, at=AT)


@pytest.mark.usefixtures("busy_world")
def test_everybody_finds_exactly_the_tickets_that_it_reads() -> None:
    for user in User.objects.order_by("pk"):
        reads = set(Ticket.objects.visible_to(user).kept().values_list("pk", flat=True)) if user.is_active else set()
        assert tickets_of(WORD, user) == reads, user.email


@pytest.mark.usefixtures("busy_world")
def test_everybody_finds_exactly_the_notes_that_it_reads() -> None:
    for user in User.objects.order_by("pk"):
        visible = Ticket.objects.visible_to(user).kept()
        reads = {ticket.pk for ticket in visible if permissions.role_of(user, ticket) is Role.AGENT}
        assert tickets_of(NOTE_WORD, user) == reads, user.email


SETS = ("visible_to", "of_customer", "worked_by")


def sets_of(user: User) -> dict[str, list[int]]:
    """The keys of every set of tickets that is about a reader, each as often as it is there."""
    return {name: sorted(getattr(Ticket.objects, name)(user).values_list("pk", flat=True)) for name in SETS}


def with_reach(user: User) -> User:
    """The same person as the reader of a request that changes nothing."""
    reader: Any = User.objects.select_related("agent").get(pk=user.pk)
    reader.reach = ask(user.pk)
    return reader  # type: ignore[no-any-return]


@pytest.mark.usefixtures("busy_world")
def test_a_request_that_knows_how_far_its_reader_sees_reads_the_same_tickets() -> None:
    for user in User.objects.order_by("pk"):
        assert sets_of(with_reach(user)) == sets_of(user), user.email


WRITTEN = Statement(
    lambda name, reader: getattr(Ticket.objects, name)(stand_in(reader)).order_by("pk").values_list("pk", flat=True)
)


@pytest.mark.usefixtures("busy_world")
def test_a_statement_that_is_written_once_finds_for_everybody_what_it_reads() -> None:
    for user in User.objects.order_by("pk"):
        for reader in (user, with_reach(user)):
            found = {name: WRITTEN.rows(name, reader=known(reader)) for name in SETS}
            assert found == sets_of(user), user.email


@pytest.mark.usefixtures("busy_world")
def test_what_is_read_as_a_customer_and_what_is_worked_is_among_what_is_read() -> None:
    for user in User.objects.order_by("pk"):
        found = sets_of(user)
        narrower = set(found["of_customer"]) | set(found["worked_by"])
        if user.is_active and hasattr(user, "agent"):
            narrower.update(Ticket.objects.at_desks_of(user).values_list("pk", flat=True))
            narrower.update(Ticket.objects.assigned_to(user).values_list("pk", flat=True))
        assert narrower <= set(found["visible_to"]), user.email


@pytest.mark.usefixtures("busy_world")
def test_more_single_tickets_than_are_known_by_their_keys_are_read_too() -> None:
    user = User.objects.get(email=Reader.FAR_AGENT)
    desk = Agent.objects.get(user=user).memberships.earliest("pk").desk
    near = Ticket.objects.at_desks_of(user).earliest("pk")
    far = Ticket.objects.hidden_from(user).earliest("pk")
    note = near.notes.create(author=user, body=WORD, html=WORD, at=AT)
    places = {"from_desk": desk, "to_desk": Desk.objects.exclude(pk=desk.pk)[0], "note": note, "by": user, "at": AT}
    HandOver.objects.bulk_create([HandOver(ticket=near, **places) for _ in range(MOST + 1)])
    HandOver.objects.create(ticket=far, **places)

    assert far in Ticket.objects.visible_to(with_reach(user))
    assert far.pk in WRITTEN.rows("visible_to", reader=known(with_reach(user)))
    assert sets_of(with_reach(user)) == sets_of(user)


@pytest.mark.parametrize(("method", "most"), [("GET", 1), ("POST", 0)])
def test_only_a_request_that_changes_nothing_keeps_how_far_its_reader_sees(method: str, most: int) -> None:
    request: Any = RequestFactory().generic(method, "/")
    request.user = User.objects.select_related("agent").get(email=Reader.AGENT)
    kept = []

    def page(request: Any) -> HttpResponse:
        kept.extend([reach_of(request.user).desks, reach_of(request.user).desks])
        return HttpResponse()

    with CaptureQueriesContext(connection) as statements:
        ReachMiddleware(page)(request)

    assert len(statements) == most
    assert isinstance(kept[0], set) == (kept[0] is kept[1]) == bool(most)


@pytest.mark.usefixtures("busy_world")
def test_nobody_finds_a_ticket_without_a_login() -> None:
    assert groups(WORD, None) == groups(NOTE_WORD, None) == set()


def test_who_is_called_finds_the_ticket_from_the_call_on() -> None:
    duty = User.objects.get(email=Reader.ADMINISTRATOR)
    ticket = Ticket.objects.hidden_from(duty).unfinished().exclude(desk=None).earliest("pk")
    policy = EscalationPolicy.objects.create(name="Duty managers", desk=ticket.desk)
    EscalationStep.objects.create(policy=policy, position=0, whom="duty_managers", minutes=5)
    settle()
    assert ticket.pk not in tickets_of(ticket.subject, duty)
    notices.page_owed(key=str(ticket.pk), payload={}, at=AT)
    settle()
    assert ticket.pk in tickets_of(ticket.subject, duty)


def test_the_keys_of_a_reader_cost_two_statements() -> None:
    for email in (Reader.MANAGER, Reader.AGENT, Reader.ADMINISTRATOR):
        user = User.objects.select_related("agent").get(email=email)
        with CaptureQueriesContext(connection) as statements:
            keys_of(user, AT)
        assert len(statements) <= 2


def test_a_reader_holds_the_products_for_which_gold_is_in_force() -> None:
    contact = Contact.objects.get(user__email=Reader.OWNER)
    products = {f"product:{row.product_id}" for row in contact.organization.licenses.all()}
    assert {key for key in keys_of(contact.user, AT) if key.startswith("product:")} == products

    lines = Entitlement.objects.filter(contract__organization=contact.organization, package__code="gold")
    after = max(line.ends_on for line in lines) + timedelta(days=1)
    later = AT.replace(year=after.year, month=after.month, day=after.day)
    assert not {key for key in keys_of(contact.user, later) if key.startswith("product:")}


def test_the_demo_world_is_indexed_when_it_is_loaded() -> None:
    groups = set(SearchDocument.objects.filter(kind="ticket").values_list("group", flat=True))

    assert groups == {f"ticket:{pk}" for pk in Ticket.objects.kept().values_list("pk", flat=True)}


def test_a_ticket_is_found_by_its_reference() -> None:
    ticket = Ticket.objects.filter(requester__email=Reader.OWNER).kept()[0]

    assert [each.group for each in results(ticket.reference, Reader.OWNER).shown] == [f"ticket:{ticket.pk}"]


def test_what_is_written_is_found_once_the_worker_was_there() -> None:
    ticket = Ticket.objects.visible_to(User.objects.get(email=Reader.OWNER)).unfinished()[0]
    services.reply(ticket=ticket, author=ticket.requester, body=f"It is a **{WORD}**.", at=AT)
    assert not results(WORD, Reader.OWNER).shown

    settle()
    assert [each.group for each in results(WORD, Reader.OWNER).shown] == [f"ticket:{ticket.pk}"]
    assert "**" not in results(WORD, Reader.OWNER).shown[0].snippet


def test_what_is_redacted_is_found_no_more_at_once_and_the_rest_comes_back() -> None:
    agent = Agent.objects.get(user__email=Reader.AGENT)
    ticket = Ticket.objects.worked_by(agent.user).filter(requester__email=Reader.OWNER).unfinished()[0]
    reply = services.reply(ticket=ticket, author=ticket.requester, body=f"My key is {WORD}. Nightingale.", at=AT)
    settle()
    services.redact(message=reply, actor=agent.user, pieces=[WORD], reason="A key.", at=AT)
    assert not results(WORD, Reader.OWNER).shown
    assert not SearchDocument.objects.filter(body__contains=WORD).exists()

    settle()
    assert not results(WORD, Reader.OWNER).shown
    assert results("nightingale", Reader.OWNER).shown


def test_agents_of_the_new_region_find_the_tickets_of_a_contact_that_moved() -> None:
    contact = Contact.objects.get(user__email=Reader.OWNER)
    region = Region.objects.get(code="APAC")
    draft = ContactDraft(home_region=region, roles=frozenset({"member"}))
    put_contact(organization=contact.organization, user=contact.user, draft=draft, actor=contact.user, at=AT)
    settle()

    found = {row.group for row in SearchDocument.objects.all() if f"=region:{region.pk}" in row.audience.split()}
    assert found >= {f"ticket:{pk}" for pk in contact.tickets.kept().values_list("pk", flat=True)}


def test_indexing_again_changes_nothing() -> None:
    before = list(SearchDocument.objects.order_by("pk").values())
    assert list(indexing.reindex(AT + timedelta(days=1)))[-1] == (Ticket.objects.count(), Ticket.objects.count())

    assert list(SearchDocument.objects.order_by("pk").values()) == before


def test_indexing_again_forgets_what_belongs_to_no_ticket() -> None:
    of_one = SearchDocument.objects.filter(kind="ticket").order_by("id")[0].group
    SearchDocument.objects.filter(group=of_one).update(group="ticket:0")
    list(indexing.reindex(AT))

    assert not SearchDocument.objects.filter(group="ticket:0").exists()


def test_indexing_costs_a_fixed_number_of_statements() -> None:
    ticket = Ticket.objects.kept()[0]
    with CaptureQueriesContext(connection) as few:
        indexing.index_tickets([ticket.pk], at=AT)
    with CaptureQueriesContext(connection) as many:
        indexing.index_tickets(list(Ticket.objects.values_list("pk", flat=True)), at=AT)

    assert len(many) <= len(few) + 2
