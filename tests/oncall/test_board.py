"""The on-call page is the agents': who is called, and the pages of their desks."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from accounts.models import Agent, User
from oncall import services
from oncall.models import Page
from tests.oncall.conftest import Cast

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)


@pytest.fixture
def paged(cast: Cast) -> Page:
    """A page of the London desk to Ana."""
    return services.page_on_call(
        desk=cast.london, subject="Production down", url="/tickets/ABC-1/", dedupe_key="ticket-1", at=AT
    )


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def subjects(user: User) -> list[str]:
    page = HTMLParser(as_user(user).get(reverse("oncall:board")).content)
    return [node.text() for node in page.css("a.subject")]


def test_an_agent_sees_every_desk_and_the_pages_of_its_own(cast: Cast, paged: Page) -> None:
    html = HTMLParser(as_user(cast.tom.user).get(reverse("oncall:board")).content)
    assert {"London desk", "Hongkong desk"} <= {node.text() for node in html.css("th[scope=row]")}
    assert subjects(cast.tom.user) == [paged.subject]
    assert subjects(cast.mei.user) == []


@pytest.mark.usefixtures("paged")
def test_an_agent_that_sees_all_desks_sees_all_pages(cast: Cast) -> None:
    cast.mei.sees_all_desks = True
    cast.mei.save(update_fields=["sees_all_desks"])
    assert subjects(cast.mei.user) == ["Production down"]


def test_a_gap_is_said_loudly(cast: Cast) -> None:
    html = HTMLParser(as_user(cast.tom.user).get(reverse("oncall:board")).content)
    notices = [node.text() for node in html.css(".notice strong")]
    assert "Nobody is on call at Hongkong desk" in notices


def test_the_page_of_an_empty_installation_says_what_comes_next(db: None) -> None:  # noqa: ARG001 - the empty one
    user = User.objects.create_user("first@vendor.example", name="First")
    Agent.objects.create(user=user)
    html = as_user(user).get(reverse("oncall:board")).content.decode()
    assert "An administrator adds desks" in html


def test_the_page_does_not_exist_for_a_customer(cast: Cast) -> None:
    assert as_user(cast.customer).get(reverse("oncall:board")).status_code == 404


def test_a_stranger_is_asked_to_log_in(cast: Cast) -> None:  # noqa: ARG001 - desks to be hidden
    answer = Client().get(reverse("oncall:board"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_an_agent_of_the_desk_takes_a_page(cast: Cast, paged: Page) -> None:
    answer = as_user(cast.tom.user).post(reverse("oncall:acknowledgement", args=[paged.pk]))
    assert answer.status_code == 302
    paged.refresh_from_db()
    assert paged.acknowledged_by == cast.tom


def test_a_page_that_is_taken_says_by_whom(cast: Cast, paged: Page) -> None:
    services.acknowledge_page(page=paged, agent=cast.ana, at=AT)
    answer = as_user(cast.tom.user).post(reverse("oncall:acknowledgement", args=[paged.pk]), follow=True)
    assert "Ana has it already." in answer.content.decode()


def test_a_page_whose_customer_was_answered_asks_nobody_to_acknowledge_it(cast: Cast, paged: Page) -> None:
    def answers() -> list[str]:
        page = HTMLParser(as_user(cast.tom.user).get(reverse("oncall:board")).content)
        return [" ".join(node.text().split()) for node in page.css(f"#page-{paged.pk} td:last-child")]

    assert answers() == [f"Acknowledge {paged.subject}"]
    services.resolve_run(key=paged.dedupe_key, at=AT)
    assert answers() == ["the customer was answered"]


def test_a_page_of_another_desk_cannot_be_taken(cast: Cast, paged: Page) -> None:
    for user in (cast.mei.user, cast.customer):
        assert as_user(user).post(reverse("oncall:acknowledgement", args=[paged.pk])).status_code == 404
    paged.refresh_from_db()
    assert paged.acknowledged_by is None
