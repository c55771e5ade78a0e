"""A person as a row names it, put in through the services of contacts and accounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts import wording
from accounts.models import Contact, ContactRole, Organization, SheetRow, User
from accounts.querysets import is_agent
from accounts.services.contacts import ContactDraft, end_contact, put_contact
from accounts.services.inviting import welcome
from accounts.services.people import enter_person
from accounts.services.sheets import Became, Reading, RowsRefused
from catalog.models import Region
from catalog.rules import Violation
from common.tables import Row

LONGEST = 120
LONGEST_ADDRESS = 254
Outcome = SheetRow.Outcome


@dataclass(frozen=True)
class ContactFacts:
    """A contact as its row names it; what is empty or None stays as it is."""

    number: int
    email: str
    name: str
    roles: frozenset[str]
    home_region: Region | None
    has_left: bool | None
    is_invited: bool
    wrong: list[Violation] = field(default_factory=list)


def read(rows: Sequence[Row], organization: Organization, regions: Mapping[str, Region]) -> list[ContactFacts]:
    """What the rows of one organization say, with what is wrong in each."""
    named: set[str] = set()
    found = []
    for row in rows:
        person = _person(Reading(row), regions)
        if person.email in named:
            facts: dict[str, str | int] = {"email": person.email, "key": organization.key}
            person.wrong.append(Violation("row_person_twice", facts))
        named.add(person.email)
        found.append(person)
    return found


def _person(row: Reading, regions: Mapping[str, Region]) -> ContactFacts:
    email, has_left = _address(row), row.flag("has_left")
    roles = {role.lower() for role in row.parts("roles")}
    unknown = sorted(roles - set(ContactRole.Role.values))
    if unknown:
        row.note("row_role", text=", ".join(unknown)[:120])
    if has_left and roles:
        row.note("row_left_with_roles")
    region = row.text("home_region")
    if region and region not in regions:
        row.note("row_unknown", column="home_region", text=region[:60])
    return ContactFacts(
        number=row.row.number,
        email=email,
        name=row.name("name", LONGEST),
        roles=frozenset(roles),
        home_region=regions.get(region),
        has_left=has_left,
        is_invited=bool(row.flag("invite")),
        wrong=row.wrong,
    )


def _address(row: Reading) -> str:
    email = row.text("email").lower()
    if not email:
        row.note("row_without", column="email")
        return ""
    try:
        validate_email(email)
    except ValidationError:
        row.note("row_email", text=email[:120])
    if len(email) > LONGEST_ADDRESS:
        row.note("row_long_name", column="email", text=email[:60], most=LONGEST_ADDRESS)
    return email


def put_person(organization: Organization, person: ContactFacts, actor: User | None, at: datetime) -> Became:
    """Enter a contact or change it, in the caller's transaction.

    Raises:
        RowsRefused: if the row lacks what a new contact needs, or the person cannot be one.
        UnableToChangeContact: if the contracts of the organization let no more contacts file.
    """
    held = organization.contacts.filter(user__email=person.email).select_related("user", "organization", "home_region")
    contact = held.first()
    if contact is None:
        contact = _enter(organization, person, actor, at)
        return Became(Outcome.NEW, _invited(contact, person, at))
    changed = (*_change(contact, person, actor, at), *_invited(contact, person, at))
    return Became(Outcome.CHANGED if changed else Outcome.UNCHANGED, changed)


def _enter(organization: Organization, person: ContactFacts, actor: User | None, at: datetime) -> Contact:
    user = User.objects.filter(email=person.email).first()
    if not person.roles or person.has_left or not (person.name or user):
        raise _refused("row_new_contact", person, organization)
    if user and is_agent(user):
        raise _refused("row_of_support", person, organization)
    if user and not user.is_active:
        raise _refused("row_account_closed", person, organization)
    user = user or enter_person(email=person.email, name=person.name, region=person.home_region, at=at)
    draft = ContactDraft(home_region=person.home_region, roles=person.roles)
    return put_contact(organization=organization, user=user, draft=draft, actor=actor, at=at)


def _change(contact: Contact, person: ContactFacts, actor: User | None, at: datetime) -> tuple[str, ...]:
    """Bring the contact to what the row says; the columns that differed."""
    has_left = contact.left_at is not None
    if person.has_left:
        if not has_left:
            end_contact(contact=contact, actor=actor, at=at)
        return () if has_left else ("has_left",)
    held = frozenset(role.role for role in contact.roles.all())
    draft = ContactDraft(home_region=person.home_region or contact.home_region, roles=person.roles or held)
    differs = {"roles": draft.roles != held, "home_region": draft.home_region != contact.home_region}
    if has_left and person.has_left is None:
        if any(differs.values()):
            raise _refused("row_has_left", person, contact.organization)
        return ()
    changed = [*(["has_left"] if has_left else []), *(name for name, is_other in differs.items() if is_other)]
    if changed:
        put_contact(organization=contact.organization, user=contact.user, draft=draft, actor=actor, at=at)
    return tuple(changed)


def _invited(contact: Contact, person: ContactFacts, at: datetime) -> tuple[str, ...]:
    """Mail who is to be invited, once."""
    is_asked = person.is_invited and not person.has_left and contact.user.is_active
    return ("invite",) if is_asked and welcome(contact=contact, at=at) else ()


def _refused(code: str, person: ContactFacts, organization: Organization) -> RowsRefused:
    facts: dict[str, str | int] = {"email": person.email, "key": organization.key}
    return RowsRefused({person.number: [wording.said(Violation(code, facts), wording.PEOPLE)]})
