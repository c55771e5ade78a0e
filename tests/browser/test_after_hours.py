"""At 03:00 an Everyday customer's outage wakes the on-call agent; a Gold customer's waits for the morning."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from oncall.models import Page as Call
from portal.tasks import sweep
from tests.browser.conftest import PageAs

THREE_IN_LOS_ANGELES = datetime(2026, 6, 11, 10, tzinfo=UTC)


def file_outage(page: Page) -> None:
    page.goto("/tickets/new/")
    page.get_by_label("Product and version").select_option("Meridian Server 5.1")
    page.get_by_label("Production down").check()
    page.get_by_label("Subject").fill("Everything is down")
    page.get_by_label("Description").fill("No node answers.")
    page.get_by_role("button", name="File ticket").click()
    page.wait_for_url(re.compile(r"/tickets/\w+-\d+/$"))


@pytest.mark.story
def test_an_everyday_customers_outage_pages_the_agent_on_call(
    page_as: PageAs, moved_clock: Callable[[datetime], None]
) -> None:
    moved_clock(THREE_IN_LOS_ANGELES)
    page = page_as("member@everyday.example")
    file_outage(page)
    expect(page.locator("aside")).to_contain_text("On-call is paged at once.")
    sweep()
    call = Call.objects.get(paged_at=THREE_IN_LOS_ANGELES)
    assert call.desk.region.code == "AMER"
    assert call.agent is not None
    assert call.sent_at
    assert call.recipient in {address for message in mail.outbox for address in message.to}


def test_a_gold_customers_outage_pages_nobody_and_says_when_it_is_worked(
    page_as: PageAs, moved_clock: Callable[[datetime], None]
) -> None:
    moved_clock(THREE_IN_LOS_ANGELES)
    page = page_as("manager@abc.example")
    file_outage(page)
    expect(page.locator("aside")).to_contain_text("The Los Angeles desk works on it from")
    sweep()
    assert not Call.objects.filter(paged_at=THREE_IN_LOS_ANGELES).exists()
