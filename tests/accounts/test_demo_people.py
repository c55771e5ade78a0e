"""The demo world's people."""

import itertools
from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password

from accounts.demo import ACCOUNTS, PASSWORD, load_people
from accounts.models import Contact, ContactRole, Environment, JoinRequest, User
from catalog.models import Desk, Region


def test_every_published_account_logs_in_with_the_published_password(
    at: datetime, regions: dict[str, Region], desks: dict[str, Desk]
) -> None:
    people = load_people(at=at, regions=regions, desks=desks)

    assert len(ACCOUNTS) == 14
    for account in ACCOUNTS:
        assert check_password(PASSWORD, people.users[account.email].password)
        assert EmailAddress.objects.filter(user__email=account.email, verified=True, primary=True).exists()


def test_contacts_live_in_the_zone_of_their_home_region(
    at: datetime, regions: dict[str, Region], desks: dict[str, Desk]
) -> None:
    people = load_people(at=at, regions=regions, desks=desks)

    london = people.contacts["member.london@abc.example"]
    assert london.home_region == regions["EMEA"]
    assert str(User.objects.get(email="member.london@abc.example").zone) == "Europe/London"
    assert people.agents["agent.apac@vendor.example"].memberships.get().desk == desks["APAC"]


def test_a_second_load_adds_nothing_and_keeps_what_was_edited(
    at: datetime, regions: dict[str, Region], desks: dict[str, Desk]
) -> None:
    first = load_people(at=at, regions=regions, desks=desks)
    user = first.users["member@lapsed.example"]
    user.name = "Renamed"
    user.save()
    counted = [model.objects.count() for model in (User, Contact, ContactRole, JoinRequest)]

    second = load_people(at=at, regions=regions, desks=desks)

    assert counted == [model.objects.count() for model in (User, Contact, ContactRole, JoinRequest)]
    assert second.users["member@lapsed.example"].name == "Renamed"


def test_every_organization_has_a_manager(at: datetime, regions: dict[str, Region], desks: dict[str, Desk]) -> None:
    people = load_people(at=at, regions=regions, desks=desks)

    for organization in people.organizations.values():
        assert Contact.objects.with_role("manager").filter(organization=organization).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_every_customer_runs_something_in_production_and_something_for_tests() -> None:
    uses = set(Environment.objects.values_list("organization__key", "use"))
    assert uses == set(itertools.product(("ABC", "EVE", "BDC", "GLD", "LTR", "LAP", "HRB"), ("production", "test")))
    assert all(
        each.version.product == each.product
        for each in Environment.objects.select_related("version__product", "product")
    )
