"""Invitations: from the manager's mail to the contact, and every way in which a link lets nobody in."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from accounts import services
from accounts.demo import People
from accounts.models import Contact, Invitation, JoinRequest, Organization, OrganizationEvent, User
from catalog.models import Region
from outbox.models import OutboundMessage
from tests.world import stop

As = Callable[[str], Client]
Deliver = Callable[[], list[EmailMessage]]
MANAGER, MEMBER, STRANGER = "manager@abc.example", "member.london@abc.example", "stranger@nowhere.example"
AGENT, NEW = "agent.emea@vendor.example", "nina@abc.example"
PAGE = "/organization/ABC/invitations/"
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def clock(settings: Settings, tmp_path: Path, at: datetime) -> Path:
    """The portal's clock, standing; `stop(clock, ...)` moves it."""
    file = tmp_path / "clock.json"
    settings.PORTAL_CLOCK = str(file)
    stop(file, at)
    return file


def form(regions: dict[str, Region], email: str = NEW, **changed: object) -> dict[str, object]:
    return {"email": email, "name": "Nina", "roles": ["member"], "home_region": regions["EMEA"].pk, **changed}


@pytest.fixture
def link(as_: As, regions: dict[str, Region], deliver: Deliver) -> Callable[[str], str]:
    """Invites an address as the manager, and gives the address in the mail."""

    def invited(email: str = NEW) -> str:
        assert as_(MANAGER).post(PAGE, form(regions, email)).status_code == 302
        return address_in(deliver()[0])

    return invited


def address_in(mail: EmailMessage) -> str:
    found = re.search(r"/invitations/\S+/", str(mail.body))
    assert found
    return found[0]


@pytest.mark.both
def test_a_new_person_sets_a_password_and_is_in(link: Callable[[str], str]) -> None:
    address, client = link(NEW), Client()
    assert "Choose a password" in client.get(address).text

    answer = client.post(address, {"name": "Nina Novak", "password": PASSWORD}, follow=True)

    assert "You are a contact of ABC Corporation now" in answer.text
    contact = Contact.objects.get(user__email=NEW)
    assert contact.organization.key == "ABC"
    assert contact.home_region is not None
    assert contact.home_region.code == "EMEA"
    assert list(contact.roles.values_list("role", flat=True)) == ["member"]
    assert client.get("/organization/ABC/").status_code == 200
    codes = OrganizationEvent.objects.filter(organization__key="ABC").values_list("code", flat=True)
    assert {"invited", "joined", "role_granted"} <= set(codes)


def test_a_link_only_opens_a_page(link: Callable[[str], str], as_: As) -> None:
    address = link(STRANGER)
    as_(STRANGER).get(address)
    assert not Contact.objects.filter(user__email=STRANGER).exists()


def test_an_existing_user_logs_in_and_joins(link: Callable[[str], str], as_: As) -> None:
    address = link(STRANGER)
    page = Client().get(address).text
    assert f"/accounts/login/?next={address}" in page.replace("%2F", "/")
    answer = as_(STRANGER).post(address)
    assert answer.status_code == 302
    assert Contact.objects.filter(user__email=STRANGER, organization__key="ABC").exists()


def test_a_link_is_good_once(link: Callable[[str], str], as_: As) -> None:
    address = link(STRANGER)
    as_(STRANGER).post(address)
    again = as_(STRANGER).post(address)
    assert again.status_code == 410
    assert "ask a manager of ABC Corporation to invite you again" in again.text


def test_a_link_expires_after_14_days(link: Callable[[str], str], clock: Path, at: datetime) -> None:
    address = link(NEW)
    stop(clock, at + timedelta(days=14) - timedelta(seconds=1))
    assert Client().get(address).status_code == 200
    stop(clock, at + timedelta(days=14))
    assert Client().post(address, {"name": "Nina", "password": PASSWORD}).status_code == 410
    assert not User.objects.filter(email=NEW).exists()


@pytest.mark.usefixtures("people")
def test_a_wrong_link_says_what_to_do() -> None:
    answer = Client().get("/invitations/nobody-has-this/")
    assert answer.status_code == 404
    assert "Copy the whole link from the mail" in answer.text


def test_another_address_is_refused_clearly(link: Callable[[str], str], as_: As) -> None:
    address, client = link(NEW), as_(STRANGER)
    assert f"was sent to {NEW}" in client.get(address).text
    assert client.post(address).status_code == 409
    assert not Contact.objects.filter(user__email=STRANGER).exists()


def test_a_new_mail_ends_the_link_of_the_one_before(link: Callable[[str], str], as_: As, deliver: Deliver) -> None:
    old = link(NEW)
    as_(MANAGER).post(f"/organization/invitations/{Invitation.objects.get().pk}/resending/")
    new = address_in(deliver()[0])
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


def test_a_withdrawn_invitation_is_over(link: Callable[[str], str], as_: As) -> None:
    address = link(NEW)
    as_(MANAGER).post(f"/organization/invitations/{Invitation.objects.get().pk}/withdrawal/")
    assert Client().get(address).status_code == 410
    assert NEW not in re.sub(r"(?s)<h2[^>]*>History.*", "", as_(MANAGER).get("/organization/ABC/").text)


def test_the_invitation_of_somebody_who_manages_no_more_is_over(link: Callable[[str], str], people: People) -> None:
    address = link(NEW)
    people.contacts[MANAGER].roles.filter(role="manager").delete()
    answer = Client().get(address)
    assert answer.status_code == 410
    assert "manages ABC Corporation no more" in answer.text


def test_the_secret_is_kept_nowhere(link: Callable[[str], str]) -> None:
    token = link(NEW).split("/")[2]
    assert len(token) >= 32
    assert token not in str(list(OutboundMessage.objects.values_list("payload", flat=True)))
    assert token not in Invitation.objects.get().token_hash


@pytest.mark.parametrize(
    ("email", "said"),
    [
        (MEMBER, "Liam Lowe is a contact already"),
        (MEMBER.upper(), "Liam Lowe is a contact already"),
        (AGENT, "belongs to support"),
        ("nobody", "Write an address as name@example.com."),
        ("", "Write the address of whom you invite."),
    ],
)
def test_who_needs_no_invitation_is_refused_with_words(
    as_: As, regions: dict[str, Region], email: str, said: str
) -> None:
    answer = as_(MANAGER).post(PAGE, form(regions, email))
    assert answer.status_code == 422
    assert said in answer.text
    assert not Invitation.objects.exists()


def test_nobody_is_invited_twice(link: Callable[[str], str], as_: As, regions: dict[str, Region]) -> None:
    link(NEW)
    assert "is invited already" in as_(MANAGER).post(PAGE, form(regions)).text
    assert Invitation.objects.count() == 1


def test_an_expired_invitation_may_be_made_anew(link: Callable[[str], str], clock: Path, at: datetime) -> None:
    link(NEW)
    stop(clock, at + timedelta(days=15))
    assert Client().get(link(NEW)).status_code == 200


@pytest.mark.parametrize(
    ("email", "answer"), [(MEMBER, 403), (STRANGER, 404), ("manager@everyday.example", 404), (AGENT, 403)]
)
def test_managers_alone_invite(as_: As, regions: dict[str, Region], email: str, answer: int) -> None:
    client = as_(email)
    assert client.get(PAGE).status_code == answer
    assert client.post(PAGE, form(regions)).status_code == answer
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("email", [MEMBER, STRANGER, "manager@everyday.example", AGENT])
@pytest.mark.parametrize("noun", ["resending", "withdrawal"])
def test_an_invitation_exists_for_its_managers_only(link: Callable[[str], str], as_: As, email: str, noun: str) -> None:
    link(NEW)
    assert as_(email).post(f"/organization/invitations/{Invitation.objects.get().pk}/{noun}/").status_code == 404


def test_a_weak_password_is_refused_and_the_name_is_kept(link: Callable[[str], str]) -> None:
    answer = Client().post(link(NEW), {"name": "Nina Novak", "password": "password"})
    assert answer.status_code == 422
    assert 'value="Nina Novak"' in answer.text
    assert not User.objects.filter(email=NEW).exists()


def test_a_manager_who_was_invited_as_a_contact_keeps_the_roles(
    link: Callable[[str], str], people: People, regions: dict[str, Region], at: datetime
) -> None:
    address = link(STRANGER)
    draft = services.ContactDraft(home_region=regions["AMER"], roles=frozenset({"manager"}))
    abc, maria = Organization.objects.get(key="ABC"), people.users[MANAGER]
    services.put_contact(organization=abc, user=people.users[STRANGER], draft=draft, actor=maria, at=at)
    services.accept_invitation(
        invitation=services.find_invitation(address.split("/")[2]),  # type: ignore[arg-type]
        user=people.users[STRANGER],
        at=at,
    )
    assert list(people.users[STRANGER].contacts.get().roles.values_list("role", flat=True)) == ["manager"]


def test_a_request_to_join_is_answered_by_the_invitation(link: Callable[[str], str], as_: As) -> None:
    email = "newcomer@abc.example"
    as_(email).post(link(email))
    assert not JoinRequest.objects.undecided().filter(user__email=email).exists()


def test_the_pace_of_invitations_is_limited(as_: As, regions: dict[str, Region], settings: Settings) -> None:
    settings.INVITATIONS_PER_HOUR = 1
    client = as_(MANAGER)
    client.post(PAGE, form(regions))
    answer = client.post(PAGE, form(regions, "second@abc.example"))
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert 'value="second@abc.example"' in answer.text
