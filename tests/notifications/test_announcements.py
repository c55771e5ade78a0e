"""Announcements reach those whom they concern, for their time, and are told once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.utils.html import strip_tags
from django.utils.text import slugify

from accounts.models import Contact, Organization, User
from catalog.models import Product, Region
from entitlements.models import License
from notifications import services
from notifications.models import Announcement, Notification
from outbox.services import deliver_due
from portal import audiences
from portal.followers import handlers
from tests.pages import Reader
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.both]
LATER = AT + timedelta(hours=1)


def person(email: str) -> User:
    return User.objects.get(email=email)


@pytest.fixture
def made() -> Announcement:
    """A warning about Meridian Server in the Americas, to be mailed; a draft."""
    draft = services.AnnouncementDraft(
        title="Patch now",
        body="Install **5.1.4**.",
        severity="warning",
        products=(Product.objects.get(name="Meridian Server"),),
        regions=(Region.objects.get(code="AMER"),),
        is_mailed=True,
    )
    return services.draft_announcement(draft=draft, actor=person(Reader.LEAD), at=AT)


def publish(row: Announcement, *, starts_at: datetime | None = None, ends_at: datetime | None = None) -> None:
    services.announce(announcement=row, actor=person(Reader.LEAD), at=AT, starts_at=starts_at, ends_at=ends_at)


def shown(email: str, at: datetime = AT) -> list[str]:
    return [row.title for row in audiences.shown_to(person(email), at)]


def sweep(at: datetime) -> set[str]:
    mail.outbox.clear()
    while deliver_due(handlers=handlers(at), at=at):
        pass
    return {address for sent in mail.outbox if "Patch now" in sent.subject for address in sent.to}


def test_a_draft_is_shown_to_nobody(made: Announcement) -> None:
    assert "Patch now" not in shown(Reader.OWNER)
    assert Client().get(f"/announcements/{made.pk}/").status_code == HTTPStatus.NOT_FOUND


def test_it_is_shown_to_those_with_a_license_and_to_no_other(made: Announcement) -> None:
    publish(made)

    assert "Patch now" in shown(Reader.OWNER)
    assert "Patch now" not in shown(Reader.STRANGER)


def sold(organization: Organization, product: str, region: str) -> None:
    """The organization bought the product in the region."""
    License.objects.create(
        organization=organization,
        product=Product.objects.get(name=product),
        sold_in=Region.objects.get(code=region),
        purchased_on=AT.date(),
        quantity=1,
    )


@pytest.fixture
def buyers() -> dict[str, str]:
    """Customers of their own, by what is theirs: addresses by name. Each one's home is in APAC unless it says so."""
    lines = {
        "both": [("Meridian Server", "AMER")],
        "product elsewhere": [("Meridian Server", "EMEA")],
        "region for another product": [("Lattice Forms", "AMER")],
        "product and region apart": [("Meridian Server", "EMEA"), ("Lattice Forms", "AMER")],
        "home": [("Meridian Server", "EMEA")],
        "home without the product": [("Lattice Forms", "EMEA")],
        "nothing": [],
    }
    found = {}
    for number, (name, licenses) in enumerate(lines.items()):
        organization = Organization.objects.create(key=f"B{number}", name=name)
        for product, region in licenses:
            sold(organization, product, region)
        reader = User.objects.create_user(f"b{number}@buyers.example", name=f"Buyer {number}")
        home = Region.objects.get(code="AMER" if name.startswith("home") else "APAC")
        Contact.objects.create(user=reader, organization=organization, home_region=home)
        found[name] = reader.email
    found |= of_two("at home at the other one", "home without the product", "product elsewhere")
    found |= of_two("one of the two is concerned", "nothing", "home")
    return found


def of_two(name: str, *organizations: str) -> dict[str, str]:
    """A person who is at both organizations what their first people are there."""
    reader = User.objects.create_user(f"{slugify(name)}@buyers.example", name=name)
    for each in Contact.objects.filter(organization__name__in=organizations, user__name__startswith="Buyer"):
        Contact.objects.create(user=reader, organization=each.organization, home_region=each.home_region)
    return {name: reader.email}


def test_only_people_of_that_product_and_that_region_are_told(made: Announcement, buyers: dict[str, str]) -> None:
    publish(made)
    told = sweep(AT)
    concerned = {"both", "home", "one of the two is concerned"}
    assert {name for name, email in buyers.items() if email in told} == concerned
    assert {name for name, email in buyers.items() if "Patch now" in shown(email)} == concerned


def test_a_person_of_two_organizations_reads_what_it_was_mailed_and_once(
    made: Announcement, buyers: dict[str, str]
) -> None:
    publish(made)
    told = sweep(AT)
    for name, is_concerned in {"at home at the other one": False, "one of the two is concerned": True}.items():
        client = Client()
        client.force_login(person(buyers[name]), backend="portal.authentication.Backend")
        pages = [client.get(path).content.decode() for path in ("/announcements/", "/", f"/announcements/{made.pk}/")]
        assert [buyers[name] in told, *("Patch now" in page for page in pages)] == [is_concerned] * 4
    assert len([sent for sent in mail.outbox if buyers["one of the two is concerned"] in sent.to]) == 1


PRODUCTS, REGIONS = ("Meridian Server", "Lattice Forms"), ("AMER", "EMEA", "APAC")


@pytest.mark.usefixtures("buyers")
@pytest.mark.parametrize("products", [(), PRODUCTS[:1], PRODUCTS], ids=len)
@pytest.mark.parametrize("regions", [(), REGIONS[:1], REGIONS[1:], REGIONS], ids=len)
def test_whoever_sees_it_is_told_and_nobody_else(
    made: Announcement, products: tuple[str, ...], regions: tuple[str, ...]
) -> None:
    made.products.set(Product.objects.filter(name__in=products))
    made.regions.set(Region.objects.filter(code__in=regions))
    publish(made)
    told = set(audiences.concerned(made).exclude(agent__isnull=False).values_list("email", flat=True))
    people = User.objects.filter(contacts__isnull=False, is_active=True).distinct()
    assert told == {each.email for each in people if made in audiences.announcements_for(each)}


def test_it_is_told_by_mail_once_ever(made: Announcement) -> None:
    publish(made)
    told = sweep(AT)
    assert Reader.OWNER in told
    assert Reader.STRANGER not in told
    assert Reader.AGENT not in told

    services.take_back(announcement=made, actor=person(Reader.LEAD), at=LATER)
    publish(made)
    assert sweep(LATER + timedelta(minutes=1)) == set()
    assert Notification.objects.filter(recipient=person(Reader.OWNER), about=f"announcement:{made.pk}").count() == 1


def test_one_for_later_is_told_when_it_starts(made: Announcement) -> None:
    publish(made, starts_at=LATER.astimezone(ZoneInfo("Asia/Hong_Kong")))

    assert sweep(AT) == set()
    assert "Patch now" not in shown(Reader.OWNER)
    assert Reader.OWNER in sweep(LATER)
    assert "Patch now" in shown(Reader.OWNER, LATER)


def test_one_that_was_taken_back_before_it_started_is_a_draft_and_told_nobody(made: Announcement) -> None:
    publish(made, starts_at=LATER)
    services.take_back(announcement=made, actor=person(Reader.LEAD), at=AT)

    assert made.starts_at is None
    assert sweep(LATER) == set()


def test_it_ends_at_its_time(made: Announcement) -> None:
    publish(made, ends_at=LATER)

    assert "Patch now" in shown(Reader.OWNER, LATER - timedelta(seconds=1))
    assert "Patch now" not in shown(Reader.OWNER, LATER)


def test_who_dismissed_it_sees_it_no_more_and_others_do(made: Announcement) -> None:
    publish(made)
    client = Client()
    client.force_login(person(Reader.OWNER), backend="portal.authentication.Backend")
    client.post(f"/announcements/{made.pk}/dismissal/")

    assert "Patch now" not in strip_tags(client.get("/").content.decode())
    assert "Patch now" in shown(Reader.TEAMMATE)
    assert "Patch now" in client.get("/announcements/").content.decode()


def test_somebody_without_a_login_sees_public_ones_only(made: Announcement) -> None:
    publish(made)
    page = Client().get("/announcements/").content.decode()

    assert "Maintenance of this portal" in page
    assert "Patch now" not in page
    assert "Maintenance of this portal" in Client().get("/accounts/login/").content.decode()


@pytest.mark.parametrize("act", ["write", "publish", "take back"])
def test_an_agent_who_leads_nothing_announces_nothing(made: Announcement, act: str) -> None:
    agent = person(Reader.AGENT)
    acts: dict[str, Callable[[], object]] = {
        "write": lambda: services.draft_announcement(draft=services.AnnouncementDraft("a", "b"), actor=agent, at=AT),
        "publish": lambda: services.announce(announcement=made, actor=agent, at=AT, starts_at=None, ends_at=None),
        "take back": lambda: services.take_back(announcement=made, actor=agent, at=AT),
    }
    with pytest.raises(services.UnableToAnnounce) as refusal:
        acts[act]()
    assert refusal.value.code == "not_an_announcer"


def test_an_end_before_the_start_is_refused_on_the_form(made: Announcement) -> None:
    client = Client()
    client.force_login(person(Reader.LEAD), backend="portal.authentication.Backend")
    times = {"starts_at": "2026-06-12T10:00", "ends_at": "2026-06-12T09:00"}
    answer = client.post(f"/announcements/{made.pk}/publication/", times)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "It must end after it starts" in answer.content.decode()


def test_what_is_written_is_sanitized_when_it_is_saved(made: Announcement) -> None:
    assert made.html == "<p>Install <strong>5.1.4</strong>.</p>\n"
