"""What managers change about the contacts of their organization."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import rules
from accounts.models import Contact, ContactRole, Organization, OrganizationEvent, User
from accounts.permissions import manages
from accounts.services.places import keep_places
from catalog.models import Region
from common.refusal import Unable
from outbox.services import publish

Code = OrganizationEvent.Code


class UnableToChangeContact(Unable):
    """A contact stays as it is.

    "not-a-manager", "last-manager" (the organization would have none), "has-left" or "no-place" (its contracts let no
    more contacts file).
    """


@dataclass(frozen=True)
class ContactDraft:
    """What a manager wants a contact to be."""

    home_region: Region | None
    roles: frozenset[str]


def change_contact(*, contact: Contact, draft: ContactDraft, actor: User, at: datetime) -> None:
    """Give a contact the roles and the home region of `draft`, and take the others away.

    Raises:
        UnableToChangeContact: if `actor` is no manager, the contact has left, or no manager would be left.
    """
    with transaction.atomic():
        contact = _held(contact, actor)
        _keep_a_manager(contact, draft.roles)
        _set_roles(contact, draft.roles, actor, at)
        _move(contact, draft.home_region, actor, at)


def mark_left(*, contact: Contact, actor: User, at: datetime) -> None:
    """End a contact's part in its organization; its tickets stay, its roles end.

    Raises:
        UnableToChangeContact: if `actor` is no manager, the contact has left, or no manager would be left.
    """
    with transaction.atomic():
        contact = _held(contact, actor)
        _keep_a_manager(contact, frozenset())
        end_contact(contact=contact, actor=actor, at=at)


def end_contact(*, contact: Contact, actor: User | None, at: datetime) -> None:
    """End a contact's part on the vendor's authority, also when the organization keeps no manager."""
    with transaction.atomic():
        _set_roles(contact, frozenset(), actor, at)
        contact.left_at = at
        contact.save(update_fields=["left_at"])
        record(contact, Code.LEFT, actor, at)


def put_contact(
    *, organization: Organization, user: User, draft: ContactDraft, actor: User | None, at: datetime
) -> Contact:
    """Make a person a contact as `draft` says, or make its contact so, on the vendor's authority.

    Who left the organization earlier is its contact again.
    """
    with transaction.atomic():
        contact, made = Contact.objects.get_or_create(
            user=user, organization=organization, defaults={"home_region": draft.home_region}
        )
        if made or contact.left_at:
            contact.left_at = None
            contact.save(update_fields=["left_at"])
            record(contact, Code.JOINED, actor, at, region=draft.home_region.name if draft.home_region else "")
        _set_roles(contact, draft.roles, actor, at)
        _move(contact, draft.home_region, actor, at)
    return contact


def record(contact: Contact, code: str, actor: User | None, at: datetime, **facts: str) -> None:
    """Append what happened to a contact to its organization's history."""
    OrganizationEvent.objects.create(
        organization=contact.organization, person=contact.user, actor=actor, code=code, data=facts, at=at
    )


def _held(contact: Contact, actor: User) -> Contact:
    """The contact as it is now, with its organization locked: two managers cannot remove each other at once."""
    organization = Organization.objects.select_for_update().get(pk=contact.organization_id)
    if not manages(actor, organization):
        raise UnableToChangeContact("not-a-manager", (organization.name,))
    contact = Contact.objects.select_related("user", "organization").get(pk=contact.pk)
    if contact.left_at:
        raise UnableToChangeContact("has-left", (str(contact.user),))
    return contact


def _keep_a_manager(contact: Contact, roles: frozenset[str]) -> None:
    current = Contact.objects.current().filter(organization=contact.organization_id)
    managers = set(current.with_role(rules.MANAGER).values_list("pk", flat=True))
    if rules.leaves_no_manager(contact.pk, managers, roles):
        raise UnableToChangeContact("last-manager", (contact.organization.name,))


def _set_roles(contact: Contact, roles: frozenset[str], actor: User | None, at: datetime) -> None:
    held = set(contact.roles.values_list("role", flat=True))
    keep_places(contact.organization_id, roles - held, UnableToChangeContact, contact.pk)
    for role in sorted(roles - held):
        ContactRole.objects.create(contact=contact, role=role, granted_by=actor, granted_at=at)
        record(contact, Code.ROLE_GRANTED, actor, at, role=role)
    for role in sorted(held - roles):
        contact.roles.filter(role=role).delete()
        record(contact, Code.ROLE_REVOKED, actor, at, role=role)


def _move(contact: Contact, region: Region | None, actor: User | None, at: datetime) -> None:
    if contact.home_region == region:
        return
    contact.home_region = region
    contact.save(update_fields=["home_region"])
    record(contact, Code.REGION_CHANGED, actor, at, region=region.name if region else "")
    publish("contact.moved", str(contact.pk), at=at)
