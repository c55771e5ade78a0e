"""The page of coverage debt says whose hours they are and how to close the gap; the board says that there is some."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from accounts.models import Agent, Organization
from oncall import portfolio
from oncall.models import Debt, DebtEvent
from oncall.views.lanes import lay_out
from tests.oncall.conftest import Cast
from tests.oncall.test_debt import lead, london, tom_away
from tests.world import standing_clock

__all__ = ["lead", "london", "tom_away"]

AT = datetime(2026, 11, 4, 3, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(tmp_path_factory: pytest.TempPathFactory) -> object:
    with standing_clock(tmp_path_factory.mktemp("clock") / "clock.json", AT):
        yield


def read(agent: Agent, address: str) -> HTMLParser:
    client = Client()
    client.force_login(agent.user)
    return HTMLParser(client.get(address).content)


def text(page: HTMLParser) -> str:
    return " ".join(page.body.text().split()) if page.body else ""


def test_the_lead_is_led_from_the_board_to_the_form_that_closes_the_gap(tom_away: Cast, lead: Agent) -> None:
    board = read(lead, reverse("oncall:board"))
    assert "24 h sold with nobody on call." in text(board)
    page = read(lead, reverse("oncall:debt"))
    assert "24 h of 1 customer have nobody on call." in text(page)
    (link,) = page.css("a[data-dialog]")
    form = read(lead, str(link.attributes["href"]))
    (starts_at,) = form.css("input[name=starts_at]")
    assert starts_at.attributes["value"] == "2026-11-13T18:00"
    assert tom_away.rotation.pk == int(str(link.attributes["href"]).split("/")[3])


def test_an_agent_who_may_not_decide_is_told_who_may(tom_away: Cast) -> None:
    page = read(tom_away.ana, reverse("oncall:debt"))
    assert "A lead of the desk or a duty manager puts somebody on call." in text(page)
    assert page.css("a[data-dialog]") == []
    assert "Tom will be away." in text(page)


def test_the_choice_of_a_desk_narrows_page_and_csv_alike(tom_away: Cast) -> None:
    client = Client()
    client.force_login(tom_away.ana.user)
    counts = []
    for code in ("", "desk-london", "desk-hongkong"):
        answer = client.get(reverse("oncall:debt-csv"), {"desk": code} if code else {})
        body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        counts.append(list(csv.reader(body.splitlines()))[1:])
    assert [len(rows) for rows in counts] == [1, 1, 0]
    assert counts[0][0] == [
        "EVE Foods", "London desk", "3884", "24", "2026-11-13T18:00+00:00", "2026-11-14T18:00+00:00"
    ]  # fmt: skip


def test_nothing_owed_and_nothing_sold_read_differently(cast: Cast) -> None:
    assert "No contract in force covers hours" in text(read(cast.ana, reverse("oncall:debt")))
    eve = Organization.objects.create(name="EVE Foods", key="EVE")
    Debt.objects.create(
        organization=eve,
        region=cast.london.region,
        desk=cast.london,
        sold_seconds=3600,
        seconds=0,
        made_at=AT,
        looked_until=AT,
    )
    assert "Somebody is on call for every hour that was sold." in text(read(cast.ana, reverse("oncall:debt")))
    assert not DebtEvent.objects.exists()


def test_the_page_does_not_exist_for_a_customer(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.customer)
    for name in ("oncall:debt", "oncall:debt-csv"):
        assert client.get(reverse(name)).status_code == 404


def test_lanes_are_filled_from_now_to_the_end_and_divided_at_mondays(cast: Cast) -> None:
    rows = portfolio.desk_watches(AT, 4)
    weeks = lay_out(rows, AT, 4, UTC)
    lane = next(each for each in weeks.lanes if each.row.desk == cast.london)
    widths = [float(each.width.rstrip("%")) for each in lane.stretches]
    assert sum(widths) == pytest.approx(100, abs=0.01)
    assert lane.stretches[0].x == "0%"
    assert [day.weekday() for _, day in weeks.ticks] == [0] * len(weeks.ticks)
    assert weeks.ticks[0][1] == (AT + timedelta(days=5)).date()
    empty = next(each for each in weeks.lanes if each.row.desk == cast.hong_kong)
    assert (empty.gap_hours, len(empty.stretches)) == ("", 1)
