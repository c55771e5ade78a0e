"""A partner files and reads for the customers whose contracts name it, and for nobody else (R1)."""

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser as Page

from accounts.models import Contact, ContactRole, Organization
from entitlements.models import Contract
from entitlements.portfolio import sides_of
from entitlements.services import expire_contracts, terminate_contract
from search.portfolio import keys_of
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tests.world import stop
from tickets import permissions, services
from tickets.models import Ticket
from tickets.rules import Role

PARTNER, PARTNERS_MANAGER = "member@partner.example", "manager@partner.example"
GOLD_MANAGER = "manager@goldonly.example"
NEW = "/tickets/new/"


@pytest.fixture
def contract(cast: Cast) -> Contract:  # noqa: ARG001 - it signs the contract
    """Goldleaf's, which names Portside as its partner."""
    return Contract.objects.get(number="C-1004")


@pytest.fixture
def partner(cast: Cast) -> Organization:  # noqa: ARG001 - it makes the partner
    return Organization.objects.get(key="PRT")


@pytest.fixture
def filed(cast: Cast, contract: Contract, partner: Organization) -> Ticket:
    return file(cast, contract, partner)


def file(cast: Cast, contract: Contract, partner: Organization, email: str = PARTNER, contact: str = "") -> Ticket:
    version = cast.version(who.GOLD)
    draft = services.TicketDraft(
        contact=cast.contact(contact) if contact else None,
        contract=contract,
        partner=partner,
        product=version.product,
        version=version,
        severity=3,
        subject="Drawings open flat",
        description="Since the update.",
    )
    return services.open_ticket(requester=cast.user(email), draft=draft, at=WEDNESDAY)


def reads(cast: Cast, email: str, ticket: Ticket) -> bool:
    return Ticket.objects.visible_to(cast.user(email)).filter(pk=ticket.pk).exists()


def stop_naming(contract: Contract, partner: Organization) -> None:
    contract.partners.remove(partner)


def test_it_is_the_customers_ticket_under_the_customers_contract(filed: Ticket, contract: Contract) -> None:
    assert filed.organization == contract.organization
    assert filed.reference.startswith("GLD-")
    assert filed.contract == contract
    assert str(filed.partner) == "Portside Consulting"
    assert filed.outcome == "covered_now"


@pytest.mark.parametrize(
    ("email", "may_read", "may_write"),
    [
        (PARTNER, True, True),
        (PARTNERS_MANAGER, True, True),
        (GOLD_MANAGER, True, True),
        (who.GOLD, False, False),
        (who.LONDON, False, False),
        (who.STRANGER, False, False),
        (who.AMY, True, True),
        (who.ANSON, False, True),
    ],
)
def test_those_concerned_read_and_write(
    cast: Cast, filed: Ticket, email: str, may_read: bool, may_write: bool  # noqa: FBT001 - the table's columns
) -> None:  # fmt: skip
    assert reads(cast, email, filed) is may_read
    assert permissions.may_write(cast.user(email), filed) is may_write


def test_everybody_of_the_partner_stands_on_the_customers_side(cast: Cast, filed: Ticket) -> None:
    for email in (PARTNER, PARTNERS_MANAGER):
        assert permissions.role_of(cast.user(email), filed) is Role.CUSTOMER


def test_a_partners_manager_reads_and_writes_what_the_customer_filed_itself(cast: Cast) -> None:
    own = cast.file(who.GOLD)
    assert reads(cast, PARTNERS_MANAGER, own)
    assert permissions.may_write(cast.user(PARTNERS_MANAGER), own)
    assert not reads(cast, PARTNER, own)
    assert not permissions.may_write(cast.user(PARTNER), own)


def test_a_partners_viewer_reads_and_does_not_write(cast: Cast, filed: Ticket) -> None:
    contact = cast.contact(PARTNERS_MANAGER)
    assert contact is not None
    contact.roles.all().delete()
    ContactRole.objects.create(contact=contact, role="viewer")
    assert reads(cast, PARTNERS_MANAGER, filed)
    assert not permissions.may_write(cast.user(PARTNERS_MANAGER), filed)


@pytest.mark.both
@pytest.mark.parametrize("email", [PARTNER, PARTNERS_MANAGER])
def test_nothing_is_left_when_the_contract_stops_naming_it(
    cast: Cast, filed: Ticket, contract: Contract, partner: Organization, email: str
) -> None:
    stop_naming(contract, partner)
    assert not reads(cast, email, filed)
    assert not permissions.may_write(cast.user(email), filed)
    with pytest.raises(services.UnableToReply, match="forbidden"):
        services.reply(ticket=filed, author=cast.user(email), body="Still here?", at=WEDNESDAY)


END = datetime(2031, 1, 1, 12, tzinfo=UTC)
"""Long after the last day of every contract."""


@pytest.mark.both
@pytest.mark.parametrize("email", [PARTNER, PARTNERS_MANAGER])
def test_nothing_is_left_when_the_contract_is_over_and_all_is_back_when_it_is_renewed(
    cast: Cast, filed: Ticket, contract: Contract, partner: Organization, email: str
) -> None:
    expire_contracts(END)
    contract.refresh_from_db()
    assert contract.status == "expired"
    assert not reads(cast, email, filed)
    assert not permissions.may_write(cast.user(email), filed)
    assert not sides_of(cast.user(email)).named
    with pytest.raises(services.UnableToFile, match="not_your_customer"):
        file(cast, contract, partner, email)
    assert reads(cast, GOLD_MANAGER, filed)

    Contract.objects.filter(pk=contract.pk).update(status="active")
    assert reads(cast, email, filed)


@pytest.mark.both
def test_a_contract_that_is_terminated_as_of_a_day_to_come_names_it_until_that_day(
    cast: Cast, filed: Ticket, contract: Contract, partner: Organization
) -> None:
    day = WEDNESDAY.date() + timedelta(days=30)
    midnight = datetime.combine(day, time.min, contract.sold_in.tz).astimezone(UTC)
    terminate_contract(contract=contract, on=day, reason="Closed.", actor=None, at=WEDNESDAY)
    expire_contracts(midnight - timedelta(seconds=1))
    assert reads(cast, PARTNER, filed)
    assert file(cast, contract, partner).partner == partner

    assert [expire_contracts(midnight) for _ in range(2)] == [1, 0]
    contract.refresh_from_db()
    assert (contract.status, contract.over_at) == ("terminated", midnight)
    assert not reads(cast, PARTNER, filed)
    with pytest.raises(services.UnableToFile, match="not_your_customer"):
        file(cast, contract, partner)


def test_a_contract_that_is_terminated_as_of_today_names_nobody(cast: Cast, filed: Ticket, contract: Contract) -> None:
    terminate_contract(contract=contract, on=WEDNESDAY.date(), reason="Closed.", actor=None, at=WEDNESDAY)
    assert not reads(cast, PARTNER, filed)


@pytest.mark.parametrize(("status", "reads_on"), [("suspended", True), ("terminated", False), ("draft", False)])
def test_a_suspended_contract_names_it_still_and_no_other_that_is_not_active(
    cast: Cast, filed: Ticket, contract: Contract, status: str, reads_on: bool  # noqa: FBT001 - the table's columns
) -> None:  # fmt: skip
    ended = {"terminated_on": contract.ends_on, "over_at": WEDNESDAY} if status == "terminated" else {}
    Contract.objects.filter(pk=contract.pk).update(status=status, **ended)
    assert reads(cast, PARTNER, filed) is reads_on
    assert permissions.may_write(cast.user(PARTNER), filed) is reads_on


def test_the_search_finds_nothing_of_a_contract_that_is_over(cast: Cast, contract: Contract) -> None:
    keys = {email: set(keys_of(cast.user(email), WEDNESDAY)) for email in (PARTNER, PARTNERS_MANAGER)}
    Contract.objects.filter(pk=contract.pk).update(status="expired")
    for email, before in keys.items():
        left = before - set(keys_of(cast.user(email), WEDNESDAY))
        assert any(str(contract.pk) in key for key in left)


def test_another_contract_of_the_customer_that_names_it_brings_nothing_back(
    cast: Cast, filed: Ticket, contract: Contract, partner: Organization
) -> None:
    other = Contract.objects.create(
        organization=contract.organization,
        number="C-2004",
        sold_in=contract.sold_in,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        status=Contract.Status.ACTIVE,
    )
    other.partners.add(partner)
    stop_naming(contract, partner)
    assert not reads(cast, PARTNER, filed)


def test_who_left_the_partner_reads_nothing(cast: Cast, filed: Ticket) -> None:
    contact = cast.contact(PARTNER)
    assert contact is not None
    leave(contact)
    assert not reads(cast, PARTNER, filed)
    assert not permissions.may_write(cast.user(PARTNER), filed)


def leave(contact: Contact) -> None:
    contact.left_at = WEDNESDAY
    contact.save(update_fields=["left_at"])


@pytest.mark.parametrize("email", [who.LONDON, who.STRANGER, GOLD_MANAGER, who.AMY])
def test_nobody_else_files_under_the_contract(
    cast: Cast, contract: Contract, partner: Organization, email: str
) -> None:
    with pytest.raises(services.UnableToFile, match="not_your_customer"):
        file(cast, contract, partner, email)
    assert not Ticket.objects.exists()


def test_a_contract_that_does_not_name_it_is_refused(cast: Cast, partner: Organization) -> None:
    with pytest.raises(services.UnableToFile, match="not_your_customer"):
        file(cast, Contract.objects.get(number="C-1001"), partner)


def test_it_may_concern_a_contact_of_the_customer_only(cast: Cast, contract: Contract, partner: Organization) -> None:
    ticket = file(cast, contract, partner, contact=who.GOLD)
    assert reads(cast, who.GOLD, ticket)
    assert permissions.may_write(cast.user(who.GOLD), ticket)
    with pytest.raises(services.UnableToFile, match="not_your_contact"):
        file(cast, contract, partner, contact=who.LONDON)


def test_the_home_region_of_whom_it_concerns_counts(cast: Cast, partner: Organization) -> None:
    contract = Contract.objects.get(number="C-1001")
    contract.partners.add(partner)
    assert str(file(cast, contract, partner, contact=who.LONDON).desk).startswith("London")
    assert not str(file(cast, contract, partner).desk).startswith("London")


def test_another_contract_of_the_customer_decides_nothing(
    cast: Cast, contract: Contract, partner: Organization
) -> None:
    lapsed = Contract.objects.create(
        organization=contract.organization,
        number="C-0004",
        sold_in=contract.sold_in,
        starts_on=contract.starts_on.replace(year=2020),
        ends_on=contract.ends_on.replace(year=2021),
        status=Contract.Status.ACTIVE,
    )
    lapsed.licenses.set(contract.licenses.all())
    lapsed.partners.add(partner)
    ticket = file(cast, lapsed, partner)
    assert ticket.contract == lapsed
    assert ticket.status == "needs_entitlement"


def test_what_follows_a_partners_ticket_is_filed_under_the_same_contract(
    cast: Cast, filed: Ticket, contract: Contract, partner: Organization
) -> None:
    services.close(ticket=filed, actor=cast.user(PARTNER), at=WEDNESDAY)
    later = services.follow_up(
        ticket=filed, requester=cast.user(PARTNER), body="Again.", at=WEDNESDAY + timedelta(days=30)
    )
    assert (later.contract, later.partner, later.organization) == (contract, partner, contract.organization)


def test_what_is_split_off_a_partners_ticket_stays_the_partners(
    cast: Cast, filed: Ticket, contract: Contract, partner: Organization
) -> None:
    part = services.Part(subject="Another matter", text="It also prints upside down.", severity=4)
    made = services.split(ticket=filed, part=part, actor=cast.user(who.AMY), at=WEDNESDAY)
    assert (made.contract, made.partner, made.organization) == (contract, partner, contract.organization)
    assert reads(cast, PARTNER, made)

    stop_naming(contract, partner)
    with pytest.raises(services.UnableToFile, match="not_your_customer"):
        services.split(ticket=filed, part=part, actor=cast.user(who.AMY), at=WEDNESDAY)


def test_a_merge_leaves_both_tickets_under_their_contracts(
    cast: Cast, filed: Ticket, contract: Contract, partner: Organization
) -> None:
    own = cast.file(who.GOLD)
    services.merge(source=own, target=filed, actor=cast.user(who.AMY), at=WEDNESDAY)
    own.refresh_from_db()
    filed.refresh_from_db()
    assert (filed.contract, filed.partner) == (contract, partner)
    assert own.partner is None


@pytest.mark.both
def test_no_ticket_of_a_partner_is_without_a_contract(filed: Ticket) -> None:
    with pytest.raises(IntegrityError, match="partner_files_under_a_contract"), transaction.atomic():
        Ticket.objects.filter(pk=filed.pk).update(contract=None)


class Visitor:
    """Somebody with a browser, on that Wednesday."""

    def __init__(self, client: Client, cast: Cast) -> None:
        self.client, self.cast = client, cast

    def as_(self, email: str) -> Client:
        self.client.force_login(self.cast.user(email), backend="portal.authentication.Backend")
        return self.client


@pytest.fixture
def visitor(client: Client, cast: Cast, settings: Settings, tmp_path: Path) -> Visitor:
    settings.PORTAL_CLOCK = str(tmp_path / "clock.json")
    stop(tmp_path / "clock.json", WEDNESDAY)
    return Visitor(client, cast)


def sent(cast: Cast, **changed: object) -> dict[str, object]:
    version = cast.version(who.GOLD).pk
    fields = {"version": version, "kind": "break-fix", "severity": 3, "subject": "Flat", "description": "Since then."}
    return {**fields, **changed}


def test_the_form_asks_for_whom_first(visitor: Visitor, contract: Contract) -> None:
    page = Page(visitor.as_(PARTNER).get(NEW).text)
    choices = [option.text() for option in page.css("[name=contact] option")]
    assert choices == ["Choose for whom you file", "Portside Consulting", "Goldleaf Optics (C-1004)"]
    people = [option.text() for option in page.css("[name=concerned] option")]
    assert people == ["Nobody in particular", "Gina Gold", "Greta Gold"]
    assert "@goldonly.example" not in visitor.client.get(NEW).text
    assert contract.organization.name in visitor.client.get(NEW).text


def test_the_form_files_for_the_customer(visitor: Visitor, contract: Contract) -> None:
    answer = visitor.as_(PARTNER).post(NEW, sent(visitor.cast, contact=f"c{contract.pk}"))
    assert answer.status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.organization, ticket.contract) == (contract.organization, contract)
    page = visitor.as_(GOLD_MANAGER).get(answer["Location"]).text
    assert re.search(r"Filed by partner</dt><dd>Portside Consulting", page)


def test_the_form_refuses_what_the_contract_does_not_license(visitor: Visitor, contract: Contract) -> None:
    forms = visitor.cast.version(who.GOLD, who.FORMS).pk
    answer = visitor.as_(PARTNER).post(NEW, sent(visitor.cast, contact=f"c{contract.pk}", version=forms))
    assert answer.status_code == 422
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("email", [who.LONDON, who.STRANGER, GOLD_MANAGER])
def test_a_contract_that_names_somebody_else_is_chosen_in_vain(
    visitor: Visitor, contract: Contract, email: str
) -> None:
    visitor.as_(email).post(NEW, sent(visitor.cast, contact=f"c{contract.pk}"))
    assert not Ticket.objects.exclude(partner=None).exists()


def test_somebody_of_another_customer_concerned_is_refused(visitor: Visitor, contract: Contract) -> None:
    liam = visitor.cast.contact(who.LONDON)
    assert liam is not None
    answer = visitor.as_(PARTNER).post(NEW, sent(visitor.cast, contact=f"c{contract.pk}", concerned=liam.pk))
    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_an_ex_partner_is_answered_404(
    visitor: Visitor, filed: Ticket, contract: Contract, partner: Organization
) -> None:
    client = visitor.as_(PARTNER)
    assert client.get(f"/tickets/{filed.reference}/").status_code == 200
    stop_naming(contract, partner)
    assert client.get(f"/tickets/{filed.reference}/").status_code == 404
    assert client.post(f"/tickets/{filed.reference}/replies/", {"body": "x"}).status_code == 404
