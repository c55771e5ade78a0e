"""Filters of the queue under a name: whose they are, what they show, and what they never tell."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import DeskMembership, Organization, User
from catalog.models import Desk
from tests.tickets.agents_world import (
    ANSON,
    EDWARD,
    LUCY,
    attribute,
    client_of,
    references,
    tickets,
    words,
)
from tests.world import AT
from tickets import services
from tickets.models import SavedView

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tickets")]


def save(owner: str, name: str, *, desk: Desk | None = None, **filters: str) -> SavedView:
    """A saved view of the agent with that address."""
    user = User.objects.get(email=owner)
    return services.save_view(owner=user, name=name, desk=desk, filters=filters, at=AT)


def emea() -> Desk:
    """The desk of London."""
    return Desk.objects.get(code="emea")


@pytest.mark.both
def test_filters_that_are_saved_stand_as_a_tab_with_its_count() -> None:
    tickets(2, prefix="BIG", severity=1)
    tickets(1, prefix="SMALL", severity=4)
    edward = client_of(EDWARD)

    answer = edward.post("/queue/views/new/", {"name": "Down", "query": "view=all&severity=1&saved=9&nonsense=1"})

    assert SavedView.objects.get().filters == {"view": "all", "severity": "1"}
    page = edward.get(answer["Location"])
    assert references(page) == ["BIG-1", "BIG-2"]
    assert words(page, ".tabs [aria-current]") == ["Down 2"]


def test_leaving_a_saved_view_leaves_its_filters() -> None:
    view = save(EDWARD, "Down", view="all", severity="1")

    page = client_of(EDWARD).get("/queue/", {"view": "all", "severity": "1", "saved": str(view.pk)})

    assert attribute(page, ".tabs a", "href") == "?view=desks"


def test_a_view_shared_with_a_desk_is_seen_by_its_agents_only() -> None:
    shared, own = save(LUCY, "Of the desk", desk=emea(), severity="1"), save(LUCY, "Mine", severity="2")

    def tabs(email: str) -> str:
        return " ".join(words(client_of(email).get("/queue/"), ".tabs a"))

    assert "Of the desk 0" in tabs(EDWARD)
    assert "Mine 0 " not in tabs(EDWARD).replace("Mine 0 Unassigned", "")
    assert "Of the desk" not in tabs(ANSON)
    assert client_of(EDWARD).get(f"/queue/views/{shared.pk}/").status_code == 403
    assert client_of(EDWARD).get(f"/queue/views/{own.pk}/").status_code == 404


def test_a_view_is_shared_with_ones_own_desks_only() -> None:
    foreign = Desk.objects.get(code="apac")

    answer = client_of(EDWARD).post("/queue/views/new/", {"name": "Down", "query": "severity=1", "desk": foreign.pk})

    assert answer.status_code == 422
    assert not SavedView.objects.exists()


def test_two_views_of_one_agent_have_two_names() -> None:
    save(EDWARD, "Down", severity="1")

    answer = client_of(EDWARD).post("/queue/views/new/", {"name": "Down", "query": "severity=2"})

    assert answer.status_code == 422
    assert "has this name already" in " ".join(words(answer, "form"))


def test_an_owner_renames_shares_and_keeps_the_filters_on_screen() -> None:
    view = save(EDWARD, "Down", severity="1")
    edward = client_of(EDWARD)

    edward.post(f"/queue/views/{view.pk}/", {"name": "Very down", "desk": emea().pk, "query": ""})
    view.refresh_from_db()
    assert (view.name, view.desk, view.filters) == ("Very down", emea(), {"severity": "1"})

    edward.post(f"/queue/views/{view.pk}/", {"name": "Very down", "query": "severity=2"})
    view.refresh_from_db()
    assert (view.desk, view.filters) == (None, {"severity": "2"})


def test_a_shared_view_is_deleted_by_its_owner_or_a_lead_of_the_desk() -> None:
    view = save(EDWARD, "Down", desk=emea(), severity="1")
    DeskMembership.objects.filter(agent__user__email=LUCY).update(is_lead=False)
    assert client_of(LUCY).post(f"/queue/views/{view.pk}/deletion/").status_code == 403

    DeskMembership.objects.filter(agent__user__email=LUCY).update(is_lead=True)
    assert client_of(LUCY).post(f"/queue/views/{view.pk}/deletion/").status_code == 302
    assert not SavedView.objects.exists()


def test_no_agent_keeps_more_than_twenty() -> None:
    for number in range(20):
        save(EDWARD, f"View {number}", severity="1")

    assert client_of(EDWARD).post("/queue/views/new/", {"name": "One more", "query": "q=x"}).status_code == 422


def test_a_view_that_names_what_is_gone_says_so_and_names_nothing() -> None:
    gone = Organization.objects.create(key="GONE", name="Gone Incorporated")
    view = save(EDWARD, "Of them", organization=str(gone.pk))
    gone.delete()

    page = client_of(EDWARD).get("/queue/", {**view.filters, "saved": str(view.pk)})

    assert "gone, or not yours to see" in words(page, "select[name=organization] option")
    assert words(page, ".notice") == ["These filters name something that is gone, or that is not yours to see."]


@pytest.mark.both
def test_a_queue_with_saved_views_costs_as_much_as_one_without() -> None:
    for number in range(12):
        save(EDWARD, f"View {number}", severity="1", assignee="me", promise="today", q="x")
    tickets(3)
    edward = client_of(EDWARD)

    with CaptureQueriesContext(connection) as statements:
        page = edward.get("/queue/")

    assert len(statements) == 6
    assert len([tab for tab in words(page, ".tabs a") if tab.startswith("View ")]) == 8


def test_the_list_leads_to_each_view() -> None:
    save(EDWARD, "Down", view="all", severity="1")

    address = attribute(client_of(EDWARD).get("/queue/views/"), "tbody a", "href")

    assert parse_qs(urlsplit(address).query)["severity"] == ["1"]


def test_stored_filters_are_plain_words() -> None:
    view = save(EDWARD, "Down", severity="1")

    assert json.dumps(view.filters) == '{"severity": "1"}'
