"""One fault behind the tickets of several customers: all are told once, and no customer learns of another."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from tests.tickets import cast as who
from tests.tickets.agents_world import words
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import services
from tickets.models import Problem, ProblemNews, Reply, Ticket
from tickets.services import UnableToHandleProblem

LATER = WEDNESDAY + timedelta(minutes=30)
TEXT = "The fix is out: update to 5.1.3."


@pytest.fixture
def _each_ticket_by_itself(settings: Settings) -> None:
    """Telling all writes into each ticket by itself, with the statements of a reply."""
    settings.ZEAL_ALLOWLIST = [*settings.ZEAL_ALLOWLIST, {"model": "*", "field": "*"}]


@pytest.fixture
def problem(cast: Cast) -> Problem:
    draft = services.ProblemDraft(subject="The lease is lost at night", description="Thread 7 of the secret module.")
    return services.open_problem(draft=draft, actor=cast.user(who.AMY), at=WEDNESDAY)


@pytest.fixture
def tickets(cast: Cast, problem: Problem) -> list[Ticket]:
    """Three customers' at the desk of Los Angeles, the last one resolved; London's of ABC is the fourth."""
    filed = [cast.file(email) for email in (who.EVERYDAY, who.GOLD, who.BUSINESS_DAY)]
    for ticket in filed:
        services.attach_to_problem(ticket=ticket, problem=problem, actor=cast.user(who.AMY), at=LATER)
    services.resolve(ticket=filed[2], actor=cast.user(who.AMY), at=LATER)
    londons = cast.file(who.HONG_KONG)
    services.attach_to_problem(ticket=londons, problem=problem, actor=cast.user(who.ANSON), at=LATER)
    return [*filed, londons]


def test_a_fault_that_is_back_is_reopened_once_and_tickets_join_it(cast: Cast, problem: Problem) -> None:
    amy = cast.user(who.AMY)
    services.solve_problem(problem=problem, tickets=[], body="", actor=amy, at=LATER)
    client = client_of(cast, who.AMY)
    assert client.post(f"/problems/{problem.pk}/reopening/").status_code == 302

    problem.refresh_from_db()
    assert (problem.solved_at, problem.news.order_by("-id")[0].kind) == (None, "reopened")
    services.attach_to_problem(ticket=cast.file(who.GOLD), problem=problem, actor=amy, at=LATER)
    with pytest.raises(UnableToHandleProblem, match="not_solved"):
        services.reopen_problem(problem=problem, actor=amy, at=LATER)
    with pytest.raises(UnableToHandleProblem, match="agents_only"):
        services.reopen_problem(problem=problem, actor=cast.user(who.GOLD), at=LATER)


def client_of(cast: Cast, email: str) -> Client:
    client = Client()
    client.force_login(cast.user(email), backend="portal.authentication.Backend")
    return client


def seen_by_amy(cast: Cast, tickets: list[Ticket]) -> set[str]:
    return set(Ticket.objects.worked_by(cast.user(who.AMY)).values_list("reference", flat=True)) & {
        ticket.reference for ticket in tickets
    }


def test_the_page_lists_what_its_reader_works_and_counts_the_others(
    cast: Cast, problem: Problem, tickets: list[Ticket]
) -> None:
    for email in (who.AMY, who.ANSON):
        page = client_of(cast, email).get(f"/problems/{problem.pk}/").content.decode()
        worked = set(Ticket.objects.worked_by(cast.user(email)).values_list("reference", flat=True))
        for ticket in tickets:
            assert (ticket.reference in page) == (ticket.reference in worked)
        hidden = [ticket for ticket in tickets if ticket.reference not in worked]
        assert (f"{len(hidden)} other ticket" in page) == bool(hidden)
    assert tickets[0].reference not in client_of(cast, who.ANSON).get(f"/problems/{problem.pk}/").content.decode()


@pytest.mark.usefixtures("tickets")
def test_who_works_none_of_the_tickets_writes_to_nobody(cast: Cast, problem: Problem) -> None:
    page = client_of(cast, who.EDWARD).get(f"/problems/{problem.pk}/announcement/")

    assert "is yours to work now" in " ".join(words(page, "main .empty p"))
    assert words(page, "main textarea") == []
    assert "4 other tickets are at desks that you do not read." in " ".join(words(page, "main p"))


@pytest.mark.parametrize("address", ["/problems/", "/problems/new/", "/problems/{}/", "/problems/{}/announcement/"])
def test_no_customer_comes_there(cast: Cast, problem: Problem, address: str) -> None:
    assert client_of(cast, who.GOLD).get(address.format(problem.pk)).status_code == 404


def test_no_customer_reads_of_the_problem_or_of_the_others(cast: Cast, problem: Problem, tickets: list[Ticket]) -> None:
    services.tell_all(problem=problem, tickets=tickets[:2], body=TEXT, actor=cast.user(who.AMY), at=LATER)

    for noun in ("", "print/"):
        page = client_of(cast, who.GOLD).get(f"/tickets/{tickets[1].reference}/{noun}").content.decode()
        assert TEXT in page
        assert problem.subject not in page
        assert tickets[0].reference not in page


def test_all_that_go_on_are_told_and_the_news_say_what_became_of_each(
    cast: Cast, problem: Problem, tickets: list[Ticket]
) -> None:
    news = services.tell_all(problem=problem, tickets=tickets, body=TEXT, actor=cast.user(who.ANSON), at=LATER)

    codes = dict(news.results)
    assert codes[tickets[3].pk] == "told"
    assert codes[tickets[2].pk] == "finished"
    assert tickets[2].replies.count() == 0


def test_a_ticket_that_left_the_problem_is_not_told(cast: Cast, problem: Problem, tickets: list[Ticket]) -> None:
    amy = cast.user(who.AMY)
    services.detach_from_problem(ticket=Ticket.objects.get(pk=tickets[0].pk), actor=amy, at=LATER)
    news = services.tell_all(problem=problem, tickets=tickets[:2], body=TEXT, actor=amy, at=LATER)

    assert dict(news.results) == {tickets[0].pk: "not_affected", tickets[1].pk: "told"}


@pytest.mark.usefixtures("_each_ticket_by_itself")
def test_it_is_sent_once_to_those_that_were_previewed(cast: Cast, problem: Problem, tickets: list[Ticket]) -> None:
    client, address = client_of(cast, who.AMY), f"/problems/{problem.pk}/announcement/"
    previewed = client.post(address, {"body": TEXT, "token": "t"})
    assert Reply.objects.count() == 0
    goes_to = seen_by_amy(cast, [ticket for ticket in tickets if ticket.pk != tickets[2].pk])
    shown = " ".join(words(previewed, "form li"))
    assert all(reference in shown for reference in goes_to)
    late = cast.file(who.GOLD)
    services.attach_to_problem(ticket=late, problem=problem, actor=cast.user(who.AMY), at=LATER)

    sent = {"body": TEXT, "token": "t", "confirmed": "1", "tickets": sorted(goes_to)}
    first, second = client.post(address, sent), client.post(address, sent)
    assert first["Location"] == second["Location"]
    told = Reply.objects.values_list("ticket__reference", flat=True)
    assert sorted(told) == sorted(goes_to)
    assert ProblemNews.objects.count() == 1


def test_an_empty_text_is_asked_for_again(cast: Cast, problem: Problem) -> None:
    answer = client_of(cast, who.AMY).post(f"/problems/{problem.pk}/announcement/", {"body": " ", "confirmed": "1"})
    assert answer.status_code == 422


def test_solved_it_resolves_what_can_be_resolved_and_says_the_last_word(
    cast: Cast, problem: Problem, tickets: list[Ticket]
) -> None:
    amy = cast.user(who.AMY)
    part = cast.file(who.EVERYDAY)
    services.link(earlier=tickets[0], later=part, kind="parent", actor=amy, at=LATER)
    news = services.solve_problem(problem=problem, tickets=tickets[:3], body=TEXT, actor=amy, at=LATER)

    assert dict(news.results) == {
        tickets[0].pk: "open_parts",
        tickets[1].pk: "resolved",
        tickets[2].pk: "finished",
    }
    assert tickets[0].replies.count() == 0
    assert tickets[1].replies.get().body == TEXT
    problem.refresh_from_db()
    assert problem.solved_at == LATER
    with pytest.raises(UnableToHandleProblem, match="problem_solved"):
        services.solve_problem(problem=problem, tickets=[], body="", actor=amy, at=LATER)


def test_no_ticket_joins_a_solved_problem(cast: Cast, problem: Problem) -> None:
    amy = cast.user(who.AMY)
    services.solve_problem(problem=problem, tickets=[], body="", actor=amy, at=LATER)
    problem.refresh_from_db()
    with pytest.raises(UnableToHandleProblem, match="problem_solved"):
        services.attach_to_problem(ticket=cast.file(who.GOLD), problem=problem, actor=amy, at=LATER)


def test_a_ticket_gets_the_same_problem_as_another_one(cast: Cast, problem: Problem, tickets: list[Ticket]) -> None:
    late, client = cast.file(who.GOLD), client_of(cast, who.AMY)
    client.post(f"/tickets/{late.reference}/problem/", {"ticket": tickets[1].reference})
    late.refresh_from_db()
    assert late.problem == problem
    assert late.events.get(code="problem_attached").is_internal
    client.post(f"/tickets/{late.reference}/problem/", {"detach": "1"})
    late.refresh_from_db()
    assert late.problem is None


@pytest.mark.usefixtures("problem")
def test_neither_nor_is_asked_for_again(cast: Cast) -> None:
    late = cast.file(who.GOLD)
    answer = client_of(cast, who.AMY).post(f"/tickets/{late.reference}/problem/", {})
    assert answer.status_code == 422


def test_a_customer_opens_no_problem(cast: Cast) -> None:
    with pytest.raises(UnableToHandleProblem, match="agents_only"):
        services.open_problem(draft=services.ProblemDraft(subject="x"), actor=cast.user(who.GOLD), at=LATER)
