"""Answers before tickets, and the ways between threads, tickets and articles; with script and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from search.models import Shown
from tests.browser.conftest import Console, PageAs
from tests.browser.worker import settle
from tests.world import AT
from tickets.models import Ticket

LIAM, EDWARD, AMY = "member.london@abc.example", "agent.emea@vendor.example", "agent.amer@vendor.example"
ASKED = "The node app7.abc.internal reports lease lost under load. Write to liam.hart@abc.example."
scripted = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@scripted
def test_an_answer_is_read_before_a_ticket_is_filed(
    page_as: PageAs, axe: Callable[[Page], None], *, script: bool
) -> None:
    opened_rows = Shown.objects.filter(deflection__user__email=LIAM, deflection__filed_at=None, opened_at__isnull=False)
    before = opened_rows.count()
    page = page_as(LIAM, java_script_enabled=script)
    page.goto("/tickets/new/")
    page.get_by_label("Subject").fill("A node reports lease lost under load")
    page.get_by_label("Description").fill("Since the update.")
    if not script:
        page.get_by_role("button", name="Show who will work on it").click()
    suggestion = page.locator("a.suggestion").first
    expect(suggestion).to_be_visible()
    axe(page)
    with page.context.expect_page() as opened:
        suggestion.click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text(re.compile("lease", re.IGNORECASE))
    expect(page.get_by_label("Subject")).to_have_value("A node reports lease lost under load")
    assert opened_rows.count() == before + 1

    page.get_by_label("It is a question").or_(page.get_by_label("I have a question")).check()
    if not script:
        page.get_by_role("button", name="Show who will work on it").click()
    expect(page.get_by_role("link", name="Ask the community")).to_be_visible()

    agent = page_as(EDWARD, java_script_enabled=script)
    agent.goto("/reports/answers/")
    expect(agent.locator("main")).to_contain_text("Where one was opened")
    expect(agent.get_by_role("table").first).to_contain_text(re.compile("lease", re.IGNORECASE))
    axe(agent)


@scripted
def test_a_thread_becomes_a_ticket_and_the_ticket_an_article(
    page_as: PageAs, axe: Callable[[Page], None], console: Console, *, script: bool
) -> None:
    console.expect("409")
    console.expect("422")
    page = page_as(LIAM, java_script_enabled=script)
    page.goto("/community/?state=mine")
    page.get_by_role("link", name=re.compile("Workflows restart")).first.click()
    page.get_by_role("link", name="Make a ticket of it").click()
    expect(page.locator("main")).to_contain_text("What covers it")
    axe(page)
    page.get_by_label("Subject").fill("Leases are lost at night")
    page.get_by_label("What is known already").fill(ASKED)
    page.get_by_label("What only support may read").fill("The password: hunter22x is on the node.")
    page.get_by_role("button", name="File ticket").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Leases are lost at night")
    ticket = Ticket.objects.latest("pk")

    agent = page_as(EDWARD, java_script_enabled=script)
    agent.goto(f"/tickets/{ticket.reference}/article/")
    question = agent.get_by_label("Question or symptom")
    expect(question).to_have_value(re.compile(r"\[host removed\]"))
    assert "hunter22x" not in question.input_value()
    expect(agent.locator("table.diff del")).to_contain_text(["app7.abc.internal"])
    expect(agent.locator("table.diff ins")).to_contain_text(["[host removed]"])
    axe(agent)
    agent.get_by_role("button", name="Write the draft").click()
    expect(agent.get_by_role("alert")).to_contain_text("Confirm that you have read")
    agent.get_by_label("Answer or solution").fill("Ask mei@abc.example for the patch.")
    agent.get_by_label(re.compile("I have read the words")).check()
    agent.get_by_role("button", name="Write the draft").click()
    expect(agent.get_by_role("alert")).to_contain_text("look once more")
    expect(agent.get_by_label("Answer or solution")).to_have_value("Ask [e-mail removed] for the patch.")
    agent.get_by_label(re.compile("I have read the words")).check()
    agent.get_by_role("button", name="Write the draft").click()
    expect(agent.locator(".state").first).to_have_text("draft")
    expect(agent.locator("article.prose")).to_contain_text("Ask [e-mail removed] for the patch.")
    assert "hunter22x" not in agent.content()

    _publish_as_thread(agent, ticket, axe)
    settle(AT)
    agent.reload()
    expect(_belongings(agent)).to_contain_text([f"Made of a ticket: {ticket.reference}"])
    agent.goto(f"/tickets/{ticket.reference}/")
    belongings = _belongings(agent)
    for label in ("Comes from the community", "Draft of an article", "Asked in the community"):
        expect(belongings.filter(has_text=label)).to_have_count(1)
    axe(agent)


def _publish_as_thread(agent: Page, ticket: Ticket, axe: Callable[[Page], None]) -> None:
    """What is taken out, what may stay and what goes as well is chosen; then everybody reads the thread."""
    agent.goto(f"/tickets/{ticket.reference}/thread/")
    expect(agent.locator("table.diff del")).to_contain_text(["app7.abc.internal"])
    agent.get_by_label("app7.abc.internal (host)").check()
    agent.get_by_label("Take out as well").fill("under load")
    agent.get_by_role("button", name="Show what becomes public").click()
    shown = re.compile(r"app7\.abc\.internal reports lease lost \[removed\]")
    expect(agent.get_by_label("Question or symptom")).to_have_value(shown)
    axe(agent)
    agent.get_by_label(re.compile("I have read the words")).check()
    agent.get_by_role("button", name="Publish the thread").click()
    expect(agent.locator(".message").first).to_contain_text("[e-mail removed]")


def _belongings(page: Page) -> Locator:
    """What belongs to the thing that is open: beside it, or without script behind a link."""
    behind = page.get_by_role("link", name="What belongs to it").first
    if behind.is_visible():
        behind.click()
    return page.locator(".references li")


@scripted
def test_a_known_issue_is_linked_and_a_reader_subscribes(
    page_as: PageAs, axe: Callable[[Page], None], *, script: bool
) -> None:
    ticket = Ticket.objects.filter(requester__email=LIAM, product__name="Meridian Server", desk__code="emea").first()
    assert ticket is not None
    agent = page_as(EDWARD, java_script_enabled=script)
    agent.goto(f"/tickets/{ticket.reference}/known-issues/")
    axe(agent)
    agent.get_by_label("Known issue").select_option("meridian-cluster-lease-lost")
    agent.get_by_role("button", name="Link").click()
    agent.goto(f"/references/ticket/{ticket.reference}/")
    expect(agent.locator("main")).to_contain_text("Known issue")
    axe(agent)

    page = page_as(LIAM, java_script_enabled=script)
    page.goto("/kb/meridian-cluster-lease-lost/")
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("button", name="Unsubscribe")).to_be_visible()
    axe(page)
    page.goto("/kb/subscriptions/")
    expect(page.get_by_role("button", name=re.compile("Unsubscribe A node"))).to_be_visible()
    axe(page)
