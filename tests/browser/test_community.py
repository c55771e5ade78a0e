"""The community in a browser: ask, answer, accept, vote, flag and moderate; with script and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from community.models import Post, Thread
from tests.browser.conftest import PageAs
from tests.browser.sheets import Scheme
from tests.browser.window import show_whole

LIAM, GINA, MODERATOR = "member.london@abc.example", "member@goldonly.example", "lead.emea@vendor.example"
both_ways = pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
EDITED = "@liam.hart In /var/log/meridian."
TITLE = "Where does the server write its log?"


@both_ways
def test_a_question_is_asked_answered_solved_and_moderated(
    page_as: PageAs, axe: Callable[[Page], None], *, script: bool
) -> None:
    asker = page_as(LIAM, java_script_enabled=script)
    asker.goto("/community/ask/")
    asker.get_by_label("Your question in one sentence").fill(TITLE)
    asker.get_by_label("Category").select_option("meridian-server")
    asker.locator("textarea[name=body]").fill("I looked in **/var**.")
    asker.get_by_label("Tags").fill("log")
    expect(_previewed(asker, script=script)).to_have_text("/var")
    asker.get_by_role("button", name="Ask", exact=True).click()
    expect(asker.get_by_role("heading", level=1)).to_have_text(TITLE)
    address = re.sub(r"[#?].*", "", asker.url)

    helper = page_as(GINA, java_script_enabled=script)
    helper.goto(address)
    helper.locator("textarea[name=body]").fill("@liam.hart In /var.")
    helper.get_by_role("button", name="Answer", exact=True).click()
    expect(helper.locator(".message").last).to_contain_text("@liam.hart In /var.")
    _edit(helper, axe)
    helper.get_by_role("button", name="Unfollow").click()
    expect(helper.get_by_role("button", name="Follow by mail")).to_be_visible()

    asker.goto(address)
    asker.get_by_role("button", name="This solved it").click()
    expect(asker.locator(".message-accepted")).to_contain_text("Accepted answer")
    asker.get_by_role("button", name="Not solved after all").click()
    expect(asker.locator(".message-accepted")).to_have_count(0)
    asker.get_by_role("button", name="This solved it").click()
    asker.locator(".message-accepted").get_by_role("button", name="Useful").click()
    expect(asker.locator(".message-accepted").get_by_role("button", name="Useful 1")).to_be_visible()
    asker.locator(".message-accepted").get_by_role("link", name="Flag").click()
    asker.get_by_label("Something else").check()
    asker.get_by_role("button", name="Call a moderator").click()
    expect(asker.locator(".message-accepted")).to_contain_text("You flagged it")

    _moderate(page_as(MODERATOR, java_script_enabled=script))
    assert Post.objects.get(body=EDITED).deleted_at is not None
    asker.goto(address)
    expect(asker.locator(".conversation")).to_contain_text("A post was deleted here.")
    axe(asker)
    asker.get_by_role("link", name="log", exact=True).click()
    expect(asker.locator("main")).to_contain_text("Only threads with the tag log.")
    expect(asker.get_by_role("link", name=TITLE)).to_be_visible()
    axe(asker)


def _edit(page: Page, axe: Callable[[Page], None]) -> None:
    """The last post says something else, and what it said before stands behind "edited"."""
    thread = page.url
    page.locator(".message").last.get_by_role("link", name="Edit", exact=True).click()
    text = page.locator("textarea[name=body]").last
    expect(text).to_have_value("@liam.hart In /var.")
    text.fill(EDITED)
    page.get_by_role("button", name="Save the text").click()
    expect(page.locator(".message").last).to_contain_text(EDITED)
    page.get_by_role("link", name="edited").click()
    expect(page.get_by_role("heading", name="Earlier texts")).to_be_visible()
    expect(page.get_by_text("@liam.hart In /var.", exact=True)).to_be_visible()
    axe(page)
    page.goto(thread)


def _moderate(page: Page) -> None:
    page.goto("/community/moderation/")
    case = page.get_by_role("article", name=TITLE)
    case.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("article", name=TITLE)).to_have_count(0)


def _previewed(page: Page, *, script: bool) -> Locator:
    """What is bold in the preview: within the editor, or in a tab of its own."""
    button = page.get_by_role("button", name="Preview")
    if script:
        button.click()
        return page.locator(".editor-preview strong")
    with page.context.expect_page() as opened:
        button.click()
    return opened.value.locator(".prose strong")


@both_ways
def test_similar_threads_are_shown_before_somebody_asks(
    page_as: PageAs, axe: Callable[[Page], None], *, script: bool
) -> None:
    page = page_as(LIAM, java_script_enabled=script)
    page.goto("/community/ask/")
    page.locator("textarea[name=body]").fill("It ends on Friday.")
    title = page.get_by_label("Your question in one sentence")
    if script:
        with page.expect_response("**/community/similar/**"):
            title.press_sequentially("certificate")
    else:
        title.fill("certificate")
        page.get_by_role("button", name="Show similar threads").click()
    expect(page.locator("#similar")).to_contain_text("Renew the certificate without a restart?")
    expect(page.locator("textarea[name=body]")).to_have_value("It ends on Friday.")
    axe(page)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_pages_pass_axe_and_fit_their_screen(
    page_as: PageAs, axe: Callable[[Page], None], width: int, scheme: Scheme
) -> None:
    page = page_as(MODERATOR)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    thread = Thread.objects.get(title__startswith="Workflows restart")
    for address in ("/community/", f"/community/threads/{thread.pk}/", "/community/moderation/"):
        page.goto(address)
        show_whole(page, width, 0)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
