"""What a customer sees and sends: the list, the form with its decision, and the ticket."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser as Page
from selectolax.lexbor import LexborNode

from accounts.models import Contact, ContactRole, Organization
from catalog.models import Region
from tests.tickets import cast as who
from tests.tickets.cast import HOLIDAY, SATURDAY, WEDNESDAY, Cast
from tests.world import stop
from tickets import rules, services
from tickets.models import Ticket

LIST, NEW = "/tickets/", "/tickets/new/"
CANARY = "canary-4711"


class Visitor:
    """Somebody who is logged in, at an instant that the test moves."""

    def __init__(self, client: Client, cast: Cast, clock: Path) -> None:
        self.client, self.cast, self.clock = client, cast, clock

    def log_in(self, email: str, at: datetime = WEDNESDAY) -> None:
        """Become `email` at `at`."""
        stop(self.clock, at)
        user = self.cast.user(email)
        self.client.force_login(user, backend="portal.authentication.Backend")

    def get(self, address: str, status: int = 200) -> Page:
        """The page at `address`."""
        answer = self.client.get(address)
        assert answer.status_code == status
        return Page(answer.content.decode())

    def form(self, address: str = NEW) -> dict[str, Any]:
        """What the form of a page sends when nothing is changed."""
        page, data = self.get(address), {}
        for field in page.css("main form[method=post] [name]"):
            kind = field.attributes.get("type")
            if (
                kind in {"submit", "file"}
                or field.tag == "button"
                or (kind in {"radio", "checkbox"} and "checked" not in field.attributes)
            ):
                continue
            chosen = field.css_first("option[selected]") if field.tag == "select" else field
            data[str(field.attributes["name"])] = (chosen.attributes.get("value") if chosen else "") or ""
        return data

    def send(self, address: str, data: dict[str, Any], status: int = 302) -> Page:
        """The answer to a POST; after a redirect the page that it leads to."""
        answer = self.client.post(address, data)
        assert answer.status_code == status, text(Page(answer.content.decode()))
        return self.get(answer["Location"].partition("#")[0]) if status == 302 else Page(answer.content.decode())


@pytest.fixture
def visitor(client: Client, cast: Cast, settings: Settings, tmp_path: Path) -> Visitor:
    settings.PORTAL_CLOCK = str(tmp_path / "clock.json")
    return Visitor(client, cast, tmp_path / "clock.json")


def part(page: Page, selector: str) -> LexborNode:
    """The first part of the page that `selector` finds."""
    found = page.css_first(selector)
    assert found is not None, selector
    return found


def text(page: Page, selector: str = "main") -> str:
    """The words of a part of the page, on one line."""
    return " ".join(part(page, selector).text().split())


def filled(visitor: Visitor, **changed: Any) -> dict[str, Any]:
    return {**visitor.form(), "subject": "Forms do not open", "description": "Since **this** morning.", **changed}


def test_one_post_files_a_ticket_and_shows_it_with_its_decision(visitor: Visitor) -> None:
    visitor.log_in(who.LONDON)
    page = visitor.send(NEW, filled(visitor, severity=1))

    assert text(page, "h1") == "Forms do not open"
    assert text(page, ".lead") == "The London desk works on it now."
    assert "First response due" in text(page)
    assert part(page, ".message .prose strong").text() == "this"


def test_the_decision_before_filing_is_the_one_on_the_ticket(visitor: Visitor) -> None:
    visitor.log_in(who.GOLD, SATURDAY)
    before = visitor.send(NEW, filled(visitor, show=1), 200)
    after = visitor.send(NEW, filled(visitor))

    def reasons(page: Page) -> list[str]:
        return [" ".join(line.text().split()) for line in page.css(".reasons li")]

    assert reasons(before) == reasons(after)
    assert len(reasons(after)) >= 1
    assert "works on it from Monday 15 June, 06:00" in text(before, "#decision")
    assert "works on it from Monday 15 June, 06:00" in text(after, ".lead")


def test_asking_who_will_work_on_it_files_nothing_and_keeps_what_was_typed(visitor: Visitor) -> None:
    visitor.log_in(who.LONDON)
    page = visitor.send(NEW, filled(visitor, severity=2, show=1), 200)

    assert not Ticket.objects.exists()
    assert part(page, "[name=subject]").attributes["value"] == "Forms do not open"
    assert "Since **this** morning." in part(page, "[name=description]").text()
    assert part(page, "[name=severity][checked]").attributes["value"] == "2"
    assert page.css_first(".error-summary") is None


@pytest.mark.parametrize(
    ("email", "at", "said"),
    [
        (who.GOLD, HOLIDAY, "does not cover public holidays; 3 July 2026 is one"),
        (who.EVERYDAY, SATURDAY, "On-call is paged at once."),
        (who.LAPSED, WEDNESDAY, "Support ended on 4 April 2026"),
        (who.STRANGER, WEDNESDAY, "There is no support contract."),
        (who.EXTENDED, WEDNESDAY, "The London desk works on it now."),
    ],
)
def test_the_panel_answers_each_customer(visitor: Visitor, email: str, at: datetime, said: str) -> None:
    visitor.log_in(email, at)
    page = visitor.send(reverse("tickets:decision"), {**visitor.form(), "severity": 1}, 200)
    assert said in text(page, "#decision")


def test_a_question_is_told_where_answers_are(visitor: Visitor) -> None:
    visitor.log_in(who.LONDON)
    page = visitor.send(reverse("tickets:decision"), {**visitor.form(), "kind": "question"}, 200)
    assert "The knowledge base and the community answer" in text(page, "#decision")


def test_a_version_that_nothing_covers_shows_what_would(visitor: Visitor) -> None:
    visitor.log_in(who.GOLD)
    old = visitor.cast.version(who.GOLD, who.OLD_SERVER)
    page = visitor.send(NEW, filled(visitor, version=old.pk))

    assert "not covered" in text(page)
    assert "Add Extended-Term" in text(page, ".ways")
    assert "7,400.00 USD" in text(page, ".ways")


def test_products_are_those_that_the_organization_holds(visitor: Visitor) -> None:
    visitor.log_in(who.GOLD)
    page = visitor.get(NEW)
    groups = [group.attributes["label"] for group in page.css("[name=version] optgroup")]
    assert groups == ["Beacon Analytics", "Meridian Server"]


def test_a_product_that_is_not_offered_is_refused(visitor: Visitor) -> None:
    visitor.log_in(who.GOLD)
    page = visitor.send(NEW, filled(visitor, version=visitor.cast.version(who.GOLD, who.FORMS).pk), 422)
    assert "Product and version" in text(page, ".error-summary")
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("subject", ["\u200b", " \u2060 \u200b "])
def test_a_subject_that_nobody_sees_is_none(visitor: Visitor, subject: str) -> None:
    visitor.log_in(who.GOLD)
    visitor.send(NEW, filled(visitor, subject=subject), 422)
    assert not Ticket.objects.exists()


@pytest.fixture
def of_two(visitor: Visitor) -> dict[str, Contact]:
    """Gina, who speaks for ABC Corporation too."""
    gina, abc = visitor.cast.user(who.GOLD), Organization.objects.get(key="ABC")
    second = Contact.objects.create(user=gina, organization=abc, home_region=Region.objects.get(code="EMEA"))
    ContactRole.objects.create(contact=second, role="member")
    return {contact.organization.key: contact for contact in gina.contacts.select_related("organization")}


def test_a_contact_of_two_organizations_says_for_which(visitor: Visitor, of_two: dict[str, Contact]) -> None:
    visitor.log_in(who.GOLD)
    server = visitor.cast.version(who.GOLD, who.SERVER).pk
    visitor.send(NEW, filled(visitor, contact=of_two["ABC"].pk, version=server))

    filed = Ticket.objects.get()
    assert (filed.organization, filed.contact) == (of_two["ABC"].organization, of_two["ABC"])
    assert str(filed.desk) == "London desk"


def test_a_product_of_the_other_organization_is_refused(visitor: Visitor, of_two: dict[str, Contact]) -> None:
    visitor.log_in(who.GOLD)
    analytics = visitor.cast.version(who.GOLD, who.ANALYTICS).pk
    page = visitor.send(NEW, filled(visitor, contact=of_two["ABC"].pk, version=analytics), 422)
    assert "ABC Corporation holds no license of Beacon Analytics." in text(page, ".error-summary")


def test_somebody_elses_contact_is_no_choice(visitor: Visitor, of_two: dict[str, Contact]) -> None:
    del of_two
    visitor.log_in(who.GOLD)
    liam = Contact.objects.get(user__email=who.LONDON)
    page = visitor.send(NEW, filled(visitor, contact=liam.pk), 422)
    assert "For which organization?" in text(page, ".error-summary")


def test_a_stranger_is_shown_every_product_and_files(visitor: Visitor) -> None:
    visitor.log_in(who.STRANGER)
    assert "You belong to no organization" in text(visitor.get(NEW))
    page = visitor.send(NEW, filled(visitor))
    assert "Nothing that was bought covers it" in text(page, ".lead")


def test_a_form_that_is_sent_twice_makes_one_ticket(visitor: Visitor) -> None:
    visitor.log_in(who.LONDON)
    data = filled(visitor)
    first, second = visitor.send(NEW, data), visitor.send(NEW, data)

    assert text(first, "title") == text(second, "title")
    assert Ticket.objects.count() == 1


def test_an_emergency_is_offered_and_filed_when_it_is_confirmed(visitor: Visitor) -> None:
    visitor.log_in(who.GOLD, SATURDAY)
    panel = visitor.send(reverse("tickets:decision"), {**visitor.form(), "severity": 1}, 200)
    assert "take 1 time unit and call support now" in text(panel, "#decision label")
    assert "costs 260.00 USD. You have 8." in text(panel, "#emergency-terms")

    asked = filled(visitor, severity=1, emergency_confirmed="on")
    review = visitor.send(NEW, asked, 200)
    assert all(each in text(review, "#review") for each in ("1 time unit", "260.00 USD each", "7"))
    assert part(review, "[name=subject]").attributes["value"] == "Forms do not open"
    assert not Ticket.objects.exists()

    visitor.send(NEW, {**asked, "reviewed": "2"}, 200)
    assert not Ticket.objects.exists()
    page = visitor.send(NEW, {**asked, "reviewed": part(review, "[name=reviewed]").attributes["value"]})
    assert "as an emergency" in text(page, ".lead")
    assert "Nothing is charged before the work begins." in text(page, "#meter")


def test_what_is_no_emergency_by_now_is_filed_without_reading_again(visitor: Visitor) -> None:
    visitor.log_in(who.GOLD, SATURDAY)
    visitor.send(NEW, filled(visitor, severity=3, emergency_confirmed="on"))
    assert Ticket.objects.get().status == "new"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"subject": ""}, "Say in one sentence what it is about."),
        ({"description": ""}, "Describe what happened."),
        ({"description": "x" * (rules.MAX_TEXT + 1)}, "The text is longer than 64,000 characters."),
        ({"subject": "x" * 201}, "at most 200 characters"),
        ({"severity": "9"}, "How bad is it?"),
        ({"version": "x"}, "Product and version"),
        ({"version": "p999"}, "Product and version"),
        ({"kind": "emergency"}, "What is it?"),
        ({"description": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_bad_input_is_named_and_nothing_typed_is_lost(visitor: Visitor, changed: dict[str, str], said: str) -> None:
    visitor.log_in(who.LONDON)
    page = visitor.send(NEW, filled(visitor, **changed), 422)

    assert said in text(page, ".error-summary")
    typed = part(page, "[name=description]").text()
    assert changed.get("description", "Since **this** morning.").replace("\0", "\ufffd") in typed
    assert not Ticket.objects.exists()


def test_a_file_too_many_is_named_and_the_others_stay_with_the_form(visitor: Visitor) -> None:
    visitor.log_in(who.LONDON)
    files = [SimpleUploadedFile(f"{number}.log", b"x") for number in range(11)]
    page = visitor.send(NEW, filled(visitor, attachments=files), 422)

    assert "At most 10 files are taken at once" in text(page, ".error-summary")
    assert len(page.css("[name=uploads][checked]")) == 10
    assert part(page, "[name=subject]").attributes["value"] == "Forms do not open"


def test_a_file_travels_with_the_ticket(visitor: Visitor) -> None:
    visitor.log_in(who.LONDON)
    page = visitor.send(NEW, filled(visitor, attachments=[SimpleUploadedFile("app.log", b"line")]))
    assert "app.log" in text(page, ".attachment")


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Liam's ticket, which Edward answered and wrote an internal note on."""
    filed = cast.file(who.LONDON)
    edward = cast.user(who.EDWARD)
    services.reply(ticket=filed, author=edward, body="Which forms?", at=WEDNESDAY)
    services.add_note(ticket=filed, author=edward, body=CANARY, at=WEDNESDAY)
    return filed


def address(ticket: Ticket, noun: str = "") -> str:
    return f"/tickets/{ticket.reference}/{f'{noun}/' if noun else ''}"


def test_an_internal_note_is_in_no_byte_that_a_customer_gets(visitor: Visitor, ticket: Ticket) -> None:
    for email in (who.LONDON, who.ABC_MANAGER, who.ABC_BILLING):
        visitor.log_in(email)
        assert CANARY not in visitor.client.get(address(ticket)).content.decode()
        found = visitor.client.get(f"{LIST}?q={CANARY}").content.decode()
        assert CANARY not in found.replace(f'value="{CANARY}"', "").replace(f"?q={CANARY}", "")


def test_a_customer_replies(visitor: Visitor, ticket: Ticket) -> None:
    visitor.log_in(who.LONDON)
    page = visitor.send(address(ticket, "replies"), {"body": "All of *them*.", "token": "t"})
    assert "All of them." in text(page, ".conversation")


def test_a_reply_that_is_sent_twice_is_one_reply(visitor: Visitor, ticket: Ticket) -> None:
    visitor.log_in(who.LONDON)
    for _ in range(2):
        visitor.send(address(ticket, "replies"), {"body": "All.", "token": "t"})
    assert ticket.replies.filter(is_from_vendor=False).count() == 1


def test_an_empty_reply_is_refused_in_words(visitor: Visitor, ticket: Ticket) -> None:
    visitor.log_in(who.LONDON)
    page = visitor.send(address(ticket, "replies"), {"body": " "}, 422)
    assert "Write something to send." in text(page, ".error-summary")


def test_a_customer_closes_and_reopens(visitor: Visitor, ticket: Ticket) -> None:
    visitor.log_in(who.LONDON)
    assert text(visitor.send(address(ticket, "closure"), {}), ".lead") == "It is closed."
    assert "works on it" in text(visitor.send(address(ticket, "reopening"), {}), ".lead")


def test_a_ticket_that_ended_long_ago_leads_to_a_follow_up(visitor: Visitor, ticket: Ticket) -> None:
    services.close(ticket=ticket, actor=ticket.requester, at=WEDNESDAY)
    visitor.log_in(who.LONDON, WEDNESDAY + rules.GRACE + timedelta(days=1))

    page = visitor.send(address(ticket, "reopening"), {})
    assert "This ticket ended more than 14 days ago." in text(page)
    assert page.css_first(f'main a[href="{address(ticket, "follow-up")}"]') is not None


def test_a_new_ticket_says_the_next_day_that_nobody_has_taken_it(visitor: Visitor) -> None:
    filed = visitor.cast.file(who.LONDON)
    visitor.log_in(who.LONDON, WEDNESDAY + timedelta(days=1))
    assert text(visitor.get(address(filed)), ".lead") == "The London desk has it. Nobody has taken it yet."


def test_who_only_reads_is_told_whose_ticket_it_would_be(visitor: Visitor) -> None:
    visitor.log_in(who.ABC_BILLING)
    assert "Ask its manager for the member role." in text(visitor.get(NEW))
    visitor.send(NEW, filled(visitor))
    assert Ticket.objects.get().organization is None


def test_a_reference_that_cannot_be_one_is_not_found(visitor: Visitor) -> None:
    visitor.log_in(who.LONDON)
    visitor.get("/tickets/%00/", 404)


def test_what_is_asked_stands_before_the_reply(visitor: Visitor, ticket: Ticket) -> None:
    services.change_status(
        ticket=ticket,
        actor=visitor.cast.user(who.EDWARD),
        status="waiting_for_customer",
        waiting_for="The app log",
        at=WEDNESDAY,
    )
    visitor.log_in(who.LONDON)
    page = visitor.get(address(ticket))
    assert text(page, ".lead") == "It waits for you: The app log"


def test_a_reply_written_in_a_form_that_was_sent_before_is_not_lost(visitor: Visitor, ticket: Ticket) -> None:
    visitor.log_in(who.LONDON)
    for body in ("The first.", "The first.", "The second."):
        visitor.send(address(ticket, "replies"), {"body": body, "token": "t"})

    written = ticket.replies.filter(is_from_vendor=False).order_by("id")
    assert list(written.values_list("body", flat=True)) == ["The first.", "The second."]


def test_a_viewer_reads_and_writes_nothing(visitor: Visitor, ticket: Ticket) -> None:
    visitor.log_in(who.ABC_BILLING)
    page = visitor.get(address(ticket))

    assert page.css_first("#reply") is None
    for noun in ("replies", "closure", "reopening"):
        assert visitor.client.post(address(ticket, noun), {"body": "I"}).status_code == 403


@pytest.mark.parametrize("email", [who.HONG_KONG, who.GOLD, who.STRANGER, who.ANSON])
def test_a_ticket_that_is_not_yours_does_not_exist(visitor: Visitor, ticket: Ticket, email: str) -> None:
    visitor.log_in(email)
    for noun in ("replies", "closure", "reopening"):
        assert visitor.client.post(address(ticket, noun), {"body": "I"}).status_code == 404
    missing, hidden = (visitor.client.get(each) for each in ("/tickets/ABC-9999/", address(ticket)))
    assert hidden.status_code == missing.status_code == 404
    assert without_token(hidden.content) == without_token(missing.content)


def without_token(page: bytes) -> str:
    """A page without what differs on every answer."""
    return re.sub(r"[A-Za-z0-9]{64}", "", page.decode()).replace("ABC-9999", "ABC-1001")


def test_a_list_shows_own_tickets_and_a_managers_all(visitor: Visitor, ticket: Ticket) -> None:
    other = visitor.cast.file(who.HONG_KONG, subject="Licence key lost")
    del ticket

    def subjects(email: str, query: str = "") -> list[str]:
        visitor.log_in(email)
        return [link.text() for link in visitor.get(f"{LIST}{query}").css("a.subject")]

    assert subjects(who.LONDON) == ["Forms do not open"]
    assert subjects(who.ABC_MANAGER) == ["Licence key lost", "Forms do not open"]
    assert subjects(who.ABC_MANAGER, "?whose=mine") == []
    assert subjects(who.ABC_MANAGER, "?q=LICENCE") == ["Licence key lost"]
    assert subjects(who.ABC_MANAGER, f"?q={other.reference}") == ["Licence key lost"]
    assert subjects(who.ABC_MANAGER, "?state=finished") == []
    assert subjects(who.ABC_MANAGER, f"?product={other.product_id}") == ["Licence key lost", "Forms do not open"]
    assert subjects(who.ABC_MANAGER, "?product=junk&state=junk&before=x") == ["Licence key lost", "Forms do not open"]
    assert subjects(who.GOLD) == []


def test_an_empty_list_says_what_to_do(visitor: Visitor) -> None:
    visitor.log_in(who.GOLD)
    assert "No tickets yet." in text(visitor.get(LIST), ".empty")
    assert "No ticket matches this." in text(visitor.get(f"{LIST}?q=x"), ".empty")


def test_a_long_list_goes_on_at_the_next_page(visitor: Visitor) -> None:
    for number in range(27):
        visitor.cast.file(who.GOLD, subject=f"Fault {number}")
    visitor.log_in(who.GOLD)
    first = visitor.get(LIST)
    second = visitor.get(str(part(first, "a[rel=next]").attributes["href"]))

    assert [len(page.css("a.subject")) for page in (first, second)] == [25, 2]
    assert part(second, "a.subject").text() == "Fault 1"


@pytest.mark.parametrize("address", [NEW, LIST, "/tickets/ABC-1001/"])
def test_nobody_comes_in_without_logging_in(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302


def test_a_preview_of_markdown_is_sanitized(visitor: Visitor) -> None:
    visitor.log_in(who.LONDON)
    page = visitor.send(reverse("tickets:markdown"), {"description": "**b** <img src=x onerror=y>"}, 200)
    assert part(page, "strong").text() == "b"
    assert page.css_first("img") is None
