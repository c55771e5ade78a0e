"""What people paste: a page stays as wide as its screen, whatever its text is."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from community.models import Category
from community.services import QuestionDraft, ask, flag
from tests.browser.conftest import PageAs
from tests.browser.test_agent_story import draft
from tests.world import AT
from tickets import services

LIAM, EDWARD = "member.london@abc.example", "agent.emea@vendor.example"
WORD = "x" * 190
FAMILY = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
ROW = "|".join([WORD, *["cell"] * 30])
TEXT = f"""# {WORD}

\u202eread from the right\u2069 {FAMILY * 40} \u200b{"Z" + chr(0x351) * 200}

{ROW}
{"|".join(["-"] * 31)}
{ROW}

`{WORD}`

    {WORD * 3}

{"> " * 40}deep

[a link](javascript:alert(1)) <img src=x onerror=alert(1)> <script>alert(1)</script>
"""
WIDER = "document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("email", [LIAM, EDWARD])
def test_no_text_makes_a_page_wider_than_its_screen(
    page_as: PageAs, axe: Callable[[Page], None], email: str, width: int
) -> None:
    page = page_as(email)
    page.set_viewport_size({"width": width, "height": 844})
    liam = User.objects.get(email=LIAM)
    asked = replace(draft(WORD), description=TEXT)
    ticket = services.open_ticket(requester=liam, draft=asked, at=AT)
    services.reply(ticket=ticket, author=liam, body=TEXT, at=AT)
    places = ["", "print/", "watchers/", *(["merge/", "split/", "trash/"] if email == EDWARD else ["why/"])]
    lists = ["/queue/?view=all"] if email == EDWARD else ["/tickets/", "/"]

    wide = {}
    for address in (*(f"/tickets/{ticket.reference}/{place}" for place in places), *lists):
        page.goto(address)
        wide[address] = page.evaluate(WIDER)
    assert {address: pixels for address, pixels in wide.items() if pixels > 0} == {}

    page.goto(f"/tickets/{ticket.reference}/")
    expect(page.locator(".prose script, .prose [onerror], .prose a[href^=javascript]")).to_have_count(0)
    axe(page)


def test_the_bar_of_places_and_search_do_not_cover_each_other(page_as: PageAs) -> None:
    page = page_as(LIAM)
    for width in (1440, 1101, 1024, 1000, 800):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/tickets/")
        boxes = [each.bounding_box() for each in page.locator(".topbar-inner > *:visible, .topnav > a:visible").all()]
        edges = sorted((box["x"], box["x"] + box["width"]) for box in boxes if box and box["width"] < 600)
        assert [(one, two) for one, two in pairwise(edges) if one[1] > two[0] + 1] == [], width
        assert page.evaluate(WIDER) <= 0, width


TURNED = "Liam \u202etraH"
# Each text node with such words holds nothing else, and what stands in its line follows at its right.
OUT_OF_ORDER = """(words) => {
  const found = [], blocks = new Set();
  const texts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), nodes = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim()) nodes.push(walker.currentNode);
    return nodes;
  };
  const block = (node) => {
    let box = node.parentElement;
    while (getComputedStyle(box).display.startsWith("inline")) box = box.parentElement;
    return box;
  };
  const place = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return range.getClientRects()[0];
  };
  for (const node of texts(document.querySelector("main"))) {
    const said = node.data.replaceAll(/\\u2068[^\\u2069]*\\u2069/g, "");
    if (!said.includes("\\u202e") || node.parentElement.closest(".visually-hidden")) continue;
    if (!words.includes(node.data.trim())) found.push(`not alone: ${node.data}`);
    const style = getComputedStyle(node.parentElement);
    if (style.display === "inline" && !style.unicodeBidi.includes("isolate")) found.push(`runs on: ${node.data}`);
    blocks.add(block(node));
  }
  for (const box of blocks) {
    const line = texts(box).filter((node) => block(node) === box && place(node));
    line.slice(1).forEach((node, index) => {
      const [one, other] = [place(line[index]), place(node)];
      if (Math.abs(one.top - other.top) < 4 && other.left < one.left) found.push(`before: ${node.data}`);
    });
  }
  return [blocks.size > 0, found];
}"""


def test_words_that_turn_the_direction_keep_to_themselves(page_as: PageAs) -> None:
    title = "Where \u202egol eht si"
    liam = User.objects.get(email=LIAM)
    ticket = services.open_ticket(requester=liam, draft=draft(title), at=AT)
    asked = QuestionDraft(Category.objects.get(slug="general"), title, "Where?", ("log",))
    thread = ask(author=liam, draft=asked, at=AT)
    flag(post=thread.posts.get(), reporter=User.objects.get(email=EDWARD), reason="other", at=AT)
    User.objects.filter(pk=liam.pk).update(name=TURNED)
    of_liam = [f"/tickets/{ticket.reference}/", "/tickets/", "/community/", f"/community/threads/{thread.pk}/"]
    of_edward = [f"/tickets/{ticket.reference}/", "/queue/?view=all", "/community/", "/community/unanswered/"]
    of_lead = ["/community/moderation/", f"/community/threads/{thread.pk}/history/"]

    wrong = {}
    for email, addresses in ((LIAM, of_liam), (EDWARD, of_edward), ("lead.emea@vendor.example", of_lead)):
        page = page_as(email)
        for address in addresses:
            page.goto(address)
            wrong[f"{email} {address}"] = page.evaluate(OUT_OF_ORDER, [title, TURNED])
    assert {place: said for place, said in wrong.items() if said != [True, []]} == {}
