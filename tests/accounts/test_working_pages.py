"""The page on which an agent, or a lead for it, says when it works."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.demo import People
from common import clock
from tests.accounts.conftest import AT

EDWARD, LUCY, AMY = "agent.emea@vendor.example", "lead.emea@vendor.example", "agent.amer@vendor.example"
As = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _standing(settings: LazySettings, tmp_path: Path) -> None:
    """It is a Wednesday, noon in London."""
    settings.PORTAL_CLOCK = str(tmp_path / "clock.json")
    clock.move(tmp_path / "clock.json", AT, rate=0)


def address(people: People, email: str = EDWARD) -> str:
    """The page of an agent."""
    return f"/agents/{people.agents[email].pk}"


def test_hours_are_written_as_people_write_them(as_: As, people: People) -> None:
    client, page = as_(EDWARD), f"{address(people)}/work/"
    assert client.post(page, {"day0": "09:00-12:30, 13:00\N{EN DASH}17:00", "day6": "22:00-24:00"}).status_code == 302

    shown = LexborHTMLParser(client.get(page).content)
    values = {day: shown.css_first(f"[name={day}]").attributes.get("value") for day in ("day0", "day1", "day6")}  # type: ignore[union-attr]
    assert values == {"day0": "09:00-12:30, 13:00-17:00", "day1": None, "day6": "22:00-24:00"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [("nine to five", "Write times as"), ("09:00-12:00, 11:00-13:00", "overlap"), ("22:00-06:00", "write a night as")],
)
def test_hours_that_cannot_be_are_refused_and_kept(as_: As, people: People, typed: str, said: str) -> None:
    answer = as_(EDWARD).post(f"{address(people)}/work/", {"day2": typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert typed in answer.content.decode()


@pytest.mark.parametrize(
    ("until", "ends_at"),
    [
        ("hour", AT + timedelta(hours=1)),
        ("tomorrow", datetime(2026, 11, 26, tzinfo=UTC)),
        ("monday", datetime(2026, 11, 30, tzinfo=UTC)),
        ("notice", None),
    ],
)
def test_one_click_is_away(as_: As, people: People, until: str, ends_at: datetime | None) -> None:
    client = as_(EDWARD)
    client.post(f"{address(people)}/away/", {"until": until})
    assert people.agents[EDWARD].absences.get().ends_at == ends_at

    assert "Back now" in client.get(f"{address(people)}/work/").content.decode()
    client.post(f"{address(people)}/back/")
    assert "Back now" not in client.get(f"{address(people)}/work/").content.decode()


def test_an_absence_is_planned_on_the_readers_clock_and_cancelled(as_: As, people: People) -> None:
    client = as_(EDWARD)
    form = {"starts_at": "2027-06-01T09:00", "ends_at": "2027-06-04T17:00", "note": "Holidays"}
    client.post(f"{address(people)}/absences/", form)
    planned = people.agents[EDWARD].absences.get()
    assert planned.starts_at == datetime(2027, 6, 1, 8, tzinfo=UTC)
    backwards = client.post(f"{address(people)}/absences/", {**form, "ends_at": "2027-05-01T09:00"})
    assert backwards.status_code == 422

    client.post(f"{address(people)}/absences/{planned.pk}/cancellation/")
    assert not people.agents[EDWARD].absences.exists()


def test_a_lead_finds_its_agents_and_another_agent_finds_nobody(as_: As, people: People) -> None:
    page = as_(LUCY).get(f"{address(people, LUCY)}/work/").content.decode()
    assert f"{address(people)}/work/" in page
    as_(LUCY).post(f"{address(people)}/away/", {"until": "notice"})
    assert people.agents[EDWARD].absences.exists()
    assert as_(AMY).get(f"{address(people)}/work/").status_code == 404


def test_the_page_leads_back_to_ones_own_account_and_nowhere_from_somebody_elses(as_: As, people: People) -> None:
    page = f"{address(people)}/work/"
    back = LexborHTMLParser(as_(EDWARD).get(page).content).css_first("a.back")
    assert back is not None
    assert back.attributes.get("href") == "/account/"
    assert LexborHTMLParser(as_(LUCY).get(page).content).css_first("a.back") is None
