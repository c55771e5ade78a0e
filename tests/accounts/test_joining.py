"""Asking to join an organization by one's confirmed address, and the manager's answer."""

from collections.abc import Callable
from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts import services
from accounts.demo import People
from accounts.models import Contact, JoinRequest, User
from catalog.models import Region
from common import clock
from outbox import services as outbox
from outbox.models import OutboundMessage
from portal import followers

As = Callable[[str], Client]
MANAGER, NEWCOMER, STRANGER = "manager@abc.example", "newcomer@abc.example", "stranger@nowhere.example"


@pytest.fixture
def asked(people: People) -> JoinRequest:
    return JoinRequest.objects.get(user=people.users[NEWCOMER])


@pytest.fixture
def ada(people: People) -> User:  # noqa: ARG001 - her organization
    user = User.objects.create_user("ada@abc.example", "a-long-password", name="Ada Lovelace")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def mailed(name: str) -> list[str]:
    at = clock.now()
    outbox.deliver_due(handlers={"topic": followers.handlers(at)["topic"]}, at=at)
    rows = OutboundMessage.objects.filter(kind="mail", name=f"accounts/mail/{name}").order_by("recipient")
    return list(rows.values_list("recipient", flat=True))


def test_a_person_asks_the_organization_of_its_domain(ada: User) -> None:
    client = Client()
    client.force_login(ada)

    assert "Ask to join ABC Corporation" in client.get("/organization/join/").content.decode()
    client.post("/organization/join/", {"organization": "ABC", "message": "Please"})

    assert JoinRequest.objects.get(user=ada).message == "Please"
    assert mailed("join-asked") == [MANAGER]
    assert "waits for a manager" in client.get("/organization/join/").content.decode()


def test_asking_twice_is_refused_in_words(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    client.post("/organization/join/", {"organization": "ABC"})

    again = client.post("/organization/join/", {"organization": "ABC"})

    assert again.status_code == 422
    assert "You have asked ABC Corporation already" in again.content.decode()
    assert JoinRequest.objects.filter(user=ada).count() == 1


def test_a_stranger_cannot_find_out_which_organizations_exist(as_: As) -> None:
    client = as_(STRANGER)

    page = client.get("/organization/join/").content.decode()
    known = client.post("/organization/join/", {"organization": "ABC"})
    unknown = client.post("/organization/join/", {"organization": "XYZ"})

    assert "ABC Corporation" not in page
    assert known.status_code == unknown.status_code == 422
    assert "None of your confirmed addresses" in known.content.decode()
    assert "ABC Corporation" not in known.content.decode()


def test_an_address_that_is_not_confirmed_opens_nothing(ada: User, at: datetime) -> None:
    EmailAddress.objects.filter(user=ada).update(verified=False)

    with pytest.raises(services.UnableToJoin, match="not-your-domain"):
        services.ask_to_join(user=ada, key="ABC", message="", at=at)


def test_a_manager_accepts_and_the_person_becomes_a_member(
    as_: As, asked: JoinRequest, regions: dict[str, Region]
) -> None:
    form = {f"join-{asked.pk}-decision": "approve", f"join-{asked.pk}-home_region": regions["EMEA"].pk}

    answer = as_(MANAGER).post(f"/organization/join/{asked.pk}/decision/", form)

    assert answer.status_code == 302
    contact = Contact.objects.get(user=asked.user)
    assert contact.home_region == regions["EMEA"]
    assert [held.role for held in contact.roles.all()] == ["member"]
    asked.refresh_from_db()
    assert asked.contact == contact
    assert asked.decided_by is not None
    assert mailed("join-approved") == [NEWCOMER]
    assert as_(NEWCOMER).get("/organization/ABC/").status_code == 200


def test_accepting_without_a_region_says_what_is_missing(as_: As, asked: JoinRequest) -> None:
    answer = as_(MANAGER).post(f"/organization/join/{asked.pk}/decision/", {f"join-{asked.pk}-decision": "approve"})

    assert answer.status_code == 422
    assert "Choose the region whose desk is nearest" in answer.content.decode()
    assert JoinRequest.objects.undecided().filter(pk=asked.pk).exists()


def test_a_declined_person_is_told_and_may_ask_again(as_: As, asked: JoinRequest, at: datetime) -> None:
    as_(MANAGER).post(f"/organization/join/{asked.pk}/decision/", {f"join-{asked.pk}-decision": "decline"})

    assert mailed("join-declined") == [NEWCOMER]
    assert not Contact.objects.filter(user=asked.user).exists()
    assert services.ask_to_join(user=asked.user, key="ABC", message="", at=at).pk != asked.pk


def test_a_request_is_answered_once(
    asked: JoinRequest, people: People, regions: dict[str, Region], at: datetime
) -> None:
    manager = people.users[MANAGER]
    services.decline_join(asked=asked, actor=manager, at=at)

    with pytest.raises(services.UnableToDecide, match="already-decided"):
        services.approve_join(asked=asked, home_region=regions["EMEA"], actor=manager, at=at)

    assert not Contact.objects.filter(user=asked.user).exists()


def test_only_a_manager_answers(as_: As, asked: JoinRequest) -> None:
    address = f"/organization/join/{asked.pk}/decision/"
    form = {f"join-{asked.pk}-decision": "decline"}

    assert as_(NEWCOMER).post(address, form).status_code == 403
    assert as_("member.london@abc.example").post(address, form).status_code == 404
    assert as_("manager@everyday.example").post(address, form).status_code == 404
    assert as_(STRANGER).post(address, form).status_code == 404
    assert as_("agent.amer@vendor.example").post(address, form).status_code == 404
    assert JoinRequest.objects.undecided().filter(pk=asked.pk).exists()


def test_who_left_joins_again_without_the_roles_of_then(
    people: People, regions: dict[str, Region], at: datetime
) -> None:
    manager, contact = people.users[MANAGER], people.contacts["billing@abc.example"]
    services.mark_left(contact=contact, actor=manager, at=at)
    asked = services.ask_to_join(user=contact.user, key="ABC", message="", at=at)

    joined = services.approve_join(asked=asked, home_region=regions["EMEA"], actor=manager, at=at)

    assert joined.pk == contact.pk
    assert joined.left_at is None
    assert [held.role for held in joined.roles.all()] == ["member"]


def test_an_accepted_request_stays_accepted_when_the_person_joins_again(
    people: People, asked: JoinRequest, regions: dict[str, Region], at: datetime
) -> None:
    manager = people.users[MANAGER]
    contact = services.approve_join(asked=asked, home_region=regions["EMEA"], actor=manager, at=at)
    services.mark_left(contact=contact, actor=manager, at=at)
    again = services.ask_to_join(user=asked.user, key="ABC", message="", at=at)
    services.approve_join(asked=again, home_region=regions["EMEA"], actor=manager, at=at)

    assert set(JoinRequest.objects.filter(user=asked.user).values_list("contact", flat=True)) == {contact.pk}


def test_without_a_manager_the_account_owner_is_asked(people: People, ada: User, at: datetime) -> None:
    people.contacts[MANAGER].roles.filter(role="manager").delete()

    services.ask_to_join(user=ada, key="ABC", message="", at=at)

    assert mailed("join-asked") == ["lead.amer@vendor.example"]
