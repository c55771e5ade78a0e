"""A moderator decides about flags, bans who advertises, and keeps threads in order; with script and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from community import services
from community.models import Thread
from tests.browser.conftest import Console, PageAs
from tests.browser.worker import settle
from tests.community.cast import EDWARD, GINA, HANNAH, LIAM, MODERATOR, answer, ask, person, question
from tests.world import AT

both_ways = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
ADVERT, ADVICE = "Zygomorphic watches, cheap.", "Restart it and see."


def address(thread: Thread) -> str:
    return f"/community/threads/{thread.pk}/"


def post(page: Page, text: str) -> Locator:
    """A post of the thread that is open."""
    return page.locator("article.message", has_text=text)


def flag(page: Page, text: str, reason: str) -> None:
    post(page, text).get_by_role("link", name="Flag").click()
    page.get_by_label(reason).check()
    page.get_by_role("button", name="Call a moderator").click()
    expect(post(page, text)).to_contain_text("You flagged it")


@both_ways
def test_a_flag_is_decided_a_ban_hides_and_threads_are_kept_in_order(
    page_as: PageAs, axe: Callable[[Page], None], console: Console, *, script: bool
) -> None:
    console.expect("422")
    thread = ask(LIAM)
    answer(thread, GINA, body=ADVERT)
    answer(thread, HANNAH, body=ADVICE)
    reader = page_as(LIAM, java_script_enabled=script)
    reader.goto(address(thread))
    flag(reader, ADVERT, "Spam or advertising")
    flag(reader, ADVICE, "Something else")
    reader.goto(address(thread))
    axe(reader)

    moderator = page_as(MODERATOR, java_script_enabled=script)
    moderator.goto("/community/moderation/")
    case = moderator.get_by_role("article", name=thread.title)
    expect(case).to_have_count(2)
    axe(moderator)
    case.filter(has_text=ADVICE).get_by_role("button", name="Leave it").click()
    expect(case).to_have_count(1)
    case.get_by_role("link", name="Ban").click()
    moderator.get_by_label("Reason").fill("Sells watches.")
    axe(moderator)
    moderator.get_by_role("button", name="Ban").click()
    settle(AT)
    expect(post(moderator, ADVERT)).to_contain_text("Hidden: its author is banned")
    axe(moderator)

    colleague, banned = (page_as(email, java_script_enabled=script) for email in (EDWARD, GINA))
    for page, sees in ((reader, 0), (colleague, 0), (banned, 1)):
        page.goto(address(thread))
        expect(post(page, ADVICE)).to_be_visible()
        expect(post(page, ADVERT)).to_have_count(sees)
        page.goto("/search/?q=zygomorphic")
        expect(page.locator(".search-result")).to_have_count(0)
    banned.goto(address(thread))
    expect(banned.locator("main")).not_to_contain_text(re.compile("bann|hidden", re.IGNORECASE))

    moderator.goto("/community/moderation/")
    expect(case).to_contain_text("author is banned")
    case.get_by_role("link", name="Lift the ban").click()
    moderator.get_by_role("button", name="Lift the ban").click()
    expect(post(moderator, ADVERT)).not_to_contain_text("Hidden")
    reader.goto(address(thread))
    expect(post(reader, ADVERT)).to_be_visible()
    moderator.goto("/community/moderation/")
    case.get_by_role("button", name="Delete").click()
    expect(case).to_have_count(0)
    reader.goto(address(thread))
    expect(post(reader, ADVERT)).to_have_count(0)
    expect(reader.locator(".conversation")).to_contain_text("A post was deleted here.")
    _keep_in_order(moderator, reader, axe)


def _keep_in_order(moderator: Page, reader: Page, axe: Callable[[Page], None]) -> None:
    """A thread is locked, pinned, moved, and put into another one; its address leads there."""
    asked, gone, other = ask(LIAM), ask(GINA), ask(HANNAH, body="And where is the old one?")
    services.delete(post=question(gone), actor=person(MODERATOR), at=AT)
    moderator.goto(address(asked))
    moderator.get_by_role("button", name="Lock").click()
    expect(moderator.get_by_role("button", name="Unlock")).to_be_visible()
    moderator.get_by_role("button", name="Pin").click()
    expect(moderator.get_by_role("button", name="Unpin")).to_be_visible()
    axe(moderator)
    reader.goto("/community/")
    expect(reader.locator("tbody tr").first).to_contain_text("pinned")
    reader.goto(address(asked))
    expect(reader.locator("main")).to_contain_text("A moderator locked this thread")
    expect(reader.get_by_role("button", name="Answer")).to_have_count(0)
    axe(reader)

    moderator.get_by_role("link", name="Move").click()
    moderator.get_by_label("Category").select_option("lattice-forms")
    moderator.get_by_role("button", name="Move").click()
    expect(moderator.locator("a.back")).to_have_text("Lattice Forms")
    for number, answer_ in ((asked.pk, "cannot go into itself"), (gone.pk, "Restore it first")):
        moderator.get_by_role("link", name="Merge").click()
        moderator.get_by_label("Number of the thread").fill(str(number))
        moderator.get_by_role("button", name="Merge").click()
        expect(moderator.get_by_role("alert")).to_contain_text(answer_)
        axe(moderator)
        moderator.goto(address(asked))
    moderator.get_by_role("link", name="Merge").click()
    moderator.get_by_label("Number of the thread").fill(str(other.pk))
    moderator.get_by_role("button", name="Merge").click()
    expect(moderator).to_have_url(re.compile(f"{address(other)}$"))
    reader.goto(address(asked))
    expect(reader).to_have_url(re.compile(f"{address(other)}$"))
    expect(reader.locator(".message")).to_have_count(2)
