"""The page of an organization, for its managers, members, strangers and the vendor's agents."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from django.test import Client

from accounts import services
from accounts.demo import People
from accounts.models import ContactRole, OrganizationEvent
from catalog.models import Region

As = Callable[[str], Client]
MANAGER, MEMBER, STRANGER, AGENT = (
    "manager@abc.example",
    "member.london@abc.example",
    "stranger@nowhere.example",
    "agent.emea@vendor.example",
)


def test_a_manager_sees_its_people_and_may_change_them(as_: As, people: People) -> None:
    page = as_(MANAGER).get("/organization/").content.decode()

    assert "Liam Lowe" in page
    assert f"/organization/contacts/{people.contacts[MEMBER].pk}/" in page


def test_a_member_reads_and_changes_nothing(as_: As, people: People) -> None:
    client = as_(MEMBER)

    page = client.get("/organization/")
    assert page.status_code == 200
    assert "/organization/contacts/" not in page.content.decode()
    refused = client.post(f"/organization/contacts/{people.contacts[MEMBER].pk}/", {"roles": ["manager"]})
    assert refused.status_code == 403
    assert "Only a manager of ABC Corporation" in refused.content.decode()


def test_an_agent_reads_any_organization_and_changes_none(as_: As, people: People) -> None:
    client = as_(AGENT)

    assert client.get("/organization/ABC/").status_code == 200
    assert client.get(f"/organization/contacts/{people.contacts[MEMBER].pk}/").status_code == 403


@pytest.mark.parametrize("email", [STRANGER, "manager@everyday.example"])
def test_another_organization_does_not_exist_for_outsiders(as_: As, people: People, email: str) -> None:
    client = as_(email)
    contact = people.contacts[MEMBER].pk

    assert client.get("/organization/ABC/").status_code == 404
    assert client.get("/organization/XYZ/").status_code == 404
    assert client.get(f"/organization/contacts/{contact}/").status_code == 404
    assert client.post(f"/organization/contacts/{contact}/departure/").status_code == 404


@pytest.mark.usefixtures("people")
def test_a_stranger_is_shown_the_way_to_an_organization(as_: As) -> None:
    assert as_(STRANGER).get("/organization/").headers["Location"] == "/organization/join/"


@pytest.mark.usefixtures("people")
def test_somebody_logged_out_is_asked_to_log_in() -> None:
    assert Client().get("/organization/").headers["Location"].startswith("/accounts/login/")


def test_a_manager_grants_and_revokes_roles(as_: As, people: People, regions: dict[str, Region]) -> None:
    contact = people.contacts[MEMBER]

    answer = as_(MANAGER).post(
        f"/organization/contacts/{contact.pk}/",
        {"roles": ["viewer", "billing"], "home_region": regions["APAC"].pk},
    )

    assert answer.status_code == 302
    contact.refresh_from_db()
    assert set(contact.roles.values_list("role", flat=True)) == {"viewer", "billing"}
    assert contact.home_region == regions["APAC"]
    codes = OrganizationEvent.objects.filter(person=contact.user).order_by("id").values_list("code", flat=True)
    assert list(codes) == ["role_granted", "role_granted", "role_revoked", "region_changed"]
    page = as_(MANAGER).get("/organization/").content.decode()
    assert "Maria Moreno took the role member from Liam Lowe" in page


def test_the_last_manager_cannot_be_removed(as_: As, people: People, regions: dict[str, Region]) -> None:
    contact = people.contacts[MANAGER]
    client = as_(MANAGER)

    answer = client.post(
        f"/organization/contacts/{contact.pk}/", {"roles": ["member"], "home_region": regions["AMER"].pk}
    )
    client.post(f"/organization/contacts/{contact.pk}/departure/")

    assert answer.status_code == 422
    assert "would have no manager" in answer.content.decode()
    contact.refresh_from_db()
    assert contact.left_at is None
    assert contact.roles.filter(role="manager").exists()


def test_a_manager_may_go_when_another_stays(as_: As, people: People, at: datetime) -> None:
    ContactRole.objects.create(contact=people.contacts[MEMBER], role="manager", granted_at=at)

    answer = as_(MANAGER).post(f"/organization/contacts/{people.contacts[MANAGER].pk}/departure/")

    assert answer.status_code == 302
    assert not people.contacts[MANAGER].roles.exists()
    assert as_(MANAGER).get("/organization/ABC/").status_code == 404
    assert as_(MEMBER).get("/organization/").status_code == 200


def test_who_has_left_cannot_be_changed(people: People, regions: dict[str, Region], at: datetime) -> None:
    manager, contact = people.users[MANAGER], people.contacts[MEMBER]
    services.mark_left(contact=contact, actor=manager, at=at)
    draft = services.ContactDraft(home_region=regions["AMER"], roles=frozenset({"manager"}))

    with pytest.raises(services.UnableToChangeContact, match="has-left"):
        services.change_contact(contact=contact, draft=draft, actor=manager, at=at)


def test_a_manager_of_one_organization_manages_no_other(people: People, at: datetime) -> None:
    with pytest.raises(services.UnableToChangeContact, match="not-a-manager"):
        services.mark_left(contact=people.contacts[MEMBER], actor=people.users["manager@everyday.example"], at=at)


def test_the_page_takes_the_same_statements_however_many_people_there_are(
    as_: As, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    client = as_(MANAGER)
    with django_assert_max_num_queries(12):
        client.get("/organization/")
