"""An agent merges a ticket and undoes it, splits one, and tells all whom one fault hit; with script and without."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from tests.browser.conftest import PageAs
from tests.browser.test_agent_story import EDWARD, LIAM, draft
from tests.world import AT
from tickets import services
from tickets.models import Reply, Ticket


@pytest.fixture(autouse=True)
def _each_ticket_by_itself(settings: Settings) -> None:
    """Telling all writes into each ticket by itself, with the statements of a reply."""
    settings.ZEAL_ALLOWLIST = [*settings.ZEAL_ALLOWLIST, {"model": "*", "field": "*"}]


@pytest.fixture
def filed(page_as: PageAs) -> list[Ticket]:  # noqa: ARG001 - the world comes first
    """Two of Liam's, about the same."""
    liam = User.objects.get(email=LIAM)
    subjects = ("Blank forms", "Forms stay blank")
    return [services.open_ticket(requester=liam, draft=draft(subject), at=AT) for subject in subjects]


def more(page: Page, ticket: Ticket, act: str) -> None:
    """Open a rare act from the ticket's page."""
    page.goto(f"/tickets/{ticket.reference}/")
    page.locator("summary", has_text="More").click()
    page.get_by_role("link", name=act, exact=True).click()


@pytest.mark.story
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_agent_merges_and_undoes_it_splits_and_tells_all(
    page_as: PageAs, filed: list[Ticket], *, script: bool
) -> None:
    page, (source, target) = page_as(EDWARD, java_script_enabled=script), filed
    more(page, source, "Merge")
    page.get_by_label("Ticket", exact=True).fill(target.reference)
    page.get_by_role("button", name="See what it does").click()
    expect(page.locator("main")).to_contain_text("marked with where it was written")
    page.get_by_role("button", name="Merge").click()
    expect(page.locator(".conversation")).to_contain_text(f"from {source.reference}")

    page.goto(f"/tickets/{source.reference}/")
    page.get_by_role("link", name="Undo the merge").click()
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.locator(".subject-bar .state")).to_have_text("new")

    page.goto(f"/tickets/{source.reference}/split/?part=description")
    page.get_by_label("Subject").fill("Another matter")
    page.get_by_role("button", name="File the new ticket").click()
    expect(page.locator("h1")).to_have_text("Another matter")

    page.goto("/problems/new/")
    page.get_by_label("Subject").fill("Forms lose their fields")
    page.get_by_role("button", name="Open the problem").click()
    for ticket in filed:
        page.get_by_label("Ticket", exact=True).fill(ticket.reference)
        page.get_by_role("button", name="Attach").click()
    page.get_by_role("link", name="Tell all 2 affected").click()
    page.get_by_label("What all of them read").fill("The fix is out.")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Send to 2 tickets").click()
    expect(page.locator("main")).to_contain_text("told")
    assert Reply.objects.filter(ticket__in=filed, body="The fix is out.").count() == 2
