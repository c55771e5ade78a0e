"""The pages of maintenance windows: what is offered, refused in words, and shown to each side."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser as Page

from accounts.models import Agent, Environment, User
from entitlements.models import Contract
from tests.pages.registry import Reader
from tests.pages.windows import liams_window, planned
from tests.world import AT
from tickets import services
from tickets.models import Freeze, Window, WindowType

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
PARTNER = "member@partner.example"
SAID = {
    "plan": "Stop, upgrade, start.",
    "rollback_name": "Liam Lee",
    "rollback_phone": "+44 20 7946 0000",
    "checklist": "",
}


def client(email: str) -> Client:
    found = Client()
    found.force_login(User.objects.get(email=email))
    return found


def liam() -> Client:
    return client(Reader.OWNER)


def send(**fields: Any) -> Any:
    return liam().post("/windows/new/", {**planned(), **SAID, **fields})


def test_free_starts_are_offered_on_the_readers_clock() -> None:
    page = liam().get("/windows/new/", planned())
    days = page.context["offers"].days
    assert days
    first = days[0][1][0].span
    assert first.starts_at >= AT + timedelta(hours=72)
    assert first.starts_at.isoformat() in page.content.decode()


def test_an_offered_start_is_booked_and_leads_to_its_page() -> None:
    start = liam().get("/windows/new/", planned()).context["offers"].days[0][1][0].span.starts_at
    answer = send(start=start.isoformat())
    window = Window.objects.live().get(booked_by__email=Reader.OWNER)
    assert (answer.status_code, answer["Location"]) == (302, f"/windows/{window.ticket.reference}/")
    assert window.starts_at == start


def test_a_refusal_keeps_the_text_and_names_the_next_free_start() -> None:
    answer = send(typed="2026-06-11T20:00")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "booked 72 hours ahead" in text
    assert "The next free start is" in text
    assert "Stop, upgrade, start." in text


def test_a_time_that_the_clock_skips_is_shown_shifted_before_it_is_booked() -> None:
    answer = send(typed="2027-03-28T01:30")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "it means 02:30" in text
    assert 'value="2027-03-28T02:30"' in text
    assert not Window.objects.filter(booked_by__email=Reader.OWNER).exists()


@pytest.mark.parametrize("typed", ["tomorrow", "0001-01-01T00:00", "9999-12-31T23:45"])
def test_an_odd_time_is_refused(typed: str) -> None:
    assert send(typed=typed).status_code == 422


@pytest.mark.parametrize("start", ["", "never", "2026-06-16T08:00", "9999-12-31T23:45:00+00:00"])
def test_an_odd_choice_is_refused(start: str) -> None:
    assert send(start=start).status_code == 422


def test_without_a_free_start_the_page_says_why() -> None:
    Freeze.objects.create(name="Year-end closing", first_on=AT.date(), last_on=AT.date() + timedelta(days=90))
    text = liam().get("/windows/new/", planned()).content.decode()
    assert "Year-end closing" in text


def test_a_moved_window_says_so_on_its_page() -> None:
    named = liams_window()["reference"]
    start = liam().get(f"/windows/{named}/move/").context["offers"].days[0][1][1].span.starts_at
    assert liam().post(f"/windows/{named}/move/", {"start": start.isoformat()}).status_code == 302
    assert "moved the window" in liam().get(f"/windows/{named}/").content.decode()


def test_a_window_that_begins_within_a_day_is_not_moved_on_the_page() -> None:
    named = liams_window()["reference"]
    Window.objects.filter(ticket__reference=named).update(starts_at=AT + timedelta(hours=20))
    text = liam().get(f"/windows/{named}/move/").content.decode()
    assert "too late to move" in text
    assert liam().post(f"/windows/{named}/move/", {"start": AT.isoformat()}).status_code == 422


def test_the_engineer_ticks_and_ends_and_the_customer_reads_the_account() -> None:
    named = liams_window()["reference"]
    window = Window.objects.get(ticket__reference=named)
    engineer = client(window.engineer.user.email)
    assert engineer.post(f"/windows/{named}/checklist/0/", {"done": "1"}).status_code == 302
    Window.objects.filter(pk=window.pk).update(starts_at=AT, started_at=AT)
    ended = engineer.post(f"/windows/{named}/end/", {"minutes": "25", "what": "Upgrade"})
    assert ended.status_code == 302
    text = liam().get(f"/windows/{named}/").content.decode()
    assert "25 min worked" in text
    assert "ticked off: Backup taken" in text


def test_a_window_that_has_not_begun_is_not_ended_and_the_page_says_why() -> None:
    named = liams_window()["reference"]
    engineer = client(Window.objects.get(ticket__reference=named).engineer.user.email)
    answer = engineer.post(f"/windows/{named}/end/", {"minutes": "25", "what": "Upgrade"})
    assert answer.status_code == 422
    assert "has not begun yet" in answer.content.decode()


def test_a_file_for_the_calendar_is_an_invitation_of_the_reader() -> None:
    named = liams_window()["reference"]
    answer = liam().get(f"/windows/{named}/invitation.ics")
    text = answer.content.decode().replace("\r\n ", "")
    assert answer["Content-Type"].startswith("text/calendar")
    assert "METHOD:REQUEST" in text
    assert f"mailto:{Reader.OWNER.value}" in text


def test_agents_see_first_what_they_work() -> None:
    named = liams_window()["reference"]
    window = Window.objects.get(ticket__reference=named)
    page = client(window.engineer.user.email).get("/windows/")
    assert [row["window"] for row in page.context["mine"]] == [window]
    other = Agent.objects.filter(memberships__desk=window.ticket.desk).exclude(pk=window.engineer.pk)[0]
    page = client(other.user.email).get("/windows/")
    assert page.context["mine"] == []
    assert window in [row["window"] for row in page.context["live"]]


def test_the_demo_world_has_one_ahead_and_one_behind_with_its_account() -> None:
    assert Window.objects.live().filter(ticket__organization__key="ABC").count() == 1
    over = Window.objects.over().get()
    assert (over.state, over.units_used, over.units_returned) == ("ended", 4, 0)


@pytest.mark.parametrize("reader", [Reader.OWNER, Reader.AGENT])
def test_the_ticket_leads_to_its_window(reader: Reader) -> None:
    named = liams_window()["reference"]
    text = client(reader).get(f"/tickets/{named}/").content.decode()
    assert f'href="/windows/{named}/"' in text


def test_closing_the_ticket_of_a_window_gives_the_engineer_back() -> None:
    named = liams_window()["reference"]
    window = Window.objects.select_related("ticket").get(ticket__reference=named)
    services.close(ticket=window.ticket, actor=User.objects.get(email=Reader.OWNER), at=AT)
    assert not window.reservation.quarters.exists()


def at_goldleaf(**fields: Any) -> dict[str, Any]:
    """What Portside plans for its customer Goldleaf."""
    contract = Contract.objects.get(number="C-1004")
    places = Environment.objects.filter(organization__key="GLD", use="production")
    place = places.filter(product__in=contract.licenses.values("product")).order_by("pk")[0]
    kind = WindowType.objects.get(name="Upgrade")
    return {"environment": f"c{contract.pk}-{place.pk}", "type": kind.pk, "minutes": 120, **fields}


def test_a_partner_is_offered_what_its_customers_run_and_whom_it_may_concern() -> None:
    page = Page(client(PARTNER).get("/windows/new/").text)
    assert [each.attributes["label"] for each in page.css("[name=environment] optgroup")] == [
        "Goldleaf Optics (C-1004)"
    ]
    people = [each.text() for each in page.css("[name=concerned] option")]
    assert people == ["Nobody in particular", "Gina Gold", "Greta Gold"]


def test_a_partner_books_an_offered_start_for_its_customer() -> None:
    partner = client(PARTNER)
    start = partner.get("/windows/new/", at_goldleaf()).context["offers"].days[0][1][0].span.starts_at
    answer = partner.post("/windows/new/", {**at_goldleaf(), **SAID, "start": start.isoformat()})
    assert answer.status_code == 302
    assert "Portside Consulting" in client("manager@goldonly.example").get(answer["Location"]).text
    assert partner.get(f"{answer['Location']}move/").status_code == 200
    assert liam().get(answer["Location"]).status_code == 404


@pytest.mark.parametrize("email", [Reader.OWNER, Reader.AGENT, "manager@goldonly.example"])
def test_nobody_else_books_as_the_partner(email: str) -> None:
    page = client(email).get("/windows/new/", at_goldleaf())
    assert page.context["form"] is None
    assert f'value="{at_goldleaf()["environment"]}"' not in page.text


def test_somebody_of_another_organization_is_not_concerned() -> None:
    stranger = User.objects.get(email=Reader.OWNER).contacts.get().pk
    text = client(PARTNER).get("/windows/new/", at_goldleaf(concerned=stranger)).text
    assert "what came is not on its list" in text


def of_liam(**fields: Any) -> dict[str, Any]:
    return planned(contact=User.objects.get(email=Reader.OWNER).contacts.get().pk, **fields)


def test_an_agent_books_on_the_page_for_the_contact_that_is_named() -> None:
    agent = client(Reader.AGENT)
    page = agent.get("/windows/new/", of_liam())
    assert "who is told at once" in page.text
    start = page.context["offers"].days[0][1][0].span.starts_at
    answer = agent.post("/windows/new/", {**of_liam(), **SAID, "start": start.isoformat()})
    assert answer.status_code == 302
    window = Window.objects.live().get(booked_by__email=Reader.OWNER)
    assert (window.ticket.requester.email, window.starts_at) == (Reader.OWNER, start)
    assert window.ticket.events.filter(code="window_booked", actor__email=Reader.AGENT).exists()


def test_a_manager_that_names_a_colleague_books_in_its_own_name() -> None:
    manager = client(Reader.MANAGER)
    page = manager.get("/windows/new/", of_liam())
    assert page.context["named"] is None
    start = page.context["offers"].days[0][1][0].span.starts_at
    assert manager.post("/windows/new/", {**of_liam(), **SAID, "start": start.isoformat()}).status_code == 302
    assert not Window.objects.live().filter(booked_by__email=Reader.OWNER).exists()


def test_a_start_years_ahead_is_refused_with_the_next_free_one() -> None:
    answer = send(typed="2030-06-11T20:00")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "up to a year ahead" in text
    assert "The next free start is" in text
