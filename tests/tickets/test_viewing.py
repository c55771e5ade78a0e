"""An agent looks at the portal as a contact sees it: reads, writes nothing, and everybody can read that it did."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client

from accounts.middleware import refuse_writes
from accounts.models import Absence, Agent, Contact, OrganizationEvent, PortalView, User
from catalog.models import Desk
from tests.asking import ask
from tests.pages import PAGES, Address
from tests.pages.objects import liams_ticket
from tests.pages.registry import Reader
from tests.tickets.agents_world import EDWARD, LIAM, LUCY, client_of, words
from tests.world import AT, stop
from tickets import services
from tickets.models import Reply, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
MARIA = Reader.MANAGER
HIDDEN = {"people:account", "people:join", "coverage-feed", "downloads:link"}
"""What only the contact sees, of the pages that it reads by GET; those of other areas follow by their words."""


def address(email: str) -> str:
    """Where the view of the portal as somebody begins."""
    return f"/portal-views/{Contact.objects.get(user__email=email).pk}/"


def looking(email: str = LIAM, agent: str = EDWARD) -> Client:
    """A client whose agent looks as `email`."""
    client = client_of(agent)
    assert client.post(address(email), {"reason": "Cannot find the ticket"}).status_code == 302
    return client


@pytest.fixture
def at() -> Callable[[timedelta], None]:
    """Makes the clock stand so long after the world's instant."""
    return lambda later: stop(Path(settings.PORTAL_CLOCK), AT + later)


@pytest.fixture(autouse=True)
def _back_in_time() -> object:
    yield
    stop(Path(settings.PORTAL_CLOCK), AT)


def test_the_agent_sees_what_the_contact_sees_and_who_it_is() -> None:
    page = looking().get("/")
    assert words(page, ".viewing strong") == ["You see the portal as Liam Lowe."]
    subjects = Ticket.objects.filter(requester__email=LIAM).unfinished().values_list("subject", flat=True)
    assert any(subject in page.content.decode() for subject in subjects)
    assert looking().get("/queue/").status_code == 404


def test_it_is_written_down_and_the_organization_reads_why() -> None:
    looking()
    view = PortalView.objects.get()
    assert (view.agent.user.email, view.user.email, view.reason) == (EDWARD, LIAM, "Cannot find the ticket")
    history = client_of(MARIA).get("/organization/").content.decode()
    assert "Edward Ellis looked at the portal as Liam Lowe sees it: Cannot find the ticket" in history


def test_nothing_can_be_written() -> None:
    client, reference = looking(), liams_ticket()["reference"]
    before = Reply.objects.count()
    for path, data in (
        (f"/tickets/{reference}/replies/", {"body": "As Liam"}),
        (f"/tickets/{reference}/closure/", {}),
        ("/account/", {"name": "Mallory", "zone": "UTC", "language": "en"}),
    ):
        answer = client.post(path, data)
        assert answer.status_code == 403
        assert "you can read, not change" in answer.content.decode()
    assert Reply.objects.count() == before
    assert User.objects.get(email=LIAM).name == "Liam Lowe"


def test_a_page_that_writes_when_it_is_read_is_stopped_at_the_database() -> None:
    with connection.execute_wrapper(refuse_writes), pytest.raises(PermissionDenied):
        Absence.objects.update(note="")


def test_every_page_of_the_contact_is_shown_or_is_a_secret() -> None:
    pages = [each for each in PAGES if each.method == "GET" and each.answers[Reader.OWNER] == HTTPStatus.OK]
    client, given = looking(), {}
    for page in pages:
        with transaction.atomic():
            given[page.name] = ask(page, client).status_code
            transaction.set_rollback(True)

    assert len(pages) > 50
    assert given == {page.name: 403 if is_secret(page) else 200 for page in pages}


def is_secret(page: Address) -> bool:
    """Whether only the contact sees the page."""
    return page.name in HIDDEN or any(word in page.name for word in ("invitation", "feed", "inbox", "preferences"))


def test_who_may_not_look_reads_why_and_is_led_back_to_the_organization() -> None:
    refused = client_of(EDWARD).get(address(MARIA))
    assert refused.status_code == 403
    assert words(refused, "main .notice p") == [
        "You cannot look at itThis person reads tickets that you do not. Ask somebody who reads them all."
    ]
    assert words(refused, "main a.back") == ["ABC Corporation"]
    assert words(refused, "main form") == []


@pytest.mark.parametrize("path", ["/accounts/password/change/", "/accounts/email/", "/account/", "/admin/"])
def test_secrets_stay_hidden(path: str) -> None:
    answer = looking().get(path)
    assert answer.status_code == 403
    assert "for the contact alone" in answer.content.decode()


def test_the_button_ends_it() -> None:
    client = looking()
    assert client.post("/portal-views/end/").status_code == 302
    assert client.get("/queue/").status_code == 200
    assert PortalView.objects.get().ended_at == AT


def test_logging_out_ends_it_and_logs_the_agent_out() -> None:
    client = looking()
    client.post("/accounts/logout/")
    assert PortalView.objects.get().ended_at == AT
    assert client.get("/queue/").status_code == 302


def test_it_ends_by_itself_and_its_last_form_is_not_sent_in_the_agents_name(at: Callable[[timedelta], None]) -> None:
    client, reference = looking(), liams_ticket()["reference"]
    at(timedelta(minutes=29))
    assert client.get("/queue/").status_code == 404
    at(timedelta(minutes=30))
    late = client.post(f"/tickets/{reference}/replies/", {"body": "As Liam"})

    assert late.status_code == 403
    assert "is over" in late.content.decode()
    assert PortalView.objects.get().ended_at == AT + timedelta(minutes=30)
    assert client.get("/queue/").status_code == 200


def test_who_does_not_read_all_that_the_contact_reads_may_not_look() -> None:
    answer = client_of(EDWARD).post(address(MARIA), {"reason": "Help"})
    assert answer.status_code == 403
    assert not PortalView.objects.exists()


def test_a_view_ends_when_its_contact_comes_to_read_more_than_the_agent() -> None:
    client = looking()
    assert client.get("/tickets/").status_code == 200
    liam = Contact.objects.get(user__email=LIAM)
    liam.roles.create(role="manager")
    hidden = Ticket.objects.visible_to(liam.user).hidden_from(User.objects.get(email=EDWARD))[0]

    refused = client.get(f"/tickets/{hidden.reference}/")

    assert (refused.status_code, hidden.subject in refused.content.decode()) == (403, False)
    assert "reads tickets now that you do not" in refused.content.decode()
    assert PortalView.objects.get().ended_at == AT
    assert client.get("/queue/").status_code == 200


def test_a_view_ends_when_its_agent_moves_to_another_desk() -> None:
    client = looking()
    agent = Agent.objects.get(user__email=EDWARD)
    Ticket.objects.filter(assignee=agent).update(assignee=None)
    agent.memberships.all().delete()
    agent.memberships.create(desk=Desk.objects.get(code="apac"))

    assert client.get("/tickets/").status_code == 403
    assert PortalView.objects.get().ended_at == AT


def test_who_is_no_customer_is_not_offered_to_be_looked_at() -> None:
    maria = User.objects.get(email=MARIA)
    User.objects.filter(pk=maria.pk).update(is_staff=True)
    offered = words(client_of(EDWARD).get("/organization/ABC/"), "a[data-dialog][href^='/portal-views/']")
    assert "View as Liam Lowe" in offered
    assert f"View as {maria.name}" not in offered


def test_only_customers_are_looked_at() -> None:
    contact = Contact.objects.get(user__email=LIAM)
    User.objects.filter(pk=contact.user_id).update(is_staff=True)
    assert client_of(EDWARD).post(address(LIAM), {"reason": "Help"}).status_code == 403


def test_without_a_reason_nobody_looks() -> None:
    answer = client_of(EDWARD).post(address(LIAM), {"reason": " "})
    assert answer.status_code == 422
    assert not OrganizationEvent.objects.filter(code="viewed").exists()


def test_a_view_is_of_the_agent_who_began_it() -> None:
    looking()
    other = client_of(LUCY)
    session = other.session
    session["portal_view"] = PortalView.objects.get().pk
    session.save()
    assert other.get("/queue/").status_code == 200


def test_what_the_contact_has_not_sent_is_not_shown() -> None:
    liam = User.objects.get(email=LIAM)
    place = liams_ticket()["reference"]
    services.keep_draft(user=liam, place=place, fields={"body": "Not sent yet"}, read="", at=AT)

    assert client_of(LIAM).get(f"/tickets/{place}/draft/").status_code == 200
    assert looking().get(f"/tickets/{place}/draft/").status_code == 204
