"""A customer's files: pasted, dragged, broken off and gone on with, kept by a refused form; with script and without."""

from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from struct import pack
from zlib import crc32

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Console, PageAs
from tickets.models import Attachment, Ticket
from uploads.models import Upload

LIAM = "member.london@abc.example"
PIECE = 8 * 1024 * 1024
GIVE = """(area, [kind, name, type, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const held = new DataTransfer();
  held.items.add(new File([bytes], name, { type }));
  const facts = { bubbles: true, cancelable: true };
  area.focus();
  if (kind === "paste") area.dispatchEvent(new ClipboardEvent("paste", { ...facts, clipboardData: held }));
  else area.dispatchEvent(new DragEvent("drop", { ...facts, dataTransfer: held }));
}"""


def picture() -> str:
    out = BytesIO()
    Image.new("RGB", (40, 20), "teal").save(out, format="PNG")
    return b64encode(out.getvalue()).decode()


def to_the_ticket(page: Page) -> Ticket:
    ticket = Ticket.objects.filter(requester__email=LIAM, status="open").order_by("pk")[0]
    page.goto(f"/tickets/{ticket.reference}/")
    return ticket


def test_a_pasted_picture_stands_in_the_text_and_a_dragged_file_below(
    page_as: PageAs, axe: Callable[[Page], None]
) -> None:
    page = page_as(LIAM)
    to_the_ticket(page)
    area = page.get_by_label("Your reply")
    area.fill("It looks like this: ")
    area.evaluate(GIVE, ["paste", "image.png", "image/png", picture()])
    area.evaluate(GIVE, ["drop", "app.log", "text/plain", b64encode(b"line").decode()])
    expect(page.locator("#reply .attachment[data-state=done]")).to_have_count(2)
    token = Upload.objects.get(content_type="image/png").token
    expect(area).to_have_value(f"It looks like this: ![screenshot](/files/{token}/)")
    axe(page)

    page.get_by_role("button", name="Send reply").click()
    latest = page.locator(".message").last
    expect(latest.locator(".prose img")).to_have_attribute("alt", "screenshot")
    assert latest.locator(".prose img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 40
    expect(latest.locator(".attachment")).to_have_count(2)
    assert Attachment.objects.filter(content_type="image/png").exists()


def test_a_bundle_goes_on_where_the_connection_broke(
    page_as: PageAs, console: Console, tmp_path: Path, axe: Callable[[Page], None]
) -> None:
    console.expect("ERR_FAILED")
    page = page_as(LIAM)
    ticket = to_the_ticket(page)
    page.get_by_role("link", name="Send a diagnostic bundle").click()
    axe(page)
    (tmp_path / "bundle.zip").write_bytes(b"PK\x03\x04" + b"x" * (2 * PIECE))
    offsets: list[int] = []

    def cut(route: Route) -> None:
        if route.request.method != "PATCH":
            route.fallback()
            return
        offsets.append(int(route.request.headers["upload-offset"]))
        if offsets[-1] and len(offsets) < 9:
            route.abort()
        else:
            route.fallback()

    page.route("**/uploads/*/", cut)
    page.get_by_label("Bundle").set_input_files(tmp_path / "bundle.zip")
    expect(page.locator(".attachment")).to_contain_text("The connection broke off")
    page.reload()
    page.unroute("**/uploads/*/")
    page.get_by_label("Bundle").set_input_files(tmp_path / "bundle.zip")
    expect(page.locator(".attachment[data-state=done]")).to_contain_text("Sent")
    assert Upload.objects.count() == 1

    page.get_by_role("button", name="Send bundle").click()
    expect(page.locator(".message").last.locator(".attachment")).to_contain_text("kept until 10 Jul 2026")
    bundle = ticket.attachments.get()
    assert (bundle.name, bundle.size, offsets[:2]) == ("bundle.zip", 2 * PIECE + 4, [0, PIECE])


def test_a_file_that_is_taken_back_is_gone(page_as: PageAs, tmp_path: Path) -> None:
    page = page_as(LIAM)
    to_the_ticket(page)
    (tmp_path / "a.log").write_text("line")
    page.get_by_label("Attachments").set_input_files(tmp_path / "a.log")
    expect(page.locator("#reply .attachment[data-state=done]")).to_have_count(1)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("button", name="Remove a.log").click()
    expect(page.locator("#reply .attachment")).to_have_count(0)
    assert not Upload.objects.exists()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_refused_form_keeps_its_files(
    page_as: PageAs,
    console: Console,
    tmp_path: Path,
    has_script: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    console.expect("422")
    page = page_as(LIAM, java_script_enabled=has_script)
    page.goto("/tickets/new/")
    (tmp_path / "app.log").write_text("line")
    page.get_by_label("Attachments").set_input_files(tmp_path / "app.log")
    page.get_by_label("Description").fill("No subject yet.")
    page.get_by_role("button", name="File ticket").click()
    if has_script:
        expect(page.get_by_role("button", name="Remove app.log")).to_be_visible()
    else:
        expect(page.get_by_role("checkbox", name="app.log")).to_be_checked()

    page.get_by_label("Subject").fill("Reports print half a page")
    page.get_by_role("button", name="File ticket").click()
    expect(page.locator("h1")).to_have_text("Reports print half a page")
    expect(page.locator(".message .attachment")).to_contain_text("app.log")


@pytest.mark.parametrize("place", ["/tickets/new/", ""], ids=["a new ticket", "a reply"])
def test_files_of_a_draft_survive_a_closed_tab(
    page_as: PageAs, tmp_path: Path, axe: Callable[[Page], None], place: str
) -> None:
    tab = page_as(LIAM)
    ticket = to_the_ticket(tab)
    address = place or f"/tickets/{ticket.reference}/"
    tab.goto(address)
    for name in ("app.log", "other.log"):
        (tmp_path / name).write_text("line")
        with tab.expect_response(lambda answer: answer.url.endswith("/draft/") and answer.request.method == "POST"):
            tab.get_by_label("Attachments").set_input_files(tmp_path / name)
    page = tab.context.new_page()
    tab.close()

    page.goto(address)
    expect(page.locator("[data-draft-line]")).to_contain_text("restored")
    kept = page.locator("[data-files] .attachment")
    expect(kept).to_have_count(2)
    expect(kept.first).to_contain_text("4\u00a0bytes, ready")
    axe(page)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("button", name="Remove other.log").click()
    with page.expect_response(lambda answer: answer.url.endswith("/draft/") and answer.request.method == "POST"):
        page.get_by_label("Your reply" if not place else "Description").fill("Here it is.")
    page.reload()
    expect(kept).to_have_count(1)
    if place:
        page.get_by_label("Subject").fill("Reports print half a page")
    page.get_by_role("button", name="File ticket" if place else "Send reply").click()
    expect(page.locator(".message").last.locator(".attachment")).to_contain_text("app.log")
    assert Attachment.objects.filter(name="app.log").count() == 1


def flood() -> bytes:
    """A picture of a few bytes that claims to be 100,000 pixels wide and high."""
    made = b"\x89PNG\r\n\x1a\n"
    for kind, data in ((b"IHDR", pack(">IIBBBBB", 100_000, 100_000, 1, 0, 0, 0, 0)), (b"IDAT", b"")):
        made += pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))
    return made


def test_a_picture_that_fills_a_memory_is_refused_where_it_was_chosen(
    page_as: PageAs, console: Console, tmp_path: Path, axe: Callable[[Page], None]
) -> None:
    console.expect("422")
    page = page_as(LIAM)
    ticket = to_the_ticket(page)
    (tmp_path / "bomb.png").write_bytes(flood())
    page.get_by_label("Attachments").set_input_files(tmp_path / "bomb.png")
    expect(page.locator("#reply .attachment[data-state=done]")).to_have_count(1)
    page.get_by_label("Your reply").fill("It looks like this.")
    page.get_by_role("button", name="Send reply").click()

    expect(page.locator("#reply")).to_contain_text("opening it would fill a computer's memory: bomb.png")
    expect(page.get_by_label("Your reply")).to_have_value("It looks like this.")
    axe(page)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("button", name="Remove bomb.png").click()
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".message").last).to_contain_text("It looks like this.")
    assert not ticket.attachments.filter(name="bomb.png").exists()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_text_that_no_form_takes_is_still_there_on_the_way_back(
    page_as: PageAs,
    console: Console,
    axe: Callable[[Page], None],
    has_script: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    console.expect("413")
    page = page_as("agent.emea@vendor.example", java_script_enabled=has_script)
    ticket = Ticket.objects.filter(desk__code="emea", status="open").order_by("pk")[0]
    page.goto(f"/tickets/{ticket.reference}/")
    area = page.locator("#composer textarea")
    area.fill("line " * 600_000)
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator("h1")).to_have_text("This text is too long")
    if has_script:
        axe(page)

    page.go_back()
    expect(area).to_have_value("line " * 600_000)
