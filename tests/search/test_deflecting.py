"""Answers before tickets: shown, opened, filed all the same; and what was looked for in vain."""

from collections.abc import Collection
from datetime import timedelta

import pytest
from django.conf import LazySettings
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from search.models import Deflection, EmptySearch, Shown
from search.portfolio import keys_of
from search.services import forget_searches, measured, note_nothing, open_suggestion, suggest, ticket_filed
from search.services.missing import MOST_A_DAY
from tests.asking import client_of
from tests.pages.registry import Reader
from tests.world import AT
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sessions")]

LEASE = "A node reports lease lost under load"
FORM = "one"


def user(email: str = Reader.OWNER) -> User:
    return User.objects.get(email=email)


def shown(subject: str = LEASE, *, token: str = FORM, email: str = Reader.OWNER) -> list[str]:
    """The titles that are suggested."""
    found = suggest(subject, token=token, user=user(email), keys=keys_of(user(email), AT), at=AT)
    return [each.title for each in found]


def typed(**more: str) -> dict[str, str]:
    return {"token": "form", "subject": LEASE, "description": "", "kind": "break-fix", **more}


def test_answers_are_suggested_and_counted_once() -> None:
    first, again = shown(), shown()

    assert first == again
    assert any("lease lost" in title for title in first)
    deflection = Deflection.objects.get(token="one")
    assert deflection.shown.count() == len(first)


def test_a_sentence_with_words_of_its_own_still_finds_something() -> None:
    assert shown("Yesterday evening everything about the renewal of our certificate stopped quietly")


@pytest.mark.parametrize("subject", ["", "ab", "zebrafinch quokkas"])
def test_what_says_nothing_suggests_nothing_and_leaves_no_row(subject: str) -> None:
    assert shown(subject) == []
    assert not Deflection.objects.filter(token="one").exists()


def test_nobody_is_shown_what_it_may_not_know() -> None:
    internal = "Take a call about lost leases"
    assert not any(internal in title for title in shown(internal))
    assert any(internal in title for title in shown(internal, email=Reader.AGENT))


def test_an_opened_answer_is_noted_and_leads_there() -> None:
    client = client_of(Reader.OWNER)
    page = LexborHTMLParser(client.post("/search/suggest/", typed()).content.decode())
    link = page.css_first("a.suggestion")
    assert link is not None

    answer = client.get(str(link.attributes["href"]))
    assert answer.headers["Location"].startswith(("/kb/", "/community/threads/"))
    assert Deflection.objects.get(token="form").shown.exclude(opened_at=None).count() == 1
    assert client_of(Reader.CUSTOMER).get(str(link.attributes["href"])).status_code == 404


def test_an_answer_that_was_closed_meanwhile_leads_nowhere() -> None:
    shown()
    number = Shown.objects.filter(deflection__token=FORM).latest("pk").pk

    def opened(email: str, keys: Collection[str]) -> str:
        return open_suggestion(number=number, token=FORM, user=user(email), keys=keys, at=AT)

    held = keys_of(user(), AT)
    assert opened(Reader.OWNER, ()) == opened(Reader.CUSTOMER, held) == ""
    assert not Shown.objects.filter(pk=number).exclude(opened_at=None).exists()
    assert opened(Reader.OWNER, held)


def test_without_script_the_same_stands_on_the_page_that_shows_who_will_work_on_it() -> None:
    page = LexborHTMLParser(client_of(Reader.OWNER).post("/tickets/new/", typed(show="1")).content.decode())

    assert page.css("#suggestions a.suggestion")
    assert page.css_first("input[name=subject]").attributes["value"] == LEASE  # type: ignore[union-attr]


def test_a_question_is_led_to_the_community_and_may_be_filed_all_the_same() -> None:
    client = client_of(Reader.OWNER)
    page = LexborHTMLParser(client.post("/search/suggest/", typed(kind="question")).content.decode())
    link = next(node for node in page.css("a") if "Ask the community" in node.text())
    assert client.get(str(link.attributes["href"])).headers["Location"].startswith("/community/ask/?title=")

    fault = Ticket.objects.filter(requester=user(), version__isnull=False).latest("pk")
    filed = {**typed(kind="question"), "version": str(fault.version_id), "severity": "4", "description": "How?"}
    assert client.post("/tickets/new/", {**filed, "file": "1"}).status_code == 302
    ticket, told = Ticket.objects.latest("pk"), Deflection.objects.get(token="form")
    assert (told.kind, told.filed_as, told.asked_at is not None) == ("question", f"ticket:{ticket.pk}", True)
    assert ticket.outcome == "not_covered"


def test_the_report_counts_what_was_spared_and_what_was_filed() -> None:
    for token, filed in (("spared", False), ("filed", True), ("unread", True)):
        shown(token=token)
        if token != "unread":
            Deflection.objects.get(token=token).shown.update(opened_at=AT)
        if filed:
            ticket_filed(token=token, user=user(), group="ticket:1", kind="break-fix", product=None, at=AT)
    ticket_filed(token="alone", user=user(), group="ticket:2", kind="question", product=None, at=AT)

    later = AT + timedelta(hours=2)
    found = measured(since=AT - timedelta(days=1), at=later, keys=keys_of(user(Reader.AGENT), later))
    assert (found.forms, found.opened, found.spared, found.filed, found.answerless, found.questions) == (
        3,
        2,
        1,
        3,
        1,
        1,
    )
    best = found.answers[0]
    assert (best.shown, best.opened, best.spared, best.filed) == (3, 2, 1, 1)
    assert best.url.startswith(("/kb/", "/community/"))
    early = measured(since=AT - timedelta(days=1), at=AT + timedelta(minutes=5), keys=())
    assert early.spared == 0
    assert {each.url for each in early.answers} == {""}


def test_searches_in_vain_are_gathered_and_typing_is_one_search() -> None:
    for number, text in enumerate(("zebraf", "zebrafinch", "zebrafinch nest")):
        note_nothing(text, user=user(), at=AT + timedelta(seconds=number))
    note_nothing("zebrafinch nest", user=user(Reader.CUSTOMER), at=AT)
    for text in ("zebrafinch", "zebrafinch nest", "another"):
        note_nothing(text, user=None, at=AT)

    assert (
        sorted(EmptySearch.objects.filter(words__startswith="zebra").values_list("words", flat=True))
        == ["zebrafinch nest"] * 3
    )
    note_nothing("something else altogether", user=user(), at=AT + timedelta(seconds=4))
    assert EmptySearch.objects.filter(user=user(), words="zebrafinch nest").exists()
    gap = measured(since=AT - timedelta(days=1), at=AT + timedelta(days=1), keys=()).gaps[0]
    assert (gap.words, gap.times, gap.people) == ("zebrafinch nest", 3, 2)


@pytest.mark.parametrize("email", [None, Reader.OWNER])
def test_nobody_fills_the_list_of_what_is_missed(email: str | None) -> None:
    writer = user(email) if email else None
    before = EmptySearch.objects.count()
    for number in range(MOST_A_DAY + 5):
        note_nothing(f"{number:04} quokka", user=writer, at=AT + timedelta(seconds=number))
    assert EmptySearch.objects.count() == before + MOST_A_DAY
    note_nothing("0001 quokka", user=writer, at=AT + timedelta(hours=24, minutes=1))
    note_nothing("0001 quokka", user=writer, at=AT + timedelta(hours=25))
    assert EmptySearch.objects.filter(words="0001 quokka").count() == 2


def test_what_was_missed_long_ago_is_forgotten(settings: LazySettings) -> None:
    settings.EMPTY_SEARCH_DAYS = 30
    EmptySearch.objects.all().delete()
    for days, words in ((31, "old"), (29, "new")):
        note_nothing(words, user=None, at=AT - timedelta(days=days))
    assert forget_searches(AT) == 1
    assert [each.words for each in EmptySearch.objects.all()] == ["new"]


def test_a_search_that_finds_nothing_is_kept_for_the_report() -> None:
    client_of(Reader.OWNER).get("/search/", {"q": "zebrafinch"})
    client = client_of(Reader.AGENT)

    assert "zebrafinch" in client.get("/reports/answers/").content.decode()
    table = b"".join(client.get("/reports/answers/export.csv")).decode()
    assert "zebrafinch,1,1" in table
    assert client_of(Reader.OWNER).get("/reports/answers/export.csv").status_code == 404
