"""An editor writes an article, a reviewer approves it, a customer reads it; with script and without."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from knowledgebase.models import Article, ArticleFile, Feedback
from tests.browser.conftest import Console, PageAs

EDWARD, AMY = "agent.emea@vendor.example", "agent.amer@vendor.example"
GINA, LARS = "member@goldonly.example", "member@lapsed.example"
TEXT = "## Steps\n\n1. Run it.\n\n```bash\nbeacon doctor\n```\n\n## Check it\n\nThe answer is `ok`."


def drawn() -> bytes:
    """A picture, 40 wide."""
    out = BytesIO()
    Image.new("RGB", (40, 20), "teal").save(out, format="PNG")
    return out.getvalue()


def write(page: Page, axe: Callable[[Page], None], *, script: bool) -> None:
    """The text with a picture; with script its preview follows, without it stands in a tab of its own."""
    page.get_by_label("Title").fill("Ask the doctor")
    page.get_by_label("Summary").fill("What to run first.")
    page.get_by_label("Text", exact=True).fill(TEXT)
    if script:
        page.get_by_role("button", name="Preview").click()
        expect(page.locator(".editor-preview h2").first).to_have_text("Steps")
        axe(page)
        page.get_by_role("button", name="Both").click()
        page.get_by_label("Text", exact=True).press("Control+End")
        page.keyboard.type("\n\nSo it looks:\n\n")
        expect(page.locator(".editor-preview")).to_contain_text("So it looks")
    else:
        with page.context.expect_page() as opened:
            page.get_by_role("button", name="Preview").click()
        expect(opened.value.locator(".prose h2").first).to_have_text("Steps")
        opened.value.close()
    page.get_by_label("Add files").set_input_files(FilePayload(name="doctor.png", mimeType="image/png", buffer=drawn()))
    if script:
        expect(page.locator("li[data-state=done]")).to_contain_text("doctor.png")
        expect(page.locator(".editor-preview img")).to_have_js_property("naturalWidth", 40)


@pytest.mark.story
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_article_goes_from_its_editor_to_its_readers(
    page_as: PageAs, axe: Callable[[Page], None], console: Console, *, script: bool
) -> None:
    console.expect("422")
    page = page_as(EDWARD, java_script_enabled=script)
    page.goto("/kb/drafts/")
    page.get_by_role("link", name="New article").click()
    write(page, axe, script=script)
    page.get_by_label("For whom").select_option("entitled")
    page.get_by_label("Category").select_option(label="Operation")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Gold is bought for a product")
    page.locator("#id_product").select_option(label="Beacon Analytics")
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("button", name="Ask for a review").click()
    expect(page.locator(".state").first).to_have_text("in review")
    expect(page.locator("a.attachment")).to_contain_text("doctor.png")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)

    reviewing = page_as(AMY, java_script_enabled=script)
    reviewing.goto("/kb/drafts/?state=in_review")
    reviewing.get_by_role("link", name="Ask the doctor").click()
    reviewing.get_by_role("button", name="Approve").click()
    expect(reviewing.locator(".state").first).to_have_text("published")

    reading = page_as(GINA, java_script_enabled=script)
    reading.goto("/kb/?product=beacon-analytics")
    reading.get_by_role("link", name="Ask the doctor").click()
    expect(reading.locator("article h2").first).to_have_id("section-steps")
    if script:
        expect(reading.locator("article img")).to_have_js_property("naturalWidth", 40)
        expect(reading.get_by_role("link", name="doctor.png")).to_have_count(0)
    else:
        expect(reading.get_by_role("link", name="doctor.png")).to_be_visible()
    reading.get_by_role("button", name="Yes").click()
    expect(reading.get_by_role("status").first).to_contain_text("it helped")
    assert Feedback.objects.get(article__slug="ask-the-doctor").is_helpful

    locked = page_as(LARS, java_script_enabled=script)
    locked.goto("/kb/ask-the-doctor/")
    expect(locked.locator("main")).to_contain_text("For customers with Gold for Beacon Analytics")
    expect(locked.locator("main")).not_to_contain_text("doctor.")
    assert "beacon doctor" not in locked.content()
    picture = ArticleFile.objects.get(name="doctor.png")
    assert locked.request.get(f"/kb/files/{picture.token}/").status == 403
    axe(locked)
    axe(reading)
    assert Article.objects.get(slug="ask-the-doctor").state == "published"
