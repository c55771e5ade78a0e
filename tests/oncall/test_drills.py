"""A fire drill goes the real way, needs an answer, proves the desk, and never counts as a page."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from accounts.models import DeskMembership, User
from oncall import portfolio, services
from oncall.models import Attempt, Delivery, DrillPlan, EscalationRun, Page
from oncall.rules import last_weekly, masked
from tests.oncall.conftest import Cast, make_agent

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def plan(cast: Cast) -> DrillPlan:
    """Wednesdays at 03:00 in London."""
    return DrillPlan.objects.create(desk=cast.london, weekday=2, minute=3 * 60)


def test_a_drill_comes_at_its_hour_once_by_the_real_way(cast: Cast) -> None:
    plan(cast)
    assert services.drill_due(AT - timedelta(minutes=1)) == 0
    assert [services.drill_due(AT), services.drill_due(AT), services.drill_due(AT + timedelta(minutes=5))] == [1, 0, 0]
    page = Page.objects.get()
    assert (page.kind, page.agent, page.subject) == ("drill", cast.ana, "TEST: fire drill of London desk")
    assert Delivery.objects.get().channel == "mail"
    assert not Page.objects.real().exists()
    assert services.drill_due(AT + timedelta(days=7)) == 1


def test_a_drill_that_was_missed_by_hours_is_not_made_up_for(cast: Cast) -> None:
    plan(cast)
    assert services.drill_due(AT + timedelta(hours=3)) == 0


def test_a_desk_is_proven_by_the_last_page_that_somebody_took(cast: Cast) -> None:
    plan(cast)
    for taken in (AT, AT + timedelta(days=7), AT + timedelta(days=14)):
        services.drill_due(taken)
        if taken != AT + timedelta(days=14):
            services.acknowledge_page(page=Page.objects.latest("id"), agent=cast.ana, at=taken)
    (proof,) = [each for each in portfolio.proofs(AT + timedelta(days=15), 14) if each.desk == cast.london]
    assert (proof.proven_at, proof.is_late) == (AT + timedelta(days=7), False)


def test_an_answered_drill_proves_the_desk_and_an_unanswered_one_is_told_to_the_fallback(
    cast: Cast, settings: Settings
) -> None:
    settings.PAGE_FALLBACK_EMAIL = "duty@vendor.example"
    plan(cast)
    services.drill_due(AT)
    services.advance_due(AT + timedelta(minutes=15))
    assert Attempt.objects.latest("id").recipient == "duty@vendor.example"
    assert EscalationRun.objects.get().ending == "exhausted"
    (proof,) = [each for each in portfolio.proofs(AT, 14) if each.desk == cast.london]
    assert (proof.proven_at, proof.is_late) == (None, True)
    services.acknowledge_page(page=Page.objects.get(), agent=cast.ana, at=AT + timedelta(minutes=20))
    (proof,) = [each for each in portfolio.proofs(AT + timedelta(days=1), 14) if each.desk == cast.london]
    assert (proof.proven_at, proof.is_late) == (AT + timedelta(minutes=20), False)
    assert proof.next_at == AT + timedelta(days=7)
    (proof,) = [each for each in portfolio.proofs(AT + timedelta(days=15), 14) if each.desk == cast.london]
    assert proof.is_late


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.usefixtures("night")
def test_a_lead_drills_by_hand_and_others_may_not(cast: Cast) -> None:
    lead = make_agent("lea", cast.london)
    DeskMembership.objects.filter(agent=lead).update(is_lead=True)
    address = reverse("oncall:drill", args=[cast.london.pk])
    assert as_user(cast.tom.user).post(address).status_code == 403
    assert "goes to Ana" in as_user(lead.user).get(address).content.decode()
    assert as_user(lead.user).post(address).status_code == 302
    again = as_user(lead.user).post(address)
    assert (again.status_code, "waits for an answer" in again.content.decode()) == (409, True)
    assert Page.objects.get().kind == "drill"
    board = HTMLParser(as_user(cast.tom.user).get(reverse("oncall:board")).content)
    assert [node.text() for node in board.css("a.subject")] == ["TEST: fire drill of London desk"]


def test_a_duty_manager_drills_every_desk(cast: Cast) -> None:
    cast.tom.user.groups.add(Group.objects.get_or_create(name="duty manager")[0])
    assert services.drill_now(desk=cast.hong_kong, actor=cast.tom, at=AT).agent is None
    with pytest.raises(services.UnableToDrill, match="running"):
        services.drill_now(desk=cast.hong_kong, actor=cast.tom, at=AT)


@given(
    st.sampled_from(["Europe/London", "America/Los_Angeles", "Asia/Hong_Kong", "Australia/Lord_Howe"]),
    st.integers(0, 6),
    st.integers(0, 1439),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - made aware
)
def test_the_last_time_of_a_week_is_past_and_of_that_weekday(
    zone: str, weekday: int, minute: int, at: datetime
) -> None:
    found = last_weekly(zone, weekday, minute, at)
    assert timedelta() <= at - found < timedelta(days=7, hours=2)
    local = found.astimezone(ZoneInfo(zone))
    assert local.weekday() in {weekday, (weekday + 1) % 7}
    assert (local.hour * 60 + local.minute - minute) % 1440 in {0, 30, 60}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("ana@vendor.example", "a\N{HORIZONTAL ELLIPSIS}@vendor.example"),
        ("+442079460123", "+44\N{HORIZONTAL ELLIPSIS}123"),
        ("device:3", "device:3"),
    ],
)
def test_an_address_is_masked(address: str, shown: str) -> None:
    assert masked(address) == shown
