"""An administrator reads what published holidays would change, and applies or dismisses it after being asked again."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from accounts.models import User
from catalog import services
from catalog.models import Holiday, HolidayProposal, Region
from tests.administration import administrator, opened, values
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
GOOD_FRIDAY, COMPANY_DAY = date(2027, 3, 26), date(2027, 8, 13)


@pytest.fixture
def proposal() -> HolidayProposal:
    """London lacks Good Friday of 2027, and has a day of its own."""
    region = Region.objects.get(code="EMEA")
    region.holidays.filter(on=GOOD_FRIDAY).delete()
    Holiday.objects.create(region=region, on=COMPANY_DAY, name="Company day")
    proposal = services.propose_holidays(region=region, year=2027, at=AT)
    assert proposal is not None
    return proposal


def address(proposal: HolidayProposal, page: str = "change") -> str:
    return reverse(f"admin:catalog_holidayproposal_{page}", args=[proposal.pk])


def member_of(role: str) -> Client:
    """Somebody of the vendor with that role alone."""
    user = User.objects.create(email="somebody@vendor.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def rows(page: HTMLParser) -> list[list[str]]:
    return [[" ".join(cell.text().split()) for cell in row.css("th, td")] for row in page.css("#content-main tbody tr")]


def decided(client: Client, proposal: HolidayProposal, page: str, query: str = "") -> list[str]:
    """Open a decision, send its form as a browser would, and read what the page after it says."""
    asked = opened(client, address(proposal, page) + query)
    answer = client.post(address(proposal, page), values(asked), follow=True)
    return [node.text(strip=True) for node in HTMLParser(answer.content).css(".messagelist li")]


def holidays() -> set[date]:
    return set(Region.objects.get(code="EMEA").holidays.values_list("on", flat=True))


def test_a_proposal_is_a_table_of_days(proposal: HolidayProposal) -> None:
    page = opened(administrator(), address(proposal))
    assert rows(page) == [
        ["26 March 2027", "Friday", "Good Friday", "+ added"],
        ["13 August 2027", "Friday", "Company day", "Remove: it is not published"],
    ]


def test_a_renamed_day_shows_the_name_it_has(proposal: HolidayProposal) -> None:
    proposal.region.holidays.filter(on=date(2027, 1, 1)).update(name="New Year")
    services.propose_holidays(region=proposal.region, year=2027, at=AT)
    first = rows(opened(administrator(), address(proposal)))[0]
    assert first == ["1 January 2027", "Friday", "New Year's Day instead of “New Year”", "~ renamed"]


def test_reading_and_being_asked_change_nothing(proposal: HolidayProposal) -> None:
    before, client = holidays(), administrator()
    for page in ("change", "application", "dismissal"):
        opened(client, address(proposal, page))
    assert holidays() == before


def test_applying_keeps_the_regions_own_days(proposal: HolidayProposal) -> None:
    version = proposal.region.calendar_version + 1
    said = decided(administrator(), proposal, "application")
    assert said == [f"Holidays of 2027 applied: calendar version {version} of {proposal.region}."]
    assert {GOOD_FRIDAY, COMPANY_DAY} <= holidays()


def test_a_ticked_day_is_removed_after_it_was_shown_as_such(proposal: HolidayProposal) -> None:
    client, query = administrator(), "?remove=2027-08-13"
    asked = opened(client, address(proposal, "application") + query)
    assert rows(asked)[1] == ["13 August 2027", "Friday", "Company day", "- removed"]
    decided(client, proposal, "application", query)
    assert COMPANY_DAY not in holidays()
    assert rows(opened(client, address(proposal))) == [
        ["26 March 2027", "Friday", "Good Friday", "+ added"],
        ["13 August 2027", "Friday", "Company day", "- removed"],
    ]


def test_dismissing_leaves_the_calendar_and_says_who_did(proposal: HolidayProposal) -> None:
    before, client = holidays(), administrator()
    said = decided(client, proposal, "dismissal")
    assert said == [f"Holidays of 2027 for {proposal.region} dismissed. The calendar is as it was."]
    assert holidays() == before
    page = opened(client, address(proposal))
    assert "root@vendor.example" in page.css_first("#content-main p").text()  # type: ignore[union-attr] # or it fails
    assert page.css(".submit-row") == []


def test_what_changed_after_it_was_read_is_not_applied(proposal: HolidayProposal) -> None:
    client = administrator()
    asked = values(opened(client, address(proposal, "application")))
    proposal.region.holidays.filter(on=date(2027, 12, 28)).delete()
    services.propose_holidays(region=proposal.region, year=2027, at=AT + timedelta(days=1))
    answer = client.post(address(proposal, "application"), asked, follow=True)
    assert "Nothing was changed." in answer.content.decode()
    assert GOOD_FRIDAY not in holidays()


@pytest.mark.parametrize("sent", [{}, {"seen_at": "yesterday"}])
def test_a_decision_that_does_not_say_what_was_seen_is_refused(proposal: HolidayProposal, sent: dict[str, str]) -> None:
    administrator().post(address(proposal, "application"), sent)
    assert HolidayProposal.objects.waiting().filter(pk=proposal.pk).exists()


def test_a_decided_proposal_is_not_asked_about_again(proposal: HolidayProposal) -> None:
    client = administrator()
    decided(client, proposal, "dismissal")
    assert client.get(address(proposal, "application")).status_code == 302


@pytest.mark.parametrize(
    ("role", "statuses"),
    [("administrator", (200, 200, 200)), ("duty manager", (200, 403, 403)), ("moderator", (403, 403, 403))],
)
def test_administrators_decide_and_others_of_the_vendor_read(
    proposal: HolidayProposal, role: str, statuses: tuple[int, ...]
) -> None:
    client = member_of(role)
    pages = ("change", "application", "dismissal")
    assert tuple(client.get(address(proposal, page)).status_code for page in pages) == statuses


def test_nobody_adds_or_deletes_proposals(proposal: HolidayProposal) -> None:
    client = administrator()
    assert client.get(reverse("admin:catalog_holidayproposal_add")).status_code == 403
    assert client.post(address(proposal, "delete"), {"post": "yes"}).status_code == 403


def test_a_proposal_that_is_not_there_is_not_found() -> None:
    missing = HolidayProposal(pk=404)
    assert {administrator().get(address(missing, page)).status_code for page in ("change", "dismissal")} == {404}


def test_the_list_shows_what_waits(proposal: HolidayProposal) -> None:
    client, url = administrator(), reverse("admin:catalog_holidayproposal_changelist")
    shown = opened(client, f"{url}?state=waiting").css("#result_list tbody tr")
    assert [row.css_first(".field-state").text() for row in shown] == ["waiting"]  # type: ignore[union-attr]
    decided(client, proposal, "dismissal")
    assert opened(client, f"{url}?state=waiting").css("#result_list tbody tr") == []
    assert len(opened(client, f"{url}?state=decided").css("#result_list tbody tr")) == 1


@pytest.mark.parametrize("where", ["overview", "region"])
def test_a_proposal_that_waits_is_announced(proposal: HolidayProposal, where: str) -> None:
    region = reverse("admin:catalog_region_change", args=[proposal.region_id])
    page = opened(administrator(), region if where == "region" else reverse("admin:index"))
    (link,) = page.css(".messagelist li.info a")
    assert link.attributes["href"] == address(proposal)
    assert link.text() == f"Holidays of 2027 for {proposal.region} wait to be reviewed: 2 days."


def test_those_who_only_read_are_not_asked_to_decide(proposal: HolidayProposal) -> None:  # noqa: ARG001 - it waits
    page = opened(member_of("duty manager"), reverse("admin:index"))
    assert page.css(".messagelist li") == []


def test_the_promises_that_would_move_are_counted_before_it_is_applied() -> None:
    region = Region.objects.get(code="EMEA")
    Holiday.objects.create(region=region, on=AT.date(), name="Day off")
    services.calendar_changed(region=region, at=AT)
    proposal = services.propose_holidays(region=region, year=2026, at=AT)
    assert proposal is not None
    client, url = administrator(), address(proposal, "application")
    none, some = (opened(client, url + query).css_first("#content-main p") for query in ("", "?remove=2026-06-10"))
    assert none is not None
    assert some is not None
    assert "No open ticket would be owed its first response at another time." in none.text()
    assert re.search(r"[1-9]\d* open tickets? would be owed", some.text())
