"""A contract says how many contacts may file: it is held where the role is given, and said in words."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import notices, services
from accounts.models import Contact, ContactRole, JoinRequest, Organization, User
from accounts.services import UnableToChangeContact, UnableToDecide, UnableToInvite
from catalog.models import Region
from entitlements import rules
from entitlements import services as sales
from entitlements.models import Contract
from entitlements.services.contracts import change_contract
from tests.administration import administrator, saved
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def abc(limit: int | None) -> Organization:
    """ABC, of whose contacts three file, with a contract that lets so many."""
    contract = Contract.objects.select_related("organization", "sold_in").get(number="C-1001")
    contract.contact_limit = limit
    contract.save()
    change_contract(contract=contract, actor=None, at=AT)
    return Organization.objects.get(key="ABC")


def manager() -> User:
    return User.objects.get(email="manager@abc.example")


def region() -> Region:
    return Region.objects.get(code="AMER")


def biller() -> Contact:
    return Contact.objects.get(user__email="billing@abc.example")


ROWS = ("domains", "contacts", "environments")
MEMBER = frozenset({"member"})


@pytest.mark.parametrize(("limits", "expected"), [([], None), ([5], 5), ([5, 3], 8), ([5, None], None), ([None], None)])
def test_the_limits_of_contracts_add_up_and_one_without_lifts_the_others(
    limits: list[int | None], expected: int | None
) -> None:
    assert rules.contact_limit(limits) == expected


def test_the_last_place_is_given_and_no_more() -> None:
    organization = abc(4)
    by: dict[str, Any] = {"actor": manager(), "at": AT}
    draft = services.ContactDraft(home_region=region(), roles=frozenset({"billing", "member"}))
    services.change_contact(contact=biller(), draft=draft, **by)
    asked = JoinRequest.objects.get(user__email="newcomer@abc.example")
    with pytest.raises(UnableToDecide) as refusal:
        services.approve_join(asked=asked, home_region=region(), **by)
    words = notices.refusal(refusal.value)
    assert words.startswith("The contracts of ABC Corporation let 4 contacts file tickets, and so many do.")
    assert "ask the account owner for more places" in words
    invited = services.InvitationDraft("new@abc.example", "New", MEMBER, region())
    with pytest.raises(UnableToInvite, match="no-place"):
        services.invite(organization=organization, draft=invited, **by)
    seen = services.InvitationDraft("new@abc.example", "New", frozenset({"viewer"}), region())
    services.invite(organization=organization, draft=seen, **by)
    assert services.places(organization) == (4, 4)


def test_who_files_goes_on_when_a_contract_lets_fewer() -> None:
    abc(1)
    member = Contact.objects.get(user__email="member.london@abc.example")
    draft = services.ContactDraft(home_region=region(), roles=MEMBER)
    services.change_contact(contact=member, draft=draft, actor=manager(), at=AT)
    assert ContactRole.objects.filter(contact=member, role="member").exists()
    with pytest.raises(UnableToChangeContact, match="no-place"):
        services.change_contact(contact=biller(), draft=draft, actor=manager(), at=AT)


def test_an_invitation_that_was_sent_before_finds_no_place() -> None:
    organization = abc(None)
    draft = services.InvitationDraft("late@abc.example", "Late", MEMBER, region())
    made = services.invite(organization=organization, draft=draft, actor=manager(), at=AT)
    abc(3)
    with pytest.raises(services.UnableToAccept, match="no-place"):
        services.accept_as_newcomer(invitation=made, name="Late", password="long enough 1", at=AT)
    assert not User.objects.filter(email="late@abc.example").exists()


@pytest.mark.parametrize("act", ["terminate", "expire"])
def test_a_contract_that_is_over_limits_nobody(act: str) -> None:
    abc(3)
    contract = Contract.objects.get(number="C-1001")
    if act == "terminate":
        sales.terminate_contract(contract=contract, on=date(2026, 6, 20), reason="Closed.", actor=None, at=AT)
        assert Organization.objects.get(key="ABC").contact_limit == 3
    sales.expire_contracts(AT + timedelta(days=11 if act == "terminate" else 400))
    assert Organization.objects.get(key="ABC").contact_limit is None


def test_a_manager_reads_on_the_form_why_nobody_more_may_file() -> None:
    abc(3)
    client = Client()
    client.force_login(manager())
    typed = {"roles": ["billing", "member"], "home_region": str(region().pk)}
    answer = client.post(reverse("people:contact", args=[biller().pk]), typed)
    assert answer.status_code == 422
    assert "let 3 contacts file tickets, and so many do" in answer.content.decode()
    page = client.get(reverse("contracts", args=["ABC"])).content.decode()
    assert "3 of 3 file tickets" in page
    assert "all places are taken" in page


def test_an_administrator_is_told() -> None:
    Organization.objects.filter(key="HRB").update(contact_limit=0)
    harbor = Organization.objects.get(key="HRB")
    counts = {f"{name}-{total}": "0" for name in ROWS for total in ("TOTAL_FORMS", "INITIAL_FORMS")}
    stranger = User.objects.get(email="stranger@nowhere.example")
    typed = {"contacts-TOTAL_FORMS": "1", "contacts-0-user": stranger.pk, "contacts-0-roles": ["member"]}
    url = reverse("admin:accounts_organization_change", args=[harbor.pk])
    form = {"name": harbor.name, "key": harbor.key, **counts, **typed}
    page = administrator().post(url, form, follow=True).content.decode()
    assert "let 0 contacts file tickets" in page
    assert not Contact.objects.filter(user=stranger).exists()


def test_an_administrator_changes_the_limit_on_the_contract() -> None:
    abc(3)
    contract = reverse("admin:entitlements_contract_change", args=[Contract.objects.get(number="C-1001").pk])
    saved(administrator(), contract, {"contact_limit": "4"})
    assert Organization.objects.get(key="ABC").contact_limit == 4
    assert saved(administrator(), contract, {"contact_limit": "0"}).errors
    assert Organization.objects.get(key="ABC").contact_limit == 4
