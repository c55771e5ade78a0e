"""The inbox shows what its reader may read, by thing, and forgets nothing that is unread."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from accounts.models import User
from notifications import services
from notifications.models import Notification
from portal.views.inbox import PAGE
from tests.notifications.conftest import news

pytestmark = [pytest.mark.django_db, pytest.mark.both]
AT = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def browser(liam: User) -> Client:
    client = Client()
    client.force_login(liam, backend="portal.authentication.Backend")
    return client


def tell(reader: User, number: int, event: str = "", **changes: Any) -> Notification:
    about = {"about": f"ticket:ABC-{number}", "title": f"ABC-{number}: It stops", "event": event or f"event:{number}"}
    services.notify(reader=reader, news=news(**{**about, **changes}), at=AT + timedelta(minutes=number))
    return Notification.objects.latest("pk")


def groups(client: Client, query: str = "") -> list[LexborNode]:
    return LexborHTMLParser(client.get(f"/inbox/{query}").content.decode()).css(".inbox-group")


def titles(client: Client, query: str = "") -> list[str]:
    return [str(node.css_first(".subject").text()).split(":")[0] for node in groups(client, query)]  # type: ignore[union-attr]


def unread(client: Client) -> str:
    node = LexborHTMLParser(client.get("/inbox/").content.decode()).css_first("#inbox-unread")
    return str(node.text(strip=True)).removesuffix("unread") if node else ""


def test_what_was_told_stands_in_groups_the_newest_first(browser: Client, liam: User) -> None:
    tell(liam, 1)
    tell(liam, 2)
    tell(liam, 1, "later")

    assert titles(browser) == ["ABC-1", "ABC-2"]
    assert "2 unread" in str(groups(browser)[0].text())
    assert unread(browser) == "3"


def test_opening_an_entry_reads_all_of_its_thing_and_leads_there(browser: Client, liam: User) -> None:
    tell(liam, 1)
    entry = tell(liam, 1, "later")
    tell(liam, 2)
    answer = browser.get(f"/inbox/entries/{entry.pk}/")

    assert answer["Location"] == "/tickets/ABC-1/"
    assert titles(browser, "?show=unread") == ["ABC-2"]


def test_things_are_marked_read_and_unread_and_all_at_once(browser: Client, liam: User) -> None:
    tell(liam, 1)
    tell(liam, 2)
    browser.post("/inbox/reading/", {"about": "ticket:ABC-1", "state": "read"})
    assert titles(browser, "?show=unread") == ["ABC-2"]
    browser.post("/inbox/reading/", {"about": "ticket:ABC-1", "state": "unread"})
    assert unread(browser) == "2"
    browser.post("/inbox/reading/", {"state": "all"})
    assert unread(browser) == ""


def test_nobody_marks_what_is_in_another_inbox(browser: Client, anna: User) -> None:
    theirs = tell(anna, 1)
    browser.post("/inbox/reading/", {"about": "ticket:ABC-1", "state": "read"})

    assert browser.get(f"/inbox/entries/{theirs.pk}/").status_code == HTTPStatus.NOT_FOUND
    assert Notification.objects.get(pk=theirs.pk).read_at is None


def test_what_may_no_longer_be_read_vanishes_and_counts_no_more(browser: Client, liam: User) -> None:
    tell(liam, 1)
    gone = tell(liam, 2, door="ticket:ABC-2")

    assert browser.get(f"/inbox/entries/{gone.pk}/").status_code == HTTPStatus.NOT_FOUND
    assert titles(browser) == ["ABC-1"]
    assert unread(browser) == "1"


def test_pages_go_on_where_the_last_one_ended(browser: Client, liam: User) -> None:
    for number in range(PAGE + 2):
        tell(liam, number)
    first = titles(browser)
    link = LexborHTMLParser(browser.get("/inbox/").content.decode()).css_first("a[rel=next]")
    assert link is not None
    second = titles(browser, str(link.attributes["href"]))

    assert len(first) == PAGE
    assert second == ["ABC-1", "ABC-0"]


def test_the_count_answers_only_when_it_changed(browser: Client, liam: User) -> None:
    assert browser.get("/inbox/count/?seen=0").status_code == HTTPStatus.NO_CONTENT
    tell(liam, 1)

    answer = LexborHTMLParser(browser.get("/inbox/count/?seen=0").content.decode())
    assert answer.css_first("#inbox-unread .inbox-count").text() == "1"  # type: ignore[union-attr]
    assert answer.css_first("a") is None


def test_news_are_counted_while_the_page_stands_still(browser: Client, liam: User) -> None:
    entry = tell(liam, 1)
    assert browser.get(f"/inbox/news/?after={entry.pk}&seen=0").status_code == HTTPStatus.NO_CONTENT
    tell(liam, 2)

    assert b"1 new" in browser.get(f"/inbox/news/?after={entry.pk}&seen=0").content
    assert browser.get("/inbox/news/?after=x&seen=2").status_code == HTTPStatus.NO_CONTENT


def test_an_empty_inbox_says_what_will_come(browser: Client) -> None:
    assert "Nothing yet." in browser.get("/inbox/").content.decode()


def test_the_preferences_are_kept_and_come_back(browser: Client, liam: User) -> None:
    page = LexborHTMLParser(browser.get("/account/notifications/").content.decode())
    names = [str(node.attributes["name"]) for node in page.css("select[name^=mail-]")]
    chosen = {**dict.fromkeys(names, "now"), "mail-reply": "digest", "inbox-reply": "on"}
    times = {"rhythm": "weekly", "weekday": "4", "hour": "17", "quiet_starts": "22:00", "quiet_ends": "07:00"}
    answer = browser.post("/account/notifications/", {**chosen, **times, "quiet_weekdays": ["0", "6"]})

    assert answer.status_code == HTTPStatus.FOUND
    assert services.wishes_of(liam)["reply"].mail == "digest"
    assert not services.wishes_of(liam)["asked"].inbox
    assert services.times_of(liam).quiet_weekdays == {0, 6}
    assert services.times_of(liam).hour == 17


def test_quiet_hours_without_an_end_come_back_with_what_was_typed(browser: Client, liam: User) -> None:
    page = LexborHTMLParser(browser.get("/account/notifications/").content.decode())
    names = [str(node.attributes["name"]) for node in page.css("select[name^=mail-]")]
    times = {"rhythm": "daily", "weekday": "0", "hour": "8", "quiet_starts": "22:00"}
    answer = browser.post("/account/notifications/", {**dict.fromkeys(names, "off"), **times, "quiet_weekdays": ["1"]})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Quiet hours need a start, an end and at least one day." in answer.content.decode()
    assert services.wishes_of(liam)["reply"].mail == "now"
