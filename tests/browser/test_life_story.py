"""The whole life of a ticket: disputed, closed by itself, followed up, set aside, handed over, covered by a renewal."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Environment, User
from catalog.models import Desk
from entitlements.models import Contract
from entitlements.services import renew_contract
from portal.tasks import sweep, sweep_promises
from tests.browser.conftest import PageAs
from tests.world import AT
from tickets import services
from tickets.models import Ticket

EDWARD, AMY = "agent.emea@vendor.example", "agent.amer@vendor.example"
LIAM, MARIA = "member.london@abc.example", "manager@abc.example"
LAPSED = "member@lapsed.example"
MoveClock = Callable[[datetime], None]
both_ways = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def told(beginning: str) -> Ticket:
    """A ticket of the demo world."""
    return Ticket.objects.get(subject__startswith=beginning)


def act(page: Page, name: str) -> None:
    """Choose something in the menu of the ticket."""
    page.locator("summary", has_text="More").click()
    page.get_by_role("link", name=name).click()


@both_ways
def test_a_lowered_severity_is_disputed_and_an_agent_decides(
    page_as: PageAs,
    axe: Callable[[Page], None],
    script: bool,  # noqa: FBT001 - a parameter
) -> None:
    ticket = told("Purchase approvals above")
    agent = page_as(EDWARD, java_script_enabled=script)
    agent.goto(f"/tickets/{ticket.reference}/")
    act(agent, "Change the severity")
    agent.get_by_role("combobox", name="Severity").select_option("3")
    agent.get_by_label("Why?").fill("Orders can be checked by hand.")
    agent.get_by_role("button", name="Change the severity").click()
    expect(agent.locator(".subject-bar .severity-3")).to_be_visible()

    customer = page_as(LIAM, java_script_enabled=script)
    customer.goto(f"/tickets/{ticket.reference}/")
    customer.get_by_role("link", name="I disagree with this severity").click()
    customer.get_by_label("How bad is it?").select_option("2")
    customer.get_by_label("Why is it worse than support says?").fill("Two hundred orders a day.")
    customer.get_by_role("button", name="Send", exact=True).click()
    expect(customer.get_by_text("You asked for severity 2.")).to_be_visible()

    agent.goto("/queue/?view=desks&status=disputed")
    expect(agent.locator(f"[data-row='{ticket.reference}']")).to_contain_text("severity disputed")
    if script:
        axe(agent)
    agent.get_by_role("link", name=ticket.subject).click()
    agent.get_by_role("link", name="Decide").click()
    agent.get_by_role("radio", name="The customer is right: set the severity").check()
    agent.get_by_role("button", name="Decide").click()
    expect(agent.locator(".subject-bar .severity-2")).to_be_visible()
    customer.reload()
    expect(customer.get_by_text("agreed to severity 2.")).to_be_attached()


@both_ways
def test_a_resolved_ticket_closes_by_itself_and_a_late_answer_follows_it(
    page_as: PageAs,
    moved_clock: MoveClock,
    script: bool,  # noqa: FBT001 - a parameter
) -> None:
    ticket = told("Out-of-office rule forwards")
    agent = User.objects.get(email=EDWARD)
    services.resolve(ticket=ticket, actor=agent, at=AT)
    moved_clock(AT + timedelta(days=14, hours=1))
    sweep_promises()
    ticket.refresh_from_db()
    assert ticket.status == "closed"

    page = page_as(LIAM, java_script_enabled=script)
    page.goto(f"/tickets/{ticket.reference}/")
    expect(page.get_by_text("This ticket ended more than 14 days ago.")).to_be_visible()
    page.get_by_role("link", name="Write a follow-up").click()
    page.locator("textarea[name=body]").fill("It forwards to her again since the update.")
    page.get_by_role("button", name="File the follow-up").click()

    expect(page.locator("h1")).to_have_text(ticket.subject)
    expect(page.locator("main")).to_contain_text("It forwards to her again since the update.")
    expect(page.get_by_role("link", name=ticket.reference).first).to_be_visible()
    assert ticket.reference not in page.url


@both_ways
def test_a_ticket_goes_into_the_trash_and_comes_back(page_as: PageAs, script: bool) -> None:  # noqa: FBT001 - a parameter
    ticket = told("Out-of-office rule forwards")
    page = page_as(EDWARD, java_script_enabled=script)
    page.goto(f"/tickets/{ticket.reference}/")
    act(page, "Put into the trash")
    page.get_by_role("radio", name="filed by mistake").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Put into the trash").click()
    page.goto("/queue/")
    expect(page.locator(f"[data-row='{ticket.reference}']")).to_have_count(0)
    page.get_by_role("link", name="Trash", exact=True).first.click()
    page.get_by_role("link", name=ticket.subject).click()
    page.get_by_role("link", name="Restore").click()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("In the trash")).to_have_count(0)
    page.goto("/queue/")
    expect(page.locator(f"[data-row='{ticket.reference}']")).to_be_visible()


@both_ways
def test_a_ticket_is_handed_to_the_desk_that_opens_next(page_as: PageAs, script: bool) -> None:  # noqa: FBT001 - a parameter
    ticket = told("Search index of the London node")
    page = page_as(EDWARD, java_script_enabled=script)
    page.goto(f"/tickets/{ticket.reference}/")
    act(page, "Hand over")
    page.get_by_role("combobox", name="Desk").select_option(str(Desk.objects.get(code="amer").pk))
    page.get_by_label("Note for the desk").fill("The broken document is 4411. Next: take it out and start the indexer.")
    page.get_by_role("button", name="Hand over").click()
    expect(page.locator(".message-note").last).to_contain_text("The broken document is 4411.")

    other = page_as(AMY, java_script_enabled=script)
    other.goto("/queue/?view=desks&assignee=nobody")
    other.get_by_role("link", name=ticket.subject).click()
    expect(other.locator(".message-note").last).to_contain_text("Next: take it out and start the indexer.")
    customer = page_as(LIAM, java_script_enabled=script)
    customer.goto(f"/tickets/{ticket.reference}/")
    expect(customer.get_by_text("4411")).to_have_count(0)


@both_ways
def test_what_needs_an_entitlement_is_worked_once_the_contract_is_renewed(
    page_as: PageAs,
    script: bool,  # noqa: FBT001 - a parameter
) -> None:
    ticket = told("Publishing a page takes")
    page = page_as(LAPSED, java_script_enabled=script)
    page.goto(f"/tickets/{ticket.reference}/")
    assert ticket.status == "needs_entitlement"
    expect(page.locator(".lead")).not_to_have_text("The Los Angeles desk works on it now.")

    renew_contract(contract=Contract.objects.get(number="C-1006"), actor=None, at=AT)
    sweep()
    page.reload()
    expect(page.locator(".lead")).to_have_text("The Los Angeles desk works on it now.")
    agent = page_as(AMY, java_script_enabled=script)
    agent.goto("/queue/?view=unassigned")
    expect(agent.locator(f"[data-row='{ticket.reference}'] .promise")).to_contain_text("due in")


@both_ways
def test_a_manager_adds_an_environment_and_files_for_it(
    page_as: PageAs,
    axe: Callable[[Page], None],
    script: bool,  # noqa: FBT001 - a parameter
) -> None:
    page = page_as(MARIA, java_script_enabled=script)
    page.goto("/organization/ABC/")
    page.get_by_role("link", name="Add an environment").click()
    form = page.locator("form[action$='/environments/new/']")
    form.get_by_label("Name").fill("Hong Kong production")
    form.get_by_label("Product and version").select_option(label="Meridian Server 5.1")
    form.get_by_label("Use").select_option("production")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Hong Kong production")).to_be_visible()
    made = Environment.objects.get(name="Hong Kong production")
    assert made.organization.key == "ABC"

    page.goto("/tickets/new/")
    page.get_by_role("combobox", name="Environment").select_option(str(made.pk))
    page.get_by_label("Subject").fill("The new node does not start")
    page.get_by_label("Description").fill("It ends after a minute.")
    page.get_by_role("button", name="File ticket").click()
    expect(page.locator("aside").first).to_contain_text("Hong Kong production")
    if script:
        axe(page)
