"""A person's own page, and addresses that never differ in case only."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.demo import People
from accounts.models import OrganizationDomain, User

As = Callable[[str], Client]
LONDON = "member.london@abc.example"


def test_a_person_changes_its_name_and_zone(as_: As, people: People) -> None:
    answer = as_(LONDON).post("/account/", {"name": "Liam L.", "zone": "hong kong", "language": "en"})

    assert answer.status_code == 302
    user = people.users[LONDON]
    user.refresh_from_db()
    assert (user.name, str(user.zone)) == ("Liam L.", "Asia/Hong_Kong")


@pytest.mark.usefixtures("people")
def test_a_zone_that_nobody_knows_is_refused_in_words(as_: As) -> None:
    page = as_(LONDON).post("/account/", {"name": "Liam", "zone": "Atlantis", "language": "en"}).content.decode()

    assert "No zone is called that" in page


@pytest.mark.usefixtures("people")
def test_times_are_shown_in_the_zone_of_the_reader(as_: As) -> None:
    manager = as_("manager@abc.example")
    in_los_angeles = manager.get("/organization/").content.decode()
    manager.post("/account/", {"name": "Maria", "zone": "Asia/Hong_Kong", "language": "en"})
    in_hong_kong = manager.get("/organization/").content.decode()

    assert "08:00 PST" in in_los_angeles
    assert "00:00 HKT" in in_hong_kong


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("email", [LONDON, "agent.emea@vendor.example", "stranger@nowhere.example"])
def test_everyone_has_an_account_page(as_: As, email: str) -> None:
    assert as_(email).get("/account/").status_code == 200


@pytest.mark.usefixtures("people")
def test_the_database_refuses_addresses_that_differ_in_case_only() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Member.London@abc.example", name="Another")
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganizationDomain.objects.update(domain="ABC.example")


def test_a_user_is_found_whatever_the_case_of_the_address(people: People) -> None:
    assert User.objects.get_by_natural_key("MEMBER.London@abc.example") == people.users[LONDON]
