"""A page goes out, its link answers it, and whoever does not answer is followed by the next; also without script."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.models import Agent
from oncall import services
from oncall.models import Delivery, EscalationRun
from oncall.models import Page as Call
from portal.tasks import escalate, sweep
from tests.browser.conftest import Console, PageAs
from tests.browser.test_after_hours import file_outage

NIGHT = datetime(2026, 6, 11, 10, tzinfo=UTC)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_page_is_escalated_and_acknowledged_by_its_link(
    page_as: PageAs, moved_clock: Callable[[datetime], None], axe: Callable[[Page], None], *, script: bool
) -> None:
    moved_clock(NIGHT)
    customer = page_as("member@everyday.example")
    file_outage(customer)
    reference = customer.url.rstrip("/").rpartition("/")[2]
    sweep()
    call = Call.objects.get(paged_at=NIGHT)
    first = call.run.attempts.earliest("id").agent

    moved_clock(NIGHT + timedelta(minutes=5))
    escalate()
    sweep()
    second = call.run.attempts.latest("id").agent
    assert first is not None
    assert second is not None
    assert second != first

    (link,) = re.findall(r"/on-call/calls/[^/\s]+/", str(sent_to(second.user.email)[-1].body))
    page = page_as("agent.amer@vendor.example", java_script_enabled=script)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Everything is down")
    assert EscalationRun.objects.get(page=call).ended_at is None
    if script:
        axe(page)
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text(f"{second} has it.")).to_be_visible()
    page.goto(link)
    expect(page.get_by_text("This link was used")).to_be_visible()
    assert not Delivery.objects.waiting().filter(attempt__run__page=call).exists()

    woken = page_as(first.user.email, java_script_enabled=script)
    woken.goto("/inbox/")
    entry = woken.get_by_role("listitem").filter(has_text="Everything is down").filter(has_text="You are called for")
    expect(entry.first).to_contain_text(f"{second} has it")
    entry.first.get_by_role("link").first.click()
    expect(woken.get_by_role("heading", name="On call", level=1)).to_be_visible()

    page.goto(f"/tickets/{reference}/why/")
    page.get_by_role("link", name="Who was paged?").click()
    expect(page.get_by_text(f"It was paged, and {second} has it.")).to_be_visible()
    expect(page.get_by_text("covered it after hours.")).to_be_visible()
    if script:
        axe(page)


def test_whoever_is_called_last_opens_the_ticket_of_another_desk_and_acknowledges_it_there(
    page_as: PageAs, moved_clock: Callable[[datetime], None], axe: Callable[[Page], None], console: Console
) -> None:
    """A duty manager stands at no desk: it reads the ticket because it was called, and by nothing else."""
    moved_clock(NIGHT)
    customer = page_as("member@everyday.example")
    file_outage(customer)
    ticket = customer.url.removeprefix(customer.url.split("/tickets/")[0])
    duty = page_as("admin@vendor.example")
    console.expect("404")
    answer = duty.goto(ticket)
    assert answer is not None
    assert answer.status == HTTPStatus.NOT_FOUND
    sweep()
    call = Call.objects.get(paged_at=NIGHT)
    call.run.steps = [["primary", 10], ["duty_managers", 10]]
    call.run.save(update_fields=["steps"])
    moved_clock(NIGHT + timedelta(minutes=10))
    escalate()
    sweep()

    (link,) = re.findall(r"/on-call/calls/[^/\s]+/", str(sent_to("admin@vendor.example")[-1].body))
    duty.goto(link)
    duty.get_by_role("link", name="Open what it is about").click()
    expect(duty.get_by_role("heading", level=1)).to_contain_text("Everything is down")
    notice = duty.get_by_text("On-call is called")
    expect(notice).to_be_visible()
    axe(duty)
    duty.get_by_role("button", name="Acknowledge").click()
    expect(duty.get_by_role("heading", level=1)).to_contain_text("Everything is down")
    expect(notice).to_have_count(0)

    called = call.run.attempts.count()
    moved_clock(NIGHT + timedelta(hours=2))
    escalate()
    assert call.run.attempts.count() == called
    duty.goto(f"{ticket}paging/")
    expect(duty.get_by_text("It was paged, and Ada Admin has it.")).to_be_visible()


def sent_to(email: str) -> list[mail.EmailMessage]:
    """The mails that somebody got."""
    return [each for each in mail.outbox if email in each.to]


def test_an_agent_chooses_what_wakes_it_and_tries_it_out(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    page = page_as("agent.apac@vendor.example")
    page.goto("/on-call/devices/")
    expect(page.get_by_text("You have chosen nothing")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Add a way").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("How").select_option("mail")
    dialog.get_by_role("button", name="Add").click()
    expect(page.get_by_text("at once")).to_be_visible()
    page.get_by_role("button", name="Test everything").click()
    expect(page.get_by_text("1 test is on its way.")).to_be_visible()
    sweep()
    (link,) = re.findall(r"/on-call/calls/[^/\s]+/", str(mail.outbox[-1].body))
    page.goto(link)
    page.get_by_role("button", name="It arrived").click()
    expect(page.get_by_text("this way to reach you is proven")).to_be_visible()
    page.goto("/on-call/devices/")
    expect(page.get_by_text("Last proven:")).to_be_visible()


def test_a_browser_that_refuses_says_what_to_do(page_as: PageAs, console: Console) -> None:
    """Headless Chromium has no push service, so the way ends at its refusal; the worker is registered before it."""
    console.expect("push")
    page = page_as("agent.apac@vendor.example")
    page.goto("/on-call/devices/new/")
    refused = page.get_by_text("The browser refuses:").or_(page.get_by_text("On an iPhone or iPad"))
    if not refused.first.is_visible():
        page.get_by_label("Name of this device").fill("My desk")
        page.get_by_role("button", name="Let it wake me").click()
    says = page.locator("[data-push-words]:not([hidden])")
    expect(says).to_have_count(1)


def test_a_worker_is_registered_for_on_call_alone(page_as: PageAs) -> None:
    page = page_as("agent.apac@vendor.example")
    page.goto("/on-call/devices/new/")
    scope = page.evaluate(
        "async () => (await navigator.serviceWorker.register('/on-call/worker.js', {scope: '/on-call/'})).scope"
    )
    assert scope.endswith("/on-call/")


def test_a_lead_drills_and_who_is_on_call_answers_on_the_board(
    page_as: PageAs, moved_clock: Callable[[datetime], None], axe: Callable[[Page], None]
) -> None:
    moved_clock(NIGHT)
    lead = page_as("lead.emea@vendor.example")
    lead.goto("/on-call/")
    axe(lead)
    lead.get_by_role("link", name="Drill now").first.click()
    lead.get_by_role("dialog").get_by_role("button", name="Send the test page").click()
    expect(lead.get_by_text("The test page is on its way.")).to_be_visible()
    row = lead.get_by_role("row").filter(has_text="TEST: fire drill")
    row.get_by_role("button", name="Acknowledge").click()
    expect(lead.get_by_role("row").filter(has_text="TEST: fire drill")).to_have_count(0)
    assert Call.objects.get(kind="drill", paged_at=NIGHT).acknowledged_by == Agent.objects.get(
        user__email="lead.emea@vendor.example"
    )
    assert services.drill_due(NIGHT) in {0, 1}
