"""Organizations and contacts come and go as spreadsheets: tried first, and nobody is mailed unasked."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from accounts.models import Contact, ContactRole, Organization, OrganizationDomain, OrganizationEvent, User
from accounts.services.people_sheets import CONTACTS, ORGANIZATIONS, _contacts
from outbox.models import OutboundMessage
from tests import importing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
organizations = partial(importing.imported, ORGANIZATIONS)
contacts = partial(importing.imported, CONTACTS)
ANNA = {
    "organization": "ABC",
    "email": "anna@abc.example",
    "name": "Anna Abel",
    "roles": "member",
    "home_region": "EMEA",
}


def kept() -> tuple[object, ...]:
    """All that an import of people could write."""
    written: tuple[Any, ...] = (
        Organization, OrganizationDomain, User, EmailAddress, Contact, ContactRole, OrganizationEvent, OutboundMessage
    )  # fmt: skip
    return tuple(list(model.objects.order_by("pk").values()) for model in written)


def roles(email: str) -> set[str]:
    return set(ContactRole.objects.filter(contact__user__email=email).values_list("role", flat=True))


def limited(limit: int | None) -> None:
    """ABC, of whose contacts three file, with so many places."""
    Organization.objects.filter(key="ABC").update(contact_limit=limit)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("sheet", [ORGANIZATIONS, CONTACTS], ids=lambda sheet: sheet.name)
def test_an_export_that_is_imported_changes_nothing(sheet: Any, kind: str) -> None:
    before = kept()
    became = importing.imported(sheet, importing.exported(sheet), kind=kind)
    assert set(became) == {("unchanged", "")}
    assert len(became) == (Organization if sheet is ORGANIZATIONS else Contact).objects.count()
    assert kept() == before


def test_a_trial_says_what_would_become_of_each_row_and_writes_nothing() -> None:
    before = kept()
    firms = [{"organization": "ZOO", "name": "Zebra Zoo"}, {"organization": "ABC", "name": "ABC Limited"}]
    assert organizations(firms, is_kept=False) == [("new", ""), ("changed", "name")]
    people = [ANNA | {"invite": "yes"}, {"organization": "ABC", "email": "billing@abc.example", "has_left": "yes"}]
    assert contacts(people, is_kept=False) == [("new", "invite"), ("changed", "has_left")]
    assert kept() == before


def test_an_organization_is_entered_with_owner_and_domains_and_changed_where_it_differs() -> None:
    zoo = {"organization": "ZOO", "name": "Zebra Zoo", "account_owner": "Lead.AMER@vendor.example"}
    assert organizations([zoo | {"domains": "@Zoo.example; zebra.example"}]) == [("new", "")]
    made = Organization.objects.get(key="ZOO")
    assert (made.name, getattr(made.account_owner, "email", "")) == ("Zebra Zoo", "lead.amer@vendor.example")
    assert set(made.domains.values_list("domain", flat=True)) == {"zoo.example", "zebra.example"}
    assert organizations([{"organization": "ZOO"}]) == [("unchanged", "")]
    changes = {"name": "Zoo of Zebras", "domains": "zoo.example"}
    assert organizations([{"organization": "ZOO", **changes}]) == [("changed", "name domains")]
    assert list(made.domains.values_list("domain", flat=True)) == ["zoo.example"]


REFUSED_ORGANIZATIONS: Mapping[str, tuple[dict[str, str], str]] = {
    "a key that is none": ({"organization": "zoo"}, "“zoo” is no key. Write two to six capital letters"),
    "a key that is too long": ({"organization": "TOOLONGKEY"}, "“TOOLONGKEY” is no key."),
    "no key": ({"organization": ""}, "The cell organization is empty."),
    "no name": ({"name": ""}, "There is no organization ZOO yet. Fill name to enter it"),
    "the name of another": ({"name": "ABC Corporation"}, "name: ABC is called ABC Corporation already."),
    "a long name": ({"name": "z" * 121}, "has more than 120 characters"),
    "no domain": ({"domains": "zoo"}, "domains: “zoo” is none. Write what stands behind the @"),
    "the domain of another": ({"domains": "zoo.example; abc.example"}, "domains: abc.example belongs to ABC."),
    "a customer as owner": ({"account_owner": "manager@abc.example"}, "manager@abc.example is no agent's address."),
}


@pytest.mark.parametrize("name", REFUSED_ORGANIZATIONS)
def test_an_organization_that_is_wrong_says_why_and_stays_out(name: str) -> None:
    changes, words = REFUSED_ORGANIZATIONS[name]
    before = kept()
    ((outcome, said),) = organizations([{"organization": "ZOO", "name": "Zebra Zoo"} | changes])
    assert (outcome, words in said) == ("refused", True), said
    assert kept() == before


def test_an_organization_that_the_file_names_twice_is_refused_and_others_come_in() -> None:
    zoo = {"organization": "ZOO", "name": "Zebra Zoo"}
    first, second, other = organizations([zoo, zoo, {"organization": "YAK", "name": "Yaks"}])
    assert (first[0], other[0]) == ("held_back", "new")
    assert second == ("refused", "ZOO stands in the file twice. Leave one of the rows out.")


def test_a_person_is_entered_with_an_account_in_its_regions_time_and_is_not_mailed() -> None:
    mails = OutboundMessage.objects.filter(kind="mail").count()
    assert contacts([ANNA | {"email": "Anna@ABC.example"}]) == [("new", "")]
    anna = User.objects.get(email="anna@abc.example")
    assert (anna.name, str(anna.zone), anna.has_usable_password()) == ("Anna Abel", "Europe/London", False)
    assert EmailAddress.objects.get(user=anna).verified
    assert (roles(anna.email), anna.contacts.get().home_region.code) == ({"member"}, "EMEA")  # type: ignore[union-attr]
    assert OutboundMessage.objects.filter(kind="mail").count() == mails
    assert contacts([ANNA]) == [("unchanged", "")]


def test_who_is_invited_is_mailed_once_also_when_the_file_comes_again() -> None:
    assert contacts([ANNA]) == [("new", "")]
    assert contacts([ANNA | {"invite": "yes"}]) == [("changed", "invite")]
    assert contacts([ANNA | {"invite": "yes"}]) == [("unchanged", "")]
    mail = OutboundMessage.objects.get(name="accounts/mail/welcome")
    assert (mail.recipient, mail.payload["organization"]) == ("anna@abc.example", "ABC Corporation")


def test_roles_and_region_become_what_the_row_says_and_an_empty_cell_leaves_them() -> None:
    row = {"organization": "ABC", "email": "billing@abc.example"}
    assert contacts([row | {"roles": "billing; manager"}]) == [("changed", "roles")]
    assert roles("billing@abc.example") == {"billing", "manager"}
    assert contacts([row | {"home_region": "APAC", "name": "Another Name"}]) == [("changed", "home_region")]
    assert User.objects.get(email="billing@abc.example").name != "Another Name"
    assert roles("billing@abc.example") == {"billing", "manager"}


def test_who_leaves_loses_its_roles_and_comes_back_when_a_row_says_so() -> None:
    row = {"organization": "ABC", "email": "billing@abc.example"}
    assert contacts([row | {"has_left": "yes"}]) == [("changed", "has_left")]
    assert (roles(row["email"]), Contact.objects.get(user__email=row["email"]).is_current) == (set(), False)
    assert contacts([row | {"has_left": "yes"}, {**row, "organization": "EVE"}])[0] == ("unchanged", "")
    ((outcome, said),) = contacts([row | {"roles": "viewer"}])
    assert (outcome, "Write no under has_left" in said) == ("refused", True)
    assert contacts([row | {"roles": "viewer", "has_left": "no"}]) == [("changed", "has_left roles")]
    assert roles(row["email"]) == {"viewer"}


REFUSED_CONTACTS: Mapping[str, tuple[dict[str, str], str]] = {
    "no address": ({"email": ""}, "The cell email is empty."),
    "a bad address": ({"email": "anna at abc"}, "“anna at abc” is no e-mail address. Write it as anna@example.com."),
    "two addresses": ({"email": "a@abc.example; b@abc.example"}, "is no e-mail address"),
    "an unknown organization": ({"organization": "NIX"}, "organization: NIX is not known here. Enter it first"),
    "no organization": ({"organization": ""}, "The cell organization is empty."),
    "an unknown role": ({"roles": "member; boss"}, "roles: boss is none. Write member, manager, billing or viewer"),
    "no role": ({"roles": ""}, "anna@abc.example is no contact of ABC yet. Fill name and roles"),
    "no name": ({"name": ""}, "is no contact of ABC yet. Fill name and roles"),
    "two lines of name": ({"name": "Anna\nAbel"}, "more than one line"),
    "an unknown region": ({"home_region": "MOON"}, "home_region: MOON is not known here."),
    "neither yes nor no": ({"invite": "please"}, "invite: “please” is neither yes nor no."),
    "left with roles": ({"has_left": "yes"}, "Who has left has no role."),
    "an agent": ({"email": "agent.amer@vendor.example"}, "belongs to support, who see ABC as it is"),
    "a closed account": ({"email": "stranger@nowhere.example"}, "The account of stranger@nowhere.example is closed."),
}


@pytest.mark.parametrize("name", REFUSED_CONTACTS)
def test_a_person_that_is_wrong_says_why_and_its_colleagues_come_in(name: str) -> None:
    changes, words = REFUSED_CONTACTS[name]
    User.objects.filter(email="stranger@nowhere.example").update(is_active=False)
    people = Contact.objects.count()
    (outcome, said), other = contacts([ANNA | changes, ANNA | {"email": "ben@abc.example", "name": "Ben"}])
    assert (outcome, words in said, other) == ("refused", True, ("new", "")), said
    assert Contact.objects.count() == people + 1


def test_a_person_that_the_file_names_twice_is_refused_in_the_second_row() -> None:
    first, second = contacts([ANNA, ANNA | {"email": "ANNA@abc.example"}])
    assert first == ("new", "")
    assert second == ("refused", "anna@abc.example stands in the file twice for ABC. Leave one of the rows out.")


@pytest.mark.parametrize("is_kept", [False, True], ids=["trial", "import"])
def test_no_more_file_than_the_contracts_let_and_the_trial_counts_the_same(is_kept: bool) -> None:  # noqa: FBT001
    limited(4)
    rows = [ANNA | {"email": f"new{number}@abc.example"} for number in range(3)]
    became = contacts(rows, is_kept=is_kept)
    assert [outcome for outcome, _words in became] == ["new", "refused", "refused"]
    assert "let 4 contacts file tickets, and so many do" in became[1][1]


def test_who_gives_a_place_up_makes_room_wherever_its_row_stands() -> None:
    limited(3)
    leaves = {"organization": "ABC", "email": "member.london@abc.example", "has_left": "yes"}
    assert contacts([ANNA, leaves]) == [("new", ""), ("changed", "has_left")]


def test_an_organization_with_too_many_people_in_one_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_contacts, "MOST_PEOPLE", 1)
    first, second = contacts([ANNA, ANNA | {"email": "ben@abc.example"}])
    assert "at most 1 people in a file" in first[1]
    assert second[0] == "held_back"
