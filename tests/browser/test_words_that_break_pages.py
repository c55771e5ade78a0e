"""What people paste: a page stays as wide as its screen, whatever its text is."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
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
