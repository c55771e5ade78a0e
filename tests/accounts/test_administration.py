"""People in the administration: entered with clear messages, closed instead of deleted, and never above one's rank."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import Settings

from accounts.demo import PASSWORD, People
from accounts.models import Contact, Organization, OrganizationEvent, SignUpPolicy, User
from catalog.models import Desk, Region

As = Callable[[str], Client]
ADMIN, LONDON = "admin@vendor.example", "member.london@abc.example"


def management(prefix: str, *, total: int, initial: int = 0) -> dict[str, Any]:
    return {f"{prefix}-TOTAL_FORMS": str(total), f"{prefix}-INITIAL_FORMS": str(initial)}


def organization_form(**changes: Any) -> dict[str, Any]:
    empty = management("domains", total=0) | management("contacts", total=0) | management("environments", total=0)
    return {"name": "Zebra Zoo", "key": "ZOO", "account_owner": "", **empty, **changes}


def person(email: str) -> dict[str, str]:
    return {"email": email, "name": "Ada", "zone": "UTC", "usable_password": "false"}


@pytest.mark.usefixtures("people")
def test_the_administration_has_no_login_of_its_own() -> None:
    answer = Client().get("/admin/login/?next=/admin/")

    assert answer.headers["Location"] == "/accounts/login/?next=%2Fadmin%2F"


@pytest.mark.usefixtures("people")
def test_who_is_no_staff_is_told_so(as_: As) -> None:
    assert as_(LONDON).get("/admin/login/?next=/admin/").status_code == 403


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "page",
    ["user/", "organization/", "agent/", "joinrequest/", "user/add/", "organization/add/", "agent/add/"],
)
def test_every_page_of_people_opens(as_: As, page: str) -> None:
    assert as_(ADMIN).get(f"/admin/accounts/{page}").status_code == 200


def test_each_row_of_people_opens(as_: As, people: People) -> None:
    client = as_(ADMIN)
    rows = {
        "user": people.users[LONDON].pk,
        "organization": people.organizations["ABC"].pk,
        "agent": people.agents["agent.emea@vendor.example"].pk,
    }

    for model, pk in rows.items():
        assert client.get(f"/admin/accounts/{model}/{pk}/change/").status_code == 200


@pytest.mark.usefixtures("people")
def test_a_person_entered_in_any_case_logs_in_at_once(as_: As) -> None:
    form = person("Ada@Zoo.example") | {
        "usable_password": "true",
        "password1": "a-long-pass",
        "password2": "a-long-pass",
    }

    as_(ADMIN).post("/admin/accounts/user/add/", form)

    user = User.objects.get(email="ada@zoo.example")
    assert user.joined_at is not None
    assert EmailAddress.objects.get(user=user).verified
    client = Client()
    client.post("/accounts/login/", {"login": "ada@zoo.example", "password": "a-long-pass", "next": "/account/"})
    assert client.get("/account/").status_code == 200


@pytest.mark.usefixtures("people")
def test_an_address_that_differs_in_case_only_is_refused_in_words(as_: As) -> None:
    page = as_(ADMIN).post("/admin/accounts/user/add/", person("MEMBER.London@abc.example")).content.decode()

    assert "User with this E-mail address already exists." in page


def test_a_person_unticked_is_logged_out_and_kept(as_: As, people: People) -> None:
    user = people.users[LONDON]
    browser = as_(LONDON)
    form = {"email": user.email, "name": user.name, "zone": "UTC", "language": "en"}

    answer = as_(ADMIN).post(f"/admin/accounts/user/{user.pk}/change/", form)

    assert answer.status_code == 302
    assert browser.get("/account/").status_code == 302
    as_(ADMIN).post(f"/admin/accounts/user/{user.pk}/change/", {**form, "is_active": "on"})
    assert browser.get("/account/").status_code == 302
    assert as_(ADMIN).get(f"/admin/accounts/user/{user.pk}/delete/").status_code == 403


def test_a_changed_address_is_the_one_to_log_in_with(as_: As, people: People) -> None:
    user = people.users[LONDON]
    form = {"email": "liam@abc.example", "name": user.name, "zone": "UTC", "language": "en", "is_active": "on"}

    as_(ADMIN).post(f"/admin/accounts/user/{user.pk}/change/", form)

    assert list(EmailAddress.objects.filter(user=user).values_list("email", flat=True)) == ["liam@abc.example"]
    client = Client()
    client.post("/accounts/login/", {"login": "liam@abc.example", "password": PASSWORD, "next": "/account/"})
    assert client.get("/account/").status_code == 200


def test_an_administrator_of_the_group_makes_nobody_a_superuser(as_: As, people: People) -> None:
    clerk = people.users["lead.emea@vendor.example"]
    clerk.is_staff = True
    clerk.save()
    clerk.groups.add(Group.objects.get(name="administrator"))
    client, user = as_(clerk.email), people.users[LONDON]
    form = {"email": user.email, "name": user.name, "zone": "UTC", "language": "en", "is_active": "on"}

    client.post(f"/admin/accounts/user/{user.pk}/change/", {**form, "is_superuser": "on", "is_staff": "on"})

    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser) == (True, False)
    boss = people.users[ADMIN]
    assert client.post(f"/admin/accounts/user/{boss.pk}/password/", {"password1": "x"}).status_code == 403
    assert client.post(f"/admin/accounts/user/{boss.pk}/change/", {**form, "email": boss.email}).status_code == 403


@pytest.fixture
def clerk(people: People, as_: As) -> Client:
    """A contract administrator in the administration."""
    user = people.users["lead.emea@vendor.example"]
    user.is_staff = True
    user.save()
    user.groups.add(Group.objects.get(name="contract administrator"))
    return as_(user.email)


def test_a_contract_administrator_gives_nobody_a_role_of_the_vendor(clerk: Client, people: People) -> None:
    user = people.users[LONDON]
    form = {"email": user.email, "name": "Changed", "zone": "UTC", "language": "en", "is_active": "on"}
    role = Group.objects.get(name="administrator")

    clerk.post(f"/admin/accounts/user/{user.pk}/change/", {**form, "is_staff": "on", "groups": [role.pk]})

    user.refresh_from_db()
    assert (user.name, user.is_staff, user.groups.count()) == ("Changed", False, 0)
    assert clerk.post("/admin/accounts/agent/add/", {"user": user.pk}).status_code == 403


@pytest.mark.parametrize("email", ["lead.emea@vendor.example", "agent.apac@vendor.example"])
def test_a_contract_administrator_changes_nobody_of_the_vendor(clerk: Client, people: People, email: str) -> None:
    user = people.users[email]
    form = {"email": "mine@vendor.example", "name": user.name, "zone": "UTC", "language": "en"}

    assert clerk.post(f"/admin/accounts/user/{user.pk}/change/", form).status_code == 403
    assert clerk.post(f"/admin/accounts/user/{user.pk}/password/", {"password1": "x"}).status_code == 403


@pytest.mark.django_db
def test_the_roles_of_the_vendor_are_groups_that_may_do_their_work() -> None:
    names = set(Group.objects.values_list("name", flat=True))
    assert names >= {"duty manager", "contract administrator", "editor", "reviewer", "moderator", "administrator"}
    contracts = Group.objects.get(name="contract administrator").permissions.values_list("codename", flat=True)
    assert {"change_contract", "add_entitlement", "add_contact", "view_region"} <= set(contracts)
    assert not {"change_region", "change_package_price", "delete_user"} & set(contracts)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("key", ["zoo", "Z", "TOOLONGKEY", "Z-1", "1ZO"])
def test_a_key_that_cannot_begin_a_reference_is_refused_in_words(as_: As, key: str) -> None:
    page = as_(ADMIN).post("/admin/accounts/organization/add/", organization_form(key=key)).content.decode()

    assert not Organization.objects.filter(name="Zebra Zoo").exists()
    assert "Two to six capital letters or digits" in page or "at most 6 characters" in page


def test_an_organization_is_entered_with_its_domain_and_its_people(
    as_: As, people: People, regions: dict[str, Region]
) -> None:
    form = organization_form(
        **management("domains", total=1) | {"domains-0-domain": "@Zoo.Example"},
        **management("contacts", total=1)
        | {
            "contacts-0-user": people.users["stranger@nowhere.example"].pk,
            "contacts-0-home_region": regions["EMEA"].pk,
            "contacts-0-roles": ["manager", "member"],
        },
    )

    answer = as_(ADMIN).post("/admin/accounts/organization/add/", form)

    assert answer.status_code == 302
    zoo = Organization.objects.get(key="ZOO")
    assert zoo.domains.get().domain == "zoo.example"
    contact = zoo.contacts.get()
    assert {held.role for held in contact.roles.all()} == {"manager", "member"}
    codes = OrganizationEvent.objects.filter(organization=zoo).values_list("code", flat=True)
    assert sorted(codes) == ["joined", "role_granted", "role_granted"]


def contact_row(number: int, contact: Contact, organization: Organization, **changes: Any) -> dict[str, Any]:
    fields = {"id": contact.pk, "organization": organization.pk, "home_region": contact.home_region_id or ""}
    return {f"contacts-{number}-{name}": value for name, value in {**fields, **changes}.items()}


def test_a_contact_marked_as_left_keeps_its_row_and_loses_its_roles(
    as_: As, people: People, settings: Settings
) -> None:
    # Django's forms look up the choice of each row.
    settings.ZEAL_ALLOWLIST = [*settings.ZEAL_ALLOWLIST, {"model": "*", "field": "get()"}]
    lapwing = people.organizations["LAP"]
    member, manager = people.contacts["member@lapsed.example"], people.contacts["manager@lapsed.example"]
    form = organization_form(
        name=lapwing.name,
        key=lapwing.key,
        **management("contacts", total=2, initial=2)
        | contact_row(0, member, lapwing, has_left="on", roles=["member"])
        | contact_row(1, manager, lapwing, roles=["billing", "manager"]),
    )

    answer = as_(ADMIN).post(f"/admin/accounts/organization/{lapwing.pk}/change/", form)

    assert answer.status_code == 302
    member.refresh_from_db()
    assert member.left_at is not None
    assert not member.roles.exists()
    assert manager.roles.count() == 2


def test_the_same_person_twice_is_refused_in_words(as_: As, people: People) -> None:
    lapwing, member = people.organizations["LAP"], people.contacts["member@lapsed.example"]
    form = organization_form(
        name=lapwing.name,
        key=lapwing.key,
        **management("contacts", total=1) | {"contacts-0-user": member.user_id, "contacts-0-home_region": ""},
    )

    page = as_(ADMIN).post(f"/admin/accounts/organization/{lapwing.pk}/change/", form).content.decode()

    assert "already exists" in page
    assert lapwing.contacts.filter(user=member.user).count() == 1


@pytest.mark.usefixtures("people")
def test_a_domain_that_is_none_is_refused_in_words(as_: As) -> None:
    form = organization_form(**management("domains", total=1) | {"domains-0-domain": "zoo"})

    assert "A domain reads example.com." in as_(ADMIN).post("/admin/accounts/organization/add/", form).content.decode()


def test_an_agent_is_entered_with_its_desks(as_: As, people: People, desks: dict[str, Desk]) -> None:
    user = people.users["stranger@nowhere.example"]
    hours = {"working_hours-0-weekday": 2, "working_hours-0-starts_minute": "09:30"}
    form = {
        "user": user.pk,
        **management("memberships", total=1),
        **management("working_hours", total=1),
        **management("absences", total=0),
        "memberships-0-desk": desks["EMEA"].pk,
        "memberships-0-is_lead": "on",
        **hours,
    }
    client = as_(ADMIN)

    backwards = client.post("/admin/accounts/agent/add/", {**form, "working_hours-0-ends_minute": "09:00"})
    client.post("/admin/accounts/agent/add/", {**form, "working_hours-0-ends_minute": "24:00"})

    assert "Working hours end after they start" in backwards.content.decode()
    assert user.agent.memberships.get().is_lead
    assert user.agent.working_hours.get().ends_minute == 24 * 60


def test_an_agent_is_at_a_desk_once(as_: As, people: People, desks: dict[str, Desk]) -> None:
    agent = people.agents["agent.emea@vendor.example"]
    form = {
        "user": agent.user_id,
        **management("memberships", total=1),
        **management("working_hours", total=0),
        **management("absences", total=0),
        "memberships-0-desk": desks["EMEA"].pk,
    }

    page = as_(ADMIN).post(f"/admin/accounts/agent/{agent.pk}/change/", form).content.decode()

    assert "already exists" in page


@pytest.mark.usefixtures("people")
def test_the_sign_up_policy_is_one_row(as_: As) -> None:
    client = as_(ADMIN)

    assert client.get("/admin/accounts/signuppolicy/").headers["Location"].endswith("/signuppolicy/1/change/")
    assert client.get("/admin/accounts/signuppolicy/add/").status_code == 403
    client.post("/admin/accounts/signuppolicy/1/change/", {"mode": "closed"})
    assert SignUpPolicy.objects.get().mode == "closed"
